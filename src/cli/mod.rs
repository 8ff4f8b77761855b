//! The command line: arguments, one file per subcommand, the context of the process, and exit codes.
//!
//! This is the only room that sees the environment, the working directory and the terminal (all read once, into
//! [`Context`]), and the only one that prints. Argument types hold no logic; each subcommand turns them into the
//! validated types of the rooms below.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "printing is this room's privilege")]

mod accept;
mod behaviour;
mod check;
mod clean;
mod config;
mod context;
mod exit;
mod explain;
mod export;
mod faults;
mod list;
mod output;
mod pasted;
mod pending;
mod plan;
mod provider;
mod reject;
mod report_file;
mod reproduce;
mod review;
mod rules;
mod run;
mod schema;
mod selection;
mod selftest;
mod snapshots;
mod state;
mod surface;
mod target;
mod vendors;

pub use context::Context;
pub use exit::Exit;

use clap::{Parser, Subcommand};

/// Replays what Okta does to a SCIM server, judges the answers and compares them with approved snapshots.
#[derive(Debug, Parser)]
#[command(name = "scimulate", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Play scenarios against a SCIM server and judge its answers.
    Run(Box<run::Arguments>),
    /// Check scenario files without sending anything.
    Check(check::Arguments),
    /// List scenarios.
    List(list::Arguments),
    /// List the rules that answers are judged by.
    Rules(rules::Arguments),
    /// Explain a text that Okta showed, or a rule.
    Explain(explain::Arguments),
    /// Play what caused a text that Okta showed, and see whether the same text comes out.
    Reproduce(Box<reproduce::Arguments>),
    /// Print the JSON Schema of scenario files or profiles, for editors.
    Schema(schema::Arguments),
    /// Write the shipped scenarios and their snapshots to the disk.
    Export(export::Arguments),
    /// Remove what a killed run left on a target.
    Clean(Box<clean::Arguments>),
    /// Run the embedded SCIM server by hand.
    Provider(provider::Arguments),
    /// List the vendors that can be played, and what their documents say.
    Vendors(vendors::Arguments),
    /// List the defects that the embedded server can show.
    Faults(faults::Arguments),
    /// Prove that every known defect is found and that no right server is called wrong.
    Selftest(Box<selftest::Arguments>),
    /// Review pending snapshots.
    Review(review::Arguments),
    /// List pending snapshots.
    Pending(pending::Arguments),
    /// Make pending snapshots the approved ones.
    Accept(accept::Arguments),
    /// Remove pending snapshots; the approved ones stay.
    Reject(reject::Arguments),
}

/// Parses the arguments and runs the subcommand.
pub fn run(context: &Context) -> Exit {
    let arguments = match Arguments::try_parse_from(&context.arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // clap knows which stream and which exit code a help text and a mistake deserve.
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage } else { Exit::Passed };
        }
    };
    match &arguments.command {
        Command::Run(arguments) => run::run(arguments, context),
        Command::Clean(arguments) => clean::run(arguments, context),
        Command::Check(arguments) => check::run(arguments, context),
        Command::List(arguments) => list::run(arguments, context),
        Command::Rules(arguments) => rules::run(arguments, context),
        Command::Explain(arguments) => explain::run(arguments, context),
        Command::Reproduce(arguments) => reproduce::run(arguments, context),
        Command::Schema(arguments) => schema::run(arguments),
        Command::Export(arguments) => export::run(arguments, context),
        Command::Provider(arguments) => provider::run(arguments, context),
        Command::Vendors(arguments) => vendors::run(arguments, context),
        Command::Faults(arguments) => faults::run(arguments, context),
        Command::Selftest(arguments) => selftest::run(arguments, context),
        Command::Review(arguments) => review::run(arguments, context),
        Command::Pending(arguments) => pending::run(arguments, context),
        Command::Accept(arguments) => accept::run(arguments, context),
        Command::Reject(arguments) => reject::run(arguments, context),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::Arguments;

    #[test]
    fn what_follows_the_flags_in_a_help_text_fits_into_80_columns() {
        for command in Arguments::command().get_subcommands() {
            let text = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            for line in text.lines() {
                // Wider lines would be broken wherever the terminal ends.
                assert!(console::measure_text_width(line) <= 80, "{}: {line}", command.get_name());
            }
        }
    }
}
