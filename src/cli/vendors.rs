//! `scimulate vendors`: the vendors whose servers can be played, what their documents say, and the knobs of profiles.

use serde_json::{Value, json};

use super::output::{complain, print};
use super::{Context, Exit, surface};
use crate::profile::{self, Evidence, Profile, Proof, Row};
use crate::provider::knob::{self, Shape};
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
  scimulate vendors sigma             what Sigma's documents say, row by row
  scimulate run --vendor sigma        play those rows against the emulation
  scimulate provider --vendor secoda  such a server, to try a client against
  scimulate vendors --knobs           for a profile of your own server";

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
    text.push_str(&columns(profile.rows.iter().flat_map(row_lines), width));
    text.push_str("\nHow the emulation is set\n");
    let knobs = profile.provider.iter().map(|turned| {
        (turned.setting.knob().name, turned.setting.value().to_string(), turned.evidence.as_ref())
    });
    text.push_str(&columns(knobs.flat_map(setting_lines), width));
    text.push_str("\nHow the app is set up in Okta\n");
    let settings = profile.integration.settings.iter().map(|(name, value)| {
        let evidence = profile.integration.evidence.get(&name.value);
        (name.value.as_str(), value.to_value().to_string(), evidence)
    });
    text.push_str(&columns(settings.flat_map(setting_lines), width));
    if !profile.accepts.is_empty() {
        text.push_str("\nWhat is known and meant\n");
        let accepts = profile.accepts.iter().map(|(rule, reason)| [rule.value.clone(), reason.clone()]);
        text.push_str(&columns(accepts, width));
    }
    text
}

/// A row of the documents: what it says, where, what of it is inferred, and how it is shown.
fn row_lines(row: &Row) -> Vec<[String; 2]> {
    let mut lines = vec![[row.id.clone(), row.says.clone()]];
    let mut more = |text: String| lines.push([String::new(), text]);
    more(row.source.join(" "));
    if let Some(inferred) = &row.inferred {
        more(format!("inferred: {inferred}"));
    }
    match &row.proof {
        Proof::Scenarios(names) => names.iter().for_each(|name| more(format!("played by {name}"))),
        Proof::NotOverHttp(reason) => more(format!("not over HTTP: {reason}")),
        Proof::ClientSide(reason) => more(format!("client side: {reason}")),
    }
    lines
}

/// A setting: its value, and what that rests on.
fn setting_lines((name, value, evidence): (&str, String, Option<&Evidence>)) -> Vec<[String; 2]> {
    let rests_on = match evidence {
        Some(Evidence::Documented(lines)) => Some(lines.join(" ")),
        Some(Evidence::Inferred(reason)) => Some(format!("inferred: {reason}")),
        None => None,
    };
    let rests_on = rests_on.map(|text| [String::new(), text]);
    std::iter::once([name.to_owned(), value]).chain(rests_on).collect()
}

/// A text of several lines, set anew for this width.
fn paragraphs(text: &str, width: usize) -> String {
    let flowing =
        text.split("\n\n").map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "));
    flowing.map(|paragraph| columns(std::iter::once([paragraph]), width)).collect()
}

fn knobs(width: usize) -> String {
    let rows = knob::registry().flat_map(|knob| {
        let mut lines = vec![[knob.name.to_owned(), words(knob.about)]];
        if let Shape::Map(fields) = knob.shape {
            lines.extend(fields.iter().map(|field| {
                [String::new(), format!("- {} ({}): {}", field.name, kind(field.shape), words(field.about))]
            }));
        }
        lines.push([String::new(), format!("for example {}", knob.example)]);
        lines
    });
    columns(rows, width)
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a value looks like, in a few words.
fn kind(shape: Shape) -> String {
    match shape {
        Shape::Flag => "true or false".to_owned(),
        Shape::Text => "text".to_owned(),
        Shape::Texts => "text or list of texts".to_owned(),
        Shape::Word(words) => words.join(" | "),
        Shape::Number => "number".to_owned(),
        Shape::Duration => "duration".to_owned(),
        Shape::Any => "anything".to_owned(),
        Shape::ListOf(inner) => format!("list of: {}", kind(*inner)),
        Shape::MapOf(inner) => format!("map to: {}", kind(*inner)),
        Shape::Map(fields) => fields.iter().map(|field| field.name).collect::<Vec<_>>().join(", "),
    }
}

fn knob_json(knob: &knob::Knob) -> Value {
    json!({
        "name": knob.name,
        "about": words(knob.about),
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
