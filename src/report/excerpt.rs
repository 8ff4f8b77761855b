//! A JSON body on one line that fits, shortened around the place that matters.

use std::io;
use std::ops::Range;

use console::measure_text_width;
use serde_json::Value;

use super::clean;

/// The rank of attributes that are left out whenever not everything fits.
const BESIDE_THE_POINT: u8 = 6;

/// One line of JSON, escaped for a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// The line.
    pub(super) text: String,
    /// Where in it the pointed place stands, key included, in bytes.
    pub(super) focus: Option<Range<usize>>,
}

/// The value within `budget` columns. What the JSON pointer names is kept, `id` is preferred, `schemas` and `meta` go
/// at once, and what is left out is marked with `ellipsis`. A pointer that leads nowhere is followed as far as it goes.
pub(super) fn json(value: &Value, pointer: Option<&str>, budget: usize, ellipsis: &str) -> Excerpt {
    let tokens: Vec<String> = pointer
        .unwrap_or_default()
        .split('/')
        .skip(1)
        .map(|token| token.replace("~1", "/").replace("~0", "~"))
        .collect();
    Fit { ellipsis }.value(value, (!tokens.is_empty()).then_some(&tokens[..]), budget)
}

/// Text that is not JSON, on one line of at most `budget` columns.
pub(super) fn text(text: &str, budget: usize, ellipsis: &str) -> String {
    // A server may send megabytes; no line needs more of it than four bytes a column.
    let head: String = text.chars().take(budget * 4).collect();
    let folded = head.split_whitespace().collect::<Vec<_>>().join(" ");
    console::truncate_str(&clean::line(&folded), budget, ellipsis).into_owned()
}

struct Fit<'a> {
    ellipsis: &'a str,
}

