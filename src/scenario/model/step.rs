//! Steps: an act with what must come of it, and how it is tried again.

use std::time::Duration;

use super::{Act, Expect};
use crate::source::{Span, Spanned};

/// One step: an act (for several members: one after the other) with what must come of it.
#[derive(Debug, Clone)]
pub struct Step {
    /// `id:`, by which later steps reach its answer (`${step-id.body.x}`).
    pub id: Option<Spanned<String>>,
    /// The act, once per member that the step names.
    pub acts: Vec<Act>,
    /// The act as a reader would say it: `update ada`.
    pub label: String,
    /// What must come of it.
    pub expect: Expect,
    /// Tries the step's expectations again until they hold.
    pub retry: Option<Retry>,
    /// Whether the acts are played at the same time instead of one after the other.
    pub parallel: bool,
    /// Whether the target's state is read back after the act.
    pub drift: bool,
    /// Whether the act is part of the snapshot.
    pub snapshot: bool,
    /// `rule:`, the rule that the step's expectations put to the test.
    pub rule: Option<Spanned<String>>,
    /// The act's key and its value in the file.
    pub span: Span,
    /// For a step out of a fragment: the places of the `uses:` that brought it, outermost first.
    pub used_from: Vec<Span>,
}

/// `retry: { until, every, for }`: the act is played again until all expectations of the step hold. For `await`
/// there is no act, only the read-back is repeated.
#[derive(Debug, Clone)]
pub struct Retry {
    /// Pause between tries.
    pub every: Duration,
    /// When to give up.
    pub limit: Duration,
}
