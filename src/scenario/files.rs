//! The files of one invocation: their texts, where each came from, and the fragments that they use.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::shipped;
use crate::source::{self, Diagnostic, Node, ReadError, SourceId, Sources};

/// Where a file came from; fragments are looked for beside it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    /// Out of the binary: its path below `scenarios/`.
    Shipped(PathBuf),
    /// From the disk: its real path, and how it is shown to people.
    Disk {
        /// To be opened.
        path: PathBuf,
        /// As shown.
        shown: PathBuf,
    },
}

/// A parsed file.
#[derive(Debug, Clone)]
pub(crate) struct Parsed {
    /// Its text.
    pub(crate) source: SourceId,
    /// Its tree, or the mistakes that keep it from being YAML.
    pub(crate) root: Result<Arc<Node>, Vec<Diagnostic>>,
}

/// All files that were read so far; a fragment that many scenarios use is read once.
#[derive(Debug, Default)]
pub(crate) struct Files {
    pub(crate) sources: Sources,
    places: HashMap<SourceId, Place>,
    parsed: HashMap<Place, Parsed>,
}

impl Files {
    /// Adds a text and parses it.
    pub(crate) fn add(&mut self, place: Place, text: String) -> Parsed {
        let shown = match &place {
            Place::Shipped(path) => Path::new(shipped::PREFIX).join(path),
            Place::Disk { shown, .. } => shown.clone(),
        };
        let source = self.sources.add(shown, text);
        let root = source::parse(source, &self.sources.get(source).text).map(Arc::new);
        self.places.insert(source, place.clone());
        let parsed = Parsed { source, root };
        self.parsed.insert(place, parsed.clone());
        parsed
    }

    /// Adds a file that cannot be read, with the mistake that this is.
    pub(crate) fn unreadable(&mut self, place: Place, error: ReadError) -> Parsed {
        let shown = match &place {
            Place::Shipped(path) => path,
            Place::Disk { shown, .. } => shown,
        };
        let mistake = error.into_mistake(&mut self.sources, shown);
        let parsed = Parsed { source: mistake.span.source, root: Err(vec![mistake]) };
        self.places.insert(parsed.source, place.clone());
        self.parsed.insert(place, parsed.clone());
        parsed
    }

    /// The place of a fragment that a file names by a relative path.
    pub(crate) fn beside(&self, from: SourceId, relative: &str) -> Option<Place> {
        let beside = |path: &Path| plain(&path.parent().unwrap_or(Path::new("")).join(relative));
        match self.places.get(&from)? {
            Place::Shipped(path) => Some(Place::Shipped(beside(path))),
            Place::Disk { path, shown } => Some(Place::Disk { path: beside(path), shown: beside(shown) }),
        }
    }

    /// Reads a fragment, once.
    ///
    /// # Errors
    /// The reason in words when it cannot be read.
    pub(crate) fn load(&mut self, place: &Place) -> Result<Parsed, String> {
        if let Some(parsed) = self.parsed.get(place) {
            return Ok(parsed.clone());
        }
        match place {
            Place::Shipped(path) => match shipped::text(path) {
                Some(text) => Ok(self.add(place.clone(), text.to_owned())),
                None => Err(format!("there is no shipped file {}", path.display())),
            },
            Place::Disk { path, shown } => match source::read(path, shown) {
                Ok(text) => Ok(self.add(place.clone(), text)),
                Err(error @ ReadError::NotUtf8 { .. }) => Ok(self.unreadable(place.clone(), error)),
                Err(error) => Err(error.to_string()),
            },
        }
    }
}

/// A path without `.` and with `..` taken back, as far as that is possible without asking the disk.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(plain.components().next_back(), Some(Component::Normal(_))) => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::plain;

    #[test]
    fn dots_in_paths_are_taken_back() {
        assert_eq!(plain(Path::new("a/b/../../c/./d.yaml")), PathBuf::from("c/d.yaml"));
        assert_eq!(plain(Path::new("../x/../y")), PathBuf::from("../y"));
    }
}
