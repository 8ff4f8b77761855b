//! `scimulate explain`: says more about one thing. A word that is the id of a rule gets the rule's page; anything
//! else is a text that an admin saw.

mod text;

use super::output::print;
use super::surface::{Colour, Surface};
use super::{Context, Exit};
use crate::judge::catalogue;
use crate::report::rules;

/// Arguments.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The id of a rule, as findings and `scimulate rules` show it.
    #[arg(required = true, value_name = "RULE")]
    words: Vec<String>,
    /// Whether to use colours.
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    color: Colour,
}

/// Runs it.
pub(super) fn run(arguments: &Arguments, context: &Context) -> Exit {
    let layout = Surface::new(context, arguments.color, false).layout();
    if let [word] = arguments.words.as_slice()
        && let Some(rule) = catalogue::find(word.trim())
    {
        print(&rules::page(layout, rule));
        return Exit::Passed;
    }
    text::explain(&arguments.words.join(" "))
}
