//! Which scenarios there are: the set inside the binary, and the user's own directories and files.
//!
//! A directory of the user adds to the shipped set; a file of the same name takes the shipped one's place, with a
//! notice. Files below a `fragments/` directory and vendor profiles are not scenarios. Only what is asked for is parsed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use indexmap::IndexMap;

use super::files::{Files, Parsed, Place};
use super::lower::{self, Identity};
use super::model::Scenario;
use super::select::Pattern;
use super::{shipped, suggest};
use crate::source::{self, Diagnostic, ReadError, Sources};

/// Where scenarios are looked for.
#[derive(Debug, Clone)]
pub struct Places {
    /// The working directory; relative paths start here.
    pub directory: PathBuf,
    /// Whether the shipped set counts.
    pub shipped: bool,
    /// Directories of scenarios, as the user wrote them; each must exist. A later one wins over an earlier one.
    pub roots: Vec<PathBuf>,
}

/// The scenarios that were asked for, all of them right.
#[derive(Debug)]
pub struct Catalogue {
    /// The texts, for places in messages.
    pub sources: Sources,
    /// The scenarios by name.
    pub scenarios: Vec<Arc<Scenario>>,
    /// What the user should know: `scenarios/x.yaml takes the place of the shipped scenario x`.
    pub notices: Vec<String>,
}

/// Every mistake of every file that was asked for.
#[derive(Debug)]
pub struct Problems {
    /// The texts.
    pub sources: Sources,
    /// The mistakes.
    pub diagnostics: Vec<Diagnostic>,
    /// What could be read all the same, so that whoever knows more can look for further mistakes.
    pub scenarios: Vec<Arc<Scenario>>,
}

/// Why there is no catalogue.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A file or directory cannot be read.
    #[error(transparent)]
    Unreadable(#[from] ReadError),
    /// A name means nothing.
    #[error("there is no scenario `{name}`\n  help: {help}")]
    UnknownName {
        /// As written.
        name: String,
        /// What it could have meant.
        help: String,
    },
    /// Files have mistakes.
    #[error("{} in scenario files", count(.0.diagnostics.len()))]
    Wrong(Box<Problems>),
}

fn count(number: usize) -> String {
    if number == 1 { "1 mistake".to_owned() } else { format!("{number} mistakes") }
}

impl Catalogue {
    /// Finds and reads the scenarios whose names match one of `wanted` (an exact name, a directory of names, a glob,
    /// or the path of a file or directory on the disk); all of them when nothing is wanted in particular.
    ///
    /// # Errors
    /// Something cannot be read, a name means nothing, or any of the files that were asked for has a mistake.
    pub fn load(places: &Places, wanted: &[String]) -> Result<Catalogue, LoadError> {
        let mut finder = Finder { places, entries: IndexMap::new(), notices: Vec::new() };
        if places.shipped {
            for (path, _) in shipped::scenarios() {
                finder.add(name_of(path), Place::Shipped(path.to_path_buf()));
            }
        }
        for root in &places.roots {
            finder.root(root, "")?;
        }
        let wanted: Vec<String> =
            wanted.iter().map(|name| finder.on_disk(name)).collect::<Result<Vec<_>, _>>()?;
        let names = finder.choose(&wanted)?;

        let mut files = Files::default();
        let mut scenarios = Vec::new();
        let mut diagnostics = Vec::new();
        for name in names {
            let Some(place) = finder.entries.get(&name) else { continue };
            let parsed = read(&mut files, place);
            let identity =
                Identity { name, source: parsed.source, shipped: matches!(place, Place::Shipped(_)) };
            let (scenario, mistakes) = lower::lower(&mut files, identity, parsed.root);
            scenarios.extend(scenario.map(Arc::new));
            diagnostics.extend(mistakes);
        }
        if !diagnostics.is_empty() {
            // A fragment's mistake is found by every scenario that uses it; once is enough.
            let mut seen = std::collections::HashSet::new();
            diagnostics.retain(|mistake| seen.insert((mistake.span, mistake.message.clone())));
            let problems = Problems { sources: files.sources, diagnostics, scenarios };
            return Err(LoadError::Wrong(Box::new(problems)));
        }
        scenarios.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(Catalogue { sources: files.sources, scenarios, notices: finder.notices })
    }
}

impl Catalogue {
    /// The catalogue of one scenario that stands in no file.
    ///
    /// # Errors
    /// The text has mistakes.
    pub fn of_text(name: &str, text: String) -> Result<Catalogue, LoadError> {
        let mut files = Files::default();
        let shown = PathBuf::from(format!("<{name}>"));
        let parsed = files.add(Place::Disk { path: shown.clone(), shown }, text);
        let identity = Identity { name: name.to_owned(), source: parsed.source, shipped: false };
        let (scenario, diagnostics) = lower::lower(&mut files, identity, parsed.root);
        let scenarios: Vec<Arc<Scenario>> = scenario.map(Arc::new).into_iter().collect();
        let sources = files.sources;
        if diagnostics.is_empty() {
            Ok(Catalogue { sources, scenarios, notices: Vec::new() })
        } else {
            Err(LoadError::Wrong(Box::new(Problems { sources, diagnostics, scenarios })))
        }
    }
}

fn read(files: &mut Files, place: &Place) -> Parsed {
    let text = match place {
        Place::Shipped(path) => Ok(shipped::text(path).unwrap_or_default().to_owned()),
        Place::Disk { path, shown } => source::read(path, shown),
    };
    match text {
        Ok(text) => files.add(place.clone(), text),
        Err(error) => files.unreadable(place.clone(), error),
    }
}

