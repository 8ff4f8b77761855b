//! What stands inside `${…}`.
//!
//! ```text
//! ${ada.userName}            a cast member: an attribute, `id` (on the target), `oktaId`, `email`
//! ${analysts.displayName}    a group: `displayName`, `id`, `oktaId`
//! ${already.eve.id}          what the harness put there beforehand
//! ${legacy.userName}         a fixture of the target's owner
//! ${each.kind}               a value of the pass's row
//! ${run}                     the run id
//! ${create.body.emails[0].value}   an earlier step's last answer: `body`, `status`, `headers`
//! ${create.body["urn:…:User"].department}
//! ${env:NAME}                the environment
//! ${var:name|default}        a variable: given to a fragment, or to the run
//! $${                        a literal `${`
//! ```
//!
//! This module knows the grammar only. [`super::scope`] says which names exist, [`super::template`] puts values in.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

/// A parsed `${…}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// `${env:NAME}`.
    Env(String),
    /// `${var:name}`, `${var:name|default}`.
    Var {
        /// The variable.
        name: String,
        /// What it is when nobody gives it.
        default: Option<String>,
    },
    /// Everything else: the name, then what is wanted of it. List indices are decimal texts.
    Path(Vec<String>),
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reference::Env(name) => write!(f, "env:{name}"),
            Reference::Var { name, .. } => write!(f, "var:{name}"),
            Reference::Path(path) => f.write_str(&path.join(".")),
        }
    }
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part<'t> {
    /// Text as it stands (an escaped `$${` already made `${`).
    Text(Cow<'t, str>),
    /// A reference and its byte range in the template, braces included.
    Reference(Reference, Range<usize>),
}

/// What is wrong inside a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BadTemplate {
    /// A lowercase fragment.
    pub(crate) message: String,
    /// What to do.
    pub(crate) help: String,
    /// The bytes of the template that are wrong.
    pub(crate) range: Range<usize>,
}

/// Splits a template into texts and references.
pub(crate) fn parse(template: &str) -> Result<Vec<Part<'_>>, BadTemplate> {
    let mut parts = Vec::new();
    let mut rest = 0;
    let mut from = 0;
    while let Some(found) = template[from..].find("${") {
        let at = from + found;
        if template[..at].ends_with('$') && at > rest {
            // `$${`: the text up to the first dollar, then a literal `${`.
            parts.push(Part::Text(Cow::Owned(format!("{}${{", &template[rest..at - 1]))));
            rest = at + 2;
            from = rest;
            continue;
        }
        if at > rest {
            parts.push(Part::Text(Cow::Borrowed(&template[rest..at])));
        }
        let Some(end) = closing(template, at + 2) else {
            return Err(BadTemplate {
                message: "this `${` is never closed".to_owned(),
                help: "close it with `}`, or write `$${` for the two characters themselves".to_owned(),
                range: at..template.len(),
            });
        };
        let reference = reference(template[at + 2..end].trim()).map_err(|(message, help)| BadTemplate {
            message,
            help: help.to_owned(),
            range: at..end + 1,
        })?;
        parts.push(Part::Reference(reference, at..end + 1));
        rest = end + 1;
        from = rest;
    }
    if rest < template.len() {
        parts.push(Part::Text(Cow::Borrowed(&template[rest..])));
    }
    Ok(parts)
}

/// Where the closing brace stands; braces inside `["…"]` do not count.
fn closing(template: &str, from: usize) -> Option<usize> {
    let mut quoted = false;
    for (at, character) in template[from..].char_indices() {
        match character {
            '"' => quoted = !quoted,
            '}' if !quoted => return Some(from + at),
            _ => {}
        }
    }
    // A lone quote is not worth losing the brace for.
    template[from..].find('}').map(|at| from + at)
}

