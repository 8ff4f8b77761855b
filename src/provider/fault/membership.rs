//! Members that are lost, kept, refused or invented when a PATCH adds and removes them.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::Fault;
use super::group_patch::operations;
use crate::exchange::Method;
use crate::provider::deviation::{Hook, Make, edit, members, stored};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};
use crate::provider::store::Kind;
use crate::scim::error::ScimType;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "remove-filter-ignored",
        failure: "F106",
        title: "removing a member by a filter in the path is answered 200, and the member stays",
        breaks: &["okta-oin", "entra"],
        severity: 5,
        source: "goauthentik/authentik#25686; wso2/product-is#7040; appsmithorg/appsmith#35719",
        found_by: &["drift.group-members", "members.remove-by-filter"],
        make: Make::Hook(Hook::Request(ignore_filtered_removal)),
    },
    Fault {
        name: "remove-one-removes-all",
        failure: "F107",
        title: "removing one member removes all of them",
        breaks: &["okta-oin", "entra", "jumpcloud"],
        severity: 5,
        source: "AzureAD/SCIMReferenceCode#10; simpleidserver/SimpleIdServer#164; apache/directory-scimple#436",
        found_by: &["drift.group-members", "members.remove-by-filter", "members.remove-by-value"],
        make: Make::Hook(Hook::Request(remove_all)),
    },
    Fault {
        name: "remove-with-value-error",
        failure: "F108",
        title: "a remove that lists the members in `value` is refused with 400",
        breaks: &["entra", "jumpcloud"],
        severity: 4,
        source: "pingidentity/scim2#174; pond/scimitar#43",
        found_by: &["members.remove-by-value"],
        make: Make::Hook(Hook::Instead(refuse_removal_by_value)),
    },
    Fault {
        name: "add-replaces-list",
        failure: "F109",
        title: "adding a member puts the new one in place of all others",
        breaks: &["okta-oin", "entra"],
        severity: 5,
        source: "BerriAI/litellm#34162; msaad00/agent-bom#3533; FusionAuth/fusionauth-issues#2784",
        found_by: &["drift.group-members", "members.add-appends"],
        make: Make::Hook(Hook::Request(replace_by_add)),
    },
    Fault {
        name: "add-existing-fails-or-dups",
        failure: "F110",
        title: "adding somebody who is a member already is refused with 409",
        breaks: &["jumpcloud"],
        severity: 3,
        source: "wso2/product-is#8589; AzureAD/SCIMReferenceCode#10; Infisical/infisical#2138",
        found_by: &["members.add-repeated"],
        make: Make::Hook(Hook::Instead(refuse_repeated_add)),
    },
    Fault {
        name: "unknown-member-rejects-all",
        failure: "F111",
        title: "one unknown member sinks the request, and the detail names the good ids as well",
        breaks: &["entra"],
        severity: 3,
        source: "fleetdm/fleet#52600; Pulumi, SCIM troubleshooting",
        found_by: &["members.refusal-names-the-unknown"],
        make: Make::Hook(Hook::Instead(blame_everybody)),
    },
    Fault {
        name: "unknown-member-200-noop",
        failure: "F112",
        title: "an unknown member is dropped in silence, and the answer is 200",
        breaks: &["entra"],
        severity: 3,
        source: "Metatavu/keycloak-scim-server#107",
        found_by: &["members.unknown-refused"],
        make: Make::Hook(Hook::Request(drop_unknown)),
    },
    Fault {
        name: "replace-unknown-wipes",
        failure: "F112",
        title: "a replace with an unknown member empties the group before it is refused",
        breaks: &["entra"],
        severity: 5,
        source: "Metatavu/keycloak-scim-server#107",
        found_by: &["members.refused-change-undone"],
        make: Make::Hook(Hook::Instead(wipe_then_refuse)),
    },
    Fault {
        name: "unknown-member-creates-ghost",
        failure: "F113",
        title: "an unknown member becomes a user whom nobody made",
        breaks: &["entra"],
        severity: 4,
        source: "BerriAI/litellm#14581",
        found_by: &["members.no-ghosts"],
        make: Make::Hook(Hook::Request(make_ghosts)),
    },
    Fault {
        name: "member-type-required",
        failure: "F114",
        title: "members without `type` are dropped in silence",
        breaks: &["okta-aiw", "okta-oin"],
        severity: 4,
        source: "Captain-P-Goldfish/SCIM-SDK#419",
        found_by: &["drift.group-members"],
        make: Make::Hook(Hook::Request(|_, request| {
            members::change_sent(request, |list| list.retain(|member| member.get("type").is_some()));
        })),
    },
    Fault {
        name: "member-null-subattrs",
        failure: "F115",
        title: "a member with `display: null` is refused with 400",
        breaks: &["entra"],
        severity: 3,
        source: "different-ai/openwork#4691; jelhub/scimgateway#95 (a custom app of Okta's)",
        found_by: &["members.null-parts"],
        make: Make::Hook(Hook::Instead(|_, request| {
            let is_null =
                |member: &Value| member.as_object().is_some_and(|parts| parts.values().any(Value::is_null));
            let refused = members::sent(request).iter().any(is_null);
            refused.then(|| edit::refuse_as(ScimType::InvalidValue, "members: null is not a valid value"))
        })),
    },
    Fault {
        name: "member-extra-subattr-400",
        failure: "F116",
        title: "a member with a sub-attribute that the schema does not have is refused with 400",
        breaks: &["entra"],
        severity: 2,
        source: "AzureAD/SCIMReferenceCode#20",
        found_by: &["members.extra-parts"],
        make: Make::Hook(Hook::Instead(refuse_extra_parts)),
    },
];

