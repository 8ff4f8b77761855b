//! Entries of Okta's System Log (okta.md §2.3, §2.4; the types and their older names after Okta's own list and
//! migration guide).

use super::action::Action;
use crate::exchange::Exchange;
use crate::idp::org::{Group, User};
use crate::idp::{LogEvent, LogOutcome, LogTarget};

/// The longest reason in Okta's API.
const LONGEST_REASON: usize = 255;

/// Type, message and older type of an operation. A message stands where Okta's list gives it in the form in which
/// the log shows it.
type Kind = (&'static str, Option<&'static str>, &'static str);

const SYNC: Kind = (
    "application.provision.user.sync",
    Some("Sync user in external application"),
    "app.user_management.provision_user_failed",
);
const RATE_LIMIT: Kind = (
    "application.integration.rate_limit_exceeded",
    Some("API rate limit exceeded"),
    "app.api.error.rate.limit.exceeded",
);

/// The type of an entry about a group's members.
pub(super) const MEMBERSHIP: &str = "application.provision.group_membership.update";

const fn kind(action: Action<'_>, is_gone: bool) -> Kind {
    match action {
        Action::Authenticating => (
            "application.integration.authentication_failure",
            Some("Error authenticating"),
            "app.api.error.auth",
        ),
        Action::VerifyingUser(_) => (
            "application.provision.user.verify_exists",
            Some("Verify user exists in external application"),
            "app.api.error.check_user_exists",
        ),
        Action::CreatingUser(_) => (
            "application.provision.user.push",
            Some("Push new user to external application"),
            "app.api.error.create_user",
        ),
        Action::ReadingLinkedUser(_) | Action::ReadingUser(..) | Action::PushingProfile(_) => (
            "application.provision.user.push_profile",
            Some("Push user's profile to external application"),
            "app.api.error.push_profile_update",
        ),
        Action::ImportingProfile(_) => (
            "application.provision.user.import_profile",
            Some("Import profile from external application"),
            "app.api.error.import_user_profile",
        ),
        Action::Deactivating => (
            "application.provision.user.deactivate",
            Some("Push user deactivation to external application"),
            "app.api.error.deactivate_user",
        ),
        Action::Reactivating => (
            "application.provision.user.reactivate",
            Some("Push user reactivation in external application"),
            "app.api.error.reactivate_user",
        ),
        Action::PushingPassword => (
            "application.provision.user.password",
            Some("Issue pushing user password to external application"),
            "app.api.error.push_password_update",
        ),
        Action::FindingGroup(_) | Action::CreatingGroup(_) => {
            ("application.provision.group.add", None, "app.api.error.upsert_group")
        }
        Action::RenamingGroup(_) => {
            ("application.provision.group.update", None, "app.api.error.update.group")
        }
        // Okta's list: fired when a group is no longer there on update or delete.
        Action::ReadingGroup(..) if is_gone => {
            ("application.provision.group.verify_exists", None, "app.api.error.group.not_found")
        }
        Action::ReadingGroup(..) => {
            ("application.provision.group.import", None, "app.api.error.get_group_by_id")
        }
        Action::UpdatingMembership(_) => (MEMBERSHIP, None, "app.api.error.update_group_membership"),
        Action::DeletingGroup(_) => {
            ("application.provision.group.remove", None, "app.api.error.delete_group")
        }
        Action::DownloadingUsers => {
            ("application.provision.user.import", None, "app.api.error.download_users")
        }
        Action::DownloadingGroups => {
            ("application.provision.group.import", None, "app.api.error.download_groups")
        }
    }
}

/// The entry of an operation that failed: the reason is what the target said, without the action (okta.md §2.1).
pub(super) fn event(action: Action<'_>, reason: Option<String>, exchange: Option<&Exchange>) -> LogEvent {
    let is_gone = exchange.is_some_and(|exchange| exchange.status() == Some(404));
    entry(kind(action, is_gone), reason)
}

/// The entry for a list that Okta could not read: no reason at all (a published event).
pub(super) fn unreadable_list() -> LogEvent {
    entry(SYNC, None)
}

/// The entry for a job that the target's rate limit ended.
pub(super) fn rate_limited(reason: Option<String>) -> LogEvent {
    entry(RATE_LIMIT, reason)
}

fn entry((kind, message, legacy): Kind, reason: Option<String>) -> LogEvent {
    LogEvent {
        event_type: kind.to_owned(),
        display_message: message.map(str::to_owned),
        outcome: LogOutcome {
            result: "FAILURE".to_owned(),
            reason: reason.map(|reason| reason.chars().take(LONGEST_REASON).collect()),
        },
        severity: "ERROR".to_owned(),
        target: Vec::new(),
        legacy_event_type: Some(legacy.to_owned()),
    }
}

/// The targets of a user's entry, in the order of a published event.
pub(super) fn about_user(user: &User, app_label: &str) -> Vec<LogTarget> {
    let person = LogTarget {
        kind: "AppUser".to_owned(),
        id: None,
        alternate_id: user.user_name.clone(),
        display_name: user.shown_name(),
    };
    vec![person, app(app_label)]
}

/// The targets of a group's entry.
pub(super) fn about_group(group: &Group, app_label: &str) -> Vec<LogTarget> {
    let pushed = LogTarget {
        kind: "UserGroup".to_owned(),
        id: Some(group.okta_id.clone()),
        alternate_id: group.display_name.clone(),
        display_name: group.display_name.clone(),
    };
    vec![pushed, app(app_label)]
}

pub(super) fn app(label: &str) -> LogTarget {
    LogTarget {
        kind: "AppInstance".to_owned(),
        id: None,
        alternate_id: label.to_owned(),
        display_name: label.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Action, event};

    #[test]
    fn a_reason_is_cut_at_255_characters() {
        let reason = event(Action::Deactivating, Some("ä".repeat(300)), None).outcome.reason.unwrap();
        assert_eq!(reason.chars().count(), 255);
    }
}
