//! A filter held against the schemas of a resource type: names found, comparisons checked, operands made ready.

use serde_json::Value;

use super::compare::{Check, is_present};
use super::{Filter, Op};
use crate::scim::error::{Error, ScimType};
use crate::scim::path::Attr;
use crate::scim::schema::{Attribute, Kind, ResourceSchemas};
use crate::scim::text;

/// What a name means that the schemas do not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// The filter is refused: a mistyped name must not find everything or nothing.
    Refuse,
    /// It has no value, as RFC 7644 §3.4.2.1 has it for a query over several resource types.
    Absent,
}

/// A filter that is ready to test resources of one type.
#[derive(Debug, Clone)]
pub struct Bound(Test);

#[derive(Debug, Clone)]
enum Test {
    All(Vec<Test>),
    Any(Vec<Test>),
    Not(Box<Test>),
    Is(bool),
    Within { spot: Spot, inner: Box<Test> },
    Leaf { spot: Spot, check: Check },
}

/// Where in an object the tested values are.
#[derive(Debug, Clone)]
struct Spot {
    extension: Option<String>,
    name: String,
    part: Option<String>,
    /// RFC 7643 §2.4: a value without `primary` counts as one with `false`.
    false_if_missing: bool,
}

impl Filter {
    /// Makes the filter ready for resources of one type.
    ///
    /// # Errors
    /// 400 `invalidFilter` for a comparison that makes no sense, and for a name that the schemas do not know if that
    /// is to be refused.
    pub fn bind(&self, schemas: &ResourceSchemas, unknown: Unknown) -> Result<Bound, Error> {
        bind(self, &Scope::Resource(schemas, unknown)).map(Bound)
    }

    /// Makes the filter ready for the values of an attribute, as between `[` and `]`.
    ///
    /// # Errors
    /// 400 `invalidFilter` for a name that is no part of the attribute, or a comparison that makes no sense.
    pub fn bind_values(&self, attribute: &Attribute) -> Result<Bound, Error> {
        bind(self, &Scope::Values(attribute)).map(Bound)
    }
}

impl Bound {
    /// Whether the resource, or the value if it is bound to an attribute's values, matches.
    pub fn matches(&self, value: &Value) -> bool {
        test(&self.0, value)
    }
}

