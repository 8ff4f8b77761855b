//! How hooks look at what is stored, and change it behind the server's back.

use serde_json::{Map, Value, json};

use super::edit;
use crate::provider::aim::Aim;
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};
use crate::provider::parameters::Shown;
use crate::provider::store::Kind;
use crate::provider::{admit, read};

/// A stored resource.
pub(in crate::provider) fn resource(provider: &Provider, kind: Kind, id: &str) -> Option<Value> {
    provider.view(|state| state.store.get(kind, id).map(|record| record.value.clone()))
}

/// The user of that name, in whatever case.
pub(in crate::provider) fn user_named(provider: &Provider, name: &str) -> Option<Value> {
    provider.view(|state| state.store.named(Kind::User, name).first().map(|record| record.value.clone()))
}

/// Whether some user satisfies this.
pub(in crate::provider) fn has_user(provider: &Provider, fits: impl Fn(&Value) -> bool) -> bool {
    provider.view(|state| state.store.all(Kind::User).any(|record| fits(&record.value)))
}

/// The id of a resource.
pub(in crate::provider) fn id(resource: &Value) -> &str {
    resource["id"].as_str().unwrap_or_default()
}

/// Changes the attributes of a stored user.
pub(in crate::provider) fn change_user(
    provider: &Provider,
    id: &str,
    change: impl FnOnce(&mut Map<String, Value>),
) {
    self::change(provider, Kind::User, id, change);
}

/// Answers a POST by making a user, whether or not the name is taken; with `id` under that id.
pub(in crate::provider) fn make_user(
    provider: &Provider,
    request: &Request,
    body: &Value,
    id: Option<&str>,
) -> Option<Response> {
    provider.change(|state| {
        state.catalogue = state.catalogue.taught_by(Kind::User, body).into_owned();
        let attributes = admit::resource(body, Kind::User, &state.catalogue, None).ok()?;
        let settings = provider.settings();
        let id = id.map_or_else(|| settings.ids.next(), str::to_owned);
        state.store.insert(Kind::User, id.clone(), attributes, settings.clock.now());
        read::show_stored(state, Aim::of(request, Kind::User, &id), &Shown::default(), 201).ok()
    })
}

/// Shows a stored user as the answer to a write.
pub(in crate::provider) fn show_user(
    provider: &Provider,
    request: &Request,
    id: &str,
    status: u16,
) -> Option<Response> {
    provider.view(|state| {
        read::show_stored(state, Aim::of(request, Kind::User, id), &Shown::default(), status).ok()
    })
}

/// The stored resource of that kind that a request names.
pub(in crate::provider) fn named(provider: &Provider, request: &Request, wanted: Kind) -> Option<Value> {
    let (kind, id) = edit::resource(request)?;
    if kind == wanted { resource(provider, kind, &id) } else { None }
}

/// Changes the stored attributes of a resource. What the store itself refuses stays as it was.
pub(in crate::provider) fn change(
    provider: &Provider,
    kind: Kind,
    id: &str,
    change: impl FnOnce(&mut Map<String, Value>),
) {
    let Some(Value::Object(mut attributes)) = resource(provider, kind, id) else { return };
    change(&mut attributes);
    let now = provider.settings().clock.now();
    provider.change(|state| {
        // A refusal leaves everything as it was, which is what a hook can do nothing about.
        drop(state.store.change(kind, id, attributes, now));
    });
}

/// Removes a resource.
pub(in crate::provider) fn remove(provider: &Provider, kind: Kind, id: &str) {
    let now = provider.settings().clock.now();
    provider.change(|state| state.store.remove(kind, id, now));
}

/// Adds a resource under an id of the hook's choice.
pub(in crate::provider) fn add(provider: &Provider, kind: Kind, id: &str, attributes: Map<String, Value>) {
    let now = provider.settings().clock.now();
    provider.change(|state| drop(state.store.add(kind, id.to_owned(), attributes, now).map(|_| ())));
}

/// The ids of a group's members.
pub(in crate::provider) fn members(provider: &Provider, id: &str) -> Vec<String> {
    provider.view(|state| {
        let group = state.store.get(Kind::Group, id);
        group.map(|group| group.members().map(str::to_owned).collect()).unwrap_or_default()
    })
}

/// Whether there is a user or group with that id.
pub(in crate::provider) fn exists(provider: &Provider, id: &str) -> bool {
    provider.view(|state| state.store.find(id).is_some())
}

/// Gives a group these members.
pub(in crate::provider) fn set_members(provider: &Provider, group: &str, members: &[String]) {
    let members: Value = members.iter().map(|member| json!({"value": member})).collect();
    change(provider, Kind::Group, group, |group| _ = group.insert("members".to_owned(), members));
}

/// Whether the stored user is active.
pub(in crate::provider) fn is_active(user: &Value) -> bool {
    user.get("active").and_then(Value::as_bool).unwrap_or(true)
}
