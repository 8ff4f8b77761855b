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
//!   "causes": [ { "number": 1, "rule": "…", "headline": "…", "clients": [ … ], "fix": "…", … } ],
//!   "summary": { "conclusion": "failed", … }
//! }
//! ```
//! [`SCHEMA`] describes every member. Members may be added within version 1; none is removed or changes its meaning.
//! A defect that shows in many findings is one of `causes`, the gravest first; `cause` of a finding is its `number`, and
//! `follows_from` names the finding of the same pass that explains it. Keys always come in the same order. Exchanges are kept of failed steps only. The document is streamed: passes are
//! ready to be written as they end.

mod cause;
mod document;
mod fill;
mod traffic;

use std::sync::Arc;

use serde::Serialize;

use super::Report;
use crate::outcome::{Event, PassResult, RunInfo};

use document::{Notice, Run, Summary};
use fill::Fill;

/// The value of `format`.
pub const FORMAT: &str = "scimulate-report/1";

/// The JSON Schema of the report.
pub const SCHEMA: &str = include_str!("../report.schema.json");

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
        let fill = Fill { pass, authorization, fail_on: self.info.as_ref().map(|info| info.fail_on) };
        push(out, &fill.pass(), 4);
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
                out.push_str(",\n  \"causes\": ");
                let causes: Vec<cause::Cause<'_>> = summary.causes.iter().map(cause::Cause::of).collect();
                push(out, &causes, 2);
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
