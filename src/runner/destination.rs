//! How passes reach what they are played against: one line for all to a target, a store and a line for each on the
//! embedded provider, or canned answers of their own.

use std::collections::HashMap;
use std::net::TcpListener;
use std::sync::Arc;

use serde_json::Value;
use tokio::sync::OnceCell;
use url::Url;

use super::canned;
use super::clock::Clock;
use super::config::{Config, Destination};
use super::declared;
use super::journal::{self, Journal};
use super::ledger::Ledger;
use super::line::Line;
use super::name::RunId;
use super::remains::Remains;
use super::tidy::{self, Doomed, Removed};
use crate::answers::{Book, Desk};
use crate::exchange::{CANNED_BASE, Credentials, Secret, encode_component};
use crate::judge::drift::Attributes;
use crate::outcome::LeftBehind;
use crate::profile;
use crate::provider::{Access, Behaviour, Loopback, Settings, token};
use crate::scenario::model::Scenario;
use crate::sender::{self, Auth, Target};
use crate::serve::{self, Site, Tenants};

/// The destination of a run, opened.
#[derive(Debug)]
pub(super) struct Reach {
    clock: Clock,
    max_wait: std::time::Duration,
    /// What the embedded provider is shown.
    token: Secret,
    declared: OnceCell<Option<Arc<Attributes>>>,
    features: OnceCell<Option<Arc<Value>>>,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Embedded { server: serve::Running, tenants: Tenants },
    InProcess { tenants: Tenants },
    Target { line: Arc<Line>, journal: Option<Arc<Journal>> },
}

/// The way of one pass.
#[derive(Debug)]
pub(super) struct Route {
    /// Where its requests go.
    pub(super) line: Arc<Line>,
    /// Where its creations are noted.
    pub(super) journal: Option<Arc<Journal>>,
    tenant: Option<String>,
    /// Canned answers that stand in for the destination.
    desk: Option<Desk>,
}

impl Route {
    /// The canned answers, if they stand in for the destination.
    pub(super) fn book(&self) -> Option<Arc<Book>> {
        self.desk.as_ref().map(|desk| Arc::clone(desk.book()))
    }
}

