//! Schemas (RFC 7643 §7, §8.7): what attributes there are and how each behaves.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `attribute` | one attribute and its characteristics |
//! | `definition` | a schema: an id and its attributes; to and from the documents of `/Schemas` |
//! | `resource` | the schemas of one resource type together: the base attributes, the core schema, extensions; lookup |
//! | `base`, `user`, `enterprise`, `group`, `discovery` | the tables |
//!
//! The tables follow the printed schemas with the gaps filled that the RFC's own examples need: `members.display`,
//! `addresses.primary`, `etag` and more of ServiceProviderConfig, `displayName` required on groups, references case
//! exact. Pure data: nothing here reads or changes a resource.

mod attribute;
mod base;
mod definition;
mod discovery;
mod enterprise;
mod group;
mod resource;
#[cfg(test)]
mod tests;
mod user;

pub use attribute::{Attribute, Kind, Mutability, Returned, Uniqueness};
pub use definition::Schema;
pub use resource::{Found, ResourceSchemas};

use std::sync::{Arc, LazyLock};

/// Every schema that RFC 7643 publishes, in its order.
pub fn published() -> [Arc<Schema>; 6] {
    [
        user::SCHEMA.clone(),
        group::SCHEMA.clone(),
        enterprise::SCHEMA.clone(),
        discovery::SERVICE_PROVIDER_CONFIG.clone(),
        discovery::RESOURCE_TYPE.clone(),
        discovery::SCHEMA.clone(),
    ]
}

/// A table that is built once.
type Table = LazyLock<Arc<Schema>>;
