//! The machine format: one JSON document per run, `"format": "scimulate-report/1"`.
//!
//! ```json
//! {
//!   "format": "scimulate-report/1",
//!   "run": { "id": "k3f9x2", "target": "staging", "fail_on": "violation", … },
//!   "passes": [
//!     {
//!       "scenario": "okta/users/deactivate", "client": "okta-oin", "outcome": "failed",
//!       "steps": [
//!         {
//!           "number": 2, "label": "deactivate ada", "outcome": "failed",
//!           "verdict": { "result": "success" },
//!           "findings": [ { "level": "error", "rule": "…", "client": "…", "scenario": "…", "step": 2, … } ],
//!           "exchanges": [ … ], "read_backs": [ … ]
//!         }
//!       ],
//!       "findings": [], "snapshot": { "state": "matched" }
//!     }
//!   ],
//!   "notices": [],
//!   "summary": { "conclusion": "failed", … }
//! }
//! ```
//! [`SCHEMA`] describes every member. Members may be added within version 1; none is removed or changes its meaning.
//! Keys always come in the same order. Exchanges are kept of failed steps only. The document is streamed: passes are
//! ready to be written as they end.

use std::sync::Arc;

use serde::Serialize;

use super::Report;
use super::human::is_credential;
use crate::exchange::{Exchange, Payload, curl_line};
use crate::idp::Verdict;
use crate::judge::{Finding, Level};
use crate::outcome::{
    Event, LeftBehind, Location, Outcome, PassResult, RunInfo, RunSummary, SnapshotState, StepResult,
};

/// The value of `format`.
pub const FORMAT: &str = "scimulate-report/1";

/// The JSON Schema of the report.
pub const SCHEMA: &str = include_str!("report.schema.json");

/// The machine-readable report.
#[derive(Debug, Default)]
pub struct Json {
    info: Option<Arc<RunInfo>>,
    passes: usize,
    notices: Vec<(bool, String)>,
}

impl Json {
    /// A report that has seen nothing yet.
    pub fn new() -> Self {
        Json::default()
    }

    fn pass(&mut self, pass: &PassResult, out: &mut String) {
        out.push_str(if self.passes == 0 { "\n    " } else { ",\n    " });
        self.passes += 1;
        let authorization = self.info.as_ref().and_then(|info| info.curl_authorization.as_deref());
        let of = Of { pass, authorization, fail_on: self.info.as_ref().map(|info| info.fail_on) };
        push(out, &of.pass(), 4);
    }
}

impl Report for Json {
    fn event(&mut self, event: &Event, out: &mut String) {
        match event {
            Event::RunStarted(info) => {
                self.info = Some(Arc::clone(info));
                out.push_str(&format!("{{\n  \"format\": \"{FORMAT}\",\n  \"run\": "));
                push(out, &Run::of(info), 2);
                out.push_str(",\n  \"passes\": [");
            }
            Event::PassStarted { .. } | Event::StepFinished { .. } => {}
            Event::PassFinished(pass) => self.pass(pass, out),
            Event::Notice(notice) => self.notices.push((notice.warning, notice.text.clone())),
            Event::RunFinished(summary) => {
                out.push_str(if self.passes == 0 {
                    "],\n  \"notices\": "
                } else {
                    "\n  ],\n  \"notices\": "
                });
                let notices: Vec<Notice<'_>> =
                    self.notices.iter().map(|(warning, text)| Notice { warning: *warning, text }).collect();
                push(out, &notices, 2);
                out.push_str(",\n  \"summary\": ");
                push(out, &Summary::of(summary), 2);
                out.push_str("\n}\n");
            }
        }
    }
}

/// Appends a value, its lines indented; JSON strings hold no raw line breaks, so the text keeps its meaning.
fn push(out: &mut String, value: &impl Serialize, indent: usize) {
    // Only maps with keys that are not strings, or failing I/O, could refuse here; there are none.
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    out.push_str(&text.replace('\n', &format!("\n{:indent$}", "")));
}

#[derive(Serialize)]
struct Run<'a> {
    id: &'a str,
    target: &'a str,
    url: Option<&'a str>,
    fail_on: Level,
    started: &'a str,
    version: &'a str,
    planned: usize,
}

