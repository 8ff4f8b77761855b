//! `scimulate.yaml`: where it is, and the targets in it.
//!
//! The file is read and checked as a whole, every mistake with its place; `${env:NAME}` gets its value only for the
//! target that is used, so a missing variable of another target is no mistake. Flags and environment, which win over
//! the file, are [`super::target`]'s business.

use std::path::{Path, PathBuf};

use super::Context;
use crate::source::{self, Diagnostic, ReadError, Sources, Spanned};

mod entry;
mod hide;
mod read;
#[cfg(test)]
mod tests;

pub(super) use entry::{AuthKind, Entry, Fixture};

/// The file's name.
const NAME: &str = "scimulate.yaml";

/// The configuration file, read and checked.
#[derive(Debug, Default)]
pub(super) struct Config {
    /// The files that places belong to, credentials taken out; empty when there is no configuration file.
    pub(super) sources: Sources,
    /// The path as people know it.
    pub(super) path: PathBuf,
    /// The targets, in file order.
    pub(super) targets: Vec<(Spanned<String>, Entry)>,
}

/// Why the configuration or the target flags cannot be used. No text holds a credential.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    /// Something that one sentence says.
    #[error("{0}")]
    Plain(String),
    /// Mistakes in the file.
    #[error("{} {} in the configuration", .diagnostics.len(), if .diagnostics.len() == 1 { "mistake" } else { "mistakes" })]
    Wrong {
        /// The file.
        sources: Sources,
        /// The mistakes.
        diagnostics: Vec<Diagnostic>,
    },
}

impl Error {
    pub(super) fn plain(message: impl Into<String>) -> Self {
        Error::Plain(message.into())
    }

    /// The text for standard error: each mistake with its line, or one sentence.
    pub(super) fn text(&self, colour: bool) -> String {
        match self {
            Error::Plain(message) => format!("error: {message}\n"),
            Error::Wrong { sources, diagnostics } => source::render(sources, diagnostics, colour),
        }
    }
}

impl Config {
    /// Reads the configuration: the file that was named, else `scimulate.yaml` in the working directory or above it.
    ///
    /// # Errors
    /// A named file that is not there, a file that cannot be read, mistakes in it.
    pub(super) fn load(named: Option<&Path>, context: &Context) -> Result<Config, Error> {
        let path = match named {
            Some(path) => path.to_owned(),
            None => match find(&context.directory) {
                Some(path) => path,
                None => return Ok(Config::default()),
            },
        };
        match source::read(&context.directory.join(&path), &path) {
            Ok(text) => Config::parse(&path, &text),
            Err(ReadError::NotUtf8 { path: shown, offset, text }) => {
                let mut sources = Sources::default();
                let error = ReadError::NotUtf8 { path: shown, offset, text: hide::credentials(&text) };
                let diagnostics = vec![error.into_mistake(&mut sources, &path)];
                Err(Error::Wrong { sources, diagnostics })
            }
            Err(error) => Err(Error::plain(error.to_string())),
        }
    }

    /// Reads the configuration out of a text.
    pub(super) fn parse(path: &Path, text: &str) -> Result<Config, Error> {
        let mut sources = Sources::default();
        let id = sources.add(path, hide::credentials(text));
        let mut diagnostics = Vec::new();
        let targets = match source::parse(id, text) {
            Ok(node) => read::config(&node, &mut diagnostics),
            Err(mistakes) => {
                diagnostics.extend(mistakes);
                Vec::new()
            }
        };
        if diagnostics.is_empty() {
            Ok(Config { sources, path: path.to_owned(), targets })
        } else {
            Err(Error::Wrong { sources, diagnostics })
        }
    }

    /// The target of that name.
    pub(super) fn target(&self, name: &str) -> Option<&(Spanned<String>, Entry)> {
        self.targets.iter().find(|(key, _)| key.value == name)
    }
}

/// The nearest configuration file: upwards, but not out of the project (a directory with `.git` is its root). The
/// path is relative where the file is in the working directory, as people write it.
fn find(directory: &Path) -> Option<PathBuf> {
    if directory.join(NAME).is_file() {
        return Some(PathBuf::from(NAME));
    }
    let mut above = directory;
    while !above.join(".git").exists() {
        above = above.parent()?;
        let path = above.join(NAME);
        if path.is_file() {
            return Some(path);
        }
    }
    None
}
