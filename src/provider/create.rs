//! POST to a collection (RFC 7644 §3.3).

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

/// Creates a resource and answers 201 with it.
pub(super) fn create(provider: &Provider, request: &Request, kind: Kind) -> Result<Response, Error> {
    let body = json(&request.body)?;
    let shown = Shown::from_query(request.query.as_deref())?;
    provider.change(|state| {
        let id = add(state, provider.settings(), kind, &body)?;
        read::show_stored(state, Aim::of(request, kind, &id), &shown, 201)
    })
}

/// Adds a resource to the store. Its id.
pub(super) fn add(state: &mut State, settings: &Settings, kind: Kind, body: &Value) -> Result<String, Error> {
    let catalogue = state.catalogue.taught_by(kind, body);
    let attributes = admit::resource(body, kind, &catalogue, None)?;
    let id = state.store.add(kind, settings.ids.next(), attributes, settings.clock.now())?.id().to_owned();
    if let Cow::Owned(catalogue) = catalogue {
        state.catalogue = catalogue;
    }
    Ok(id)
}
