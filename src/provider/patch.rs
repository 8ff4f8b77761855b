//! PATCH of a resource (RFC 7644 §3.5.2). What the operations mean is `scim::patch`'s; here they meet the store.

use std::borrow::Cow;

use serde_json::Value;

use super::handle::{Provider, State, json};
use super::message::{Headers, Request, Response};
use super::parameters::Shown;
use super::settings::Settings;
use super::store::Kind;
use super::{admit, condition, problem, read};
use crate::scim::error::Error;
use crate::scim::patch;

/// Changes a resource and answers 200 with it; all of the operations take effect, or none.
pub(super) fn patch(provider: &Provider, request: &Request, kind: Kind, id: &str) -> Result<Response, Error> {
    let shown = Shown::from_query(request.query.as_deref())?;
    provider.change(|state| {
        // Existence comes before the body: a missing resource is 404 whatever was sent.
        state.store.get(kind, id).ok_or_else(|| problem::not_found(id))?;
        let body = json(&request.body)?;
        apply(state, provider.settings(), kind, id, &body, &request.headers)?;
        read::show_stored(state, kind, id, &request.base, &shown, 200)
    })
}

/// Applies a PatchOp message to a stored resource.
pub(super) fn apply(
    state: &mut State,
    settings: &Settings,
    kind: Kind,
    id: &str,
    body: &Value,
    headers: &Headers,
) -> Result<(), Error> {
    let record = state.store.get(kind, id).ok_or_else(|| problem::not_found(id))?;
    condition::check_match(headers, record)?;
    let body = without_meta(body);
    let patch = patch::parse(&body)?;
    state.catalogue.learn_from(kind, &patch);
    let schemas = state.catalogue.of(kind);
    state.store.edit(kind, id, settings.clock.now(), |resource| {
        let changed = patch::apply(resource, &patch, schemas)?;
        if let (Kind::User, true, Some(attributes)) =
            (kind, changed.contains("active"), resource.as_object_mut())
        {
            admit::assume_active(attributes);
        }
        Ok(!changed.is_empty())
    })
}

/// A client that sends a whole resource as the value of an operation without a path sends `meta` along. What it says
/// there is ignored, as everywhere (RFC 7643 §3.1); a path that names `meta` is still refused.
fn without_meta(body: &Value) -> Cow<'_, Value> {
    let is_meta = |name: &str| name.eq_ignore_ascii_case("meta");
    let says_meta = |operation: &Value| {
        let value = operation.get("value").and_then(Value::as_object);
        operation.get("path").is_none() && value.is_some_and(|value| value.keys().any(|name| is_meta(name)))
    };
    let operations = body.get("Operations").and_then(Value::as_array);
    if !operations.is_some_and(|operations| operations.iter().any(says_meta)) {
        return Cow::Borrowed(body);
    }
    let mut body = body.clone();
    for operation in body["Operations"].as_array_mut().into_iter().flatten() {
        if says_meta(operation)
            && let Some(value) = operation["value"].as_object_mut()
        {
            value.retain(|name, _| !is_meta(name));
        }
    }
    Cow::Owned(body)
}
