//! From a catalogue and the user's wishes to the passes that are played.

use std::sync::Arc;

use globset::{GlobBuilder, GlobMatcher};

use super::catalogue::{Catalogue, unknown_help};
use super::model::{Play, Scenario};
use super::suggest;
use super::tag::Expression;
use super::vocabulary::{CLIENTS, HEAVY, VENDORS};

/// What the user wants to play.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Names, directories of names, globs or paths; empty = everything. `name@row` picks a row.
    pub names: Vec<String>,
    /// Tags that a scenario must have.
    pub tag: Option<Expression>,
    /// A part of the name, or a regular expression found in it.
    pub filter: Option<String>,
    /// Clients; `None` = those that each scenario names.
    pub clients: Option<Vec<String>>,
    /// Whether scenarios tagged `heavy` are played without being asked for.
    pub heavy: bool,
    /// Whether a target is tested. The shipped scenarios with canned answers say nothing about it, so they are played
    /// only when somebody asks for them in any way.
    pub against_target: bool,
    /// Whether scenarios of vendors (`vendors/…`) count without being named: they are about one server each.
    pub vendors: bool,
}

/// A wish that cannot be met.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SelectionError {
    /// A name means nothing.
    #[error("there is no scenario `{name}`\n  help: {help}")]
    UnknownName {
        /// As written.
        name: String,
        /// What it could have meant.
        help: String,
    },
    /// A client that no version knows.
    #[error("there is no client `{name}`\n  help: {help}")]
    UnknownClient {
        /// As written.
        name: String,
        /// What it could have meant.
        help: String,
    },
}

/// The passes, ordered by scenario name, then row, then client in the order of the file.
///
/// # Errors
/// A name or client that means nothing. An empty result is no error here.
pub fn select(catalogue: &Catalogue, selection: &Selection) -> Result<Vec<Play>, SelectionError> {
    let chosen = Chosen::new(catalogue, selection)?;
    let mut plays = Vec::new();
    for scenario in
        chosen.scenarios().filter(|scenario| !chosen.is_left_out(scenario) && !chosen.is_beside(scenario))
    {
        let rows: Vec<Option<usize>> = match scenario.each.len() {
            0 => vec![None],
            rows => (0..rows).map(Some).collect(),
        };
        for row in rows {
            for client in &scenario.clients {
                if selection.clients.as_ref().is_some_and(|wanted| !wanted.contains(client)) {
                    continue;
                }
                let play = Play { scenario: Arc::clone(scenario), client: client.clone(), row };
                if chosen.names(&play) {
                    plays.push(play);
                }
            }
        }
    }
    plays.sort_by(|one, other| (&one.scenario.name, one.row).cmp(&(&other.scenario.name, other.row)));
    Ok(plays)
}

/// Names of the scenarios that would be played if they were not tagged `heavy`.
///
/// # Errors
/// As [`select`].
pub fn left_out(catalogue: &Catalogue, selection: &Selection) -> Result<Vec<String>, SelectionError> {
    let chosen = Chosen::new(catalogue, selection)?;
    Ok(chosen.scenarios().filter(|scenario| chosen.is_left_out(scenario)).map(|s| s.name.clone()).collect())
}

/// A selection whose wishes have been checked.
struct Chosen<'c> {
    catalogue: &'c Catalogue,
    selection: &'c Selection,
    patterns: Vec<Pattern>,
    filter: Option<Filter>,
}

impl<'c> Chosen<'c> {
    fn new(catalogue: &'c Catalogue, selection: &'c Selection) -> Result<Self, SelectionError> {
        for name in selection.clients.iter().flatten() {
            if !CLIENTS.contains(&name.as_str()) {
                let help = suggest::help(name, "clients", CLIENTS.iter().copied());
                return Err(SelectionError::UnknownClient { name: name.clone(), help });
            }
        }
        let mut patterns = Vec::new();
        for name in &selection.names {
            let known = catalogue.scenarios.iter().map(|scenario| scenario.name.as_str());
            let pattern = Pattern::of(name, catalogue)
                .filter(|pattern| known.clone().any(|name| pattern.matches(name)));
            match pattern {
                Some(pattern) => patterns.push(pattern),
                None => {
                    let help = unknown_help(name, known);
                    return Err(SelectionError::UnknownName { name: name.clone(), help });
                }
            }
        }
        Ok(Chosen { catalogue, selection, patterns, filter: selection.filter.as_deref().map(Filter::new) })
    }

