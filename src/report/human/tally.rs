//! What is kept of the passes that were printed: how much was found, and which causes have been shown in full.

use std::collections::HashSet;

use crate::judge::Level;
use crate::outcome::{PassResult, SnapshotState};

/// What was found and shown so far.
#[derive(Debug, Default)]
pub(super) struct Tally {
    counts: [usize; 4],
    shown: HashSet<usize>,
    pending: bool,
}

impl Tally {
    /// Takes in the findings of a pass that has been printed; those of the failing level were shown.
    pub(super) fn add(&mut self, pass: &PassResult, fail_on: Level) {
        self.pending |= matches!(
            &pass.snapshot,
            SnapshotState::Changed { pending: Some(_), .. } | SnapshotState::Missing { pending: Some(_) }
        );
        for finding in pass.all_findings() {
            self.counts[finding.level as usize] += 1;
            if finding.level >= fail_on {
                self.shown.extend(finding.cause);
            }
        }
    }

    /// Whether a conversation waits for somebody to approve it.
    pub(super) fn has_pending(&self) -> bool {
        self.pending
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
