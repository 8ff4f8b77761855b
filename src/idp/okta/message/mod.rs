//! The texts that Okta shows, put together from their parts (okta.md §2.1). What no source words stays unknown instead
//! of being made up; a text that is only pieced together is tagged as inferred.
//!
//! - `action`: what Okta was doing · `remote`: what the target said, with `jackson` for bodies that are no JSON ·
//!   `refusal`: what Okta says of its own accord
//! - around them, by the place where the admin meets the error: `task` and `banner` (a user's jobs), `deprovision`,
//!   `push_mapping`, `connector`
//! - `syslog`: the entry in the System Log · `reschedule`: 429 · `consequence`: what follows

mod action;
mod banner;
pub(super) mod connector;
pub(super) mod consequence;
pub(super) mod deprovision;
mod jackson;
pub(super) mod push_mapping;
pub(super) mod refusal;
mod remote;
pub(super) mod reschedule;
mod syslog;
pub(super) mod task;

pub(super) use action::Action;
pub(super) use task::Task;

use self::remote::Remote;
use crate::exchange::{Evidence, Exchange};
use crate::idp::{Alert, Place, Verdict};

/// The verdict on an exchange that Okta takes for a failure.
///
/// The action's wording is documented in Okta's list of messages and reported with names in it; the remote part is
/// documented as "message: third-party message" and reported in the forms used here.
pub(super) fn failed(action: Action<'_>, exchange: &Exchange) -> Verdict {
    if exchange.status() == Some(404)
        && let Some(stale) = refusal::stale_user(action)
    {
        return stale;
    }
    failed_with(action, remote::of(exchange).as_ref(), exchange)
}

fn failed_with(action: Action<'_>, remote: Option<&Remote>, exchange: &Exchange) -> Verdict {
    let reason = match action {
        // The log entry of a failed deactivation has the phrase alone (captured) where the target has no words.
        Action::Deactivating | Action::Reactivating if !remote::has_detail(exchange) => {
            remote::phrase(exchange).map(str::to_owned).or_else(|| remote.map(|remote| remote.text.clone()))
        }
        _ => remote.map(|remote| remote.text.clone()),
    };
    let place = action.place();
    let text = match (remote, action) {
        (Some(remote), action) => Some(action.with(&remote.text)),
        // The one text that does not depend on what the target said.
        (None, Action::ReadingGroup(..)) => Some(action.with("")),
        (None, _) => None,
    };
    let text = text.map(|text| match action.group() {
        Some(group) => push_mapping::line(group, &text),
        None => text,
    });
    let evidence = match (&text, remote) {
        (None, _) => Evidence::Inferred,
        (Some(_), Some(remote)) => weaker(action.evidence(), remote.evidence),
        (Some(_), None) => action.evidence(),
    };
    Verdict::Failure(Box::new(Alert {
        text,
        failed_on: if place == Place::PushGroups { push_mapping::failed_on(exchange) } else { None },
        event: Some(syslog::event(action, reason, Some(exchange))),
        evidence,
        ..Alert::unknown(place)
    }))
}

/// Whether the error is about a group's members, not about the group.
pub(super) fn is_about_members(alert: &Alert) -> bool {
    alert.event.as_ref().is_some_and(|event| event.event_type == syslog::MEMBERSHIP)
}

/// Names the app as what the log entry is about.
pub(super) fn about_app(verdict: Verdict, app: &str) -> Verdict {
    let Verdict::Failure(mut alert) = verdict else { return verdict };
    if let Some(event) = &mut alert.event {
        event.target = vec![syslog::app(app)];
    }
    Verdict::Failure(alert)
}

/// The weaker of two.
fn weaker(one: Evidence, other: Evidence) -> Evidence {
    one.max(other)
}
