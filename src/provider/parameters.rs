//! The parameters of a query (RFC 7644 §3.4.2): from the URL, or from a SearchRequest with the same names.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::handle::State;
use super::store::Record;
use super::view::View;
use crate::scim::error::{Error, ScimType};
use crate::scim::filter::{self, Filter};
use crate::scim::page::Page;
use crate::scim::projection::{self, Projection};
use crate::scim::sort::Sort;
use crate::scim::text;

/// What a client asks of a query.
#[derive(Debug, Default)]
pub(super) struct Parameters {
    /// Which resources.
    pub(super) filter: Option<Filter>,
    /// In which order; else that of their creation.
    pub(super) sort: Option<Sort>,
    /// Which part of them.
    pub(super) page: Page,
    /// Which attributes.
    pub(super) shown: Shown,
}

impl Parameters {
    /// Reads the query part of a URL. `+` and `%20` both stand for a blank; what nobody knows is ignored.
    pub(super) fn from_query(query: Option<&str>) -> Result<Self, Error> {
        let get = |name| value_of(query, name);
        Ok(Parameters {
            filter: get("filter").map(|filter| filter::parse(&filter)).transpose()?,
            sort: sort(get("sortBy").as_deref(), get("sortOrder").as_deref())?,
            page: Page::parse(
                get("startIndex").as_deref().map(str::trim),
                get("count").as_deref().map(str::trim),
            )?,
            shown: Shown::from_query(query)?,
        })
    }

    /// Reads a SearchRequest (RFC 7644 §3.4.3).
    pub(super) fn from_search(body: &Map<String, Value>) -> Result<Self, Error> {
        Ok(Parameters {
            filter: text_of(body, "filter")?.map(filter::parse).transpose()?,
            sort: sort(text_of(body, "sortBy")?, text_of(body, "sortOrder")?)?,
            page: Page::from_json(text::member(body, "startIndex"), text::member(body, "count"))?,
            shown: Shown::from_search(body)?,
        })
    }
}

/// Which attributes of a resource are shown (RFC 7644 §3.9). Holds for the answers to writes as well.
#[derive(Debug, Default)]
pub(super) struct Shown(Projection);

impl Shown {
    /// Reads `attributes` and `excludedAttributes` from a URL.
    pub(super) fn from_query(query: Option<&str>) -> Result<Self, Error> {
        let attributes = value_of(query, "attributes");
        let excluded = value_of(query, "excludedAttributes");
        Projection::parse(attributes.as_deref(), excluded.as_deref()).map(Shown)
    }

    /// Reads them from a SearchRequest.
    pub(super) fn from_search(body: &Map<String, Value>) -> Result<Self, Error> {
        let attributes = text::member(body, "attributes");
        Projection::from_json(attributes, text::member(body, "excludedAttributes")).map(Shown)
    }

    /// A resource, seen through this.
    pub(super) fn of<'a>(&self, state: &'a State, record: &'a Record, base: &'a str) -> Seen<'a> {
        let mut view = View::new(&state.store, record, base);
        if self.0 == Projection::Default {
            return Seen::Whole(view);
        }
        let schemas = state.catalogue.of(record.kind);
        view.members = self.0.shows("members", schemas);
        view.groups = self.0.shows("groups", schemas);
        let mut value = view.to_value();
        projection::project(&mut value, &self.0, schemas);
        Seen::Part(value)
    }
}

/// A resource as an answer carries it.
#[derive(Debug, serde::Serialize)]
#[serde(untagged)]
pub(super) enum Seen<'a> {
    /// Written straight from the store.
    Whole(View<'a>),
    /// What a projection left.
    Part(Value),
}

/// Whether a query names a parameter.
pub(super) fn has(query: Option<&str>, name: &str) -> bool {
    value_of(query, name).is_some()
}

fn value_of<'q>(query: Option<&'q str>, name: &str) -> Option<Cow<'q, str>> {
    let pairs = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    pairs.filter(|(key, _)| key == name).map(|(_, value)| value).last()
}

fn text_of<'b>(body: &'b Map<String, Value>, name: &str) -> Result<Option<&'b str>, Error> {
    match text::member(body, name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Error::of(ScimType::InvalidValue, format!("'{name}' must be a text"))),
    }
}

/// `sortOrder` alone orders nothing.
fn sort(by: Option<&str>, order: Option<&str>) -> Result<Option<Sort>, Error> {
    by.map(|by| Sort::parse(by, order)).transpose()
}
