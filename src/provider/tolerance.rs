//! Forms of PATCH that the RFC does not have and that well-known clients send, brought into the RFC's own.
//!
//! - `True` and `False` as texts for a boolean (Entra, unless a flag is set in its base URL). RFC 7643 §2.3.2 lets a
//!   server refuse them; what it must not do is to take the text "False" for true
//! - a remove that lists the values to go in `value` instead of choosing them in the path (Entra without that flag,
//!   JumpCloud). RFC 7644 §3.5.2.2 gives such a `value` no meaning: to take it away and empty the list is the worst
//!   reading of all
//!
//! The standard's own vocabulary (`scim::patch`) stays strict: what is tolerated is this server's choice.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use crate::scim::path::Path;
use crate::scim::schema::{self, Attribute, ResourceSchemas};

/// The message with every tolerated form replaced; most messages have none.
pub(super) fn understood<'b>(body: &'b Value, schemas: &ResourceSchemas) -> Cow<'b, Value> {
    let operations = body.get("Operations").and_then(Value::as_array);
    let Some(operations) = operations else { return Cow::Borrowed(body) };
    let rewritten: Vec<Option<Value>> =
        operations.iter().map(|operation| rewritten(operation, schemas)).collect();
    if rewritten.iter().all(Option::is_none) {
        return Cow::Borrowed(body);
    }
    let operations: Vec<Value> = rewritten
        .into_iter()
        .zip(operations)
        .map(|(rewritten, operation)| rewritten.unwrap_or_else(|| operation.clone()))
        .collect();
    let mut body = body.clone();
    body["Operations"] = Value::Array(operations);
    Cow::Owned(body)
}

/// The operation in the RFC's own form, if it is one that is tolerated.
fn rewritten(operation: &Value, schemas: &ResourceSchemas) -> Option<Value> {
    let op = operation.get("op")?.as_str()?;
    let value = operation.get("value")?;
    let path = match operation.get("path") {
        None => None,
        Some(path) => Some(Path::parse(path.as_str()?).ok()?),
    };
    match path {
        Some(path) if op.eq_ignore_ascii_case("remove") => {
            let attribute = whole(&path, schemas)?;
            let filter = attribute.multi_valued.then(|| any_of(value)).flatten()?;
            Some(json!({"op": op, "path": format!("{path}[{filter}]")}))
        }
        Some(path) => {
            let attribute = whole(&path, schemas)?;
            let value = as_boolean(attribute, value)?;
            Some(with_value(operation, value))
        }
        None => {
            let mut object: Map<String, Value> = value.as_object()?.clone();
            let mut found = false;
            for (name, value) in &mut object {
                let attribute = Path::parse(name).ok().and_then(|path| whole(&path, schemas));
                if let Some(boolean) = attribute.and_then(|attribute| as_boolean(attribute, value)) {
                    *value = boolean;
                    found = true;
                }
            }
            found.then(|| with_value(operation, Value::Object(object)))
        }
    }
}

/// The attribute that the path names as a whole.
fn whole<'s>(path: &Path, schemas: &'s ResourceSchemas) -> Option<&'s Attribute> {
    if path.filter.is_some() || path.part.is_some() {
        return None;
    }
    schemas.find(path.uri.as_deref(), &path.name, None).map(|found| found.attribute)
}

fn as_boolean(attribute: &Attribute, value: &Value) -> Option<Value> {
    if attribute.kind != schema::Kind::Boolean || attribute.multi_valued {
        return None;
    }
    match value.as_str()? {
        text if text.eq_ignore_ascii_case("true") => Some(true.into()),
        text if text.eq_ignore_ascii_case("false") => Some(false.into()),
        _ => None,
    }
}

/// `value eq "a" or value eq "b"` for the values in a list, or in one object.
fn any_of(value: &Value) -> Option<String> {
    let listed = match value {
        Value::Array(listed) if !listed.is_empty() => listed.as_slice(),
        Value::Object(_) => std::slice::from_ref(value),
        _ => return None,
    };
    let chosen =
        listed.iter().map(|one| Some(format!("value eq {}", one.get("value")?.as_str().map(Value::from)?)));
    Some(chosen.collect::<Option<Vec<_>>>()?.join(" or "))
}

fn with_value(operation: &Value, value: Value) -> Value {
    let mut operation = operation.clone();
    operation["value"] = value;
    operation
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use serde_json::{Value, json};

    use super::understood;
    use crate::scim::schema::ResourceSchemas;

    fn one(schemas: &ResourceSchemas, operation: &Value) -> Option<Value> {
        match understood(&json!({ "Operations": [operation] }), schemas) {
            Cow::Borrowed(_) => None,
            Cow::Owned(body) => Some(body["Operations"][0].clone()),
        }
    }

    #[test]
    fn texts_for_booleans_become_booleans_and_other_texts_stay() {
        let user = ResourceSchemas::user();
        for (written, meant) in [("False", false), ("false", false), ("True", true), ("TRUE", true)] {
            let sent = json!({"op": "Replace", "path": "active", "value": written});
            assert_eq!(one(&user, &sent), Some(json!({"op": "Replace", "path": "active", "value": meant})));
            let sent = json!({"op": "add", "value": {"active": written, "title": "True"}});
            let meant = json!({"op": "add", "value": {"active": meant, "title": "True"}});
            assert_eq!(one(&user, &sent), Some(meant));
        }
        for value in [json!("no"), json!(true), json!(0), json!(null)] {
            assert_eq!(one(&user, &json!({"op": "replace", "path": "active", "value": value})), None);
        }
        assert_eq!(one(&user, &json!({"op": "replace", "path": "title", "value": "False"})), None);
    }

    #[test]
    fn a_remove_that_lists_its_values_chooses_them_in_the_path() {
        let group = ResourceSchemas::group();
        let listed = json!([{"value": "a\"b"}, {"value": "c", "display": "C"}]);
        let remove = one(&group, &json!({"op": "Remove", "path": "members", "value": listed}));
        let path = r#"members[value eq "a\"b" or value eq "c"]"#;
        assert_eq!(remove, Some(json!({"op": "Remove", "path": path})));
        for value in [json!([]), json!(null), json!("a"), json!([{"display": "C"}])] {
            assert_eq!(one(&group, &json!({"op": "remove", "path": "members", "value": value})), None);
        }
        let chosen = json!({"op": "remove", "path": "members[value eq \"a\"]", "value": [{"value": "b"}]});
        assert_eq!(one(&group, &chosen), None);
    }
}
