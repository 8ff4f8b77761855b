//! What a proof plays against.

use crate::provider::Behaviour;
use crate::provider::fault::{self, Fault};
use crate::provider::variant::{self, Standing, Variant};

/// One way for the embedded provider to behave.
#[derive(Debug, Clone, Copy)]
pub enum Subject {
    /// As it should.
    Correct,
    /// With a known defect.
    Fault(&'static Fault),
    /// With a difference that is no defect.
    Variant(&'static Variant),
}

impl Subject {
    /// The correct provider, every fault, every variant.
    pub fn all() -> Vec<Subject> {
        let faults = fault::registry().map(Subject::Fault);
        let variants = variant::registry().map(Subject::Variant);
        std::iter::once(Subject::Correct).chain(faults).chain(variants).collect()
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Subject::Correct => "(correct)",
            Subject::Fault(fault) => fault.name,
            Subject::Variant(variant) => variant.name,
        }
    }

    /// What kind of subject it is, in a word.
    pub const fn kind(self) -> &'static str {
        match self {
            Subject::Correct => "correct",
            Subject::Fault(_) => "fault",
            Subject::Variant(Variant { standing: Standing::Legal, .. }) => "legal",
            Subject::Variant(Variant { standing: Standing::Tolerable, .. }) => "tolerable",
        }
    }

    /// How the provider then behaves.
    pub(super) fn behaviour(self) -> Behaviour {
        match self {
            Subject::Correct => Behaviour::default(),
            Subject::Fault(fault) => Behaviour { faults: vec![fault], ..Behaviour::default() },
            Subject::Variant(variant) => Behaviour { variants: vec![variant], ..Behaviour::default() },
        }
    }

    /// Whether it has to be played over a socket.
    pub(super) fn needs_socket(self) -> bool {
        matches!(self, Subject::Variant(variant) if variant.is_of_the_connection())
    }
}