fn reference(text: &str) -> Result<Reference, (String, &'static str)> {
    const FORMS: &str = "write `${name.attribute}`, `${run}`, `${env:NAME}` or `${var:name|default}`";
    if let Some(name) = text.strip_prefix("env:") {
        return if !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            Ok(Reference::Env(name.to_owned()))
        } else {
            Err((format!("`{name}` cannot be the name of an environment variable"), FORMS))
        };
    }
    if let Some(rest) = text.strip_prefix("var:") {
        let (name, default) = match rest.split_once('|') {
            Some((name, default)) => (name.trim(), Some(default.to_owned())),
            None => (rest, None),
        };
        return if super::vocabulary::is_name(name) {
            Ok(Reference::Var { name: name.to_owned(), default })
        } else {
            let message = if name.is_empty() {
                "a variable needs a name".to_owned()
            } else {
                format!("`{name}` cannot be the name of a variable")
            };
            Err((message, FORMS))
        };
    }
    path(text).map(Reference::Path).ok_or_else(|| (format!("`{text}` is not a reference"), FORMS))
}

/// `a.b[0]["c.d"]` → `a`, `b`, `0`, `c.d`.
fn path(text: &str) -> Option<Vec<String>> {
    let end = text.find(['.', '[']).unwrap_or(text.len());
    let (root, mut rest) = text.split_at(end);
    if !super::vocabulary::is_name(root) {
        return None;
    }
    let mut path = vec![root.to_owned()];
    while !rest.is_empty() {
        let (segment, after) = if let Some(quoted) = rest.strip_prefix("[\"") {
            quoted.split_once("\"]")?
        } else if let Some(index) = rest.strip_prefix('[') {
            let (index, after) = index.split_once(']')?;
            index.parse::<usize>().ok()?;
            (index, after)
        } else {
            let segment = rest.strip_prefix('.')?;
            segment.split_at(segment.find(['.', '[']).unwrap_or(segment.len()))
        };
        if segment.is_empty() || segment.contains(char::is_whitespace) {
            return None;
        }
        path.push(segment.to_owned());
        rest = after;
    }
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::{Part, Reference, parse};

    fn paths(template: &str) -> Vec<String> {
        parse(template)
            .unwrap()
            .into_iter()
            .map(|part| match part {
                Part::Text(text) => format!("'{text}'"),
                Part::Reference(Reference::Path(path), _) => path.join("/"),
                Part::Reference(other, _) => format!("{other:?}"),
            })
            .collect()
    }

    #[test]
    fn references_stand_between_texts() {
        assert_eq!(paths("plain"), ["'plain'"]);
        assert_eq!(paths("/Users/${ada.id}?x=${run}"), ["'/Users/'", "ada/id", "'?x='", "run"]);
        assert_eq!(
            paths("${c.body.emails[0].value}${c.body[\"urn:a:2.0:U\"].x}"),
            ["c/body/emails/0/value", "c/body/urn:a:2.0:U/x"]
        );
        assert_eq!(paths("${a.body.members[0].$ref}"), ["a/body/members/0/$ref"]);
    }

    #[test]
    fn a_doubled_dollar_is_the_literal() {
        assert_eq!(paths("$${run}"), ["'${'", "'run}'"]);
        assert_eq!(paths("cost $5 ${run}"), ["'cost $5 '", "run"]);
        assert_eq!(paths("a$${b}${run}"), ["'a${'", "'b}'", "run"]);
    }

    #[test]
    fn variables_may_have_a_default() {
        assert_eq!(
            parse("${var:who|a b}").unwrap(),
            [Part::Reference(Reference::Var { name: "who".into(), default: Some("a b".into()) }, 0..14)]
        );
        assert_eq!(
            parse("${env:SCIM_TOKEN}").unwrap(),
            [Part::Reference(Reference::Env("SCIM_TOKEN".into()), 0..17)]
        );
    }

    #[test]
    fn what_is_not_a_reference_is_refused_where_it_stands() {
        for (template, range) in [
            ("a ${b", 2..5),
            ("${}", 0..3),
            ("${a b}", 0..6),
            ("${a..b}", 0..7),
            ("x ${a[x]} y", 2..9),
            ("${env:A B}", 0..10),
            ("${var:}", 0..7),
        ] {
            assert_eq!(parse(template).unwrap_err().range, range, "{template}");
        }
    }
}