impl Fit<'_> {
    /// `focus`: the rest of the way to the pointed place; `None` off that way, empty at the place itself.
    fn value(&self, value: &Value, focus: Option<&[String]>, budget: usize) -> Excerpt {
        let whole = compact(value, budget);
        let on_the_way = focus.is_some_and(|rest| !rest.is_empty());
        match (whole, value) {
            (Some(text), _) if !on_the_way => {
                let focus = focus.map(|_| 0..text.len());
                Excerpt { text, focus }
            }
            (whole, Value::Object(map)) => {
                let entries: Vec<Entry<'_>> =
                    map.iter().map(|(key, value)| Entry { key: Some(key), value }).collect();
                self.container(['{', '}'], &entries, focus, budget, whole.is_some())
            }
            (whole, Value::Array(items)) => {
                let entries: Vec<Entry<'_>> = items.iter().map(|value| Entry { key: None, value }).collect();
                self.container(['[', ']'], &entries, focus, budget, whole.is_some())
            }
            (Some(text), _) => Excerpt { text, focus: None },
            (None, Value::String(text)) => self.string(text, focus.is_some(), budget),
            (None, _) => Excerpt { text: self.ellipsis.to_owned(), focus: None },
        }
    }

    fn string(&self, text: &str, pointed: bool, budget: usize) -> Excerpt {
        let room = budget.saturating_sub(2 + measure_text_width(self.ellipsis));
        let mut short = String::from("\"");
        let mut used = 0;
        for character in text.chars() {
            // One character at a time, so that no escape is cut in half.
            let piece = quoted(character.encode_utf8(&mut [0; 4]));
            let piece = &piece[1..piece.len() - 1];
            used += measure_text_width(piece);
            if used > room {
                break;
            }
            short.push_str(piece);
        }
        short.push_str(self.ellipsis);
        short.push('"');
        let focus = pointed.then_some(0..short.len());
        Excerpt { text: short, focus }
    }

    fn container(
        &self,
        [open, close]: [char; 2],
        entries: &[Entry<'_>],
        focus: Option<&[String]>,
        budget: usize,
        fits: bool,
    ) -> Excerpt {
        let next = focus.and_then(|rest| rest.split_first());
        let pointed = next.and_then(|(token, rest)| Some((find(entries, token)?, rest)));
        let mark = if fits { 0 } else { measure_text_width(self.ellipsis) + 2 };
        let mut left = budget.saturating_sub(2 + mark);
        let mut order: Vec<usize> = (0..entries.len()).collect();
        // The pointed place comes first, but for a short id: it says whose place that is.
        let rank = |index: usize| match pointed {
            Some((at, _)) if at == index => 1,
            _ => entries[index].rank(budget),
        };
        order.sort_by_key(|index| rank(*index));
        let mut kept: Vec<(usize, String, Excerpt)> = Vec::new();
        for index in order {
            let entry = &entries[index];
            if !fits && rank(index) == BESIDE_THE_POINT && entries.len() > 1 {
                continue;
            }
            let key = entry.key.map(|key| quoted(key) + ":").unwrap_or_default();
            let used = measure_text_width(&key) + usize::from(!kept.is_empty());
            let Some(room) = left.checked_sub(used).filter(|room| *room > 0) else { continue };
            let value = match pointed {
                Some((at, rest)) if at == index => self.value(entry.value, Some(rest), room),
                // Beside the pointed place, a neighbour is context and gets little room.
                Some(_) if !fits => self.value(entry.value, None, room.min(24)),
                _ => self.value(entry.value, None, room),
            };
            let width = measure_text_width(&value.text);
            if width <= room {
                left -= used + width;
                kept.push((index, key, value));
            }
        }
        self.assemble([open, close], entries.len(), kept)
    }

    /// Puts what was kept back into the body's own order.
    fn assemble(
        &self,
        [open, close]: [char; 2],
        total: usize,
        mut kept: Vec<(usize, String, Excerpt)>,
    ) -> Excerpt {
        kept.sort_by_key(|(index, ..)| *index);
        let mut text = String::from(open);
        let mut focus = None;
        let all = kept.len() == total;
        for (place, (_, key, value)) in kept.iter().enumerate() {
            if place > 0 {
                text.push(',');
            }
            let start = text.len();
            text.push_str(key);
            let inner = text.len();
            text.push_str(&value.text);
            if let Some(range) = &value.focus {
                // A pointed value is marked with its key.
                let from = if range.start == 0 { start } else { inner + range.start };
                focus = Some(from..inner + range.end);
            }
        }
        if !all {
            text.push_str(if kept.is_empty() { "" } else { ", " });
            text.push_str(self.ellipsis);
        }
        text.push(close);
        Excerpt { text, focus }
    }
}

struct Entry<'a> {
    key: Option<&'a String>,
    value: &'a Value,
}

impl Entry<'_> {
    /// What goes in first when not everything fits into `room` columns.
    fn rank(&self, room: usize) -> u8 {
        match (self.key.map(String::as_str), self.value) {
            (Some("id"), Value::String(id)) if id.len() + 7 <= room / 3 => 0,
            // What an error says is what there is to know.
            (Some("detail"), _) => 2,
            (Some("id"), _) => 3,
            // A null that is sent is a statement; a server that stumbles often stumbles over it.
            (Some(_), Value::Null) => 4,
            (Some("schemas" | "meta"), _) => BESIDE_THE_POINT,
            _ => 5,
        }
    }
}

