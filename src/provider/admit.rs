//! What a client sent, made into what the store keeps (RFC 7643 §2, RFC 7644 §3.3 and §3.5.1).
//!
//! Names get the schema's spelling; readOnly and unknown attributes are dropped; `null` and `[]` mean "unassigned"
//! and are not stored; types are checked; `schemas` lists the core schema and each extension that holds something.
//! Whether members exist and names are free is the store's business.

use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::{Map, Value};

use super::catalogue::{Catalogue, is_urn};
use super::store::Kind;
use crate::scim::datetime;
use crate::scim::error::{Error, ScimType};
use crate::scim::schema::{Attribute, Kind as Type, Mutability, ResourceSchemas};
use crate::scim::urn;

/// The attributes to store for a body of POST or PUT. `kept` are the stored ones that PUT is about to replace.
pub(super) fn resource(
    body: &Map<String, Value>,
    kind: Kind,
    catalogue: &Catalogue,
    kept: Option<&Value>,
) -> Result<Map<String, Value>, Error> {
    let schemas = catalogue.of(kind);
    check_schemas(body, schemas)?;
    let mut stored = Map::with_capacity(body.len() + 1);
    // Takes the first place now, gets its value at the end.
    stored.insert("schemas".to_owned(), Value::Null);
    for (name, value) in body {
        if is_urn(name) {
            extension(&mut stored, name, value, catalogue, schemas)?;
        } else if let Some(attribute) = schemas.top_level(name) {
            if name.eq_ignore_ascii_case("schemas") || attribute.mutability == Mutability::ReadOnly {
                continue;
            }
            if let Some(value) = attribute_value(attribute, value, &attribute.name)? {
                stored.insert(attribute.name.clone(), value);
            }
        }
    }
    if kind == Kind::User {
        keep_what_put_cannot_mean(&mut stored, body, kept);
    }
    complete(&mut stored, schemas)?;
    Ok(stored)
}

/// The last touches that every stored resource gets, however it came about: `schemas` says what is there, and what
/// is required is there.
pub(super) fn complete(stored: &mut Map<String, Value>, schemas: &ResourceSchemas) -> Result<(), Error> {
    for attribute in &schemas.core().attributes {
        let is_missing = match stored.get(&attribute.name) {
            None | Some(Value::Null) => true,
            Some(Value::String(text)) => text.trim().is_empty(),
            Some(_) => false,
        };
        if attribute.required && is_missing {
            return Err(invalid_value(format!("{} is required and must not be empty", attribute.name)));
        }
    }
    let mut uris: Vec<Value> = vec![schemas.core().id.as_str().into()];
    uris.extend(stored.keys().filter(|name| is_urn(name)).map(|name| name.as_str().into()));
    stored.insert("schemas".to_owned(), uris.into());
    Ok(())
}

/// `active` of a user that never said otherwise.
pub(super) fn assume_active(stored: &mut Map<String, Value>) {
    if !stored.contains_key("active") {
        stored.insert("active".to_owned(), true.into());
    }
}

/// A PUT replaces everything else. But a client that read the resource before has never seen the password, and one
/// that does not know `active` must not bring a user back to life.
fn keep_what_put_cannot_mean(
    stored: &mut Map<String, Value>,
    body: &Map<String, Value>,
    kept: Option<&Value>,
) {
    for name in ["password", "active"] {
        let is_mentioned = body.keys().any(|key| key.eq_ignore_ascii_case(name));
        if let (false, Some(value)) = (is_mentioned, kept.and_then(|kept| kept.get(name))) {
            stored.insert(name.to_owned(), value.clone());
        }
    }
    assume_active(stored);
}

/// A body says which schemas it follows, and the endpoint's own is among them (RFC 7643 §3).
fn check_schemas(body: &Map<String, Value>, schemas: &ResourceSchemas) -> Result<(), Error> {
    let core = &schemas.core().id;
    let listed = body.iter().find(|(name, _)| name.eq_ignore_ascii_case("schemas")).map(|(_, value)| value);
    let listed = listed.and_then(Value::as_array).into_iter().flatten();
    if listed.filter_map(Value::as_str).any(|uri| urn::same(uri, core)) {
        Ok(())
    } else {
        let detail = format!("schemas must be an array that contains \"{core}\"");
        Err(Error::of(ScimType::InvalidSyntax, detail))
    }
}

