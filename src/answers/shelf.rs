//! The resources that answers show, by name.
//!
//! A resource begins as its maker thinks it could be, and becomes what clients send: what is posted where a
//! `created` answer is given, and what a PUT or PATCH that was answered 2xx says. A refused write leaves no trace, as
//! on a real server.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use crate::scim::patch;
use crate::scim::schema::ResourceSchemas;

/// What no server shows again (RFC 7643 §4.1.1).
const NEVER_RETURNED: &str = "password";

/// The resources of one book.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    resources: IndexMap<String, Resource>,
    /// What stands before the paths of `meta.location`.
    base: String,
    /// `meta.created` of everything.
    now: String,
}

#[derive(Debug, Clone)]
struct Resource {
    kind: Kind,
    id: String,
    attributes: Map<String, Value>,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    User,
    Group,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Kind::User => "User",
            Kind::Group => "Group",
        }
    }

    const fn endpoint(self) -> &'static str {
        match self {
            Kind::User => "/Users",
            Kind::Group => "/Groups",
        }
    }
}

impl Shelf {
    /// An empty shelf. `base` is the base URL, `now` the moment (RFC 3339) at which everything on it was created.
    pub fn new(base: &str, now: &str) -> Self {
        Shelf { resources: IndexMap::new(), base: base.to_owned(), now: now.to_owned() }
    }

    /// Puts a user on it.
    pub fn user(&mut self, name: &str, id: &str, resource: Value) {
        self.put(name, Kind::User, id, resource);
    }

    /// Puts a group on it.
    pub fn group(&mut self, name: &str, id: &str, resource: Value) {
        self.put(name, Kind::Group, id, resource);
    }

    fn put(&mut self, name: &str, kind: Kind, id: &str, resource: Value) {
        let attributes = attributes(resource);
        self.resources.insert(name.to_owned(), Resource { kind, id: id.to_owned(), attributes });
    }

    /// The id that a name's resource has, or will have once it is created.
    pub fn id(&self, name: &str) -> Option<&str> {
        self.resources.get(name).map(|resource| resource.id.as_str())
    }

    /// The resource as a server would show it; null for a name that is not there.
    pub(super) fn show(&self, name: &str) -> Value {
        let Some(resource) = self.resources.get(name) else { return Value::Null };
        let Resource { kind, id, attributes } = resource;
        let mut shown = Map::new();
        let mut rest = attributes.clone();
        if let Some(schemas) = rest.shift_remove("schemas") {
            shown.insert("schemas".to_owned(), schemas);
        }
        shown.insert("id".to_owned(), id.as_str().into());
        shown.extend(rest);
        let location = format!("{}{}/{}", self.base, kind.endpoint(), crate::exchange::encode_component(id));
        let meta = json!({
            "resourceType": kind.name(),
            "created": self.now,
            "lastModified": self.now,
            "location": location,
        });
        shown.insert("meta".to_owned(), meta);
        Value::Object(shown)
    }

    /// What was posted becomes the resource of that name.
    pub(super) fn created(&mut self, name: &str, body: Value) {
        if let Some(resource) = self.resources.get_mut(name) {
            resource.attributes = attributes(body);
        }
    }

    /// A PUT of the resource with that id was acknowledged.
    pub(super) fn replaced(&mut self, id: &str, body: Value) {
        if let Some(resource) = self.with_id(id) {
            resource.attributes = attributes(body);
        }
    }

    /// A PATCH of the resource with that id was acknowledged. One that says nothing sensible changes nothing.
    pub(super) fn patched(&mut self, id: &str, body: &Value) {
        let Some(resource) = self.with_id(id) else { return };
        let schemas = match resource.kind {
            Kind::User => ResourceSchemas::user(),
            Kind::Group => ResourceSchemas::group(),
        };
        let mut changed = Value::Object(resource.attributes.clone());
        let applied = patch::parse(body).and_then(|patch| patch::apply(&mut changed, &patch, &schemas));
        if applied.is_ok() {
            resource.attributes = attributes(changed);
        }
    }

    fn with_id(&mut self, id: &str) -> Option<&mut Resource> {
        self.resources.values_mut().find(|resource| resource.id == id)
    }
}

/// What of a body a server keeps: neither what it makes itself, nor what it never shows.
fn attributes(body: Value) -> Map<String, Value> {
    let Value::Object(mut attributes) = body else { return Map::new() };
    for name in ["id", "meta", NEVER_RETURNED] {
        attributes.shift_remove(name);
    }
    attributes
}
