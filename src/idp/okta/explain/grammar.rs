//! Takes a message apart (okta.md §2.1). Every part is optional: people paste what they see, which is a task, a line of
//! the System Log, or the half of either.

use serde::Serialize;

use super::normal::{after, bare, find, split};
use super::operation::{ACTIONS, EVENTS, Operation};
use super::remote::{self, Remote};
use super::sentence::{self, Sentence};
use crate::idp::Place;

/// What was recognised in a text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Parts {
    /// Where Okta shows such a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// Okta's job: `provisioning`, `profile push`, …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job: Option<String>,
    /// The user's name in the task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The app's label.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app: Option<String>,
    /// When a group push failed, as Okta writes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed_on: Option<String>,
    /// The pushed group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The System Log's event type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_type: Option<String>,
    /// What Okta was doing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<Operation>,
    /// The app username in the action.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_name: Option<String>,
    /// What the target said, or what else went wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remote: Option<Remote>,
}

/// What follows the error in the dialog of the connection test.
const CONNECTION_ADVICE: &str = "The connector configuration could not be tested";
/// What some lists put behind a message.
const ASIDE: &str = "Please fix this on the Tasks page";

/// Reads a cleaned text.
pub(super) fn parse(text: &str) -> Parts {
    let mut parts = Parts::default();
    let mut rest = text;
    if let Some((message, _)) = split(rest, ASIDE) {
        rest = message.trim();
    }
    if let Some((message, _)) = split(rest, CONNECTION_ADVICE) {
        parts.place = Some(Place::ConnectionTest);
        parts.operation = Some(Operation::Authenticate);
        rest = message.trim().trim_end_matches('.');
    }
    rest = task(rest, &mut parts);
    rest = push(rest, &mut parts);
    rest = event(rest, &mut parts);
    rest = action(rest, &mut parts);
    // `Automatic provisioning of user … failed: ` may be all there is.
    let found = sentence::find(rest);
    parts.remote = remote::read(rest.trim_start_matches([':', ' ', '-']));
    if let (Some(found), Some(Remote::Okta { .. })) = (found, &parts.remote) {
        parts.operation = found.operation.or(parts.operation);
        if found.sentence == Sentence::LinkedGroupMissing {
            parts.place = Some(Place::PushGroups);
            parts.app = between(rest, "Linked group is missing in ", ".").map(str::to_owned);
        }
    }
    if parts.group.is_some() && parts.place.is_none() {
        parts.place = Some(Place::PushGroups);
    }
    if parts.operation == Some(Operation::Authenticate) && parts.place.is_none() {
        parts.place = Some(Place::ConnectionTest);
    }
    parts
}

/// `Automatic provisioning of user Ada to app Acme failed: …`
fn task<'t>(text: &'t str, parts: &mut Parts) -> &'t str {
    let Some((_, rest)) = split(text, "Automatic ") else { return text };
    // Some quote it with a mark for "user" and the name at once.
    let Some((job, rest)) = split(rest, " of ") else { return text };
    let rest = after(rest, "user").filter(|rest| !rest.starts_with(char::is_alphanumeric)).unwrap_or(rest);
    // `failed` may stand in a name too; the one before a colon counts first.
    let ends = ["failed:", "failed :", "failed"];
    let Some((middle, rest)) = ends.iter().find_map(|end| split(rest, end)) else { return text };
    parts.place = Some(Place::Tasks);
    parts.job = Some(job.trim().to_ascii_lowercase());
    let (user, app) = [" to app", "'to app", " from app", " in app"]
        .iter()
        .find_map(|before| split(middle, before))
        .unwrap_or((middle, ""));
    parts.user = some(user);
    parts.app = some(app);
    match parts.job.as_deref() {
        Some("profile push") => parts.operation = Some(Operation::PushProfile),
        Some("deprovisioning" | "deactivation") => parts.operation = Some(Operation::Deactivate),
        Some("reactivation") => parts.operation = Some(Operation::Reactivate),
        Some("password push") => parts.operation = Some(Operation::PushPassword),
        _ => {}
    }
    rest.trim_start_matches([':', '.', ' '])
}

