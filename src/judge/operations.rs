//! Reading what a write meant: which value it assigns to an attribute, and in which form it says so.
//!
//! This is not the PATCH of the standard (that lives with the standard's vocabulary): only enough to compare a
//! request with its result and to say what a server most likely overlooked.

use serde_json::Value;

use super::json;
use crate::exchange::{Call, Method, Payload};

/// The JSON body of a call.
pub(super) fn body(call: &Call) -> Option<&Value> {
    call.body.as_ref().and_then(Payload::json)
}

/// The operations of a PATCH body.
pub(super) fn of_patch(body: &Value) -> &[Value] {
    json::attribute(body, "Operations").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Whether an operation has that `op`, in any case.
pub(super) fn is(operation: &Value, op: &str) -> bool {
    json::text(operation, "op").is_some_and(|found| found.eq_ignore_ascii_case(op))
}

/// The value that a PATCH assigns to a path (`active`, `name.givenName`): the last operation that names it wins.
pub(super) fn assigned<'v>(body: &'v Value, path: &str) -> Option<&'v Value> {
    of_patch(body).iter().rev().find_map(|operation| assigned_by(operation, path))
}

fn assigned_by<'v>(operation: &'v Value, path: &str) -> Option<&'v Value> {
    if !is(operation, "replace") && !is(operation, "add") {
        return None;
    }
    let value = json::attribute(operation, "value")?;
    match json::text(operation, "path") {
        Some(target) if target.eq_ignore_ascii_case(path) => Some(value),
        Some(target) => {
            // `name` with an object as its value assigns `name.givenName`.
            let rest = path.get(target.len()..)?.strip_prefix('.')?;
            path[..target.len()].eq_ignore_ascii_case(target).then(|| json::at_path(value, rest))?
        }
        None => json::at_path(value, path),
    }
}

/// The value that a write gives to an attribute.
pub(super) fn sends<'c>(call: &'c Call, path: &str) -> Option<&'c Value> {
    match call.method {
        Method::Patch => assigned(body(call)?, path),
        _ => json::at_path(body(call)?, path),
    }
}

/// Whether a write says anything about the attribute.
pub(super) fn mentions(call: &Call, path: &str) -> bool {
    let Some(body) = body(call) else { return false };
    match call.method {
        Method::Patch => {
            let root = path.split(['.', '[']).next().unwrap_or(path);
            assigned(body, path).is_some()
                || of_patch(body).iter().any(|operation| {
                    json::text(operation, "path").is_some_and(|target| {
                        target.split(['.', '[']).next().is_some_and(|name| name.eq_ignore_ascii_case(root))
                    })
                })
        }
        _ => json::at_path(body, path).is_some(),
    }
}

/// The most likely reason why a server that answered with a success did not take an attribute over, judged by the
/// form in which it was sent.
pub(super) fn why_ignored(call: &Call, path: &str) -> Option<&'static str> {
    let body = body(call)?;
    match call.method {
        Method::Post => Some("the attribute is not stored on create"),
        Method::Put => Some("the attribute is ignored in a PUT"),
        Method::Patch => {
            let operation =
                of_patch(body).iter().rev().find(|operation| assigned_by(operation, path).is_some())?;
            Some(if assigned_by(operation, path).is_some_and(is_boolean_text) {
                "the value is the text \"True\" or \"False\", and every text that is not empty counts as true"
            } else if json::text(operation, "path").is_none() {
                "the operation has no \"path\"; its value object was ignored"
            } else if is(operation, "add") {
                "the operation is \"add\"; on an attribute with one value it must set it"
            } else {
                "the operation's \"path\" was not understood"
            })
        }
        _ => None,
    }
}

/// `"False"` where a boolean belongs, as Entra writes it.
fn is_boolean_text(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false"))
}

/// What to change in the server, to go with [`why_ignored`].
pub(super) fn how_to_fix(call: &Call, path: &str) -> Option<&'static str> {
    let body = body(call)?;
    match call.method {
        Method::Post => Some("store every attribute of the create body that the server knows"),
        Method::Put => Some("store every attribute of the PUT body; null means unassigned"),
        Method::Patch => {
            let operation =
                of_patch(body).iter().rev().find(|operation| assigned_by(operation, path).is_some())?;
            Some(if assigned_by(operation, path).is_some_and(is_boolean_text) {
                "read \"True\" and \"False\" as booleans, or refuse them with 400 invalidValue"
            } else if json::text(operation, "path").is_none() {
                "apply every attribute of the value object when an operation has no path"
            } else {
                "apply the operation to the attribute that its path names"
            })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{assigned, mentions, why_ignored};
    use crate::exchange::{Call, Evidence, Method, Payload, Purpose};

    fn patch(operations: &Value) -> Call {
        let mut call = Call::new(Method::Patch, "/Users/1", Evidence::Documented, Purpose::Act);
        call.body = Some(Payload::Json(json!({ "Operations": operations })));
        call
    }

    #[test]
    fn values_are_found_with_and_without_a_path_and_the_last_wins() {
        let body = json!({ "Operations": [
            { "op": "replace", "path": "active", "value": true },
            { "op": "Replace", "value": { "active": false, "name": { "givenName": "Ada" } } },
            { "op": "replace", "path": "name", "value": { "familyName": "Byron" } },
        ]});
        assert_eq!(assigned(&body, "active"), Some(&json!(false)));
        assert_eq!(assigned(&body, "name.givenName"), Some(&json!("Ada")));
        assert_eq!(assigned(&body, "name.familyName"), Some(&json!("Byron")));
        assert_eq!(assigned(&body, "title"), None);
    }

    #[test]
    fn the_form_of_the_request_tells_what_was_overlooked() {
        let pathless = patch(&json!([{ "op": "replace", "value": { "active": false } }]));
        assert_eq!(
            why_ignored(&pathless, "active"),
            Some("the operation has no \"path\"; its value object was ignored")
        );
        let path = patch(&json!([{ "op": "replace", "path": "active", "value": false }]));
        assert_eq!(why_ignored(&path, "active"), Some("the operation's \"path\" was not understood"));
        assert_eq!(why_ignored(&path, "title"), None);
    }

    #[test]
    fn an_operation_on_a_value_path_mentions_its_attribute() {
        let call = patch(&json!([{ "op": "remove", "path": "members[value eq \"1\"]" }]));
        assert!(mentions(&call, "members") && !mentions(&call, "displayName"));
    }
}
