//! When two values of an attribute are the same.

use serde_json::Value;

use crate::judge::json;

/// How a value that was read relates to the one that was pushed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    /// The same by SCIM's own lights.
    Same,
    /// Text that differs only in upper and lower case.
    CaseLost,
    /// Something else.
    Different,
}

/// Whether pushing this value means to clear the attribute: null, `[]`, or the empty text.
pub(super) fn clears(pushed: &Value) -> bool {
    json::is_unassigned(Some(pushed)) || pushed.as_str() == Some("")
}

/// Compares a pushed value with the one read back. What the server adds to an object (a `formatted` name, a
/// `display`) is no difference.
pub(super) fn compare(pushed: &Value, found: Option<&Value>) -> Likeness {
    if json::is_unassigned(found) || found.is_some_and(|found| found.as_str() == Some("")) {
        return if clears(pushed) { Likeness::Same } else { Likeness::Different };
    }
    let Some(found) = found else { return Likeness::Different };
    match (pushed, found) {
        (Value::String(pushed), Value::String(found)) => texts(pushed, found),
        (Value::Number(pushed), Value::Number(found)) => {
            is(pushed == found
                || pushed.as_f64().zip(found.as_f64()).is_some_and(|(one, other)| one == other))
        }
        (Value::Array(pushed), Value::Array(found)) => {
            let all = pushed
                .iter()
                .all(|item| found.iter().any(|other| compare(item, Some(other)) == Likeness::Same));
            is(all && pushed.len() == found.len())
        }
        (Value::Object(pushed), Value::Object(_)) => {
            let worst = pushed.iter().map(|(key, value)| match json::attribute(found, key) {
                // A value that is not the primary one may leave the flag out (RFC 7643 §2.4).
                None if key == "primary" && value == &Value::Bool(false) => Likeness::Same,
                inner => compare(value, inner),
            });
            worst.fold(
                Likeness::Same,
                |worst, here| if here == Likeness::Same { worst } else { here.max(worst) },
            )
        }
        // A multi-valued attribute that holds the one pushed value.
        (Value::String(_), Value::Array(items)) if items.len() == 1 => {
            compare(pushed, Some(json::attribute(&items[0], "value").unwrap_or(&items[0])))
        }
        (pushed, found) => is(pushed == found),
    }
}

impl Likeness {
    fn max(self, other: Likeness) -> Likeness {
        if self == Likeness::Different || other == Likeness::Different { Likeness::Different } else { self }
    }
}

fn is(same: bool) -> Likeness {
    if same { Likeness::Same } else { Likeness::Different }
}

fn texts(pushed: &str, found: &str) -> Likeness {
    if pushed == found {
        Likeness::Same
    } else if pushed.to_lowercase() == found.to_lowercase() {
        Likeness::CaseLost
    } else {
        is(matches!((json::instant(pushed), json::instant(found)), (Some(one), Some(other)) if one == other))
    }
}
