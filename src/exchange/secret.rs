//! Values that must never be printed, and the one place that takes them out of text.
//!
//! It must not know where a credential came from or where the text goes.

use std::borrow::Cow;
use std::fmt;

use regex::{NoExpand, Regex, RegexBuilder};

mod form;
#[cfg(test)]
mod tests;

/// What stands where a credential stood.
const MARK: &str = "(redacted)";

/// Patterns of credentials are small; a limit this high is only reached by something that is no credential.
const PATTERN_LIMIT: usize = 256 << 20;

/// A credential. It cannot be printed by accident: `Debug` and `Display` say `(redacted)`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Below this many characters a credential cannot be told from ordinary text.
    pub const SHORTEST: usize = 4;

    /// Wraps a credential.
    pub fn new(value: impl Into<String>) -> Self {
        Secret(value.into())
    }

    /// The credential itself, for the one place that puts it on the wire.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether it is too short to be taken out of text wherever it stands. Such a credential is only hidden
    /// directly behind `Bearer` or `Basic`: taking every `1` out of a body would make the body unreadable and
    /// tell the reader what the credential is.
    pub fn is_too_short_to_hide(&self) -> bool {
        self.0.chars().count() < Self::SHORTEST
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MARK)
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MARK)
    }
}

/// Knows every form in which the run's credentials could appear in text, and takes them out.
///
/// The forms: as it is; percent-encoded in any mixture of encoded and plain characters, with `+` for a blank;
/// escaped as in JSON or XML; Base64 in both alphabets, alone (as behind `Basic`) or somewhere inside a longer
/// encoded text. Where one credential contains another, the longer one goes first.
///
/// Built once per run; a call that finds nothing allocates nothing. Cheap to clone.
#[derive(Clone, Default)]
pub struct Redactor {
    forms: Forms,
}

#[derive(Clone, Default)]
enum Forms {
    /// There are no credentials.
    #[default]
    None,
    Pattern(Regex),
    /// The pattern could not be built; then nothing is let through.
    Everything,
}

impl Redactor {
    /// A redactor for these credentials. For Basic authentication give the pair `user:password` as well as the
    /// password.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a Secret>) -> Self {
        let mut secrets: Vec<&str> = secrets.into_iter().map(Secret::expose).collect();
        secrets.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        secrets.dedup();
        let forms: Vec<String> = secrets.into_iter().flat_map(form::patterns).collect();
        if forms.is_empty() {
            return Redactor { forms: Forms::None };
        }
        let pattern =
            RegexBuilder::new(&forms.join("|")).size_limit(PATTERN_LIMIT).dfa_size_limit(16 << 20).build();
        Redactor { forms: pattern.map_or(Forms::Everything, Forms::Pattern) }
    }

    /// The text with every form of every credential replaced by `(redacted)`.
    pub fn redact<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match &self.forms {
            Forms::None => Cow::Borrowed(text),
            Forms::Pattern(pattern) => pattern.replace_all(text, NoExpand(MARK)),
            Forms::Everything => Cow::Borrowed(MARK),
        }
    }
}

impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.forms {
            Forms::None => "Redactor(nothing to hide)",
            Forms::Pattern(_) | Forms::Everything => "Redactor(…)",
        })
    }
}
