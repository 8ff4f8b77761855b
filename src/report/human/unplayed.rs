//! Passes that were not run for one and the same reason (the run was interrupted, the target is gone): told once, not
//! line by line.

use super::super::layout::{Layout, Tone};
use super::super::page::Page;
use crate::outcome::{Outcome, PassResult};

/// So many lines are no flood.
const FEW: usize = 3;

/// The reason of the pass that came last, and the lines of those that followed it for the same reason.
#[derive(Debug, Default)]
pub(super) struct Unplayed {
    reason: Option<String>,
    lines: Vec<String>,
}

impl Unplayed {
    /// Whether the pass was not run for the reason of the one before.
    pub(super) fn repeats(&self, pass: &PassResult) -> bool {
        self.reason.is_some() && self.reason.as_deref() == reason(pass)
    }

    /// Keeps a line back until it is known how many there are.
    pub(super) fn keep(&mut self, line: String) {
        self.lines.push(line);
    }

    /// Remembers why this pass was not run, if it was not. Its own line is written.
    pub(super) fn begin(&mut self, pass: &PassResult) {
        self.reason = reason(pass).map(str::to_owned);
    }

    /// Writes what was kept back: the lines, or how many there are.
    pub(super) fn tell(&mut self, layout: Layout, out: &mut String) {
        let lines = std::mem::take(&mut self.lines);
        let Some(reason) = self.reason.take().filter(|_| lines.len() > FEW) else {
            out.extend(lines);
            return;
        };
        let head = format!("{}  {} more passes   ", layout.paint(Tone::Caution, "NOT RUN"), lines.len());
        Page::new(layout, out).paragraph(0, &head, &reason);
    }
}

/// Why the pass was not run. What a cause explains has a short line that names it.
fn reason(pass: &PassResult) -> Option<&str> {
    match &pass.outcome {
        Outcome::NotRun(reason) if pass.cause.is_none() => Some(reason),
        _ => None,
    }
}
