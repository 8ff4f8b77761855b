//! Everything that a run needs to know, validated. The command line makes one; so do tests and `trials`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::Duration;

use indexmap::IndexMap;
use serde_json::Value;

use super::setting;
use crate::idp::okta::{Attribute, Client, Features, Integration, UniqueIdentifier};
use crate::judge::Level;
use crate::judge::known::Known;
use crate::profile;
use crate::provider::Behaviour;
use crate::scenario::model::{Play, Scenario};
use crate::sender::Target;
use crate::source::Sources;

/// What to play, against what, and how strictly.
#[derive(Debug)]
pub struct Config {
    /// The passes, in plan order.
    pub plays: Vec<Play>,
    /// The files that they came from, for locations.
    pub sources: Sources,
    /// Where the requests go.
    pub destination: Destination,
    /// How the admin set the app up, whatever the client.
    pub app: App,
    /// Passes at once; `None` = cores on loopback and for the embedded provider, else one.
    pub jobs: Option<usize>,
    /// Stops starting passes after that many failed ones.
    pub max_fail: Option<usize>,
    /// Findings from this level on fail a step.
    pub fail_on: Level,
    /// Findings that are known of what is played against, beside those that a scenario accepts.
    pub known: Vec<Known>,
    /// Leaves the created resources on the target.
    pub keep: bool,
    /// The longest wait for 429 answers of one call.
    pub max_wait: Duration,
    /// How long a difference may take to settle before it is drift; `None` = 2 s against a target, 0 embedded.
    pub settle: Option<Duration>,
    /// Requests per second, when the target's owner set a limit.
    pub rate: Option<f64>,
    /// Snapshots, if they are to be compared.
    pub snapshots: Option<Snapshots>,
    /// Whether exchanges of passed steps are kept for the reports.
    pub keep_exchanges: bool,
    /// Which of the harness's own requests are made.
    pub own_requests: OwnRequests,
    /// Where journals are kept.
    pub journals: PathBuf,
    /// Values for `${var:NAME}`.
    pub variables: BTreeMap<String, String>,
    /// The environment, for `${env:NAME}`.
    pub environment: BTreeMap<String, String>,
    /// Knows every credential of the run.
    pub redactor: crate::exchange::Redactor,
    /// The seed of names, ids and passwords; `None` = random.
    pub seed: Option<u64>,
}

impl Config {
    /// How the app is set up for a scenario. Canned answers know nothing of a target, so its settings do not count
    /// there, and such a scenario says the same against every target.
    pub(super) fn app_of(&self, scenario: &Scenario) -> &App {
        static PLAIN: LazyLock<App> = LazyLock::new(App::default);
        if scenario.answers.is_some() { &PLAIN } else { &self.app }
    }

    /// Whether some pass talks to the destination; one with canned answers does not.
    pub(super) fn needs_destination(&self) -> bool {
        self.plays.iter().any(|play| play.scenario.answers.is_none())
    }
}

/// Where the requests go.
#[derive(Debug, Clone)]
pub enum Destination {
    /// The embedded provider, a store of its own for each pass, on a free port of this machine.
    Embedded(Behaviour),
    /// The embedded provider without a socket in between: for proofs that play thousands of passes.
    InProcess(Behaviour),
    /// A target.
    Target {
        /// Its name in the configuration.
        name: Option<String>,
        /// URL, credentials and transport. Boxed: it is much larger than the other variant.
        target: Box<Target>,
        /// The header line for curl, with the credential as a shell variable.
        curl_authorization: Option<String>,
    },
}

/// How the admin set the app up.
#[derive(Debug, Clone)]
pub struct App {
    /// The boxes ticked.
    pub features: Features,
    /// "Unique identifier field for users".
    pub unique_identifier: UniqueIdentifier,
    /// The domain of made-up user names.
    pub user_domain: String,
    /// Mapped attributes beyond the default mapping, by Okta attribute.
    pub mapping: IndexMap<String, Attribute>,
    /// Attributes that every cast member must have on this target.
    pub always_set: IndexMap<String, Value>,
    /// Resources that the target's owner lends.
    pub fixtures: IndexMap<String, Fixture>,
    /// Further settings of the app, by the names that scenarios use below `integration:`.
    pub settings: Vec<(String, Value)>,
}

/// A resource that the target's owner named in the configuration. Never created, never deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixture {
    /// Its userName on the target.
    pub user_name: String,
    /// Whether it may be written (and is then put back as it was found).
    pub writable: bool,
}

impl Default for App {
    fn default() -> Self {
        App {
            features: Features::default(),
            unique_identifier: UniqueIdentifier::UserName,
            user_domain: "example.com".to_owned(),
            mapping: IndexMap::new(),
            always_set: IndexMap::new(),
            fixtures: IndexMap::new(),
            settings: Vec::new(),
        }
    }
}

impl App {
    /// Sets the app up as a vendor's guide says: the settings count for every pass, before those of its scenario.
    ///
    /// # Errors
    /// A setting means nothing to the client model.
    pub fn set_up(&mut self, by: &profile::Integration) -> Result<(), String> {
        let settings: Vec<(String, Value)> =
            by.settings.iter().map(|(name, value)| (name.value.clone(), value.to_value())).collect();
        // The boxes decide too which scenarios can be played, so they are looked up here once for all.
        let mut integration = Integration::new(Client::Aiw);
        integration.features = self.features;
        integration.unique_identifier = self.unique_identifier;
        for (name, value) in &settings {
            setting::apply(&mut integration, name, value)?;
            for (attribute, _) in value.as_object().into_iter().flatten().filter(|_| name == "mapping") {
                if let Some(mapped) = integration.mapping.get(attribute) {
                    self.mapping.insert(attribute.clone(), mapped.clone());
                }
            }
        }
        self.features = integration.features;
        self.unique_identifier = integration.unique_identifier;
        self.settings = settings;
        for (attribute, value) in &by.always_set {
            self.always_set.entry(attribute.clone()).or_insert_with(|| value.clone());
        }
        Ok(())
    }
}

/// Which requests the harness makes for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnRequests {
    /// Okta's connection test before the first pass.
    pub preflight: bool,
    /// Read-backs after acts.
    pub read_backs: bool,
    /// Bystanders around passes.
    pub bystanders: bool,
}

impl OwnRequests {
    /// Everything on, as a conformance run needs it.
    pub const ALL: OwnRequests = OwnRequests { preflight: true, read_backs: true, bystanders: true };
    /// Nothing but what the scenarios say.
    pub const NONE: OwnRequests = OwnRequests { preflight: false, read_backs: false, bystanders: false };
}

/// The approved conversations to compare with.
#[derive(Debug)]
pub struct Snapshots {
    /// Where they are kept.
    pub store: crate::snapshot::Store,
    /// That directory as the user named it, unless it is the usual one: `review` must be told of it too.
    pub directory: Option<String>,
    /// The directory below it for this target.
    pub target: String,
    /// Whether a missing one fails the pass (`--snapshots require`).
    pub required: bool,
}
