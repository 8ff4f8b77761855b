//! What a write may do beyond what was asked.

use serde_json::{Value, json};

use super::{Standing, Variant};
use crate::exchange::Method;
use crate::provider::deviation::{Hook, Make, edit};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};
use crate::provider::store::Kind;
use crate::scim::error::ScimType;

pub(super) const VARIANTS: &[Variant] = &[
    Variant {
        name: "put-keeps-omitted",
        title: "a PUT leaves attributes alone that it does not name",
        standing: Standing::Legal,
        source: "RFC 7644 §3.5.1: what is omitted may be cleared, or not",
        make: Make::Hook(Hook::Request(keep_omitted)),
    },
    Variant {
        name: "defaults-set",
        title: "the server sets userType, locale and timezone where none is given",
        standing: Standing::Legal,
        source: "RFC 7644 §3.3, §3.5.1: defaults are the server's",
        make: Make::Hook(Hook::Request(defaults)),
    },
    Variant {
        name: "group-names-unique",
        title: "two groups never share a displayName: 409 uniqueness",
        standing: Standing::Legal,
        source: "RFC 7643 §2.2: uniqueness may be enforced beyond the schema's default",
        make: Make::Hook(Hook::Instead(unique_group_names)),
    },
    Variant {
        name: "users-never-deleted",
        title: "DELETE of a user is answered 501",
        standing: Standing::Tolerable,
        source: "Okta never deletes users; RFC 7644 §3.6 wants it",
        make: Make::Hook(Hook::Instead(|_, request| {
            edit::is(request, Method::Delete, Kind::User)
                .then(|| edit::refuse(501, "users are deactivated, never deleted"))
        })),
    },
    Variant {
        name: "password-ignored",
        title: "a password is taken and never stored",
        standing: Standing::Legal,
        source: "RFC 7643 §4.1.1: support for password is optional",
        make: Make::Hook(Hook::Request(|_, request| {
            if edit::is(request, Method::Post, Kind::User) || edit::is(request, Method::Put, Kind::User) {
                edit::change_sent(request, |body| {
                    body.as_object_mut().map(|body| body.shift_remove("password"));
                });
            }
        })),
    },
];

fn keep_omitted(provider: &Provider, request: &mut Request) {
    let Some((kind, id)) = edit::resource(request).filter(|_| request.method == Method::Put) else { return };
    let Some(before) = provider.view(|state| state.store.get(kind, &id).map(|record| record.value.clone()))
    else {
        return;
    };
    edit::change_sent(request, |body| {
        let Some(body) = body.as_object_mut() else { return };
        for (name, value) in before.as_object().into_iter().flatten() {
            let is_named = body.keys().any(|key| key.eq_ignore_ascii_case(name));
            if !is_named && !["id", "meta", "schemas"].contains(&name.as_str()) {
                body.insert(name.clone(), value.clone());
            }
        }
    });
}

fn defaults(_: &Provider, request: &mut Request) {
    if edit::is(request, Method::Post, Kind::User) || edit::is(request, Method::Put, Kind::User) {
        edit::change_sent(request, |body| {
            let Some(body) = body.as_object_mut() else { return };
            for (name, value) in [("userType", "member"), ("locale", "en-US"), ("timezone", "Etc/UTC")] {
                let slot = body.entry(name.to_owned()).or_insert(Value::Null);
                if slot.is_null() {
                    *slot = json!(value);
                }
            }
        });
    }
}

fn unique_group_names(provider: &Provider, request: &Request) -> Option<Response> {
    let makes = edit::is(request, Method::Post, Kind::Group);
    let own = edit::resource(request).filter(|_| edit::is(request, Method::Put, Kind::Group));
    if !makes && own.is_none() {
        return None;
    }
    let body = edit::sent(request)?;
    let name = body.get("displayName")?.as_str()?;
    let taken = provider.view(|state| {
        let mut others = state.store.named(Kind::Group, name).into_iter();
        others.any(|group| own.as_ref().is_none_or(|(_, id)| group.id() != id))
    });
    taken.then(|| edit::refuse_as(ScimType::Uniqueness, "another Group already has that displayName"))
}
