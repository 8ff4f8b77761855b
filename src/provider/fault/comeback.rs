//! People who come back: refused, acknowledged in vain, or given somebody else's place.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use super::Fault;
use super::deactivate::sets_active;
use crate::exchange::Method;
use crate::provider::deviation::{Deviation, Hook, Make, edit, stored};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};
use crate::provider::store::Kind;
use crate::scim::error::ScimType;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "reactivate-400",
        failure: "F93",
        title: "a PATCH that activates an inactive user is refused with 400",
        breaks: &["okta-oin", "entra"],
        severity: 3,
        source: "fleetdm/fleet#53446; FusionAuth/fusionauth-issues#3311",
        found_by: &["status.accepted"],
        make: Make::Hook(Hook::Instead(refuse_activation)),
    },
    Fault {
        name: "reactivate-acked-not-applied",
        failure: "F94",
        title: "activating an inactive user is answered 200 with active: true, and the user stays inactive",
        breaks: &["okta-aiw", "okta-oin", "entra"],
        severity: 4,
        source: "grokability/snipe-it#14481",
        found_by: &["drift.active"],
        make: Make::Fresh(|| OnReturn::does(stay_inactive)),
    },
    Fault {
        name: "reactivate-new-id",
        failure: "F95",
        title: "a user gets another id when activated again",
        breaks: &["okta-aiw", "okta-oin", "entra"],
        severity: 4,
        source: "getsentry/sentry#122540; Secoda's guide, \"User not found\"",
        found_by: &["resource.id-stable"],
        make: Make::Fresh(|| OnReturn::does(give_new_id)),
    },
    Fault {
        name: "reactivate-loses-groups",
        failure: "F96",
        title: "a user who is activated again is in no group any more",
        breaks: &["okta-aiw", "okta-oin"],
        severity: 4,
        source: "Sigma's guide promises that they come back; Okta help, troubleshoot Group Push",
        found_by: &["drift.group-members"],
        make: Make::Fresh(|| OnReturn::does(leave_groups)),
    },
    Fault {
        name: "reactivate-resets-role",
        failure: "F97",
        title: "userType and roles fall back to a default when a user is activated again",
        breaks: &["entra"],
        severity: 4,
        source: "GitLab, troubleshooting_scim.md",
        found_by: &["user.reactivation-keeps-profile"],
        make: Make::Fresh(|| OnReturn::does(reset_role)),
    },
];

fn refuse_activation(provider: &Provider, request: &Request) -> Option<Response> {
    if !edit::is(request, Method::Patch, Kind::User) {
        return None;
    }
    let is_inactive = !stored::is_active(&stored::named(provider, request, Kind::User)?);
    let activates = edit::sent(request).is_some_and(|mut body| sets_active(&mut body, true));
    let detail = "Invalid parameter provided in request: value.";
    (is_inactive && activates).then(|| edit::refuse_as(ScimType::InvalidValue, detail))
}

/// Does something to a user who was inactive and has just been activated.
#[derive(Debug)]
struct OnReturn {
    inactive: Mutex<HashSet<String>>,
    act: fn(&Provider, &str, &mut Response),
}

impl OnReturn {
    fn does(act: fn(&Provider, &str, &mut Response)) -> Arc<dyn Deviation> {
        Arc::new(OnReturn { inactive: Mutex::default(), act })
    }
}

impl Deviation for OnReturn {
    fn response(&self, provider: &Provider, request: &Request, response: &mut Response) {
        let Some((Kind::User, id)) = edit::resource(request).filter(|_| request.method.is_write()) else {
            return;
        };
        let Some(user) = stored::resource(provider, Kind::User, &id) else { return };
        let mut inactive = self.inactive.lock().unwrap_or_else(PoisonError::into_inner);
        if stored::is_active(&user) && inactive.remove(&id) {
            (self.act)(provider, &id, response);
        }
        let is_still =
            stored::resource(provider, Kind::User, &id).is_some_and(|user| !stored::is_active(&user));
        if is_still {
            inactive.insert(id);
        }
    }
}

fn stay_inactive(provider: &Provider, id: &str, _: &mut Response) {
    stored::change(provider, Kind::User, id, |user| _ = user.insert("active".to_owned(), false.into()));
}

fn give_new_id(provider: &Provider, id: &str, response: &mut Response) {
    let Some(Value::Object(mut user)) = stored::resource(provider, Kind::User, id) else { return };
    let new = format!("{id}-2");
    let groups = groups_of(provider, id);
    user.shift_remove("id");
    user.shift_remove("meta");
    stored::remove(provider, Kind::User, id);
    stored::add(provider, Kind::User, &new, user);
    for (group, mut members) in groups {
        members.iter_mut().filter(|member| *member == id).for_each(|member| member.clone_from(&new));
        stored::set_members(provider, &group, &members);
    }
    edit::change_resources(response, |shown| {
        if let Some(location) = shown.get("meta").and_then(|meta| meta["location"].as_str()) {
            let location = location.replace(id, &new);
            shown["meta"]["location"] = location.into();
        }
        shown.insert("id".to_owned(), new.as_str().into());
    });
}

fn leave_groups(provider: &Provider, id: &str, _: &mut Response) {
    for (group, members) in groups_of(provider, id) {
        let others: Vec<String> = members.into_iter().filter(|member| member != id).collect();
        stored::set_members(provider, &group, &others);
    }
}

fn reset_role(provider: &Provider, id: &str, response: &mut Response) {
    stored::change(provider, Kind::User, id, |user| {
        user.shift_remove("roles");
        user.insert("userType".to_owned(), "member".into());
    });
    edit::change_resources(response, |shown| {
        shown.shift_remove("roles");
        shown.insert("userType".to_owned(), "member".into());
    });
}

/// The groups that list the user, each with its members.
fn groups_of(provider: &Provider, id: &str) -> Vec<(String, Vec<String>)> {
    provider.view(|state| {
        let groups = state.store.all(Kind::Group).filter(|group| group.members().any(|member| member == id));
        groups.map(|group| (group.id().to_owned(), group.members().map(str::to_owned).collect())).collect()
    })
}
