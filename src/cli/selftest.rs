//! `scimulate selftest`: proves that every known defect is found and that no right server is called wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use serde_json::{Map, Value, json};

use super::output::{complain, print};
use super::{Context, Exit, plan, selection, surface};
use crate::proof::{self, Plan, Row, Subject};
use crate::report::columns;
use crate::scenario::{Catalogue, select};

/// Prove the rules against the embedded server's faults and variants.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Only these faults and variants (can be given several times); all of them without it.
    #[arg(long = "only", value_name = "NAME")]
    only: Vec<String>,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Show sample findings of every rule that spoke up.
    #[arg(long, short)]
    verbose: bool,
    #[command(flatten)]
    wanted: selection::Wanted,
}

/// How the result is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// One line for each fault and variant, with the rules that spoke up.
    Human,
    /// Everything, as JSON.
    Json,
    /// The whole matrix: a line for each fault and client, a column for each rule.
    Csv,
}

const EXAMPLES: &str = "\
Examples:
  scimulate selftest
  scimulate selftest --only remove-one-removes-all --verbose
  scimulate selftest --format csv > matrix.csv

Exit codes: 0 proven   1 not proven   2 wrong usage";

/// Plays and prints.
pub(super) fn run(arguments: &Arguments, context: &Context) -> Exit {
    let plan = match make(arguments, context) {
        Ok(plan) => plan,
        Err(mistake) => {
            complain(&mistake.text(context.colour_on_stderr()));
            return mistake.exit();
        }
    };
    let began = Instant::now();
    let rows = match proof::prove(&plan, |_| {}) {
        Ok(rows) => rows,
        Err(error) => {
            complain(&format!("error: {error}\n"));
            return Exit::Usage;
        }
    };
    let text = match arguments.format {
        Format::Human => human(&rows, arguments.verbose, surface::width(context).clamp(60, 140)),
        Format::Json => format!("{:#}\n", rows.iter().map(row_json).collect::<Value>()),
        Format::Csv => csv(&rows),
    };
    print(&text);
    let objections = rows.iter().filter(|row| !row.objections().is_empty()).count();
    let passes: usize = rows.iter().flat_map(|row| row.passes.values()).sum();
    complain(&format!(
        "{} of {} proven; {passes} passes in {:.1} s\n",
        rows.len() - objections,
        rows.len(),
        began.elapsed().as_secs_f64()
    ));
    if objections == 0 { Exit::Passed } else { Exit::Findings }
}

fn make(arguments: &Arguments, context: &Context) -> Result<Plan, plan::Mistake> {
    let wanted = &arguments.wanted;
    let catalogue = plan::known_rules(Catalogue::load(&wanted.places(context), &wanted.scenarios))?;
    let mut plays = select(&catalogue, &wanted.selection(true))?;
    if wanted.scenarios.is_empty() && wanted.tag.is_none() {
        plays.retain(proof::is_worth_playing);
    }
    let mut subjects = Subject::all();
    if let Some(unknown) =
        arguments.only.iter().find(|name| !subjects.iter().any(|subject| subject.name() == name.as_str()))
    {
        return Err(plan::Mistake::plain(format!(
            "there is no fault or variant {unknown}\n  help: `scimulate faults` and `scimulate faults --variants` list them"
        )));
    }
    if !arguments.only.is_empty() {
        subjects.retain(|subject| arguments.only.iter().any(|name| name == subject.name()));
    }
    Ok(Plan { plays, sources: catalogue.sources, subjects })
}

fn human(rows: &[Row], verbose: bool, width: usize) -> String {
    let mut out = String::new();
    for row in rows {
        let objections = row.objections();
        let mark = if objections.is_empty() { "ok " } else { "NOT" };
        out.push_str(&format!("{mark}  {:9}  {}\n", row.subject.kind(), row.subject.name()));
        let said = row.seen.iter().filter(|(_, rules)| !rules.is_empty());
        let said = said.map(|(client, rules)| [format!("       {client}"), spoke(rules)]);
        let objected = objections.into_iter().map(|text| ["       OBJECTION".to_owned(), text]);
        let samples = row.samples.values().flatten().filter(|_| verbose);
        let samples = samples.map(|sample| ["       e.g.".to_owned(), sample.clone()]);
        out.push_str(&columns(said.chain(objected).chain(samples), width));
    }
    out
}

/// `drift.active (error, 5 passes), expect.remote (error, 5 passes)`.
fn spoke(rules: &BTreeMap<String, proof::Seen>) -> String {
    let said = rules.iter().map(|(rule, seen)| {
        let plural = if seen.passes == 1 { "" } else { "es" };
        format!("{rule} ({}, {} pass{plural})", seen.level.as_str(), seen.passes)
    });
    said.collect::<Vec<_>>().join(", ")
}

fn row_json(row: &Row) -> Value {
    let clients: Map<String, Value> = row
        .seen
        .iter()
        .map(|(client, rules)| {
            let rules: Map<String, Value> = rules
                .iter()
                .map(|(rule, seen)| (rule.clone(), json!({"passes": seen.passes, "level": seen.level})))
                .collect();
            (client.clone(), Value::Object(rules))
        })
        .collect();
    json!({
        "kind": row.subject.kind(),
        "name": row.subject.name(),
        "passes": row.passes,
        "clients": clients,
        "objections": row.objections(),
    })
}

fn csv(rows: &[Row]) -> String {
    let rules: BTreeSet<&str> = rows
        .iter()
        .flat_map(|row| row.seen.values().flat_map(|rules| rules.keys().map(String::as_str)))
        .collect();
    let mut out = String::from("kind,name,client");
    rules.iter().for_each(|rule| {
        out.push(',');
        out.push_str(rule);
    });
    out.push('\n');
    for row in rows {
        for (client, seen) in &row.seen {
            out.push_str(&format!("{},{},{client}", row.subject.kind(), row.subject.name()));
            for rule in &rules {
                let passes = seen.get(*rule).map(|seen| seen.passes.to_string()).unwrap_or_default();
                out.push(',');
                out.push_str(&passes);
            }
            out.push('\n');
        }
    }
    out
}
