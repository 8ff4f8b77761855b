//! Group bodies. Okta sends no externalId for groups, and members without `type` and `$ref`.

use serde_json::{Value, json};

use crate::scim::urn;

/// `POST /Groups` (documented).
pub(in crate::idp::okta) fn create(name: &str, members: Vec<Value>) -> Value {
    with_members(json!({ "schemas": [urn::GROUP], "displayName": name }), members)
}

/// `PUT /Groups/{id}` of the wizard's client: always the full list. The documentation shows no `id` in it, request
/// logs do.
pub(in crate::idp::okta) fn replace(id: &str, name: &str, members: Vec<Value>) -> Value {
    with_members(json!({ "schemas": [urn::GROUP], "id": id, "displayName": name }), members)
}

/// `{"value": id, "display": userName}`; for somebody whom Okta does not know `display` is null, as logs have it.
pub(in crate::idp::okta) fn member(id: &str, user_name: Option<&str>) -> Value {
    json!({ "value": id, "display": user_name })
}

/// Moves the list in: `json!` would copy it, member by member.
fn with_members(mut body: Value, members: Vec<Value>) -> Value {
    body["members"] = Value::Array(members);
    body
}
