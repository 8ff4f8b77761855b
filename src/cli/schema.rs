//! `scimulate schema`: the JSON Schema of scenario files, for editors.

use super::Exit;
use super::output::print;

/// Arguments.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {}

/// Runs it.
pub(super) fn run(_arguments: &Arguments) -> Exit {
    print(&format!("{:#}\n", crate::scenario::schema()));
    Exit::Passed
}
