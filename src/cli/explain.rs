//! `scimulate explain`: says more about one thing. A word that is the id of a rule gets the rule's page; anything
//! else is a text that an admin saw, given as words or on standard input.

mod text;

use super::output::{complain, print};
use super::surface::{Colour, Surface};
use super::{Context, Exit, pasted};
use crate::judge::catalogue;
use crate::report::rules;

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// A text that Okta showed, or the id of a rule as findings and `scimulate rules` show it; `-` or nothing reads a
    /// text from standard input.
    #[arg(value_name = "TEXT|RULE")]
    words: Vec<String>,
    /// How the explanation of a text is printed.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Whether to use colours.
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    color: Colour,
}

/// How an explanation is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// A page.
    Human,
    /// One object.
    Json,
}

const EXAMPLES: &str = "\
Examples:
  scimulate explain \"Error while creating user ada@example.com: Conflict. Errors reported by remote server: taken\"
  pbpaste | scimulate explain
  scimulate explain user.deactivation-takes-effect";

/// Runs it.
pub(super) fn run(arguments: &Arguments, context: &Context) -> Exit {
    let layout = Surface::new(context, arguments.color, false).layout();
    if let [word] = arguments.words.as_slice()
        && let Some(rule) = catalogue::find(word.trim())
    {
        print(&rules::page(layout, rule));
        return Exit::Passed;
    }
    match pasted::read(&arguments.words, context) {
        Ok(Some(text)) => text::explain(layout, arguments.format, &text),
        Ok(None) => {
            complain(
                "error: there is nothing to explain\n  help: scimulate explain \"the text that Okta shows\"\n",
            );
            Exit::Usage
        }
        Err(error) => {
            complain(&format!("error: standard input cannot be read: {error}\n"));
            Exit::Usage
        }
    }
}
