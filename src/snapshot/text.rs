//! Free text: replaces what is known or plainly volatile, word by word, in one pass over the text.

use std::sync::LazyLock;

use regex::Regex;

use super::sight::Sight;

/// RFC 3339, xsd:dateTime, and the same with a blank instead of the `T`.
static TIMESTAMP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\d{4}-\d\d-\d\d(?:T|t| |%20)\d\d(?::|%3A)\d\d(?:(?::|%3A)\d\d(?:[.,]\d+)?)?(?:[Zz]|(?:[+-]|%2B)\d\d(?::|%3A)?\d\d)?",
    )
});

/// RFC 9110 §5.6.7, as in a `Date` header.
static HTTP_DATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT")
});

#[expect(clippy::expect_used, reason = "the two patterns are constants, and tests run them")]
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a constant pattern")
}

/// The words after which a short id stands in a server's prose: `User 17 not found`.
const NOUNS: [&str; 8] = ["user", "users", "group", "groups", "member", "members", "resource", "id"];

/// No shorter word is ever replaced wherever it stands: it could be anything.
pub(super) const SHORTEST: usize = 6;

/// What kind of text it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A value of its own: only distinctive ids are replaced.
    Value,
    /// A sentence that a server wrote: short ids are replaced too, where the word before says that it is one.
    Prose,
}

/// Appends the text, normalised.
pub(super) fn write(out: &mut String, text: &str, kind: Kind, sight: &Sight<'_>) {
    // The standard's own names are in every body, and nothing in them belongs to a run.
    if text.starts_with("urn:ietf:params:scim:") && !text.contains(['"', '/']) {
        out.push_str(text);
        return;
    }
    let text = sight.without_passwords(text);
    let text = text.as_ref();
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut before = "";
    while at < bytes.len() {
        if !is_word_byte(bytes[at]) {
            let end = at + delimiter_length(&bytes[at..]);
            out.push_str(&text[at..end]);
            at = end;
            continue;
        }
        let length = bytes[at..].iter().position(|byte| !is_word_byte(*byte)).unwrap_or(bytes.len() - at);
        let word = &text[at..at + length];
        let (taken, placeholder) = match long_match(&text[at..], word, sight) {
            Some((taken, placeholder)) => (taken, Some(placeholder)),
            None => (length, word_match(word, before, kind, sight)),
        };
        match placeholder {
            Some(placeholder) => out.push_str(placeholder),
            None => write_word(out, word, &sight.table.run),
        }
        at += taken;
        before = word;
    }
}

/// A letter, digit, `-` or `_`. Bytes beyond ASCII count as letters, so text is only ever cut between characters.
pub(super) const fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || byte >= 0x80
}

/// A percent-encoded character is one delimiter, so that a word may begin after `%22`.
fn delimiter_length(bytes: &[u8]) -> usize {
    match bytes {
        [b'%', high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => 3,
        _ => 1,
    }
}

/// Matches that reach over several words: places and times.
fn long_match<'s>(rest: &str, word: &str, sight: &'s Sight<'_>) -> Option<(usize, &'s str)> {
    for (literal, placeholder) in &sight.table.places {
        if rest.starts_with(literal.as_str()) && ends_there(&rest.as_bytes()[literal.len()..]) {
            return Some((literal.len(), placeholder));
        }
    }
    let bytes = word.as_bytes();
    let time = if bytes.len() >= 10 && bytes[..4].iter().all(u8::is_ascii_digit) && bytes[4] == b'-' {
        TIMESTAMP.find(rest)
    } else if bytes.len() == 3 && bytes[0].is_ascii_uppercase() && rest[3..].starts_with(", ") {
        HTTP_DATE.find(rest)
    } else {
        None
    };
    time.map(|found| (found.end(), "<datetime>"))
}

/// `https://h/scim/v2` is not in `https://h/scim/v20`.
fn ends_there(after: &[u8]) -> bool {
    after.first().is_none_or(|byte| !is_word_byte(*byte) && *byte != b'.')
        || (after.first() == Some(&b'.') && after.get(1).is_none_or(|byte| !is_word_byte(*byte)))
}

fn word_match<'s>(word: &str, before: &str, kind: Kind, sight: &'s Sight<'_>) -> Option<&'s str> {
    if word.len() >= SHORTEST
        && let Some(placeholder) = sight.word(word)
    {
        return Some(placeholder);
    }
    if kind == Kind::Prose
        && NOUNS.iter().any(|noun| noun.eq_ignore_ascii_case(before))
        && let Some(placeholder) = sight.id(word)
    {
        return Some(placeholder);
    }
    is_uuid(word).then_some("<uuid>")
}

/// A word that nobody knows; the run id may be a part of it.
fn write_word(out: &mut String, word: &str, run: &str) {
    let mut rest = word;
    while let Some(at) = find_ignoring_case(rest, run) {
        let (before, after) = rest.split_at(at);
        let (found, after) = after.split_at(run.len());
        out.push_str(before);
        // A server that changes the case of names does so every time, and that must show.
        out.push_str(if found == run { "<run>" } else { "<RUN>" });
        rest = after;
    }
    out.push_str(rest);
}

fn find_ignoring_case(text: &str, run: &str) -> Option<usize> {
    if run.is_empty() {
        return None;
    }
    // A run id is ASCII, so a match begins and ends between characters.
    text.as_bytes().windows(run.len()).position(|part| part.eq_ignore_ascii_case(run.as_bytes()))
}

/// `8-4-4-4-12` hexadecimal digits. One that is nobody's id is a request id or the like, and changes every time.
fn is_uuid(word: &str) -> bool {
    word.len() == 36
        && word.bytes().enumerate().all(|(index, byte)| {
            if matches!(index, 8 | 13 | 18 | 23) { byte == b'-' } else { byte.is_ascii_hexdigit() }
        })
}
