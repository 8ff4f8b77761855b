//! `scimulate schema`: the JSON Schema of scenario files and of profiles, for editors.

use super::Exit;
use super::output::print;
use crate::profile;

/// Arguments.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The schema of profile files instead of that of scenarios.
    #[arg(long)]
    profile: bool,
}

/// Runs it.
pub(super) fn run(arguments: &Arguments) -> Exit {
    let schema = if arguments.profile {
        profile::schema()
    } else {
        let mut schema = crate::scenario::schema();
        // Scenario files know knobs by name only; editors may know more.
        let provider = &mut schema["properties"]["provider"];
        let about = provider["description"].take();
        *provider = profile::knobs(false);
        provider["description"] = about;
        schema
    };
    print(&format!("{schema:#}\n"));
    Exit::Passed
}
