//! From arguments to a validated run: target, scenarios, settings, consent.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;

use super::behaviour::Asked;
use super::run::{Arguments, SnapshotMode};
use super::target::ResolvedTarget;
use super::{Context, Exit, config, state};
use crate::exchange::{Redactor, Secret};
use crate::profile;
use crate::provider::Behaviour;
use crate::runner::{self, App, Config, Destination, Fixture, OwnRequests, Snapshots};
use crate::scenario::model::{Act, Play};
use crate::scenario::template::{Reference, without_value};
use crate::scenario::{self, Catalogue, LoadError, Problems, SelectionError};
use crate::snapshot::{Mode, PROVIDER, Store, directory_as_named};
use crate::source::{self, Diagnostic, Sources};

/// What `run` is going to do.
pub(super) struct Plan {
    /// Everything the runner needs.
    pub(super) config: Config,
    /// The target as people call it.
    pub(super) target_name: String,
    /// What to tell first.
    pub(super) warnings: Vec<String>,
    /// Scenarios that were left out because they are heavy.
    pub(super) left_out: Vec<String>,
    /// Users, groups and requests planned, for a target that is not on this machine.
    pub(super) estimate: Option<String>,
    /// Knows every credential of the run.
    pub(super) redactor: Redactor,
}

/// Why nothing can be run.
#[derive(Debug, thiserror::Error)]
pub(super) enum Mistake {
    /// Scenario files.
    #[error(transparent)]
    Scenarios(#[from] LoadError),
    /// The selection.
    #[error(transparent)]
    Selection(#[from] SelectionError),
    /// The configuration, the target flags.
    #[error(transparent)]
    Config(#[from] config::Error),
    /// The profile file.
    #[error("{} in the profile", mistakes(.0.diagnostics.len()))]
    Profile(Box<Problems>),
    /// A knob on the command line.
    #[error("{} in --knob", mistakes(.0.diagnostics.len()))]
    Knob(Box<Problems>),
    /// Anything else that one line says.
    #[error("{0}")]
    Plain(String),
}

fn mistakes(number: usize) -> String {
    if number == 1 { "1 mistake".to_owned() } else { format!("{number} mistakes") }
}

impl Mistake {
    /// A mistake that one line says.
    pub(super) fn plain(message: impl Into<String>) -> Self {
        Mistake::Plain(message.into())
    }

    /// The text for standard error: diagnostics with their lines, or one line.
    pub(super) fn text(&self, colour: bool) -> String {
        match self {
            Mistake::Scenarios(LoadError::Wrong(problems)) => {
                let listed = source::render(&problems.sources, &problems.diagnostics, colour);
                format!("{listed}\nerror: {self}; nothing was sent\n")
            }
            Mistake::Profile(problems) => {
                let listed = source::render(&problems.sources, &problems.diagnostics, colour);
                format!("{listed}\nerror: {self}; nothing was sent\n")
            }
            // One flag, on one line: a count of the mistakes would say nothing more.
            Mistake::Knob(problems) => source::render(&problems.sources, &problems.diagnostics, colour),
            Mistake::Config(error) => error.text(colour),
            other => format!("error: {other}\n"),
        }
    }

    /// How the program ends.
    pub(super) const fn exit(&self) -> Exit {
        Exit::Usage
    }
}

/// Makes the plan. Nothing has been sent when this fails.
pub(super) fn make(arguments: &Arguments, context: &Context) -> Result<Plan, Mistake> {
    let target = arguments.target.resolve(context)?;
    if target.is_some() && arguments.behaviour.turns() {
        return Err(Mistake::plain(
            "--fault, --variant and --knob belong to the embedded provider, and a target was given\n  help: leave one out",
        ));
    }
    let Asked { profile, behaviour } = arguments.behaviour.resolve(context)?;
    let mut wanted = arguments.wanted.clone();
    // A vendor's own scenarios come first; others may be named beside them.
    wanted.scenarios.extend(arguments.behaviour.vendor.as_deref().map(profile::scenarios));
    let catalogue = known_rules(Catalogue::load(&wanted.places(context), &wanted.scenarios))?;
    let mut selection = wanted.selection(allows_heavy(target.as_ref()));
    selection.against_target = target.is_some();
    if selection.clients.is_none() {
        let of_target = target.as_ref().and_then(|target| target.clients.as_deref());
        let of_profile = profile.as_ref().and_then(|profile| profile.integration.clients.as_deref());
        selection.clients = of_target.or(of_profile).and_then(with_neutral);
    }
    let plays = scenario::select(&catalogue, &selection)?;
    let left_out = scenario::left_out(&catalogue, &selection)?;
    let variables = variables(&arguments.variables)?;
    let unset = unset(&plays, &variables, context);
    if !unset.is_empty() {
        let Catalogue { sources, scenarios, .. } = catalogue;
        let problems = Problems { sources, diagnostics: unset, scenarios };
        return Err(LoadError::Wrong(Box::new(problems)).into());
    }
    let mut warnings = catalogue.notices;
    warnings.extend(vendors_left_out(&plays, arguments.behaviour.vendor.as_deref(), target.is_some()));
    let (mut app, destination, target_name, snapshot_target) = match &target {
        None => (
            App::default(),
            Destination::Embedded(behaviour),
            match &profile {
                Some(profile) => format!("embedded provider as {}", profile.name),
                None => "embedded provider".to_owned(),
            },
            profile.as_ref().map_or_else(|| PROVIDER.to_owned(), |profile| profile.name.clone()),
        ),
        Some(target) => {
            warnings.extend(target.warnings.iter().cloned());
            if plays.iter().any(|play| play.scenario.answers.is_none()) {
                consent(target, arguments.dry_run)?;
            }
            let destination = if arguments.dry_run {
                Destination::Embedded(Behaviour::default())
            } else {
                destination(target)
            };
            let name = target.name.clone().unwrap_or_else(|| target.target.url.to_string());
            (app(target), destination, name, target.snapshot_name())
        }
    };
    let estimate =
        target.as_ref().filter(|target| !target.target.is_loopback()).and_then(|_| estimate(&plays));
    let mut known = Vec::new();
    if let Some(profile) = profile {
        app.set_up(&profile.integration).map_err(Mistake::plain)?;
        known = profile.known();
    }
    // What a provider with a defect answers is nothing to approve; nor is what only the user's own profile makes of it,
    // unless its snapshots have been begun.
    let own_profile = arguments.behaviour.vendor.is_none() && snapshot_target != PROVIDER && target.is_none();
    let begun = || context.directory.join(&arguments.snapshots_dir).join(&snapshot_target).is_dir();
    let none = own_profile && matches!(arguments.snapshots, SnapshotMode::New) && !begun();
    let snapshots = if arguments.dry_run || arguments.behaviour.turns() || none {
        None
    } else {
        snapshots(arguments, context, target.as_ref(), snapshot_target, &mut warnings)?
    };
    let secrets = target.as_ref().map(|target| target.secrets.as_slice()).unwrap_or_default();
    let environment_secrets = environment_secrets(&catalogue.sources, context);
    let redactor = Redactor::new(secrets.iter().chain(&environment_secrets));
    let read_backs = !arguments.no_read_backs && !arguments.dry_run;
    let config = Config {
        plays,
        sources: catalogue.sources,
        destination,
        app,
        jobs: arguments.jobs.map(usize::from),
        max_fail: if arguments.fail_fast { Some(1) } else { arguments.max_fail.map(usize::from) },
        fail_on: arguments.fail_on.into(),
        known,
        keep: arguments.keep,
        max_wait: arguments.max_wait,
        settle: arguments.settle,
        rate: target.as_ref().and_then(|target| target.rate_limit),
        snapshots,
        keep_exchanges: arguments.verbose || arguments.dry_run,
        own_requests: OwnRequests {
            preflight: !arguments.no_preflight && !arguments.dry_run,
            read_backs,
            bystanders: !arguments.no_bystanders && !arguments.dry_run,
        },
        journals: state::journals(context),
        variables,
        environment: context.environment.clone(),
        redactor: redactor.clone(),
        seed: None,
    };
    warnings.extend(runner::unmapped(&config));
    Ok(Plan { config, target_name, warnings, left_out, estimate, redactor })
}

/// A plan for passes that are not a selection of scenarios: against a target, or where no server is needed.
pub(super) fn of_plays(
    target: Option<&ResolvedTarget>,
    plays: Vec<Play>,
    sources: Sources,
    context: &Context,
) -> Result<Config, Mistake> {
    let (app, destination) = match target {
        None => (App::default(), Destination::InProcess(Behaviour::default())),
        Some(target) => {
            consent(target, false)?;
            (app(target), destination(target))
        }
    };
    Ok(Config {
        plays,
        sources,
        destination,
        app,
        jobs: Some(1),
        max_fail: None,
        fail_on: crate::judge::Level::Error,
        known: Vec::new(),
        keep: false,
        max_wait: DEFAULT_MAX_WAIT,
        settle: None,
        rate: target.and_then(|target| target.rate_limit),
        snapshots: None,
        keep_exchanges: true,
        own_requests: OwnRequests { preflight: target.is_some(), ..OwnRequests::NONE },
        journals: state::journals(context),
        variables: BTreeMap::new(),
        environment: context.environment.clone(),
        redactor: Redactor::new(target.map(|target| target.secrets.as_slice()).unwrap_or_default()),
        seed: None,
    })
}

/// How long one request that is answered 429 is waited for, unless somebody says otherwise.
const DEFAULT_MAX_WAIT: std::time::Duration = std::time::Duration::from_secs(60);

fn destination(target: &ResolvedTarget) -> Destination {
    Destination::Target {
        name: target.name.clone(),
        target: Box::new(target.target.clone()),
        curl_authorization: target.curl_authorization.clone(),
    }
}

/// Says when a vendor's scenarios are played against an embedded provider that does not behave like that vendor.
fn vendors_left_out(plays: &[Play], vendor: Option<&str>, has_target: bool) -> Vec<String> {
    let names =
        plays.iter().filter_map(|play| play.scenario.name.strip_prefix(scenario::VENDORS)?.split('/').next());
    let others: BTreeSet<&str> = names.filter(|name| !has_target && Some(*name) != vendor).collect();
    let say = |name: &str| format!("scenarios of {name} expect a server like it: --vendor {name} plays one");
    others.into_iter().map(say).collect()
}

/// Rules belong to the judge and knobs to the provider; scenario files know both by name only.
///
/// # Errors
/// The mistakes that were there already, and those of names that nobody knows.
pub(super) fn known_rules(loaded: Result<Catalogue, LoadError>) -> Result<Catalogue, LoadError> {
    let scenarios = match &loaded {
        Ok(catalogue) => &catalogue.scenarios,
        Err(LoadError::Wrong(problems)) => &problems.scenarios,
        Err(_) => return loaded,
    };
    let mut unknown = crate::judge::rule::unknown(scenarios);
    unknown.extend(crate::judge::known::unknown(scenarios));
    unknown.extend(profile::mistakes(scenarios));
    match loaded {
        Ok(catalogue) if unknown.is_empty() => Ok(catalogue),
        Ok(Catalogue { sources, scenarios, .. }) => {
            Err(LoadError::Wrong(Box::new(Problems { sources, diagnostics: unknown, scenarios })))
        }
        Err(LoadError::Wrong(mut problems)) => {
            problems.diagnostics.extend(unknown);
            Err(LoadError::Wrong(problems))
        }
        Err(other) => Err(other),
    }
}

/// The clients that a target names, and the neutral one: its scenarios speak for no client.
fn with_neutral(clients: &[String]) -> Option<Vec<String>> {
    Some(clients.iter().cloned().chain(["rfc".to_owned()]).collect())
}

/// Values of the environment that scenarios put into requests: they are there because they are secret.
fn environment_secrets(sources: &Sources, context: &Context) -> Vec<Secret> {
    let names = sources
        .iter()
        .flat_map(|source| source.text.split("${env:").skip(1).filter_map(|rest| rest.split('}').next()));
    names.filter_map(|name| context.variable(name)).map(Secret::new).collect()
}

/// Values that the scenarios need from outside and nobody gave.
fn unset(plays: &[Play], variables: &BTreeMap<String, String>, context: &Context) -> Vec<Diagnostic> {
    let mut seen = HashSet::new();
    let mut mistakes = Vec::new();
    for needed in plays.iter().flat_map(|play| &play.scenario.outside) {
        let is_set = match &needed.value {
            Reference::Env(name) => context.environment.contains_key(name),
            Reference::Var { name, .. } => variables.contains_key(name),
            Reference::Path(_) => true,
        };
        // A scenario has a pass for each client and row, and two may use one fragment.
        if !is_set && seen.insert(needed.span) {
            mistakes.push(without_value(&needed.value, needed.span, &[]));
        }
    }
    mistakes
}

/// Scenarios that make many resources are off against anything but this machine, unless they are asked for.
fn allows_heavy(target: Option<&ResolvedTarget>) -> bool {
    target.is_none_or(|target| target.target.is_loopback())
}

/// Creating users sends invitations and takes seats: somebody must have said that the target is theirs.
fn consent(target: &ResolvedTarget, dry_run: bool) -> Result<(), Mistake> {
    if target.confirmed || target.target.is_loopback() || dry_run {
        return Ok(());
    }
    Err(Mistake::plain(format!(
        "{} is not on this machine, and nobody said that it may be written to\n  \
         A run creates users and groups there (which may send invitations and take seats) and removes them again.\n  \
         help: give --i-own-this-target, or set `confirmed: true` for it in scimulate.yaml; --dry-run sends nothing",
        target.target.url
    )))
}

fn app(target: &ResolvedTarget) -> App {
    App {
        features: target.supports,
        unique_identifier: target.unique_identifier,
        user_domain: target.user_domain.clone(),
        mapping: target.mapping.clone(),
        always_set: target.always_set.clone(),
        fixtures: target
            .fixtures
            .iter()
            .map(|(name, fixture)| {
                let fixture = Fixture { user_name: fixture.user_name.clone(), writable: fixture.writable };
                (name.clone(), fixture)
            })
            .collect(),
        settings: Vec::new(),
    }
}

fn snapshots(
    arguments: &Arguments,
    context: &Context,
    target: Option<&ResolvedTarget>,
    name: String,
    warnings: &mut Vec<String>,
) -> Result<Option<Snapshots>, Mistake> {
    let mode = match arguments.snapshots {
        SnapshotMode::New => Mode::New,
        SnapshotMode::All => Mode::All,
        SnapshotMode::Require => Mode::Require,
        SnapshotMode::None => return Ok(None),
    };
    let root = context.directory.join(&arguments.snapshots_dir);
    // A target without a name has no snapshots until some have been accepted for its host.
    if target.is_some_and(|target| target.name.is_none()) && mode == Mode::New && !root.join(&name).is_dir() {
        return Ok(None);
    }
    let mut writes = !context.is_ci();
    if writes && let Err(error) = try_writing(&root) {
        let shown = arguments.snapshots_dir.display();
        if mode == Mode::All {
            return Err(Mistake::plain(format!("the snapshots in {shown} cannot be written: {error}")));
        }
        writes = false;
        warnings.push(format!("new and changed snapshots are not kept: {shown} cannot be written ({error})"));
    }
    let store = Store::new(root, target.is_none(), mode, !writes);
    let directory = directory_as_named(&arguments.snapshots_dir);
    Ok(Some(Snapshots { store, directory, target: name, required: mode == Mode::Require }))
}

/// Whether files can be made in a directory, or where it would be made. The file that tries it has no name.
fn try_writing(directory: &Path) -> std::io::Result<()> {
    let there = directory.ancestors().find(|directory| directory.exists()).unwrap_or(directory);
    tempfile::tempfile_in(there).map(drop)
}

fn variables(pairs: &[String]) -> Result<BTreeMap<String, String>, Mistake> {
    pairs
        .iter()
        .map(|pair| match pair.split_once('=') {
            Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
            _ => Err(Mistake::plain(format!("`--set {pair}` is not NAME=VALUE"))),
        })
        .collect()
}

/// How much the plan will do to the target, roughly: read-backs and tidying up come on top. `None` when it will do
/// nothing there.
fn estimate(plays: &[Play]) -> Option<String> {
    let plays: Vec<&Play> = plays.iter().filter(|play| play.scenario.answers.is_none()).collect();
    if plays.is_empty() {
        return None;
    }
    let mut users = 0;
    let mut groups = 0;
    let mut acts = 0;
    for play in &plays {
        let cast = [&play.scenario.cast, &play.scenario.already];
        users += cast.iter().map(|cast| cast.users.len() + generated(cast)).sum::<usize>();
        groups += cast.iter().map(|cast| cast.groups.len()).sum::<usize>();
        acts += play
            .scenario
            .steps
            .iter()
            .chain(&play.scenario.always)
            .map(|step| weight(&step.acts))
            .sum::<usize>();
    }
    let names: BTreeSet<&str> = plays.iter().map(|play| play.scenario.name.as_str()).collect();
    Some(format!(
        "planned: {} scenarios in {} passes; up to {users} users and {groups} groups are created and removed, about {} \
         requests",
        names.len(),
        plays.len(),
        acts * 6
    ))
}

fn generated(cast: &crate::scenario::model::Cast) -> usize {
    cast.groups.values().filter_map(|group| group.generate).map(|count| count as usize).sum()
}

/// Acts, an import counted as the pages that it may read.
fn weight(acts: &[Act]) -> usize {
    acts.iter().map(|act| if matches!(act, Act::Import { .. }) { 3 } else { 1 }).sum()
}
