//! The reserved words, and how an expectation is laid over a value.

use regex::Regex;
use serde_json::{Map, Number, Value};

use crate::judge::json;
use crate::scenario::matcher::looks_reserved;

/// One place where a value is not as expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// JSON pointer into the expectation.
    pub at: String,
    /// JSON pointer into the value that was found.
    pub pointer: String,
    /// What should have been there, as a short text.
    pub expected: String,
    /// What was there, as a short text.
    pub found: String,
}

/// Lays an expectation over a value (`None`: there is none) and says where they differ.
///
/// Without matchers, an expectation asks for a subset: a map may have further keys, a list further items, as long as
/// the expected ones are there in this order. Key names ignore case, as SCIM's do. `null` and `[]` ask for something
/// unassigned: absent, null or an empty list (RFC 7643 §2.5).
///
/// Matchers: `$any`, `$absent`, `$null`, `$uuid`, `$datetime`, `$url` stand alone as a text; `$exact`, `$only`,
/// `$unordered`, `$contains`, `$in`, `$not`, `$length`, `$matches`, `$gt`, `$gte`, `$lt`, `$lte` are keys of a map of
/// nothing but matchers, all of which must hold. `$ref` is SCIM's own and never a matcher; `$$any` is the text `$any`.
pub fn matches(expected: &Value, found: Option<&Value>) -> Vec<Mismatch> {
    let mut overlay = Overlay { mismatches: Vec::new() };
    overlay.compare(expected, found, Paths { at: "", pointer: "" }, false);
    overlay.mismatches
}

/// Whether the expectation holds.
pub(super) fn holds(expected: &Value, found: Option<&Value>) -> bool {
    matches(expected, found).is_empty()
}

/// Where the comparison stands in both trees.
#[derive(Clone, Copy)]
struct Paths<'p> {
    at: &'p str,
    pointer: &'p str,
}

struct Overlay {
    mismatches: Vec<Mismatch>,
}

impl Overlay {
    fn miss(&mut self, paths: Paths<'_>, expected: impl Into<String>, found: Option<&Value>) {
        self.mismatches.push(Mismatch {
            at: paths.at.to_owned(),
            pointer: paths.pointer.to_owned(),
            expected: expected.into(),
            found: json::short(found),
        });
    }

    /// `exact`: nothing beside what is expected, at any depth.
    fn compare(&mut self, expected: &Value, found: Option<&Value>, paths: Paths<'_>, exact: bool) {
        match expected {
            Value::String(text) if looks_reserved(text) => self.word(text, found, paths),
            Value::Object(map) if is_matcher(map) => {
                for (word, argument) in map {
                    let at = json::step(paths.at, word);
                    self.matcher(word, argument, found, Paths { at: &at, ..paths });
                }
            }
            Value::Object(map) => self.map(map, found, paths, exact),
            Value::Array(items) if items.is_empty() && !exact => {
                self.unassigned("nothing ([])", found, paths)
            }
            Value::Array(items) => self.list(items, found, paths, exact),
            Value::Null if !exact => self.unassigned("nothing (null)", found, paths),
            Value::String(text) if found.and_then(Value::as_str) != Some(unescape(text)) => {
                self.miss(paths, json::clip(&Value::from(unescape(text)).to_string()), found);
            }
            Value::String(_) => {}
            Value::Number(number) => {
                if !found.and_then(Value::as_number).is_some_and(|found| same_number(number, found)) {
                    self.miss(paths, number.to_string(), found);
                }
            }
            Value::Bool(_) | Value::Null => {
                if found != Some(expected) {
                    self.miss(paths, expected.to_string(), found);
                }
            }
        }
    }

    fn unassigned(&mut self, expected: &str, found: Option<&Value>, paths: Paths<'_>) {
        if !json::is_unassigned(found) {
            self.miss(paths, expected, found);
        }
    }

    fn map(&mut self, map: &Map<String, Value>, found: Option<&Value>, paths: Paths<'_>, exact: bool) {
        let Some(object) = found.and_then(Value::as_object) else {
            self.miss(paths, "an object", found);
            return;
        };
        for (key, value) in map {
            let name = unescape(key);
            let (spelled, inner) = json::entry(object, name).unzip();
            let at = json::step(paths.at, key);
            let pointer = json::step(paths.pointer, spelled.unwrap_or(name));
            self.compare(value, inner, Paths { at: &at, pointer: &pointer }, exact);
        }
        if exact {
            self.only(map, object, paths);
        }
    }

