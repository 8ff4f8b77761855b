//! PATCH of a resource (RFC 7644 §3.5.2). What the operations mean is `scim::patch`'s; here they meet the store.

use std::borrow::Cow;

use serde_json::Value;

use super::aim::Aim;
use super::handle::{Provider, State, json};
use super::message::{Request, Response};
use super::parameters::Shown;
use super::settings::Settings;
use super::store::Kind;
use super::view::View;
use super::{query, read, tolerance};
use crate::scim::error::Error;
use crate::scim::patch::{self, Changed, Patch};
use crate::scim::path::{Attr, Path};

/// Changes a resource and answers 200 with it; all of the operations take effect, or none.
pub(super) fn patch(provider: &Provider, request: &Request, kind: Kind, id: &str) -> Result<Response, Error> {
    let shown = Shown::from_query(request.query.as_deref())?;
    let aim = Aim::of(request, kind, id);
    provider.change(|state| {
        // Existence comes before the body: a missing resource is 404 whatever was sent.
        aim.record(&state.store)?;
        apply(state, provider.settings(), aim, &json(&request.body)?)?;
        read::show_stored(state, aim, &shown, 200)
    })
}

/// Applies a PatchOp message to a stored resource.
pub(super) fn apply(state: &mut State, settings: &Settings, aim: Aim<'_>, body: &Value) -> Result<(), Error> {
    let kind = aim.kind;
    aim.record(&state.store)?;
    let body = without_meta(body);
    let body = tolerance::understood(&body, state.catalogue.of(kind));
    let patch = patch::parse(&body)?;
    let catalogue = state.catalogue.taught_by_patch(kind, &patch);
    let schemas = catalogue.of(kind);
    let mut shown = shown_members(state, aim, &patch);
    state.store.edit(kind, aim.id, settings.clock.now(), |resource| {
        swap_members(resource, &mut shown);
        let result = patch::apply(resource, &patch, schemas);
        if result.as_ref().map_or(true, Changed::is_empty) {
            swap_members(resource, &mut shown);
        }
        result.map(|changed| !changed.is_empty())
    })?;
    if let Cow::Owned(catalogue) = catalogue {
        state.catalogue = catalogue;
    }
    Ok(())
}

/// A group's members with all that is shown of them, if a path chooses among them by something that is not stored.
fn shown_members(state: &State, aim: Aim<'_>, patch: &Patch<'_>) -> Option<Value> {
    let is_made = |attr: &Attr| ["display", "$ref"].iter().any(|name| attr.name.eq_ignore_ascii_case(name));
    let chooses = |path: &Path| {
        path.name.eq_ignore_ascii_case("members")
            && path.filter.as_ref().is_some_and(|filter| query::names(filter, &is_made))
    };
    if aim.kind != Kind::Group
        || !patch.operations.iter().any(|operation| operation.path.as_ref().is_some_and(chooses))
    {
        return None;
    }
    let record = state.store.get(aim.kind, aim.id)?;
    View::new(&state.store, record, aim.base).to_value().get_mut("members").map(Value::take)
}

fn swap_members(resource: &mut Value, other: &mut Option<Value>) {
    if let (Some(members), Some(other)) = (resource.get_mut("members"), other) {
        std::mem::swap(members, other);
    }
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
