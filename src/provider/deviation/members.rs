//! The lists of members that a request may carry: in a POST, a PUT, or an operation of a PATCH.

use serde_json::Value;

use super::edit;
use crate::exchange::Method;
use crate::provider::message::Request;
use crate::provider::store::Kind;

/// Changes every list of members that a write of a group sends to be put into it.
pub(in crate::provider) fn change_sent(request: &mut Request, mut change: impl FnMut(&mut Vec<Value>)) {
    if edit::kind(request) != Some(Kind::Group) {
        return;
    }
    match request.method {
        Method::Post | Method::Put => edit::change_sent(request, |body| {
            if let Some(Value::Array(members)) = body.get_mut("members") {
                change(members);
            }
        }),
        Method::Patch => edit::change_operations(request, Kind::Group, |operations| {
            operations.iter_mut().filter_map(of_operation).for_each(change);
        }),
        _ => {}
    }
}

/// The members that a write of a group sends to be put into it.
pub(in crate::provider) fn sent(request: &Request) -> Vec<Value> {
    let mut all = Vec::new();
    change_sent(&mut request.clone(), |members| all.append(members));
    all
}

/// The ids among them.
pub(in crate::provider) fn sent_ids(request: &Request) -> Vec<String> {
    let members = sent(request);
    members.iter().filter_map(|member| member.get("value")?.as_str()).map(str::to_owned).collect()
}

/// The list of members that an operation adds, or puts in place of the one that is there.
pub(in crate::provider) fn of_operation(operation: &mut Value) -> Option<&mut Vec<Value>> {
    if edit::does(operation, "remove") {
        return None;
    }
    let members = if is_on_members(operation) {
        operation.get_mut("value")?
    } else {
        edit::pathless_value(operation)?.get_mut("members")?
    };
    members.as_array_mut()
}

/// Whether the path of an operation begins with `members`.
pub(in crate::provider) fn is_on_members(operation: &Value) -> bool {
    edit::path(operation).to_ascii_lowercase().starts_with("members")
}

/// An operation that does nothing, where a message must keep one.
pub(in crate::provider) fn nothing() -> Value {
    serde_json::json!({"op": "replace", "value": {}})
}