enum Scope<'a> {
    Resource(&'a ResourceSchemas, Unknown),
    Values(&'a Attribute),
}

fn bind(filter: &Filter, scope: &Scope<'_>) -> Result<Test, Error> {
    let all = |operands: &[Filter]| {
        operands.iter().map(|operand| bind(operand, scope)).collect::<Result<Vec<_>, _>>()
    };
    match filter {
        Filter::And(operands) => Ok(Test::All(all(operands)?)),
        Filter::Or(operands) => Ok(Test::Any(all(operands)?)),
        Filter::Not(operand) => Ok(Test::Not(Box::new(bind(operand, scope)?))),
        Filter::Present(attr) => match scope.find(attr)? {
            Some((spot, _)) => Ok(Test::Leaf { spot, check: Check::Present }),
            None => Ok(Test::Is(false)),
        },
        Filter::Within { attr, filter } => within(attr, filter, scope),
        Filter::Compare { attr, op, value } => match scope.find(attr)? {
            Some((spot, leaf)) => compare(attr, spot, leaf, *op, value),
            None => Ok(Test::Is(Check::absent(*op, value))),
        },
    }
}

fn within(attr: &Attr, filter: &Filter, scope: &Scope<'_>) -> Result<Test, Error> {
    let Scope::Resource(schemas, _) = scope else {
        return Err(refuse(format!("'{attr}[…]' cannot stand inside another value path")));
    };
    let Some((spot, _)) = scope.find(attr)? else { return Ok(Test::Is(false)) };
    let found = schemas.find(attr.uri.as_deref(), &attr.name, None);
    match found.map(|found| found.attribute) {
        Some(attribute) if attribute.is_complex() || attribute.multi_valued => {
            Ok(Test::Within { spot, inner: Box::new(bind(filter, &Scope::Values(attribute))?) })
        }
        _ => Err(refuse(format!("'{attr}' has no sub-attributes to filter by"))),
    }
}

fn compare(attr: &Attr, mut spot: Spot, leaf: &Attribute, op: Op, value: &Value) -> Result<Test, Error> {
    // `emails co "example.com"`: a complex attribute stands for its `value` (RFC 7644 Figure 2). Comparing with null
    // asks for the attribute itself.
    let leaf = if leaf.is_complex() && !value.is_null() {
        let Some(part) = leaf.part("value") else {
            return Err(refuse(format!("'{attr}' is complex: name one of its sub-attributes")));
        };
        spot.part = Some(part.name.clone());
        part
    } else {
        leaf
    };
    check(attr, leaf, op, value)?;
    Ok(Test::Leaf { spot, check: Check::new(leaf, op, value) })
}

/// Refuses what cannot be compared (RFC 7644 Table 3).
fn check(attr: &Attr, leaf: &Attribute, op: Op, value: &Value) -> Result<(), Error> {
    if op.orders() {
        if matches!(leaf.kind, Kind::Boolean | Kind::Binary | Kind::Complex) {
            return Err(refuse(format!("'{op}' needs an order, and '{attr}' is {}", leaf.kind.as_str())));
        }
        if !matches!(value, Value::String(_) | Value::Number(_)) {
            return Err(refuse(format!("'{op}' needs a text or a number, not {value}")));
        }
        if leaf.kind == Kind::DateTime && value.as_str().and_then(crate::scim::datetime::instant).is_none() {
            return Err(refuse(format!("'{attr}' is a dateTime, and {value} is not one")));
        }
    }
    if op.searches() {
        if !value.is_string() {
            return Err(refuse(format!("'{op}' looks into a text and needs one, not {value}")));
        }
        if matches!(leaf.kind, Kind::Boolean | Kind::Integer | Kind::Decimal) {
            return Err(refuse(format!("'{op}' looks into a text, and '{attr}' is {}", leaf.kind.as_str())));
        }
    }
    Ok(())
}

fn refuse(detail: String) -> Error {
    Error::of(ScimType::InvalidFilter, detail)
}

impl<'a> Scope<'a> {
    /// Where the attribute's values are, and what decides how they compare. `None` for an unknown name that has no
    /// value.
    fn find(&self, attr: &Attr) -> Result<Option<(Spot, &'a Attribute)>, Error> {
        match *self {
            Scope::Resource(schemas, unknown) => {
                let Some(found) = schemas.find(attr.uri.as_deref(), &attr.name, attr.part.as_deref()) else {
                    return match unknown {
                        Unknown::Absent => Ok(None),
                        Unknown::Refuse => {
                            let core = &schemas.core().name;
                            Err(refuse(format!("'{attr}' is no attribute that a {core} has")))
                        }
                    };
                };
                let leaf = found.leaf();
                let spot = Spot {
                    extension: found.extension.map(str::to_owned),
                    name: found.attribute.name.clone(),
                    part: found.part.map(|part| part.name.clone()),
                    false_if_missing: found.attribute.multi_valued && is_primary(leaf),
                };
                Ok(Some((spot, leaf)))
            }
            Scope::Values(attribute) => {
                let part = match attribute.part(&attr.name) {
                    Some(part) if attr.uri.is_none() && attr.part.is_none() => part,
                    // The values of a simple multi-valued attribute have no parts but themselves.
                    None if !attribute.is_complex() && attr.name.eq_ignore_ascii_case("value") => attribute,
                    _ => {
                        let name = &attribute.name;
                        return Err(refuse(format!("'{attr}' is no sub-attribute that '{name}' has")));
                    }
                };
                let name = if attribute.is_complex() { part.name.clone() } else { "value".to_owned() };
                let false_if_missing = attribute.multi_valued && is_primary(part);
                Ok(Some((Spot { extension: None, name, part: None, false_if_missing }, part)))
            }
        }
    }
}

fn is_primary(leaf: &Attribute) -> bool {
    leaf.kind == Kind::Boolean && leaf.name == "primary"
}

fn test(condition: &Test, value: &Value) -> bool {
    match condition {
        Test::All(all) => all.iter().all(|one| test(one, value)),
        Test::Any(any) => any.iter().any(|one| test(one, value)),
        Test::Not(inner) => !test(inner, value),
        Test::Is(known) => *known,
        Test::Within { spot, inner } => match spot.top(value) {
            Some(Value::Array(values)) => values.iter().any(|one| test(inner, one)),
            Some(single) => test(inner, single),
            None => false,
        },
        Test::Leaf { spot, check } => {
            let missing = if spot.false_if_missing { Some(&Value::Bool(false)) } else { None };
            match spot.top(value) {
                Some(Value::Array(values)) if !values.is_empty() => {
                    values.iter().any(|one| passes(check, spot.within(one).or(missing)))
                }
                // A value of a multi-valued attribute, seen from inside `[]`.
                None if spot.part.is_none() && value.is_object() => passes(check, missing),
                Some(single) => passes(check, spot.within(single)),
                None => passes(check, None),
            }
        }
    }
}

/// One value, or any of several.
fn passes(check: &Check, value: Option<&Value>) -> bool {
    match value {
        Some(Value::Array(values)) if !values.is_empty() => values.iter().any(|one| check.passes(Some(one))),
        Some(present) if is_present(present) || present.is_string() => check.passes(Some(present)),
        _ => check.passes(None),
    }
}

impl Spot {
    /// The attribute's value. Null is no value.
    fn top<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        let found = match (value, &self.extension) {
            (Value::Object(object), Some(uri)) => {
                text::member(text::member(object, uri)?.as_object()?, &self.name)
            }
            (Value::Object(object), None) => text::member(object, &self.name),
            (simple, _) => (self.name == "value").then_some(simple),
        };
        found.filter(|value| !value.is_null())
    }

    /// What of the value was named.
    fn within<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        let Some(part) = &self.part else { return Some(value) };
        let found = match value {
            Value::Object(object) => text::member(object, part),
            // A server may show a complex value as its bare `value`; there is nothing else to look at.
            simple => (part == "value").then_some(simple),
        };
        found.filter(|value| !value.is_null())
    }
}
