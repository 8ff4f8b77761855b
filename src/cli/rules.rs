//! `scimulate rules`: what answers are judged by.

use serde_json::{Map, Value, json};

use super::output::print;
use super::surface::{Colour, Surface};
use super::{Context, Exit};
use crate::judge::catalogue::{self, Rule};
use crate::report::rules;

/// Arguments.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// How to print them.
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
    /// Whether to use colours.
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    color: Colour,
}

/// How rules are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A table of ids, levels and titles.
    Human,
    /// An array of objects with everything that is known.
    Json,
}

/// Runs it.
pub(super) fn run(arguments: &Arguments, context: &Context) -> Exit {
    let known: Vec<&'static Rule> = catalogue::all().collect();
    match arguments.format {
        Format::Human => {
            let layout = Surface::new(context, arguments.color, false).layout();
            print(&rules::table(layout, &known));
        }
        Format::Json => {
            let rules: Value = known.into_iter().map(document).collect();
            print(&format!("{rules:#}\n"));
        }
    }
    Exit::Passed
}

fn document(rule: &'static Rule) -> Value {
    let levels: Map<String, Value> =
        rules::CLIENTS.iter().map(|client| ((*client).to_owned(), json!((rule.level)(client)))).collect();
    json!({
        "id": rule.id,
        "title": rule.title,
        "explanation": rule.explanation,
        "why": rule.why,
        "fix": rule.fix,
        "source": rule.source,
        "levels": levels,
        "damage": rule.damage.grade(),
        "also_affects": rule.also_affects,
    })
}
