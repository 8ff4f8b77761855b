//! One pass: a scenario played once with one client.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::config::{Config, Destination};
use super::conversation;
use super::guard::Guard;
use super::location;
use super::name::RunId;
use super::scope::Scope;
use super::stage::{self, Placed};
use super::{canned, setting, step};

use crate::answers::Book;
use crate::exchange::{Credentials, Exchange, Trace};
use crate::idp::okta::{Client, Features, Integration};
use crate::idp::org::Org;
use crate::judge::drift::Attributes;
use crate::judge::{self, Finding, Level, known};
use crate::outcome::{Outcome, PassResult, SnapshotState, StepResult};
use crate::provider::knob::CONTROL;
use crate::scenario::model::{Act, Play, Scenario};

/// Everything that one pass needs.
pub(super) struct Pass<'a> {
    pub(super) config: &'a Config,
    /// Place in the plan.
    pub(super) index: usize,
    /// The wire, with the guard before it.
    pub(super) guard: Guard,
    pub(super) run: RunId,
    pub(super) random: fastrand::Rng,
    /// The canned answers that stand in for a target, still to be filled.
    pub(super) book: Option<Arc<Book>>,
    /// Whether nothing else is in the store.
    pub(super) per_pass_store: bool,
    /// What the server's /Schemas declares, if it has one.
    pub(super) declared: Option<Arc<Attributes>>,
    /// What the server's /ServiceProviderConfig says, for scenarios of the neutral client that need a feature.
    pub(super) features: Option<Arc<Value>>,
}

/// A pass in the middle of being played. Steps change it.
pub(super) struct Playing<'a> {
    pub(super) config: &'a Config,
    pub(super) play: &'a Play,
    pub(super) pass_id: String,
    /// `None` for the neutral client.
    pub(super) integration: Option<Integration>,
    pub(super) org: Org,
    pub(super) placed: Placed,
    pub(super) guard: Guard,
    pub(super) random: fastrand::Rng,
    pub(super) answers: HashMap<String, Arc<Exchange>>,
    /// How long a difference may take to settle.
    pub(super) settle: Duration,
    /// Step number of the next result.
    pub(super) next_number: usize,
    /// The canned answers that stand in for a target.
    pub(super) book: Option<Arc<Book>>,
    /// Whether a request without an answer has been reported.
    pub(super) answer_missing: bool,
    /// What every act sent, for the snapshot: label and exchanges.
    pub(super) conversation: Vec<(String, Trace)>,
    /// What the server's /Schemas declares, if it has one.
    pub(super) declared: Option<Arc<Attributes>>,
    /// Whether some user has shown `groups`.
    pub(super) shows_groups: bool,
    /// A step that puts no rule to the test went wrong, so what rules miss afterwards may only follow from it.
    pub(super) shaken: bool,
    /// Paths whose last write was refused in a step that puts a rule to the test.
    pub(super) refused: HashMap<String, Refused>,
    /// Paths of resources that a read-back did not find any more, though nobody removed them. What asks for them later
    /// in the pass cannot be judged.
    pub(super) lost: HashSet<String>,
    /// The target has put something off, and what follows rests on it.
    pub(super) put_off: bool,
    /// Why a request could not even be sent (the journal cannot be written); nothing can rest on it.
    pub(super) unsent: Option<String>,
}

/// A write that was refused.
#[derive(Debug, Clone, Copy)]
pub(super) struct Refused {
    /// The rule that it put to the test.
    pub(super) rule: &'static str,
    /// Whether it should have worked, so that the refusal has been reported.
    pub(super) is_missed: bool,
}

impl Playing<'_> {
    /// The names that exist now.
    pub(super) fn scope(&self) -> Scope<'_> {
        Scope {
            config: self.config,
            scenario: &self.play.scenario,
            row: self.play.row,
            pass_id: &self.pass_id,
            org: &self.org,
            placed: &self.placed,
            answers: &self.answers,
        }
    }
}

impl<'c> Pass<'c> {
    /// Plays it. What it creates is noted in the guard's ledger, for the caller to remove.
    pub(super) async fn play(self) -> PassResult {
        let (config, index, per_pass_store) = (self.config, self.index, self.per_pass_store);
        let play = &config.plays[index];
        if let Some(reason) = missing(config, play, self.features.as_deref()) {
            return unplayed(config, index, Outcome::Skipped(reason));
        }
        let line = Arc::clone(self.guard.line());
        let (started, before) = (line.clock().elapsed(), line.counts());
        let mut playing = match Box::pin(self.set_up()).await {
            Ok(playing) => playing,
            Err(obstacle) => {
                let result = not_run(config, index, obstacle.reason);
                return PassResult { obstacle: obstacle.exchange, ..result };
            }
        };
        let mut steps = Vec::new();
        for step in &play.scenario.steps {
            steps.extend(step::play(&mut playing, step).await);
        }
        for step in &play.scenario.always {
            steps.extend(step::play(&mut playing, step).await);
        }
        let (snapshot, mut findings) = conversation::compare(&playing, per_pass_store);
        findings.extend(canned::unused(&playing));
        let counts = line.counts();
        let requests: usize = steps.iter().map(|step| step.requests).sum();
        let mut result = PassResult {
            index,
            scenario: play.name(),
            title: play.scenario.title.clone(),
            client: play.client.clone(),
            location: location::of(&config.sources, play.scenario.span),
            outcome: outcome(&steps),
            obstacle: None,
            cause: None,
            requests,
            // On a line that others use at the same time this is an upper bound.
            own_requests: (counts.0 + counts.1 - before.0 - before.1).saturating_sub(requests),
            steps,
            findings: Vec::new(),
            snapshot,
            duration: line.clock().elapsed().saturating_sub(started),
        };
        add_findings(&mut result, findings, config);
        result
    }

