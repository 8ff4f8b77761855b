//! Why a PATCH or a write of a group was refused, judged by its form: what servers are known not to understand.

use serde_json::Value;

use super::seen::{Kind, Seen};
use crate::exchange::Method;
use crate::judge::{json, operations};

/// A likely cause, and what to change.
pub(super) struct Reason {
    pub(super) cause: &'static str,
    pub(super) fix: &'static str,
}

/// The reason, where the form of the request suggests one.
pub(super) fn reason(seen: &Seen<'_>, status: u16) -> Option<Reason> {
    let sent = seen.sent().filter(|_| matches!(status, 400 | 405 | 409 | 422 | 501))?;
    let (cause, fix) = match (seen.kind, seen.call.method) {
        (Kind::Group, Method::Patch) => {
            operations::of_patch(sent).iter().find_map(|it| of_group(it, status))?
        }
        (Kind::Group, Method::Put) if status == 400 && json::attribute(sent, "members").is_some() => (
            "a PUT may not change the members or the name here; a custom app changes them in no other way",
            "replace name and members by those in the PUT, and ignore what is read-only",
        ),
        (Kind::User, Method::Patch) if matches!(status, 400 | 422) => {
            operations::of_patch(sent).iter().find_map(of_user)?
        }
        _ => return None,
    };
    Some(Reason { cause, fix })
}

fn of_group(operation: &Value, status: u16) -> Option<(&'static str, &'static str)> {
    let value = json::attribute(operation, "value");
    let path = json::text(operation, "path");
    let names_members = path.is_some_and(|path| path.to_ascii_lowercase().starts_with("members"));
    let replaces = operations::is(operation, "replace");
    if status == 501 {
        return (names_members && replaces).then_some((
            "PATCH is not implemented here, or not for a replace of members, which is how Push now and Link send them",
            "replace the list of members by the one that is sent",
        ));
    }
    if status == 405 {
        return None;
    }
    if path.is_none() && value.is_some_and(|value| json::attribute(value, "displayName").is_some()) {
        return Some((
            "a replace without a path is refused; so Okta sends the name of a group, with the group's own id in it, \
             before every change of members",
            "apply every attribute of the value object, and ignore an id that is the group's own",
        ));
    }
    if !names_members {
        return None;
    }
    if replaces && value.and_then(Value::as_array).is_some_and(Vec::is_empty) {
        return Some((
            "an empty list of members is refused; Push now on a group without members sends one",
            "take an empty list for what it says, and empty the group",
        ));
    }
    if operations::is(operation, "remove") {
        return path.is_some_and(|path| path.contains('[')).then_some((
            "the filter in the path of the remove is not understood",
            "parse paths by the grammar of RFC 7644 §3.5.2, and remove the members that match the filter",
        ));
    }
    Some((
        "a member is refused: one whom the server does not know any more, one who is in the group already, or the form \
         that Okta sends (value and display, no type)",
        "take a member without `type` for a user, and name an id that is not known in `detail`",
    ))
}

fn of_user(operation: &Value) -> Option<(&'static str, &'static str)> {
    let value = json::attribute(operation, "value")?;
    let pathless = json::text(operation, "path").is_none();
    (pathless && json::attribute(value, "active").is_some()).then_some((
        "a replace without a path, whose value is an object with `active`, is refused in this state of the user",
        "apply every attribute of the value object, whether the user is active or not",
    ))
}
