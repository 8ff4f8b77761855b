//! The result of one pass and of its steps.

use std::sync::Arc;
use std::time::Duration;

use crate::exchange::{Exchange, Trace};
use crate::idp::{Consequence, Verdict};
use crate::judge::{Finding, Level};

/// What we say of a pass or a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing reached the failing level.
    Passed,
    /// At least one finding reached the failing level (or a snapshot changed).
    Failed,
    /// The target does not claim the feature; with the reason.
    Skipped(String),
    /// Could not be played; with the reason.
    NotRun(String),
}

impl Outcome {
    /// The word that machine formats use.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Outcome::Passed => "passed",
            Outcome::Failed => "failed",
            Outcome::Skipped(_) => "skipped",
            Outcome::NotRun(_) => "not-run",
        }
    }

    /// Why it was not played.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Outcome::Passed | Outcome::Failed => None,
            Outcome::Skipped(reason) | Outcome::NotRun(reason) => Some(reason),
        }
    }
}

/// A place in a scenario file, ready to print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// Path as shown to people.
    pub path: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The text of the line.
    pub excerpt: String,
    /// How many characters the caret line marks.
    pub width: usize,
}

/// One step of a pass: one act (a step that names several members has one result per member).
#[derive(Debug, Clone)]
pub struct StepResult {
    /// From 1, counted over the whole pass.
    pub number: usize,
    /// `deactivate ada`.
    pub label: String,
    /// Where the step stands; the innermost place for steps out of a fragment.
    pub location: Location,
    /// The places of the `uses:` around it, outermost first.
    pub used_from: Vec<Location>,
    /// What we say of it.
    pub outcome: Outcome,
    /// What the IdP's admin sees; `None` for raw requests and waits.
    pub verdict: Option<Verdict>,
    /// What the judges found, most important first.
    pub findings: Vec<Finding>,
    /// Where each finding stands when that is not the step itself (same order as `findings`).
    pub finding_locations: Vec<Option<Location>>,
    /// What was sent. Kept only for failed steps and when exchanges are to be shown.
    pub trace: Trace,
    /// The harness's own reads. Kept like `trace`.
    pub read_backs: Trace,
    /// Further lines that the admin sees.
    pub remarks: Vec<String>,
    /// What the IdP does next, and does not do.
    pub consequences: Vec<Consequence>,
    /// How long the act took, without read-backs.
    pub duration: Duration,
    /// How many requests the act sent, read-backs not counted.
    pub requests: usize,
    /// The cause for whose sake the step was not played, as far as one is known: a number as findings have it.
    pub cause: Option<usize>,
}

/// A conversation that waits for review, and what the commands that decide about it need to find it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Path of the `.snap.new`, as shown to people.
    pub path: String,
    /// `staging/okta/users/create/okta-aiw`: with the target, because others may wait under the same scenario.
    pub name: String,
    /// The snapshot directory as it was named, unless it is the usual one.
    pub directory: Option<String>,
}

/// How the conversation compares with the approved one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SnapshotState {
    /// Equal.
    Matched,
    /// Different: the unified diff, and the pending file if one was written.
    Changed {
        /// Unified diff, approved → new.
        diff: String,
        /// What was written for review.
        pending: Option<Waiting>,
    },
    /// There is no approved one.
    Missing {
        /// What was written for review.
        pending: Option<Waiting>,
    },
    /// A new one was written as approved (`--snapshots all`).
    Written,
    /// Not compared; with the reason.
    NotCompared(String),
}

/// One scenario played once with one client.
#[derive(Debug, Clone)]
pub struct PassResult {
    /// Place in the plan, from 0.
    pub index: usize,
    /// Scenario name with its row.
    pub scenario: String,
    /// The scenario's title.
    pub title: String,
    /// Client name.
    pub client: String,
    /// Where the scenario begins.
    pub location: Location,
    /// What we say of it.
    pub outcome: Outcome,
    /// The request of the harness whose refusal kept it from being played.
    pub obstacle: Option<Arc<Exchange>>,
    /// The cause for whose sake it was not played, as far as one is known: a number as findings have it.
    pub cause: Option<usize>,
    /// Its steps in order; steps that were not played are there as not run.
    pub steps: Vec<StepResult>,
    /// Findings that belong to no step (bystanders, snapshot, guard while setting up).
    pub findings: Vec<Finding>,
    /// The snapshot.
    pub snapshot: SnapshotState,
    /// Wall time.
    pub duration: Duration,
    /// How many requests were sent for acts.
    pub requests: usize,
    /// How many requests the harness sent for itself.
    pub own_requests: usize,
}

impl StepResult {
    /// Where the finding of that number stands: at its own place, else at the step.
    pub fn finding_location(&self, index: usize) -> &Location {
        self.finding_locations.get(index).and_then(Option::as_ref).unwrap_or(&self.location)
    }

    /// The exchange that a finding of this step is about: its own; for one that names none (an expectation), the
    /// step's last exchange that failed, else its last.
    pub fn exchange_behind<'a>(&'a self, finding: &'a Finding) -> Option<&'a Exchange> {
        let of_step =
            || self.trace.iter().rev().find(|exchange| !exchange.is_success()).or(self.trace.last());
        finding.exchange.as_ref().or_else(of_step).map(AsRef::as_ref)
    }
}

impl PassResult {
    /// All findings, steps first.
    pub fn all_findings(&self) -> impl Iterator<Item = &Finding> {
        self.steps.iter().flat_map(|step| &step.findings).chain(&self.findings)
    }

    /// The worst level found.
    pub fn worst(&self) -> Option<Level> {
        self.all_findings().map(|finding| finding.level).max()
    }
}
