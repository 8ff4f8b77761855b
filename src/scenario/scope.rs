//! Which names `${…}` may use at a place of a scenario file.

use std::ops::Range;

use indexmap::{IndexMap, IndexSet};

use super::reference::{self, BadTemplate, Part, Reference};
use super::suggest;

/// What a user has without being told.
const USER_ATTRIBUTES: &[&str] = &["id", "oktaId", "userName", "email", "givenName", "familyName"];
/// What a user of `already:` has without being told.
const ALREADY_USER_ATTRIBUTES: &[&str] = &["id", "userName", "email", "givenName", "familyName"];
/// What a group has.
const GROUP_ATTRIBUTES: &[&str] = &["id", "oktaId", "displayName"];
/// What a group of `already:` has.
const ALREADY_GROUP_ATTRIBUTES: &[&str] = &["id", "displayName"];
/// What a step's last answer has.
const ANSWER_PARTS: &[&str] = &["body", "status", "headers"];

/// The names that exist so far.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    /// Users of the cast and their attributes.
    pub(crate) users: IndexMap<String, IndexSet<String>>,
    /// Groups of the cast.
    pub(crate) groups: IndexSet<String>,
    /// Users of `already:` and their attributes.
    pub(crate) already_users: IndexMap<String, IndexSet<String>>,
    /// Groups of `already:`.
    pub(crate) already_groups: IndexSet<String>,
    /// Fixtures of the target's owner.
    pub(crate) fixtures: IndexSet<String>,
    /// Values of the rows of `each:`, and whether every row has them.
    pub(crate) each: IndexMap<String, bool>,
    /// Ids of the steps so far.
    pub(crate) steps: IndexSet<String>,
    /// Ids of all steps of the file, for better words about those that come later.
    pub(crate) later_steps: IndexSet<String>,
    /// Whether cast members can be named yet (their own attributes come before them).
    pub(crate) cast_is_known: bool,
}

/// A reference that names nothing.
pub(crate) struct Unknown {
    /// A lowercase fragment.
    pub(crate) message: String,
    /// What to do.
    pub(crate) help: String,
}

impl Scope {
    /// Every mistake in a template, with its byte range there.
    pub(crate) fn check(&self, template: &str) -> Vec<(Unknown, Range<usize>)> {
        match reference::parse(template) {
            Err(BadTemplate { message, help, range }) => vec![(Unknown { message, help }, range)],
            Ok(parts) => parts
                .into_iter()
                .filter_map(|part| match part {
                    Part::Reference(Reference::Path(path), range) => {
                        self.path(&path).err().map(|unknown| (unknown, range))
                    }
                    _ => None,
                })
                .collect(),
        }
    }

    fn path(&self, path: &[String]) -> Result<(), Unknown> {
        let root = path[0].as_str();
        let wanted = path.get(1).map(String::as_str);
        match root {
            "run" if wanted.is_none() => return Ok(()),
            "run" => return Err(unknown(path, "`${run}` has no parts")),
            "each" => return self.row(path, wanted),
            "already" => return self.already(path),
            _ => {}
        }
        if let Some(attributes) = self.users.get(root).filter(|_| self.cast_is_known) {
            let known = USER_ATTRIBUTES.iter().copied().chain(attributes.iter().map(String::as_str));
            return part(path, wanted, known).and_then(|()| no_parts(path, 2));
        }
        if self.groups.contains(root) && self.cast_is_known {
            return part(path, wanted, GROUP_ATTRIBUTES.iter().copied()).and_then(|()| no_parts(path, 2));
        }
        if self.fixtures.contains(root) {
            // Only the target's configuration knows what a fixture has.
            return match wanted {
                Some(_) => no_parts(path, 2),
                None => Err(unknown(path, format!("write `${{{root}.userName}}` or the like"))),
            };
        }
        if self.steps.contains(root) {
            return part(path, wanted, ANSWER_PARTS.iter().copied());
        }
        if self.later_steps.contains(root) {
            return Err(unknown(
                path,
                format!("the step `{root}` comes later; only earlier steps have an answer"),
            ));
        }
        let names = self.names();
        Err(unknown(path, suggest::help(root, "names that exist here", names.iter().map(String::as_str))))
    }

