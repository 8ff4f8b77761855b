//! The tables of `form/` as JSON Schema, for editors.
//!
//! A schema sees keys, types and words. Names, references, order and matchers are for `scimulate check`.

use serde_json::{Map, Value, json};

use super::form::{ACTS, ActForm, FRAGMENT, Form, Key, SCENARIO, STEP, Shape, Takes, USES};
use super::vocabulary::{REQUEST_LINE, RESERVED_NAMES};
use crate::duration;

/// The JSON Schema (2020-12) of scenario files.
pub fn schema() -> Value {
    let mut schema = form(&SCENARIO);
    let head = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "scimulate scenario",
        "description": "A short play: who is in it, what an admin does in Okta, what must come of it.",
    });
    let mut whole = head.as_object().cloned().unwrap_or_default();
    if let Some(object) = schema.as_object_mut() {
        whole.append(object);
    }
    whole.insert(
        "$defs".to_owned(),
        json!({
            "name": {
                "type": "string",
                "pattern": "^[A-Za-z][A-Za-z0-9_-]*$",
                "not": { "enum": RESERVED_NAMES },
                "description": "A cast name.",
            },
            "key": { "anyOf": [{ "$ref": "#/$defs/name" }, { "pattern": "^\\$\\{var:" }] },
            "member": { "anyOf": [{ "$ref": "#/$defs/name" }, { "type": "string", "pattern": "^\\$\\{var:" }] },
            "members": {
                "anyOf": [
                    { "$ref": "#/$defs/member" },
                    { "type": "array", "items": { "$ref": "#/$defs/member" }, "minItems": 1, "uniqueItems": true },
                ],
            },
            "duration": {
                "type": "string",
                "pattern": format!("^({}|\\$\\{{var:.*)$", duration::PATTERN),
                "description": "A whole number and its unit: 500ms, 2s, 1m.",
            },
            "step": step(),
            "fragment": form(&FRAGMENT),
        }),
    );
    Value::Object(whole)
}

/// A step: one act and the shared keys, `uses`, or the bare name of an act that takes no value.
fn step() -> Value {
    let mut properties: Map<String, Value> =
        STEP.keys.iter().map(|key| (key.name.to_owned(), property(key))).collect();
    for act in ACTS {
        properties.insert(act.name.to_owned(), described(takes(act), act.about));
    }
    let one_act: Vec<Value> = ACTS.iter().map(|act| json!({ "required": [act.name] })).collect();
    let bare: Vec<&str> = ACTS
        .iter()
        .filter(|act| matches!(act.takes, Takes::Nothing | Takes::Import))
        .map(|act| act.name)
        .collect();
    json!({
        "anyOf": [
            {
                "type": "object",
                "properties": properties,
                "additionalProperties": false,
                "oneOf": one_act,
            },
            {
                "type": "object",
                "properties": { "uses": described(
                    json!({ "anyOf": [{ "type": "string" }, form(&USES)] }),
                    "Steps out of a fragment file, with values for its variables.",
                ) },
                "required": ["uses"],
                "additionalProperties": false,
            },
            { "enum": bare },
        ],
    })
}

fn takes(act: &ActForm) -> Value {
    let members = || json!({ "$ref": "#/$defs/members" });
    match act.takes {
        Takes::Nothing => json!({ "type": "null" }),
        Takes::Anyone | Takes::Users | Takes::Groups => members(),
        Takes::UserMap(map) | Takes::GroupMap(map) | Takes::Await(map) => form(map),
        Takes::AnyoneOrMap(map) | Takes::UsersOrMap(map) | Takes::GroupsOrMap(map) => {
            json!({ "anyOf": [members(), form(map)] })
        }
        Takes::Import => {
            let word = json!({ "enum": ["users", "groups"] });
            json!({ "anyOf": [{ "type": "null" }, word, { "type": "array", "items": word, "minItems": 1 }] })
        }
        Takes::Request(map) => {
            let line = json!({ "type": "string", "pattern": REQUEST_LINE });
            let one = json!({ "anyOf": [line, form(map)] });
            json!({ "anyOf": [line, form(map), { "type": "array", "items": one, "minItems": 1 }] })
        }
    }
}

