//! Vendor profiles: one YAML file that says how a server behaves and how its app is set up in Okta.
//!
//! A file is lowered from its span tree ([`read`]) into a [`Profile`]: knobs of the embedded provider, settings of the
//! integration, and the rows of the vendor's documents with the scenario that shows each. Shipped ones stand beside the
//! vendor's scenarios and are found by name ([`vendor`]); anybody can write one for a server of their own. What a knob's
//! value looks like is the knob's own business (`provider::knob`); `shape` holds files against it and `schema` makes
//! JSON Schema of the same tables.
//!
//! [`overridden`] is the same for the `provider:` of a scenario. Nothing here sends anything or reads the disk.

mod form;
mod model;
mod overrides;
mod read;
mod schema;
mod shape;
mod shipped;

pub use model::{Evidence, Integration, Profile, Proof, Row, Turned};
pub use overrides::{mistakes, one_knob, overridden};
pub use read::read;
pub use schema::{knobs, schema};
pub use shipped::{scenarios, vendor, vendors};
