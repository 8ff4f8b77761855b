//! Lookups by a value instead of an id.

use std::collections::HashMap;

use serde_json::Value;

use super::record::Kind;
use crate::scim::text;

/// From a value to the ids of the resources that have it, in the order of their creation.
#[derive(Debug, Default)]
pub(super) struct Index {
    ids: HashMap<String, Vec<String>>,
}

impl Index {
    /// The ids of the resources that have this value.
    pub(super) fn get(&self, key: &str) -> &[String] {
        self.ids.get(key).map_or(&[], Vec::as_slice)
    }

    fn add(&mut self, key: String, id: &str) {
        self.ids.entry(key).or_default().push(id.to_owned());
    }

    fn remove(&mut self, key: &str, id: &str) {
        if let Some(ids) = self.ids.get_mut(key) {
            ids.retain(|other| other != id);
            if ids.is_empty() {
                self.ids.remove(key);
            }
        }
    }
}

/// The indices over one kind of resource.
#[derive(Debug, Default)]
pub(super) struct Indices {
    /// `userName` of users, `displayName` of groups; without regard to case.
    pub(super) name: Index,
    /// `externalId`; case matters (RFC 7643 §3.1).
    pub(super) external_id: Index,
}

impl Indices {
    /// Replaces what was known of a resource by what is true now. Either side is absent for a new or a removed one.
    pub(super) fn change(&mut self, kind: Kind, id: &str, before: Option<&Value>, after: Option<&Value>) {
        move_key(&mut self.name, id, before.and_then(|v| name(kind, v)), after.and_then(|v| name(kind, v)));
        move_key(&mut self.external_id, id, before.and_then(external_id), after.and_then(external_id));
    }
}

fn move_key(index: &mut Index, id: &str, before: Option<String>, after: Option<String>) {
    if before == after {
        return;
    }
    if let Some(key) = before {
        index.remove(&key, id);
    }
    if let Some(key) = after {
        index.add(key, id);
    }
}

/// The attribute that people know a resource of this kind by.
const fn name_attribute(kind: Kind) -> &'static str {
    match kind {
        Kind::User => "userName",
        Kind::Group => "displayName",
    }
}

/// Both names are `caseExact: false` (RFC 7643 §8.7.1): a lookup by index must find what a filter finds.
pub(super) fn fold(name: &str) -> String {
    text::fold(name).into_owned()
}

fn name(kind: Kind, value: &Value) -> Option<String> {
    value.get(name_attribute(kind)).and_then(Value::as_str).map(fold)
}

fn external_id(value: &Value) -> Option<String> {
    value.get("externalId").and_then(Value::as_str).map(str::to_owned)
}