impl<'a> Run<'a> {
    fn of(info: &'a RunInfo) -> Self {
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
struct Pass<'a> {
    index: usize,
    scenario: &'a str,
    title: &'a str,
    client: &'a str,
    location: Place<'a>,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    duration_ms: f64,
    requests: usize,
    own_requests: usize,
    steps: Vec<Step<'a>>,
    /// Findings that belong to no step.
    findings: Vec<Found<'a>>,
    snapshot: Snapshot<'a>,
}

#[derive(Serialize)]
struct Step<'a> {
    number: usize,
    label: &'a str,
    location: Place<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    used_from: Vec<Place<'a>>,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    verdict: Option<&'a Verdict>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    remarks: &'a [String],
    duration_ms: f64,
    requests: usize,
    findings: Vec<Found<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    exchanges: Vec<Traffic<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    read_backs: Vec<Traffic<'a>>,
}

#[derive(Serialize)]
struct Found<'a> {
    level: Level,
    rule: &'a str,
    client: &'a str,
    scenario: &'a str,
    step: Option<usize>,
    message: &'a str,
    location: Place<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    likely_cause: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    evidence: &'static str,
    /// The exchange that caused it, in short.
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<Short>,
    /// The harness's own read that proves it, in short.
    #[serde(skip_serializing_if = "Option::is_none")]
    read_back: Option<Short>,
    /// Only on findings that fail the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    curl: Option<String>,
}

#[derive(Serialize)]
struct Short {
    method: &'static str,
    target: String,
    /// Absent if no complete answer came.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
}

impl Short {
    fn of(exchange: &Exchange) -> Self {
        Short {
            method: exchange.call.method.as_str(),
            target: exchange.call.target(),
            status: exchange.status(),
        }
    }
}

#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
    line: usize,
    column: usize,
}

impl<'a> From<&'a Location> for Place<'a> {
    fn from(location: &'a Location) -> Self {
        Place { path: &location.path, line: location.line, column: location.column }
    }
}

/// One exchange, flat enough to be read with `jq`.
#[derive(Serialize)]
struct Traffic<'a> {
    method: &'static str,
    target: String,
    url: &'a str,
    evidence: &'static str,
    request_headers: Vec<[&'a str; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_body: Option<Body<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_headers: Option<Vec<[&'a str; 2]>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_body: Option<&'a crate::exchange::Content>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<&'a crate::exchange::Failure>,
    timing: crate::exchange::Timing,
    #[serde(skip_serializing_if = "<[crate::exchange::Repeat]>::is_empty")]
    repeats: &'a [crate::exchange::Repeat],
}

/// JSON as it is, anything else as a string.
#[derive(Serialize)]
#[serde(untagged)]
enum Body<'a> {
    Json(&'a serde_json::Value),
    Raw(&'a str),
}

impl<'a> Traffic<'a> {
    fn of(exchange: &'a Exchange) -> Self {
        let answer = exchange.answer();
        Traffic {
            method: exchange.call.method.as_str(),
            target: exchange.call.target(),
            url: &exchange.url,
            evidence: exchange.call.evidence.as_str(),
            request_headers: headers(&exchange.call.headers),
            request_body: exchange.call.body.as_ref().map(|body| match body {
                Payload::Json(value) => Body::Json(value),
                Payload::Raw(text) => Body::Raw(text),
            }),
            status: exchange.status(),
            response_headers: answer.map(|answer| headers(&answer.headers)),
            response_body: answer.map(|answer| &answer.content),
            failure: exchange.failure(),
            timing: exchange.timing,
            repeats: &exchange.repeats,
        }
    }
}

fn headers(headers: &[(String, String)]) -> Vec<[&str; 2]> {
    let value = |name: &str, value| if is_credential(name) { "(redacted)" } else { value };
    headers.iter().map(|(name, text)| [name.as_str(), value(name, text.as_str())]).collect()
}

#[derive(Serialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
enum Snapshot<'a> {
    Matched,
    Changed { diff: &'a str, pending: Option<&'a str> },
    Missing { pending: Option<&'a str> },
    Written,
    NotCompared { reason: &'a str },
}

#[derive(Serialize)]
struct Notice<'a> {
    warning: bool,
    text: &'a str,
}

#[derive(Serialize)]
struct Summary<'a> {
    conclusion: &'static str,
    passed: usize,
    failed: usize,
    skipped: usize,
    not_run: usize,
    snapshots_changed: usize,
    snapshots_missing: usize,
    left_behind: Vec<Left<'a>>,
    interrupted: bool,
    target_died: Option<&'a str>,
    requests: usize,
    own_requests: usize,
    duration_ms: f64,
}