    fn scenarios(&self) -> impl Iterator<Item = &'c Arc<Scenario>> {
        self.catalogue.scenarios.iter().filter(|scenario| {
            let name = scenario.name.as_str();
            let meant = self.selection.vendors
                || !name.starts_with(VENDORS)
                || self.patterns.iter().any(|pattern| pattern.text.starts_with("vendors"));
            meant
                && (self.patterns.is_empty() || self.patterns.iter().any(|pattern| pattern.matches(name)))
                && self.selection.tag.as_ref().is_none_or(|tag| tag.holds(&scenario.tags))
                && self.filter.as_ref().is_none_or(|filter| filter.matches(name))
        })
    }

    /// Heavy scenarios are played only when somebody means them.
    fn is_left_out(&self, scenario: &Scenario) -> bool {
        !self.selection.heavy
            && scenario.tags.iter().any(|tag| tag == HEAVY)
            && !self.patterns.iter().any(|pattern| pattern.is_exactly(&scenario.name))
            && !self.selection.tag.as_ref().is_some_and(|tag| tag.mentions(HEAVY))
    }

    /// Whether it says nothing about the target that is tested, and nobody asked for it.
    fn is_beside(&self, scenario: &Scenario) -> bool {
        let asked = !self.patterns.is_empty() || self.selection.tag.is_some() || self.filter.is_some();
        self.selection.against_target && scenario.shipped && scenario.answers.is_some() && !asked
    }

    /// Whether a name picks this row.
    fn names(&self, play: &Play) -> bool {
        self.patterns.is_empty() || self.patterns.iter().any(|pattern| pattern.matches_play(play))
    }
}

/// A part of a name, or a regular expression.
enum Filter {
    Text(String),
    Regex(regex::Regex),
}

impl Filter {
    fn new(filter: &str) -> Self {
        regex::Regex::new(filter).map_or_else(|_| Filter::Text(filter.to_owned()), Filter::Regex)
    }

    fn matches(&self, name: &str) -> bool {
        match self {
            Filter::Text(text) => name.contains(text),
            Filter::Regex(regex) => regex.is_match(name),
        }
    }
}

/// How a user names scenarios.
#[derive(Debug)]
pub(super) struct Pattern {
    text: String,
    glob: Option<GlobMatcher>,
    row: Option<String>,
}

impl Pattern {
    /// A name, a directory of names, or a glob; `None` when the glob is none.
    pub(super) fn parse(text: &str) -> Option<Pattern> {
        let (text, row) = match text.split_once('@') {
            Some((text, row)) => (text, Some(row.to_owned())),
            None => (text, None),
        };
        let text = text.trim_end_matches('/').to_owned();
        let glob = if text.contains(['*', '?', '[', '{']) {
            let glob = GlobBuilder::new(&text).literal_separator(true).build().ok()?;
            Some(glob.compile_matcher())
        } else {
            None
        };
        Some(Pattern { text, glob, row })
    }

    /// As [`Pattern::parse`], with paths of files turned into the names that they have in the catalogue.
    fn of(text: &str, catalogue: &Catalogue) -> Option<Pattern> {
        let plain = text.trim_start_matches("./").trim_end_matches('/');
        let path = std::path::Path::new(plain);
        let mut beside = None;
        for scenario in &catalogue.scenarios {
            let shown = catalogue.sources.get(scenario.source).path.as_path();
            if shown == path || path.ends_with(shown) {
                return Pattern::parse(&scenario.name);
            }
            // A directory on the disk whose files are in the catalogue under their names.
            if let Ok(below) = shown.strip_prefix(path)
                && let Some(directory) =
                    scenario.name.strip_suffix(&*below.with_extension("").to_string_lossy())
            {
                beside = Some(directory.trim_end_matches('/').to_owned());
            }
        }
        match beside {
            Some(directory) if directory.is_empty() => Pattern::parse("**"),
            Some(directory) => Pattern::parse(&directory),
            None => Pattern::parse(plain),
        }
    }

    /// Whether a scenario of that name is meant.
    pub(super) fn matches(&self, name: &str) -> bool {
        match &self.glob {
            Some(glob) => glob.is_match(name),
            None => {
                name.strip_prefix(&self.text).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            }
        }
    }

    fn is_exactly(&self, name: &str) -> bool {
        self.glob.is_none() && self.text == name
    }

    fn matches_play(&self, play: &Play) -> bool {
        let label = play.row.and_then(|row| play.scenario.each.get(row)).map(|row| row.label.as_str());
        self.matches(&play.scenario.name) && self.row.as_ref().is_none_or(|row| Some(row.as_str()) == label)
    }
}

#[cfg(test)]
mod tests;
