//! The reserved words of expectations, and whether they are used rightly.
//!
//! A matcher is a text that stands alone (`$uuid`) or a map of nothing but matchers (`{ $gte: 1, $lt: 9 }`: all of
//! them must hold). `$ref` is SCIM's own and never a matcher; a text or key that begins like a matcher is written
//! with `$$`. What the words mean to a value is the judge's business; this table is what both go by.

use super::suggest;
use crate::source::{Diagnostic, Node, NodeKind};

/// What a matcher takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Argument {
    /// Nothing: the word stands alone as a text.
    Nothing,
    /// A value, in which matchers may stand again.
    Value,
    /// A list, in which matchers may stand again.
    List,
    /// A number or a text, compared in order.
    Bound,
    /// A number, or matchers for one.
    Length,
    /// A regular expression (the syntax of Rust's `regex` crate), found anywhere in the text.
    Regex,
}

/// A reserved word.
#[derive(Debug, Clone, Copy)]
pub struct Word {
    /// As written, dollar included.
    pub name: &'static str,
    /// What it takes.
    pub argument: Argument,
    /// What it asks for.
    pub about: &'static str,
}

const fn word(name: &'static str, argument: Argument, about: &'static str) -> Word {
    Word { name, argument, about }
}

/// All reserved words.
pub const WORDS: &[Word] = &[
    word("$any", Argument::Nothing, "anything, as long as it is there"),
    word("$absent", Argument::Nothing, "not there at all"),
    word("$null", Argument::Nothing, "null, written out by the server"),
    word("$uuid", Argument::Nothing, "a UUID"),
    word("$datetime", Argument::Nothing, "a SCIM dateTime (RFC 7643 §2.3.5)"),
    word("$url", Argument::Nothing, "an absolute http or https URL"),
    word("$exact", Argument::Value, "this value and nothing beside it, in this order"),
    word("$only", Argument::Value, "no keys but these (their values as a subset)"),
    word("$unordered", Argument::List, "these items in any order, and no others"),
    word("$contains", Argument::Value, "a list with such an item, or a text with this part"),
    word("$in", Argument::List, "one of these"),
    word("$not", Argument::Value, "anything but this"),
    word("$length", Argument::Length, "a list, text or map of this length"),
    word("$matches", Argument::Regex, "a text in which the regular expression is found"),
    word("$gt", Argument::Bound, "greater than"),
    word("$gte", Argument::Bound, "at least"),
    word("$lt", Argument::Bound, "less than"),
    word("$lte", Argument::Bound, "at most"),
];

/// The reserved word of that name.
pub fn find(name: &str) -> Option<&'static Word> {
    WORDS.iter().find(|word| word.name == name)
}

