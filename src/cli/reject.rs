//! `scimulate reject`: removes pending snapshots; the approved ones stay.

use super::snapshots::{Decision, decide};
use super::{Context, Exit};
use crate::snapshot::pending::Pending;

/// Arguments of `reject`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    decision: Decision,
}

/// Rejects what is named.
pub(super) fn run(arguments: &Arguments, context: &Context) -> Exit {
    decide(&arguments.decision, context, "rejected", Pending::reject).print()
}
