//! The run as a whole.

use std::time::Duration;

use super::Cause;
use crate::judge::Level;

/// What is known before the first request.
#[derive(Debug, Clone)]
pub struct RunInfo {
    /// The run id that names carry (`k3f9x2`).
    pub run_id: String,
    /// The target as shown to people: its name in the config, its URL, or `embedded provider`.
    pub target: String,
    /// The base URL without credentials; `None` for the embedded provider.
    pub url: Option<String>,
    /// The header line for curl with the credential as a shell variable (`Authorization: Bearer $SCIM_TOKEN`).
    pub curl_authorization: Option<String>,
    /// Names of the passes in plan order: (scenario, client).
    pub passes: Vec<(String, String)>,
    /// Findings from this level on fail the run.
    pub fail_on: Level,
    /// When the run began, RFC 3339.
    pub started: String,
    /// Version of scimulate.
    pub version: &'static str,
}

/// A resource that could not be removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftBehind {
    /// `/Users/2819c223`.
    pub path: String,
    /// Its unique name.
    pub name: String,
    /// Why it is still there.
    pub reason: String,
}

impl LeftBehind {
    /// `/Users/2819c223 (ada.k3f9x2@example.com)`.
    pub fn named(&self) -> String {
        format!("{} ({})", self.path, self.name)
    }

    /// The resources by the reason why they are there, in the order in which each reason came up first.
    pub fn by_reason(left: &[LeftBehind]) -> indexmap::IndexMap<&str, Vec<&LeftBehind>> {
        let mut groups = indexmap::IndexMap::<&str, Vec<&LeftBehind>>::new();
        for one in left {
            groups.entry(&one.reason).or_default().push(one);
        }
        groups
    }
}

/// What is known at the end.
#[derive(Debug, Clone)]
pub struct RunSummary {
    /// Passes by outcome.
    pub passed: usize,
    /// Passes by outcome.
    pub failed: usize,
    /// Passes by outcome.
    pub skipped: usize,
    /// Passes by outcome.
    pub not_run: usize,
    /// Snapshots that changed.
    pub snapshots_changed: usize,
    /// Snapshots that are missing.
    pub snapshots_missing: usize,
    /// The defects behind all findings, the gravest first.
    pub causes: Vec<Cause>,
    /// Resources that could not be removed.
    pub left_behind: Vec<LeftBehind>,
    /// Whether the run was interrupted.
    pub interrupted: bool,
    /// Whether the target died on the way, and with what words.
    pub target_died: Option<String>,
    /// Why something was not sent: the journal could not be written, and what it does not hold could not be removed.
    pub journal_failed: Option<String>,
    /// Requests sent for acts.
    pub requests: usize,
    /// Requests that the harness sent for itself.
    pub own_requests: usize,
    /// Wall time.
    pub duration: Duration,
}

/// How a run ended, in one word. Reports and exit codes both come from here, so they cannot disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conclusion {
    /// Everything that ran passed.
    Passed,
    /// At least one pass failed.
    Failed,
    /// No pass ran.
    NothingRan,
    /// The run could not note what it was about to create, so it did not create it.
    JournalFailed,
    /// The target could not be reached, refused the credentials, or died on the way.
    Unreachable,
    /// The run was interrupted.
    Interrupted,
}

impl Conclusion {
    /// The word that machine formats use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Conclusion::Passed => "passed",
            Conclusion::Failed => "failed",
            Conclusion::NothingRan => "nothing-ran",
            Conclusion::JournalFailed => "journal-failed",
            Conclusion::Unreachable => "unreachable",
            Conclusion::Interrupted => "interrupted",
        }
    }
}

impl RunSummary {
    /// How the run ended. What kept it from being played whole outweighs failures, because then the failures are not
    /// the whole story.
    pub const fn conclusion(&self) -> Conclusion {
        if self.interrupted {
            Conclusion::Interrupted
        } else if self.target_died.is_some() {
            Conclusion::Unreachable
        } else if self.journal_failed.is_some() {
            Conclusion::JournalFailed
        } else if self.failed > 0 {
            Conclusion::Failed
        } else if self.passed == 0 {
            Conclusion::NothingRan
        } else {
            Conclusion::Passed
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Conclusion, LeftBehind, RunSummary};
    use std::time::Duration;

    fn summary(passed: usize, failed: usize) -> RunSummary {
        RunSummary {
            passed,
            failed,
            skipped: 1,
            not_run: 0,
            snapshots_changed: 0,
            snapshots_missing: 0,
            causes: Vec::new(),
            left_behind: Vec::new(),
            interrupted: false,
            target_died: None,
            journal_failed: None,
            requests: 0,
            own_requests: 0,
            duration: Duration::ZERO,
        }
    }

    #[test]
    fn what_is_there_for_one_reason_stands_together() {
        let left = |id: &str, reason: &str| LeftBehind {
            path: format!("/Users/{id}"),
            name: id.into(),
            reason: reason.into(),
        };
        let all = [left("1", "refused"), left("2", "kept"), left("3", "refused")];
        let groups = LeftBehind::by_reason(&all);
        let paths = |reason: &str| groups[reason].iter().map(|left| left.path.as_str()).collect::<Vec<_>>();
        assert_eq!(groups.keys().collect::<Vec<_>>(), [&"refused", &"kept"]);
        assert_eq!((paths("refused"), paths("kept")), (vec!["/Users/1", "/Users/3"], vec!["/Users/2"]));
    }

    #[test]
    fn a_run_of_skipped_passes_only_did_not_run() {
        assert_eq!(summary(0, 0).conclusion(), Conclusion::NothingRan);
        assert_eq!(summary(1, 0).conclusion(), Conclusion::Passed);
        assert_eq!(summary(1, 1).conclusion(), Conclusion::Failed);
    }

    #[test]
    fn interruption_outweighs_a_dead_target_and_that_outweighs_failures() {
        let full = RunSummary { journal_failed: Some("no space left".into()), ..summary(1, 1) };
        assert_eq!(full.conclusion(), Conclusion::JournalFailed);
        let died = RunSummary { target_died: Some("connection refused".into()), ..summary(1, 1) };
        assert_eq!(died.conclusion(), Conclusion::Unreachable);
        assert_eq!(RunSummary { interrupted: true, ..died }.conclusion(), Conclusion::Interrupted);
    }
}
