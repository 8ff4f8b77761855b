//! Queries by POST (RFC 7644 §3.4.3).

use serde_json::{Map, Value};

use super::handle::{Provider, json};
use super::message::{Request, Response};
use super::parameters::Parameters;
use super::query;
use super::store::Kind;
use crate::scim::error::{Error, ScimType};
use crate::scim::{text, urn};

/// POST to `/.search`, or to that of one resource type.
pub(super) fn by_post(provider: &Provider, request: &Request, kind: Option<Kind>) -> Result<Response, Error> {
    let body = message(&request.body, urn::SEARCH_REQUEST)?;
    let parameters = Parameters::from_search(&body)?;
    let kinds = kind.as_ref().map_or(&Kind::ALL[..], std::slice::from_ref);
    provider.view(|state| {
        query::run(state, &parameters, kinds, &request.base, provider.settings().limits.results)
    })
}

/// A message body that is what its `schemas` must say it is.
pub(super) fn message(body: &[u8], uri: &str) -> Result<Map<String, Value>, Error> {
    let is_listed = |body: &Map<String, Value>| {
        let schemas = text::member(body, "schemas").and_then(Value::as_array);
        schemas.into_iter().flatten().filter_map(Value::as_str).any(|listed| urn::same(listed, uri))
    };
    match json(body)? {
        Value::Object(body) if is_listed(&body) => Ok(body),
        _ => {
            let detail = format!("'schemas' must be an array that names {uri}");
            Err(Error::of(ScimType::InvalidSyntax, detail))
        }
    }
}
