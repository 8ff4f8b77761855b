//! The catalogue: every rule that a finding may name.
//!
//! A [`Rule`] stands beside the code that reports it: rules on exchanges in [`super::rule`], what a read-back shows in
//! [`super::drift`], and so on. A finding can only be made from a rule, so none carries an id that is not explained;
//! what remains to be done for a new rule is to list it in the `RULES` of its room, which a test holds complete.

use super::{Level, answers, bystander, drift, expect, guard, import, own, rule};

/// One named thing that a right answer, or a right server, satisfies.
#[derive(Debug)]
pub struct Rule {
    /// The stable id that reports, suppressions and documentation use: `list.integers`.
    pub id: &'static str,
    /// What is right, as a sentence without a full stop.
    pub title: &'static str,
    /// What is checked and when, what a right server does, and what the client does with it: one paragraph.
    pub explanation: &'static str,
    /// RFC section or Okta source.
    pub source: &'static str,
    /// What goes wrong when it is broken.
    pub why: &'static str,
    /// What to change in the server.
    pub fix: &'static str,
    /// How bad a breach is for a client, by the client's name (`okta-oin`, `rfc`). A single finding may be milder.
    pub level: fn(client: &str) -> Level,
    /// What a breach can cost, at worst.
    pub damage: Damage,
    /// Other clients that are known to be hit. Knowledge of the catalogue, never a verdict of a run.
    pub also_affects: &'static [&'static str],
}

/// What a breach costs the people whom the directory is about, the least first. The level says whether a client's
/// flow breaks; this says how much that matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Damage {
    /// Untidy, and nobody is hurt.
    Tidiness,
    /// Imports, messages or other clients have trouble.
    Trouble,
    /// Provisioning stops, and the admin is told.
    Flow,
    /// Somebody is locked out, doubled, or loses data.
    People,
    /// Somebody keeps, loses or gains access unseen, or the wrong person is changed.
    Access,
}

impl Rule {
    /// What the id begins with: `drift` of `drift.active`.
    pub fn family(&self) -> &'static str {
        self.id.split('.').next().unwrap_or(self.id)
    }
}

impl Damage {
    /// From 1 (untidy) to 5 (access).
    pub const fn grade(self) -> u8 {
        self as u8 + 1
    }

    /// What it means, in a few words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Damage::Tidiness => "untidy, nobody is hurt",
            Damage::Trouble => "imports, messages or other clients have trouble",
            Damage::Flow => "provisioning stops",
            Damage::People => "people are locked out, doubled, or lose data",
            Damage::Access => "access is kept, lost or given to the wrong person",
        }
    }
}

/// Nobody else is known to be hit.
pub(super) const NOBODY_ELSE: &[&str] = &[];

/// No client that provisions people can do without it.
pub(super) const EVERY_CLIENT: &[&str] = &["every other client"];

/// Microsoft Entra ID; its documentation or its validator says so.
pub(super) const ENTRA: &str = "Microsoft Entra ID";

/// JumpCloud; its documentation says so.
pub(super) const JUMPCLOUD: &str = "JumpCloud";

/// Every rule: those on exchanges first.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    let others = [
        drift::RULES,
        guard::RULES,
        import::RULES,
        bystander::RULES,
        expect::RULES,
        answers::RULES,
        own::RULES,
    ];
    rule::registry().chain(others.into_iter().flatten().copied())
}

/// The rule with that id.
pub fn find(id: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.id == id)
}

impl std::fmt::Display for Rule {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.pad(self.id)
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Rule) -> bool {
        self.id == other.id
    }
}

impl Eq for Rule {}

impl PartialEq<str> for Rule {
    fn eq(&self, id: &str) -> bool {
        self.id == id
    }
}

impl serde::Serialize for Rule {
    /// A finding shows the id; everything else is a matter of the catalogue.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    use super::{Damage, all, find};
    use crate::judge::Level;

    #[test]
    fn ids_are_unique_and_spelled_like_ids() {
        let mut seen = BTreeSet::new();
        for rule in all() {
            assert!(seen.insert(rule.id), "{} is there twice", rule.id);
            let (family, name) = rule.id.split_once('.').expect("an id has a family");
            let plain =
                |part: &str| !part.is_empty() && part.chars().all(|it| it.is_ascii_lowercase() || it == '-');
            assert!(plain(family) && plain(name), "{}", rule.id);
        }
    }

    #[test]
    fn every_rule_is_explained() {
        for rule in all() {
            for (what, text) in [("title", rule.title), ("why", rule.why), ("fix", rule.fix)] {
                assert!(!text.is_empty() && !text.ends_with('.'), "{}: {what}: {text}", rule.id);
                assert!(!text.contains('!'), "{}: {what}", rule.id);
            }
            assert!(rule.explanation.len() > 60 && rule.explanation.ends_with('.'), "{}", rule.id);
            assert!(!rule.explanation.contains("  "), "{}: {}", rule.id, rule.explanation);
            assert!(!rule.source.is_empty(), "{}", rule.id);
        }
    }

    #[test]
    fn levels_and_damage_do_not_contradict_each_other() {
        for rule in all() {
            let worst = ["okta-aiw", "okta-oin", "rfc"].map(rule.level).into_iter().max();
            if rule.damage == Damage::Access {
                assert!(worst >= Some(Level::Violation), "{} is called harmless", rule.id);
            }
        }
    }

    fn sources(directory: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(directory).expect("the sources are readable") {
            let path = entry.expect("the sources are readable").path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }

    #[test]
    fn every_rule_that_the_sources_define_is_listed() {
        let mut files = Vec::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
        let mut defined = 0;
        for path in files {
            let text = std::fs::read_to_string(&path).expect("the sources are readable");
            for part in text.split(": Rule = Rule {\n    id: \"").skip(1) {
                let Some(id) = part.split('"').next() else { continue };
                defined += 1;
                assert!(find(id).is_some(), "{id} of {} is in no RULES", path.display());
            }
        }
        assert_eq!(defined, all().count());
    }
}
