//! What shows when much happens: at once, in short time, or to many.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;

use super::Fault;
use crate::exchange::Method;
use crate::provider::deviation::{Deviation, Hook, Make, edit};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};
use crate::provider::store::Kind;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "lost-update-race",
        failure: "F128",
        title: "a change of a group's members that nobody has read yet is lost to the next one",
        breaks: &["okta-oin"],
        severity: 5,
        source: "fleetdm/fleet#50724; BerriAI/litellm#34162",
        found_by: &["parallel.updates-kept"],
        make: Make::Fresh(|| Arc::new(LostUpdates::default())),
    },
    Fault {
        name: "429-no-retry-after",
        failure: "F149",
        title: "every fifth write is answered 429 without Retry-After",
        breaks: &[],
        severity: 2,
        source: "gravitational/teleport#61511",
        found_by: &["rate-limit.retry-after"],
        make: Make::Fresh(|| Arc::new(Overloaded::default())),
    },
    Fault {
        name: "slow-over-60s",
        failure: "F150",
        title: "a change of a group takes 25 seconds for every member that it has",
        breaks: &["okta-aiw", "okta-oin"],
        severity: 3,
        source: "Okta SCIM FAQ; okta/okta-developer-docs#4449; wso2/product-is#6918",
        found_by: &["exchange.answered", "exchange.in-time"],
        make: Make::Hook(Hook::Response(slow_groups)),
    },
];

fn slow_groups(provider: &Provider, request: &Request, response: &mut Response) {
    if let Some((Kind::Group, id)) = edit::resource(request)
        && matches!(request.method, Method::Put | Method::Patch)
    {
        let members = provider
            .view(|state| state.store.get(Kind::Group, &id).map_or(0, |group| group.members().count()));
        response.delay = Duration::from_secs(25).saturating_mul(u32::try_from(members).unwrap_or(u32::MAX));
    }
}

/// Refuses every fifth write for now. The same write goes through when it comes again.
#[derive(Debug, Default)]
struct Overloaded {
    writes: AtomicUsize,
}

impl Deviation for Overloaded {
    fn instead(&self, _: &Provider, request: &Request) -> Option<Response> {
        let counts = request.method.is_write() && edit::kind(request).is_some();
        let number = if counts { self.writes.fetch_add(1, Ordering::Relaxed) + 1 } else { 0 };
        (counts && number.is_multiple_of(5)).then(|| edit::refuse(429, "Too many requests"))
    }
}

/// Works like a server that changes the copy of a group which it read before the last change: until somebody reads
/// the group, each PATCH begins where the one before it began.
#[derive(Debug, Default)]
struct LostUpdates {
    /// By group, the members before the last change that nobody has read.
    before: Mutex<HashMap<String, Vec<Value>>>,
}

impl Deviation for LostUpdates {
    fn request(&self, provider: &Provider, request: &mut Request) {
        let Some((Kind::Group, id)) = edit::resource(request) else { return };
        let mut before = self.before.lock().unwrap_or_else(PoisonError::into_inner);
        if request.method != Method::Patch || !changes_members(request) {
            before.remove(&id);
            return;
        }
        if let Some(members) = before.get(&id) {
            // The old membership comes first in the same PATCH; so the change in between is gone.
            let restore = serde_json::json!({"op": "replace", "path": "members", "value": members});
            edit::change_operations(request, Kind::Group, |operations| operations.insert(0, restore));
            return;
        }
        let members = provider.view(|state| {
            let group = state.store.get(Kind::Group, &id);
            group.map(|group| group.members().map(|id| serde_json::json!({"value": id})).collect())
        });
        before.extend(members.map(|members| (id, members)));
    }
}

fn changes_members(request: &Request) -> bool {
    edit::sent(request).and_then(|mut body| {
        let operations = edit::operations(&mut body)?;
        Some(operations.iter().any(|operation| {
            edit::path(operation).starts_with("members")
                || operation.get("value").is_some_and(|value| value.get("members").is_some())
        }))
    }) == Some(true)
}
