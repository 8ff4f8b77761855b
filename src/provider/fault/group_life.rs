//! Groups that are gone and are not forgotten, and what goes with them.

use std::sync::Arc;

use super::Fault;
use super::tombstones::Tombstones;
use crate::exchange::Method;
use crate::provider::deviation::{Hook, Make, edit, stored};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};
use crate::provider::store::Kind;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "group-name-conflict-unlinkable",
        failure: "F119",
        title: "the name of a deleted group stays taken, and no lookup shows the group that has it",
        breaks: &["okta-aiw", "okta-oin"],
        severity: 3,
        source: "getsentry/sentry#88623",
        found_by: &["status.accepted"],
        make: Make::Fresh(|| {
            Arc::new(Tombstones::new(Kind::Group, "displayName", "A team with this slug already exists."))
        }),
    },
    Fault {
        name: "group-deleted-in-app-404",
        failure: "F123",
        title: "a PATCH or PUT of a group that is gone is answered with a success instead of 404",
        breaks: &["okta-oin", "entra"],
        severity: 4,
        source: "Okta help, troubleshoot Group Push",
        found_by: &["write.gone-is-refused"],
        make: Make::Hook(Hook::Instead(accept_for_nothing)),
    },
    Fault {
        name: "group-delete-deletes-users",
        failure: "F124",
        title: "deleting a group deletes its members",
        breaks: &["okta-aiw", "okta-oin", "entra"],
        severity: 5,
        source: "MetaCompliance support, article 13556294382609",
        found_by: &["drift.gone"],
        make: Make::Hook(Hook::Request(delete_members)),
    },
];

fn accept_for_nothing(provider: &Provider, request: &Request) -> Option<Response> {
    let (Kind::Group, id) = edit::resource(request)? else { return None };
    if stored::exists(provider, &id) {
        return None;
    }
    match request.method {
        Method::Patch => Some(Response::empty(204)),
        Method::Put => {
            let mut body = edit::sent(request)?;
            body["id"] = id.into();
            Some(Response::json(200, body.to_string().into_bytes()))
        }
        _ => None,
    }
}

fn delete_members(provider: &Provider, request: &mut Request) {
    if request.method != Method::Delete {
        return;
    }
    let Some((Kind::Group, id)) = edit::resource(request) else { return };
    for member in stored::members(provider, &id) {
        stored::remove(provider, Kind::User, &member);
    }
}
