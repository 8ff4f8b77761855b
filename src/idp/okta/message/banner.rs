//! The lines that Okta puts on a user's assignment, and above a pushed group.

use super::task::Task;

/// Any failed push of a user. Both lines are reported.
pub(super) const fn of(task: Task) -> &'static str {
    match task {
        Task::Provisioning => "An error occurred while assigning this app.",
        Task::ProfilePush => "An error occurred while pushing a profile update to this app",
    }
}

/// The app's group to which one was linked is gone (reported by a vendor).
pub(super) fn linked_group_missing(app: &str) -> String {
    format!("Linked group is missing in {app}. Change the linked group to resume pushing group memberships.")
}
