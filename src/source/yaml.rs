//! Text to tree: the one place that names the YAML crate.
//!
//! Values follow the YAML 1.2 core schema as people expect it in 2020s tools: `no` and `on` are texts, `00123` and
//! `1_000` keep their spelling, `.nan` is a text. Anchors and aliases work; merge keys (`<<`) are refused, because a
//! merged value has no place of its own to point at. Every document fits a tight budget, so that a hostile file ends
//! in one diagnostic.

use std::collections::HashMap;
use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::MessageFormatter;
use serde_saphyr::budget::BudgetBreach;
use serde_saphyr::options::{DuplicateKeyPolicy, MergeKeyPolicy, NonFiniteFloatPolicy};

use super::{Diagnostic, Node, NodeKind, SourceId, Span, Spanned};

/// The largest text that is parsed. A scenario of a megabyte is a mistake.
const MAX_BYTES: usize = 1024 * 1024;

/// The deepest nesting.
const MAX_DEPTH: usize = 40;

/// Parses one YAML document.
///
/// # Errors
/// One diagnostic at the place where the text stops being YAML (syntax, too deep, too large), or one for each key that
/// stands twice in a map.
pub fn parse(source: SourceId, text: &str) -> Result<Node, Vec<Diagnostic>> {
    if text.len() > MAX_BYTES {
        let span = Span { source, start: 0, end: 0 };
        let mistake = Diagnostic::error(format!("the file is larger than {MAX_BYTES} bytes"), span);
        return Err(vec![mistake.help("split it into several files")]);
    }
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: MAX_DEPTH,
            max_nodes: 50_000,
            max_events: 200_000,
            max_documents: 1,
            max_aliases: 1_000,
            max_anchors: 1_000,
        },
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: 50_000,
            max_replay_stack_depth: 16,
        },
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        merge_keys: MergeKeyPolicy::Error,
        non_finite_float_policy: NonFiniteFloatPolicy::AsString,
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        null_as_string: true,
        with_snippet: false,
    };
    // A document of nothing but comments is `null`, which the parser calls an unexpected end.
    if text.lines().all(|line| line.trim_start().is_empty() || line.trim_start().starts_with('#')) {
        return Ok(Node { kind: NodeKind::Null, span: Span { source, start: 0, end: 0 } });
    }
    match serde_saphyr::from_str_with_options::<serde_saphyr::Spanned<Raw>>(text, options) {
        Ok(raw) => {
            let mut builder = Builder { source, text, twice: Vec::new() };
            let node = builder.node(raw);
            if builder.twice.is_empty() { Ok(node) } else { Err(builder.twice) }
        }
        Err(error) => Err(vec![diagnostic(source, text, &error)]),
    }
}

