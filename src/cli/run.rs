//! `scimulate run`: plays scenarios and judges the answers.

use std::path::PathBuf;
use std::time::Duration;

use super::plan::{self, Mistake};
use super::report_file::ReportFile;
use super::selection::Wanted;
use super::surface::Surface;
use super::{Context, Exit, behaviour, target};
use crate::duration;
use crate::judge::Level;
use crate::outcome::{Conclusion, Event, RunSummary};
use crate::runner::{self, Config, Destination};
use crate::snapshot;

/// Arguments of `run`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Passes at once (default: cores against loopback, else 1).
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) jobs: Option<u16>,
    /// Stop after the first failed pass.
    #[arg(long, conflicts_with = "max_fail")]
    pub(super) fail_fast: bool,
    /// Stop after N failed passes.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) max_fail: Option<u16>,
    /// Lowest level of a finding that fails the run.
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t = FailOn::Violation)]
    pub(super) fail_on: FailOn,

    /// What to do with snapshots.
    #[arg(long, value_name = "MODE", value_enum, default_value_t = SnapshotMode::New)]
    pub(super) snapshots: SnapshotMode,
    /// Where approved snapshots are kept.
    #[arg(long, value_name = "DIR", default_value = snapshot::USUAL)]
    pub(super) snapshots_dir: PathBuf,

    /// Write a report, e.g. json=report.json or junit=report.xml; may be given more than once.
    #[arg(long = "report", value_name = "FORMAT=FILE")]
    pub(super) reports: Vec<ReportFile>,
    /// Show every step and every exchange.
    #[arg(long, short)]
    pub(super) verbose: bool,
    /// When to colour the screen.
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = super::surface::Colour::Auto)]
    pub(super) color: super::surface::Colour,

    /// Send nothing to the target: show what would be sent if every answer were right.
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Leave what was created on the target.
    #[arg(long)]
    pub(super) keep: bool,
    /// Longest wait for one request that is answered 429.
    #[arg(long, value_name = "DURATION", default_value = "60s", value_parser = waiting)]
    pub(super) max_wait: Duration,
    /// How long a change may take to become visible (default: 2s against a target, 0 embedded).
    #[arg(long, value_name = "DURATION", value_parser = waiting)]
    pub(super) settle: Option<Duration>,
    /// Give a scenario variable a value, for ${var:NAME}.
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub(super) variables: Vec<String>,

    /// Do not test the connection first.
    #[arg(long)]
    pub(super) no_preflight: bool,
    /// Do not read back what was written.
    #[arg(long)]
    pub(super) no_read_backs: bool,
    /// Do not watch resources that no scenario names.
    #[arg(long)]
    pub(super) no_bystanders: bool,

    #[command(flatten)]
    pub(super) behaviour: behaviour::Arguments,
    // Last, because their headings hold for every flag that follows.
    #[command(flatten)]
    pub(super) wanted: Wanted,
    #[command(flatten)]
    pub(super) target: target::Arguments,
}

fn waiting(text: &str) -> Result<Duration, String> {
    duration::parse(text).map_err(|wrong| format!("{wrong}; {}", duration::HELP))
}

const EXAMPLES: &str = "\
Examples:
  the shipped set against the embedded provider
    scimulate run
  against a server of yours
    scimulate run --target http://127.0.0.1:8080/scim/v2 --token-env SCIM_TOKEN
  a target of scimulate.yaml, and what an OIN submission needs
    scimulate run --target staging --tag essential
  one scenario with one client, and all that is said
    scimulate run okta/users/deactivate --client okta-oin --verbose
  show each request, send nothing
    scimulate run --target staging --dry-run

Exit codes:
    0  passed
    1  findings, or a changed snapshot
    2  wrong usage, configuration or scenario
    3  target unreachable or credentials refused
    4  nothing ran
  130  interrupted";

/// The levels that `--fail-on` knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum FailOn {
    /// Okta's flow breaks, or the state is wrong.
    Error,
    /// An RFC MUST is not met.
    Violation,
    /// A SHOULD is not met, or another client would break.
    Warning,
}

impl From<FailOn> for Level {
    fn from(level: FailOn) -> Self {
        match level {
            FailOn::Error => Level::Error,
            FailOn::Violation => Level::Violation,
            FailOn::Warning => Level::Warning,
        }
    }
}

/// The modes that `--snapshots` knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum SnapshotMode {
    /// Compare; write changed and new ones as pending.
    New,
    /// Compare; approve everything that is new or changed.
    All,
    /// Do not compare.
    None,
    /// Compare; a missing one fails.
    Require,
}

