//! Flags that say which scenarios are meant, shared by the commands that play or list them.

use std::path::PathBuf;

use super::Context;
use crate::scenario::{LoadError, Places, Selection, TagExpression};
use crate::source;

/// Which scenarios.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Which scenarios")]
pub(super) struct Wanted {
    /// A name, a directory of names, a glob (`okta/groups/*`), a file, or one row (`name@row`); all when none is given.
    #[arg(value_name = "SCENARIO")]
    pub(super) scenarios: Vec<String>,
    /// Only with these clients.
    #[arg(long, value_name = "CLIENT,…", value_delimiter = ',')]
    pub(super) client: Vec<String>,
    /// Only scenarios with these tags: `push and not (edge or heavy)`.
    #[arg(long, value_name = "EXPRESSION")]
    pub(super) tag: Option<TagExpression>,
    /// Only scenarios whose name contains this text or regular expression.
    #[arg(long, value_name = "TEXT")]
    pub(super) filter: Option<String>,
    /// Look for scenarios here too (can be given several times) [default: ./scenarios, if it is there].
    #[arg(long = "scenarios", value_name = "DIR")]
    pub(super) directories: Vec<PathBuf>,
}

impl Wanted {
    /// Where scenarios are looked for.
    pub(super) fn places(&self, context: &Context) -> Places {
        places(context, &self.directories)
    }

    /// What is wanted; `heavy` = heavy scenarios need not be asked for.
    pub(super) fn selection(&self, heavy: bool) -> Selection {
        Selection {
            names: self.scenarios.clone(),
            tag: self.tag.clone(),
            filter: self.filter.clone(),
            clients: (!self.client.is_empty()).then(|| self.client.clone()),
            heavy,
        }
    }
}

/// The shipped set, and the given directories or else `./scenarios` if there is one.
pub(super) fn places(context: &Context, directories: &[PathBuf]) -> Places {
    let own = PathBuf::from("scenarios");
    let roots = if directories.is_empty() && context.directory.join(&own).is_dir() {
        vec![own]
    } else {
        directories.to_vec()
    };
    Places { directory: context.directory.clone(), shipped: true, roots }
}

/// What to print on standard error about scenarios that could not be loaded.
pub(super) fn complaint(error: &LoadError, context: &Context) -> String {
    match error {
        LoadError::Wrong(problems) => {
            let colour = context.colour_on_stderr();
            let rendered = source::render(&problems.sources, &problems.diagnostics, colour);
            format!("{rendered}\nerror: {error}; nothing was sent\n")
        }
        error => format!("error: {error}\n"),
    }
}