    fn row(&self, path: &[String], wanted: Option<&str>) -> Result<(), Unknown> {
        if self.each.is_empty() {
            return Err(unknown(path, "this scenario has no `each`"));
        }
        part(path, wanted, self.each.keys().map(String::as_str))?;
        match wanted.and_then(|name| self.each.get(name)) {
            Some(false) => Err(unknown(path, "not every row of `each` has it")),
            _ => no_parts(path, 2),
        }
    }

    fn already(&self, path: &[String]) -> Result<(), Unknown> {
        let Some(name) = path.get(1) else {
            return Err(unknown(path, "write `${already.NAME.id}` or the like"));
        };
        let wanted = path.get(2).map(String::as_str);
        if let Some(attributes) = self.already_users.get(name) {
            let known = ALREADY_USER_ATTRIBUTES.iter().copied().chain(attributes.iter().map(String::as_str));
            return part(path, wanted, known).and_then(|()| no_parts(path, 3));
        }
        if self.already_groups.contains(name) {
            let known = ALREADY_GROUP_ATTRIBUTES.iter().copied();
            return part(path, wanted, known).and_then(|()| no_parts(path, 3));
        }
        let names = self.already_users.keys().chain(&self.already_groups).map(String::as_str);
        Err(unknown(path, suggest::help(name, "names below `already`", names)))
    }

    fn names(&self) -> Vec<String> {
        let mut names = vec!["run".to_owned()];
        if self.cast_is_known {
            names.extend(self.users.keys().chain(&self.groups).cloned());
        }
        names.extend(self.fixtures.iter().chain(&self.steps).cloned());
        for (name, there) in [
            ("each", !self.each.is_empty()),
            ("already", !(self.already_users.is_empty() && self.already_groups.is_empty())),
        ] {
            if there {
                names.push(name.to_owned());
            }
        }
        names
    }
}

/// The references of a template that only the environment or the run can give a value, with their byte ranges there.
pub(crate) fn from_outside(template: &str) -> Vec<(Reference, Range<usize>)> {
    let parts = reference::parse(template).unwrap_or_default();
    parts
        .into_iter()
        .filter_map(|part| match part {
            Part::Reference(
                reference @ (Reference::Env(_) | Reference::Var { default: None, .. }),
                range,
            ) => Some((reference, range)),
            _ => None,
        })
        .collect()
}

/// Whether the wanted part is one of those that exist.
fn part<'k>(
    path: &[String],
    wanted: Option<&str>,
    known: impl IntoIterator<Item = &'k str> + Clone,
) -> Result<(), Unknown> {
    match wanted {
        Some(wanted) if known.clone().into_iter().any(|name| name == wanted) => Ok(()),
        Some(wanted) => Err(unknown(path, suggest::help(wanted, "it has", known))),
        None => {
            let names: IndexSet<&str> = known.into_iter().collect();
            let names: Vec<&str> = names.into_iter().collect();
            Err(unknown(path, format!("say what of it: {}", names.join(", "))))
        }
    }
}

/// Only answers are trees that a reference can go down into.
fn no_parts(path: &[String], depth: usize) -> Result<(), Unknown> {
    match path.get(..depth) {
        Some(whole) if path.len() > depth => {
            Err(unknown(path, format!("`${{{}}}` is taken whole, it has no parts", whole.join("."))))
        }
        _ => Ok(()),
    }
}

fn unknown(path: &[String], help: impl Into<String>) -> Unknown {
    Unknown { message: format!("`${{{}}}` names nothing", path.join(".")), help: help.into() }
}
