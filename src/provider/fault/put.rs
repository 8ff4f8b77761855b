//! PUT on a user, and the read that goes before it: Okta sends back what it was shown.

use serde_json::{Value, json};

use super::Fault;
use super::profile::change_put;
use crate::exchange::Method;
use crate::provider::deviation::{Hook, Make, edit, stored};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};
use crate::provider::store::Kind;
use crate::scim::error::ScimType;
use crate::scim::urn;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "put-clears-active",
        failure: "F56",
        title: "a PUT without active deactivates the user",
        breaks: &[],
        severity: 4,
        source: "inferred; PingDirectory's documentation warns of passwords that are wiped this way",
        found_by: &["update.active-kept"],
        make: Make::Hook(Hook::Request(|provider, request| {
            change_put(provider, request, |body, _| {
                body.entry("active".to_owned()).or_insert(Value::Bool(false));
            });
        })),
    },
    Fault {
        name: "readonly-in-put-400",
        failure: "F76",
        title: "a PUT that repeats the server's own id and meta is refused with 400",
        breaks: &["okta-aiw", "okta-oin"],
        severity: 3,
        source: "inferred from Okta's update, which sends back what it has read",
        found_by: &["status.accepted", "update.own-body-accepted"],
        make: Make::Hook(Hook::Instead(|_, request| {
            let body = edit::sent(request).filter(|_| edit::is(request, Method::Put, Kind::User))?;
            let name = ["id", "meta"].into_iter().find(|name| body.get(*name).is_some())?;
            Some(edit::refuse_as(ScimType::Mutability, &format!("Attribute '{name}' is readOnly")))
        })),
    },
    Fault {
        name: "user-groups-writable",
        failure: "F75",
        title: "users are shown without groups, and a PUT with `groups: []` takes the user out of every group",
        breaks: &["okta-aiw", "okta-oin"],
        severity: 5,
        source: "GluuFederation/SCIM-Client#42; jelhub/scimgateway#96",
        found_by: &["user.groups-read-only"],
        make: Make::Hooks(&[Hook::Request(obey_groups), Hook::Response(hide_groups)]),
    },
    Fault {
        name: "get-one-returns-list",
        failure: "F73",
        title: "a read of one user is answered with a list",
        breaks: &["okta-aiw", "okta-oin", "entra"],
        severity: 4,
        source: "stackoverflow.com question 77524118",
        found_by: &["resource.shape"],
        make: Make::Hook(Hook::Response(|_, request, response| {
            if response.status == 200
                && request.method == Method::Get
                && matches!(edit::resource(request), Some((Kind::User, _)))
            {
                edit::change_answered(response, |user| {
                    *user = json!({
                        "schemas": [urn::LIST_RESPONSE], "totalResults": 1, "startIndex": 1, "itemsPerPage": 1,
                        "Resources": [user.take()],
                    });
                });
            }
        })),
    },
    Fault {
        name: "owner-protected",
        failure: "F62",
        title: "users who were there before provisioning are protected: any PUT of them is refused with 403",
        breaks: &["okta-aiw", "okta-oin"],
        severity: 3,
        source: "getsentry/sentry#56131; growthbook/growthbook#1680",
        found_by: &["status.accepted"],
        make: Make::Hook(Hook::Instead(|provider, request| {
            let before = before_put(provider, request)?;
            let is_owner =
                before.get("externalId").is_none() && edit::sent(request)?.get("externalId").is_some();
            is_owner.then(|| edit::refuse(403, "Organization owners cannot be modified"))
        })),
    },
    Fault {
        name: "deactivated-user-readonly",
        failure: "F63",
        title: "a PUT that reactivates a user and changes the profile as well is refused with 400",
        breaks: &[],
        severity: 3,
        source: "LaunchDarkly's list of SCIM errors",
        found_by: &["update.reactivates-with-profile"],
        make: Make::Hook(Hook::Instead(|provider, request| {
            let before = before_put(provider, request)?;
            let body = edit::sent(request)?;
            let differs = ["userName", "name", "displayName", "emails", "title"]
                .into_iter()
                .any(|name| body.get(name).is_some_and(|value| Some(value) != before.get(name)));
            (before["active"] == false && differs).then(|| {
                let detail = "Cannot change properties on deactivated members other than 'active'";
                edit::refuse_as(ScimType::InvalidValue, detail)
            })
        })),
    },
];

fn before_put(provider: &Provider, request: &Request) -> Option<Value> {
    let (kind, id) = edit::resource(request)?;
    let is_put = request.method == Method::Put && kind == Kind::User;
    if is_put { stored::resource(provider, kind, &id) } else { None }
}

fn obey_groups(provider: &Provider, request: &mut Request) {
    let Some((Kind::User, id)) = edit::resource(request) else { return };
    let is_told = request.method == Method::Put
        && edit::sent(request).is_some_and(|body| body["groups"].as_array().is_some_and(Vec::is_empty));
    if !is_told {
        return;
    }
    provider.change(|state| {
        let groups: Vec<String> =
            state.store.groups_of(&id).map(|(group, _)| group.id().to_owned()).collect();
        for group in groups {
            let Some(record) = state.store.get(Kind::Group, &group) else { continue };
            let Value::Object(mut attributes) = record.value.clone() else { continue };
            if let Some(Value::Array(members)) = attributes.get_mut("members") {
                members.retain(|member| member["value"] != id.as_str());
            }
            // Taking a member out is never refused.
            let _ = state.store.change(Kind::Group, &group, attributes, provider.settings().clock.now());
        }
    });
}

fn hide_groups(_: &Provider, request: &Request, response: &mut Response) {
    if edit::kind(request) == Some(Kind::User) {
        edit::change_resources(response, |user| _ = user.shift_remove("groups"));
    }
}
