//! Values from a client, brought into the form that the schemas give them (RFC 7643 §2): names in the schema's
//! spelling, types checked, unassigned values taken out, what the client may not set left out.
//!
//! Used for whole resources (POST, PUT) and for the values of a PATCH. Looks at nothing that is stored.

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::scim::error::{Error, ScimType};
use crate::scim::schema::{Attribute, Kind, Mutability, ResourceSchemas, Schema};
use crate::scim::{datetime, text, urn};

/// A resource as a client sends it with POST or PUT.
///
/// Attributes that the schemas do not know, and readOnly ones, are left out without a word (RFC 7644 §3.3, §3.5.1).
/// Null and `[]` are no value. Extensions that have data are named in `schemas`, whether the client did or not.
///
/// # Errors
/// 400 `invalidSyntax` for a body that is no resource of this type, `invalidValue` for a value of the wrong type, a
/// missing required one, or two primary ones.
pub fn resource(body: &Value, schemas: &ResourceSchemas) -> Result<Map<String, Value>, Error> {
    let Some(body) = body.as_object() else {
        return Err(Error::of(
            ScimType::InvalidSyntax,
            format!("the body must be an object, not {}", kind(body)),
        ));
    };
    let mut named = schema_list(body, schemas)?;
    let mut resource = Map::new();
    resource.insert("schemas".to_owned(), Value::Null);
    for (name, given) in body {
        if let Some(schema) = schemas.extension(name) {
            let data = extension(given, schema)?;
            if !data.is_empty() {
                if !named.iter().any(|one| urn::same(one, &schema.id)) {
                    named.push(schema.id.clone());
                }
                resource.insert(schema.id.clone(), Value::Object(data));
            }
        } else if let Some(attribute) = schemas.top_level(name)
            && attribute.name != "schemas"
        {
            put(&mut resource, attribute, given)?;
        }
    }
    for attribute in schemas.all_top_level() {
        if attribute.mutability != Mutability::ReadOnly {
            present(&resource, attribute)?;
        }
    }
    resource.insert("schemas".to_owned(), named.into());
    Ok(resource)
}

fn schema_list(body: &Map<String, Value>, schemas: &ResourceSchemas) -> Result<Vec<String>, Error> {
    let named = text::member(body, "schemas")
        .and_then(Value::as_array)
        .map(|all| all.iter().filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>());
    match named {
        Some(mut named) if named.iter().any(|one| urn::same(one, &schemas.core().id)) => {
            let mut seen: Vec<String> = Vec::new();
            named.retain(|one| {
                let new = !seen.iter().any(|known| urn::same(known, one));
                seen.push(one.clone());
                new
            });
            Ok(named)
        }
        _ => {
            let core = &schemas.core().id;
            Err(Error::of(ScimType::InvalidSyntax, format!("'schemas' must be an array that names {core}")))
        }
    }
}

fn extension(given: &Value, schema: &Schema) -> Result<Map<String, Value>, Error> {
    let mut data = Map::new();
    match given {
        Value::Null => {}
        Value::Object(object) => {
            for (name, given) in object {
                if let Some(attribute) = schema.attribute(name) {
                    put(&mut data, attribute, given)?;
                }
            }
            for attribute in &schema.attributes {
                present(&data, attribute)?;
            }
        }
        other => return Err(wrong(&schema.id, "an object", other)),
    }
    Ok(data)
}

fn put(data: &mut Map<String, Value>, attribute: &Attribute, given: &Value) -> Result<(), Error> {
    if attribute.mutability == Mutability::ReadOnly {
        return Ok(());
    }
    match value(given, attribute)? {
        Value::Null => data.shift_remove(&attribute.name),
        value => data.insert(attribute.name.clone(), value),
    };
    Ok(())
}

