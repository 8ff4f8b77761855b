//! What happened, as data that every report shares.
//!
//! The runner emits [`Event`]s; a report is a fold of them. Nothing here decides anything: levels, verdicts and
//! outcomes arrive ready-made.

mod cause;
mod event;
mod pass;
mod run;

pub use cause::{Cause, Causes, Hits, Sighting};
pub use event::{Event, Notice};
pub use pass::{Location, Outcome, PassResult, SnapshotState, StepResult, Waiting};
pub use run::{Conclusion, LeftBehind, RunInfo, RunSummary};
