//! Variants: servers that differ from the embedded one and are none the worse for it.
//!
//! A [`Variant`] is the counterpart of a fault: a difference that the standard allows, or that every client is known
//! to bear. No rule may call it an error; a legal one gives no violation either. `scimulate selftest` holds the rules
//! to that, so that a right server is never called wrong.

mod answers;
mod bodies;
mod connection;
mod content;
mod lists;
mod writes;

use std::fmt;

use super::deviation::Make;
use super::settings::Settings;

/// How far a difference goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The standard allows it: neither errors nor violations.
    Legal,
    /// The standard does not, but the client that is run is known to bear it: violations perhaps, never errors.
    Tolerable,
}

/// A difference that is no defect.
#[derive(Clone, Copy)]
pub struct Variant {
    /// The stable name: `patch-answered-204`.
    pub name: &'static str,
    /// What such a server does, as a sentence without a full stop.
    pub title: &'static str,
    /// How far it goes.
    pub standing: Standing,
    /// What allows it, or who bears it.
    pub source: &'static str,
    make: Make,
}

impl fmt::Debug for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Variant").field(&self.name).finish()
    }
}

impl Variant {
    /// Whether it only shows on a socket: framing, encoding, pace.
    pub fn is_of_the_connection(&self) -> bool {
        connection::VARIANTS.iter().any(|variant| variant.name == self.name)
    }

    /// Puts the variant into force.
    pub(super) fn apply(&self, settings: &mut Settings) {
        self.make.apply(settings);
    }
}

/// Tables by subject.
const SUBJECTS: &[&[Variant]] = &[
    answers::VARIANTS,
    bodies::VARIANTS,
    connection::VARIANTS,
    content::VARIANTS,
    lists::VARIANTS,
    writes::VARIANTS,
];

/// Every variant.
pub fn registry() -> impl Iterator<Item = &'static Variant> {
    SUBJECTS.iter().flat_map(|subject| subject.iter())
}

/// The variant of that name.
pub fn named(name: &str) -> Option<&'static Variant> {
    registry().find(|variant| variant.name == name)
}
