//! An entry of the IdP's log, in the shape of Okta's System Log API.

use serde::Serialize;

/// One entry. Ids that only the IdP's database knows are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LogEvent {
    /// `application.provision.user.push`
    pub event_type: String,
    /// `Push new user to external application`; `None` where Okta's documentation does not give it.
    pub display_message: Option<String>,
    /// How the operation ended.
    pub outcome: LogOutcome,
    /// `ERROR`
    pub severity: String,
    /// What it was about.
    pub target: Vec<LogTarget>,
    /// The type in Okta's older Events API.
    pub legacy_event_type: Option<String>,
}

/// How an operation ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogOutcome {
    /// `FAILURE`
    pub result: String,
    /// What the target said, cut at 255 characters; `null` where Okta gives no reason.
    pub reason: Option<String>,
}

/// What a log entry is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LogTarget {
    /// `AppUser`, `AppInstance`, `UserGroup`
    #[serde(rename = "type")]
    pub kind: String,
    /// The id, when the org knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The login, or the label.
    pub alternate_id: String,
    /// The name shown.
    pub display_name: String,
}
