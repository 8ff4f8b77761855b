//! PatchOp messages. Only catalogue apps send them.

use serde_json::{Value, json};

use crate::idp::okta::PasswordPatch;
use crate::scim::urn;

/// Switches a user on or off: no path, an object as value, a boolean that is not a string (documented).
pub(in crate::idp::okta) fn active(active: bool) -> Value {
    message(vec![json!({ "op": "replace", "value": { "active": active } })])
}

/// Sets a password. No source shows the body; both forms are inferred.
pub(in crate::idp::okta) fn password(password: &str, form: PasswordPatch) -> Value {
    message(vec![match form {
        PasswordPatch::ValueObject => json!({ "op": "replace", "value": { "password": password } }),
        PasswordPatch::Path => json!({ "op": "replace", "path": "password", "value": password }),
    }])
}

/// Renames a group. The `id` inside the value is Okta's; servers are to ignore it (documented).
pub(in crate::idp::okta) fn rename_group(id: &str, name: &str) -> Value {
    message(vec![json!({ "op": "replace", "value": { "id": id, "displayName": name } })])
}

/// Changes a group's members: removals first, one operation each, then one operation that adds (documented).
pub(in crate::idp::okta) fn change_members<'i>(
    removed: impl IntoIterator<Item = &'i str>,
    added: Vec<Value>,
) -> Value {
    let mut operations: Vec<Value> = removed
        .into_iter()
        .map(|id| {
            let id = id.replace('\\', "\\\\").replace('"', "\\\"");
            json!({ "op": "remove", "path": format!("members[value eq \"{id}\"]") })
        })
        .collect();
    if !added.is_empty() {
        operations.push(on_members("add", added));
    }
    message(operations)
}

/// Replaces a group's members by these (documented as the full push).
pub(in crate::idp::okta) fn replace_members(members: Vec<Value>) -> Value {
    message(vec![on_members("replace", members)])
}

/// Moves the list in: `json!` would copy it, member by member.
fn on_members(op: &str, members: Vec<Value>) -> Value {
    let mut operation = json!({ "op": op, "path": "members" });
    operation["value"] = Value::Array(members);
    operation
}

fn message(operations: Vec<Value>) -> Value {
    let mut message = json!({ "schemas": [urn::PATCH_OP] });
    message["Operations"] = Value::Array(operations);
    message
}
