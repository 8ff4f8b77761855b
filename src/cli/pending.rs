//! `scimulate pending`: lists pending snapshots, one a line.

use super::snapshots::{self, Directory};
use super::{Context, Exit, review};

/// Arguments of `pending`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    directory: Directory,
}

/// Lists them.
pub(super) fn run(arguments: &Arguments, context: &Context) -> Exit {
    match snapshots::all(&arguments.directory, context) {
        Ok(pending) if pending.is_empty() => snapshots::nothing_pending().print(),
        Ok(pending) => review::list(&pending.iter().collect::<Vec<_>>()).print(),
        Err(reply) => reply.print(),
    }
}