/// `Failed on 03-26-2020 03:49:35PM UTC: Unable to update Group Push mapping target App group Analysts: …`
fn push<'t>(text: &'t str, parts: &mut Parts) -> &'t str {
    let mut rest = text;
    if let Some((_, timed)) = split(text, "Failed on ")
        && timed.starts_with(|digit: char| digit.is_ascii_digit())
        && let Some((time, after_time)) = timed.split_once(": ")
    {
        parts.failed_on = some(time);
        parts.place = Some(Place::PushGroups);
        rest = after_time;
    }
    let Some((_, mapping)) = split(rest, "Group Push mapping") else { return rest };
    parts.place = Some(Place::PushGroups);
    let mapping = mapping.trim_start();
    let named = ["target App group ", "to the group ", "for the group ", "for group "]
        .iter()
        .find_map(|before| after(mapping, before));
    let Some(named) = named else { return after_colon(mapping).unwrap_or(rest) };
    // A name may hold colons; what follows it is an action, or the last part.
    let action = ACTIONS.iter().filter_map(|(start, _)| find(named, &format!(": {start}"))).min();
    let end = action
        .or_else(|| remote::begins(named).map(|at| named[..at].trim_end_matches([':', ' ']).len()))
        .or_else(|| named.find(": "))
        .unwrap_or(named.len());
    parts.group = some(&named[..end]);
    parts.operation = Some(Operation::PushGroup);
    named[end..].trim_start_matches([':', ' '])
}

/// `Push new user to external application FAILURE: …`, or the event type.
fn event<'t>(text: &'t str, parts: &mut Parts) -> &'t str {
    for (message, event_type, operation) in EVENTS.iter().rev() {
        let by_message = (!message.is_empty()).then(|| split(text, message)).flatten();
        let by_type = split(text, event_type).filter(|(_, rest)| {
            // `…user.push` is the beginning of `…user.push_profile`.
            !rest.starts_with(|next: char| next == '_' || next == '.' && rest.len() > 1)
        });
        let Some((_, rest)) = by_message.or(by_type) else { continue };
        parts.event_type = Some((*event_type).to_owned());
        parts.operation = Some(*operation);
        return outcome(rest).unwrap_or(rest).trim_start_matches(BETWEEN);
    }
    outcome(text).unwrap_or(text)
}

/// What stands between the cells of a log's line.
const BETWEEN: [char; 5] = [':', ' ', '-', ',', '"'];

/// What follows the outcome in a line of the log.
fn outcome(text: &str) -> Option<&str> {
    let (before, reason) = text.split_once("FAILURE")?;
    // In capitals and near the front it is the outcome; further on it may be anybody's word.
    let is_outcome = before.is_empty() || before.ends_with(BETWEEN);
    is_outcome.then(|| reason.trim_start_matches(BETWEEN).trim_end_matches('"'))
}

/// `Error while creating user ada@example.com: …`
fn action<'t>(text: &'t str, parts: &mut Parts) -> &'t str {
    let starts =
        ACTIONS.iter().filter_map(|(start, operation)| Some((find(text, start)?, *start, *operation)));
    // Of actions at one place the first in the list is the longest.
    let Some((at, start, operation)) = starts.min_by_key(|(at, ..)| *at) else { return text };
    parts.operation = Some(operation);
    let rest = &text[at + start.len()..];
    // A text whose own words stand for the whole: the sentence of a group that cannot be read.
    if operation == Operation::ReadGroup
        && let Some((group, _)) = split(rest, " with the externalId")
    {
        parts.group = some(group);
        return rest;
    }
    let known_group = parts.group.clone().filter(|_| operation.is_about_group());
    let colon = rest.find(": ").map(|at| at + 2);
    let end = known_group
        .and_then(|group| after(rest.trim_start(), &group).map(|tail| rest.len() - tail.len()))
        .or_else(|| [remote::begins(rest), colon].into_iter().flatten().min())
        .unwrap_or(rest.len());
    let mut name = bare(&rest[..end]);
    if operation == Operation::VerifyUser {
        name = name.strip_suffix("exists").map_or(name, str::trim);
    }
    let name = bare(name).trim_matches('\'');
    if operation.is_about_group() {
        parts.group = some(name).or(parts.group.take());
    } else {
        parts.user_name = some(name);
    }
    rest[end..].trim_start_matches([':', '.', ' '])
}

fn after_colon(text: &str) -> Option<&str> {
    text.split_once(": ").map(|(_, rest)| rest)
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    split(text, before)?.1.split_once(after).map(|(inner, _)| inner)
}

fn some(text: &str) -> Option<String> {
    let text = bare(bare(text).trim_matches(['"', '\'']));
    (!text.is_empty()).then(|| text.to_owned())
}

impl Parts {
    /// Whether anything of Okta's form was recognised: an action, an answer, a sentence, a connection that failed.
    pub fn is_placed(&self) -> bool {
        self.is_placed_by_task() || !matches!(self.remote, None | Some(Remote::Other { .. }))
    }

    /// Whether something around the last part places it: a job, an action, an event.
    pub(super) fn is_placed_by_task(&self) -> bool {
        self.job.is_some() || self.operation.is_some() || self.event_type.is_some()
    }

    pub(super) fn sentence(&self) -> Option<Sentence> {
        match &self.remote {
            Some(Remote::Okta { sentence, .. }) => Some(*sentence),
            _ => None,
        }
    }
}
