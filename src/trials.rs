//! Scenarios as trials of `libtest_mimic`, for users of `cargo test` and nextest.
//!
//! A Rust project tests its SCIM server with one file, `tests/scim.rs`, for which `Cargo.toml` says
//! `harness = false`:
//!
//! ```no_run
//! use scimulate::{Trials, trials};
//!
//! fn main() -> std::process::ExitCode {
//!     trials(Trials::against("http://127.0.0.1:8080/scim/v2").bearer("test-token").tag("essential"))
//! }
//! ```
//!
//! Each trial is one pass with a run of its own, so trials can be filtered, run side by side, or each in a process of
//! its own, as nextest does. What a trial creates on the target it removes.
//!
//! This module turns passes into trials and nothing more: playing, judging and telling are the runner's and the
//! report's. It may read the arguments of the test program and whether it runs in CI.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Completion, Failed, Trial};
use url::Url;

use crate::exchange::{Redactor, Secret};
use crate::judge::Level;
use crate::judge::known::Known;
use crate::outcome::{Event, Outcome, SnapshotState};
use crate::profile;
use crate::provider::Behaviour;
use crate::report::{Human, Layout, Report};
use crate::runner::{self, App, Config, Destination, OwnRequests, Snapshots};
use crate::scenario::model::Play;
use crate::scenario::{Catalogue, LoadError, Places, Selection, SelectionError, TagExpression, select};
use crate::sender::{Auth, Target};
use crate::snapshot::{Mode, PROVIDER, Store, directory_as_named};
use crate::source;

/// Which scenarios become trials, and what they are played against.
#[derive(Debug, Clone)]
#[must_use = "hand it to `scimulate::trials`"]
pub struct Trials {
    url: Option<String>,
    auth: Auth,
    name: Option<String>,
    scenarios: Vec<PathBuf>,
    snapshots: Option<PathBuf>,
    tag: Option<String>,
    clients: Option<Vec<String>>,
    shipped: bool,
    fail_on: Level,
    app: App,
    vendors: bool,
}

impl Trials {
    /// Against the embedded provider: for scenarios in the making, and for scimulate's own tests.
    pub fn embedded() -> Self {
        Trials {
            url: None,
            auth: Auth::None,
            name: None,
            scenarios: Vec::new(),
            snapshots: None,
            tag: None,
            clients: None,
            shipped: true,
            fail_on: Level::Violation,
            app: App::default(),
            vendors: false,
        }
    }

    /// Against a server that the test program (or whoever calls it) has started. Creating users there is meant.
    pub fn against(url: impl Into<String>) -> Self {
        Trials { url: Some(url.into()), ..Trials::embedded() }
    }

    /// With a bearer token.
    pub fn bearer(mut self, token: impl Into<String>) -> Self {
        self.auth = Auth::Bearer(Secret::new(token));
        self
    }

    /// With a name for the target, under which its snapshots are kept.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// With the scenarios of a directory as well; one of the same name takes the place of the shipped one.
    pub fn scenarios(mut self, directory: impl Into<PathBuf>) -> Self {
        self.scenarios.push(directory.into());
        self
    }

    /// Without the shipped scenarios.
    pub fn without_shipped(mut self) -> Self {
        self.shipped = false;
        self
    }

    /// Compares with the approved conversations in this directory. A missing one is written as pending, and in CI
    /// nothing is written.
    pub fn snapshots(mut self, directory: impl Into<PathBuf>) -> Self {
        self.snapshots = Some(directory.into());
        self
    }

    /// Only scenarios with these tags: `essential and not groups`.
    pub fn tag(mut self, expression: impl Into<String>) -> Self {
        self.tag = Some(expression.into());
        self
    }

    /// Only these clients: `okta-oin`.
    pub fn clients<C: Into<String>>(mut self, clients: impl IntoIterator<Item = C>) -> Self {
        self.clients = Some(clients.into_iter().map(Into::into).collect());
        self
    }

