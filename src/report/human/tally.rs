//! What is kept of the passes that were printed: how much was found, and which causes have been shown in full.

use std::collections::HashSet;

use crate::judge::Level;
use crate::outcome::{PassResult, SnapshotState, Waiting};

/// What was found and shown so far.
#[derive(Debug, Default)]
pub(super) struct Tally {
    counts: [usize; 4],
    shown: HashSet<usize>,
    pending: Option<Waiting>,
}

impl Tally {
    /// Takes in the findings of a pass that has been printed; those of the failing level were shown.
    pub(super) fn add(&mut self, pass: &PassResult, fail_on: Level) {
        if let SnapshotState::Changed { pending: Some(pending), .. }
        | SnapshotState::Missing { pending: Some(pending) } = &pass.snapshot
        {
            self.pending.get_or_insert_with(|| pending.clone());
        }
        for finding in pass.all_findings() {
            self.counts[finding.level as usize] += 1;
            if finding.level >= fail_on {
                self.shown.extend(finding.cause);
            }
        }
    }

    /// The first conversation that waits for somebody to approve it.
    pub(super) fn pending(&self) -> Option<&Waiting> {
        self.pending.as_ref()
    }

    /// Whether an earlier pass has shown the cause in full.
    pub(super) fn has_shown(&self, cause: Option<usize>) -> bool {
        cause.is_some_and(|cause| self.shown.contains(&cause))
    }

    /// How many findings of a level there were.
    pub(super) fn count(&self, level: Level) -> usize {
        self.counts[level as usize]
    }
}
