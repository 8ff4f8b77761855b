//! ListResponse (RFC 7644 §3.4.2): made for an answer, and read with a sharp eye on the types.

use serde_json::{Value, json};

use super::{text, urn};

/// A page of resources: `total` is how many there are, `start_index` the 1-based place of the first one here.
pub fn response(resources: Vec<Value>, total: usize, start_index: usize) -> Value {
    let count = resources.len();
    let mut body = json!({
        "schemas": [urn::LIST_RESPONSE],
        "totalResults": total,
        "startIndex": start_index,
        "itemsPerPage": count,
    });
    body["Resources"] = Value::Array(resources);
    body
}

/// A member of a message: there, not there, or of the wrong type.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Member<'a, T> {
    /// Not there.
    Absent,
    /// Of the right type.
    Right(T),
    /// Of another type. Null counts as one: it is no number and no array.
    Wrong(&'a Value),
}

impl<T> Member<'_, T> {
    /// The value, if it is of the right type.
    pub fn right(self) -> Option<T> {
        match self {
            Member::Right(value) => Some(value),
            Member::Absent | Member::Wrong(_) => None,
        }
    }

    /// Whether it is not there at all.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Member::Absent)
    }
}

/// A ListResponse as a server sent it.
#[derive(Debug, Clone, Copy)]
pub struct List<'a> {
    /// The message.
    pub body: &'a serde_json::Map<String, Value>,
    /// Whether `schemas` is an array that names ListResponse.
    pub is_named: bool,
    /// How many resources match.
    pub total_results: Member<'a, i64>,
    /// The place of the first one in this answer.
    pub start_index: Member<'a, i64>,
    /// How many are in this answer.
    pub items_per_page: Member<'a, i64>,
    /// The resources.
    pub resources: Member<'a, &'a [Value]>,
}

impl<'a> List<'a> {
    /// Reads a body; names in any case. `None` for what is not an object at all.
    pub fn read(body: &'a Value) -> Option<Self> {
        let body = body.as_object()?;
        let named = text::member(body, "schemas").and_then(Value::as_array);
        let whole = |name| match text::member(body, name) {
            None => Member::Absent,
            Some(value) => value.as_i64().map_or(Member::Wrong(value), Member::Right),
        };
        let resources = match text::member(body, "Resources") {
            None => Member::Absent,
            Some(Value::Array(resources)) => Member::Right(resources.as_slice()),
            Some(other) => Member::Wrong(other),
        };
        Some(List {
            body,
            is_named: named.is_some_and(|named| {
                named.iter().filter_map(Value::as_str).any(|one| urn::same(one, urn::LIST_RESPONSE))
            }),
            total_results: whole("totalResults"),
            start_index: whole("startIndex"),
            items_per_page: whole("itemsPerPage"),
            resources,
        })
    }

    /// The resources; none if they are absent or no array.
    pub fn items(&self) -> &'a [Value] {
        self.resources.right().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{List, Member, response};

    #[test]
    fn a_page_is_read_back_as_made() {
        let body = response(vec![json!({"id": "1"}), json!({"id": "2"})], 7, 3);
        assert_eq!(
            body,
            json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": 7,
                "startIndex": 3, "itemsPerPage": 2, "Resources": [{"id": "1"}, {"id": "2"}]})
        );
        let list = List::read(&body).unwrap();
        assert!(list.is_named);
        assert_eq!((list.total_results, list.start_index), (Member::Right(7), Member::Right(3)));
        assert_eq!((list.items_per_page, list.items().len()), (Member::Right(2), 2));
    }

    #[test]
    fn the_messages_of_the_rfcs_are_read() {
        let vectors: serde_json::Value =
            serde_json::from_str(include_str!("../../tests/vectors/scim-messages.json")).unwrap();
        for vector in vectors["lists"].as_array().unwrap() {
            let list = List::read(&vector["body"]).unwrap();
            assert!(list.is_named && !list.items().is_empty(), "{}", vector["section"]);
            assert!(list.total_results.right().is_some(), "{}", vector["section"]);
            for member in [list.start_index, list.items_per_page] {
                assert!(!matches!(member, Member::Wrong(_)), "{}", vector["section"]);
            }
        }
    }

    #[test]
    fn texts_fractions_and_null_are_no_integers() {
        let body =
            json!({"totalResults": "1", "startIndex": 1.5, "itemsPerPage": null, "Resources": {"id": "1"}});
        let list = List::read(&body).unwrap();
        assert!(!list.is_named);
        assert_eq!(list.total_results, Member::Wrong(&json!("1")));
        assert_eq!(list.start_index, Member::Wrong(&json!(1.5)));
        assert_eq!(list.items_per_page, Member::Wrong(&json!(null)));
        assert_eq!(list.resources, Member::Wrong(&json!({"id": "1"})));
        assert!(list.items().is_empty());
    }

    #[test]
    fn absence_is_not_a_wrong_type_and_names_have_no_case() {
        let body = json!({"totalresults": 0});
        let list = List::read(&body).unwrap();
        assert_eq!(list.total_results, Member::Right(0));
        assert!(list.resources.is_absent() && list.start_index.is_absent());
        assert!(List::read(&json!([])).is_none());
    }
}
