//! Case, as SCIM sees it: names ignore it (RFC 7643 §2.1), values of `caseExact: false` attributes ignore it in
//! filters and sorting (RFC 7644 §3.4.2.2). Nothing about meaning.

use std::borrow::Cow;

use serde_json::{Map, Value};

/// The text with case taken out, for comparing values of a `caseExact: false` attribute.
///
/// RFC 7644 §5 asks for PRECIS on `userName`; Unicode lower case is what servers do in practice.
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.to_lowercase())
    }
}

/// Whether two texts are the same when case does not count. Makes no copy for plain ASCII.
pub fn same(left: &str, right: &str) -> bool {
    if left.is_ascii() && right.is_ascii() {
        left.eq_ignore_ascii_case(right)
    } else {
        fold(left) == fold(right)
    }
}

/// The member of that name, whatever its case, as the object spells it. The exact name wins.
///
/// Resources have few members: to look at each takes less than to hash the name.
pub fn entry<'a>(object: &'a Map<String, Value>, name: &str) -> Option<(&'a str, &'a Value)> {
    let mut spelled_otherwise = None;
    for (key, value) in object {
        if key == name {
            return Some((key, value));
        }
        if spelled_otherwise.is_none() && key.eq_ignore_ascii_case(name) {
            spelled_otherwise = Some((key.as_str(), value));
        }
    }
    spelled_otherwise
}

/// The value of the member of that name, whatever its case.
pub fn member<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    entry(object, name).map(|(_, value)| value)
}

/// How the object spells a member's name, if it has that member in any case.
pub fn spelling<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    entry(object, name).map(|(key, _)| key)
}

#[cfg(test)]
mod tests {
    use super::{fold, member, same};

    #[test]
    fn case_is_taken_out_of_any_alphabet() {
        assert!(same("ÄRGER", "ärger"));
        assert!(same("BJensen", "bjensen"));
        assert!(!same("a", "b"));
        assert_eq!(fold("already lower"), "already lower");
    }

    #[test]
    fn the_exact_name_wins_over_another_spelling() {
        let object = serde_json::json!({"USERNAME": 1, "userName": 2});
        assert_eq!(member(object.as_object().unwrap(), "userName").unwrap(), 2);
        let object = serde_json::json!({"USERNAME": 1});
        assert_eq!(member(object.as_object().unwrap(), "userName").unwrap(), 1);
    }
}
