//! `scimulate faults`: the defects and the harmless differences that the embedded provider can show.

use serde_json::{Value, json};

use super::output::print;
use super::{Context, Exit, surface};
use crate::provider::fault::{self, Fault};
use crate::provider::variant::{self, Standing, Variant};
use crate::report::columns;

/// List the defects that the embedded provider can show.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// List the variants instead: differences that are no defects.
    #[arg(long)]
    variants: bool,
    /// How to print them [default: human].
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

/// How they are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A table.
    Human,
    /// An array of objects.
    Json,
    /// One name a line.
    Plain,
}

const EXAMPLES: &str = "\
Examples:
  scimulate faults
  scimulate run --fault no-patch-users        what a run says of such a server
  scimulate provider --fault filter-ignored   such a server, to try clients with";

/// Prints them.
pub(super) fn run(arguments: &Arguments, context: &Context) -> Exit {
    let width = surface::width(context).clamp(60, 140);
    let text = match (arguments.variants, arguments.format) {
        (false, Format::Human) => faults(width),
        (true, Format::Human) => variants(width),
        (false, Format::Json) => format!("{:#}\n", fault::registry().map(fault_json).collect::<Value>()),
        (true, Format::Json) => format!("{:#}\n", variant::registry().map(variant_json).collect::<Value>()),
        (false, Format::Plain) => fault::registry().map(|fault| format!("{}\n", fault.name)).collect(),
        (true, Format::Plain) => variant::registry().map(|variant| format!("{}\n", variant.name)).collect(),
    };
    print(&text);
    Exit::Passed
}

fn faults(width: usize) -> String {
    let rows = fault::registry().map(|fault| {
        let breaks = match fault.breaks {
            [] => String::new(),
            broken => format!("breaks {}; ", broken.join(", ")),
        };
        let about = format!("{} ({breaks}seen in {})", fault.title, fault.source);
        [fault.failure.to_owned(), fault.severity.to_string(), fault.name.to_owned(), about]
    });
    let head = ["no.", "sev", "fault", "what such a server does"].map(str::to_owned);
    columns(std::iter::once(head).chain(rows), width)
}

fn variants(width: usize) -> String {
    let rows = variant::registry().map(|variant| {
        let about = format!("{} ({})", variant.title, variant.source);
        [standing(variant.standing).to_owned(), variant.name.to_owned(), about]
    });
    let head = ["standing", "variant", "what such a server does"].map(str::to_owned);
    columns(std::iter::once(head).chain(rows), width)
}

const fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Legal => "legal",
        Standing::Tolerable => "tolerable",
    }
}

fn fault_json(fault: &Fault) -> Value {
    json!({
        "name": fault.name,
        "failure": fault.failure,
        "title": fault.title,
        "breaks": fault.breaks,
        "severity": fault.severity,
        "source": fault.source,
        "foundBy": fault.found_by,
    })
}

fn variant_json(variant: &Variant) -> Value {
    json!({
        "name": variant.name,
        "title": variant.title,
        "standing": standing(variant.standing),
        "source": variant.source,
    })
}