fn present(data: &Map<String, Value>, attribute: &Attribute) -> Result<(), Error> {
    if attribute.required && data.get(&attribute.name).is_none_or(is_blank) && attribute.name != "schemas" {
        return Err(missing(&attribute.name));
    }
    Ok(())
}

/// A required text must say something.
pub(in crate::scim) fn is_blank(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.trim().is_empty())
}

/// The refusal for a required attribute without a value.
pub(in crate::scim) fn missing(name: &str) -> Error {
    Error::of(ScimType::InvalidValue, format!("'{name}' is required and must not be empty"))
}

/// An attribute's whole value: an array if it is multi-valued. Null means that it has none.
///
/// # Errors
/// 400 `invalidValue` for a wrong type, a missing required part, or two primary values.
pub fn value(given: &Value, attribute: &Attribute) -> Result<Value, Error> {
    if !attribute.multi_valued {
        return one(given, attribute);
    }
    match given {
        Value::Null => Ok(Value::Null),
        Value::Array(given) => {
            let values = many(given, attribute)?;
            Ok(if values.is_empty() { Value::Null } else { Value::Array(values) })
        }
        other => Err(wrong(&attribute.name, "an array", other)),
    }
}

/// Several values of a multi-valued attribute. The same value given twice counts once.
///
/// # Errors
/// As [`value`].
pub fn many(given: &[Value], attribute: &Attribute) -> Result<Vec<Value>, Error> {
    let mut values = Vec::with_capacity(given.len());
    for given in given {
        let value = one(given, attribute)?;
        if !value.is_null() {
            values.push(value);
        }
    }
    if values.iter().filter(|value| is_primary(value)).count() > 1 {
        let name = &attribute.name;
        return Err(Error::of(ScimType::InvalidValue, format!("'{name}' has more than one primary value")));
    }
    Ok(without_repeats(values, attribute))
}

/// One value: that of a single-valued attribute, or one of several. Null means none.
///
/// # Errors
/// 400 `invalidValue` for a wrong type or a missing required part.
pub fn one(given: &Value, attribute: &Attribute) -> Result<Value, Error> {
    let name = &attribute.name;
    match (attribute.kind, given) {
        (_, Value::Null) => Ok(Value::Null),
        (Kind::Complex, Value::Object(object)) => {
            let mut whole = Map::new();
            for (part, value) in parts(object, attribute)? {
                match value {
                    Value::Null => whole.shift_remove(&part.name),
                    value => whole.insert(part.name.clone(), value),
                };
            }
            if whole.is_empty() {
                return Ok(Value::Null);
            }
            for part in &attribute.sub_attributes {
                if part.required && part.mutability != Mutability::ReadOnly && !whole.contains_key(&part.name)
                {
                    return Err(missing(&format!("{name}.{}", part.name)));
                }
            }
            Ok(Value::Object(whole))
        }
        (Kind::Complex, other) => Err(wrong(name, "an object", other)),
        (Kind::Boolean, Value::Bool(_)) => Ok(given.clone()),
        (Kind::Boolean, other) => Err(wrong(name, "true or false", other)),
        (Kind::Integer, Value::Number(number)) if !number.is_f64() => Ok(given.clone()),
        (Kind::Integer, other) => Err(wrong(name, "a whole number", other)),
        (Kind::Decimal, Value::Number(_)) => Ok(given.clone()),
        (Kind::Decimal, other) => Err(wrong(name, "a number", other)),
        (Kind::DateTime, Value::String(text)) if datetime::instant(text).is_some() => Ok(given.clone()),
        (Kind::DateTime, other) => Err(wrong(name, "a date and time (xsd:dateTime)", other)),
        (Kind::Binary, Value::String(text)) if is_base64(text) => Ok(given.clone()),
        (Kind::Binary, other) => Err(wrong(name, "base64", other)),
        (Kind::String | Kind::Reference, Value::String(_)) => Ok(given.clone()),
        (Kind::String | Kind::Reference, other) => Err(wrong(name, "a text", other)),
    }
}

