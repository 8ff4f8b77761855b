//! `scimulate vendors`: the vendors whose servers can be played, what their documents say, and the knobs of profiles.

use serde_json::{Value, json};

use super::output::{complain, print};
use super::{Context, Exit, surface};
use crate::profile::{self, Evidence, Profile, Proof, Row};
use crate::provider::knob;
use crate::report::columns;
use crate::scenario::nearest;

/// List the vendors that can be played, or what one vendor's documents say.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// One vendor: every row of its documents, and how it is shown.
    #[arg(value_name = "VENDOR", conflicts_with = "knobs")]
    vendor: Option<String>,
    /// List the knobs that a profile can turn.
    #[arg(long)]
    knobs: bool,
    /// How to print them.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

/// How they are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Tables.
    Human,
    /// JSON.
    Json,
}

const EXAMPLES: &str = "\
Examples:
  scimulate vendors
  scimulate vendors sigma                  what Sigma's documents say, row by row
  scimulate run --vendor sigma             play those rows against the emulation
  scimulate provider --vendor secoda       such a server, to try a client against
  scimulate vendors --knobs                for a profile of your own server";

/// Prints them.
pub(super) fn run(arguments: &Arguments, context: &Context) -> Exit {
    let width = surface::width(context).clamp(60, 140);
    if arguments.knobs {
        print(&match arguments.format {
            Format::Human => knobs(width),
            Format::Json => format!("{:#}\n", knob::registry().map(knob_json).collect::<Value>()),
        });
        return Exit::Passed;
    }
    let names = profile::vendors();
    let wanted: Vec<&String> = match &arguments.vendor {
        None => names.iter().collect(),
        Some(wanted) => names.iter().filter(|name| *name == wanted).collect(),
    };
    if let (Some(wanted), true) = (&arguments.vendor, wanted.is_empty()) {
        let near = nearest(wanted, names.iter().map(String::as_str));
        let help = near.map_or_else(
            || format!("there are {}", names.join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        complain(&format!("error: there is no vendor `{wanted}`\n  help: {help}\n"));
        return Exit::Usage;
    }
    let profiles: Vec<Profile> = wanted.into_iter().filter_map(|name| profile::vendor(name)?.ok()).collect();
    print(&match (arguments.format, &arguments.vendor) {
        (Format::Human, None) => list(&profiles, width),
        (Format::Human, Some(_)) => profiles.iter().map(|profile| one(profile, width)).collect(),
        (Format::Json, None) => format!("{:#}\n", profiles.iter().map(profile_json).collect::<Value>()),
        (Format::Json, Some(_)) => {
            profiles.iter().map(|profile| format!("{:#}\n", profile_json(profile))).collect()
        }
    });
    Exit::Passed
}

fn list(profiles: &[Profile], width: usize) -> String {
    let rows = profiles.iter().map(|profile| {
        let played = profile.rows.iter().filter(|row| matches!(row.proof, Proof::Scenarios(_))).count();
        [profile.name.clone(), profile.rows.len().to_string(), played.to_string(), profile.title.clone()]
    });
    let head = ["vendor", "rows", "played", "whose server it is"].map(str::to_owned);
    columns(std::iter::once(head).chain(rows), width)
}

fn one(profile: &Profile, width: usize) -> String {
    let mut text = format!("{}: {}\n", profile.name, profile.title);
    for (short, document) in &profile.sources {
        text.push_str(&format!("  {short}: {document}\n"));
    }
    if let Some(about) = &profile.about {
        text.push('\n');
        text.push_str(&paragraphs(about, width));
    }
    text.push_str("\nWhat the documents say\n");
    let rows = profile.rows.iter().map(|row| {
        let mut says = row.says.clone();
        if let Some(inferred) = &row.inferred {
            says.push_str(&format!(" (inferred: {inferred})"));
        }
        [row.id.clone(), row.source.join(" "), says, state(row)]
    });
    let head = ["row", "source", "what it says", "shown by"].map(str::to_owned);
    text.push_str(&columns(std::iter::once(head).chain(rows), width));
    text.push_str("\nHow the emulation is set\n");
    let knobs = profile.provider.iter().map(|turned| {
        [
            turned.setting.knob().name.to_owned(),
            turned.setting.value().to_string(),
            rests_on(turned.evidence.as_ref()),
        ]
    });
    let settings = profile.integration.settings.iter().map(|(name, value)| {
        let evidence = profile.integration.evidence.get(&name.value);
        [format!("app: {}", name.value), value.to_value().to_string(), rests_on(evidence)]
    });
    let head = ["knob", "value", "rests on"].map(str::to_owned);
    text.push_str(&columns(std::iter::once(head).chain(knobs).chain(settings), width));
    text
}

/// A text of several lines, set anew for this width.
fn paragraphs(text: &str, width: usize) -> String {
    let flowing =
        text.split("\n\n").map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "));
    flowing.map(|paragraph| columns(std::iter::once([paragraph]), width)).collect()
}

fn state(row: &Row) -> String {
    match &row.proof {
        Proof::Scenarios(names) => names.join(" "),
        Proof::NotOverHttp(reason) => format!("not over HTTP: {reason}"),
        Proof::ClientSide(reason) => format!("client side: {reason}"),
    }
}

fn rests_on(evidence: Option<&Evidence>) -> String {
    match evidence {
        Some(Evidence::Documented(lines)) => lines.join(" "),
        Some(Evidence::Inferred(reason)) => format!("inferred: {reason}"),
        None => String::new(),
    }
}

fn knobs(width: usize) -> String {
    let rows = knob::registry().map(|knob| {
        [
            knob.name.to_owned(),
            knob.about.split_whitespace().collect::<Vec<_>>().join(" "),
            knob.example.to_owned(),
        ]
    });
    let head = ["knob", "what such a server does", "example"].map(str::to_owned);
    columns(std::iter::once(head).chain(rows), width)
}

fn knob_json(knob: &knob::Knob) -> Value {
    json!({
        "name": knob.name,
        "about": knob.about.split_whitespace().collect::<Vec<_>>().join(" "),
        "example": serde_json::from_str::<Value>(knob.example).unwrap_or_default(),
    })
}

fn profile_json(profile: &Profile) -> Value {
    json!({
        "name": profile.name,
        "title": profile.title,
        "about": profile.about,
        "sources": profile.sources,
        "provider": profile.provider.iter().map(|turned| json!({
            "knob": turned.setting.knob().name,
            "value": turned.setting.value(),
            "evidence": turned.evidence.as_ref().map(evidence_json),
        })).collect::<Value>(),
        "integration": profile.integration.settings.iter().map(|(name, value)| json!({
            "setting": name.value,
            "value": value.to_value(),
            "evidence": profile.integration.evidence.get(&name.value).map(evidence_json),
        })).collect::<Value>(),
        "clients": profile.integration.clients,
        "auth": profile.integration.auth,
        "accepts": profile.accepts.iter().map(|(rule, reason)| json!({"rule": rule.value, "reason": reason})).collect::<Value>(),
        "rows": profile.rows.iter().map(row_json).collect::<Value>(),
    })
}

fn evidence_json(evidence: &Evidence) -> Value {
    match evidence {
        Evidence::Documented(lines) => json!({"documented": lines}),
        Evidence::Inferred(reason) => json!({"inferred": reason}),
    }
}

fn row_json(row: &Row) -> Value {
    let (state, scenarios, reason) = match &row.proof {
        Proof::Scenarios(names) => ("played", names.as_slice(), None),
        Proof::NotOverHttp(reason) => ("not-over-http", [].as_slice(), Some(reason)),
        Proof::ClientSide(reason) => ("client-side", [].as_slice(), Some(reason)),
    };
    json!({
        "id": row.id,
        "says": row.says,
        "source": row.source,
        "inferred": row.inferred,
        "state": state,
        "scenarios": scenarios,
        "reason": reason,
    })
}