/// The destination could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The embedded provider does not start.
    #[error("the embedded provider could not be started: {0}")]
    Provider(std::io::Error),
    /// No port can be had for canned answers.
    #[error("no port could be had for canned answers: {0}")]
    Answers(std::io::Error),
    /// The sender refuses its settings.
    #[error(transparent)]
    Sender(#[from] sender::Error),
    /// The journal cannot be kept, so nothing may be created.
    #[error(transparent)]
    Journal(#[from] journal::Error),
}

impl Reach {
    /// Opens the destination. `url` in the journal never holds credentials.
    pub(super) fn open(config: &Config, clock: &Clock) -> Result<Self, Error> {
        let kind = match &config.destination {
            Destination::InProcess(behaviour) => Kind::InProcess { tenants: tenants(config, behaviour) },
            Destination::Embedded(behaviour) => {
                let tenants = tenants(config, behaviour);
                let server = TcpListener::bind("127.0.0.1:0")
                    .and_then(|listener| serve::start(listener, Site::Many(tenants.clone())))
                    .map_err(Error::Provider)?;
                Kind::Embedded { server, tenants }
            }
            Destination::Target { target, .. } => {
                let line = Line::open(target, clock.clone(), config.rate, config.max_wait)?;
                Kind::Target { line, journal: None }
            }
        };
        Ok(Reach {
            clock: clock.clone(),
            max_wait: config.max_wait,
            token: valid_token(config),
            declared: OnceCell::new(),
            features: OnceCell::new(),
            kind,
        })
    }

    /// Starts the journal; from here on passes may create.
    pub(super) fn keep_journal(&mut self, config: &Config, run: &RunId) -> Result<(), Error> {
        if let (Kind::Target { journal, .. }, Destination::Target { name, target, .. }) =
            (&mut self.kind, &config.destination)
            && config.needs_destination()
        {
            let header = journal::Header {
                journal: journal::VERSION,
                run: run.as_str().to_owned(),
                url: target.url.to_string(),
                target: name.clone(),
                started: self.clock.timestamp(),
            };
            *journal = Some(Arc::new(Journal::create(&config.journals, &header)?));
        }
        Ok(())
    }

    /// The line that all passes share, if they do.
    pub(super) fn shared_line(&self) -> Option<&Arc<Line>> {
        match &self.kind {
            Kind::Embedded { .. } | Kind::InProcess { .. } => None,
            Kind::Target { line, .. } => Some(line),
        }
    }

    /// Whether each pass has a store to itself.
    pub(super) fn has_store_per_pass(&self) -> bool {
        matches!(self.kind, Kind::Embedded { .. } | Kind::InProcess { .. })
    }

    /// Why the target counts as dead, if it does.
    pub(super) fn dead(&self) -> Option<String> {
        self.shared_line().and_then(|line| line.dead())
    }

    /// The way of a pass. `slot` keeps a suspect that is played again apart from its first try.
    pub(super) async fn route(&self, index: usize, slot: usize, scenario: &Scenario) -> Result<Route, Error> {
        if let Some(answers) = &scenario.answers {
            let desk = canned::open(answers).await.map_err(Error::Answers)?;
            let line =
                Line::to_answers(&canned::target(&desk, answers)?, CANNED_BASE, Arc::clone(desk.book()))?;
            return Ok(Route { line, journal: None, tenant: None, desk: Some(desk) });
        }
        Ok(match &self.kind {
            Kind::Target { line, journal } => {
                Route { line: Arc::clone(line), journal: journal.clone(), tenant: None, desk: None }
            }
            Kind::Embedded { server, .. } => {
                let tenant = format!("{index}-{slot}");
                let base = Tenants::base(&server.origin(), &tenant);
                let mut target = Target::new(Url::parse(&base).map_err(|_| sender::Error::Url)?);
                target.auth = Auth::Bearer(self.token.clone());
                let lent = Credentials::LENT.into_iter();
                target.others = lent.filter_map(|whose| Some((whose, token::of(whose)?))).collect();
                let line = Line::open(&target, self.clock.clone(), None, self.max_wait)?;
                Route { line, journal: None, tenant: Some(tenant), desk: None }
            }
            Kind::InProcess { tenants } => {
                let tenant = format!("{index}-{slot}");
                let base = Tenants::base("http://localhost", &tenant);
                let wire = Loopback::new(tenants.get(&tenant), base).with_token(self.token.clone());
                let line = Line::in_process(wire, self.clock.clone(), self.max_wait);
                Route { line, journal: None, tenant: Some(tenant), desk: None }
            }
        })
    }

    /// What the server's /Schemas declares: asked once per run. `None` when it has none.
    pub(super) async fn declared(&self, route: &Route) -> Option<Arc<Attributes>> {
        self.declared.get_or_init(|| declared::read(&route.line)).await.clone()
    }

    /// What the server's /ServiceProviderConfig says: asked once per run, and only for the neutral client.
    pub(super) async fn features(&self, route: &Route) -> Option<Arc<Value>> {
        self.features.get_or_init(|| declared::features(&route.line)).await.clone()
    }

    /// Drops a pass's store, and returns its counts of requests (which a shared line keeps itself).
    pub(super) fn leave(&self, route: Route) -> (usize, usize) {
        if route.desk.is_some() {
            return route.line.counts();
        }
        match (&self.kind, route.tenant) {
            (Kind::Embedded { tenants, .. } | Kind::InProcess { tenants }, Some(tenant)) => {
                tenants.forget(&tenant);
                route.line.counts()
            }
            _ => (0, 0),
        }
    }

    /// Removes what a pass created.
    pub(super) async fn tidy(&self, route: &Route, ledger: &Ledger, run: &RunId, keep: bool) -> Remains {
        if self.has_store_per_pass() || route.desk.is_some() {
            return Remains::default();
        }
        tidy_ledger(&route.line, route.journal.as_deref(), ledger, run, keep).await
    }

    /// Why something was not done: the journal could not be written.
    pub(super) fn journal_failed(&self) -> Option<String> {
        match &self.kind {
            Kind::Target { journal, .. } => journal.as_ref()?.failed(),
            _ => None,
        }
    }

    /// Ends the destination. Returns the journal's path if something is left in it.
    pub(super) fn close(self) -> Option<std::path::PathBuf> {
        match self.kind {
            Kind::Target { journal: Some(journal), .. } => {
                let path = journal.path().to_owned();
                Arc::into_inner(journal).is_none_or(Journal::close).then_some(path)
            }
            _ => None,
        }
    }
}

/// Stores on demand, one for each pass, all behaving alike but where a scenario turns knobs of its own.
fn tenants(config: &Config, behaviour: &Behaviour) -> Tenants {
    let behaviour = behaviour.clone();
    let turned: HashMap<String, Behaviour> = (0..)
        .zip(&config.plays)
        .filter(|(_, play)| !play.scenario.provider.is_empty())
        .map(|(index, play): (usize, _)| (index.to_string(), profile::overridden(&behaviour, &play.scenario)))
        .collect();
    let token = valid_token(config);
    Tenants::new(move |name| {
        // A tenant is named after its pass and slot; see `Reach::route`.
        let index = name.split('-').next().unwrap_or_default();
        let access = Access::Bearer(token.clone());
        turned.get(index).unwrap_or(&behaviour).settings(Settings { access, ..Settings::default() })
    })
}

/// The token that opens the embedded provider, in the form that its behaviour asks for.
fn valid_token(config: &Config) -> Secret {
    let (Destination::Embedded(behaviour) | Destination::InProcess(behaviour)) = &config.destination else {
        return Secret::new(token::VALID);
    };
    let turned = config.plays.iter().filter(|play| !play.scenario.provider.is_empty());
    let turned: Vec<Behaviour> = turned.map(|play| profile::overridden(behaviour, &play.scenario)).collect();
    let prefix = std::iter::once(behaviour).chain(&turned).find_map(Behaviour::token_prefix);
    Secret::new(format!("{}{}", prefix.unwrap_or_default(), token::VALID))
}

/// Removes what a ledger holds, and settles it in the journal.
pub(super) async fn tidy_ledger(
    line: &Line,
    journal: Option<&Journal>,
    ledger: &Ledger,
    run: &RunId,
    keep: bool,
) -> Remains {
    let mut remains = Remains::default();
    for holding in ledger.take() {
        let removed = if let (Some(found), Some(id)) = (&holding.found, &holding.id) {
            tidy::put_back(line, &format!("{}/{}", holding.endpoint, encode_component(id)), found).await
        } else if keep {
            Removed::Left("kept on request (--keep)".to_owned())
        } else {
            let doomed = Doomed {
                endpoint: &holding.endpoint,
                id: holding.id.as_deref(),
                attribute: holding.attribute,
                name: &holding.name,
                taken: &holding.taken,
            };
            tidy::remove(line, run, doomed).await
        };
        match removed {
            Removed::Left(_) if holding.id.is_none() && keep => continue,
            Removed::Left(reason) => {
                let id = holding.id.as_deref().unwrap_or("?");
                remains.left.push(LeftBehind {
                    path: format!("{}/{id}", holding.endpoint),
                    name: holding.name,
                    reason,
                });
                continue;
            }
            Removed::Deactivated => remains.deactivated += 1,
            Removed::Gone => {}
        }
        if let (Some(journal), Some(number)) = (journal, holding.number) {
            // A settled line that cannot be written only makes `clean` look once more.
            let _ = journal.settled(number);
        }
    }
    remains
}
