//! The texts that Okta shows. Wording after okta.md §2.1; what no source words stays unknown instead of being made up.
//! A text that is only pieced together is tagged as inferred.

use serde_json::Value;

use crate::exchange::{Evidence, Exchange};
use crate::idp::Verdict;

/// What Okta was doing when the target refused.
#[derive(Debug, Clone, Copy)]
pub(super) enum Doing<'n> {
    /// The lookup before a create or a link; the app username.
    VerifyingUser(&'n str),
    /// POST of a user; the app username.
    CreatingUser(&'n str),
    /// The GET before a profile push.
    ReadingUser(&'n str),
    /// PUT of a profile.
    PushingProfile(&'n str),
    /// GET of a linked user's profile when updates are off.
    ImportingProfile(&'n str),
    /// POST of a group; the group's name.
    CreatingGroup(&'n str),
    /// A new name for a pushed group.
    RenamingGroup(&'n str),
    /// A group's members.
    UpdatingMembership(&'n str),
    /// DELETE of a group.
    DeletingGroup(&'n str),
    /// What no source words: `active`, passwords, the reads before a group push, the connection test, imports.
    Unworded,
}

/// The job under which Okta lists a failure of a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Task {
    /// At assignment: create, link, reactivate and push.
    Provisioning,
    /// A later profile push of a provisioned user.
    ProfilePush,
}

/// The verdict on an exchange that Okta takes for a failure.
///
/// The action's wording is documented in Okta's list of messages and reported with names in it; the remote part is
/// documented as "message: third-party message" and reported in the form used here. It is worded only where the
/// answer holds a `detail`; what Okta says of other bodies is not known here.
pub(super) fn failed(doing: Doing<'_>, exchange: &Exchange) -> Verdict {
    let text = remote(exchange).and_then(|remote| worded(doing, &remote, exchange.status()));
    Verdict::Failure { evidence: if text.is_some() { evidence(doing) } else { Evidence::Inferred }, text }
}

/// `Bad Request. Errors reported by remote server: {detail}`, the detail verbatim.
fn remote(exchange: &Exchange) -> Option<String> {
    let answer = exchange.answer().filter(|answer| answer.status >= 400)?;
    let detail = answer.json()?.get("detail").and_then(Value::as_str).filter(|detail| !detail.is_empty())?;
    Some(format!("{}. Errors reported by remote server: {detail}", answer.reason()))
}

fn worded(doing: Doing<'_>, remote: &str, status: Option<u16>) -> Option<String> {
    Some(match doing {
        Doing::VerifyingUser(user) => format!("Error while verifying if user {user} exists: {remote}"),
        Doing::CreatingUser(user) => format!("Error while creating user {user}: {remote}"),
        // The two reported texts for a vanished user have no remote part and differ from each other.
        Doing::ReadingUser(_) if status == Some(404) => return None,
        Doing::ReadingUser(user) | Doing::PushingProfile(user) => {
            format!("Error while trying to push profile update for {user}: {remote}")
        }
        Doing::ImportingProfile(user) => {
            format!("Error while trying to import user profile for {user}: {remote}")
        }
        // One wording for create and rename: Okta's list of messages calls both an "upsert".
        Doing::CreatingGroup(group) | Doing::RenamingGroup(group) => {
            push_mapping(group, &format!("Error while creating user group {group}: {remote}"))
        }
        // The one sample has no colon before the remote part.
        Doing::UpdatingMembership(group) => push_mapping(
            group,
            &format!("Error while updating user group membership for group {group} {remote}"),
        ),
        Doing::DeletingGroup(group) => {
            push_mapping(group, &format!("Error while deleting user group: {remote}"))
        }
        Doing::Unworded => return None,
    })
}

const fn evidence(doing: Doing<'_>) -> Evidence {
    match doing {
        Doing::VerifyingUser(_)
        | Doing::CreatingUser(_)
        | Doing::PushingProfile(_)
        | Doing::CreatingGroup(_)
        | Doing::UpdatingMembership(_) => Evidence::Reported,
        _ => Evidence::Inferred,
    }
}

/// The Push Groups tab's text. Okta puts `Failed on {date and time} UTC: ` before it; that is presentation, and this
/// room has no clock.
fn push_mapping(group: &str, inner: &str) -> String {
    format!("Unable to update Group Push mapping target App group {group}: {inner}")
}

/// The line under Dashboard > Tasks that holds a failure (okta.md §2.1, outer part).
pub(super) fn task_line(task: Task, user: &str, app: &str, inner: &str) -> String {
    let job = match task {
        Task::Provisioning => "provisioning",
        Task::ProfilePush => "profile push",
    };
    format!("Automatic {job} of user {user} to app {app} failed: {inner}")
}

/// The lookup found nobody and "Create Users" is off (documented).
pub(super) fn matching_user_not_found() -> Verdict {
    fixed("Matching user not found", Evidence::Documented)
}

/// The lookup found an inactive user and "Deactivate Users" is off (a support article).
pub(super) fn user_account_is_inactive() -> Verdict {
    fixed("User account is inactive", Evidence::Documented)
}

/// A create was answered 2xx without a body (documented).
pub(super) fn empty_user(user: &str) -> Verdict {
    fixed(
        format!("Error while creating user {user}: Create new user returned empty user."),
        Evidence::Documented,
    )
}

/// A create was answered with a user that names no schema. The text is reported; that this causes it is inferred.
pub(super) fn no_schemas(user: &str) -> Verdict {
    fixed(format!("Error while creating user {user}: No schema's defined in scim user"), Evidence::Inferred)
}

/// A namespace that is no URN is refused by Okta itself, before any request (support articles).
pub(super) fn invalid_namespace(user: &str, namespace: &str, property: &str) -> Verdict {
    fixed(
        format!(
            "Error while creating user {user}: Invalid externalNamespace: {namespace} for property: {property}"
        ),
        Evidence::Documented,
    )
}

/// An error is shown, its text is not known.
pub(super) const fn unknown() -> Verdict {
    Verdict::Failure { text: None, evidence: Evidence::Inferred }
}

/// Why a job is put off (documented in 2026: whole seconds in `Retry-After` are honoured, anything else means five
/// minutes, doubling, ten attempts).
pub(super) fn rescheduled(retry_after: Option<&str>) -> String {
    match retry_after.and_then(|seconds| seconds.trim().parse::<u64>().ok()) {
        Some(seconds) => format!("the target answered 429; Okta would try again in {seconds} s"),
        None => "the target answered 429; Okta would try again in 5 minutes, doubling the wait each time, \
                 ten times in all"
            .to_owned(),
    }
}

fn fixed(text: impl Into<String>, evidence: Evidence) -> Verdict {
    Verdict::Failure { text: Some(text.into()), evidence }
}