    async fn set_up(mut self) -> Result<Playing<'c>, Obstacle> {
        let play = &self.config.plays[self.index];
        let pass_id = self.run.of_pass(self.index);
        let (org, placed, answers) = (Org::default(), Placed::new(), HashMap::new());
        let scope = Scope {
            config: self.config,
            scenario: &play.scenario,
            row: play.row,
            pass_id: &pass_id,
            org: &org,
            placed: &placed,
            answers: &answers,
        };
        let integration = integration(self.config, play, self.per_pass_store)?;
        let already = &play.scenario.already;
        let placed_now = stage::already(already, self.config, &scope, &mut self.guard).await;
        let placed_now = placed_now?;
        let scope = Scope { placed: &placed_now, ..scope };
        let org_now = stage::org(&play.scenario, self.config, &scope, &mut self.random);
        let org_now = org_now?;
        if let (Some(book), Some(answers)) = (&self.book, &play.scenario.answers) {
            let scope = Scope { org: &org_now, ..scope };
            let line = self.guard.line();
            canned::fill(book, answers, integration.as_ref(), &scope, line, &mut self.random)?;
        }
        stage::fixtures(&play.scenario, self.config, &self.guard).await?;
        let default_settle = if self.per_pass_store { Duration::ZERO } else { Duration::from_secs(2) };
        Ok(Playing {
            config: self.config,
            play,
            integration,
            org: org_now,
            guard: self.guard,
            random: self.random,
            answers,
            settle: self.config.settle.unwrap_or(default_settle),
            next_number: 1,
            book: self.book,
            answer_missing: false,
            conversation: Vec::new(),
            declared: self.declared,
            shows_groups: false,
            shaken: false,
            refused: HashMap::new(),
            lost: HashSet::new(),
            put_off: false,
            unsent: None,
            placed: placed_now,
            pass_id,
        })
    }
}

/// Why a pass could not begin.
struct Obstacle {
    reason: String,
    /// The request that was refused, if one was.
    exchange: Option<Arc<Exchange>>,
}

impl From<String> for Obstacle {
    fn from(reason: String) -> Self {
        Obstacle { reason, exchange: None }
    }
}

impl From<stage::Error> for Obstacle {
    fn from(error: stage::Error) -> Self {
        let reason = error.to_string();
        let exchange = match error {
            stage::Error::Already { exchange, .. } => Some(exchange),
            stage::Error::Value(_) => None,
        };
        Obstacle { reason, exchange }
    }
}

/// What the scenario needs and the target does not have: a ticked box, or a fixture. Okta never reads
/// ServiceProviderConfig, so for its clients only the boxes count; for the neutral client only that document does.
fn missing(config: &Config, play: &Play, features: Option<&Value>) -> Option<String> {
    if matches!(config.destination, Destination::Target { .. }) && is_for_an_emulation(&play.scenario) {
        return Some(
            "it turns the embedded provider (`provider:`, /.control/), and this is a target".to_owned(),
        );
    }
    let app = config.app_of(&play.scenario);
    let fixtures = &play.scenario.fixtures;
    if let Some(fixture) = fixtures.iter().find(|name| !app.fixtures.contains_key(&name.value)) {
        return Some(format!(
            "the target has no fixture `{}` (`fixtures:` in its configuration)",
            fixture.value
        ));
    }
    if let Some(credentials) = foreign(&play.scenario).find(|whose| !has(config, *whose)) {
        return Some(match credentials {
            Credentials::None | Credentials::Wrong => {
                "the target is reached without credentials, so it cannot be asked to refuse any".to_owned()
            }
            other => format!(
                "the token `{}` is not known (`other-tokens:` in the target's configuration)",
                other.as_str()
            ),
        });
    }
    let mut required = play.scenario.requires.iter();
    if Client::parse(&play.client).is_some() {
        let missing = required.find(|name| !has_box(&app.features, name))?;
        return Some(format!("the target does not support {missing} (`supports:` in its configuration)"));
    }
    let features = features?;
    let is_off = |name: &&String| {
        features.get(name.as_str()).and_then(|feature| feature.get("supported")) == Some(&Value::Bool(false))
    };
    let missing = required.find(is_off)?;
    Some(format!("the target's ServiceProviderConfig says that it does not support {missing}"))
}