    /// The lowest level of a finding that fails a trial (default: a violation of an RFC MUST).
    pub fn fail_on(mut self, level: Level) -> Self {
        self.fail_on = level;
        self
    }

    /// With the scenarios of every shipped vendor as well, each against the embedded provider behaving like that vendor.
    /// Their snapshots are kept under the vendor's name.
    pub fn vendors(mut self) -> Self {
        self.vendors = true;
        self
    }

    /// How the admin set the app up: ticked boxes, mapping, attributes that everybody must have.
    pub fn app(mut self, app: App) -> Self {
        self.app = app;
        self
    }
}

/// Why there are no trials.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error("{}", wrong(.0))]
    Load(#[from] LoadError),
    #[error(transparent)]
    Select(#[from] SelectionError),
    #[error("{0}")]
    Url(String),
    #[error("the vendor cannot be played: {0}")]
    Vendor(String),
    #[error("the tag expression is wrong: {0}")]
    Tag(String),
}

fn wrong(error: &LoadError) -> String {
    match error {
        LoadError::Wrong(problems) => source::render(&problems.sources, &problems.diagnostics, false),
        other => other.to_string(),
    }
}

/// Runs the trials as the arguments of the test program say (those of `cargo test` and nextest), and returns its
/// exit code.
pub fn trials(options: Trials) -> ExitCode {
    let arguments = libtest_mimic::Arguments::from_args();
    match make(options) {
        Ok(trials) => libtest_mimic::run(&arguments, trials).exit_code(),
        Err(error) => {
            // A test program has no other way to say why there is nothing to run.
            let failed = Trial::test("scimulate", move || Err(Failed::from(error.to_string())));
            libtest_mimic::run(&arguments, vec![failed]).exit_code()
        }
    }
}

fn make(options: Trials) -> Result<Vec<Trial>, Error> {
    let places =
        Places { directory: PathBuf::from("."), shipped: options.shipped, roots: options.scenarios.clone() };
    let catalogue = Catalogue::load(&places, &[])?;
    let tag = options.tag.as_deref().map(str::parse::<TagExpression>).transpose();
    let selection = Selection {
        tag: tag.map_err(|error| Error::Tag(error.to_string()))?,
        // Many resources disturb nobody in a store that lives as long as a pass.
        heavy: options.url.is_none(),
        against_target: options.url.is_some(),
        clients: options.clients.clone(),
        ..Selection::default()
    };
    let target = options.url.as_deref().map(|url| target(url, &options.auth)).transpose()?;
    let shared = Arc::new(Shared { options, target, catalogue });
    let plays = select(&shared.catalogue, &selection)?;
    let mut all: Vec<(Play, Option<Arc<Vendor>>)> = plays.into_iter().map(|play| (play, None)).collect();
    for name in profile::vendors().iter().filter(|_| shared.options.vendors) {
        let vendor = Arc::new(Vendor::named(name, &shared.options.app)?);
        let selection = Selection {
            names: vec![profile::scenarios(name)],
            clients: selection.clients.clone().or_else(|| vendor.clients.clone()),
            ..selection.clone()
        };
        let plays = select(&shared.catalogue, &selection)?;
        all.extend(plays.into_iter().map(|play| (play, Some(Arc::clone(&vendor)))));
    }
    let trials = all.into_iter().map(|(play, vendor)| {
        let shared = Arc::clone(&shared);
        let name = format!("{}/{}", play.name(), play.client);
        Trial::ignorable_test(name, move || shared.play(play, vendor.as_deref()))
    });
    Ok(trials.collect())
}

/// A vendor to be played.
struct Vendor {
    name: String,
    behaviour: Behaviour,
    app: App,
    known: Vec<Known>,
    clients: Option<Vec<String>>,
}

impl Vendor {
    fn named(name: &str, app: &App) -> Result<Self, Error> {
        let profile = profile::vendor(name).ok_or_else(|| Error::Vendor(name.to_owned()))?;
        let profile = profile.map_err(LoadError::Wrong)?;
        let mut app = app.clone();
        app.set_up(&profile.integration).map_err(Error::Vendor)?;
        // The neutral client speaks for no app, so no vendor's setup leaves it out.
        let clients = profile.integration.clients.clone().map(|mut clients| {
            clients.push("rfc".to_owned());
            clients
        });
        Ok(Vendor {
            name: name.to_owned(),
            behaviour: profile.behaviour(),
            app,
            known: profile.known(),
            clients,
        })
    }
}

fn target(url: &str, auth: &Auth) -> Result<Target, Error> {
    let url = Url::parse(url).map_err(|error| Error::Url(format!("`{url}` is not a URL: {error}")))?;
    let mut target = Target::new(url);
    target.auth = auth.clone();
    Ok(target)
}

/// What all trials of a program have in common.
struct Shared {
    options: Trials,
    target: Option<Target>,
    catalogue: Catalogue,
}

impl Shared {
    /// Plays one pass as a run of its own.
    fn play(&self, play: Play, vendor: Option<&Vendor>) -> Result<Completion, Failed> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Failed::from(error.to_string()))?;
        let mut human = Human::new(Layout::default());
        let mut text = String::new();
        let mut outcome = None;
        let mut emit = |event: Event| {
            human.event(&event, &mut text);
            if let Event::PassFinished(pass) = &event {
                let missing = matches!(pass.snapshot, SnapshotState::Missing { .. });
                outcome = Some((pass.outcome.clone(), missing));
            }
        };
        let (_interrupter, interrupt) = runner::interrupt();
        let result = runtime.block_on(runner::run(self.config(play, vendor), interrupt, &mut emit));
        if let Err(error) = result {
            return Err(Failed::from(error.to_string()));
        }
        // Without an outcome the target failed the connection test; the text says so.
        match outcome {
            Some((Outcome::Passed, false)) => Ok(Completion::Completed),
            Some((Outcome::Passed, true)) => {
                Err(Failed::from(format!("there is no approved snapshot yet\n{text}")))
            }
            Some((Outcome::Skipped(reason), _)) => Ok(Completion::ignored_with(reason)),
            _ => Err(Failed::from(text)),
        }
    }

    fn config(&self, play: Play, vendor: Option<&Vendor>) -> Config {
        let options = &self.options;
        let destination = match &self.target {
            None => Destination::Embedded(vendor.map(|vendor| vendor.behaviour.clone()).unwrap_or_default()),
            Some(target) => Destination::Target {
                name: options.name.clone(),
                target: Box::new(target.clone()),
                curl_authorization: Some("Authorization: Bearer $SCIM_TOKEN".to_owned()),
            },
        };
        let secrets = self.target.as_ref().map(Target::secrets).unwrap_or_default();
        let snapshots = options.snapshots.as_ref().map(|root| Snapshots {
            store: Store::new(root.clone(), self.target.is_none(), Mode::New, is_ci()),
            directory: directory_as_named(root),
            target: match vendor {
                Some(vendor) => vendor.name.clone(),
                None => options.name.clone().unwrap_or_else(|| PROVIDER.to_owned()),
            },
            required: false,
        });
        Config {
            plays: vec![play],
            sources: self.catalogue.sources.clone(),
            destination,
            app: vendor.map_or(&options.app, |vendor| &vendor.app).clone(),
            jobs: Some(1),
            max_fail: None,
            fail_on: options.fail_on,
            known: vendor.map(|vendor| vendor.known.clone()).unwrap_or_default(),
            keep: false,
            max_wait: std::time::Duration::from_secs(60),
            settle: None,
            rate: None,
            snapshots,
            keep_exchanges: false,
            own_requests: OwnRequests::ALL,
            journals: std::env::temp_dir().join("scimulate-journals"),
            variables: std::collections::BTreeMap::new(),
            environment: std::collections::BTreeMap::new(),
            redactor: Redactor::new(&secrets),
            seed: None,
        }
    }
}

/// A test program in CI leaves the tree as it is.
#[expect(clippy::disallowed_methods, reason = "here the test program stands where `cli` stands otherwise")]
fn is_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false" && value != "0")
}
