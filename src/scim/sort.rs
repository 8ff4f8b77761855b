//! Sorting (RFC 7644 §3.4.2.3).

use std::borrow::Cow;
use std::cmp::Ordering;

use jiff::Timestamp;
use serde_json::{Number, Value};

use super::conform::is_primary;
use super::error::{Error, ScimType};
use super::filter::compare_numbers;
use super::path::Attr;
use super::schema::{Attribute, Found, Kind, ResourceSchemas};
use super::{datetime, text};

/// What to sort by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sort {
    /// The attribute.
    pub by: Attr,
    /// Largest first.
    pub descending: bool,
}

impl Sort {
    /// From `sortBy` and `sortOrder`.
    ///
    /// # Errors
    /// 400 `invalidPath` for a name that cannot be read, `invalidValue` for an order that is neither `ascending` nor
    /// `descending`.
    pub fn parse(by: &str, order: Option<&str>) -> Result<Self, Error> {
        let descending = match order {
            None => false,
            Some(order) if order.eq_ignore_ascii_case("ascending") => false,
            Some(order) if order.eq_ignore_ascii_case("descending") => true,
            Some(other) => {
                let detail = format!("'sortOrder' must be ascending or descending, not '{other}'");
                return Err(Error::of(ScimType::InvalidValue, detail));
            }
        };
        Ok(Sort { by: Attr::parse(by)?, descending })
    }

    /// Sorts things that have a resource in them. Those without the attribute come last, or first when descending;
    /// equal ones keep their order.
    ///
    /// # Errors
    /// 400 `invalidPath` for an attribute that the schemas do not know, or a complex one without `value`.
    pub fn apply<T>(
        &self,
        items: &mut [T],
        resource: impl Fn(&T) -> &Value,
        schemas: &ResourceSchemas,
    ) -> Result<(), Error> {
        let found = schemas
            .find(self.by.uri.as_deref(), &self.by.name, self.by.part.as_deref())
            .ok_or_else(|| refuse(format!("there is no '{}' to sort by", self.by)))?;
        let leaf = leaf(&found)
            .ok_or_else(|| refuse(format!("'{}' is complex: name the sub-attribute to sort by", self.by)))?;
        let part = (found.attribute.is_complex()).then_some(leaf.name.as_str());
        let mut order: Vec<(Option<Key>, usize)> = items
            .iter()
            .enumerate()
            .map(|(index, item)| (key(resource(item), &found, part, leaf), index))
            .collect();
        order.sort_by(|(left, _), (right, _)| {
            let order = match (left, right) {
                (Some(left), Some(right)) => left.compare(right),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => Ordering::Equal,
            };
            if self.descending { order.reverse() } else { order }
        });
        permute(items, order.into_iter().map(|(_, index)| index).collect());
        Ok(())
    }
}

/// Puts the item that was at `from[i]` at `i`, by swaps.
fn permute<T>(items: &mut [T], mut from: Vec<usize>) {
    for start in 0..from.len() {
        let mut at = start;
        while from[at] != start {
            let next = from[at];
            items.swap(at, next);
            from[at] = at;
            at = next;
        }
        from[at] = at;
    }
}

fn refuse(detail: String) -> Error {
    Error::of(ScimType::InvalidPath, detail)
}

fn leaf<'a>(found: &Found<'a>) -> Option<&'a Attribute> {
    let leaf = found.leaf();
    if leaf.is_complex() { leaf.part("value") } else { Some(leaf) }
}

enum Key {
    Text(String),
    Number(Number),
    Instant(Timestamp),
    Flag(bool),
}

impl Key {
    fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Key::Text(left), Key::Text(right)) => left.cmp(right),
            (Key::Number(left), Key::Number(right)) => {
                compare_numbers(left, right).unwrap_or(Ordering::Equal)
            }
            (Key::Instant(left), Key::Instant(right)) => left.cmp(right),
            (Key::Flag(left), Key::Flag(right)) => left.cmp(right),
            // Values of the wrong type have a place of their own, so that the order stays one.
            _ => self.rank().cmp(&other.rank()),
        }
    }

    const fn rank(&self) -> u8 {
        match self {
            Key::Flag(_) => 0,
            Key::Number(_) => 1,
            Key::Instant(_) => 2,
            Key::Text(_) => 3,
        }
    }
}

