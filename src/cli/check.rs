//! `scimulate check`: reads scenario files and says what is wrong with them.

use super::{Context, Exit, plan, selection};
use crate::scenario::{Catalogue, LoadError};
use crate::source;

/// Arguments.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Files, directories or names of scenarios; without any: the shipped set and ./scenarios.
    #[arg(value_name = "PATH")]
    paths: Vec<String>,
}

/// Runs it.
pub(super) fn run(arguments: &Arguments, context: &Context) -> Exit {
    match plan::known_rules(Catalogue::load(&selection::places(context, &[]), &arguments.paths)) {
        Ok(catalogue) => {
            for notice in &catalogue.notices {
                eprintln!("note: {notice}");
            }
            let scenarios = catalogue.scenarios.len();
            let passes: usize = catalogue
                .scenarios
                .iter()
                .map(|scenario| scenario.clients.len() * scenario.each.len().max(1))
                .sum();
            println!("{}, {}: no mistakes", counted(scenarios, "scenario"), counted(passes, "pass"));
            Exit::Passed
        }
        Err(LoadError::Wrong(problems)) => {
            eprint!(
                "{}",
                source::render(&problems.sources, &problems.diagnostics, context.colour_on_stderr())
            );
            eprintln!("\nerror: {}", LoadError::Wrong(problems));
            Exit::Usage
        }
        Err(error) => {
            eprint!("{}", selection::complaint(&error, context));
            Exit::Usage
        }
    }
}

fn counted(number: usize, what: &str) -> String {
    let ending = match (number, what.ends_with('s')) {
        (1, _) => "",
        (_, true) => "es",
        (_, false) => "s",
    };
    format!("{number} {what}{ending}")
}
