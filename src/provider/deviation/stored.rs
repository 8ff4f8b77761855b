//! How hooks look at what is stored, and change it behind the server's back.

use serde_json::{Map, Value};

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
    provider.change(|state| {
        let Some(Value::Object(mut attributes)) =
            state.store.get(Kind::User, id).map(|record| record.value.clone())
        else {
            return;
        };
        change(&mut attributes);
        // Names are free or unchanged in what hooks write; what the store refuses stays as it was.
        let _ = state.store.change(Kind::User, id, attributes, provider.settings().clock.now());
    });
}

/// Answers a POST by making a user, whether or not the name is taken; with `id` under that id.
pub(in crate::provider) fn make_user(
    provider: &Provider,
    request: &Request,
    body: &Value,
    id: Option<&str>,
) -> Option<Response> {
    provider.change(|state| {
        state.catalogue.learn(Kind::User, body);
        let attributes = admit::resource(body, Kind::User, &state.catalogue, None).ok()?;
        let settings = provider.settings();
        let id = id.map_or_else(|| settings.ids.next(), str::to_owned);
        state.store.insert(Kind::User, &id, attributes, settings.clock.now());
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
