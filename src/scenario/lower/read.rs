//! Reading maps and scalars of the tree, with the mistakes that any of them can have.

use std::time::Duration;

use super::Lowering;
use crate::duration;
use crate::scenario::form::{Form, Shape};
use crate::scenario::model::Template;
use crate::scenario::{matcher, scope, suggest, vocabulary};
use crate::source::{Node, NodeKind, Span, Spanned};

/// Longer than anybody waits for one step.
const LONGEST: Duration = Duration::from_secs(3600);

/// The entries of a map whose keys have been checked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields<'n> {
    entries: &'n [(Spanned<String>, Node)],
}

impl<'n> Fields<'n> {
    /// Entries whose keys the caller has checked.
    pub(super) const fn of(entries: &'n [(Spanned<String>, Node)]) -> Self {
        Fields { entries }
    }

    pub(super) fn get(&self, name: &str) -> Option<&'n Node> {
        self.entry(name).map(|(_, value)| value)
    }

    pub(super) fn entry(&self, name: &str) -> Option<&'n (Spanned<String>, Node)> {
        self.entries.iter().find(|(key, _)| key.value == name)
    }
}

impl Lowering<'_> {
    /// A map of a form: unknown and missing keys are noted.
    pub(super) fn fields<'n>(&mut self, node: &'n Node, form: &'static Form) -> Option<Fields<'n>> {
        let entries = self.map(node, form.name)?;
        let mut slips = Vec::new();
        for (key, _) in entries.iter().filter(|(key, _)| form.key(key).is_none()) {
            if !form.open {
                slips.extend(suggest::nearest(key, form.names()));
                self.unknown_key(key, form);
            } else if let Some(meant) = form.names().find(|name| is_spelling_of(key, name)) {
                let message = format!("{} has no key `{}`", form.name, key.value);
                self.wrong(key.span, message, format!("did you mean `{meant}`?"));
            }
        }
        for key in form.keys.iter().filter(|key| key.required) {
            // One that is only misspelt has been told.
            if !slips.contains(&key.name) && !entries.iter().any(|(name, _)| name.value == key.name) {
                let span = entries.first().map_or(node.span, |(key, _)| key.span);
                self.wrong(
                    span,
                    format!("{} has no `{}`", form.name, key.name),
                    format!("`{}`: {}", key.name, key.about),
                );
            }
        }
        Some(Fields { entries })
    }

    fn unknown_key(&mut self, key: &Spanned<String>, form: &'static Form) {
        let name = key.value.as_str();
        let help = elsewhere(name, form).unwrap_or_else(|| {
            let names: Vec<&str> = form.names().collect();
            suggest::help(name, "its keys", names)
        });
        self.wrong(key.span, format!("{} has no key `{name}`", form.name), help);
    }

    /// The entries of a map.
    pub(super) fn map<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n [(Spanned<String>, Node)]> {
        let entries = node.as_mapping();
        if entries.is_none() {
            self.wrong(
                node.span,
                format!("{what} must be a map, and this is {}", node.describe()),
                "a map is written `{ key: value }`, or as `key: value` on lines of their own",
            );
        }
        entries
    }

    /// A text.
    pub(super) fn text(&mut self, node: &Node, what: &str) -> Option<Spanned<String>> {
        let text = node.as_str();
        if text.is_none() {
            self.no_text(node, what);
        }
        Some(Spanned { value: text?.to_owned(), span: node.span })
    }

    fn no_text(&mut self, node: &Node, what: &str) {
        let help = match &node.kind {
            NodeKind::Number(_) | NodeKind::Bool(_) => "put it in quotes",
            NodeKind::Null => "write a text, or leave the key out",
            _ => "write one text",
        };
        self.wrong(node.span, format!("{what} must be a text, and this is {}", node.describe()), help);
    }

    /// A text or a list of texts.
    pub(super) fn texts(&mut self, node: &Node, what: &str) -> Vec<Spanned<String>> {
        match node.as_sequence() {
            Some(items) => items.iter().filter_map(|item| self.text(item, what)).collect(),
            None => self.text(node, what).into_iter().collect(),
        }
    }

    /// A text, number or boolean whose `${…}` have been checked.
    pub(super) fn template(&mut self, node: &Node, what: &str) -> Option<Template> {
        let value = match &node.kind {
            NodeKind::String(text) => text.clone(),
            NodeKind::Number(number) => number.to_string(),
            NodeKind::Bool(value) => value.to_string(),
            _ => {
                self.no_text(node, what);
                return None;
            }
        };
        self.references(&value, node.span);
        Some(Spanned { value, span: node.span })
    }

    /// Checks every `${…}` in a tree.
    pub(super) fn tree(&mut self, node: &Node) {
        match &node.kind {
            NodeKind::String(text) => self.references(text, node.span),
            NodeKind::Sequence(items) => items.iter().for_each(|item| self.tree(item)),
            NodeKind::Mapping(entries) => {
                for (key, value) in entries {
                    self.literal_key(key);
                    self.tree(value);
                }
            }
            _ => {}
        }
    }

    /// Keys are taken as they stand.
    pub(super) fn literal_key(&mut self, key: &Spanned<String>) {
        if key.contains("${") {
            self.wrong(
                key.span,
                "a `${…}` in a key is not replaced",
                "only a fragment's own `${var:…}` may stand in a key",
            );
        }
    }

    /// Checks a tree of an expectation: its `${…}` and its matchers.
    pub(super) fn expectation(&mut self, node: &Node) {
        self.tree(node);
        let mut found = Vec::new();
        matcher::check(node, &mut |mistake| found.push(mistake));
        found.into_iter().for_each(|mistake| self.mistake(mistake));
    }

    fn references(&mut self, text: &str, span: Span) {
        if !text.contains("${") {
            return;
        }
        let source = self.files.sources.get(span.source);
        let written = source.text.get(span.start..span.end).unwrap_or_default().to_owned();
        let narrow = |range| {
            part(&written, text, range).map_or(span, |(start, end)| Span {
                start: span.start + start,
                end: span.start + end,
                ..span
            })
        };
        for (mistake, range) in self.scope.check(text) {
            self.wrong(narrow(range), mistake.message, mistake.help);
        }
        for (reference, range) in scope::from_outside(text) {
            self.outside.push(Spanned { value: reference, span: narrow(range) });
        }
    }

    /// `on`, `off`, `true` or `false`.
    pub(super) fn switch(&mut self, node: &Node, what: &str) -> Option<bool> {
        let value = match (&node.kind, node.as_str()) {
            (NodeKind::Bool(value), _) => Some(*value),
            (_, Some("on")) => Some(true),
            (_, Some("off")) => Some(false),
            _ => None,
        };
        if value.is_none() {
            self.wrong(
                node.span,
                format!("{what} is `on` or `off`, and this is {}", node.describe()),
                "no other word counts, `yes` and `no` do not",
            );
        }
        value
    }

    /// `500ms`, `2s`, `1m`, an hour at most.
    pub(super) fn duration(&mut self, node: &Node, what: &str) -> Option<Duration> {
        let (message, help) = match node.as_str().map(|text| duration::parse_up_to(text, LONGEST)) {
            Some(Ok(duration)) => return Some(duration),
            Some(Err(wrong)) => (format!("{what}: {wrong}"), wrong.help()),
            None => {
                let message = format!("{what} must be a duration, and this is {}", node.describe());
                (message, duration::HELP.to_owned())
            }
        };
        self.wrong(node.span, message, help);
        None
    }

    /// A name that no other thing of its kind may have.
    pub(super) fn name(&mut self, name: &Spanned<String>, what: &str) -> bool {
        if !vocabulary::is_name(name) {
            self.wrong(
                name.span,
                format!("`{}` cannot be {what}", name.value),
                "a name is a letter, then letters, digits, `-` and `_`",
            );
            false
        } else if vocabulary::RESERVED_NAMES.contains(&name.as_str()) {
            self.wrong(
                name.span,
                format!("`{}` has a meaning of its own and cannot be {what}", name.value),
                "choose another name",
            );
            false
        } else {
            true
        }
    }

    /// Notes that a value is neither `true` nor `false`.
    pub(super) fn no_boolean(&mut self, node: &Node, what: &str) {
        self.wrong(
            node.span,
            format!("{what} is `true` or `false`, and this is {}", node.describe()),
            "no other word counts, `yes` and `no` do not",
        );
    }

    /// One of a set of words.
    pub(super) fn word(&mut self, node: &Node, what: &str, words: &[&'static str]) -> Option<&'static str> {
        let text = self.text(node, what)?;
        let found = words.iter().find(|word| **word == text.value).copied();
        if found.is_none() {
            let help = suggest::help(&text, "possible", words.iter().copied());
            self.wrong(text.span, format!("{what} cannot be `{}`", text.value), help);
        }
        found
    }

    /// Whether a value has a simple shape; notes it when not.
    pub(super) fn fits(&mut self, node: &Node, shape: Shape, what: &str) -> bool {
        match shape {
            Shape::OneOf(shapes)
                if shapes.iter().any(|shape| matches!(shape, Shape::Nothing)) && node.is_null() =>
            {
                true
            }
            Shape::OneOf([first, ..]) => self.fits(node, *first, what),
            Shape::Boolean => {
                let fits = node.as_bool().is_some();
                if !fits {
                    self.no_boolean(node, what);
                }
                fits
            }
            Shape::Word(words) => self.word(node, what, words).is_some(),
            _ => self.text(node, what).is_some(),
        }
    }
}

/// Whether a key differs from a known one only in capitals, hyphens and underscores: `user_name` for `userName`.
fn is_spelling_of(key: &str, known: &str) -> bool {
    let plain = |text: &str| text.replace(['-', '_'], "").to_lowercase();
    plain(key) == plain(known)
}

/// What a key that belongs to another map should be told.
fn elsewhere(name: &str, form: &Form) -> Option<String> {
    let in_expect = crate::scenario::form::EXPECT.key(name).is_some();
    let in_step = crate::scenario::form::STEP.key(name).is_some();
    match form.name {
        "a step" if in_expect => Some(format!("`{name}` belongs below `expect`")),
        "`expect`" if in_step => Some(format!("`{name}` belongs beside `expect`, not below it")),
        "a scenario" if ["users", "groups"].contains(&name) => Some(format!("`{name}` belongs below `cast`")),
        _ => None,
    }
}

/// Finds a part of a scalar's value in what was written: quotes and folding move it. The same reference may stand
/// there several times, so the part keeps its rank among its equals.
fn part(written: &str, value: &str, range: std::ops::Range<usize>) -> Option<(usize, usize)> {
    let wanted = value.get(range.clone())?;
    let rank = value[..range.start].matches(wanted).count();
    let (start, _) = written.match_indices(wanted).nth(rank)?;
    Some((start, start + wanted.len()))
}
