//! The schemas that this provider knows: those of the RFC, and extensions that clients brought along.
//!
//! Okta's custom attributes live under a URN that an admin makes up, and a target is expected to keep them. So an
//! object under an unknown URN teaches the provider that extension: from then on it is in `/Schemas`, and filters
//! and PATCH paths may name it. What was learned says nothing about types beyond the first value seen.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::store::Kind;
use crate::scim::schema::{self, ResourceSchemas, Schema};
use crate::scim::urn;

/// The schemas of every resource type.
#[derive(Debug, Clone)]
pub(super) struct Catalogue {
    user: ResourceSchemas,
    group: ResourceSchemas,
    learned: Vec<Arc<Schema>>,
}

impl Default for Catalogue {
    fn default() -> Self {
        Catalogue { user: ResourceSchemas::user(), group: ResourceSchemas::group(), learned: Vec::new() }
    }
}

impl Catalogue {
    /// The schemas of one resource type.
    pub(super) const fn of(&self, kind: Kind) -> &ResourceSchemas {
        match kind {
            Kind::User => &self.user,
            Kind::Group => &self.group,
        }
    }

    /// Whether an extension is only known from what clients sent.
    pub(super) fn is_learned(&self, uri: &str) -> bool {
        self.learned.iter().any(|schema| urn::same(&schema.id, uri))
    }

    /// Every schema, for `/Schemas`: those of RFC 7643 first.
    pub(super) fn published(&self) -> Vec<Arc<Schema>> {
        let mut all = schema::published().to_vec();
        all.extend(self.learned.iter().cloned());
        all
    }

    /// Learns from the extensions of a body, or of the value of a PATCH operation without a path.
    pub(super) fn learn(&mut self, kind: Kind, body: &Map<String, Value>) {
        for (name, value) in body {
            if is_urn(name) && value.is_object() && !urn::same(name, &self.of(kind).core().id) {
                self.learn_extension(kind, name, value);
            }
        }
    }

    fn learn_extension(&mut self, kind: Kind, uri: &str, example: &Value) {
        let seen = Schema::from_example(uri, example);
        let known = self.of(kind).extension(uri);
        if known.is_some() && !self.is_learned(uri) {
            return;
        }
        let mut schema = known.cloned().unwrap_or_else(|| Schema::new(uri, seen.name, Vec::new()));
        let new: Vec<_> = seen
            .attributes
            .into_iter()
            .filter(|attribute| schema.attribute(&attribute.name).is_none())
            .collect();
        if new.is_empty() && known.is_some() {
            return;
        }
        schema.attributes.extend(new);
        let schema = Arc::new(schema.described("An extension that a client brought along."));
        self.learned.retain(|other| !urn::same(&other.id, &schema.id));
        self.learned.push(Arc::clone(&schema));
        let slot = match kind {
            Kind::User => &mut self.user,
            Kind::Group => &mut self.group,
        };
        *slot = slot.clone().with_extension(schema);
    }
}

/// Whether an attribute name is the URN of an extension. No attribute name contains a colon (RFC 7643 §2.1).
pub(super) fn is_urn(name: &str) -> bool {
    name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("urn:"))
}
