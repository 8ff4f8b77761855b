//! A JSON body as stable text: keys in the order sent, one attribute a line, small objects on one line.

use serde_json::{Map, Value};

use super::address::{self, holds_references};
use super::place::{self, Place};
use super::sight::{Sight, is_placeholder, scalar};
use super::text::{self, Kind};

/// An object or array of scalars is printed on one line when it ends before this column.
const LINE: usize = 100;

/// Prints bodies of one exchange.
pub(super) struct Body<'o, 's, 't> {
    out: &'o mut String,
    sight: &'s mut Sight<'t>,
    /// Whether it is an answer: only what a server says can be a new id.
    answer: bool,
    /// Whether it speaks of the server itself, where an `id` is a constant (`/Schemas` and the like).
    discovery: bool,
    scratch: String,
}

impl<'o, 's, 't> Body<'o, 's, 't> {
    pub(super) fn new(out: &'o mut String, sight: &'s mut Sight<'t>, answer: bool, discovery: bool) -> Self {
        Body { out, sight, answer, discovery, scratch: String::new() }
    }

    /// Prints a whole body.
    pub(super) fn write(&mut self, value: &Value) {
        self.any("", "", value, 0);
    }

    /// Prints a list whose entries were picked by the caller. With `others`, the rest is `<other resources>`, and
    /// the totals are `<n>`.
    pub(super) fn write_list(&mut self, list: &Map<String, Value>, entries: &[&Value], others: bool) {
        self.out.push('{');
        for (index, (key, value)) in list.iter().enumerate() {
            self.separate(index, 1);
            self.key(key);
            if super::list::is_entries(key) && value.is_array() {
                let rest = others.then_some("<other resources>");
                self.elements("", key, entries, rest, 1);
            } else if others && super::list::is_count(key) {
                self.string("<n>");
            } else {
                self.any("", key, value, 1);
            }
        }
        self.close(list.is_empty(), 0, '}');
    }

    fn any(&mut self, owner: &str, name: &str, value: &Value, depth: usize) {
        match value {
            Value::Object(fields) => {
                if self.answer && !self.discovery {
                    self.sight.recognise(value);
                }
                self.object(owner, name, fields, depth);
            }
            Value::Array(elements) => {
                let mut elements: Vec<&Value> = elements.iter().collect();
                if name.eq_ignore_ascii_case("members") || name.eq_ignore_ascii_case("groups") {
                    self.order(&mut elements);
                }
                self.elements(owner, name, &elements, None, depth);
            }
            scalar => self.scalar(owner, name, scalar),
        }
    }

    fn object(&mut self, owner: &str, name: &str, fields: &Map<String, Value>, depth: usize) {
        if name.eq_ignore_ascii_case("Operations") && fields.contains_key("op") {
            return self.operation(fields, depth);
        }
        // Only an element or a value that has an attribute of its own can be short; a resource is spread out.
        if depth > 0 && fields.values().all(is_scalar) && self.fits(|body| body.object_line(name, fields)) {
            return;
        }
        let owner = if name.is_empty() { owner } else { name };
        self.out.push('{');
        for (index, (key, value)) in fields.iter().enumerate() {
            self.separate(index, depth + 1);
            self.key(key);
            self.any(owner, key, value, depth + 1);
        }
        self.close(fields.is_empty(), depth, '}');
    }

    /// A PATCH operation: its path says what its value is.
    fn operation(&mut self, fields: &Map<String, Value>, depth: usize) {
        let (owner, name) = fields.get("path").and_then(Value::as_str).map_or(("", ""), place::of_path);
        self.out.push('{');
        for (index, (key, value)) in fields.iter().enumerate() {
            self.separate(index, depth + 1);
            self.key(key);
            match (key.as_str(), value) {
                // The order of an operation's elements is the client's, and kept.
                ("value", Value::Array(elements)) => {
                    let elements: Vec<&Value> = elements.iter().collect();
                    self.elements(owner, name, &elements, None, depth + 1);
                }
                ("value", value) => self.any(owner, name, value, depth + 1),
                (key, value) => self.any("Operations", key, value, depth + 1),
            }
        }
        self.close(fields.is_empty(), depth, '}');
    }

    fn elements(&mut self, owner: &str, name: &str, elements: &[&Value], rest: Option<&str>, depth: usize) {
        if rest.is_none()
            && elements.iter().all(|element| is_scalar(element))
            && self.fits(|body| body.array_line(owner, name, elements))
        {
            return;
        }
        self.out.push('[');
        for (index, element) in elements.iter().enumerate() {
            self.separate(index, depth + 1);
            self.any(owner, name, element, depth + 1);
        }
        if let Some(rest) = rest {
            self.separate(elements.len(), depth + 1);
            self.string(rest);
        }
        self.close(elements.is_empty() && rest.is_none(), depth, ']');
    }

    /// Sorts a set: the order of members says nothing (RFC 7643 §4.2 calls them a list, but gives the order no
    /// meaning), and servers that keep them in one return them in any order.
    fn order(&self, elements: &mut [&Value]) {
        elements.sort_by_cached_key(|element| rank(element, self.sight));
    }