/// The parser's error as a diagnostic of ours: its place, our words where the parser's are about its own insides.
fn diagnostic(source: SourceId, document: &str, error: &serde_saphyr::Error) -> Diagnostic {
    use serde_saphyr::Error;
    let error = error.without_snippet();
    let start = error.location().map_or(0, |location| offset_of(document, location));
    let end = document[start..].char_indices().nth(1).map_or(document.len(), |(width, _)| start + width);
    let (message, help) = match error {
        Error::MergeKeyNotAllowed { .. } => (
            "merge keys (`<<`) are not supported".to_owned(),
            Some("write the entries out, so that every value has a place of its own"),
        ),
        Error::UnknownAnchor { .. } => {
            ("this alias has no anchor before it".to_owned(), Some("quote a text that begins with `*`"))
        }
        Error::Unexpected { expected: "string scalar", .. } => (
            "a key must be a plain text".to_owned(),
            Some("quote a text that begins with `{` or `[`; placeholders are written `${name}`"),
        ),
        Error::Budget { breach, .. } => budget(breach),
        other => {
            let text = serde_saphyr::DefaultMessageFormatter.format_message(other);
            if text.contains("alias replay") {
                ("the aliases of this file expand to too much".to_owned(), Some("write the values out"))
            } else if text.contains("recursion limit") {
                budget(&BudgetBreach::Depth { depth: 0 })
            } else if text.contains("recursive references") {
                ("this alias stands inside of its own anchor".to_owned(), Some("write the values out"))
            } else {
                let help = advice(&text, text_of_line(document, start));
                (format!("this is not valid YAML: {}", printable(&text)), Some(help))
            }
        }
    };
    let diagnostic = Diagnostic::error(message, Span { source, start, end });
    match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

/// What to do about a text that the parser does not take, by its words and by the line.
fn advice(words: &str, line: &str) -> &'static str {
    /// Words of the parser, and what helps.
    const ADVICE: [(&str, &str); 9] = [
        ("tab", "indent with blanks"),
        ("BOM", "a byte-order mark can only be the very first character of a file: take this one away"),
        ("unclosed", "close it where it ends"),
        ("escape", "in \"…\" a backslash is written `\\\\`; in '…' it stands for itself"),
        ("mapping values", "a text with `: ` in it needs quotes; a key stands as deep as the keys beside it"),
        ("block sequence", "a list begins on a line of its own, or is written `[one, two]`"),
        (
            "block collection",
            "items of a list stand equally deep, and what belongs to one stands below its first letter",
        ),
        ("block mapping", "keys of a map stand equally deep"),
        ("unexpected character: `\\u", "write it as an escape in \"…\", such as \"\\u0007\""),
    ];
    if line.contains("${") && line.contains(['{', '[']) {
        return "inside `[…]` and `{…}` put a text with `${…}` into quotes";
    }
    let known = ADVICE.iter().find(|(word, _)| words.contains(word));
    known
        .map_or("put a text that begins with a sign into quotes, and look at the line before", |(_, help)| {
            help
        })
}

/// The line that holds an offset.
fn text_of_line(document: &str, offset: usize) -> &str {
    let start = document[..offset].rfind('\n').map_or(0, |at| at + 1);
    document[start..].lines().next().unwrap_or_default()
}

/// A text without control characters.
fn printable(text: &str) -> String {
    text.replace(char::is_control, " ")
}

/// What is too much about a document.
fn budget(breach: &BudgetBreach) -> (String, Option<&'static str>) {
    match breach {
        BudgetBreach::Depth { .. } => {
            (format!("the file is nested deeper than {MAX_DEPTH} levels"), Some("no scenario needs that"))
        }
        BudgetBreach::Documents { .. } => {
            ("a second YAML document begins here".to_owned(), Some("put it into a file of its own"))
        }
        _ => ("the file holds too many values".to_owned(), Some("split it into several files")),
    }
}

/// The byte offset of a location; the parser gives it for texts, else it is counted from line and column.
fn offset_of(text: &str, location: serde_saphyr::Location) -> usize {
    if let Some(offset) = location.span().byte_offset().and_then(|offset| usize::try_from(offset).ok()) {
        return floor_boundary(text, offset);
    }
    let line = usize::try_from(location.line()).unwrap_or(1).max(1);
    let column = usize::try_from(location.column()).unwrap_or(1).max(1);
    let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let rest = &text[start..];
    start + rest.char_indices().nth(column - 1).map_or(rest.len(), |(width, _)| width)
}

/// The nearest character boundary at or before an offset.
fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Turns the parser's locations into spans with an end.
struct Builder<'t> {
    source: SourceId,
    text: &'t str,
    /// Keys that stand twice in a map.
    twice: Vec<Diagnostic>,
}

