//! Plays every subject, several at a time.

use std::num::NonZero;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Row, Subject};
use crate::exchange::Redactor;
use crate::judge::Level;
use crate::outcome::Event;
use crate::runner::{self, App, Config, Destination, OwnRequests};
use crate::scenario::model::Play;
use crate::source::Sources;

/// What is played, against what.
#[derive(Debug)]
pub struct Plan {
    /// The passes.
    pub plays: Vec<Play>,
    /// The files that they came from.
    pub sources: Sources,
    /// What to play them against.
    pub subjects: Vec<Subject>,
}

/// Whether a pass belongs to a proof when nobody names it. Heavy ones do, since paging shows in nothing less; those
/// that make a thousand resources to see how long it takes would show nothing more here.
pub fn is_worth_playing(play: &Play) -> bool {
    !play.scenario.tags.iter().any(|tag| tag == "load")
}

/// A subject could not be played at all.
#[derive(Debug, thiserror::Error)]
#[error("{subject} could not be played: {reason}")]
pub struct Failed {
    subject: &'static str,
    reason: String,
}

/// Plays the plan on all cores. Rows come in the order of the subjects; `tell` hears of each as it is done.
///
/// # Errors
/// The embedded provider could not be started.
pub fn prove(plan: &Plan, tell: impl Fn(&Row) + Sync) -> Result<Vec<Row>, Failed> {
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(plan.subjects.len()));
    std::thread::scope(|scope| {
        for _ in 0..cores.min(plan.subjects.len()) {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(subject) = plan.subjects.get(index) else { return };
                    let row = play(plan, *subject);
                    if let Ok(row) = &row {
                        tell(row);
                    }
                    done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((index, row));
                }
            });
        }
    });
    let mut rows = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    rows.sort_by_key(|(index, _)| *index);
    rows.into_iter().map(|(_, row)| row).collect()
}

fn play(plan: &Plan, subject: Subject) -> Result<Row, Failed> {
    let failed = |reason: String| Failed { subject: subject.name(), reason };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| failed(error.to_string()))?;
    let mut row = Row::new(subject);
    // Where answers are canned, nobody asks the provider.
    let asking = plan.plays.iter().filter(|play| play.scenario.answers.is_none()).cloned();
    let (heavy, light): (Vec<Play>, Vec<Play>) = asking.partition(is_heavy);
    for plays in [light, heavy] {
        // Most faults show in little; only where they do not, more is tried.
        let is_fault = matches!(subject, Subject::Fault(_));
        let is_shown = is_fault && !row.passes.is_empty() && row.objections().is_empty();
        if plays.is_empty() || is_shown {
            continue;
        }
        let mut emit = |event: Event| {
            if let Event::PassFinished(pass) = &event {
                row.add(pass);
            }
        };
        let (_interrupter, interrupt) = runner::interrupt();
        let played = runtime.block_on(runner::run(config(plan, plays, subject), interrupt, &mut emit));
        played.map_err(|error| failed(error.to_string()))?;
    }
    Ok(row)
}

/// Whether a pass makes many resources.
fn is_heavy(play: &Play) -> bool {
    play.scenario.tags.iter().any(|tag| tag == "heavy")
}

fn config(plan: &Plan, plays: Vec<Play>, subject: Subject) -> Config {
    let behaviour = subject.behaviour();
    Config {
        plays,
        sources: plan.sources.clone(),
        destination: if subject.needs_socket() {
            Destination::Embedded(behaviour)
        } else {
            Destination::InProcess(behaviour)
        },
        app: App::default(),
        // Subjects run side by side; passes within one need not.
        jobs: Some(1),
        max_fail: None,
        fail_on: Level::Violation,
        known: Vec::new(),
        keep: false,
        max_wait: std::time::Duration::ZERO,
        settle: None,
        rate: None,
        snapshots: None,
        keep_exchanges: false,
        own_requests: OwnRequests::ALL,
        journals: std::path::PathBuf::new(),
        variables: std::collections::BTreeMap::new(),
        environment: std::collections::BTreeMap::new(),
        redactor: Redactor::default(),
        // Names and ids that come again make a surprise easier to look into.
        seed: Some(1),
    }
}
