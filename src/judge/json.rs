//! Reading what a server sent without trusting it: names in any case, types not taken for granted.
//!
//! SCIM attribute names are case-insensitive (RFC 7643 §2.1), and JSON that came from a server may have any shape.
//! Every judge reads bodies through these functions, so that none of them can panic on a hostile answer.

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::scim::{datetime, text as scim_text, urn};

/// The attribute of that name, in any case; the exact spelling wins.
pub(super) fn attribute<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    scim_text::member(value.as_object()?, name)
}

/// The key as the server spelled it, with its value.
pub(super) fn entry<'v>(object: &'v Map<String, Value>, name: &str) -> Option<(&'v str, &'v Value)> {
    scim_text::entry(object, name)
}

/// A text attribute that is there and not empty.
pub(super) fn text<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    attribute(value, name).and_then(Value::as_str).filter(|text| !text.is_empty())
}

/// The value at a SCIM path: `userName`, `name.givenName`, `urn:…:User:department`, `urn:…:User:manager.value`.
pub(super) fn at_path<'v>(body: &'v Value, path: &str) -> Option<&'v Value> {
    let (container, name) = resolve_namespace(body, path)?;
    name.split('.').try_fold(container, |value, part| attribute(value, part))
}

/// Splits a path into the object that holds the attribute and the attribute's own name.
fn resolve_namespace<'v, 'p>(body: &'v Value, path: &'p str) -> Option<(&'v Value, &'p str)> {
    if !starts_with_urn(path) {
        return Some((body, path));
    }
    // The URN itself may hold dots (`2.0`), so the attribute begins after the last colon.
    let (namespace, name) = path.rsplit_once(':')?;
    if urn::same(namespace, urn::USER) || urn::same(namespace, urn::GROUP) {
        return Some((body, name));
    }
    Some((attribute(body, namespace)?, name))
}

fn starts_with_urn(path: &str) -> bool {
    path.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("urn:"))
}

/// Whether SCIM calls the value unassigned: absent, `null` and `[]` are the same (RFC 7643 §2.5).
pub(super) fn is_unassigned(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => true,
        Some(Value::Array(items)) => items.is_empty(),
        Some(_) => false,
    }
}

/// Whether the text is an `xsd:dateTime` to the letter: date, `T`, time with seconds, optional fraction and offset
/// (RFC 7643 §2.3.5).
pub(super) fn is_datetime(text: &str) -> bool {
    let shape = text.len() >= 19
        && text.bytes().take(19).enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            10 => byte == b'T',
            13 | 16 => byte == b':',
            _ => byte.is_ascii_digit(),
        });
    let zone = text.bytes().skip(19).all(|byte| byte.is_ascii_digit() || b".+-:Z".contains(&byte));
    shape && zone && instant(text).is_some()
}

/// The instant that a dateTime names; without an offset it is taken as UTC.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    datetime::instant(text)
}

/// A value as a short text for a finding: compact JSON, cut to a length that a line can hold.
pub(super) fn short(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), |value| clip(&value.to_string()))
}

/// At most 160 characters of a text, with an ellipsis when something was cut.
pub(super) fn clip(text: &str) -> String {
    const LIMIT: usize = 160;
    match text.char_indices().nth(LIMIT) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// A JSON pointer's next step, escaped as RFC 6901 wants it.
pub(super) fn step(pointer: &str, key: &str) -> String {
    if key.contains(['~', '/']) {
        format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
    } else {
        format!("{pointer}/{key}")
    }
}

/// What kind of JSON a value is, for people.
pub(super) const fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{at_path, attribute, clip, instant, is_datetime, is_unassigned, step};

    #[test]
    fn names_are_found_in_any_case_and_the_exact_spelling_wins() {
        let body = json!({ "username": "a", "userName": "b" });
        assert_eq!(attribute(&body, "userName"), Some(&json!("b")));
        assert_eq!(attribute(&body, "USERNAME"), Some(&json!("a")));
    }

    #[test]
    fn paths_reach_sub_attributes_and_extensions() {
        let urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
        let body = json!({
            "userName": "ada", "name": { "givenName": "Ada" },
            urn: { "department": "Engines", "manager": { "value": "7" } },
        });
        let core = "urn:ietf:params:scim:schemas:core:2.0:User:userName";
        assert_eq!(at_path(&body, "name.givenName"), Some(&json!("Ada")));
        assert_eq!(at_path(&body, &format!("{urn}:department")), Some(&json!("Engines")));
        assert_eq!(at_path(&body, &format!("{urn}:manager.value")), Some(&json!("7")));
        assert_eq!(at_path(&body, core), Some(&json!("ada")));
        assert_eq!(at_path(&body, "title"), None);
    }

    #[test]
    fn absent_null_and_the_empty_list_are_unassigned() {
        assert!(is_unassigned(None) && is_unassigned(Some(&json!(null))) && is_unassigned(Some(&json!([]))));
        assert!(!is_unassigned(Some(&json!(""))) && !is_unassigned(Some(&json!(false))));
    }

    #[test]
    fn datetimes_are_taken_as_xsd_writes_them_and_compared_as_instants() {
        for text in ["2018-02-13T15:05:24.000-08:00", "2011-05-13T04:42:34Z", "2011-05-13T04:42:34"] {
            assert!(is_datetime(text), "{text}");
        }
        for text in [
            "2011-05-13",
            "2011-05-13 04:42:34Z",
            "2011-13-13T04:42:34Z",
            "1305261754",
            "",
            "2011-05-13T04:42:34.Z",
        ] {
            assert!(!is_datetime(text), "{text}");
        }
        assert_eq!(instant("2018-02-13T15:05:24.000-08:00"), instant("2018-02-13T23:05:24Z"));
    }

    #[test]
    fn long_texts_are_cut_at_characters_and_pointers_escaped() {
        assert_eq!(clip(&"é".repeat(161)).chars().count(), 161);
        assert_eq!(step("/a", "b/c~"), "/a/b~1c~0");
    }
}
