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
    #[arg(value_name = "SCENARIO", help_heading = None)]
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
            against_target: false,
            vendors: false,
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

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use crate::cli::{Context, Exit, run};

    /// Runs the command line in a directory, with no environment and no terminal.
    pub(in crate::cli) fn play(directory: &Path, arguments: &[&str]) -> Exit {
        run(&Context {
            arguments: std::iter::once("scimulate")
                .chain(arguments.iter().copied())
                .map(Into::into)
                .collect(),
            environment: BTreeMap::new(),
            directory: directory.to_path_buf(),
            stdout_is_terminal: false,
            stderr_is_terminal: false,
            stdin_is_terminal: false,
        })
    }

    #[test]
    fn right_files_pass_and_wrong_ones_are_usage() {
        let directory = tempfile::tempdir().unwrap();
        std::fs::create_dir(directory.path().join("scenarios")).unwrap();
        let file = directory.path().join("scenarios/mine.yaml");
        std::fs::write(&file, "title: t\nsteps: [test-connection]\n").unwrap();
        for arguments in [
            ["check", "scenarios/mine.yaml"],
            ["check", "mine"],
            ["list", "mine"],
            ["list", "--format=json"],
            ["list", "--tag=brief and not groups"],
            ["list", "--client=rfc"],
            ["list", "--scenarios=scenarios"],
        ] {
            assert_eq!(play(directory.path(), &arguments), Exit::Passed, "{arguments:?}");
        }
        for arguments in
            [["check", "none"], ["list", "none.yaml"], ["list", "--tag=and"], ["list", "--client=okta"]]
        {
            assert_eq!(play(directory.path(), &arguments), Exit::Usage, "{arguments:?}");
        }
        std::fs::write(&file, "title: t\nsteps: [nonsense]\n").unwrap();
        assert_eq!(play(directory.path(), &["check"]), Exit::Usage);
        assert_eq!(play(directory.path(), &["list"]), Exit::Usage);
        assert_eq!(play(directory.path(), &["list", "okta"]), Exit::Passed);
        assert_eq!(play(directory.path(), &["schema"]), Exit::Passed);
    }
}
