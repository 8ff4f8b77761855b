//! What a write says of an attribute: in a whole resource, or in the operations of a PATCH.

use serde_json::{Map, Value};

use crate::exchange::Method;
use crate::provider::deviation::edit;
use crate::provider::message::Request;
use crate::provider::store::Kind;

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Sent {
    /// The request does not speak of it.
    Absent,
    /// It is to be cleared.
    Null,
    /// It is to have this value.
    Value(Value),
}

impl Sent {
    /// The text, if it is one.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Sent::Value(value) => value.as_str(),
            _ => None,
        }
    }

    /// Whether nothing usable is there: absent, null, or an empty text.
    pub(super) fn is_nothing(&self) -> bool {
        !matches!(self, Sent::Value(value) if value.as_str() != Some(""))
    }
}

/// Whether this is a POST, PUT or PATCH that writes such a resource.
pub(super) fn writes(request: &Request, kind: Kind) -> bool {
    match request.method {
        Method::Post => edit::collection(request) == Some(kind),
        Method::Put | Method::Patch => edit::resource(request).is_some_and(|(found, _)| found == kind),
        _ => false,
    }
}

/// Whether this creates such a resource.
pub(super) fn creates(request: &Request, kind: Kind) -> bool {
    request.method == Method::Post && edit::collection(request) == Some(kind)
}

/// What the body says of an attribute: `userType`, `name.givenName`, or an extension's `urn:…:User:department`.
pub(super) fn attribute(request: &Request, name: &str) -> Sent {
    let Some(mut body) = edit::sent(request) else { return Sent::Absent };
    if request.method != Method::Patch {
        return body.as_object().map_or(Sent::Absent, |body| in_map(body, name));
    }
    let mut found = Sent::Absent;
    for operation in edit::operations(&mut body).into_iter().flatten() {
        if edit::path(operation).eq_ignore_ascii_case(name) {
            found = if edit::does(operation, "remove") { Sent::Null } else { of(operation.get("value")) };
        } else if let Some(value) = edit::pathless_value(operation) {
            let here = in_map(value, name);
            if here != Sent::Absent {
                found = here;
            }
        }
    }
    found
}

/// What an object says of an attribute; a flat key (`name.givenName`) counts too.
fn in_map(map: &Map<String, Value>, name: &str) -> Sent {
    if let Some(value) = member(map, name) {
        return of(Some(value));
    }
    let parts = if name.starts_with("urn:") { name.rsplit_once(':') } else { name.split_once('.') };
    match parts.and_then(|(outer, inner)| Some((member(map, outer)?.as_object()?, inner))) {
        Some((map, inner)) => in_map(map, inner),
        None => Sent::Absent,
    }
}

fn of(value: Option<&Value>) -> Sent {
    match value {
        None => Sent::Absent,
        Some(Value::Null) => Sent::Null,
        Some(value) => Sent::Value(value.clone()),
    }
}

/// A member by its name in any case (RFC 7643 §2.1).
fn member<'m>(map: &'m Map<String, Value>, name: &str) -> Option<&'m Value> {
    map.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::trial::request;
    use super::{Sent, attribute};
    use crate::exchange::Method;

    fn put(body: Value, name: &str) -> Sent {
        attribute(&request(Method::Put, "/Users/1", Some(body)), name)
    }

    #[test]
    fn a_whole_resource_is_read_at_any_depth() {
        let body = json!({"UserType": "lite", "name": {"givenName": null}, "urn:x:User": {"roles": "a"}});
        assert_eq!(put(body.clone(), "userType"), Sent::Value(json!("lite")));
        assert_eq!(put(body.clone(), "name.givenName"), Sent::Null);
        assert_eq!(put(body.clone(), "urn:x:User:roles"), Sent::Value(json!("a")));
        assert_eq!(put(body, "name.familyName"), Sent::Absent);
    }

    #[test]
    fn operations_are_read_with_and_without_a_path() {
        let patch =
            |operations: Value| request(Method::Patch, "/Users/1", Some(json!({"Operations": operations})));
        let with = patch(json!([{"op": "Replace", "path": "usertype", "value": "pro"}]));
        assert_eq!(attribute(&with, "userType"), Sent::Value(json!("pro")));
        let without = patch(json!([{"op": "replace", "value": {"name.givenName": "Ada"}}]));
        assert_eq!(attribute(&without, "name.givenName"), Sent::Value(json!("Ada")));
        let removed = patch(json!([{"op": "remove", "path": "userType"}]));
        assert_eq!(attribute(&removed, "userType"), Sent::Null);
    }
}
