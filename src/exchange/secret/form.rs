//! The forms in which one credential can appear, as patterns.
//!
//! A pattern spells the credential character by character, each as the choice of its spellings; so any mixture of
//! encoded and plain characters is found, not only what one particular encoder would have written.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use super::Secret;

/// Shorter pieces of Base64 than this are not told from other text.
const SHORTEST_PIECE: usize = 4;

/// Base64 that begins like this is the credential's; the rest of it goes unread. A token of kilobytes would otherwise
/// take longer to prepare for than a whole run takes.
const LONGEST_PIECE: usize = 64;

/// One pattern per form of the credential, the longest match first.
pub(super) fn patterns(secret: &str) -> Vec<String> {
    if secret.is_empty() {
        return Vec::new();
    }
    if Secret::new(secret).is_too_short_to_hide() {
        let encoded = STANDARD_NO_PAD.encode(secret);
        return vec![
            format!(r"(?:[Bb]earer|[Bb]asic|BEARER|BASIC)(?: |%20|\+){}\b", spelled(secret)),
            format!(
                r"(?:[Bb]earer|[Bb]asic|BEARER|BASIC)(?: |%20|\+){}\b(?:=|%3[Dd])*",
                spelled_base64(&encoded)
            ),
        ];
    }
    // Whole Base64 first: the pieces are parts of it.
    let whole = format!("{}(?:=|%3[Dd])*", spelled_base64(&STANDARD_NO_PAD.encode(secret)));
    let pieces = (0..3)
        .map(|offset| piece(secret.as_bytes(), offset))
        .filter(|piece| piece.len() >= SHORTEST_PIECE)
        .map(|piece| spelled_base64(&piece));
    [spelled(secret), whole].into_iter().chain(pieces).collect()
}

/// The Base64 characters that a text shows for certain when `secret` stands in it with `offset` bytes (modulo 3)
/// before it and anything behind it.
fn piece(secret: &[u8], offset: usize) -> String {
    let bytes = [&vec![0; offset][..], secret].concat();
    let encoded = STANDARD_NO_PAD.encode(&bytes);
    // 6 bits per character: those that share a bit with a neighbour say nothing certain.
    let first = (offset * 8).div_ceil(6);
    let last = bytes.len() * 8 / 6;
    encoded.get(first..last).unwrap_or_default().to_owned()
}

/// A pattern for the text in any mixture of plain, percent-encoded, JSON and XML spelling.
fn spelled(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() * 2);
    for character in text.chars() {
        // No encoder touches these.
        if character.is_ascii_alphanumeric() {
            pattern.push(character);
            continue;
        }
        let mut spellings = vec![regex::escape(character.encode_utf8(&mut [0; 4])), percent(character)];
        let mut utf16 = String::new();
        for unit in character.encode_utf16(&mut [0; 2]) {
            let _ = write!(utf16, r"\\u{}", either_case(&format!("{unit:04x}")));
        }
        spellings.push(utf16);
        spellings.extend(further_spellings(character).iter().map(|&spelling| regex::escape(spelling)));
        // Longest first, so that `\"` goes as a whole and no backslash stays behind.
        spellings.reverse();
        let _ = write!(pattern, "(?:{})", spellings.join("|"));
    }
    pattern
}

fn further_spellings(character: char) -> &'static [&'static str] {
    match character {
        ' ' => &["+"],
        '"' => &["\\\"", "&quot;", "&#34;"],
        '\'' => &["&apos;", "&#39;"],
        '\\' => &["\\\\"],
        '/' => &["\\/"],
        '&' => &["&amp;"],
        '<' => &["&lt;"],
        '>' => &["&gt;"],
        '\t' => &["\\t"],
        '\n' => &["\\n"],
        '\r' => &["\\r"],
        _ => &[],
    }
}

/// `/` → `%2[fF]`.
fn percent(character: char) -> String {
    let mut pattern = String::new();
    for byte in character.encode_utf8(&mut [0; 4]).bytes() {
        let _ = write!(pattern, "%{}", either_case(&format!("{byte:02x}")));
    }
    pattern
}

/// `2f` → `2[fF]`. A case-insensitive group would do the same and cost ten times as much to build.
fn either_case(hex: &str) -> String {
    hex.chars().fold(String::new(), |mut pattern, digit| {
        let upper = digit.to_ascii_uppercase();
        if digit == upper {
            pattern.push(digit);
        } else {
            pattern.extend(['[', digit, upper, ']']);
        }
        pattern
    })
}

/// A pattern for Base64 text in the standard or the URL-safe alphabet, itself perhaps encoded once more.
fn spelled_base64(encoded: &str) -> String {
    let known = encoded.get(..LONGEST_PIECE).unwrap_or(encoded);
    let mut pattern = String::with_capacity(known.len() * 2);
    for character in known.chars() {
        match character {
            '+' => pattern.push_str(r"(?:\+|-|%2[Bb]|\\u002[Bb])"),
            '/' => pattern.push_str(r"(?:\\?/|_|%2[Ff]|\\u002[Ff])"),
            other => pattern.push(other),
        }
    }
    if known.len() < encoded.len() {
        pattern.push_str(r"[A-Za-z0-9+/_%\\=-]*");
    }
    pattern
}