/// The entry that a pointer's token names; attribute names are compared as SCIM does, ignoring case.
fn find(entries: &[Entry<'_>], token: &str) -> Option<usize> {
    let by_key = |same: fn(&str, &str) -> bool| {
        entries.iter().position(|entry| entry.key.is_some_and(|key| same(key, token)))
    };
    match entries.first()?.key {
        Some(_) => by_key(|key, token| key == token).or_else(|| by_key(str::eq_ignore_ascii_case)),
        None => token.parse().ok().filter(|index| *index < entries.len()),
    }
}

fn quoted(text: &str) -> String {
    clean::line(&Value::from(text).to_string()).into_owned()
}

/// The value as compact JSON if that takes at most `budget` columns. Gives up as soon as it does not.
fn compact(value: &Value, budget: usize) -> Option<String> {
    struct Capped {
        bytes: Vec<u8>,
        cap: usize,
    }
    impl io::Write for Capped {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.bytes.len() + bytes.len() > self.cap {
                return Err(io::ErrorKind::FileTooLarge.into());
            }
            self.bytes.extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    // A column holds at most four bytes of the scripts that matter here.
    let mut capped = Capped { bytes: Vec::new(), cap: budget.saturating_mul(4) };
    serde_json::to_writer(&mut capped, value).ok()?;
    let text = clean::line(&String::from_utf8(capped.bytes).ok()?).into_owned();
    (measure_text_width(&text) <= budget).then_some(text)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Excerpt;

    fn fit(value: &Value, pointer: Option<&str>, budget: usize) -> String {
        let Excerpt { text, focus } = super::json(value, pointer, budget, "…");
        assert!(console::measure_text_width(&text) <= budget.max(5), "{text} is wider than {budget}");
        match focus {
            Some(range) => {
                format!("{}«{}»{}", &text[..range.start], &text[range.clone()], &text[range.end..])
            }
            None => text,
        }
    }

    fn user() -> Value {
        json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": "8f1c2e", "userName": "ada@example.com",
            "name": {"givenName": "Ada", "familyName": "Lovelace"},
            "emails": [{"type": "home", "value": "a@b.c"}, {"type": "work", "value": "ada@example.com"}],
            "active": true, "meta": {"resourceType": "User"}
        })
    }

    #[test]
    fn what_fits_is_shown_whole_and_marked() {
        assert_eq!(fit(&json!({"a": 1, "b": {"c": null}}), Some("/b/c"), 40), r#"{"a":1,"b":{«"c":null»}}"#);
        assert_eq!(fit(&json!({"a": 1}), None, 40), r#"{"a":1}"#);
    }

    #[test]
    fn the_pointed_place_and_the_id_survive_shortening() {
        assert_eq!(fit(&user(), Some("/active"), 34), r#"{"id":"8f1c2e",«"active":true», …}"#);
        assert_eq!(
            fit(&user(), Some("/emails/1/value"), 66),
            r#"{"id":"8f1c2e","emails":[{«"value":"ada@example.com"», …}, …], …}"#
        );
    }

    #[test]
    fn schemas_and_meta_are_left_out_first() {
        let text = fit(&user(), None, 100);
        assert!(text.contains("userName") && !text.contains("schemas") && text.ends_with(", …}"), "{text}");
    }

    #[test]
    fn an_explicit_null_is_kept_before_other_attributes() {
        let mut body = user();
        body["userType"] = Value::Null;
        assert_eq!(fit(&body, None, 36), r#"{"id":"8f1c2e","userType":null, …}"#);
    }

    #[test]
    fn a_pointer_to_something_missing_is_followed_as_far_as_it_goes() {
        let text = fit(&user(), Some("/name/middleName"), 60);
        assert!(text.contains(r#""name":{"givenName":"Ada""#), "{text}");
    }

    #[test]
    fn no_width_is_too_small_and_nothing_is_too_big() {
        let big = json!({"Resources": vec![user(); 200]});
        for budget in 0..80 {
            fit(&big, None, budget);
            fit(&big, Some("/Resources/100/active"), budget);
            fit(&json!("x".repeat(100)), None, budget);
        }
    }

    #[test]
    fn terminal_sequences_in_keys_and_values_are_escaped() {
        let hostile = json!({"\u{9b}2J": "\u{1b}]0;title\u{7}\u{202e}"});
        assert_eq!(fit(&hostile, None, 80), r#"{"\u{9b}2J":"\u001b]0;title\u0007\u{202e}"}"#);
        assert_eq!(super::text("<p>\n\u{1b}[2J  hi</p>", 40, "…"), r"<p> \u{1b}[2J hi</p>");
    }
}
