//! The stream that reports read.

use std::sync::Arc;

use super::{PassResult, RunInfo, RunSummary};

/// One thing that happened during a run.
///
/// [`RunStarted`](Event::RunStarted) comes first, [`RunFinished`](Event::RunFinished) last, and neither without the
/// other, or documents would be cut short: a run that ends at preflight has both.
#[derive(Debug, Clone)]
pub enum Event {
    /// The plan is known; nothing has been sent yet.
    RunStarted(Arc<RunInfo>),
    /// A pass began. Comes in the order of starting.
    PassStarted {
        /// The pass's place in the plan.
        index: usize,
        /// Scenario name.
        scenario: String,
        /// Client name.
        client: String,
    },
    /// A step of a running pass ended (for progress displays only).
    StepFinished {
        /// The pass's place in the plan.
        index: usize,
    },
    /// A pass ended. Comes in the order of the plan, whatever finished first.
    PassFinished(Arc<PassResult>),
    /// Something to tell once.
    Notice(Notice),
    /// Everything is over, resources are removed.
    RunFinished(Arc<RunSummary>),
}

/// A message that belongs to no step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Whether it is a warning.
    pub warning: bool,
    /// One line.
    pub text: String,
}