    /// Prints on one line; takes it back when the line gets too long.
    fn fits(&mut self, print: impl FnOnce(&mut Self)) -> bool {
        let start = self.out.len();
        let column = start - self.out.rfind('\n').map_or(0, |newline| newline + 1);
        print(self);
        let fits = column + self.out.len() - start <= LINE;
        if !fits {
            self.out.truncate(start);
        }
        fits
    }

    fn object_line(&mut self, name: &str, fields: &Map<String, Value>) {
        self.out.push('{');
        for (index, (key, value)) in fields.iter().enumerate() {
            self.out.push_str(if index > 0 { ", " } else { " " });
            self.key(key);
            self.scalar(name, key, value);
        }
        self.out.push_str(if fields.is_empty() { "}" } else { " }" });
    }

    fn array_line(&mut self, owner: &str, name: &str, elements: &[&Value]) {
        self.out.push('[');
        for (index, element) in elements.iter().enumerate() {
            if index > 0 {
                self.out.push_str(", ");
            }
            self.scalar(owner, name, element);
        }
        self.out.push(']');
    }

    fn scalar(&mut self, owner: &str, name: &str, value: &Value) {
        match (Place::of(owner, name), value) {
            (Place::Id, _) if self.discovery => self.plain(value, Kind::Value),
            (Place::Id, value) => self.id(value),
            (Place::Password, Value::String(_)) => self.string("<password>"),
            (Place::Version, Value::String(_)) => self.string("<version>"),
            // A number of seconds or milliseconds is wrong there, and must not look like a date.
            (Place::Stamp, Value::Number(_)) => self.string("<datetime, a number>"),
            (Place::Address, Value::String(url)) => {
                self.normalised(|out, sight| address::write_url(out, url, sight))
            }
            (Place::Path, Value::String(path)) => {
                self.normalised(|out, sight| address::write_filter(out, path, sight))
            }
            (Place::Prose, value) => self.plain(value, Kind::Prose),
            (_, Value::String(text)) if holds_references(name) && self.sight.id(text).is_some() => {
                self.id(value)
            }
            (_, value) => self.plain(value, Kind::Value),
        }
    }

    fn id(&mut self, value: &Value) {
        let Some(id) = scalar(value) else { return self.plain(value, Kind::Value) };
        let placeholder = if self.answer {
            self.sight.meet(&id)
        } else {
            self.sight.sent(&id);
            self.sight.id(&id)
        };
        let Some(placeholder) = placeholder else { return self.plain(value, Kind::Value) };
        self.out.push('"');
        self.out.push_str(placeholder);
        if value.is_number() {
            // An id must be a string (RFC 7643 §3.1); one that stops being a number is a change to be seen.
            self.out.insert_str(self.out.len() - 1, ", a number");
        }
        self.out.push('"');
    }

    fn plain(&mut self, value: &Value, kind: Kind) {
        match value {
            Value::String(text) => self.normalised(|out, sight| text::write(out, text, kind, sight)),
            other => self.out.push_str(&other.to_string()),
        }
    }

    fn normalised(&mut self, write: impl FnOnce(&mut String, &Sight<'_>)) {
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.clear();
        write(&mut scratch, self.sight);
        self.string(&scratch);
        self.scratch = scratch;
    }

    fn key(&mut self, key: &str) {
        self.string(key);
        self.out.push_str(": ");
    }

    /// A JSON string. What a terminal would obey or hide is escaped, so that a review shows what is there.
    fn string(&mut self, text: &str) {
        self.out.push('"');
        if text.bytes().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\')) {
            self.out.push_str(text);
            self.out.push('"');
            return;
        }
        for character in text.chars() {
            match character {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                '\t' => self.out.push_str("\\t"),
                '\r' => self.out.push_str("\\r"),
                character if is_hidden(character) => {
                    self.out.push_str(&format!("\\u{:04x}", u32::from(character)));
                }
                character => self.out.push(character),
            }
        }
        self.out.push('"');
    }

    fn separate(&mut self, index: usize, depth: usize) {
        if index > 0 {
            self.out.push(',');
        }
        self.line(depth);
    }

    fn close(&mut self, empty: bool, depth: usize, bracket: char) {
        if !empty {
            self.line(depth);
        }
        self.out.push(bracket);
    }

    fn line(&mut self, depth: usize) {
        self.out.push('\n');
        for _ in 0..depth {
            self.out.push_str("  ");
        }
    }
}

/// What an element is sorted by: known ids first, then names. Ids that are not known yet say nothing, since they
/// differ from run to run.
pub(super) fn rank(element: &Value, sight: &Sight<'_>) -> (bool, String) {
    let field = |key: &str| element.get(key);
    let id = field("id").or_else(|| field("value")).unwrap_or(element);
    if let Some(id) = scalar(id) {
        let named_before = element.is_object() && is_placeholder(&id);
        if let Some(placeholder) = sight.id(&id).or(named_before.then_some(id.as_ref())) {
            return (false, placeholder.to_owned());
        }
    }
    let mut name = String::new();
    for key in ["userName", "displayName", "display"] {
        if let Some(text) = field(key).and_then(Value::as_str) {
            text::write(&mut name, text, Kind::Value, sight);
        }
    }
    (true, name)
}

/// Control characters, and those that reorder or hide text.
pub(super) fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn is_scalar(value: &Value) -> bool {
    !matches!(value, Value::Object(_) | Value::Array(_))
}
