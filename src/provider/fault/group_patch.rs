//! PATCH of a group that is refused, or that does more than it says: the name, the form without a path.

use serde_json::{Value, json};

use super::Fault;
use crate::exchange::Method;
use crate::provider::deviation::{Hook, Make, edit, members, stored};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};
use crate::provider::store::Kind;
use crate::scim::error::ScimType;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "group-patch-405",
        failure: "F100",
        title: "PATCH on a group is answered 405",
        breaks: &["okta-oin", "entra", "onelogin"],
        severity: 4,
        source: "goauthentik/authentik#11249; getsentry/self-hosted#2280; appsmithorg/appsmith#34959",
        found_by: &["status.accepted"],
        make: Make::Hook(Hook::Instead(|_, request| {
            let is_patch = edit::is(request, Method::Patch, Kind::Group);
            is_patch.then(|| edit::refuse(405, "Method \"PATCH\" not allowed."))
        })),
    },
    Fault {
        name: "group-nopath-rename-400",
        failure: "F101",
        title: "a PATCH of a group's name without a path is refused with 400",
        breaks: &["okta-oin"],
        severity: 4,
        source: "Metatavu/keycloak-scim-server#113",
        found_by: &["status.accepted", "group.named-without-path"],
        make: Make::Hook(Hook::Instead(refuse_nameless_path)),
    },
    Fault {
        name: "group-rename-wipes-members",
        failure: "F102",
        title: "a PATCH that changes something else empties the group",
        breaks: &["okta-oin", "entra"],
        severity: 5,
        source: "langwatch/langwatch#7131; langwatch/langwatch#7136",
        found_by: &["drift.group-members", "members.only-when-named"],
        make: Make::Hook(Hook::Request(wipe_members)),
    },
    Fault {
        name: "group-nopath-members-ignored",
        failure: "F103",
        title: "members in a PATCH without a path are ignored, and the answer is 200",
        breaks: &["entra"],
        severity: 4,
        source: "jelhub/scimgateway#113; Metatavu/keycloak-scim-server#101",
        found_by: &["members.without-path"],
        make: Make::Hook(Hook::Request(ignore_pathless_members)),
    },
    Fault {
        name: "replace-members-empty-400",
        failure: "F104",
        title: "replacing the members by an empty list is refused with 400",
        breaks: &["okta-oin"],
        severity: 4,
        source: "Captain-P-Goldfish/SCIM-SDK#757",
        found_by: &["status.accepted", "members.replace-sets-list"],
        make: Make::Hook(Hook::Instead(refuse_empty_list)),
    },
    Fault {
        name: "replace-members-501",
        failure: "F105",
        title: "replacing the members is answered 501",
        breaks: &["okta-oin", "entra"],
        severity: 4,
        source: "Captain-P-Goldfish/scim-for-keycloak#144",
        found_by: &["status.accepted"],
        make: Make::Hook(Hook::Instead(refuse_replace)),
    },
    Fault {
        name: "group-rename-unsupported",
        failure: "F121",
        title: "any write of a group's name is refused with 400, even of the name that it has",
        breaks: &["okta-aiw", "okta-oin", "entra"],
        severity: 3,
        source: "langchain-ai/docs#1235; getsentry/sentry-docs okta-scim.mdx",
        found_by: &["status.accepted", "group.named-without-path"],
        make: Make::Hook(Hook::Instead(refuse_rename)),
    },
    Fault {
        name: "group-external-id-immutable",
        failure: "F122",
        title: "a change of a group's externalId is answered 200 and ignored",
        breaks: &["entra"],
        severity: 2,
        source: "langwatch/langwatch#7141",
        found_by: &["group.external-id-changes"],
        make: Make::Hook(Hook::Request(ignore_external_id)),
    },
];

/// The operations of a PATCH of a group.
pub(super) fn operations(request: &Request) -> Vec<Value> {
    if !edit::is(request, Method::Patch, Kind::Group) {
        return Vec::new();
    }
    let mut body = edit::sent(request).unwrap_or_default();
    edit::operations(&mut body).map(std::mem::take).unwrap_or_default()
}

fn refuse_nameless_path(_: &Provider, request: &Request) -> Option<Response> {
    let names = |operation: &mut Value| {
        edit::pathless_value(operation).is_some_and(|value| value.contains_key("displayName"))
    };
    let refused = operations(request).iter_mut().any(names);
    refused.then(|| edit::refuse_as(ScimType::InvalidPath, "Unsupported group path"))
}

fn wipe_members(_: &Provider, request: &mut Request) {
    edit::change_operations(request, Kind::Group, |operations| {
        let touches_members = |operation: &mut Value| {
            members::is_on_members(operation)
                || edit::pathless_value(operation).is_some_and(|value| value.contains_key("members"))
        };
        if !operations.iter_mut().any(touches_members) {
            operations.push(json!({"op": "replace", "path": "members", "value": []}));
        }
    });
}

fn ignore_pathless_members(_: &Provider, request: &mut Request) {
    edit::change_operations(request, Kind::Group, |operations| {
        for value in operations.iter_mut().filter_map(edit::pathless_value) {
            value.shift_remove("members");
        }
    });
}

fn replaces_members(operation: &Value) -> bool {
    edit::does(operation, "replace") && edit::path(operation).eq_ignore_ascii_case("members")
}

fn refuse_empty_list(_: &Provider, request: &Request) -> Option<Response> {
    let empties = |operation: &Value| {
        replaces_members(operation) && operation["value"].as_array().is_some_and(Vec::is_empty)
    };
    let detail = "Required sub-attribute 'urn:ietf:params:scim:schemas:core:2.0:Group:members.value' is missing \
                  in patch object.";
    operations(request).iter().any(empties).then(|| edit::refuse_as(ScimType::InvalidValue, detail))
}

fn refuse_replace(_: &Provider, request: &Request) -> Option<Response> {
    let refused = operations(request).iter().any(replaces_members);
    refused.then(|| edit::refuse(501, "patch-REPLACE-operation not supported for group.members"))
}

fn refuse_rename(provider: &Provider, request: &Request) -> Option<Response> {
    let names = |operation: &mut Value| {
        edit::path(operation).eq_ignore_ascii_case("displayName")
            || edit::pathless_value(operation).is_some_and(|value| value.contains_key("displayName"))
    };
    let refused = match request.method {
        Method::Patch => operations(request).iter_mut().any(names),
        Method::Put => {
            let group = stored::named(provider, request, Kind::Group)?;
            edit::sent(request)?.get("displayName") != group.get("displayName")
        }
        _ => false,
    };
    refused.then(|| edit::refuse_as(ScimType::Mutability, "the name of a group cannot be changed"))
}

fn ignore_external_id(provider: &Provider, request: &mut Request) {
    let Some(group) = stored::named(provider, request, Kind::Group) else { return };
    let Some(kept) = group.get("externalId").cloned() else { return };
    match request.method {
        Method::Put => edit::change_sent(request, |body| body["externalId"] = kept),
        _ => edit::change_operations(request, Kind::Group, |operations| {
            for operation in operations {
                if edit::path(operation).eq_ignore_ascii_case("externalId") {
                    *operation = members::nothing();
                } else if let Some(value) = edit::pathless_value(operation) {
                    value.shift_remove("externalId");
                }
            }
        }),
    }
}