fn form(form: &Form) -> Value {
    let properties: Map<String, Value> =
        form.keys.iter().map(|key| (key.name.to_owned(), property(key))).collect();
    let required: Vec<&str> = form.keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    let mut object = json!({ "type": "object", "properties": properties, "additionalProperties": form.open });
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    object
}

fn property(key: &Key) -> Value {
    described(shape(key.shape), key.about)
}

fn described(mut schema: Value, about: &str) -> Value {
    if let Some(object) = schema.as_object_mut() {
        object.insert("description".to_owned(), Value::String(about.to_owned()));
    }
    schema
}

fn shape(of: Shape) -> Value {
    match of {
        Shape::Text => json!({ "type": "string" }),
        Shape::Scalar => json!({ "type": ["string", "number", "boolean"] }),
        Shape::Texts => {
            json!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] })
        }
        Shape::Word(words) => json!({ "enum": words }),
        Shape::Words(words) => json!({
            "anyOf": [
                { "enum": words },
                { "type": "array", "items": { "enum": words }, "minItems": 1, "uniqueItems": true },
            ],
        }),
        Shape::Tags => {
            let tag = json!({ "type": "string", "pattern": "^[a-z0-9][a-z0-9-]*$", "not": { "enum": ["and", "or", "not"] } });
            json!({ "anyOf": [tag, { "type": "array", "items": tag, "uniqueItems": true }] })
        }
        Shape::Switch => json!({ "enum": ["on", "off", true, false] }),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Duration => json!({ "$ref": "#/$defs/duration" }),
        Shape::Count(most) => json!({ "type": "integer", "minimum": 1, "maximum": most }),
        Shape::Between(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Shape::Name => json!({ "$ref": "#/$defs/name" }),
        Shape::Pattern(pattern) => json!({ "type": "string", "pattern": pattern }),
        Shape::Status => {
            let status = json!({ "type": "integer", "minimum": 100, "maximum": 599 });
            json!({ "anyOf": [
                status,
                { "type": "array", "items": status, "minItems": 1 },
                { "type": "string", "pattern": "^\\$|\\$\\{" },
                { "type": "object", "propertyNames": { "pattern": "^\\$" }, "minProperties": 1 },
            ] })
        }
        Shape::Member => json!({ "$ref": "#/$defs/member" }),
        Shape::Members => json!({ "$ref": "#/$defs/members" }),
        Shape::Crowd => json!({ "anyOf": [
            { "$ref": "#/$defs/member" },
            { "type": "array", "items": { "$ref": "#/$defs/member" }, "uniqueItems": true },
        ] }),
        Shape::Any => json!({}),
        Shape::MapOf(value) => json!({ "type": "object", "additionalProperties": shape(*value) }),
        Shape::SomeOf(value) => {
            json!({ "type": "object", "additionalProperties": shape(*value), "minProperties": 1 })
        }
        Shape::Named(value) => json!({
            "type": "object",
            "propertyNames": { "$ref": "#/$defs/key" },
            "additionalProperties": shape(*value),
        }),
        Shape::ListOf(value) => json!({ "type": "array", "items": shape(*value) }),
        Shape::SomeIn(value) => json!({ "type": "array", "items": shape(*value), "minItems": 1 }),
        Shape::Map(map) => form(map),
        Shape::OneOf(shapes) => json!({ "anyOf": shapes.iter().map(|one| shape(*one)).collect::<Vec<_>>() }),
        Shape::Steps => json!({ "type": "array", "items": { "$ref": "#/$defs/step" }, "minItems": 1 }),
        Shape::Nothing => json!({ "type": "null" }),
        Shape::Never => json!({ "not": {} }),
    }
}
