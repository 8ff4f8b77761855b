//! What a judge says: a finding, its level, and the place that proves it.

use std::borrow::Cow;
use std::sync::Arc;

use serde::Serialize;

use super::catalogue::{Damage, Rule};
use super::cause::Relation;
use crate::exchange::{Evidence, Exchange};

/// How bad a finding is, lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Worth knowing.
    Note,
    /// A SHOULD is not met, or another client would break.
    Warning,
    /// An RFC MUST is not met, though this client survives it.
    Violation,
    /// This client's flow breaks, or the state is wrong.
    Error,
}

impl Level {
    /// The word that reports use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Level::Note => "note",
            Level::Warning => "warning",
            Level::Violation => "violation",
            Level::Error => "error",
        }
    }
}

/// One thing that is not as it must be.
#[derive(Debug, Clone, Serialize)]
pub struct Finding {
    /// What is broken. Reports show its id: `resource.id-stable`, `drift.active`, `expect.okta`.
    pub rule: &'static Rule,
    /// How bad it is for the client of this pass.
    pub level: Level,
    /// What it can cost here: what the rule says, unless this breach is milder.
    #[serde(skip)]
    pub damage: Damage,
    /// What happened, in plain words and one line: `the server answered 200, and the user is still active`.
    pub message: String,
    /// What should have been there, as a short text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What was there, as a short text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// Where in the JSON body the finding sits (`/emails/0/value`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// The most likely reason, in plain words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub likely_cause: Option<String>,
    /// What to change in the server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
    /// RFC section or Okta source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Cow<'static, str>>,
    /// The weakest evidence among the requests that the finding rests on.
    pub evidence: Evidence,
    /// The exchange that caused it (the write), by reference.
    #[serde(skip)]
    pub exchange: Option<Arc<Exchange>>,
    /// The harness's own read that proves it, for drift.
    #[serde(skip)]
    pub read_back: Option<Arc<Exchange>>,
    /// The cast names of those whom it is about, where that is known.
    #[serde(skip)]
    pub about: Vec<String>,
    /// Which defect of the run it belongs to: the place in [`causes`](crate::outcome::RunSummary::causes), from 1.
    /// Known when the pass is over.
    #[serde(skip)]
    pub cause: Option<usize>,
    /// From which finding of the pass it follows; `None` for one that explains itself.
    #[serde(skip)]
    pub follows_from: Option<Origin>,
    /// Byte range in the scenario file, when the finding belongs to an expectation rather than to its step.
    #[serde(skip)]
    pub span: Option<crate::source::Span>,
}

/// The finding from which another one follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// The number of its step; `None` if it belongs to no step.
    pub step: Option<usize>,
    /// What it broke.
    pub rule: &'static Rule,
    /// Why the other one follows.
    pub relation: Relation,
}

impl Finding {
    /// A finding with nothing but its rule, level and message.
    pub fn new(rule: &'static Rule, level: Level, message: impl Into<String>) -> Self {
        Finding {
            rule,
            damage: rule.damage,
            level,
            message: message.into(),
            expected: None,
            found: None,
            pointer: None,
            likely_cause: None,
            fix: None,
            source: None,
            evidence: Evidence::Scenario,
            exchange: None,
            read_back: None,
            about: Vec::new(),
            cause: None,
            follows_from: None,
            span: None,
        }
    }

    /// A finding of the rule with that id, for tests that do not care who reports it.
    #[cfg(test)]
    pub(crate) fn of(rule: &str, level: Level, message: impl Into<String>) -> Self {
        Finding::new(super::catalogue::find(rule).expect("the catalogue has the rule"), level, message)
    }

    /// Names the exchange that shows it, where it names none.
    #[must_use]
    pub fn or_shown_by(mut self, exchange: Option<&Arc<Exchange>>) -> Self {
        if self.exchange.is_none() && self.read_back.is_none() {
            self.exchange = exchange.map(Arc::clone);
        }
        self
    }

    /// Lowers the level to `warning` when the finding rests on a request whose form is only inferred, and says so.
    pub fn weighed_by_evidence(mut self) -> Self {
        if self.evidence == Evidence::Inferred && self.level > Level::Warning {
            self.level = Level::Warning;
            self.message.push_str(" (the form of this request is inferred, so this is only a warning)");
        }
        self
    }
}
