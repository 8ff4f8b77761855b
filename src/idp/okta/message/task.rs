//! The first part of a message, and what else Okta shows of a user's job: the task, its heading, the line on the
//! assignment (okta.md §2.1, OUTER; §2.2).

use super::{banner, syslog};
use crate::idp::org::User;
use crate::idp::{Alert, Place, Verdict};

/// The job under which Okta lists a failure of a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::idp::okta) enum Task {
    /// At assignment: create, link, reactivate and push.
    Provisioning,
    /// A later profile push of a provisioned user.
    ProfilePush,
}

impl Task {
    /// The job's name in the line.
    const fn as_str(self) -> &'static str {
        match self {
            Task::Provisioning => "provisioning",
            Task::ProfilePush => "profile push",
        }
    }

    /// `Automatic provisioning of user Ada Lovelace to app Acme failed: …`. The display name stands here and the app
    /// username in the action, as in published messages (Okta's template in its SCIM reference has them the other way).
    pub(in crate::idp::okta) fn line(self, user: &str, app: &str, inner: &str) -> String {
        format!("Automatic {} of user {user} to app {app} failed: {inner}", self.as_str())
    }
}

/// Puts everything around a failure of a user's job that Okta puts around it.
pub(in crate::idp::okta) fn frame(verdict: Verdict, task: Task, user: &User, app: &str) -> Verdict {
    let Verdict::Failure(mut alert) = verdict else { return verdict };
    alert.task = alert.text.as_deref().map(|text| task.line(&user.shown_name(), app, text));
    alert.banner = Some(banner::of(task).to_owned());
    if task == Task::ProfilePush && is_stale(&alert) {
        // The heading of such tasks in a published log.
        alert.heading = Some("profile updates have errors".to_owned());
    }
    about_user(&mut alert, user, app);
    Verdict::Failure(alert)
}

/// A failure of a user's that has no task line of its own (passwords).
pub(in crate::idp::okta) fn without_line(verdict: Verdict, user: &User, app: &str) -> Verdict {
    let Verdict::Failure(mut alert) = verdict else { return verdict };
    alert.place = Place::Tasks;
    about_user(&mut alert, user, app);
    Verdict::Failure(alert)
}

pub(super) fn about_user(alert: &mut Alert, user: &User, app: &str) {
    if let Some(event) = &mut alert.event {
        event.target = syslog::about_user(user, app);
    }
}

fn is_stale(alert: &Alert) -> bool {
    alert.text.as_deref().is_some_and(|text| text.contains("No user returned for user "))
}