/// Plays the plan and ends with the exit code that the README documents.
pub(super) fn run(arguments: &Arguments, context: &Context) -> Exit {
    let surface = Surface::new(context, arguments.color, arguments.verbose);
    let mut reports = match surface.open_reports(&arguments.reports) {
        Ok(reports) => reports,
        Err(message) => return surface.mistake(&Mistake::plain(message)),
    };
    let plan = match plan::make(arguments, context) {
        Ok(plan) => plan,
        Err(mistake) => return surface.mistake(&mistake),
    };
    surface.warnings(&plan.warnings);
    if plan.config.plays.is_empty() {
        surface.say_nothing_ran(&plan.left_out);
        return Exit::NothingRan;
    }
    if arguments.dry_run {
        let mut shown = surface.dry_run(&plan);
        return match play(plan.config, &mut shown) {
            // What the embedded provider's answers are worth says nothing about the target.
            Exit::Findings => Exit::Passed,
            exit => exit,
        };
    }
    surface.announce(&plan);
    reports.start(&plan.redactor);
    play(plan.config, &mut reports)
}

/// Something that takes the run's events in, and says at the end whether all of it could be written.
pub(super) trait Listener {
    /// One event.
    fn event(&mut self, event: &Event);
    /// The run is over (or did not begin).
    fn finish(&mut self) -> Result<(), String>;
    /// A message that ends the run.
    fn stop(&mut self, message: &str);
}

/// Plays a run to its end, Ctrl-C included; every event goes to the listener.
pub(super) fn play(config: Config, listener: &mut dyn Listener) -> Exit {
    let mut builder = match workers(&config) {
        1 => tokio::runtime::Builder::new_current_thread(),
        workers => {
            let mut builder = tokio::runtime::Builder::new_multi_thread();
            builder.worker_threads(workers);
            builder
        }
    };
    let runtime = match builder.enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            listener.stop(&format!("the run cannot start: {error}"));
            return Exit::Usage;
        }
    };
    let result = runtime.block_on(async {
        let (interrupter, interrupt) = runner::interrupt();
        let signals = tokio::spawn(async move {
            while asked_to_end().await.is_ok() {
                if !interrupter.interrupt() {
                    return;
                }
            }
        });
        let mut emit = |event: Event| listener.event(&event);
        let played = tokio::select! {
            played = runner::run(config, interrupt, &mut emit) => Some(played),
            // Only a second Ctrl-C ends that task.
            _ = signals => None,
        };
        if played.is_none() {
            let text = "interrupted twice: nothing more is removed; `scimulate clean` removes what is left";
            // The reports have no end, so there are none.
            listener.stop(text);
        }
        played
    });
    // Tasks that a second Ctrl-C left behind must not keep the process alive.
    runtime.shutdown_background();
    let exit = match &result {
        None => Exit::Interrupted,
        Some(Ok(summary)) => conclusion(summary),
        Some(Err(error)) => {
            listener.stop(&error.to_string());
            Exit::Usage
        }
    };
    match listener.finish() {
        Ok(()) => exit,
        Err(message) => {
            listener.stop(&message);
            Exit::Usage
        }
    }
}

/// Ctrl-C, or the SIGTERM with which a CI system or a container ends a job.
#[cfg(unix)]
async fn asked_to_end() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        heard = tokio::signal::ctrl_c() => heard,
        _ = terminate.recv() => Ok(()),
    }
}

/// Ctrl-C.
#[cfg(not(unix))]
async fn asked_to_end() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

fn conclusion(summary: &RunSummary) -> Exit {
    match summary.conclusion() {
        Conclusion::Passed => Exit::Passed,
        Conclusion::Failed => Exit::Findings,
        Conclusion::NothingRan => Exit::NothingRan,
        Conclusion::JournalFailed => Exit::Usage,
        Conclusion::Unreachable => Exit::Unreachable,
        Conclusion::Interrupted => Exit::Interrupted,
    }
}

/// Against a target one worker keeps any number of passes going: the target does the work, and handing its answers
/// from thread to thread costs more than it saves. The embedded provider works in this process, on every core that
/// passes can be spread over.
fn workers(config: &Config) -> usize {
    if matches!(config.destination, Destination::Target { .. }) {
        return 1;
    }
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    config.jobs.unwrap_or(cores).min(config.plays.len()).clamp(1, cores)
}
