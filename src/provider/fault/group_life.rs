//! Groups that are gone and are not forgotten, and what goes with them.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use super::Fault;
use crate::exchange::Method;
use crate::provider::deviation::{Deviation, Hook, Make, edit, stored};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};
use crate::provider::store::Kind;
use crate::scim::error::ScimType;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "group-name-conflict-unlinkable",
        failure: "F119",
        title: "the name of a deleted group stays taken, and no lookup shows the group that has it",
        breaks: &["okta-aiw", "okta-oin"],
        severity: 3,
        source: "getsentry/sentry#88623",
        found_by: &["status.accepted"],
        make: Make::Fresh(|| Arc::new(Tombstones::default())),
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

/// The names of groups that were deleted.
#[derive(Debug, Default)]
struct Tombstones(Mutex<HashSet<String>>);

impl Deviation for Tombstones {
    fn instead(&self, provider: &Provider, request: &Request) -> Option<Response> {
        let mut names = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if request.method == Method::Delete {
            let group = stored::named(provider, request, Kind::Group)?;
            names.insert(group.get("displayName")?.as_str()?.to_lowercase());
            return None;
        }
        let is_create = request.method == Method::Post && edit::collection(request) == Some(Kind::Group);
        let body = edit::sent(request).filter(|_| is_create)?;
        let is_taken = names.contains(&body.get("displayName")?.as_str()?.to_lowercase());
        is_taken.then(|| edit::refuse_as(ScimType::Uniqueness, "A team with this slug already exists."))
    }
}

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
