//! The members of the document in their order. `report.schema.json` describes what they mean.

use std::time::Duration;

use serde::Serialize;

use super::traffic::{Short, Traffic};
use crate::idp::{Consequence, Verdict};
use crate::judge::{Level, Origin};
use crate::outcome::{LeftBehind, Location, RunInfo, RunSummary};

#[derive(Serialize)]
pub(super) struct Run<'a> {
    pub(super) id: &'a str,
    pub(super) target: &'a str,
    pub(super) url: Option<&'a str>,
    pub(super) fail_on: Level,
    pub(super) started: &'a str,
    pub(super) version: &'a str,
    pub(super) planned: usize,
}

impl<'a> Run<'a> {
    pub(super) fn of(info: &'a RunInfo) -> Self {
        Run {
            id: &info.run_id,
            target: &info.target,
            url: info.url.as_deref(),
            fail_on: info.fail_on,
            started: &info.started,
            version: info.version,
            planned: info.passes.len(),
        }
    }
}

#[derive(Serialize)]
pub(super) struct Pass<'a> {
    pub(super) index: usize,
    pub(super) scenario: &'a str,
    pub(super) title: &'a str,
    pub(super) client: &'a str,
    pub(super) location: Place<'a>,
    pub(super) outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<&'a str>,
    /// The number of the cause for whose sake the pass was not played.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cause: Option<usize>,
    pub(super) duration_ms: f64,
    pub(super) requests: usize,
    pub(super) own_requests: usize,
    pub(super) steps: Vec<Step<'a>>,
    /// Findings that belong to no step.
    pub(super) findings: Vec<Found<'a>>,
    pub(super) snapshot: Snapshot<'a>,
}

#[derive(Serialize)]
pub(super) struct Step<'a> {
    pub(super) number: usize,
    pub(super) label: &'a str,
    pub(super) location: Place<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) used_from: Vec<Place<'a>>,
    pub(super) outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<&'a str>,
    /// The number of the cause for whose sake the step was not played.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cause: Option<usize>,
    pub(super) verdict: Option<&'a Verdict>,
    #[serde(skip_serializing_if = "<[Consequence]>::is_empty")]
    pub(super) consequences: &'a [Consequence],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub(super) remarks: &'a [String],
    pub(super) duration_ms: f64,
    pub(super) requests: usize,
    pub(super) findings: Vec<Found<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) exchanges: Vec<Traffic<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) read_backs: Vec<Traffic<'a>>,
}

#[derive(Serialize)]
pub(super) struct Found<'a> {
    pub(super) level: Level,
    pub(super) rule: &'a str,
    pub(super) client: &'a str,
    pub(super) scenario: &'a str,
    pub(super) step: Option<usize>,
    pub(super) message: &'a str,
    pub(super) location: Place<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) expected: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) found: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pointer: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) likely_cause: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) fix: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) source: Option<&'a str>,
    pub(super) evidence: &'static str,
    /// The number of its cause among `causes`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cause: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) follows_from: Option<Follows>,
    /// The exchange that caused it, in short.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) request: Option<Short>,
    /// The harness's own read that proves it, in short.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) read_back: Option<Short>,
    /// Only on findings that fail the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) curl: Option<String>,
}

/// The finding of the same pass from which another one follows.
#[derive(Serialize)]
pub(super) struct Follows {
    pub(super) step: Option<usize>,
    pub(super) rule: &'static str,
    pub(super) relation: &'static str,
}

impl From<&Origin> for Follows {
    fn from(origin: &Origin) -> Self {
        Follows { step: origin.step, rule: origin.rule.id, relation: origin.relation.as_str() }
    }
}

#[derive(Serialize)]
pub(super) struct Place<'a> {
    pub(super) path: &'a str,
    pub(super) line: usize,
    pub(super) column: usize,
}

impl<'a> From<&'a Location> for Place<'a> {
    fn from(location: &'a Location) -> Self {
        Place { path: &location.path, line: location.line, column: location.column }
    }
}

#[derive(Serialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub(super) enum Snapshot<'a> {
    Matched,
    Changed { diff: &'a str, pending: Option<&'a str> },
    Missing { pending: Option<&'a str> },
    Written,
    NotCompared { reason: &'a str },
}

#[derive(Serialize)]
pub(super) struct Notice<'a> {
    pub(super) warning: bool,
    pub(super) text: &'a str,
}

#[derive(Serialize)]
pub(super) struct Summary<'a> {
    pub(super) conclusion: &'static str,
    pub(super) passed: usize,
    pub(super) failed: usize,
    pub(super) skipped: usize,
    pub(super) not_run: usize,
    pub(super) snapshots_changed: usize,
    pub(super) snapshots_missing: usize,
    pub(super) left_behind: Vec<Left<'a>>,
    pub(super) interrupted: bool,
    pub(super) target_died: Option<&'a str>,
    pub(super) journal_failed: Option<&'a str>,
    pub(super) requests: usize,
    pub(super) own_requests: usize,
    pub(super) duration_ms: f64,
}

#[derive(Serialize)]
pub(super) struct Left<'a> {
    pub(super) path: &'a str,
    pub(super) name: &'a str,
    pub(super) reason: &'a str,
}

impl<'a> Summary<'a> {
    pub(super) fn of(summary: &'a RunSummary) -> Self {
        let left = |left: &'a LeftBehind| Left { path: &left.path, name: &left.name, reason: &left.reason };
        Summary {
            conclusion: summary.conclusion().as_str(),
            passed: summary.passed,
            failed: summary.failed,
            skipped: summary.skipped,
            not_run: summary.not_run,
            snapshots_changed: summary.snapshots_changed,
            snapshots_missing: summary.snapshots_missing,
            left_behind: summary.left_behind.iter().map(left).collect(),
            interrupted: summary.interrupted,
            target_died: summary.target_died.as_deref(),
            journal_failed: summary.journal_failed.as_deref(),
            requests: summary.requests,
            own_requests: summary.own_requests,
            duration_ms: milliseconds(summary.duration),
        }
    }
}

/// Microseconds are precise enough, and keep the numbers short.
pub(super) fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1_000_000.0).round() / 1_000.0
}
