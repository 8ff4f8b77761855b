//! DELETE of a resource (RFC 7644 §3.6).

use super::aim::Aim;
use super::handle::{Provider, State};
use super::message::{Request, Response};
use super::settings::Settings;
use super::store::Kind;
use crate::scim::error::Error;

/// Removes a resource, and with it its memberships, and answers 204.
pub(super) fn remove(
    provider: &Provider,
    request: &Request,
    kind: Kind,
    id: &str,
) -> Result<Response, Error> {
    provider.change(|state| delete(state, provider.settings(), Aim::of(request, kind, id)))?;
    Ok(Response::empty(204))
}

/// Removes a resource from the store.
pub(super) fn delete(state: &mut State, settings: &Settings, aim: Aim<'_>) -> Result<(), Error> {
    aim.record(&state.store)?;
    state.store.remove(aim.kind, aim.id, settings.clock.now());
    Ok(())
}