/// Either alphabet of RFC 4648, padded or not (RFC 7643 §2.3.6).
fn is_base64(text: &str) -> bool {
    text.trim_end_matches('=').bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/-_".contains(&byte))
}

/// The parts of a complex value that a client may set, in its order; null where it clears one.
///
/// # Errors
/// As [`one`].
pub fn parts<'a>(
    given: &Map<String, Value>,
    attribute: &'a Attribute,
) -> Result<Vec<(&'a Attribute, Value)>, Error> {
    let mut parts = Vec::with_capacity(given.len());
    for (name, given) in given {
        if let Some(part) = attribute.part(name)
            && part.mutability != Mutability::ReadOnly
        {
            let value = value(given, part).map_err(|mut error| {
                error.detail = format!("in '{}': {}", attribute.name, error.detail);
                error
            })?;
            parts.push((part, value));
        }
    }
    Ok(parts)
}

/// Whether the value is marked as the primary one.
pub fn is_primary(value: &Value) -> bool {
    value.get("primary") == Some(&Value::Bool(true))
}

/// What makes two values of a multi-valued attribute the same one (RFC 7643 §2.4: the same `value` may occur under
/// another `type`). Where `value` never changes, as in `members`, it alone decides.
#[derive(PartialEq, Eq, Hash)]
pub(in crate::scim) enum Identity<'a> {
    Value(&'a str),
    Typed(&'a str, Option<&'a str>),
    Whole(String),
}

impl<'a> Identity<'a> {
    pub(in crate::scim) fn of(value: &'a Value, attribute: &Attribute) -> Self {
        let Some(main) = value.get("value").and_then(Value::as_str) else {
            return Identity::Whole(whole(value));
        };
        match attribute.part("value") {
            Some(part) if part.mutability == Mutability::Immutable => Identity::Value(main),
            _ => Identity::Typed(main, value.get("type").and_then(Value::as_str)),
        }
    }
}

/// A value without `value` (an address) is the same if all else but its being primary is.
fn whole(value: &Value) -> String {
    match value.as_object() {
        Some(object) => {
            let mut parts: Vec<_> = object.iter().filter(|(name, _)| *name != "primary").collect();
            parts.sort_unstable_by_key(|(name, _)| name.as_str());
            parts.iter().map(|(name, value)| format!("{name}={value};")).collect()
        }
        None => value.to_string(),
    }
}

fn without_repeats(values: Vec<Value>, attribute: &Attribute) -> Vec<Value> {
    let mut first_at: HashMap<Identity<'_>, usize> = HashMap::with_capacity(values.len());
    let mut repeats = Vec::new();
    for (index, value) in values.iter().enumerate() {
        if let Some(first) = first_at.get(&Identity::of(value, attribute)) {
            repeats.push((index, *first));
        } else {
            first_at.insert(Identity::of(value, attribute), index);
        }
    }
    if repeats.is_empty() {
        return values;
    }
    drop(first_at);
    let mut values: Vec<Option<Value>> = values.into_iter().map(Some).collect();
    for (index, first) in repeats {
        // What the repeat says beyond the first (being primary, a display name) is not lost.
        if let (Some(Value::Object(repeat)), Some(Some(Value::Object(kept)))) =
            (values[index].take(), values.get_mut(first))
        {
            kept.extend(repeat);
        }
    }
    values.into_iter().flatten().collect()
}

/// The refusal for a value of the wrong type.
pub(in crate::scim) fn wrong(name: &str, wanted: &str, found: &Value) -> Error {
    Error::of(ScimType::InvalidValue, format!("'{name}' must be {wanted}, not {}", kind(found)))
}

fn kind(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        // A long text may be anything, a password for one: its type is enough.
        Value::String(text) if text.len() <= 5 => value.to_string(),
        Value::String(_) => "a text".to_owned(),
        Value::Array(_) => "an array".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}
