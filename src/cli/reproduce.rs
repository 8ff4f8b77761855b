//! `scimulate reproduce`: plays what caused a text that Okta showed, and says whether the same text came out.
//!
//! Without a target the answer that causes the text is made up and given to the client; with one, the acts are played
//! against it as they stand.

use std::path::PathBuf;
use std::sync::Arc;

use super::output::{complain, print};
use super::plan::{self, Mistake};
use super::run::{Listener, play};
use super::surface::{Colour, Surface};
use super::target::{self, ResolvedTarget};
use super::{Context, Exit, pasted};
use crate::exchange::Redactor;
use crate::idp::okta::Client;
use crate::idp::okta::explain::{Explanation, explain};
use crate::idp::okta::reproduce::{Stage, Unplayable, stage};
use crate::outcome::{Event, LeftBehind, PassResult};
use crate::report::reproduce as page;
use crate::scenario::model::{Play, Scenario};
use crate::scenario::{Catalogue, Places};
use crate::source::Sources;

/// Arguments of `reproduce`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The text as Okta showed it, in quotes; `-`, or nothing, reads it from standard input.
    #[arg(value_name = "TEXT")]
    words: Vec<String>,
    /// The client that plays: okta-oin sends PATCH, okta-aiw PUT (default: okta-oin, or the target's).
    #[arg(long, value_name = "CLIENT", value_parser = client)]
    client: Option<Client>,
    /// Keep the scenario that was played, with its canned answers.
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// Show every exchange, not only the one that caused the text.
    #[arg(long, short)]
    verbose: bool,
    /// When to use colours.
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Colour::Auto)]
    color: Colour,
    #[command(flatten)]
    target: target::Arguments,
}

fn client(text: &str) -> Result<Client, String> {
    Client::parse(text).ok_or_else(|| "the clients are okta-oin and okta-aiw".to_owned())
}

const EXAMPLES: &str = "\
Examples:
  scimulate reproduce \"Error while creating user jd: Conflict. …\"
  scimulate reproduce - < message.txt
  scimulate reproduce \"…\" --target staging

Exit codes:
    0  the same text came out
    1  another one, or none
    2  the text cannot be placed or played, or wrong usage
    3  target unreachable or credentials refused
  130  interrupted";

/// The name under which the play is known.
const NAME: &str = "reproduced";

/// Runs it.
pub(super) fn run(arguments: &Arguments, context: &Context) -> Exit {
    let surface = Surface::new(context, arguments.color, arguments.verbose);
    let text = match pasted::read(&arguments.words, context) {
        Ok(Some(text)) if !text.trim().is_empty() => text,
        Ok(_) => {
            let mistake = "there is no text to reproduce\n  help: put the text that Okta shows in quotes, or pipe it in";
            return surface.mistake(&Mistake::plain(mistake));
        }
        Err(error) => {
            return surface.mistake(&Mistake::plain(format!("standard input cannot be read: {error}")));
        }
    };
    let target = match arguments.target.resolve(context) {
        Ok(target) => target,
        Err(error) => return surface.mistake(&error.into()),
    };
    let explanation = explain(&text);
    let stage = stage(&explanation, arguments.client);
    let acts = match &target {
        None => canned(&stage),
        Some(target) => against(target, &explanation, &stage, arguments.client, context),
    };
    let acts = match acts {
        Ok(acts) => acts,
        Err(Refusal::Unplayable(reason)) => {
            print(&page::unplayable(surface.layout(), &explanation, reason));
            return Exit::Usage;
        }
        Err(Refusal::Mistake(mistake)) => return surface.mistake(&mistake),
    };
    if let Some(path) = &arguments.save
        && let Err(message) = save(&stage, &context.directory.join(path), path)
    {
        return surface.mistake(&Mistake::plain(message));
    }
    let config = match plan::of_plays(target.as_ref(), acts.plays, acts.sources, context) {
        Ok(config) => config,
        Err(mistake) => return surface.mistake(&mistake),
    };
    if let Some(target) = &target {
        surface.warnings(&target.warnings);
    }
    let redactor = config.redactor.clone();
    let mut listener = Collector { passes: Vec::new(), redactor: redactor.clone(), told: false };
    let exit = play(config, &mut listener);
    if listener.passes.is_empty() || listener.told || matches!(exit, Exit::Unreachable | Exit::Interrupted) {
        return exit;
    }
    let judged = page::judge(&explanation, &listener.passes);
    let text = page::page(surface.layout(), &explanation, target.is_none(), &judged);
    print(&redactor.redact(&text));
    if judged.holds() { Exit::Passed } else { Exit::Findings }
}

