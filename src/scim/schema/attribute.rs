//! One attribute and its characteristics (RFC 7643 §2.2, §2.3, §7). Data and its JSON form.

use serde::{Deserialize, Serialize, Serializer, ser::SerializeMap};

/// An attribute as a schema defines it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attribute {
    /// Its name, in the schema's spelling.
    pub name: String,
    /// The type of its value, or of each of its values.
    #[serde(rename = "type", default)]
    pub kind: Kind,
    /// Whether it holds an array of values.
    #[serde(default)]
    pub multi_valued: bool,
    /// What it is for.
    #[serde(default)]
    pub description: Option<String>,
    /// Whether a resource must have it.
    #[serde(default)]
    pub required: bool,
    /// Whether filters, sorting and uniqueness tell case apart.
    #[serde(default)]
    pub case_exact: bool,
    /// Who may change it, and when.
    #[serde(default)]
    pub mutability: Mutability,
    /// When it is in an answer.
    #[serde(default)]
    pub returned: Returned,
    /// Among what its values are unique.
    #[serde(default)]
    pub uniqueness: Uniqueness,
    /// Values that are suggested (or, for some servers, the only ones).
    #[serde(default)]
    pub canonical_values: Vec<String>,
    /// What a reference may point to.
    #[serde(default)]
    pub reference_types: Vec<String>,
    /// The parts of a complex attribute.
    #[serde(default)]
    pub sub_attributes: Vec<Attribute>,
}

/// Data types of RFC 7643 §2.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// Text.
    #[default]
    String,
    /// `true` or `false`.
    Boolean,
    /// A number.
    Decimal,
    /// A whole number.
    Integer,
    /// xsd:dateTime.
    DateTime,
    /// Base64.
    Binary,
    /// A URI.
    Reference,
    /// An object of sub-attributes.
    Complex,
}

impl Kind {
    /// The word that schemas use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::String => "string",
            Kind::Boolean => "boolean",
            Kind::Decimal => "decimal",
            Kind::Integer => "integer",
            Kind::DateTime => "dateTime",
            Kind::Binary => "binary",
            Kind::Reference => "reference",
            Kind::Complex => "complex",
        }
    }
}

/// Who may change an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Mutability {
    /// Only the server.
    ReadOnly,
    /// Client and server.
    #[default]
    ReadWrite,
    /// The client, once.
    Immutable,
    /// The client; never shown.
    WriteOnly,
}

/// When an attribute is in an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Returned {
    /// Whatever is asked for.
    Always,
    /// Never.
    Never,
    /// Unless the request leaves it out.
    #[default]
    Default,
    /// Only when the request names it.
    Request,
}

/// Among what an attribute's values are unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Uniqueness {
    /// Not unique.
    #[default]
    None,
    /// Within the endpoint.
    Server,
    /// Everywhere.
    Global,
}

impl Attribute {
    /// A single-valued, optional, read-write attribute with the defaults of RFC 7643 §2.2. References and binary
    /// values tell case apart (§2.3.6, §2.3.7, whatever §8.7 prints).
    pub fn new(name: impl Into<String>, kind: Kind) -> Self {
        Attribute {
            name: name.into(),
            kind,
            multi_valued: false,
            description: None,
            required: false,
            case_exact: matches!(kind, Kind::Reference | Kind::Binary),
            mutability: Mutability::ReadWrite,
            returned: Returned::Default,
            uniqueness: Uniqueness::None,
            canonical_values: Vec::new(),
            reference_types: Vec::new(),
            sub_attributes: Vec::new(),
        }
    }

    /// An optional text.
    pub fn text(name: impl Into<String>) -> Self {
        Self::new(name, Kind::String)
    }

    /// An optional `true` or `false`.
    pub fn flag(name: impl Into<String>) -> Self {
        Self::new(name, Kind::Boolean)
    }

    /// A reference to the named types of resource (or `external`, or `uri`).
    pub fn reference<const N: usize>(name: impl Into<String>, to: [&str; N]) -> Self {
        let mut attribute = Self::new(name, Kind::Reference);
        attribute.reference_types = to.map(str::to_owned).into();
        attribute
    }

    /// A complex attribute.
    pub fn complex<const N: usize>(name: impl Into<String>, parts: [Attribute; N]) -> Self {
        let mut attribute = Self::new(name, Kind::Complex);
        attribute.sub_attributes = parts.into();
        attribute
    }

    /// With an array of values.
    pub fn many(mut self) -> Self {
        self.multi_valued = true;
        self
    }

    /// That a resource must have.
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// That tells case apart.
    pub fn case_exact(mut self) -> Self {
        self.case_exact = true;
        self
    }

    /// Unique within the endpoint.
    pub fn unique(mut self) -> Self {
        self.uniqueness = Uniqueness::Server;
        self
    }

    /// With that mutability, for itself and all its parts.
    pub fn changed_by(mut self, mutability: Mutability) -> Self {
        self.mutability = mutability;
        self.sub_attributes =
            self.sub_attributes.into_iter().map(|part| part.changed_by(mutability)).collect();
        self
    }

    /// In answers as said.
    pub fn returned(mut self, returned: Returned) -> Self {
        self.returned = returned;
        self
    }

    /// With suggested values.
    pub fn suggests<const N: usize>(mut self, words: [&str; N]) -> Self {
        self.canonical_values = words.map(str::to_owned).into();
        self
    }

    /// Its part of that name, whatever the case.
    pub fn part(&self, name: &str) -> Option<&Attribute> {
        self.sub_attributes.iter().find(|part| part.name.eq_ignore_ascii_case(name))
    }

    /// Whether its value is an object.
    pub fn is_complex(&self) -> bool {
        self.kind == Kind::Complex
    }
}

/// Written as RFC 7643 §8.7 prints it: `caseExact` only where there is text, `uniqueness` never for a Boolean.
impl Serialize for Attribute {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("name", &self.name)?;
        map.serialize_entry("type", &self.kind)?;
        map.serialize_entry("multiValued", &self.multi_valued)?;
        if let Some(description) = &self.description {
            map.serialize_entry("description", description)?;
        }
        map.serialize_entry("required", &self.required)?;
        if matches!(self.kind, Kind::String | Kind::Reference | Kind::Binary) {
            map.serialize_entry("caseExact", &self.case_exact)?;
        }
        map.serialize_entry("mutability", &self.mutability)?;
        map.serialize_entry("returned", &self.returned)?;
        if self.kind != Kind::Boolean {
            map.serialize_entry("uniqueness", &self.uniqueness)?;
        }
        if !self.canonical_values.is_empty() {
            map.serialize_entry("canonicalValues", &self.canonical_values)?;
        }
        if !self.reference_types.is_empty() {
            map.serialize_entry("referenceTypes", &self.reference_types)?;
        }
        if self.is_complex() {
            map.serialize_entry("subAttributes", &self.sub_attributes)?;
        }
        map.end()
    }
}