/// Collects names and where they stand.
struct Finder<'p> {
    places: &'p Places,
    entries: IndexMap<String, Place>,
    notices: Vec<String>,
}

impl Finder<'_> {
    fn add(&mut self, name: String, place: Place) {
        if let Some(before) = self.entries.get(&name)
            && let Some(notice) = self.replaced(&name, before, &place)
        {
            self.notices.push(notice);
        }
        self.entries.insert(name, place);
    }

    /// What to say about a file that takes another's place; nothing when both say the same.
    fn replaced(&self, name: &str, before: &Place, now: &Place) -> Option<String> {
        let Place::Disk { path, shown } = now else { return None };
        match before {
            Place::Shipped(old) => {
                let same =
                    source::read(path, shown).is_ok_and(|text| shipped::text(old) == Some(text.as_str()));
                (!same).then(|| format!("{} takes the place of the shipped scenario {name}", shown.display()))
            }
            Place::Disk { path: old, .. } if old == path => None,
            Place::Disk { shown: old, .. } => {
                Some(format!("{} takes the place of {}", shown.display(), old.display()))
            }
        }
    }

    /// Adds all scenarios below a directory; `prefix` stands before their names.
    fn root(&mut self, root: &Path, prefix: &str) -> Result<(), ReadError> {
        let directory = self.places.directory.join(root);
        for path in source::yaml_files(&directory)? {
            let Ok(below) = path.strip_prefix(&directory) else { continue };
            let is_fragment =
                below.parent().is_some_and(|parent| parent.iter().any(|component| component == "fragments"));
            if is_fragment || shipped::is_profile(below) {
                continue;
            }
            let shown = root.join(below);
            let shown = shown.strip_prefix(".").map_or_else(|_| shown.clone(), Path::to_path_buf);
            self.add(format!("{prefix}{}", name_of(below)), Place::Disk { shown, path });
        }
        Ok(())
    }

    /// The name of what the user wants, when he points at a file or directory on the disk.
    fn on_disk(&mut self, wanted: &str) -> Result<String, LoadError> {
        let trimmed = wanted.trim_end_matches('/');
        let plain = trimmed.trim_start_matches("./");
        let path = self.places.directory.join(trimmed);
        let is_file_name = [".yaml", ".yml"].iter().any(|extension| plain.ends_with(extension));
        if is_file_name {
            let known = self
                .entries
                .iter()
                .find(|(_, place)| matches!(place, Place::Disk { path: p, .. } if *p == path));
            if let Some((name, _)) = known {
                return Ok(name.clone());
            }
            // A shipped file by the path under which it is shown.
            let shown = plain
                .strip_prefix(shipped::PREFIX)
                .map(|rest| name_of(Path::new(rest.trim_start_matches('/'))));
            if let Some(name) = shown.filter(|name| self.entries.contains_key(name)) {
                return Ok(name);
            }
            if !path.is_file() {
                return Err(source::read(&path, Path::new(wanted))
                    .err()
                    .unwrap_or(ReadError::NotFound(wanted.to_owned()))
                    .into());
            }
            let name = name_of(Path::new(plain));
            self.add(name.clone(), Place::Disk { path, shown: PathBuf::from(plain) });
            return Ok(name);
        }
        let is_name = Pattern::parse(plain)
            .is_some_and(|pattern| self.entries.keys().any(|name| pattern.matches(name)));
        if is_name || !path.is_dir() {
            return Ok(plain.to_owned());
        }
        for root in &self.places.roots {
            if let Ok(below) = path.strip_prefix(self.places.directory.join(root)) {
                let name = below.to_string_lossy().replace('\\', "/");
                return Ok(if name.is_empty() { "**".to_owned() } else { name });
            }
        }
        self.root(&PathBuf::from(plain), &format!("{plain}/"))?;
        Ok(plain.to_owned())
    }

    fn choose(&self, wanted: &[String]) -> Result<Vec<String>, LoadError> {
        if wanted.is_empty() {
            return Ok(self.entries.keys().cloned().collect());
        }
        let mut chosen = indexmap::IndexSet::new();
        for name in wanted {
            let pattern = Pattern::parse(name);
            let before = chosen.len();
            let mut found = false;
            for entry in
                self.entries.keys().filter(|entry| pattern.as_ref().is_some_and(|p| p.matches(entry)))
            {
                chosen.insert(entry.clone());
                found = true;
            }
            if !found && chosen.len() == before {
                let help = unknown_help(name, self.entries.keys().map(String::as_str));
                return Err(LoadError::UnknownName { name: name.clone(), help });
            }
        }
        Ok(chosen.into_iter().collect())
    }
}

/// Advice about a name that means nothing.
pub(super) fn unknown_help<'n>(name: &str, names: impl Iterator<Item = &'n str> + Clone) -> String {
    let bare = name.split('@').next().unwrap_or(name);
    let last = bare.rsplit('/').next().unwrap_or(bare);
    // `create` for `okta/users/create` is the commonest slip.
    let same_end = names.clone().find(|known| known.rsplit('/').next() == Some(last));
    match same_end.or_else(|| suggest::nearest(bare, names)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`scimulate list` shows what there is; a file is named by its path with `.yaml`".to_owned(),
    }
}

/// `okta/users/create.yaml` → `okta/users/create`.
fn name_of(path: &Path) -> String {
    path.with_extension("").to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests;
