//! `scimulate review`: shows pending snapshots, and asks what to do with them.

mod interactive;
mod orphans;

use super::snapshots::{self, Directory, Reply};
use super::{Context, Exit};
use crate::snapshot::pending::Pending;

/// Arguments of `review`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Scenario, scenario/client, target/scenario/client, or a path; may be a glob [default: everything pending]
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// List what is pending and ask nothing
    #[arg(long, conflicts_with = "diff")]
    list: bool,
    /// Print the differences and ask nothing
    #[arg(long)]
    diff: bool,
    /// List approved snapshots that no scenario uses
    #[arg(long, conflicts_with_all = ["names", "list", "diff"])]
    orphans: bool,
    /// With --orphans: where the scenarios are, beside the shipped ones [default: scenarios]
    #[arg(long, value_name = "DIR", requires = "orphans")]
    scenarios: Vec<std::path::PathBuf>,
    #[command(flatten)]
    directory: Directory,
}

/// Shows, or asks.
pub(super) fn run(arguments: &Arguments, context: &Context) -> Exit {
    match prepare(arguments, context) {
        Ok(pending) => ask(&pending, context),
        Err(reply) => reply.print(),
    }
}

/// What to ask about; an `Err` is all there is to say.
fn prepare(arguments: &Arguments, context: &Context) -> Result<Vec<Pending>, Reply> {
    if arguments.orphans {
        return Err(orphans::report(&arguments.directory, &arguments.scenarios, context));
    }
    let pending = snapshots::all(&arguments.directory, context)?;
    if pending.is_empty() {
        return Err(snapshots::nothing_pending());
    }
    let picked = snapshots::pick(&pending, &arguments.names, &arguments.directory, context)?;
    if arguments.list {
        Err(list(&picked))
    } else if arguments.diff {
        Err(differences(&picked, has_colour(context)))
    } else if !context.stdin_is_terminal || !context.stdout_is_terminal {
        Err(nobody_can_answer(&arguments.directory))
    } else {
        Ok(picked.into_iter().cloned().collect())
    }
}

/// One name a line, new ones marked.
pub(super) fn list(picked: &[&Pending]) -> Reply {
    let mut text = String::new();
    for pending in picked {
        let state = if pending.approved.exists() { "changed" } else { "new    " };
        text.push_str(&format!("{state}  {}\n", pending.name));
    }
    Reply::says(text)
}

fn differences(picked: &[&Pending], colour: bool) -> Reply {
    let mut reply = Reply::says("");
    for (index, pending) in picked.iter().enumerate() {
        match pending.read() {
            Ok(side) => {
                let gap = if index > 0 { "\n" } else { "" };
                reply.text.push_str(&format!("{gap}{}\n", pending.name));
                reply.text.push_str(&coloured(&side.diff(), colour));
            }
            Err(error) => {
                reply.complaint.push_str(&format!("error: {error}\n"));
                reply.exit = Exit::Usage;
            }
        }
    }
    reply
}

fn nobody_can_answer(directory: &Directory) -> Reply {
    let mut reply = Reply::refuses("review asks questions, and there is no terminal to answer them");
    let option = directory.option();
    reply.complaint.push_str(&format!(
        "help: `scimulate review --diff{option}` shows the differences; `scimulate accept NAME…{option}` and \
         `scimulate reject NAME…{option}` decide\n"
    ));
    reply
}

fn ask(pending: &[Pending], context: &Context) -> Exit {
    let terminal = console::Term::stdout();
    let mut screen =
        interactive::Screen { output: terminal.clone(), colour: has_colour(context), clear: true };
    let shown = |path: &std::path::Path| snapshots::shown(path, context);
    match interactive::review(pending, &mut screen, || terminal.read_key_raw(), shown) {
        Ok(exit) => exit,
        Err(error) => Reply::refuses(format_args!("the terminal failed: {error}")).print(),
    }
}

/// Colour on a terminal that has not been asked to be plain (<https://no-color.org>).
fn has_colour(context: &Context) -> bool {
    context.stdout_is_terminal
        && context.variable("NO_COLOR").is_none()
        && context.variable("TERM") != Some("dumb")
}

/// A unified diff with its lines coloured as diffs usually are.
fn coloured(diff: &str, colour: bool) -> String {
    if !colour {
        return diff.to_owned();
    }
    let mut out = String::new();
    for line in diff.lines() {
        let styled = console::style(line).force_styling(true);
        let styled = match line.chars().next() {
            Some('+') => styled.green(),
            Some('-') => styled.red(),
            Some('@') => styled.cyan(),
            _ => styled,
        };
        out.push_str(&format!("{styled}\n"));
    }
    out
}

#[cfg(test)]
mod tests;
