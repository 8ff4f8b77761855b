//! DELETE of a resource (RFC 7644 §3.6).

use super::handle::{Provider, State};
use super::message::{Headers, Request, Response};
use super::settings::Settings;
use super::store::Kind;
use super::{condition, problem};
use crate::scim::error::Error;

/// Removes a resource, and with it its memberships, and answers 204.
pub(super) fn remove(
    provider: &Provider,
    request: &Request,
    kind: Kind,
    id: &str,
) -> Result<Response, Error> {
    provider.change(|state| delete(state, provider.settings(), kind, id, &request.headers))?;
    Ok(Response::empty(204))
}

/// Removes a resource from the store.
pub(super) fn delete(
    state: &mut State,
    settings: &Settings,
    kind: Kind,
    id: &str,
    headers: &Headers,
) -> Result<(), Error> {
    let record = state.store.get(kind, id).ok_or_else(|| problem::not_found(id))?;
    condition::check_match(headers, record)?;
    state.store.remove(kind, id, settings.clock.now());
    Ok(())
}
