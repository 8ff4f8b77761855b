//! An error as the IdP shows it to the admin: where, with which words, and what its log holds.

use serde::Serialize;

use super::LogEvent;
use crate::exchange::Evidence;

/// An error that an admin is shown.
///
/// A job's error is shown in several places with more or less around it. [`text`](Self::text) is the core that all of
/// them share, [`task`](Self::task) the whole line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Alert {
    /// Where the admin meets it first.
    pub place: Place,
    /// The heading under which it is listed (`Application accounts need deprovisioning`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heading: Option<String>,
    /// The whole line, where its form is known: `Automatic provisioning of user … failed: …`. The time that Okta puts
    /// before a group push is not in it; see [`Alert::line`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<String>,
    /// `Failed on 03-26-2020 03:49:35PM UTC`: what stands before the line of a failed group push. The time is the one
    /// that the target put into its answer; `None` = no answer, or an answer without a date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed_on: Option<String>,
    /// The error in the IdP's own wording; `None` = an error is shown, but its text is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The line on the user's assignment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub banner: Option<String>,
    /// The entry in the IdP's log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<LogEvent>,
    /// How we know the wording, the weakest part deciding.
    pub evidence: Evidence,
}

/// Where an admin meets an error first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// Dashboard > Tasks, and the app's Assignments tab.
    Tasks,
    /// The app's Push Groups tab.
    PushGroups,
    /// The dialog of the connection test.
    ConnectionTest,
    /// The app's Import tab.
    Import,
}

impl Place {
    /// The name that the admin console gives it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Place::Tasks => "Dashboard > Tasks",
            Place::PushGroups => "Push Groups",
            Place::ConnectionTest => "Test API Credentials",
            Place::Import => "Import",
        }
    }
}

/// What stands before the core of a failed group push, the group's name aside (Okta's Push Groups tab).
pub(super) const UNABLE_TO_UPDATE: &str = "Unable to update Group Push mapping target App group ";

impl Alert {
    /// An error whose text is not known.
    pub const fn unknown(place: Place) -> Self {
        Alert {
            place,
            heading: None,
            task: None,
            failed_on: None,
            text: None,
            banner: None,
            event: None,
            evidence: Evidence::Inferred,
        }
    }

    /// The line as it stands on the admin's screen, as far as it is known: the task, with the time before it if there
    /// is one; else the core.
    pub fn line(&self) -> Option<String> {
        let line = self.task.as_ref().or(self.text.as_ref())?;
        Some(match &self.failed_on {
            Some(failed_on) => format!("{failed_on}: {line}"),
            None => line.clone(),
        })
    }

    /// Whether the admin sees this text: the core alone, the core of a group push without the mapping before it, or
    /// the whole line with or without its time. Runs of blanks count as one.
    pub fn shows(&self, text: &str) -> bool {
        let wanted = squeeze(text);
        let wanted = without_time(&wanted);
        let core = self.text.as_deref().map(squeeze);
        let inner = core.as_deref().and_then(without_mapping);
        core.as_deref() == Some(wanted)
            || inner == Some(wanted)
            || self.task.as_deref().map(squeeze).as_deref() == Some(wanted)
    }
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A line without `Failed on 03-26-2020 03:49:35PM UTC: `.
fn without_time(line: &str) -> &str {
    let rest = line.strip_prefix("Failed on ").and_then(|rest| rest.split_once(" UTC: "));
    rest.map_or(line, |(_, rest)| rest)
}

fn without_mapping(line: &str) -> Option<&str> {
    line.strip_prefix(UNABLE_TO_UPDATE)?.split_once(": ").map(|(_, inner)| inner)
}

#[cfg(test)]
mod tests {
    use super::{Alert, Place};

    fn push() -> Alert {
        let inner = "Error while creating user group Red: Conflict. Errors reported by remote server: taken";
        let text = format!("Unable to update Group Push mapping target App group Red: {inner}");
        Alert {
            text: Some(text.clone()),
            task: Some(text),
            failed_on: Some("Failed on 03-26-2020 03:49:35PM UTC".into()),
            ..Alert::unknown(Place::PushGroups)
        }
    }

    #[test]
    fn a_text_is_recognised_with_and_without_what_stands_around_it() {
        let alert = push();
        let whole = alert.line().unwrap();
        assert!(
            whole.starts_with("Failed on 03-26-2020 03:49:35PM UTC: Unable to update Group Push mapping")
        );
        let core = alert.text.clone().unwrap();
        for text in [&*whole, &core, "Failed on 01-01-2026 01:00:00AM UTC: ", &core[57..]] {
            assert_eq!(alert.shows(text), !text.ends_with("UTC: "), "{text}");
        }
        assert!(alert.shows(&core.replace(' ', " \n ")));
        assert!(!alert.shows(&format!("{core}.")));
        assert!(!Alert::unknown(Place::Tasks).shows(""));
    }
}
