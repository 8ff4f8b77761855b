//! The tables of knobs and of the file as JSON Schema, for editors.

use serde_json::{Map, Value, json};

use super::form;
use crate::duration;
use crate::provider::knob::{self, Field, Shape};

/// The JSON Schema (2020-12) of profile files.
pub fn schema() -> Value {
    let mut whole = fields(form::PROFILE);
    whole["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    whole["title"] = "scimulate profile".into();
    whole["description"] = "How one SCIM server behaves, and how its app is set up in Okta.".into();
    whole["properties"]["provider"] = described(knobs(true), "Knobs of the embedded provider.");
    let scenarios = crate::scenario::schema();
    let mut integration = scenarios["properties"]["integration"].clone();
    if let Some(properties) = integration["properties"].as_object_mut() {
        for (_, value) in properties.iter_mut() {
            *value = annotated(&value.take());
        }
        for field in form::INTEGRATION {
            properties.insert(field.name.to_owned(), described(annotated(&shape(field.shape)), field.about));
        }
    }
    whole["properties"]["integration"] = described(integration, "How the app is set up in Okta.");
    whole
}

/// The JSON Schema of a map of knobs; in a profile a value may say what it rests on, in a scenario a knob may be off.
pub fn knobs(in_profile: bool) -> Value {
    let one = |shape: Value| {
        if in_profile { annotated(&shape) } else { json!({ "anyOf": [shape, { "const": "off" }] }) }
    };
    let properties: Map<String, Value> = knob::registry()
        .map(|knob| {
            let mut schema = described(one(shape(knob.shape)), knob.about);
            schema["examples"] = json!([serde_json::from_str::<Value>(knob.example).unwrap_or_default()]);
            (knob.name.to_owned(), schema)
        })
        .collect();
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

fn annotated(value: &Value) -> Value {
    let mut around = fields(form::ANNOTATED);
    around["properties"]["value"] = value.clone();
    json!({ "anyOf": [value, around] })
}

fn fields(fields: &[Field]) -> Value {
    let properties: Map<String, Value> = fields
        .iter()
        .map(|field| (field.name.to_owned(), described(shape(field.shape), field.about)))
        .collect();
    let required: Vec<&str> = fields.iter().filter(|field| field.required).map(|field| field.name).collect();
    let mut object = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    object
}

fn described(mut schema: Value, about: &str) -> Value {
    schema["description"] = about.into();
    schema
}

fn shape(of: Shape) -> Value {
    match of {
        Shape::Flag => json!({ "type": "boolean" }),
        Shape::Text => json!({ "type": "string" }),
        Shape::Texts => {
            json!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] })
        }
        Shape::Word(words) => json!({ "enum": words }),
        Shape::Number => json!({ "type": "integer", "minimum": 0 }),
        Shape::Duration => json!({ "type": "string", "pattern": format!("^({})$", duration::PATTERN) }),
        Shape::Any => json!({}),
        Shape::Map(map) => fields(map),
        Shape::ListOf(inner) => json!({ "type": "array", "items": shape(*inner) }),
        Shape::MapOf(inner) => json!({ "type": "object", "additionalProperties": shape(*inner) }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{knobs, schema};
    use crate::provider::knob;

    #[test]
    fn every_example_of_a_knob_is_valid_by_the_schema_with_and_without_a_source() {
        let validator = jsonschema::validator_for(&schema()).unwrap();
        for knob in knob::registry() {
            let value: Value = serde_json::from_str(knob.example).unwrap();
            for value in [value.clone(), json!({"value": value, "inferred": "seen"})] {
                let profile = json!({"name": "x", "title": "t", "provider": {knob.name: value}});
                assert!(validator.is_valid(&profile), "{}", knob.name);
            }
        }
        assert!(!validator.is_valid(&json!({"name": "x", "title": "t", "provider": {"page-sise": 5}})));
        let off = jsonschema::validator_for(&knobs(false)).unwrap();
        assert!(off.is_valid(&json!({"no-groups": "off"})));
    }

    #[test]
    fn the_readme_lists_every_knob() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
        let readme = std::fs::read_to_string(path).unwrap();
        for knob in knob::registry() {
            assert!(readme.contains(&format!("| `{}` |", knob.name)), "{} is not in the README", knob.name);
        }
    }

    #[test]
    fn the_shipped_profiles_are_valid_by_the_schema() {
        let validator = jsonschema::validator_for(&schema()).unwrap();
        for (name, path) in crate::scenario::profiles() {
            let mut sources = crate::source::Sources::default();
            let text = crate::scenario::shipped_text(path).unwrap();
            let source = sources.add(path, text.to_owned());
            let profile = crate::source::parse(source, text).unwrap().to_value();
            let errors: Vec<String> =
                validator.iter_errors(&profile).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{name}: {errors:?}");
        }
    }
}
