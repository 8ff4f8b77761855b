//! Faults: named defects of real SCIM servers, one at a time, for the provider to show.
//!
//! Each [`Fault`] is one documented failure with a stable name, a deviation that causes it and
//! nothing else, and the rules that must find it; `scimulate selftest` proves that they do. Faults of one subject
//! stand together in one file as a table with the hooks below it. To add one: write the hook, add a line to the
//! table; a test holds names unique and rules known.

mod active_form;
mod comeback;
mod conflict;
mod connection;
mod create;
mod credentials;
mod deactivate;
mod discovery;
mod error;
mod group_life;
mod group_patch;
mod group_put;
mod group_view;
mod list;
mod load;
mod lookup;
mod media;
mod membership;
mod name;
mod profile;
mod put;
mod recreate;
mod representation;
mod tombstones;
mod user_patch;
mod user_type;

use std::fmt;

use super::deviation::Make;
use super::settings::Settings;

/// A named defect.
#[derive(Clone, Copy)]
pub struct Fault {
    /// The stable name: `patch-nopath-active-ignored`.
    pub name: &'static str,
    /// The failure in the catalogue that it shows: `F79`.
    pub failure: &'static str,
    /// What such a server does, as a sentence without a full stop.
    pub title: &'static str,
    /// The clients whose flows are known to break: `okta-aiw`, `okta-oin`, `entra`, `onelogin`, `jumpcloud`, or `any`.
    /// None for what only the standard, a reviewer of Okta's catalogue or a person who reads the message minds.
    pub breaks: &'static [&'static str],
    /// How bad it is: 5 = somebody keeps or loses access wrongly; 4 = people or memberships are lost or doubled;
    /// 3 = the flow stops; 2 = imports or other clients suffer; 1 = untidy.
    pub severity: u8,
    /// Where it was seen.
    pub source: &'static str,
    /// The rules that find it, the leading one first.
    pub found_by: &'static [&'static str],
    make: Make,
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Fault").field(&self.name).finish()
    }
}

impl Fault {
    /// Puts the fault into force.
    pub(super) fn apply(&self, settings: &mut Settings) {
        self.make.apply(settings);
    }
}

/// Tables by subject, in the order in which people read them.
const SUBJECTS: &[&[Fault]] = &[
    connection::FAULTS,
    credentials::FAULTS,
    media::FAULTS,
    lookup::FAULTS,
    create::FAULTS,
    name::FAULTS,
    conflict::FAULTS,
    profile::FAULTS,
    put::FAULTS,
    user_type::FAULTS,
    user_patch::FAULTS,
    deactivate::FAULTS,
    discovery::FAULTS,
    list::FAULTS,
    representation::FAULTS,
    error::FAULTS,
    active_form::FAULTS,
    comeback::FAULTS,
    recreate::FAULTS,
    membership::FAULTS,
    group_patch::FAULTS,
    group_put::FAULTS,
    group_life::FAULTS,
    group_view::FAULTS,
    load::FAULTS,
];

/// Every fault.
pub fn registry() -> impl Iterator<Item = &'static Fault> {
    SUBJECTS.iter().flat_map(|subject| subject.iter())
}

/// The fault of that name.
pub fn named(name: &str) -> Option<&'static Fault> {
    registry().find(|fault| fault.name == name)
}
