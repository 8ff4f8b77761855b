//! Makes text from outside safe for a terminal.

use std::borrow::Cow;
use std::fmt::Write;

/// The text on one line, with everything escaped that could drive a terminal or reorder what is read: control
/// characters (escape sequences among them), line and paragraph separators, and bidirectional overrides.
pub(super) fn line(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '\n' => safe.push_str("\\n"),
            '\r' => safe.push_str("\\r"),
            '\t' => safe.push_str("\\t"),
            other if is_unsafe(other) => {
                // Writing into a String cannot fail.
                let _ = write!(safe, "\\u{{{:x}}}", u32::from(other));
            }
            other => safe.push(other),
        }
    }
    Cow::Owned(safe)
}

fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn harmless_text_is_left_alone() {
        assert!(matches!(line("Zoë “quoted” 日本"), std::borrow::Cow::Borrowed(_)));
    }

    #[test]
    fn escape_sequences_line_breaks_and_overrides_become_visible() {
        assert_eq!(
            line("\u{1b}[2Jgone\r\n\u{202e}txt\u{9b}1m\u{7f}"),
            "\\u{1b}[2Jgone\\r\\n\\u{202e}txt\\u{9b}1m\\u{7f}"
        );
    }
}
