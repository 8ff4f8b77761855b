//! The process's surroundings, read once.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::PathBuf;

/// Everything that the program knows about the process it runs in. Tests build their own.
#[derive(Debug, Clone)]
pub struct Context {
    /// The command line, program name first.
    pub arguments: Vec<OsString>,
    /// The environment, as far as it is UTF-8.
    pub environment: BTreeMap<String, String>,
    /// The working directory.
    pub directory: PathBuf,
    /// Whether standard output is a terminal.
    pub stdout_is_terminal: bool,
    /// Whether standard error is a terminal.
    pub stderr_is_terminal: bool,
    /// Whether standard input is a terminal.
    pub stdin_is_terminal: bool,
}

impl Context {
    /// The context of this process.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the surroundings")]
    pub fn from_process() -> Self {
        Context {
            arguments: std::env::args_os().collect(),
            environment: std::env::vars_os()
                .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
                .collect(),
            // A deleted working directory only matters to commands that read relative paths; those then fail with
            // the path in the message.
            directory: std::env::current_dir().unwrap_or_default(),
            stdout_is_terminal: std::io::stdout().is_terminal(),
            stderr_is_terminal: std::io::stderr().is_terminal(),
            stdin_is_terminal: std::io::stdin().is_terminal(),
        }
    }

    /// A variable of the environment; an empty one counts as absent.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.environment.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Whether the process runs in CI (`CI` set to anything but `false` or `0`).
    pub fn is_ci(&self) -> bool {
        self.variable("CI").is_some_and(|value| value != "false" && value != "0")
    }

    /// Whether standard error takes colours: a terminal, and neither `NO_COLOR` nor a dumb terminal.
    pub fn colour_on_stderr(&self) -> bool {
        self.stderr_is_terminal
            && self.variable("NO_COLOR").is_none()
            && self.variable("TERM") != Some("dumb")
    }
}
