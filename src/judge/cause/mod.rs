//! Causes: which finding explains which, so that one defect is told once.
//!
//! - `link`: within a pass, the finding from which another one follows, by what the two have in common: an exchange, a
//!   place in an answer, a resource, an act that stopped
//! - `node`: a finding with its place in the course of the pass
//! - `key`: across passes, what makes two findings one defect, and how that defect is called
//!
//! None of it knows single defects: relations are read from the data, so they hold for servers that nobody foresaw.
//! A link is a guess at what a reader would conclude; nothing is dropped for it.

mod key;
mod link;
mod node;

#[cfg(test)]
mod tests;

pub use key::{Wider, damage, form, headline, key, refused, silent, wider};
pub use link::{Link, Relation, links, stopper};

use std::sync::Arc;

use super::Finding;
use crate::exchange::Exchange;

/// One step of a pass as the search for causes sees it; a last one without a number holds what belongs to no step.
#[derive(Debug)]
pub struct Step<'a> {
    /// What was found in it.
    pub findings: &'a [Finding],
    /// What the act sent.
    pub trace: &'a [Arc<Exchange>],
    /// The cast names that it is about.
    pub names: Vec<&'a str>,
    /// The admin saw an error, or the client could not go on.
    pub stopped: bool,
}
