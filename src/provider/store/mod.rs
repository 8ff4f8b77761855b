//! The resources of one provider, in memory.
//!
//! [`Store`] keeps users and groups in the order of their creation, the indices that make Okta's lookups cheap
//! (`userName`, `displayName`, `externalId`), and membership in both directions. It hands out and takes back plain
//! JSON objects that `admit` has already checked; it knows neither HTTP nor the filter language, and it stores
//! nothing that depends on the URL under which it is reached.

mod index;
mod members;
mod membership;
mod record;
mod table;

#[cfg(test)]
mod tests;

pub(super) use record::{Kind, Record};
pub(super) use table::{Refusal, Store};
