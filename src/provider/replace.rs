//! PUT on a resource (RFC 7644 §3.5.1).

use serde_json::Value;

use super::handle::{Provider, State, json};
use super::message::{Headers, Request, Response};
use super::parameters::Shown;
use super::settings::Settings;
use super::store::Kind;
use super::{admit, condition, problem, read};
use crate::scim::error::Error;

/// Replaces a resource and answers 200 with it. Never creates one.
pub(super) fn replace(
    provider: &Provider,
    request: &Request,
    kind: Kind,
    id: &str,
) -> Result<Response, Error> {
    let shown = Shown::from_query(request.query.as_deref())?;
    provider.change(|state| {
        // Existence comes before the body: a missing resource is 404 whatever was sent.
        state.store.get(kind, id).ok_or_else(|| problem::not_found(id))?;
        let body = json(&request.body)?;
        put(state, provider.settings(), kind, id, &body, &request.headers)?;
        read::show_stored(state, kind, id, &request.base, &shown, 200)
    })
}

/// Replaces a resource in the store.
pub(super) fn put(
    state: &mut State,
    settings: &Settings,
    kind: Kind,
    id: &str,
    body: &Value,
    headers: &Headers,
) -> Result<(), Error> {
    state.catalogue.learn(kind, body);
    let before = state.store.get(kind, id).ok_or_else(|| problem::not_found(id))?;
    condition::check_match(headers, before)?;
    let attributes = admit::resource(body, kind, &state.catalogue, Some(&before.value))?;
    state.store.change(kind, id, attributes, settings.clock.now())?;
    Ok(())
}
