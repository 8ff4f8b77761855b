//! What a complaint of Okta's JSON parser tells about the body that it could not read.

use serde::Serialize;

use super::normal::{find, split};

/// A body that is no JSON, as far as the complaint shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct NotJson {
    /// What it looks like.
    pub looks: Looks,
    /// The word or the character at which the parser stopped.
    pub stopped_at: Option<String>,
    /// The body, as far as the complaint repeats it.
    pub body: Option<String>,
    /// How many characters of it the complaint leaves out.
    pub left_out: Option<usize>,
    /// The line, from 1.
    pub line: Option<usize>,
    /// The column after the place, from 1.
    pub column: Option<usize>,
}

/// What a body that is no JSON looks like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Looks {
    /// Plain text.
    PlainText,
    /// A page of HTML, or XML.
    Html,
    /// JSON that breaks off.
    CutOff,
    /// JSON with a mistake in it.
    BrokenJson,
    /// The complaint is of a kind that is not known here.
    #[default]
    Unknown,
}

const BEGINNINGS: [&str; 9] = [
    "Invalid JSON",
    "Unrecognized token",
    "Unexpected character",
    "Unexpected end-of-input",
    "Unexpected close marker",
    "Illegal unquoted character",
    "Illegal character",
    "Unrecognized character escape",
    "No content to map due to end-of-input",
];

/// Where a complaint begins in a text.
pub(super) fn begins(text: &str) -> Option<usize> {
    BEGINNINGS.iter().filter_map(|beginning| find(text, beginning)).min()
}

/// Reads a complaint; parts that were left out of a quotation stay unknown.
pub(super) fn read(text: &str) -> NotJson {
    let (body, left_out) = source(text);
    let mut found = NotJson {
        body,
        left_out,
        line: number_after(text, "line: "),
        column: number_after(text, "column: "),
        ..NotJson::default()
    };
    if let Some(token) = between(text, "Unrecognized token '", "'") {
        let inside = found.body.as_deref().is_some_and(|body| body.trim_start().starts_with(['{', '[']));
        found.looks = if inside { Looks::BrokenJson } else { Looks::PlainText };
        found.stopped_at = Some(token.to_owned());
    } else if let Some((_, rest)) = split(text, "Unexpected character (") {
        let character = rest.strip_prefix('\'').and_then(|rest| rest.chars().next());
        found.looks = match character {
            Some('<') => Looks::Html,
            _ if found.line.unwrap_or(1) == 1 && found.column.is_some_and(|column| column <= 2) => {
                Looks::PlainText
            }
            _ => Looks::BrokenJson,
        };
        found.stopped_at = character.map(String::from);
    } else if find(text, "end-of-input").is_some() {
        found.looks = Looks::CutOff;
    } else if BEGINNINGS[4..].iter().any(|beginning| find(text, beginning).is_some()) {
        found.looks = Looks::BrokenJson;
    }
    found
}

/// The body in `[Source: (String)"…"; line: 1, column: 2]`.
fn source(text: &str) -> (Option<String>, Option<usize>) {
    // A start marker has a source of its own; the last one is the body's.
    let Some((_, rest)) = text.rfind("(String)\"").map(|at| text.split_at(at + "(String)\"".len())) else {
        return (None, None);
    };
    let end = rest.rfind("; line:").unwrap_or(rest.len());
    let rest = &rest[..end];
    let (body, left_out) = match rest.rfind("\"[truncated ") {
        Some(at) => (&rest[..at], number_after(&rest[at..], "truncated ")),
        None => (rest.strip_suffix('"').unwrap_or(rest), None),
    };
    (Some(body.to_owned()).filter(|body| !body.is_empty()), left_out)
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    split(text, before)?.1.split_once(after).map(|(inner, _)| inner)
}

fn number_after(text: &str, before: &str) -> Option<usize> {
    let at = text.rfind(before)? + before.len();
    let digits: String = text[at..].chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{Looks, read};

    #[test]
    fn complaints_show_the_body_and_where_it_went_wrong() {
        let found = read(
            "Invalid JSON: Unrecognized token 'Invalid': was expecting (JSON String, …) at [Source: \
             (String)\"Invalid bearer token header.\"; line: 1, column: 8]",
        );
        assert_eq!(found.looks, Looks::PlainText);
        assert_eq!(found.stopped_at.as_deref(), Some("Invalid"));
        assert_eq!(found.body.as_deref(), Some("Invalid bearer token header."));
        assert_eq!((found.line, found.column), (Some(1), Some(8)));
    }

    #[test]
    fn older_wordings_and_shortened_bodies_are_read_too() {
        let old = read(
            "Invalid JSON: Unexpected character ('<' (code 60)): expected a valid value (number, String, array, \
             object, 'true', 'false' or 'null') at [Source: java.io.StringReader@4c76ba04; line: 1, column: 2]",
        );
        assert_eq!((old.looks, old.body.as_deref(), old.column), (Looks::Html, None, Some(2)));
        let long = read(
            "Unexpected character ('<' (code 60)): x at [Source: (String)\"<a>\"[truncated 70 chars]; line: 3, column: 2]",
        );
        assert_eq!((long.body.as_deref(), long.left_out, long.line), (Some("<a>"), Some(70), Some(3)));
        let cut = read("Invalid JSON: Unrecognized token 'error' … line: 1, column: 6");
        assert_eq!((cut.stopped_at.as_deref(), cut.column), (Some("error"), Some(6)));
    }

    #[test]
    fn json_that_breaks_off_is_told_from_broken_json() {
        let looks = |text: &str| read(text).looks;
        assert_eq!(
            looks("Unexpected end-of-input: expected close marker for Object (start …)"),
            Looks::CutOff
        );
        assert_eq!(
            looks(
                "Unexpected character ('a' (code 97)): was expecting double-quote at [Source: (String)\"{a\"; line: 1, column: 3]"
            ),
            Looks::BrokenJson
        );
        assert_eq!(looks("Invalid JSON: something new"), Looks::Unknown);
    }
}
