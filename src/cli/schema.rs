//! `scimulate schema`: the JSON Schema of scenario files, for editors.

use super::Exit;

/// Arguments.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {}

/// Runs it.
pub(super) fn run(_arguments: &Arguments) -> Exit {
    println!("{:#}", crate::scenario::schema());
    Exit::Passed
}
