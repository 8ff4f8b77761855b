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
pub(super) fn is_name(text: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop, prop_assert_eq, proptest};
    use serde_json::Value;

    use super::{Attr, Path};
    use crate::scim::error::{Error, ScimType};

    fn vectors() -> Value {
        serde_json::from_str(include_str!("../../tests/vectors/scim-paths.json")).unwrap()
    }

    fn form(path: &Path) -> &'static str {
        match (&path.filter, &path.part) {
            (None, None) => "attr",
            (None, Some(_)) => "attr.sub",
            (Some(_), None) => "valuePath",
            (Some(_), Some(_)) => "valuePath.sub",
        }
    }

    #[test]
    fn the_paths_of_the_rfc_have_their_forms() {
        for vector in vectors()["figure_8"].as_array().unwrap() {
            let path = Path::parse(vector["path"].as_str().unwrap()).unwrap();
            assert_eq!(form(&path), vector["form"], "{path}");
            assert_eq!(path.to_string(), vector["path"].as_str().unwrap());
        }
    }

    #[test]
    fn every_good_path_of_the_vectors_is_read_and_printed_as_it_was() {
        for text in vectors()["valid"].as_array().unwrap() {
            let text = text.as_str().unwrap();
            let path = Path::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(path.to_string(), text);
            assert!(text.parse::<scim_v2::filter::PatchPath>().is_ok(), "the other parser refuses {text}");
        }
    }

    #[test]
    fn every_bad_path_of_the_vectors_is_an_invalid_path() {
        for text in vectors()["invalid"].as_array().unwrap() {
            let text = text.as_str().unwrap();
            let error = Path::parse(text).expect_err(text);
            assert_eq!(Error::from(error).scim_type, Some(ScimType::InvalidPath), "{text}");
            // Figure 1 lets a sub-attribute stand before `[`, but it has no values to filter.
            if text != "emails.value[type eq \"work\"]" {
                assert!(
                    text.parse::<scim_v2::filter::PatchPath>().is_err(),
                    "the other parser accepts {text}"
                );
            }
        }
    }

    #[test]
    fn parts_are_taken_apart() {
        let path =
            Path::parse("urn:ietf:params:scim:schemas:core:2.0:User:emails[type eq \"work\"].value").unwrap();
        assert_eq!(path.uri.as_deref(), Some("urn:ietf:params:scim:schemas:core:2.0:User"));
        assert_eq!((path.name.as_str(), path.part.as_deref()), ("emails", Some("value")));
        assert_eq!(path.filter.unwrap().to_string(), "type eq \"work\"");
        let path = Path::parse("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User").unwrap();
        assert_eq!(
            path.as_urn().as_deref(),
            Some("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")
        );
        assert_eq!(Path::parse("name.givenName").unwrap().as_urn(), None);
    }

    #[test]
    fn an_error_names_the_place_and_the_reason() {
        let error = |text: &str| Path::parse(text).unwrap_err();
        assert_eq!(error("emails[type eq \"work\"]value").position(), 22);
        assert_eq!(error("emails[type eq \"work\"]value").to_string(), "at position 22: unexpected 'v'");
        assert_eq!(
            error("emails[type eq \"work\"].").to_string(),
            "at position 23: '' is not a sub-attribute name"
        );
        assert_eq!(error("").to_string(), "at position 0: an attribute name is missing");
    }

    #[test]
    fn an_attribute_name_has_no_filter() {
        assert_eq!(Attr::parse("name.givenName").unwrap().part.as_deref(), Some("givenName"));
        for text in ["emails[type pr]", "a b", "", " a", "a,b"] {
            assert!(Attr::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in any::<String>()) {
            let _ = Path::parse(&text);
            let _ = Attr::parse(&text);
        }

        #[test]
        fn what_is_read_is_printed_as_the_same_path(
            words in prop::collection::vec(prop::sample::select(vec![
                "emails", "urn:a:b:", "[", "]", ".", "value", " eq ", "\"x\"", "$ref", " ", "type pr",
            ]), 1..8)
        ) {
            if let Ok(path) = Path::parse(&words.concat()) {
                prop_assert_eq!(Path::parse(&path.to_string()), Ok(path));
            }
        }
    }
}