fn removes_members(operation: &Value) -> bool {
    edit::does(operation, "remove") && members::is_on_members(operation)
}

fn ignore_filtered_removal(_: &Provider, request: &mut Request) {
    edit::change_operations(request, Kind::Group, |operations| {
        for operation in operations.iter_mut().filter(|operation| removes_members(operation)) {
            if edit::path(operation).contains('[') {
                *operation = members::nothing();
            }
        }
    });
}

fn remove_all(_: &Provider, request: &mut Request) {
    edit::change_operations(request, Kind::Group, |operations| {
        for operation in operations.iter_mut().filter(|operation| removes_members(operation)) {
            *operation = json!({"op": "remove", "path": "members"});
        }
    });
}

fn refuse_removal_by_value(_: &Provider, request: &Request) -> Option<Response> {
    let by_value = |operation: &Value| removes_members(operation) && operation.get("value").is_some();
    let detail = "Unrecognized field \"value\" (class RemoveOperation)";
    operations(request).iter().any(by_value).then(|| edit::refuse_as(ScimType::InvalidSyntax, detail))
}

fn replace_by_add(_: &Provider, request: &mut Request) {
    edit::change_operations(request, Kind::Group, |operations| {
        for operation in operations.iter_mut().filter(|operation| members::is_on_members(operation)) {
            if edit::does(operation, "add") {
                operation["op"] = "replace".into();
            }
        }
    });
}

fn refuse_repeated_add(provider: &Provider, request: &Request) -> Option<Response> {
    let (_, id) = edit::resource(request)?;
    let known = stored::members(provider, &id);
    let mut operations = operations(request);
    let mut added = operations.iter_mut().filter(|operation| edit::does(operation, "add"));
    let repeats = added.any(|operation| {
        let added = members::of_operation(operation);
        added.is_some_and(|added| {
            added.iter().any(|member| known.iter().any(|id| member["value"] == id.as_str()))
        })
    });
    repeats.then(|| edit::refuse(409, "the user is already a member of the group"))
}

/// The ids of members that a write sends and that nobody has.
fn unknown(provider: &Provider, request: &Request) -> HashSet<String> {
    members::sent_ids(request).into_iter().filter(|id| !stored::exists(provider, id)).collect()
}

fn blame_everybody(provider: &Provider, request: &Request) -> Option<Response> {
    if unknown(provider, request).is_empty() {
        return None;
    }
    let all = members::sent_ids(request).join(", ");
    let detail = format!("Invalid parameters provided in request: {all}.");
    Some(edit::refuse_as(ScimType::InvalidValue, &detail))
}

fn drop_unknown(provider: &Provider, request: &mut Request) {
    let unknown = unknown(provider, request);
    members::change_sent(request, |list| {
        list.retain(|member| member["value"].as_str().is_none_or(|id| !unknown.contains(id)));
    });
}

fn wipe_then_refuse(provider: &Provider, request: &Request) -> Option<Response> {
    let (_, id) = edit::resource(request)?;
    let replaces = request.method == Method::Put
        || operations(request).iter().any(|operation| edit::does(operation, "replace"));
    if !replaces || unknown(provider, request).is_empty() {
        return None;
    }
    stored::set_members(provider, &id, &[]);
    Some(edit::refuse_as(ScimType::InvalidValue, "a member does not exist"))
}

fn make_ghosts(provider: &Provider, request: &mut Request) {
    for id in unknown(provider, request) {
        let ghost = json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": id, "active": true,
        });
        if let Value::Object(ghost) = ghost {
            stored::add(provider, Kind::User, &id, ghost);
        }
    }
}

fn refuse_extra_parts(_: &Provider, request: &Request) -> Option<Response> {
    let sent = members::sent(request);
    let extra = sent.iter().filter_map(Value::as_object).flat_map(|member| member.keys()).find(|name| {
        !["value", "type", "$ref", "display"].iter().any(|known| known.eq_ignore_ascii_case(name))
    })?;
    let detail = format!("no attribute named '{extra}' from 'members'");
    Some(edit::refuse_as(ScimType::InvalidPath, &detail))
}