/// Credentials other than the client's own that requests of the scenario carry.
fn foreign(scenario: &Scenario) -> impl Iterator<Item = Credentials> {
    let acts = scenario.steps.iter().chain(&scenario.always).flat_map(|step| &step.acts);
    acts.filter_map(|act| match act {
        Act::Request(request) => Credentials::parse(request.credentials.as_deref()?),
        _ => None,
    })
}

/// Whether such credentials are known. The embedded provider has them all.
fn has(config: &Config, credentials: Credentials) -> bool {
    match &config.destination {
        Destination::Embedded(_) | Destination::InProcess(_) => true,
        Destination::Target { target, .. } => target.has(credentials),
    }
}

/// Whether a scenario is about the embedded provider: it turns its knobs, or lets people do something at it.
fn is_for_an_emulation(scenario: &Scenario) -> bool {
    let mut acts = scenario.steps.iter().chain(&scenario.always).flat_map(|step| &step.acts);
    !scenario.provider.is_empty()
        || acts.any(|act| matches!(act, Act::Request(request) if request.path.value.starts_with(CONTROL)))
}

/// Whether a box is ticked, by its name in scenario files and configurations.
fn has_box(features: &Features, name: &str) -> bool {
    match name {
        "create-users" => features.create_users,
        "update-users" => features.update_users,
        "deactivate-users" => features.deactivate_users,
        "sync-password" => features.sync_password,
        "groups" => features.push_groups,
        "import-users" => features.import_users,
        "import-groups" => features.import_groups,
        // Other names are features of ServiceProviderConfig; Okta never looks at them.
        _ => true,
    }
}

/// Against somebody's server an import or a refresh of the app groups reads so many pages at most: the harness needs
/// to see paging work, not the whole company.
const PAGE_LIMIT: u32 = 5;

/// How the app is set up for a pass; `None` for the neutral client.
///
/// # Errors
/// A setting that means nothing to the model.
pub(super) fn integration(
    config: &Config,
    play: &Play,
    per_pass_store: bool,
) -> Result<Option<Integration>, String> {
    let Some(client) = Client::parse(&play.client) else { return Ok(None) };
    let app = config.app_of(&play.scenario);
    let mut integration = Integration::new(client);
    integration.features = app.features;
    integration.unique_identifier = app.unique_identifier;
    integration.options.page_limit = (!per_pass_store).then_some(PAGE_LIMIT);
    integration.mapping.extend(app.mapping.iter().map(|(name, target)| (name.clone(), target.clone())));
    for (name, value) in &app.settings {
        setting::apply(&mut integration, name, value)?;
    }
    for (name, value) in &play.scenario.integration {
        setting::apply(&mut integration, &name.value, &value.to_value())?;
    }
    Ok(Some(integration))
}

/// What we say of a pass, from its steps.
fn outcome(steps: &[StepResult]) -> Outcome {
    if steps.iter().any(|step| step.outcome == Outcome::Failed) {
        return Outcome::Failed;
    }
    let not_run = steps.iter().find_map(|step| match &step.outcome {
        Outcome::NotRun(reason) => Some(reason.clone()),
        _ => None,
    });
    not_run.map_or(Outcome::Passed, Outcome::NotRun)
}

/// Adds findings that belong to no step, and lets them count.
pub(super) fn add_findings(result: &mut PassResult, mut findings: Vec<Finding>, config: &Config) {
    known::settle(&mut findings, &config.plays[result.index].scenario, &config.known);
    let fail_on = config.fail_on;
    let fails = findings.iter().any(|finding| finding.level >= fail_on)
        || matches!(result.snapshot, SnapshotState::Changed { .. });
    if fails {
        result.outcome = Outcome::Failed;
    }
    result.findings.extend(findings);
}

/// A pass that was not played.
pub(super) fn not_run(config: &Config, index: usize, reason: String) -> PassResult {
    unplayed(config, index, Outcome::NotRun(reason))
}

/// A pass that ended in a panic of ours.
pub(super) fn broken(config: &Config, index: usize, panic: &str) -> PassResult {
    let mut result = unplayed(config, index, Outcome::Failed);
    let message = format!("scimulate itself failed while playing this: {panic}. Please report it");
    result.findings.push(Finding::new(&judge::own::PANIC, Level::Error, message));
    result
}

fn unplayed(config: &Config, index: usize, outcome: Outcome) -> PassResult {
    let play = &config.plays[index];
    PassResult {
        index,
        scenario: play.name(),
        title: play.scenario.title.clone(),
        client: play.client.clone(),
        location: location::of(&config.sources, play.scenario.span),
        outcome,
        obstacle: None,
        cause: None,
        steps: Vec::new(),
        findings: Vec::new(),
        snapshot: SnapshotState::NotCompared("not played".to_owned()),
        duration: Duration::ZERO,
        requests: 0,
        own_requests: 0,
    }
}
