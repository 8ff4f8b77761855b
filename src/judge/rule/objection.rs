//! What a server objects to when it answers 400 or 422 to a write: read from the request, and from the words of the
//! refusal where they name something that was sent.

use serde_json::{Map, Value};

use super::seen::{Kind, Operation, Seen};
use crate::exchange::Answer;
use crate::judge::json;

/// What is objected to, and what to change.
pub(super) struct Objection {
    pub(super) cause: String,
    pub(super) fix: &'static str,
}

const IGNORE_READ_ONLY: &str = "ignore id, meta and groups in the body of a PUT";

/// The most likely objection.
pub(super) fn likely(seen: &Seen<'_>, answer: &Answer) -> Option<Objection> {
    let objection = |cause: String, fix| Some(Objection { cause, fix });
    let sent = seen.sent()?.as_object()?;
    let detail = answer.json().and_then(|body| json::text(body, "detail")).unwrap_or_default().to_lowercase();
    let nulls: Vec<&str> =
        sent.iter().filter(|(_, value)| value.is_null()).map(|(name, _)| name.as_str()).take(5).collect();
    if !nulls.is_empty() {
        let nulls = nulls.join(", ");
        return objection(
            format!("null is refused ({nulls}); null means unassigned (RFC 7643 §2.5)"),
            "take null for \"no value\" in every attribute that is not required",
        );
    }
    let is_create = seen.operation == Operation::Create;
    if is_create && sent.contains_key("password") && names(&detail, "password") {
        return objection(
            "the random password that Okta puts into every create is held against a password policy"
                .to_owned(),
            "take or ignore the password of a create; apply the policy to passwords that people choose",
        );
    }
    let read_only = ["id", "meta", "groups"].into_iter().find(|name| names(&detail, name));
    if let (Operation::Replace, Some(name)) =
        (seen.operation, read_only.filter(|name| sent.contains_key(*name)))
    {
        return objection(
            format!("{name} is readOnly: in a PUT it is to be ignored, not refused (RFC 7644 §3.5.1)"),
            IGNORE_READ_ONLY,
        );
    }
    if let Some(name) = named(sent, &detail) {
        return objection(
            format!("the refusal names {name}: one attribute keeps all the others from being stored"),
            "ignore the attribute that the refusal names, or take it as it is sent",
        );
    }
    if is_create && sent.contains_key("password") {
        return objection(
            "an attribute of Okta's create body is refused: it always holds password and groups".to_owned(),
            "take or ignore every attribute of the create; name the one that is wrong in the detail if none will do",
        );
    }
    let echoed = seen.operation == Operation::Replace && sent.contains_key("meta");
    echoed
        .then(|| "readOnly attributes (id, meta, groups) in a PUT are refused instead of ignored".to_owned())
        .and_then(|cause| objection(cause, IGNORE_READ_ONLY))
}

/// The attribute, other than userName, for whose sake a create of a user is in conflict, as far as the refusal names it.
pub(super) fn collision(seen: &Seen<'_>, answer: &Answer) -> Option<Objection> {
    if seen.operation != Operation::Create || seen.kind != Kind::User {
        return None;
    }
    let detail = answer.json().and_then(|body| json::text(body, "detail"))?.to_lowercase();
    if names(&detail, "userName") {
        return None;
    }
    let named = [("emails", "emails"), ("email", "emails"), ("externalId", "externalId")];
    let (_, attribute) = named.into_iter().find(|(word, _)| names(&detail, word))?;
    Some(Objection {
        cause: format!(
            "{attribute} must be unique here; a client that looks up userName cannot foresee that"
        ),
        fix: "let users share every attribute but userName (RFC 7643 §3.1, §8.7.1)",
    })
}

/// The longest attribute name of the body, parts and extensions included, that stands in the refusal.
fn named<'b>(body: &'b Map<String, Value>, detail: &str) -> Option<&'b str> {
    let own = body.keys().map(String::as_str).filter(|name| names(detail, name));
    let inner = body.values().filter_map(Value::as_object).filter_map(|inner| named(inner, detail));
    own.chain(inner).filter(|name| *name != "schemas").max_by_key(|name| name.len())
}

/// Whether a text, in small letters, holds a name as a word of its own.
fn names(detail: &str, name: &str) -> bool {
    let name = name.to_lowercase();
    detail.match_indices(&name).any(|(at, _)| {
        let is_word = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
        !is_word(detail[..at].chars().next_back()) && !is_word(detail[at + name.len()..].chars().next())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{named, names};

    #[test]
    fn a_name_is_a_word_of_its_own() {
        assert!(names("no manager given, or manager doesn't exist", "manager"));
        assert!(names("attribute 'id' is readonly", "id"));
        assert!(!names("validation_error: invalid", "id"));
    }

    #[test]
    fn the_longest_name_that_was_sent_is_meant() {
        let body = json!({ "name": { "familyName": "King" }, "userName": "ada", "urn:x:User": { "costCenter": "1" } });
        let body = body.as_object().unwrap();
        assert_eq!(named(body, "unknown path: costcenter."), Some("costCenter"));
        assert_eq!(named(body, "the familyname of this name is too short"), Some("familyName"));
        assert_eq!(named(body, "validation_error"), None);
    }
}
