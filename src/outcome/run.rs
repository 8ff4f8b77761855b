//! The run as a whole.

use std::time::Duration;

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
    /// Resources that could not be removed.
    pub left_behind: Vec<LeftBehind>,
    /// Whether the run was interrupted.
    pub interrupted: bool,
    /// Whether the target died on the way, and with what words.
    pub target_died: Option<String>,
    /// Requests sent for acts.
    pub requests: usize,
    /// Requests that the harness sent for itself.
    pub own_requests: usize,
    /// Wall time.
    pub duration: Duration,
}
