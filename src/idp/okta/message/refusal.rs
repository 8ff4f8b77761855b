//! Texts that Okta shows of its own accord: it refuses to go on, or cannot use what a 2xx answer holds (okta.md §2.2
//! E2, E3, E9–E11, E13, E14, E16; failures.md §1 E7).

use super::action::Action;
use super::{remote, syslog};
use crate::exchange::{Evidence, Exchange};
use crate::idp::{Alert, Place, Verdict};

/// The lookup found nobody and "Create Users" is off (documented).
pub(in crate::idp::okta) fn matching_user_not_found(user: &str) -> Verdict {
    bare(Action::VerifyingUser(user), "Matching user not found", Evidence::Documented)
}

/// The lookup found an inactive user and "Deactivate Users" is off (a support article).
pub(in crate::idp::okta) fn user_account_is_inactive(user: &str) -> Verdict {
    bare(Action::VerifyingUser(user), "User account is inactive", Evidence::Documented)
}

/// A create was answered 2xx without a body (documented).
pub(in crate::idp::okta) fn empty_user(user: &str) -> Verdict {
    worded(Action::CreatingUser(user), "Create new user returned empty user.", Evidence::Documented)
}

/// A create was answered with a user that names no schema. The text is reported; that this causes it is inferred.
pub(in crate::idp::okta) fn no_schemas(user: &str) -> Verdict {
    worded(Action::CreatingUser(user), "No schema's defined in scim user", Evidence::Inferred)
}

/// A namespace that is no URN is refused by Okta itself, before any request (support articles).
pub(in crate::idp::okta) fn invalid_namespace(user: &str, namespace: &str, property: &str) -> Verdict {
    let text = format!("Invalid externalNamespace: {namespace} for property: {property}");
    worded(Action::CreatingUser(user), &text, Evidence::Documented)
}

/// A linked user's attribute has a type that the app's profile does not expect (a support article).
pub(in crate::idp::okta) fn wrong_type(user: &str, property: &str) -> Verdict {
    let text = format!(
        "Error setting property, appUser={user} property={property} error=[Error in object 'appUser': codes \
         [invalidValueTypeForProperty.appUser,invalidValueTypeForProperty]; arguments [{property}]; default message \
         [Invalid value data type]]"
    );
    worded(Action::ImportingProfile(user), &text, Evidence::Documented)
}

/// The account was switched on and is still shown as inactive. The text is reported, and a server's maintainers found
/// this to be its cause.
pub(in crate::idp::okta) fn reactivation_delayed(user: &str) -> Verdict {
    let text = format!(
        "User {user} provision to app failed due to delay in reactivating remote User. Rescheduling provision job."
    );
    bare(Action::Reactivating, &text, Evidence::Reported)
}

/// A user whose id the target does not know any more. Two vendors quote two texts: one for the job that assigns, one
/// for a later profile push. That a 404 causes them is inferred.
pub(in crate::idp::okta) fn stale_user(action: Action<'_>) -> Option<Verdict> {
    let text = match action {
        Action::ReadingLinkedUser(_) => "User not found".to_owned(),
        Action::ReadingUser(_, id) => format!("No user returned for user {id}"),
        _ => return None,
    };
    Some(worded(action, &text, Evidence::Inferred))
}

/// Okta could not read the list that answers a lookup: nothing but a log entry without a reason is known (a published
/// event; that the list causes it is inferred).
pub(in crate::idp::okta) fn unreadable_list() -> Verdict {
    Verdict::Failure(Box::new(Alert {
        event: Some(syslog::unreadable_list()),
        ..Alert::unknown(Place::Tasks)
    }))
}

/// The target asked for a pause ten times; Okta gives up (documented). How it says so is inferred.
pub(in crate::idp::okta) fn rate_limit_exceeded(exchange: &Exchange) -> Verdict {
    let reason = remote::of(exchange).map(|remote| remote.text);
    let text = match &reason {
        Some(reason) => format!("API rate limit exceeded. {reason}"),
        None => "API rate limit exceeded.".to_owned(),
    };
    Verdict::Failure(Box::new(Alert {
        text: Some(text),
        event: Some(syslog::rate_limited(reason)),
        ..Alert::unknown(Place::Tasks)
    }))
}

/// An error is shown for something that no source words.
pub(in crate::idp::okta) fn unknown(action: Action<'_>) -> Verdict {
    Verdict::Failure(Box::new(Alert {
        event: Some(syslog::event(action, None, None)),
        ..Alert::unknown(action.place())
    }))
}

/// A text behind the action.
fn worded(action: Action<'_>, text: &str, evidence: Evidence) -> Verdict {
    alert(action, action.with(text), text, evidence)
}

/// A text without the action.
fn bare(action: Action<'_>, text: &str, evidence: Evidence) -> Verdict {
    alert(action, text.to_owned(), text, evidence)
}

fn alert(action: Action<'_>, whole: String, reason: &str, evidence: Evidence) -> Verdict {
    Verdict::Failure(Box::new(Alert {
        text: Some(whole),
        event: Some(syslog::event(action, Some(reason.to_owned()), None)),
        evidence,
        ..Alert::unknown(action.place())
    }))
}
