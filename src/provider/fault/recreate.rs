//! Accounts that are hidden or gone and stand in the way all the same.

use std::sync::Arc;

use serde_json::Value;

use super::Fault;
use super::tombstones::Tombstones;
use crate::exchange::Method;
use crate::provider::deviation::{Hook, Make, edit, stored};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};
use crate::provider::store::Kind;
use crate::scim::error::ScimType;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "reprovision-post-409",
        failure: "F84",
        title: "a lookup hides inactive users, and making one again is refused with 409",
        breaks: &["okta-aiw", "okta-oin", "entra"],
        severity: 4,
        source: "better-auth/better-auth#11111; better-auth/better-auth#11113",
        found_by: &["status.accepted", "lookup.finds-inactive"],
        make: Make::Hooks(&[Hook::Response(hide_inactive), Hook::Instead(refuse_known_external_id)]),
    },
    Fault {
        name: "inactive-hidden-from-lookup",
        failure: "F92",
        title: "a lookup hides inactive users, and making one again makes a second account",
        breaks: &["okta-aiw", "okta-oin", "entra"],
        severity: 4,
        source: "growthbook/growthbook#1680; Okta support, Existing-SCIM-User-Being-Created-at-Assignment",
        found_by: &["drift.account", "lookup.finds-inactive"],
        make: Make::Hooks(&[Hook::Response(hide_inactive), Hook::Request(make_room)]),
    },
    Fault {
        name: "delete-only-deactivates",
        failure: "F98",
        title: "deleting a user only deactivates it: it is answered 204, and the user can be read as before",
        breaks: &["entra"],
        severity: 3,
        source: "django-scim2-server 1.1.0",
        found_by: &["delete.takes-effect"],
        make: Make::Hook(Hook::Instead(deactivate_only)),
    },
    Fault {
        name: "delete-then-recreate",
        failure: "F98",
        title: "the userName of a deleted user stays taken: making the user again is refused with 409",
        breaks: &["entra"],
        severity: 3,
        source: "better-auth/better-auth#11111",
        found_by: &["delete.frees-the-name"],
        make: Make::Fresh(|| {
            Arc::new(Tombstones::new(Kind::User, "userName", "the userName belongs to a deleted user"))
        }),
    },
];

fn deactivate_only(provider: &Provider, request: &Request) -> Option<Response> {
    let user = stored::named(provider, request, Kind::User).filter(|_| request.method == Method::Delete)?;
    stored::change_user(provider, stored::id(&user), |user| {
        _ = user.insert("active".to_owned(), false.into())
    });
    Some(Response::empty(204))
}

/// Lookups, that is lists with a filter, leave inactive users out.
fn hide_inactive(_: &Provider, request: &Request, response: &mut Response) {
    let is_lookup = request.method == Method::Get
        && edit::collection(request) == Some(Kind::User)
        && request.query.as_deref().is_some_and(|query| query.contains("filter="));
    if !is_lookup || response.status != 200 {
        return;
    }
    edit::change_answered(response, |body| {
        let Some(Value::Array(users)) = body.get_mut("Resources") else { return };
        let before = users.len();
        users.retain(stored::is_active);
        let (left, hidden) = (users.len(), (before - users.len()) as u64);
        body["itemsPerPage"] = left.into();
        body["totalResults"] =
            body["totalResults"].as_u64().unwrap_or_default().saturating_sub(hidden).into();
    });
}

/// The body of a create of a user.
fn created(request: &Request) -> Option<Value> {
    let is_create = request.method == Method::Post && edit::collection(request) == Some(Kind::User);
    if is_create { edit::sent(request) } else { None }
}

fn refuse_known_external_id(provider: &Provider, request: &Request) -> Option<Response> {
    let body = created(request)?;
    let external_id = body.get("externalId")?.as_str()?;
    let is_known = provider.view(|state| !state.store.with_external_id(Kind::User, external_id).is_empty());
    is_known.then(|| edit::refuse_as(ScimType::Uniqueness, "SCIM User externalId already exists"))
}

/// The hidden user lets go of the name, so that the second account can have it.
fn make_room(provider: &Provider, request: &mut Request) {
    let Some(body) = created(request) else { return };
    let Some(user_name) = body.get("userName").and_then(Value::as_str) else { return };
    let Some(holder) = stored::user_named(provider, user_name) else { return };
    if !stored::is_active(&holder) {
        let id = stored::id(&holder);
        let other = format!("{user_name}.{id}");
        stored::change_user(provider, id, |user| _ = user.insert("userName".to_owned(), other.into()));
    }
}
