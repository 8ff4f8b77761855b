//! What a profile says, after validation.

use indexmap::IndexMap;
use serde_json::Value;

use crate::judge::known::Known;
use crate::provider::Behaviour;
use crate::provider::fault::Fault;
use crate::provider::knob::Setting;
use crate::provider::variant::Variant;
use crate::source::{Node, Spanned};

/// How one server behaves, and how its app is set up.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Its name: `sigma`.
    pub name: String,
    /// One line for people.
    pub title: String,
    /// A paragraph for people.
    pub about: Option<String>,
    /// The documents behind it, by the short name that rows and knobs cite.
    pub sources: IndexMap<String, String>,
    /// Knobs of the embedded provider, in file order.
    pub provider: Vec<Turned>,
    /// Named defects that it has too.
    pub faults: Vec<&'static Fault>,
    /// Named differences that it has too.
    pub variants: Vec<&'static Variant>,
    /// How the app is set up in Okta.
    pub integration: Integration,
    /// Findings that are known and meant: rule and reason.
    pub accepts: Vec<(Spanned<String>, String)>,
    /// What the documents say, row by row.
    pub rows: Vec<Row>,
}

/// A knob with its value and what that rests on.
#[derive(Debug, Clone)]
pub struct Turned {
    /// The knob with its value.
    pub setting: Setting,
    /// What it rests on, if the file says so.
    pub evidence: Option<Evidence>,
}

/// What a knob or a setting rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// These lines of documents: `guide:21`.
    Documented(Vec<String>),
    /// A reason, where no document says it.
    Inferred(String),
}

/// How the app is set up in Okta.
#[derive(Debug, Clone, Default)]
pub struct Integration {
    /// The clients that push; `None` = whichever a scenario names.
    pub clients: Option<Vec<String>>,
    /// "Authentication mode", in words.
    pub auth: Option<String>,
    /// Settings by name, as in a scenario's `integration:`, checked.
    pub settings: Vec<(Spanned<String>, Node)>,
    /// Attributes that every user must have here.
    pub always_set: IndexMap<String, Value>,
    /// What the settings rest on, by name, where the file says so.
    pub evidence: IndexMap<String, Evidence>,
}

/// One thing that a vendor's documents say.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its number: `S1`.
    pub id: String,
    /// What the documents say, in a sentence.
    pub says: String,
    /// Where: `guide:21`.
    pub source: Vec<String>,
    /// What in it is inferred, if something is.
    pub inferred: Option<String>,
    /// How it is shown, or why it is not.
    pub proof: Proof,
}

/// How a row is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// By these scenarios.
    Scenarios(Vec<String>),
    /// It cannot be seen over HTTP; with the reason.
    NotOverHttp(String),
    /// It is the IdP's own behaviour: nothing of it reaches the server; with the reason.
    ClientSide(String),
}

impl Profile {
    /// Findings that are known of such a server.
    pub fn known(&self) -> Vec<Known> {
        let accepts = self.accepts.iter();
        accepts.map(|(rule, reason)| Known { rule: rule.value.clone(), reason: reason.clone() }).collect()
    }

    /// How the embedded provider then behaves.
    pub fn behaviour(&self) -> Behaviour {
        Behaviour {
            faults: self.faults.clone(),
            variants: self.variants.clone(),
            like: Some(self.name.clone()),
            knobs: self.provider.iter().map(|turned| turned.setting.clone()).collect(),
        }
    }
}