    fn only(&mut self, map: &Map<String, Value>, object: &Map<String, Value>, paths: Paths<'_>) {
        let named = |key: &str| map.keys().any(|known| unescape(known).eq_ignore_ascii_case(key));
        for (key, value) in object.iter().filter(|(key, _)| !named(key)) {
            let pointer = json::step(paths.pointer, key);
            self.miss(Paths { pointer: &pointer, ..paths }, format!("no {key}"), Some(value));
        }
    }

    /// The items in this order; others may stand between them unless the list is meant exactly.
    fn list(&mut self, items: &[Value], found: Option<&Value>, paths: Paths<'_>, exact: bool) {
        let Some(list) = found.and_then(Value::as_array) else {
            self.miss(paths, "a list", found);
            return;
        };
        if exact {
            if items.len() != list.len() {
                self.miss(paths, format!("{} items", items.len()), found);
                return;
            }
            for (index, (item, inner)) in items.iter().zip(list).enumerate() {
                let (at, pointer) = (format!("{}/{index}", paths.at), format!("{}/{index}", paths.pointer));
                self.compare(item, Some(inner), Paths { at: &at, pointer: &pointer }, true);
            }
            return;
        }
        let mut rest = list.as_slice();
        for (index, item) in items.iter().enumerate() {
            match rest.iter().position(|candidate| holds(item, Some(candidate))) {
                Some(position) => rest = &rest[position + 1..],
                None => {
                    let at = format!("{}/{index}", paths.at);
                    self.miss(
                        Paths { at: &at, ..paths },
                        format!("an item {}", json::short(Some(item))),
                        found,
                    );
                }
            }
        }
    }

    /// A reserved word that stands alone.
    fn word(&mut self, word: &str, found: Option<&Value>, paths: Paths<'_>) {
        let text = found.and_then(Value::as_str);
        let (right, expected) = match word {
            "$any" => (found.is_some_and(|found| !found.is_null()), "anything"),
            "$absent" => (found.is_none(), "nothing there"),
            "$null" => (found.is_some_and(Value::is_null), "null"),
            "$uuid" => (text.is_some_and(|text| uuid::Uuid::try_parse(text).is_ok()), "a UUID"),
            "$datetime" => (text.is_some_and(json::is_datetime), "a DateTime"),
            "$url" => (text.is_some_and(is_url), "an absolute URL"),
            _ => (false, "a matcher that exists"),
        };
        if !right {
            self.miss(paths, expected, found);
        }
    }

    /// A reserved word with its argument.
    fn matcher(&mut self, word: &str, argument: &Value, found: Option<&Value>, paths: Paths<'_>) {
        match word {
            "$exact" => self.compare(argument, found, paths, true),
            "$only" => self.only_of(argument, found, paths),
            "$unordered" => self.unordered(argument, found, paths),
            "$contains" => {
                let right = match found {
                    Some(Value::Array(items)) => items.iter().any(|item| holds(argument, Some(item))),
                    Some(Value::String(text)) => {
                        argument.as_str().is_some_and(|part| text.contains(unescape(part)))
                    }
                    _ => false,
                };
                if !right {
                    self.miss(paths, format!("something with {}", json::short(Some(argument))), found);
                }
            }
            "$in" => {
                let choices = argument.as_array().map_or(&[][..], Vec::as_slice);
                if !choices.iter().any(|choice| holds(choice, found)) {
                    self.miss(paths, format!("one of {}", json::short(Some(argument))), found);
                }
            }
            "$not" => {
                if holds(argument, found) {
                    self.miss(paths, format!("anything but {}", json::short(Some(argument))), found);
                }
            }
            "$length" => {
                let length = found.and_then(length).map(Value::from);
                if !holds(argument, length.as_ref()) {
                    self.miss(
                        paths,
                        format!("length {}", json::short(Some(argument))),
                        length.as_ref().or(found),
                    );
                }
            }
            "$matches" => {
                let pattern = argument.as_str().and_then(|pattern| Regex::new(pattern).ok());
                let text = found.and_then(Value::as_str);
                if !pattern.zip(text).is_some_and(|(pattern, text)| pattern.is_match(text)) {
                    self.miss(paths, format!("a text that matches {}", json::short(Some(argument))), found);
                }
            }
            "$gt" | "$gte" | "$lt" | "$lte" => {
                let order = found.and_then(|found| order(found, argument));
                let (right, sign) = match word {
                    "$gt" => (order.is_some_and(|order| order.is_gt()), ">"),
                    "$gte" => (order.is_some_and(|order| order.is_ge()), "≥"),
                    "$lt" => (order.is_some_and(|order| order.is_lt()), "<"),
                    _ => (order.is_some_and(|order| order.is_le()), "≤"),
                };
                if !right {
                    self.miss(paths, format!("{sign} {}", json::short(Some(argument))), found);
                }
            }
            // A word that takes no argument, or one that does not exist: refused before anything is sent.
            _ => self.miss(paths, "a matcher that exists", found),
        }
    }

