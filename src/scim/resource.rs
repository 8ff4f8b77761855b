//! Small views of a resource as JSON: what everybody asks of one, whoever sent it. Names in any case; nothing is
//! checked, nothing is changed.

use serde_json::Value;

use super::path::Attr;
use super::text;

/// The member of that name.
pub fn get<'a>(resource: &'a Value, name: &str) -> Option<&'a Value> {
    text::member(resource.as_object()?, name)
}

/// The value that a name in attribute notation leads to: `userName`, `name.givenName`, `urn:…:User:department`. An
/// extension's URN alone leads to all of its data. A part of a multi-valued attribute leads nowhere: which value is
/// meant is not said.
pub fn at<'a>(resource: &'a Value, path: &str) -> Option<&'a Value> {
    if let Some(found) = get(resource, path) {
        return Some(found);
    }
    let Attr { uri, name, part } = Attr::parse(path).ok()?;
    // A core attribute may be named with its schema's URN; it lies at the top all the same.
    let holder = uri.as_deref().and_then(|uri| get(resource, uri)).unwrap_or(resource);
    let value = get(holder, &name)?;
    match part {
        Some(part) => get(value, &part),
        None => Some(value),
    }
}

/// The text that a name leads to.
pub fn text_at<'a>(resource: &'a Value, path: &str) -> Option<&'a str> {
    at(resource, path)?.as_str()
}

/// `id`, if it is a text that says something.
pub fn id(resource: &Value) -> Option<&str> {
    get(resource, "id")?.as_str().filter(|id| !id.is_empty())
}

/// `externalId`
pub fn external_id(resource: &Value) -> Option<&str> {
    get(resource, "externalId")?.as_str()
}

/// `userName`
pub fn user_name(resource: &Value) -> Option<&str> {
    get(resource, "userName")?.as_str()
}

/// `displayName`
pub fn display_name(resource: &Value) -> Option<&str> {
    get(resource, "displayName")?.as_str()
}

/// `active`, if it is a Boolean.
pub fn active(resource: &Value) -> Option<bool> {
    get(resource, "active")?.as_bool()
}

/// The texts in `schemas`.
pub fn schemas(resource: &Value) -> impl Iterator<Item = &str> {
    items(resource, "schemas").iter().filter_map(Value::as_str)
}

/// `meta.location`
pub fn location(resource: &Value) -> Option<&str> {
    get(get(resource, "meta")?, "location")?.as_str()
}

/// `meta.version`
pub fn version(resource: &Value) -> Option<&str> {
    get(get(resource, "meta")?, "version")?.as_str()
}

/// The values of a multi-valued attribute; none if it is absent or no array.
pub fn items<'a>(resource: &'a Value, name: &str) -> &'a [Value] {
    get(resource, name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// The ids in `members`.
pub fn member_ids(group: &Value) -> impl Iterator<Item = &str> {
    items(group, "members").iter().filter_map(|member| get(member, "value")?.as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{active, at, id, location, member_ids, schemas, text_at};

    const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    #[test]
    fn names_lead_to_values_whatever_their_case_and_urn() {
        let user = json!({"id": "1", "Name": {"givenName": "Ada"}, "emails": [{"value": "a@x"}],
            ENTERPRISE: {"department": "Maths", "manager": {"value": "26"}}});
        assert_eq!(text_at(&user, "name.GIVENNAME"), Some("Ada"));
        assert_eq!(text_at(&user, "urn:ietf:params:scim:schemas:core:2.0:User:name.givenName"), Some("Ada"));
        assert_eq!(text_at(&user, &format!("{ENTERPRISE}:department")), Some("Maths"));
        assert_eq!(text_at(&user, &format!("{ENTERPRISE}:manager.value")), Some("26"));
        assert_eq!(at(&user, ENTERPRISE).unwrap()["department"], "Maths");
        assert_eq!(at(&user, "emails.value"), None);
        assert_eq!(at(&user, "not a name"), None);
        assert_eq!(at(&user, "title"), None);
    }

    #[test]
    fn views_give_nothing_for_values_of_the_wrong_type() {
        let odd = json!({"id": 7, "active": "true", "members": "x", "meta": null, "schemas": "x"});
        assert_eq!((id(&odd), active(&odd), location(&odd)), (None, None, None));
        assert_eq!((member_ids(&odd).count(), schemas(&odd).count()), (0, 0));
        assert_eq!(id(&json!({"id": ""})), None);
        assert_eq!(id(&json!([])), None);
        let group = json!({"members": [{"value": "1"}, {"display": "x"}, "y", {"value": "2"}]});
        assert_eq!(member_ids(&group).collect::<Vec<_>>(), ["1", "2"]);
    }
}
