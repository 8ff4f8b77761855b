//! How a stored resource looks to a client: everything that the store leaves out is added while it is written.
//!
//! Writing straight from the store keeps a group of thousands of members from being copied for each answer. Only a
//! projection, a filter or a sort key that needs the added parts makes a copy ([`View::to_value`]).

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::{Map, Value};

use super::store::{Kind, Record, Store};
use crate::exchange::encode_component;
use crate::scim::urn;

/// One resource, as shown under a base URL.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'a> {
    /// Where names of members and groups are looked up.
    pub(super) store: &'a Store,
    /// The resource.
    pub(super) record: &'a Record,
    /// The base URL.
    pub(super) base: &'a str,
    /// Whether `members` is shown.
    pub(super) members: bool,
    /// Whether `groups` is shown.
    pub(super) groups: bool,
}

impl<'a> View<'a> {
    /// All of a resource.
    pub(super) const fn new(store: &'a Store, record: &'a Record, base: &'a str) -> Self {
        View { store, record, base, members: true, groups: true }
    }

    /// The resource's own URL.
    pub(super) fn location(&self) -> String {
        location(self.base, self.record.kind, self.record.id())
    }

    /// A copy as JSON.
    pub(super) fn to_value(self) -> Value {
        // Every part is a string-keyed map, a sequence or a stored JSON value: this cannot fail.
        serde_json::to_value(self).unwrap_or_default()
    }
}

/// The URL of a resource.
pub(super) fn location(base: &str, kind: Kind, id: &str) -> String {
    format!("{base}{}/{}", kind.endpoint(), encode_component(id))
}

impl Serialize for View<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self.record.value.as_object().into_iter().flatten() {
            match (name.as_str(), value) {
                ("password" | "meta", _) => {}
                ("members", _) if !self.members => {}
                ("members", Value::Array(members)) => {
                    map.serialize_entry(name, &Members { view: *self, members })?;
                }
                (urn::ENTERPRISE_USER, Value::Object(extension)) if extension.contains_key("manager") => {
                    map.serialize_entry(name, &self.enterprise(extension))?;
                }
                _ => map.serialize_entry(name, value)?,
            }
        }
        if self.groups && self.record.kind == Kind::User {
            let groups = self.groups();
            if !groups.is_empty() {
                map.serialize_entry("groups", &groups)?;
            }
        }
        map.serialize_entry("meta", &Meta(*self))?;
        map.end()
    }
}

impl View<'_> {
    /// `groups` (RFC 7643 §4.1.2): read-only, it follows from the groups' own members.
    fn groups(&self) -> Vec<Value> {
        self.store
            .groups_of(self.record.id())
            .map(|(group, placement)| {
                let mut entry = Map::with_capacity(4);
                entry.insert("value".to_owned(), group.id().into());
                entry.insert("$ref".to_owned(), location(self.base, Kind::Group, group.id()).into());
                entry.insert("display".to_owned(), group.text("displayName").into());
                entry.insert("type".to_owned(), placement.as_str().into());
                Value::Object(entry)
            })
            .collect()
    }

    /// The enterprise extension with the parts of `manager` that follow from its `value`, when that is a user's id.
    fn enterprise(&self, extension: &Map<String, Value>) -> Map<String, Value> {
        let mut extension = extension.clone();
        let Some(manager) = extension.get_mut("manager").and_then(Value::as_object_mut) else {
            return extension;
        };
        let found =
            manager.get("value").and_then(Value::as_str).and_then(|id| self.store.get(Kind::User, id));
        if let Some(user) = found {
            manager.insert("$ref".to_owned(), location(self.base, Kind::User, user.id()).into());
            if let Some(name) = user.text("displayName") {
                manager.insert("displayName".to_owned(), name.into());
            }
        }
        extension
    }
}

struct Meta<'a>(View<'a>);

impl Serialize for Meta<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let record = self.0.record;
        let mut map = serializer.serialize_map(Some(5))?;
        for name in ["resourceType", "created", "lastModified"] {
            map.serialize_entry(name, &record.meta(name))?;
        }
        map.serialize_entry("location", &self.0.location())?;
        map.serialize_entry("version", &record.tag())?;
        map.end()
    }
}

struct Members<'a> {
    view: View<'a>,
    members: &'a [Value],
}

impl Serialize for Members<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.members.len()))?;
        for id in self.view.record.members() {
            list.serialize_element(&Member { view: self.view, id })?;
        }
        list.end()
    }
}

/// A member with what the server knows of it: `display` is the displayName, or the userName of a user without one.
struct Member<'a> {
    view: View<'a>,
    id: &'a str,
}

impl Serialize for Member<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("value", self.id)?;
        if let Some(record) = self.view.store.find(self.id) {
            map.serialize_entry("$ref", &location(self.view.base, record.kind, self.id))?;
            if let Some(display) = record.text("displayName").or_else(|| record.text("userName")) {
                map.serialize_entry("display", display)?;
            }
            map.serialize_entry("type", record.kind.name())?;
        }
        map.end()
    }
}
