//! `scimulate explain`: says more about one thing. A word that is the id of a rule, or the name of a fault, gets its
//! page; anything else is a text that an admin saw, given as words or on standard input.

mod text;

use super::output::{complain, print};
use super::surface::{Colour, Surface};
use super::{Context, Exit, pasted};
use crate::judge::catalogue;
use crate::provider::fault;
use crate::report::{columns, rules};

/// Arguments.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// A text that Okta showed, the id of a rule as findings and `scimulate rules` show it, or a fault that `scimulate
    /// faults` lists; `-` or nothing reads a text from standard input.
    #[arg(value_name = "TEXT|RULE|FAULT")]
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
  scimulate explain \"Error while creating user jd: Conflict. …\"
  pbpaste | scimulate explain
  scimulate explain user.deactivation-takes-effect";

/// Runs it.
pub(super) fn run(arguments: &Arguments, context: &Context) -> Exit {
    let layout = Surface::new(context, arguments.color, false).layout();
    if let [word] = arguments.words.as_slice() {
        if let Some(rule) = catalogue::find(word.trim()) {
            let proof = fault::registry().filter(|fault| fault.found_by.contains(&rule.id));
            let faults: Vec<&str> = proof.map(|fault| fault.name).collect();
            print(&rules::page(layout, rule, &faults));
            return Exit::Passed;
        }
        if let Some(fault) = fault::named(word.trim()) {
            print(&of_fault(fault));
            return Exit::Passed;
        }
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

/// What is known of a defect that the embedded provider can show.
fn of_fault(fault: &fault::Fault) -> String {
    let rows = [
        ("breaks", fault.breaks.join(", ")),
        ("severity", format!("{} of 5", fault.severity)),
        ("source", fault.source.to_owned()),
        ("found by", fault.found_by.join(", ")),
        ("see it", format!("scimulate run --fault {}", fault.name)),
        ("read", format!("scimulate explain {}", fault.found_by.first().copied().unwrap_or_default())),
    ];
    let rows = rows.into_iter().filter(|(_, text)| !text.is_empty());
    let rows = rows.map(|(label, text)| [format!("  {label}"), text]);
    let title = columns([[String::new(), fault.title.to_owned()]], 80);
    format!("{}\n{title}\n{}", fault.name, columns(rows, 80))
}
