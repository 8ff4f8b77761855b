//! The parameters of a query (RFC 7644 §3.4.2): from the URL, or from a SearchRequest with the same names.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::catalogue::Catalogue;
use super::view::View;
use crate::scim::error::{Error, ScimType};
use crate::scim::filter::{self, Filter};
use crate::scim::text;

/// What a client asks of a query.
#[derive(Debug, Default)]
pub(super) struct Parameters {
    /// Which resources.
    pub(super) filter: Option<Filter>,
    /// The 1-based place of the first one wanted; below 1 means 1.
    pub(super) start: usize,
    /// How many at most; below 0 means 0.
    pub(super) count: Option<usize>,
    /// Which attributes.
    pub(super) shown: Shown,
}

impl Parameters {
    /// Reads the query part of a URL. `+` and `%20` both stand for a blank; what nobody knows is ignored.
    pub(super) fn from_query(query: Option<&str>) -> Result<Self, Error> {
        let mut parameters = Parameters { start: 1, ..Parameters::default() };
        for (name, value) in pairs(query) {
            match &*name {
                "filter" => parameters.filter = Some(parse_filter(&value)?),
                "startIndex" => parameters.start = at_least(1, &name, value.trim().parse().ok())?,
                "count" => parameters.count = Some(at_least(0, &name, value.trim().parse().ok())?),
                _ => {}
            }
        }
        parameters.shown = Shown::from_query(query)?;
        Ok(parameters)
    }

    /// Reads a SearchRequest (RFC 7644 §3.4.3).
    pub(super) fn from_search(body: &Map<String, Value>) -> Result<Self, Error> {
        let member = |name| text::member(body, name).filter(|value| !value.is_null());
        let mut parameters = Parameters { start: 1, ..Parameters::default() };
        if let Some(filter) = member("filter") {
            let filter = filter.as_str().ok_or_else(|| wrong("filter", "a string"))?;
            parameters.filter = Some(parse_filter(filter)?);
        }
        if let Some(start) = member("startIndex") {
            parameters.start = at_least(1, "startIndex", start.as_i64())?;
        }
        if let Some(count) = member("count") {
            parameters.count = Some(at_least(0, "count", count.as_i64())?);
        }
        parameters.shown = Shown::from_search(body)?;
        Ok(parameters)
    }
}

/// Which attributes of a resource are shown (RFC 7644 §3.9).
#[derive(Debug, Default)]
pub(super) struct Shown;

impl Shown {
    /// Reads `attributes` and `excludedAttributes` from a URL.
    pub(super) fn from_query(_query: Option<&str>) -> Result<Self, Error> {
        Ok(Shown)
    }

    /// Reads them from a SearchRequest.
    pub(super) fn from_search(_body: &Map<String, Value>) -> Result<Self, Error> {
        Ok(Shown)
    }

    /// The resource as JSON text.
    pub(super) fn render(&self, view: View<'_>, _catalogue: &Catalogue) -> Vec<u8> {
        serde_json::to_vec(&view).unwrap_or_default()
    }
}

fn pairs(query: Option<&str>) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    url::form_urlencoded::parse(query.unwrap_or_default().as_bytes())
}

fn parse_filter(text: &str) -> Result<Filter, Error> {
    filter::parse(text).map_err(Error::from)
}

fn at_least(least: i64, name: &str, number: Option<i64>) -> Result<usize, Error> {
    let number = number.ok_or_else(|| wrong(name, "a whole number"))?;
    Ok(usize::try_from(number.max(least)).unwrap_or(usize::MAX))
}

fn wrong(name: &str, expected: &str) -> Error {
    Error::of(ScimType::InvalidValue, format!("{name} must be {expected}"))
}

/// Whether a query names a parameter.
pub(super) fn has(query: Option<&str>, name: &str) -> bool {
    pairs(query).any(|(key, _)| key == name)
}
