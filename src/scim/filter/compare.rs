//! One comparison with its operand made ready: case taken out, dates parsed.

use std::cmp::Ordering;

use jiff::Timestamp;
use serde_json::{Number, Value};

use super::Op;
use crate::scim::schema::{Attribute, Kind};
use crate::scim::{datetime, text};

/// A test of one value.
#[derive(Debug, Clone)]
pub(super) enum Check {
    /// `pr`
    Present,
    /// `eq null` and `ne null`: unassigned and null are one (RFC 7643 §2.5).
    Unassigned {
        wanted: bool,
    },
    Text {
        op: Op,
        operand: String,
        exact: bool,
    },
    Instant {
        op: Op,
        operand: Timestamp,
    },
    Number {
        op: Op,
        operand: Number,
    },
    Bool {
        op: Op,
        operand: bool,
    },
    /// The operand's type is never the attribute's: nothing is equal to it.
    Never {
        op: Op,
    },
}

impl Check {
    /// The test that an operator and its operand ask for on values of that attribute.
    pub(super) fn new(leaf: &Attribute, op: Op, value: &Value) -> Self {
        match value {
            Value::Null => Check::Unassigned { wanted: op == Op::Eq },
            Value::Bool(operand) if leaf.kind == Kind::Boolean => Check::Bool { op, operand: *operand },
            Value::Number(operand) if matches!(leaf.kind, Kind::Integer | Kind::Decimal) => {
                Check::Number { op, operand: operand.clone() }
            }
            Value::String(operand) if !matches!(leaf.kind, Kind::Boolean | Kind::Integer | Kind::Decimal) => {
                match datetime::instant(operand) {
                    Some(operand) if leaf.kind == Kind::DateTime && !op.searches() => {
                        Check::Instant { op, operand }
                    }
                    _ if leaf.case_exact => Check::Text { op, operand: operand.clone(), exact: true },
                    _ => Check::Text { op, operand: text::fold(operand).into_owned(), exact: false },
                }
            }
            _ => Check::Never { op },
        }
    }

    /// What the comparison says of an attribute that has no value: it is not equal to anything but null.
    pub(super) fn absent(op: Op, value: &Value) -> bool {
        if value.is_null() { op == Op::Eq } else { op == Op::Ne }
    }

    /// Whether a value passes; `None` is no value.
    pub(super) fn passes(&self, value: Option<&Value>) -> bool {
        match (self, value) {
            (Check::Present, value) => value.is_some_and(is_present),
            (Check::Unassigned { wanted }, value) => value.is_some_and(is_present) != *wanted,
            (Check::Text { op, operand, exact }, Some(Value::String(value))) => {
                if *exact {
                    text_passes(*op, value, operand)
                } else {
                    text_passes(*op, &text::fold(value), operand)
                }
            }
            (Check::Instant { op, operand }, Some(Value::String(value))) => match datetime::instant(value) {
                Some(value) => order_passes(*op, value.cmp(operand)),
                None => *op == Op::Ne,
            },
            (Check::Number { op, operand }, Some(Value::Number(value))) => {
                compare_numbers(value, operand).is_some_and(|order| order_passes(*op, order))
            }
            (Check::Bool { op, operand }, Some(Value::Bool(value))) => order_passes(*op, value.cmp(operand)),
            (
                Check::Text { op, .. }
                | Check::Instant { op, .. }
                | Check::Number { op, .. }
                | Check::Bool { op, .. }
                | Check::Never { op },
                _,
            ) => *op == Op::Ne,
        }
    }
}

/// `pr`: a non-empty value, or for a complex one any part that has such a value.
pub(super) fn is_present(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(_) | Value::Number(_) => true,
        Value::String(text) => !text.is_empty(),
        Value::Array(values) => values.iter().any(is_present),
        Value::Object(object) => object.values().any(is_present),
    }
}

fn text_passes(op: Op, value: &str, operand: &str) -> bool {
    match op {
        Op::Co => value.contains(operand),
        Op::Sw => value.starts_with(operand),
        Op::Ew => value.ends_with(operand),
        _ => order_passes(op, value.cmp(operand)),
    }
}

const fn order_passes(op: Op, order: Ordering) -> bool {
    match op {
        Op::Eq => order.is_eq(),
        Op::Ne => order.is_ne(),
        Op::Gt => order.is_gt(),
        Op::Ge => order.is_ge(),
        Op::Lt => order.is_lt(),
        Op::Le => order.is_le(),
        Op::Co | Op::Sw | Op::Ew => false,
    }
}

/// Numbers by value, whole ones exactly.
pub(in crate::scim) fn compare_numbers(left: &Number, right: &Number) -> Option<Ordering> {
    match (left.as_i128(), right.as_i128()) {
        (Some(left), Some(right)) => Some(left.cmp(&right)),
        _ => left.as_f64()?.partial_cmp(&right.as_f64()?),
    }
}
