//! Attribute notation (RFC 7644 §3.10) and the paths of PATCH operations (§3.5.2): text to parts and back.
//!
//! Grammar alone: whether a schema knows the names is for the one who uses them.

use std::fmt;

use super::error::{Error as Refusal, ScimType};
use super::filter::{self, Filter, Parser};

/// `[URN ":"] attribute ["." sub-attribute]`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Attr {
    /// The schema's URN, if the name is qualified.
    pub uri: Option<String>,
    /// The attribute.
    pub name: String,
    /// The sub-attribute.
    pub part: Option<String>,
}

impl Attr {
    /// Reads an attribute name as it stands in a query parameter or in `sortBy`.
    ///
    /// # Errors
    /// For a text that the notation does not allow.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let mut parser = Parser::new(text);
        let attr = parser.attr().map_err(Error)?;
        if parser.at_end() { Ok(attr) } else { Err(Error(parser.unexpected())) }
    }

    /// An attribute name that is known to have neither blank nor bracket.
    pub(super) fn of_word(word: &str) -> Option<Self> {
        let (uri, local) = match word.rsplit_once(':') {
            Some((uri, local)) if !uri.is_empty() => (Some(uri.to_owned()), local),
            Some(_) => return None,
            None => (None, word),
        };
        let (name, part) = match local.split_once('.') {
            Some((name, part)) => (name, Some(part)),
            None => (local, None),
        };
        if !is_name(name) || !part.is_none_or(is_name) {
            return None;
        }
        Some(Attr { uri, name: name.to_owned(), part: part.map(str::to_owned) })
    }
}

impl fmt::Display for Attr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(uri) = &self.uri {
            write!(f, "{uri}:")?;
        }
        f.write_str(&self.name)?;
        match &self.part {
            Some(part) => write!(f, ".{part}"),
            None => Ok(()),
        }
    }
}

/// ATTRNAME, with the `$` that RFC 7643 §2.1 has and the filter grammar forgot: `$ref` could not be named otherwise.
fn is_name(text: &str) -> bool {
    let first = text.bytes().next();
    first.is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'$')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'$'))
        && text != "$"
}

/// The path of a PATCH operation: `attr`, `attr.sub`, `attr[filter]` or `attr[filter].sub`, each with or without URN.
///
/// A bare extension URN (`urn:…:enterprise:2.0:User`) reads as an attribute `User` of `urn:…:enterprise:2.0`: the
/// grammar cannot tell them apart, the schemas can.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// The schema's URN, if the name is qualified.
    pub uri: Option<String>,
    /// The attribute.
    pub name: String,
    /// Which of its values.
    pub filter: Option<Filter>,
    /// The sub-attribute.
    pub part: Option<String>,
}

impl Path {
    /// Reads a path.
    ///
    /// # Errors
    /// The first place that the grammar does not allow.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let mut parser = Parser::new(text);
        let Attr { uri, name, part } = parser.attr().map_err(Error)?;
        let mut path = Path { uri, name, filter: None, part };
        if parser.at_end() {
            return Ok(path);
        }
        if path.part.is_some() {
            return Err(Error(parser.unexpected()));
        }
        path.filter = Some(parser.value_filter().map_err(Error)?);
        if parser.at_end() {
            return Ok(path);
        }
        if !parser.eat(b'.') {
            return Err(Error(parser.unexpected()));
        }
        let from = parser.position();
        let part = parser.word();
        if !is_name(part) {
            return Err(Error(filter::Error::at(from, format!("'{part}' is not a sub-attribute name"))));
        }
        path.part = Some(part.to_owned());
        if parser.at_end() { Ok(path) } else { Err(Error(parser.unexpected())) }
    }

    /// The URN that the path would be if it were nothing but one.
    pub fn as_urn(&self) -> Option<String> {
        match (&self.uri, &self.filter, &self.part) {
            (Some(uri), None, None) => Some(format!("{uri}:{}", self.name)),
            _ => None,
        }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(uri) = &self.uri {
            write!(f, "{uri}:")?;
        }
        f.write_str(&self.name)?;
        if let Some(filter) = &self.filter {
            write!(f, "[{filter}]")?;
        }
        match &self.part {
            Some(part) => write!(f, ".{part}"),
            None => Ok(()),
        }
    }
}

/// Why a text is not a path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Error(filter::Error);

impl Error {
    /// Bytes before the place that cannot be understood.
    pub const fn position(&self) -> usize {
        self.0.position
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Refusal::of(ScimType::InvalidPath, format!("the path cannot be read {error}"))
    }
}
