//! Maps and scalars of the tree, with the mistakes that any of them can have.

use std::time::Duration;

use super::super::entry::Template;
use super::{Entries, Reader};
use crate::duration;
use crate::scenario::suggest;
use crate::source::{Diagnostic, Node, Span, Spanned};

impl Reader<'_> {
    pub(super) fn wrong(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.mistakes.push(Diagnostic::error(message, span).help(help));
    }

    /// `10/s` or `600/m`, as requests per second.
    pub(super) fn rate(&mut self, node: &Node) -> Option<f64> {
        let rate = node.as_str().and_then(|text| {
            let (count, unit) = text.split_once('/')?;
            let seconds = match unit.trim() {
                "s" => 1.0,
                "m" => 60.0,
                "h" => 3600.0,
                _ => return None,
            };
            let count: f64 = count.trim().parse().ok()?;
            (count.is_finite() && count > 0.0).then_some(count / seconds)
        });
        if rate.is_none() {
            self.wrong(
                node.span,
                "`rate-limit` must be requests per time, more than 0",
                "10/s, 600/m or 5000/h",
            );
        }
        rate
    }

    pub(super) fn duration(&mut self, node: &Node, what: &str) -> Option<Duration> {
        let parsed = match node.as_str().map(duration::parse) {
            Some(Ok(duration)) if duration.is_zero() => Err(format!("{what} is zero")),
            Some(Ok(duration)) => Ok(duration),
            Some(Err(wrong)) => Err(format!("{what}: {wrong}")),
            None => Err(format!("{what} must be a duration, and this is {}", node.describe())),
        };
        parsed.map_err(|wrong| self.wrong(node.span, wrong, duration::HELP)).ok()
    }

    /// A map that may only have these keys.
    pub(super) fn map<'n>(
        &mut self,
        node: &'n Node,
        what: &str,
        keys: &[&'static str],
    ) -> Option<Entries<'n>> {
        let entries = self.open_map(node, what)?;
        for (key, _) in entries {
            if !keys.contains(&key.value.as_str()) {
                let help = suggest::help(&key.value, "its keys", keys.iter().copied());
                self.wrong(key.span, format!("{what} has no key `{}`", key.value), help);
            }
        }
        Some(entries)
    }

    pub(super) fn open_map<'n>(&mut self, node: &'n Node, what: &str) -> Option<Entries<'n>> {
        let entries = node.as_mapping();
        if entries.is_none() {
            self.wrong(
                node.span,
                format!("{what} must be a map, and this is {}", node.describe()),
                "write `key: value` lines",
            );
        }
        entries
    }

    pub(super) fn flag(&mut self, node: &Node, what: &str) -> bool {
        node.as_bool().unwrap_or_else(|| {
            self.wrong(
                node.span,
                format!("{what} must be true or false, and this is {}", node.describe()),
                "no other word counts as a yes",
            );
            false
        })
    }

    pub(super) fn text(&mut self, node: &Node, what: &str) -> Option<Template> {
        match node.as_str() {
            Some(text) if !text.is_empty() => Some(Spanned { value: text.to_owned(), span: node.span }),
            Some(_) => {
                self.wrong(node.span, format!("{what} is empty"), "leave it out, or give it a value");
                None
            }
            None => {
                self.wrong(
                    node.span,
                    format!("{what} must be a text, and this is {}", node.describe()),
                    "put it in quotes",
                );
                None
            }
        }
    }

    /// A text or a list of texts.
    pub(super) fn texts(&mut self, node: &Node, what: &str) -> Vec<Template> {
        match node.as_sequence() {
            Some(items) => items.iter().filter_map(|item| self.text(item, what)).collect(),
            None => self.text(node, what).into_iter().collect(),
        }
    }

    /// A word or a list of words out of a fixed set.
    pub(super) fn words(&mut self, node: &Node, what: &str, known: &[&'static str]) -> Vec<String> {
        let texts = self.texts(node, what);
        for text in &texts {
            if !known.contains(&text.value.as_str()) {
                let help = suggest::help(&text.value, "there are", known.iter().copied());
                self.wrong(text.span, format!("{what} knows no `{}`", text.value), help);
            }
        }
        texts.into_iter().map(|text| text.value).collect()
    }
}