fn key(resource: &Value, found: &Found<'_>, part: Option<&str>, leaf: &Attribute) -> Option<Key> {
    let mut holder = resource.as_object()?;
    if let Some(uri) = found.extension {
        holder = text::member(holder, uri)?.as_object()?;
    }
    let mut value = text::member(holder, &found.attribute.name)?;
    if let Value::Array(values) = value {
        value = values.iter().find(|value| is_primary(value)).or_else(|| values.first())?;
    }
    if let (Some(part), Value::Object(whole)) = (part, value) {
        value = text::member(whole, part)?;
    }
    match value {
        Value::String(text) => Some(text_key(text, leaf)),
        Value::Number(number) => Some(Key::Number(number.clone())),
        Value::Bool(flag) => Some(Key::Flag(*flag)),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn text_key(text: &str, leaf: &Attribute) -> Key {
    if leaf.kind == Kind::DateTime
        && let Some(instant) = datetime::instant(text)
    {
        return Key::Instant(instant);
    }
    let text = if leaf.case_exact { Cow::Borrowed(text) } else { text::fold(text) };
    Key::Text(text.into_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Sort;
    use crate::scim::schema::ResourceSchemas;

    fn sorted(by: &str, order: Option<&str>, resources: Value) -> Vec<String> {
        let Value::Array(mut resources) = resources else { panic!("an array") };
        let sort = Sort::parse(by, order).unwrap();
        sort.apply(&mut resources, |resource| resource, &ResourceSchemas::user()).unwrap();
        resources.iter().map(|resource| resource["id"].as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn order_is_ascending_unless_said_and_ignores_case_where_the_schema_does() {
        let users = json!([{"id": "1", "userName": "bob"}, {"id": "2", "userName": "Alice"},
            {"id": "3", "userName": "CAROL"}]);
        assert_eq!(sorted("userName", None, users.clone()), ["2", "1", "3"]);
        assert_eq!(sorted("USERNAME", Some("ascending"), users.clone()), ["2", "1", "3"]);
        assert_eq!(sorted("userName", Some("descending"), users), ["3", "1", "2"]);
        let ids = json!([{"id": "b"}, {"id": "A"}, {"id": "a"}]);
        assert_eq!(sorted("id", None, ids), ["A", "a", "b"]);
    }

    #[test]
    fn missing_values_come_last_ascending_and_first_descending() {
        let users = json!([{"id": "1"}, {"id": "2", "title": "x"}, {"id": "3", "title": null},
            {"id": "4", "title": "a"}]);
        assert_eq!(sorted("title", None, users.clone()), ["4", "2", "1", "3"]);
        assert_eq!(sorted("title", Some("descending"), users), ["1", "3", "2", "4"]);
    }

    #[test]
    fn the_primary_value_decides_else_the_first() {
        let users = json!([
            {"id": "1", "emails": [{"value": "a@x"}, {"value": "z@x", "primary": true}]},
            {"id": "2", "emails": [{"value": "m@x"}, {"value": "a@x"}]}]);
        assert_eq!(sorted("emails.value", None, users.clone()), ["2", "1"]);
        assert_eq!(sorted("emails", None, users), ["2", "1"]);
    }

    #[test]
    fn dates_sort_by_time_and_extension_attributes_by_their_urn() {
        let users = json!([
            {"id": "1", "meta": {"created": "2011-05-13T04:42:34Z"}},
            {"id": "2", "meta": {"created": "2011-05-13T05:00:00+01:00"}}]);
        assert_eq!(sorted("meta.created", None, users), ["2", "1"]);
        let urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
        let users = json!([{"id": "1", urn: {"department": "b"}}, {"id": "2", urn: {"department": "a"}}]);
        assert_eq!(sorted(&format!("{urn}:department"), None, users), ["2", "1"]);
    }

    #[test]
    fn what_cannot_be_sorted_by_is_refused() {
        assert!(Sort::parse("userName", Some("upwards")).is_err());
        assert!(Sort::parse("user name", None).is_err());
        for by in ["nosuch", "name", "name.nosuch"] {
            let sort = Sort::parse(by, None).unwrap();
            let refused = sort.apply(&mut [json!({})], |one| one, &ResourceSchemas::user());
            assert_eq!(refused.unwrap_err().status, 400, "{by}");
        }
    }

    #[test]
    fn every_permutation_is_put_in_order() {
        for from in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 2, 3, 0], [2, 0, 3, 1], [1, 0, 3, 2]] {
            let mut items = ['a', 'b', 'c', 'd'];
            super::permute(&mut items, from.to_vec());
            assert_eq!(items.to_vec(), from.map(|index| ['a', 'b', 'c', 'd'][index]).to_vec());
        }
    }
}
