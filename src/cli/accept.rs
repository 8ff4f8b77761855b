//! `scimulate accept`: makes pending snapshots the approved ones.

use super::snapshots::{Decision, decide};
use super::{Context, Exit};
use crate::snapshot::pending::Pending;

/// Arguments of `accept`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    decision: Decision,
}

/// Accepts what is named.
pub(super) fn run(arguments: &Arguments, context: &Context) -> Exit {
    decide(&arguments.decision, context, "accepted", Pending::accept).print()
}
