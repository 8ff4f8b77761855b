//! When two values say the same (RFC 7643 §2.5, and what a read-back is compared by): unassigned, null and `[]` are
//! one, datetimes are instants, values of an array have no order, names have no case.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::datetime;

/// Whether two values say the same; `None` is an attribute that is not there.
pub fn equal(left: Option<&Value>, right: Option<&Value>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) if left == right => true,
        _ if is_unassigned(left) || is_unassigned(right) => is_unassigned(left) && is_unassigned(right),
        (Some(Value::String(left)), Some(Value::String(right))) => same_instant(left, right),
        (Some(left @ (Value::Array(_) | Value::Object(_) | Value::Number(_))), Some(right)) => {
            std::mem::discriminant(left) == std::mem::discriminant(right) && plain(left) == plain(right)
        }
        _ => false,
    }
}

/// Whether there is no value: absent, null, `[]`, or an object of nothing but such. An empty text is a value.
pub fn is_unassigned(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => true,
        Some(Value::Array(values)) => values.iter().all(|value| is_unassigned(Some(value))),
        Some(Value::Object(object)) => object.values().all(|value| is_unassigned(Some(value))),
        Some(_) => false,
    }
}

fn same_instant(left: &str, right: &str) -> bool {
    match (datetime::instant(left), datetime::instant(right)) {
        (Some(left), Some(right)) => left == right,
        _ => false,
    }
}

/// The value in the one form that all values equal to it share.
fn plain(value: &Value) -> Cow<'_, Value> {
    match value {
        Value::Object(object) => {
            let mut members: Vec<(String, Value)> = object
                .iter()
                .filter(|(_, value)| !is_unassigned(Some(value)))
                .map(|(name, value)| (name.to_ascii_lowercase(), plain(value).into_owned()))
                .collect();
            members.sort_unstable_by(|left, right| left.0.cmp(&right.0));
            Cow::Owned(Value::Object(Map::from_iter(members)))
        }
        Value::Array(values) => {
            let mut values: Vec<Value> = values
                .iter()
                .filter(|value| !is_unassigned(Some(value)))
                .map(|value| plain(value).into_owned())
                .collect();
            values.sort_by_cached_key(Value::to_string);
            Cow::Owned(Value::Array(values))
        }
        Value::String(text) => match datetime::instant(text) {
            Some(instant) => Cow::Owned(Value::String(instant.to_string())),
            None => Cow::Borrowed(value),
        },
        // 1 and 1.0 are one number.
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < 1e15 => {
                Cow::Owned(Value::from(float as i64))
            }
            _ => Cow::Borrowed(value),
        },
        Value::Null | Value::Bool(_) => Cow::Borrowed(value),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::equal;

    #[expect(clippy::needless_pass_by_value, reason = "a call with json!(…) reads better without a &")]
    fn same(left: Value, right: Value) -> bool {
        let (one, other) = (equal(Some(&left), Some(&right)), equal(Some(&right), Some(&left)));
        assert_eq!(one, other, "not symmetric: {left} {right}");
        one
    }

    #[test]
    fn absent_null_and_empty_array_are_one() {
        assert!(equal(None, None));
        assert!(equal(None, Some(&json!(null))));
        assert!(equal(Some(&json!([])), None));
        assert!(same(json!([]), json!(null)));
        assert!(same(json!({}), json!({"a": null, "b": []})));
        assert!(same(json!({"a": 1}), json!({"a": 1, "b": null})));
        assert!(!same(json!(""), json!(null)));
        assert!(!same(json!(false), json!(null)));
        assert!(!equal(None, Some(&json!(0))));
    }

    #[test]
    fn datetimes_are_instants_wherever_they_stand() {
        assert!(same(json!("2011-05-13T04:42:34Z"), json!("2011-05-12T23:42:34.000-05:00")));
        assert!(same(json!([{"at": "2011-05-13T04:42:34Z"}]), json!([{"at": "2011-05-13T04:42:34.0Z"}])));
        assert!(!same(json!("2011-05-13T04:42:34Z"), json!("2011-05-13T04:42:35Z")));
        assert!(!same(json!("a"), json!("A")));
    }

    #[test]
    fn values_have_no_order_and_names_no_case_but_every_repeat_counts() {
        assert!(same(json!([{"value": "a"}, {"value": "b"}]), json!([{"value": "b"}, {"Value": "a"}])));
        assert!(!same(json!(["a", "a", "b"]), json!(["a", "b", "b"])));
        assert!(!same(json!(["a"]), json!(["a", "a"])));
    }

    #[test]
    fn types_count_and_numbers_are_compared_by_value() {
        assert!(same(json!(1), json!(1.0)));
        assert!(!same(json!(1), json!("1")));
        assert!(!same(json!(true), json!("true")));
        assert!(!same(json!(["a"]), json!("a")));
        assert!(!same(json!({"a": 1}), json!([1])));
    }

    #[test]
    fn two_thousand_members_in_another_order_are_equal() {
        let members = |ids: &mut dyn Iterator<Item = u32>| {
            Value::Array(ids.map(|id| json!({"value": id.to_string(), "type": "User"})).collect())
        };
        assert!(same(members(&mut (0..2000)), members(&mut (0..2000).rev())));
        assert!(!same(members(&mut (0..2000)), members(&mut (1..2001))));
    }
}