/// Whether a text claims to be a matcher: a dollar and a letter, and not SCIM's `$ref`.
pub fn looks_reserved(text: &str) -> bool {
    text != "$ref"
        && text.strip_prefix('$').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// Reports every misused matcher in an expectation.
pub(crate) fn check(node: &Node, report: &mut dyn FnMut(Diagnostic)) {
    match &node.kind {
        NodeKind::String(text) if looks_reserved(text) => match find(text) {
            Some(Word { argument: Argument::Nothing, .. }) => {}
            Some(word) => report(
                Diagnostic::error(format!("`{text}` needs an argument"), node.span)
                    .help(format!("write it as a map: `{{ {text}: … }}` ({})", word.about)),
            ),
            None => report(unknown(text, node.span)),
        },
        NodeKind::Sequence(items) => items.iter().for_each(|item| check(item, report)),
        NodeKind::Mapping(entries) => {
            let ordinary = entries.iter().find(|(key, _)| !looks_reserved(key));
            for (key, value) in entries {
                if !looks_reserved(key) {
                    check(value, report);
                    continue;
                }
                let Some(word) = find(key) else {
                    report(unknown(key, key.span));
                    continue;
                };
                if let Some((other, _)) = ordinary {
                    report(
                        Diagnostic::error(format!("the matcher `{}` must stand alone", key.value), key.span)
                            .related(other.span, "an ordinary key beside it")
                            .help(format!("write `${}` if the key really begins with a dollar", key.value)),
                    );
                }
                argument(word, key.span, value, report);
            }
        }
        _ => {}
    }
}

fn unknown(text: &str, span: crate::source::Span) -> Diagnostic {
    let help = match suggest::nearest(text, WORDS.iter().map(|word| word.name)) {
        Some(name) => format!("did you mean `{name}`? The literal text is written `${text}`"),
        None => format!("the literal text is written `${text}`"),
    };
    Diagnostic::error(format!("there is no matcher `{text}`"), span).help(help)
}

fn argument(word: &Word, at: crate::source::Span, value: &Node, report: &mut dyn FnMut(Diagnostic)) {
    let templated = value.as_str().is_some_and(|text| text.contains("${"));
    let wrong = |needs: &str| {
        Diagnostic::error(
            format!("`{}` needs {needs}, and this is {}", word.name, value.describe()),
            value.span,
        )
        .help(format!("it asks for {}", word.about))
    };
    match word.argument {
        Argument::Nothing => report(
            Diagnostic::error(format!("`{}` takes no argument", word.name), at)
                .help(format!("write the word alone as the value: `{}`", word.name)),
        ),
        Argument::Value => check(value, report),
        Argument::List => match value.as_sequence() {
            Some(_) => check(value, report),
            None if templated => {}
            None => report(wrong("a list")),
        },
        Argument::Bound => {
            if !matches!(value.kind, NodeKind::Number(_) | NodeKind::String(_)) {
                report(wrong("a number or a text"));
            }
        }
        Argument::Length => {
            if value.as_mapping().is_some() {
                check(value, report);
            } else if value.as_u64().is_none() && !templated {
                report(wrong("a whole number, or a map of matchers"));
            }
        }
        Argument::Regex => match value.as_str() {
            None => report(wrong("a regular expression")),
            Some(_) if templated => {}
            Some(pattern) => {
                if let Err(error) = regex::Regex::new(pattern) {
                    let reason = error.to_string();
                    let reason =
                        reason.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
                    report(
                        Diagnostic::error("this is not a regular expression", value.span).label(reason).help(
                            "the syntax is that of Rust's `regex` crate: no look-around, no backreferences",
                        ),
                    );
                }
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{WORDS, check};
    use crate::source::{SourceId, parse};

    fn messages(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        check(&parse(SourceId(0), text).unwrap(), &mut |diagnostic| found.push(diagnostic.message));
        found
    }

    #[test]
    fn right_uses_pass() {
        let right = "id: $uuid\nmembers: { $unordered: [{ value: $any, $ref: $url }] }\n\
                     n: { $gte: 1, $lt: 9 }\ns: $$uuid\nt: $5\nu: { $matches: '^a${run}$' }\nv: { $length: { $gt: 2 } }\nw: $ref\n";
        assert_eq!(messages(right), Vec::<String>::new());
        assert!(WORDS.iter().all(|word| !word.about.is_empty()));
    }

    #[test]
    fn each_misuse_has_its_words() {
        for (text, message) in [
            ("a: $uid", "there is no matcher `$uid`"),
            ("a: { $mtches: x }", "there is no matcher `$mtches`"),
            ("a: { $gt: 1, b: 2 }", "the matcher `$gt` must stand alone"),
            ("a: $matches", "`$matches` needs an argument"),
            ("a: { $uuid: true }", "`$uuid` takes no argument"),
            ("a: { $matches: '(' }", "this is not a regular expression"),
            ("a: { $in: 3 }", "`$in` needs a list, and this is a number"),
            (
                "a: [{ $length: x }]",
                "`$length` needs a whole number, or a map of matchers, and this is a text",
            ),
            ("a: { $gt: [1] }", "`$gt` needs a number or a text, and this is a list"),
        ] {
            assert_eq!(messages(text), [message], "{text}");
        }
    }
}
