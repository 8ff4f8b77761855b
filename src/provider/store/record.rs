//! One stored resource.

use jiff::Timestamp;
use serde_json::{Map, Value};

/// The resource types that the provider serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::provider) enum Kind {
    /// RFC 7643 §4.1.
    User,
    /// RFC 7643 §4.2.
    Group,
}

impl Kind {
    /// Every kind, in the order in which a query over all of them lists them.
    pub(in crate::provider) const ALL: [Kind; 2] = [Kind::User, Kind::Group];

    /// The resource type's name (`meta.resourceType`).
    pub(in crate::provider) const fn name(self) -> &'static str {
        match self {
            Kind::User => "User",
            Kind::Group => "Group",
        }
    }

    /// The endpoint below the base URL, with a leading slash.
    pub(in crate::provider) const fn endpoint(self) -> &'static str {
        match self {
            Kind::User => "/Users",
            Kind::Group => "/Groups",
        }
    }
}

/// A resource as it is kept: what the client gave, `id`, `schemas` and the constant part of `meta`. The rest
/// (`meta.location`, `meta.version`, `groups`, a member's `$ref` and `display`) is made when it is shown.
#[derive(Debug, Clone)]
pub(in crate::provider) struct Record {
    /// Which kind of resource it is.
    pub(in crate::provider) kind: Kind,
    /// The attributes, names in the schema's own case, unassigned ones absent.
    pub(in crate::provider) value: Value,
    /// Counts the states of the resource, from 1. Another name of a member, a group or a manager, which is shown along,
    /// is not one.
    pub(in crate::provider) revision: u64,
}

impl Record {
    /// A new resource: `id` first, `meta` last, the attributes between them in the order given.
    pub(super) fn new(kind: Kind, id: &str, attributes: Map<String, Value>, now: Timestamp) -> Self {
        let mut value = Map::with_capacity(attributes.len() + 2);
        let mut attributes = attributes;
        // `schemas` leads, as in the RFC's examples: a person reading a trace sees first what the thing is.
        if let Some(schemas) = attributes.shift_remove("schemas") {
            value.insert("schemas".to_owned(), schemas);
        }
        value.insert("id".to_owned(), id.into());
        value.append(&mut attributes);
        let now = written(now);
        let mut meta = Map::with_capacity(3);
        meta.insert("resourceType".to_owned(), kind.name().into());
        meta.insert("created".to_owned(), now.clone().into());
        meta.insert("lastModified".to_owned(), now.into());
        value.insert("meta".to_owned(), meta.into());
        Record { kind, value: Value::Object(value), revision: 1 }
    }

    /// The same resource with other attributes: `id` and `meta.created` stay, `meta.lastModified` moves.
    pub(super) fn replaced(&self, mut attributes: Map<String, Value>, now: Timestamp) -> Self {
        attributes.shift_remove("meta");
        let mut record = Record::new(self.kind, self.id(), attributes, now);
        if let (Some(meta), Some(created)) = (record.value.get_mut("meta"), self.meta("created")) {
            meta["created"] = created.into();
        }
        record.revision = self.revision + 1;
        record
    }

    /// Takes a member out of a group in place: tidying up a large group must not copy it once per member.
    pub(super) fn drop_member(&mut self, member: &str, now: Timestamp) {
        let Some(attributes) = self.value.as_object_mut() else { return };
        if let Some(Value::Array(members)) = attributes.get_mut("members") {
            members.retain(|other| other.get("value").and_then(Value::as_str) != Some(member));
            if members.is_empty() {
                attributes.shift_remove("members");
            }
        }
        self.changed(now);
    }

    /// Notes that the resource is another one now.
    pub(super) fn changed(&mut self, now: Timestamp) {
        if let Some(meta) = self.value.get_mut("meta") {
            meta["lastModified"] = written(now).into();
        }
        self.revision += 1;
    }

    /// The id.
    pub(in crate::provider) fn id(&self) -> &str {
        self.text("id").unwrap_or_default()
    }

    /// A string attribute at the top level.
    pub(in crate::provider) fn text(&self, name: &str) -> Option<&str> {
        self.value.get(name).and_then(Value::as_str)
    }

    /// A stored part of `meta`.
    pub(in crate::provider) fn meta(&self, name: &str) -> Option<&str> {
        self.value.get("meta").and_then(|meta| meta.get(name)).and_then(Value::as_str)
    }

    /// The ids of the members, in order; none for a user.
    pub(in crate::provider) fn members(&self) -> impl Iterator<Item = &str> {
        let members = self.value.get("members").and_then(Value::as_array);
        members.into_iter().flatten().filter_map(|member| member.get("value").and_then(Value::as_str))
    }

    /// The entity tag: weak, because two answers with the same tag may be projected differently (RFC 7644 §3.14).
    pub(in crate::provider) fn tag(&self) -> String {
        format!("W/\"{}\"", self.revision)
    }

    /// The attributes without `id` and `meta`, to compare two states.
    pub(super) fn same_attributes(&self, attributes: &Map<String, Value>) -> bool {
        let own = self.value.as_object();
        let own = own.into_iter().flatten().filter(|(name, _)| !is_server_made(name));
        let other = attributes.iter().filter(|(name, _)| !is_server_made(name));
        own.clone().count() == other.clone().count()
            && own.into_iter().all(|(name, value)| attributes.get(name) == Some(value))
    }
}

fn is_server_made(name: &str) -> bool {
    matches!(name, "id" | "meta")
}

/// A DateTime as RFC 7643 §2.3.5 wants it, always with milliseconds so that all look alike.
fn written(now: Timestamp) -> String {
    format!("{now:.3}")
}