fn extension(
    stored: &mut Map<String, Value>,
    uri: &str,
    value: &Value,
    catalogue: &Catalogue,
    schemas: &ResourceSchemas,
) -> Result<(), Error> {
    let Some(schema) = schemas.extension(uri) else { return Ok(()) };
    let Some(object) = value.as_object() else {
        return match value {
            Value::Null => Ok(()),
            _ => Err(invalid_value(format!("{uri}: an extension is an object"))),
        };
    };
    let mut kept = Map::with_capacity(object.len());
    for (name, value) in object {
        let Some(attribute) = schema.attribute(name) else { continue };
        let value = if catalogue.is_learned(uri) {
            (!is_unassigned(value)).then(|| value.clone())
        } else if attribute.mutability == Mutability::ReadOnly {
            None
        } else {
            attribute_value(attribute, value, &format!("{uri}:{}", attribute.name))?
        };
        if let Some(value) = value {
            kept.insert(attribute.name.clone(), value);
        }
    }
    if !kept.is_empty() {
        stored.insert(schema.id.clone(), kept.into());
    }
    Ok(())
}

/// `null`, an empty array and an object without anything in it are one state: unassigned (RFC 7643 §2.5).
fn is_unassigned(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(values) => values.iter().all(is_unassigned),
        Value::Object(parts) => parts.values().all(is_unassigned),
        _ => false,
    }
}

/// The value to store for an attribute; `None` when it is unassigned.
fn attribute_value(attribute: &Attribute, value: &Value, name: &str) -> Result<Option<Value>, Error> {
    if is_unassigned(value) && !matches!(value, Value::Array(_) if !attribute.multi_valued) {
        return Ok(None);
    }
    if !attribute.multi_valued {
        return one_value(attribute, value, name);
    }
    let Some(values) = value.as_array() else {
        return Err(wrong_type(name, "an array", value));
    };
    let mut stored = Vec::with_capacity(values.len());
    for value in values {
        stored.extend(one_value(attribute, value, name)?);
    }
    let primaries = stored.iter().filter(|value| value.get("primary") == Some(&Value::Bool(true))).count();
    if primaries > 1 {
        return Err(invalid_value(format!("{name}: at most one value can be primary, {primaries} are")));
    }
    Ok((!stored.is_empty()).then(|| stored.into()))
}

fn one_value(attribute: &Attribute, value: &Value, name: &str) -> Result<Option<Value>, Error> {
    if is_unassigned(value) && !value.is_array() {
        return Ok(None);
    }
    if attribute.is_complex() {
        return parts(attribute, value, name);
    }
    let is_right = match (attribute.kind, value) {
        (Type::Boolean, Value::Bool(_)) | (Type::Decimal, Value::Number(_)) => true,
        (Type::Integer, Value::Number(number)) => !number.is_f64(),
        (Type::String | Type::Reference, Value::String(_)) => true,
        (Type::DateTime, Value::String(text)) => datetime::instant(text).is_some(),
        (Type::Binary, Value::String(text)) => tolerant_base64().decode(text).is_ok(),
        _ => false,
    };
    if is_right { Ok(Some(value.clone())) } else { Err(wrong_type(name, described(attribute.kind), value)) }
}

fn parts(attribute: &Attribute, value: &Value, name: &str) -> Result<Option<Value>, Error> {
    let Some(object) = value.as_object() else {
        return Err(wrong_type(name, "an object", value));
    };
    let mut stored = Map::with_capacity(object.len());
    for (key, value) in object {
        let Some(part) = attribute.part(key) else { continue };
        if part.mutability == Mutability::ReadOnly {
            continue;
        }
        if let Some(value) = attribute_value(part, value, &format!("{name}.{}", part.name))? {
            stored.insert(part.name.clone(), value);
        }
    }
    if let Some(part) =
        attribute.sub_attributes.iter().find(|part| part.required && !stored.contains_key(&part.name))
    {
        return Err(invalid_value(format!("{name}.{} is required", part.name)));
    }
    Ok((!stored.is_empty()).then(|| stored.into()))
}

/// RFC 7643 §2.3.6 lets the padding be missing.
fn tolerant_base64() -> &'static GeneralPurpose {
    static ENGINE: OnceLock<GeneralPurpose> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
        GeneralPurpose::new(&base64::alphabet::STANDARD, config)
    })
}

const fn described(kind: Type) -> &'static str {
    match kind {
        Type::String => "a string",
        Type::Boolean => "true or false",
        Type::Decimal => "a number",
        Type::Integer => "a whole number",
        Type::DateTime => "a string with date and time (2008-01-23T04:56:22Z)",
        Type::Binary => "a string in Base64",
        Type::Reference => "a string with a URI",
        Type::Complex => "an object",
    }
}

fn wrong_type(name: &str, expected: &str, value: &Value) -> Error {
    let got = match value {
        Value::Null => "null",
        Value::Bool(_) => "a Boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    };
    invalid_value(format!("{name} must be {expected}, not {got}"))
}

fn invalid_value(detail: String) -> Error {
    Error::of(ScimType::InvalidValue, detail)
}
