//! A schema: an id and the attributes that it defines (RFC 7643 §7). To and from the documents of `/Schemas`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::attribute::{Attribute, Kind};
use crate::scim::{path, urn};

/// A schema, published or made at run time.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Schema {
    /// Its URN.
    pub id: String,
    /// Its short name.
    #[serde(default)]
    pub name: String,
    /// What it describes.
    #[serde(default)]
    pub description: Option<String>,
    /// Its attributes.
    #[serde(default)]
    pub attributes: Vec<Attribute>,
}

impl Schema {
    /// A schema without a description.
    pub fn new(id: impl Into<String>, name: impl Into<String>, attributes: Vec<Attribute>) -> Self {
        Schema { id: id.into(), name: name.into(), description: None, attributes }
    }

    /// The same with a description.
    pub fn described(mut self, description: &str) -> Self {
        self.description = Some(description.to_owned());
        self
    }

    /// A schema that fits an example: an extension of which nothing is known but a resource that uses it. Texts are
    /// taken for plain strings, an array for many values of its first value's type. What no attribute can be called is
    /// left out (RFC 7643 §2.1).
    pub fn from_example(id: impl Into<String>, example: &Value) -> Self {
        let id = id.into();
        let name = id.rsplit(':').next().unwrap_or_default().to_owned();
        Schema::new(id, name, parts_of(example, true))
    }

    /// Reads a document of `/Schemas`. What is left out has the default of RFC 7643 §2.2.
    ///
    /// # Errors
    /// A text that says what does not fit, for a document without an id or with a word that no RFC knows.
    pub fn from_json(document: &Value) -> Result<Self, String> {
        Schema::deserialize(document).map_err(|error| error.to_string())
    }

    /// The document that `/Schemas/{id}` answers, without `meta`.
    pub fn to_json(&self) -> Value {
        let mut document = json!({"schemas": [urn::SCHEMA], "id": self.id, "name": self.name});
        if let Some(description) = &self.description {
            document["description"] = description.as_str().into();
        }
        // An attribute is plain data with string keys: it always has a JSON form.
        document["attributes"] = serde_json::to_value(&self.attributes).unwrap_or_default();
        document
    }

    /// Its attribute of that name, whatever the case.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(name))
    }
}

fn parts_of(example: &Value, deeper: bool) -> Vec<Attribute> {
    let object = example.as_object();
    object
        .into_iter()
        .flatten()
        .filter(|(name, _)| path::is_name(name))
        .map(|(name, value)| {
            let (value, many) = match value.as_array() {
                Some(values) => (values.first().unwrap_or(&Value::Null), true),
                None => (value, false),
            };
            let mut attribute = Attribute::new(name.as_str(), kind_of(value));
            attribute.multi_valued = many;
            // RFC 7643 §2.3.8: a complex attribute has no complex parts.
            if deeper {
                attribute.sub_attributes = parts_of(value, false);
            }
            attribute
        })
        .collect()
}

fn kind_of(value: &Value) -> Kind {
    match value {
        Value::Bool(_) => Kind::Boolean,
        Value::Number(number) if number.is_f64() => Kind::Decimal,
        Value::Number(_) => Kind::Integer,
        Value::Object(_) => Kind::Complex,
        Value::Null | Value::String(_) | Value::Array(_) => Kind::String,
    }
}