    /// No keys, or no items, but these.
    fn only_of(&mut self, argument: &Value, found: Option<&Value>, paths: Paths<'_>) {
        self.compare(argument, found, paths, false);
        match (argument, found) {
            (Value::Object(map), Some(Value::Object(object))) if !is_matcher(map) => {
                self.only(map, object, paths)
            }
            (Value::Array(items), Some(Value::Array(list))) if items.len() < list.len() => {
                self.miss(paths, no_more(items), found);
            }
            _ => {}
        }
    }

    /// These items in any order, and no others.
    fn unordered(&mut self, argument: &Value, found: Option<&Value>, paths: Paths<'_>) {
        let empty = Vec::new();
        let items = argument.as_array().unwrap_or(&empty);
        let list = match found {
            Some(Value::Array(list)) => list,
            // An empty list may be absent.
            _ if items.is_empty() && json::is_unassigned(found) => return,
            _ => {
                self.miss(paths, "a list", found);
                return;
            }
        };
        let pairs = pair_up(items, list);
        for (index, item) in items.iter().enumerate().filter(|(index, _)| pairs[*index].is_none()) {
            let at = format!("{}/{index}", paths.at);
            self.miss(Paths { at: &at, ..paths }, format!("an item {}", json::short(Some(item))), found);
        }
        let extra = (0..list.len()).find(|index| !pairs.contains(&Some(*index)));
        if let Some(index) = extra.filter(|_| list.len() > items.len()) {
            let pointer = format!("{}/{index}", paths.pointer);
            let expected = no_more(items);
            self.miss(Paths { pointer: &pointer, ..paths }, expected, Some(&list[index]));
        }
    }
}

/// Says how long a list may be that has something beside these items.
fn no_more(items: &[Value]) -> String {
    let plural = if items.len() == 1 { "" } else { "s" };
    format!("no more than {} item{plural}", items.len())
}

/// Gives every expected item a found one of its own, so that a loose expectation (`$any`) does not take away the only
/// one that a strict one needs.
fn pair_up(items: &[Value], list: &[Value]) -> Vec<Option<usize>> {
    let mut owner: Vec<Option<usize>> = vec![None; list.len()];
    for item in 0..items.len() {
        let mut tried = vec![false; list.len()];
        claim(item, items, list, &mut owner, &mut tried);
    }
    let mut pairs = vec![None; items.len()];
    for (index, item) in owner.iter().enumerate() {
        if let Some(item) = item {
            pairs[*item] = Some(index);
        }
    }
    pairs
}

fn claim(
    item: usize,
    items: &[Value],
    list: &[Value],
    owner: &mut [Option<usize>],
    tried: &mut [bool],
) -> bool {
    // First a free one: with thousands of equal-shaped items that spares almost all of the swapping below.
    for round in [false, true] {
        for index in 0..list.len() {
            if tried[index] || owner[index].is_some() != round || !holds(&items[item], Some(&list[index])) {
                continue;
            }
            tried[index] = true;
            let free = match owner[index] {
                None => true,
                Some(other) => claim(other, items, list, owner, tried),
            };
            if free {
                owner[index] = Some(item);
                return true;
            }
        }
    }
    false
}

fn is_matcher(map: &Map<String, Value>) -> bool {
    !map.is_empty() && map.keys().all(|key| looks_reserved(key))
}

/// `$$any` → `$any`.
fn unescape(text: &str) -> &str {
    let escaped =
        text.strip_prefix("$$").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()));
    if escaped { &text[1..] } else { text }
}

fn is_url(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

fn length(value: &Value) -> Option<u64> {
    let length = match value {
        Value::String(text) => text.chars().count(),
        Value::Array(items) => items.len(),
        Value::Object(map) => map.len(),
        _ => return None,
    };
    u64::try_from(length).ok()
}

fn same_number(one: &Number, other: &Number) -> bool {
    one == other || one.as_f64().zip(other.as_f64()).is_some_and(|(one, other)| one == other)
}

/// Numbers by size, DateTimes as instants, other texts by character.
fn order(one: &Value, other: &Value) -> Option<std::cmp::Ordering> {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => match (one.as_i64(), other.as_i64()) {
            (Some(one), Some(other)) => Some(one.cmp(&other)),
            _ => one.as_f64()?.partial_cmp(&other.as_f64()?),
        },
        (Value::String(one), Value::String(other)) => match (json::instant(one), json::instant(other)) {
            (Some(one), Some(other)) => Some(one.cmp(&other)),
            _ => Some(one.as_str().cmp(other)),
        },
        _ => None,
    }
}