#[derive(Serialize)]
struct Left<'a> {
    path: &'a str,
    name: &'a str,
    reason: &'a str,
}

impl<'a> Summary<'a> {
    fn of(summary: &'a RunSummary) -> Self {
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
            requests: summary.requests,
            own_requests: summary.own_requests,
            duration_ms: milliseconds(summary.duration),
        }
    }
}

/// A pass, and what of the run its findings need.
struct Of<'a> {
    pass: &'a PassResult,
    authorization: Option<&'a str>,
    fail_on: Option<Level>,
}

impl<'a> Of<'a> {
    fn pass(&self) -> Pass<'a> {
        let pass = self.pass;
        Pass {
            index: pass.index,
            scenario: &pass.scenario,
            title: &pass.title,
            client: &pass.client,
            location: (&pass.location).into(),
            outcome: pass.outcome.as_str(),
            reason: pass.outcome.reason(),
            duration_ms: milliseconds(pass.duration),
            requests: pass.requests,
            own_requests: pass.own_requests,
            steps: pass.steps.iter().map(|step| self.step(step)).collect(),
            findings: pass
                .findings
                .iter()
                .map(|finding| self.finding(finding, None, &pass.location))
                .collect(),
            snapshot: match &pass.snapshot {
                SnapshotState::Matched => Snapshot::Matched,
                SnapshotState::Changed { diff, pending } => {
                    Snapshot::Changed { diff, pending: pending.as_deref() }
                }
                SnapshotState::Missing { pending } => Snapshot::Missing { pending: pending.as_deref() },
                SnapshotState::Written => Snapshot::Written,
                SnapshotState::NotCompared(reason) => Snapshot::NotCompared { reason },
            },
        }
    }

    fn step(&self, step: &'a StepResult) -> Step<'a> {
        // The trace of a passed step may be there for the screen; machines get it for failed steps only.
        let failed = step.outcome == Outcome::Failed;
        let traffic = |trace: &'a [Arc<Exchange>]| -> Vec<Traffic<'a>> {
            if failed { trace.iter().map(|exchange| Traffic::of(exchange)).collect() } else { Vec::new() }
        };
        Step {
            number: step.number,
            label: &step.label,
            location: (&step.location).into(),
            used_from: step.used_from.iter().map(Place::from).collect(),
            outcome: step.outcome.as_str(),
            reason: step.outcome.reason(),
            verdict: step.verdict.as_ref(),
            remarks: &step.remarks,
            duration_ms: milliseconds(step.duration),
            requests: step.requests,
            findings: step
                .findings
                .iter()
                .enumerate()
                .map(|(index, finding)| {
                    self.finding(finding, Some(step.number), step.finding_location(index))
                })
                .collect(),
            exchanges: traffic(&step.trace),
            read_backs: traffic(&step.read_backs),
        }
    }

    fn finding(&self, finding: &'a Finding, step: Option<usize>, location: &'a Location) -> Found<'a> {
        let fails = self.fail_on.is_none_or(|fail_on| finding.level >= fail_on);
        let curl = finding.exchange.as_ref().filter(|_| fails);
        Found {
            level: finding.level,
            rule: &finding.rule,
            client: &self.pass.client,
            scenario: &self.pass.scenario,
            step,
            message: &finding.message,
            location: location.into(),
            expected: finding.expected.as_deref(),
            found: finding.found.as_deref(),
            pointer: finding.pointer.as_deref(),
            likely_cause: finding.likely_cause.as_deref(),
            fix: finding.fix.as_deref(),
            source: finding.source.as_deref(),
            evidence: finding.evidence.as_str(),
            request: finding.exchange.as_deref().map(Short::of),
            read_back: finding.read_back.as_deref().map(Short::of),
            curl: curl.map(|exchange| curl_line(exchange, self.authorization)),
        }
    }
}

/// Microseconds are precise enough, and keep the numbers short.
fn milliseconds(duration: std::time::Duration) -> f64 {
    (duration.as_secs_f64() * 1_000_000.0).round() / 1_000.0
}