/// Why nothing is played.
enum Refusal {
    Unplayable(Unplayable),
    Mistake(Mistake),
}

impl<E: Into<Mistake>> From<E> for Refusal {
    fn from(mistake: E) -> Self {
        Refusal::Mistake(mistake.into())
    }
}

/// What is played.
struct Acts {
    plays: Vec<Play>,
    sources: Sources,
}

/// The play with the answer that causes the text.
fn canned(stage: &Result<Stage, Unplayable>) -> Result<Acts, Refusal> {
    let stage = stage.as_ref().map_err(|reason| Refusal::Unplayable(*reason))?;
    let catalogue = Catalogue::of_text(NAME, Stage::text(&stage.scenario))?;
    let plays = catalogue.scenarios.iter().flat_map(|scenario| passes(scenario, None)).collect();
    Ok(Acts { plays, sources: catalogue.sources })
}

/// The acts of the scenarios that the explanation names, or else those of the play, for a target.
fn against(
    target: &ResolvedTarget,
    explanation: &Explanation,
    stage: &Result<Stage, Unplayable>,
    client: Option<Client>,
    context: &Context,
) -> Result<Acts, Refusal> {
    if !explanation.is_placed() {
        return Err(Refusal::Unplayable(Unplayable::NotPlaced));
    }
    let named: Vec<String> =
        explanation.situations.iter().filter_map(|situation| situation.scenario).map(str::to_owned).collect();
    let catalogue = if named.is_empty() {
        let stage = stage.as_ref().map_err(|reason| Refusal::Unplayable(*reason))?;
        Catalogue::of_text(NAME, Stage::text(&stage.for_target()))?
    } else {
        let places = Places { directory: context.directory.clone(), shipped: true, roots: Vec::new() };
        Catalogue::load(&places, &named)?
    };
    let clients = client.map(|client| vec![client.as_str().to_owned()]).or_else(|| target.clients.clone());
    let plays: Vec<Play> = catalogue
        .scenarios
        .iter()
        .flat_map(|scenario| passes(&Arc::new(scenario.acts_alone()), clients.as_deref()))
        .collect();
    if plays.is_empty() {
        let mistake =
            "the request that fails is not one of this client's\n  help: try the other one with --client";
        return Err(Refusal::Mistake(Mistake::plain(mistake)));
    }
    Ok(Acts { plays, sources: catalogue.sources })
}

fn passes(scenario: &Arc<Scenario>, clients: Option<&[String]>) -> Vec<Play> {
    let wanted = |client: &&String| clients.is_none_or(|clients| clients.contains(client));
    scenario
        .clients
        .iter()
        .filter(wanted)
        .map(|client| Play { scenario: Arc::clone(scenario), client: client.clone(), row: None })
        .collect()
}

fn save(
    stage: &Result<Stage, Unplayable>,
    path: &std::path::Path,
    shown: &std::path::Path,
) -> Result<(), String> {
    let stage = stage.as_ref().map_err(|reason| format!("there is no scenario to keep: {reason}"))?;
    std::fs::write(path, Stage::text(&stage.scenario))
        .map_err(|error| format!("the scenario {} cannot be written: {error}", shown.display()))
}

/// Keeps what was played.
struct Collector {
    passes: Vec<Arc<PassResult>>,
    redactor: Redactor,
    /// Whether something ended the run that has been told already.
    told: bool,
}

impl Listener for Collector {
    fn event(&mut self, event: &Event) {
        match event {
            Event::PassFinished(pass) => self.passes.push(Arc::clone(pass)),
            Event::Notice(notice) => complain(&format!("{}\n", self.redactor.redact(&notice.text))),
            Event::RunFinished(summary) => {
                for (reason, resources) in LeftBehind::by_reason(&summary.left_behind) {
                    let list: Vec<String> = resources.iter().map(|left| left.named()).collect();
                    let list = list.join(", ");
                    complain(&self.redactor.redact(&format!("left behind because {reason}: {list}\n")));
                }
                if let Some(reason) = summary.target_died.as_ref().or(summary.journal_failed.as_ref()) {
                    self.told = true;
                    complain(&format!("error: {}\n", self.redactor.redact(reason)));
                }
            }
            _ => {}
        }
    }

    fn finish(&mut self) -> Result<(), String> {
        Ok(())
    }

    fn stop(&mut self, message: &str) {
        self.told = true;
        complain(&format!("error: {}\n", self.redactor.redact(message)));
    }
}
