//! The schemas of one resource type together, and how a name is looked up in them (RFC 7644 §3.10).

use std::sync::Arc;

use super::{Attribute, Schema, base, enterprise, group, user};
use crate::scim::urn;

/// What a resource type is made of: the base attributes, its core schema and its extensions.
///
/// Cheap to clone. Names are looked up ignoring case. An attribute of an extension needs its URN; one of the core
/// schema may have it.
#[derive(Debug, Clone)]
pub struct ResourceSchemas {
    core: Arc<Schema>,
    extensions: Vec<Arc<Schema>>,
}

/// An attribute that a name led to.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// The URN of the extension that it belongs to; `None` for the core schema and the base attributes.
    pub extension: Option<&'a str>,
    /// The attribute.
    pub attribute: &'a Attribute,
    /// The part of it that was named.
    pub part: Option<&'a Attribute>,
}

impl<'a> Found<'a> {
    /// The attribute that decides how a value behaves: the part if one was named.
    pub fn leaf(&self) -> &'a Attribute {
        self.part.unwrap_or(self.attribute)
    }
}

impl ResourceSchemas {
    /// A resource type of one's own.
    pub fn new(core: Arc<Schema>, extensions: Vec<Arc<Schema>>) -> Self {
        ResourceSchemas { core, extensions }
    }

    /// User with the enterprise extension.
    pub fn user() -> Self {
        Self::new(user::SCHEMA.clone(), vec![enterprise::SCHEMA.clone()])
    }

    /// Group.
    pub fn group() -> Self {
        Self::new(group::SCHEMA.clone(), Vec::new())
    }

    /// The same with one more extension. One of the same URN is replaced.
    pub fn with_extension(mut self, schema: impl Into<Arc<Schema>>) -> Self {
        let schema = schema.into();
        self.extensions.retain(|known| !urn::same(&known.id, &schema.id));
        self.extensions.push(schema);
        self
    }

    /// The core schema.
    pub fn core(&self) -> &Arc<Schema> {
        &self.core
    }

    /// The extensions.
    pub fn extensions(&self) -> &[Arc<Schema>] {
        &self.extensions
    }

    /// The extension of that URN.
    pub fn extension(&self, uri: &str) -> Option<&Schema> {
        self.extensions.iter().find(|schema| urn::same(&schema.id, uri)).map(AsRef::as_ref)
    }

    /// Looks a name up: `uri` is the schema's URN if the name had one, `part` the sub-attribute if it had one.
    pub fn find(&self, uri: Option<&str>, name: &str, part: Option<&str>) -> Option<Found<'_>> {
        let (extension, attribute) = match uri {
            Some(uri) if !urn::same(uri, &self.core.id) => {
                let schema = self.extension(uri)?;
                (Some(schema.id.as_str()), schema.attribute(name)?)
            }
            _ => (None, self.top_level(name)?),
        };
        let part = match part {
            Some(part) => Some(attribute.part(part)?),
            None => None,
        };
        Some(Found { extension, attribute, part })
    }

    /// The base or core attribute of that name, whatever the case.
    pub fn top_level(&self, name: &str) -> Option<&Attribute> {
        base::ATTRIBUTES
            .iter()
            .find(|attribute| attribute.name.eq_ignore_ascii_case(name))
            .or_else(|| self.core.attribute(name))
    }

    /// Base and core attributes.
    pub fn all_top_level(&self) -> impl Iterator<Item = &Attribute> {
        base::ATTRIBUTES.iter().chain(&self.core.attributes)
    }
}
