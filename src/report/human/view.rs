//! What the text of a pass depends on beside the pass.

use super::super::layout::Layout;
use crate::judge::{Finding, Level};
use crate::outcome::{Location, PassResult, SnapshotState, StepResult};

/// What the text of a pass depends on beside the pass.
pub(super) struct View<'a> {
    pub(super) layout: Layout,
    pub(super) fail_on: Level,
    /// The header line that curl lines carry.
    pub(super) authorization: Option<&'a str>,
    /// Columns of scenario names and of client names.
    pub(super) columns: (usize, usize),
}

impl View<'_> {
    /// Where a failed step is said to stand: at its leading finding.
    pub(super) fn location<'f>(&self, step: &'f StepResult) -> &'f Location {
        self.lead(&step.findings).map_or(&step.location, |(index, _)| step.finding_location(index))
    }

    /// Whether a finding fails the run.
    pub(super) fn fails(&self, finding: &Finding) -> bool {
        finding.level >= self.fail_on
    }

    /// The finding that leads: the first that fails, else the first.
    pub(super) fn lead<'f>(&self, findings: &'f [Finding]) -> Option<(usize, &'f Finding)> {
        let first_failing = findings.iter().enumerate().find(|(_, finding)| self.fails(finding));
        first_failing.or_else(|| findings.iter().enumerate().next())
    }

    /// Whether the snapshot is a reason why the pass failed.
    pub(super) fn is_snapshot_failure(&self, pass: &PassResult) -> bool {
        match &pass.snapshot {
            SnapshotState::Changed { .. } => true,
            SnapshotState::Missing { .. } => {
                pass.findings.iter().any(|finding| is_snapshot(finding) && self.fails(finding))
            }
            _ => false,
        }
    }
}

/// Whether the finding only repeats what the pass says of its snapshot.
pub(in crate::report) fn is_snapshot(finding: &Finding) -> bool {
    finding.rule.family() == "snapshot"
}
