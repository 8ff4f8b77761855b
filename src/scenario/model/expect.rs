//! What must come of a step.

use std::time::Duration;

use super::Template;
use crate::source::{Node, Span, Spanned};

/// What must come of a step. Every part is its own finding at its own place.
#[derive(Debug, Clone, Default)]
pub struct Expect {
    /// What Okta shows: one value for all members (`None` key) or one per cast name.
    pub okta: Vec<(Option<Spanned<String>>, OktaExpectation)>,
    /// What a read-back must find, per cast name: attribute → matcher node (`null` node value = must be gone).
    pub remote: Vec<(Spanned<String>, Node)>,
    /// The status of a `request` (a number or a matcher such as `{$gt: 399}` or a list of alternatives).
    pub status: Option<Node>,
    /// Headers of a `request`'s answer, names in any case.
    pub headers: Vec<(Spanned<String>, Node)>,
    /// The body of a `request`'s answer: a subset unless a matcher says otherwise.
    pub body: Option<Node>,
    /// The calls that the act must make, in order.
    pub calls: Option<Spanned<Vec<Spanned<String>>>>,
    /// A time limit for the act.
    pub within: Option<Spanned<Duration>>,
}

impl Expect {
    /// Whether nothing is expected.
    pub fn is_empty(&self) -> bool {
        self.okta.is_empty()
            && self.remote.is_empty()
            && self.status.is_none()
            && self.headers.is_empty()
            && self.body.is_none()
            && self.calls.is_none()
            && self.within.is_none()
    }
}

/// What the IdP's admin must see.
#[derive(Debug, Clone)]
pub enum OktaExpectation {
    /// No error.
    Success(Span),
    /// Exactly this text; templates allowed.
    Error(Template),
    /// Some error, whatever its text (`okta: failure`).
    Failure(Span),
    /// The job is put off (`okta: rescheduled`).
    Rescheduled(Span),
    /// Okta sends nothing for the act, and shows nothing (`okta: nothing`).
    Nothing(Span),
}
