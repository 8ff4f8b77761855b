//! Holds a piece of YAML against the shape that a table gives it.

use crate::duration;
use crate::provider::knob::{Field, Shape};
use crate::scenario::suggest;
use crate::source::{Diagnostic, Node, NodeKind, Span};

/// Notes what is wrong.
#[derive(Debug, Default)]
pub(super) struct Check {
    pub(super) mistakes: Vec<Diagnostic>,
}

impl Check {
    pub(super) fn wrong(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.mistakes.push(Diagnostic::error(message, span).help(help));
    }

    /// Whether the value has that shape; every mistake in it is noted.
    pub(super) fn fits(&mut self, node: &Node, shape: Shape, what: &str) -> bool {
        let before = self.mistakes.len();
        match (shape, &node.kind) {
            (Shape::Any, _)
            | (Shape::Flag, NodeKind::Bool(_))
            | (Shape::Text | Shape::Duration, NodeKind::String(_)) => {}
            (Shape::Number, NodeKind::Number(_)) if node.as_u64().is_some() => {}
            (Shape::Word(words), NodeKind::String(text)) => self.word(node, text, words, what),
            (Shape::Texts, NodeKind::String(_)) => {}
            (Shape::Texts, NodeKind::Sequence(items)) => {
                for item in items {
                    self.fits(item, Shape::Text, what);
                }
            }
            (Shape::ListOf(inner), NodeKind::Sequence(items)) => {
                for item in items {
                    self.fits(item, *inner, &format!("an entry of {what}"));
                }
            }
            (Shape::MapOf(inner), NodeKind::Mapping(entries)) => {
                for (key, value) in entries {
                    self.fits(value, *inner, &format!("`{}` of {what}", key.value));
                }
            }
            (Shape::Map(fields), NodeKind::Mapping(_)) => self.fields(node, fields, what),
            _ => {
                let message = format!("{what} must be {}, and this is {}", wanted(shape), node.describe());
                self.wrong(node.span, message, example(shape));
            }
        }
        self.mistakes.len() == before
    }

    fn word(&mut self, node: &Node, text: &str, words: &'static [&'static str], what: &str) {
        if !words.contains(&text) {
            let help = suggest::help(text, "possible", words.iter().copied());
            self.wrong(node.span, format!("{what} cannot be `{text}`"), help);
        }
    }

    /// A map with fixed keys.
    pub(super) fn fields(&mut self, node: &Node, fields: &'static [Field], what: &str) {
        let Some(entries) = node.as_mapping() else {
            let message = format!("{what} must be a map, and this is {}", node.describe());
            return self.wrong(node.span, message, "write `key: value` lines");
        };
        for (key, value) in entries {
            match fields.iter().find(|field| field.name == key.value) {
                Some(field) => _ = self.fits(value, field.shape, &format!("`{}` of {what}", field.name)),
                None => {
                    let help = suggest::help(&key.value, "its keys", fields.iter().map(|field| field.name));
                    self.wrong(key.span, format!("{what} has no key `{}`", key.value), help);
                }
            }
        }
        for field in fields.iter().filter(|field| field.required) {
            if node.get(field.name).is_none() {
                let span = entries.first().map_or(node.span, |(key, _)| key.span);
                let message = format!("{what} has no `{}`", field.name);
                self.wrong(span, message, format!("`{}`: {}", field.name, field.about));
            }
        }
    }
}

/// What a shape is called.
const fn wanted(shape: Shape) -> &'static str {
    match shape {
        Shape::Flag => "true or false",
        Shape::Text => "a text",
        Shape::Texts => "a text or a list of texts",
        Shape::Word(_) => "a word",
        Shape::Number => "a whole number",
        Shape::Duration => "a duration",
        Shape::Any => "a value",
        Shape::Map(_) | Shape::MapOf(_) => "a map",
        Shape::ListOf(_) => "a list",
    }
}

/// What to write.
fn example(shape: Shape) -> String {
    match shape {
        Shape::Flag => "no other word counts as a yes".to_owned(),
        Shape::Text | Shape::Texts => "put it in quotes if it looks like something else".to_owned(),
        Shape::Word(words) => format!("one of {}", words.join(", ")),
        Shape::Number => "write 100".to_owned(),
        Shape::Duration => duration::HELP.to_owned(),
        Shape::Map(fields) => {
            format!("its keys: {}", fields.iter().map(|field| field.name).collect::<Vec<_>>().join(", "))
        }
        Shape::Any | Shape::MapOf(_) => "write `key: value` lines".to_owned(),
        Shape::ListOf(_) => "write `- …` lines".to_owned(),
    }
}
