//! `scimulate list`: which scenarios there are.

use serde_json::json;

use super::output::print;
use super::{Context, Exit, selection};
use crate::scenario::model::{Play, Scenario};
use crate::scenario::{Catalogue, select};

/// Arguments.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// How to print them [default: human on a terminal, plain elsewhere].
    #[arg(long, value_enum)]
    format: Option<Format>,
    #[command(flatten)]
    selection: selection::Wanted,
}

/// How scenarios are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A table with clients, tags and titles.
    Human,
    /// An array of objects.
    Json,
    /// One name a line.
    Plain,
}

/// Runs it.
pub(super) fn run(arguments: &Arguments, context: &Context) -> Exit {
    let wanted = &arguments.selection;
    let catalogue = match Catalogue::load(&wanted.places(context), &wanted.scenarios) {
        Ok(catalogue) => catalogue,
        Err(error) => {
            eprint!("{}", selection::complaint(&error, context));
            return Exit::Usage;
        }
    };
    for notice in &catalogue.notices {
        eprintln!("note: {notice}");
    }
    // Listing sends nothing, so heavy scenarios are shown like all others.
    let plays =
        match select(&catalogue, &crate::scenario::Selection { vendors: true, ..wanted.selection(true) }) {
            Ok(plays) => plays,
            Err(error) => {
                eprintln!("error: {error}");
                return Exit::Usage;
            }
        };
    let scenarios = together(&plays);
    let default = if context.stdout_is_terminal { Format::Human } else { Format::Plain };
    match arguments.format.unwrap_or(default) {
        Format::Human => print(&table(&scenarios)),
        Format::Json => print(&format!("{:#}\n", document(&catalogue, &scenarios))),
        Format::Plain => {
            print(&scenarios.iter().map(|(scenario, _)| format!("{}\n", scenario.name)).collect::<String>());
        }
    }
    if scenarios.is_empty() {
        eprintln!("no scenario fits");
    }
    Exit::Passed
}

/// Each scenario once, with the clients that were chosen.
fn together(plays: &[Play]) -> Vec<(&Scenario, Vec<&str>)> {
    let mut scenarios: Vec<(&Scenario, Vec<&str>)> = Vec::new();
    for play in plays {
        match scenarios.last_mut() {
            Some((last, clients)) if last.name == play.scenario.name => {
                if !clients.contains(&play.client.as_str()) {
                    clients.push(&play.client);
                }
            }
            _ => scenarios.push((&play.scenario, vec![&play.client])),
        }
    }
    scenarios
}

fn table(scenarios: &[(&Scenario, Vec<&str>)]) -> String {
    let rows: Vec<[String; 4]> = scenarios
        .iter()
        .map(|(scenario, clients)| {
            let name = match scenario.each.len() {
                0 => scenario.name.clone(),
                rows => format!("{} ({rows} rows)", scenario.name),
            };
            [name, clients.join(" "), scenario.tags.join(" "), scenario.title.clone()]
        })
        .collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let (name, clients, tags) = (width(0), width(1), width(2));
    rows.iter()
        .map(|row| {
            let line = format!("{:name$}  {:clients$}  {:tags$}  {}", row[0], row[1], row[2], row[3]);
            format!("{}\n", line.trim_end())
        })
        .collect()
}

fn document(catalogue: &Catalogue, scenarios: &[(&Scenario, Vec<&str>)]) -> serde_json::Value {
    scenarios
        .iter()
        .map(|(scenario, clients)| {
            json!({
                "name": scenario.name,
                "title": scenario.title,
                "about": scenario.about,
                "file": catalogue.sources.get(scenario.source).path.display().to_string(),
                "shipped": scenario.shipped,
                "clients": clients,
                "tags": scenario.tags,
                "requires": scenario.requires,
                "source": scenario.sources,
                "rows": scenario.each.iter().map(|row| row.label.as_str()).collect::<Vec<_>>(),
                "canned": scenario.answers.is_some(),
                "steps": scenario.steps.iter().map(|step| step.label.as_str()).collect::<Vec<_>>(),
            })
        })
        .collect()
}