impl Builder<'_> {
    fn span(&self, location: serde_saphyr::Location) -> Span {
        let start = offset_of(self.text, location);
        let length = location.span().byte_len().and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
        let end = floor_boundary(self.text, start.saturating_add(length));
        // A block scalar's range reaches into the following indentation; its text ends before that.
        let end = start + self.text[start..end].trim_end().len();
        Span { source: self.source, start, end }
    }

    fn node(&mut self, raw: serde_saphyr::Spanned<Raw>) -> Node {
        let mut span = self.span(raw.defined);
        let kind = match raw.value {
            Raw::Null => NodeKind::Null,
            Raw::Bool(value) => NodeKind::Bool(value),
            Raw::Number(number) => NodeKind::Number(number),
            Raw::String(text) => NodeKind::String(text),
            Raw::Sequence(items) => {
                let items: Vec<Node> = items.into_iter().map(|item| self.node(item)).collect();
                span.end = self.end_of(span, items.last().map(|item| item.span));
                NodeKind::Sequence(items)
            }
            Raw::Mapping(entries) => {
                let entries: Vec<(Spanned<String>, Node)> = entries
                    .into_iter()
                    .map(|(key, value)| {
                        let span = self.span(key.defined);
                        (Spanned { value: key.value, span }, self.node(value))
                    })
                    .collect();
                self.keys(&entries);
                let last = entries.last().map(|(key, value)| {
                    // A key without a value, or with an alias, ends the map itself.
                    if value.span.start >= key.span.end { value.span } else { key.span }
                });
                span.end = self.end_of(span, last);
                NodeKind::Mapping(entries)
            }
        };
        Node { kind, span }
    }

    /// Notes every key that stands in the map a second time.
    fn keys(&mut self, entries: &[(Spanned<String>, Node)]) {
        let mut seen: HashMap<&str, Span> = HashMap::new();
        for (key, _) in entries {
            if let Some(first) = seen.get(key.value.as_str()) {
                let message = format!("the key `{}` stands twice in this map", printable(&key.value));
                let mistake = Diagnostic::error(message, key.span).related(*first, "the first time");
                self.twice.push(mistake.help("keep one of them"));
            } else {
                seen.insert(&key.value, key.span);
            }
        }
    }

    /// Where a collection ends: after its last child, and for `[…]` and `{…}` after the bracket.
    fn end_of(&self, span: Span, last: Option<Span>) -> usize {
        let end = last.map_or(span.end, |last| last.end).max(span.end);
        let close = match self.text.as_bytes().get(span.start) {
            Some(b'[') => ']',
            Some(b'{') => '}',
            _ => return end,
        };
        let mut rest = self.text[end..].char_indices().peekable();
        while let Some((at, character)) = rest.next() {
            match character {
                '#' => while rest.next_if(|(_, next)| *next != '\n').is_some() {},
                ',' => {}
                other if other.is_whitespace() => {}
                other if other == close => return end + at + 1,
                _ => break,
            }
        }
        end
    }
}

/// A value as the parser delivers it.
enum Raw {
    Null,
    Bool(bool),
    Number(serde_json::Number),
    String(String),
    Sequence(Vec<serde_saphyr::Spanned<Raw>>),
    Mapping(Vec<(serde_saphyr::Spanned<String>, serde_saphyr::Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Number(value.into()))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Raw, E> {
        Ok(Raw::Number(value.into()))
    }

    fn visit_i128<E: de::Error>(self, value: i128) -> Result<Raw, E> {
        // JSON numbers of that size are not portable; a text keeps every digit.
        Ok(Raw::String(value.to_string()))
    }

    fn visit_u128<E: de::Error>(self, value: u128) -> Result<Raw, E> {
        Ok(Raw::String(value.to_string()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Raw, E> {
        Ok(serde_json::Number::from_f64(value).map_or_else(|| Raw::String(value.to_string()), Raw::Number))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::String(value.to_owned()))
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<Raw, E> {
        Ok(Raw::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Raw::Sequence(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = access.next_entry()? {
            entries.push(entry);
        }
        Ok(Raw::Mapping(entries))
    }
}

#[cfg(test)]
mod tests;
