//! Sequences that several acts share.
//!
//! - `lookup`: find a user or a group by name · `provision`: match, then create or link · `profile`: push or import a
//!   profile · `active`: switch a user on or off · `deprovision`: take the app away
//! - `membership`: push a group's name and members · `list`: read a list page by page · `each`: one job per member

pub(super) mod active;
pub(super) mod deprovision;
pub(super) mod each;
pub(super) mod list;
pub(super) mod lookup;
pub(super) mod membership;
pub(super) mod profile;
pub(super) mod provision;
