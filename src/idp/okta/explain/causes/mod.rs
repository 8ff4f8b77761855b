//! The catalogue of situations in which Okta shows an error: why they come about, most frequent cause first, and what
//! helps. Causes and their order come from what vendors, their users and Okta's support articles report.
//!
//! - `user`: jobs of a user · `group`: group pushes · `target`: what may befall any request

mod group;
mod target;
mod user;

use serde::Serialize;

use super::grammar::Parts;
use super::operation::Operation;
use super::remote::{Remote, Words};
use super::sentence::Sentence;
use crate::exchange::FailureKind;

/// One situation.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Situation {
    /// Its name.
    pub id: &'static str,
    /// What is the matter, in one sentence.
    pub summary: &'static str,
    /// Why, the likeliest first.
    pub causes: &'static [&'static str],
    /// What helps.
    pub fixes: &'static [&'static str],
    /// The scenario that shows it, when there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scenario: Option<&'static str>,
    /// Faults of servers that lead to it, as `scimulate faults` names them.
    pub faults: &'static [&'static str],
    /// Where it is described.
    pub sources: &'static [&'static str],
    #[serde(skip)]
    when: fn(&Parts) -> bool,
}

/// All situations, particular ones before general ones.
pub static SITUATIONS: [&[Situation]; 3] = [user::SITUATIONS, group::SITUATIONS, target::SITUATIONS];

/// The ones that fit, most particular first. Two say enough: the particular one, and the general one behind it.
pub(super) fn fitting(parts: &Parts) -> Vec<&'static Situation> {
    let all = SITUATIONS.iter().flat_map(|room| room.iter());
    let mut fitting: Vec<_> = all.filter(|situation| (situation.when)(parts)).take(2).collect();
    // What says no more than that the target refused is of use only when nothing else is known.
    if fitting.len() > 1 {
        fitting.retain(|situation| situation.id != target::REFUSED);
    }
    fitting
}

/// Whether Okta was doing this.
fn doing(parts: &Parts, operations: &[Operation]) -> bool {
    parts.operation.is_some_and(|operation| operations.contains(&operation))
}

/// Whether the answer had one of these statuses.
fn status(parts: &Parts, wanted: &[u16]) -> bool {
    parts.remote.as_ref().and_then(Remote::status).is_some_and(|status| wanted.contains(&status))
}

/// Whether the target's own words hold one of these.
fn says(parts: &Parts, wanted: &[&str]) -> bool {
    parts.remote.as_ref().is_some_and(|remote| remote.says(wanted))
}

/// Whether Okta's own sentence is this one.
fn is(parts: &Parts, sentence: Sentence) -> bool {
    parts.sentence() == Some(sentence)
}

/// Whether the connection failed so.
fn failed(parts: &Parts, kinds: &[FailureKind]) -> bool {
    matches!(&parts.remote, Some(Remote::Connection { failure, .. }) if kinds.contains(failure))
}

/// The body that is no JSON, if that is what it is about.
fn not_json(parts: &Parts) -> Option<&super::fragment::NotJson> {
    match &parts.remote {
        Some(Remote::Answered { words: Words::NotJson(body), .. }) => Some(body),
        _ => None,
    }
}
