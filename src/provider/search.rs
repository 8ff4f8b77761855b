//! Queries by POST (RFC 7644 §3.4.3).

use super::handle::{Provider, object};
use super::message::{Request, Response};
use super::parameters::Parameters;
use super::query;
use super::store::Kind;
use crate::scim::error::{Error, ScimType};
use crate::scim::{text, urn};

/// POST to `/.search`, or to that of one resource type.
pub(super) fn by_post(provider: &Provider, request: &Request, kind: Option<Kind>) -> Result<Response, Error> {
    let body = object(&request.body)?;
    let schemas = text::member(&body, "schemas").and_then(|schemas| schemas.as_array());
    let is_search = schemas.into_iter().flatten().filter_map(|uri| uri.as_str());
    if !is_search.into_iter().any(|uri| urn::same(uri, urn::SEARCH_REQUEST)) {
        let detail = format!("schemas must be an array that contains \"{}\"", urn::SEARCH_REQUEST);
        return Err(Error::of(ScimType::InvalidSyntax, detail));
    }
    let parameters = Parameters::from_search(&body)?;
    let kinds = kind.as_ref().map_or(&Kind::ALL[..], std::slice::from_ref);
    provider.view(|state| {
        query::run(state, &parameters, kinds, &request.base, provider.settings().limits.results)
    })
}
