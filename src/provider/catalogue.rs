//! The schemas that this provider knows: those of the RFC, and extensions that clients brought along.
//!
//! Okta's custom attributes live under a URN that an admin makes up, and a target is expected to keep them. So an
//! object under an unknown URN teaches the provider that extension: from then on it is in `/Schemas`, and filters
//! and PATCH paths may name it. What was learned of a type is the type of the last value seen.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::{Value, json};

use super::store::Kind;
use crate::scim::patch::Patch;
use crate::scim::path::Path;
use crate::scim::schema::{self, Attribute, ResourceSchemas, Schema};
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

    fn is_learned(&self, uri: &str) -> bool {
        self.learned.iter().any(|schema| urn::same(&schema.id, uri))
    }

    /// Every schema, for `/Schemas`: those of RFC 7643 first.
    pub(super) fn published(&self) -> Vec<Arc<Schema>> {
        let mut all = schema::published().to_vec();
        all.extend(self.learned.iter().cloned());
        all
    }

    /// What is known after a write with this body: the extensions that it brings along are learned. It is kept only if
    /// the write is not refused.
    pub(super) fn taught_by(&self, kind: Kind, body: &Value) -> Cow<'_, Self> {
        let mut after = Cow::Borrowed(self);
        learn(&mut after, kind, body);
        after
    }

    /// The same for a PATCH: it teaches like a body with the value of an operation without a path. A path may bring a
    /// new attribute of a learned extension, but no new URN: a mistyped one is an invalidPath.
    pub(super) fn taught_by_patch(&self, kind: Kind, patch: &Patch<'_>) -> Cow<'_, Self> {
        let mut after = Cow::Borrowed(self);
        for operation in &patch.operations {
            let Some(value) = operation.value else { continue };
            match &operation.path {
                None => learn(&mut after, kind, value),
                Some(Path { uri: Some(uri), name, filter: None, part }) if after.is_learned(uri) => {
                    let value = match part {
                        Some(part) => json!({name: {part: value}}),
                        None => json!({name: value}),
                    };
                    learn_extension(&mut after, kind, uri, &value);
                }
                Some(_) => {}
            }
        }
        after
    }

    fn may_learn(&self, kind: Kind, uri: &str) -> bool {
        match self.of(kind).extension(uri) {
            Some(_) => self.is_learned(uri),
            // What SCIM itself calls so is no extension of anything (RFC 7644 §3.1: no message is in `/Schemas`).
            None => {
                !schema::published().iter().any(|schema| urn::same(&schema.id, uri)) && !urn::is_message(uri)
            }
        }
    }
}

/// Learns from the extensions of a body.
fn learn(after: &mut Cow<'_, Catalogue>, kind: Kind, body: &Value) {
    for (name, value) in body.as_object().into_iter().flatten() {
        if is_urn(name) && value.is_object() && after.may_learn(kind, name) {
            learn_extension(after, kind, name, value);
        }
    }
}

fn learn_extension(after: &mut Cow<'_, Catalogue>, kind: Kind, uri: &str, example: &Value) {
    let seen = Schema::from_example(uri, example);
    let known = after.of(kind).extension(uri);
    let says_new = |attribute: &Attribute| {
        let known = known.and_then(|schema| schema.attribute(&attribute.name));
        let is_null = example.get(&attribute.name).is_some_and(Value::is_null);
        known.is_none_or(|known| !is_null && known != attribute)
    };
    let new: Vec<Attribute> = seen.attributes.into_iter().filter(|attribute| says_new(attribute)).collect();
    if new.is_empty() && known.is_some() {
        return;
    }
    let mut schema = known.cloned().unwrap_or_else(|| Schema::new(uri, seen.name, Vec::new()));
    schema.attributes.retain(|old| new.iter().all(|new| !new.name.eq_ignore_ascii_case(&old.name)));
    schema.attributes.extend(new);
    let schema = Arc::new(schema.described("An extension that a client brought along."));
    let after = after.to_mut();
    after.learned.retain(|other| !urn::same(&other.id, &schema.id));
    after.learned.push(Arc::clone(&schema));
    let slot = match kind {
        Kind::User => &mut after.user,
        Kind::Group => &mut after.group,
    };
    *slot = slot.clone().with_extension(schema);
}

/// Whether an attribute name is the URN of an extension. No attribute name contains a colon (RFC 7643 §2.1), and no
/// path or filter could name a URN with a blank, a quote or a bracket in it.
pub(super) fn is_urn(name: &str) -> bool {
    name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("urn:"))
        && name.bytes().all(|byte| byte.is_ascii_graphic() && !b"()[]\"".contains(&byte))
}
