//! PUT on a resource (RFC 7644 §3.5.1).

use std::borrow::Cow;

use serde_json::Value;

use super::aim::Aim;
use super::handle::{Provider, State, json};
use super::message::{Request, Response};
use super::parameters::Shown;
use super::settings::Settings;
use super::store::Kind;
use super::{admit, read};
use crate::scim::error::Error;

/// Replaces a resource and answers 200 with it. Never creates one.
pub(super) fn replace(
    provider: &Provider,
    request: &Request,
    kind: Kind,
    id: &str,
) -> Result<Response, Error> {
    let shown = Shown::from_query(request.query.as_deref())?;
    let aim = Aim::of(request, kind, id);
    provider.change(|state| {
        // Existence comes before the body: a missing resource is 404 whatever was sent.
        aim.record(&state.store)?;
        put(state, provider.settings(), aim, &json(&request.body)?)?;
        read::show_stored(state, aim, &shown, 200)
    })
}

/// Replaces a resource in the store.
pub(super) fn put(state: &mut State, settings: &Settings, aim: Aim<'_>, body: &Value) -> Result<(), Error> {
    let before = aim.record(&state.store)?;
    let catalogue = state.catalogue.taught_by(aim.kind, body);
    let attributes = admit::resource(body, aim.kind, &catalogue, Some(&before.value))?;
    state.store.change(aim.kind, aim.id, attributes, settings.clock.now())?;
    if let Cow::Owned(catalogue) = catalogue {
        state.catalogue = catalogue;
    }
    Ok(())
}
