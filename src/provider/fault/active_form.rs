//! Forms of a PATCH of `active` that are refused or ignored: what Entra and others send instead of Okta's form.

use serde_json::Value;

use super::Fault;
use crate::exchange::Method;
use crate::provider::deviation::{Hook, Make, edit, stored};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};
use crate::provider::store::Kind;
use crate::scim::error::ScimType;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "patch-path-active-ignored",
        failure: "F80",
        title: "a PATCH with the path `active` is answered 200, and active stays as it was",
        breaks: &["entra", "onelogin"],
        severity: 5,
        source: "FusionAuth/fusionauth-issues#1871; Metatavu/keycloak-scim-server#101",
        found_by: &["user.deactivation-takes-effect", "user.activation-takes-effect"],
        make: Make::Hook(Hook::Request(ignore_path_active)),
    },
    Fault {
        name: "active-string-rejected",
        failure: "F81",
        title: "`active` as the text \"False\" is refused with 400",
        breaks: &["entra"],
        severity: 5,
        source: "scimmyjs/scimmy#51; bytebase/bytebase#19073; rancher/rancher#54025",
        found_by: &["patch.active-as-text"],
        make: Make::Hook(Hook::Instead(refuse_active_text)),
    },
    Fault {
        name: "op-case-sensitive",
        failure: "F82",
        title: "`Add`, `Replace` and `Remove` with a capital are refused with 400",
        breaks: &["entra"],
        severity: 4,
        source: "langwatch/langwatch#6972; pydantic/logfire#2355; onyx-dot-app/onyx#8692",
        found_by: &["patch.op-any-case"],
        make: Make::Hook(Hook::Instead(refuse_capitals)),
    },
    Fault {
        name: "active-op-add-refused",
        failure: "F83",
        title: "an add to `active` is refused with 400",
        breaks: &["entra"],
        severity: 5,
        source: "rancher/rancher#54025",
        found_by: &["patch.add-sets-single"],
        make: Make::Hook(Hook::Instead(refuse_add)),
    },
];

fn is_on_active(operation: &Value) -> bool {
    edit::path(operation).eq_ignore_ascii_case("active")
}

fn ignore_path_active(provider: &Provider, request: &mut Request) {
    let Some(user) = stored::named(provider, request, Kind::User) else { return };
    let active = stored::is_active(&user);
    edit::change_operations(request, Kind::User, |operations| {
        for operation in operations.iter_mut().filter(|operation| is_on_active(operation)) {
            operation["value"] = active.into();
        }
    });
}

/// The operations of a PATCH of a user.
fn operations(request: &Request) -> Vec<Value> {
    if !edit::is(request, Method::Patch, Kind::User) {
        return Vec::new();
    }
    let mut body = edit::sent(request).unwrap_or_default();
    edit::operations(&mut body).map(std::mem::take).unwrap_or_default()
}

fn refuse_active_text(_: &Provider, request: &Request) -> Option<Response> {
    let is_text = |operation: &mut Value| {
        let value = if is_on_active(operation) {
            operation.get("value")
        } else {
            edit::pathless_value(operation).and_then(|value| value.get("active"))
        };
        value.is_some_and(Value::is_string)
    };
    let detail = "Attribute 'active' expected value type 'boolean' but found type 'string'";
    operations(request).iter_mut().any(is_text).then(|| edit::refuse_as(ScimType::InvalidValue, detail))
}

fn refuse_capitals(_: &Provider, request: &Request) -> Option<Response> {
    if request.method != Method::Patch {
        return None;
    }
    let mut body = edit::sent(request)?;
    let mut operations = edit::operations(&mut body)?.iter();
    let op = operations.find_map(|operation| {
        let op = operation.get("op")?.as_str()?;
        op.starts_with(char::is_uppercase).then(|| op.to_owned())
    })?;
    Some(edit::refuse_as(ScimType::InvalidSyntax, &format!("Unknown operation {op}")))
}

fn refuse_add(_: &Provider, request: &Request) -> Option<Response> {
    let is_add = |operation: &Value| is_on_active(operation) && edit::does(operation, "add");
    let detail = "add is not supported for active";
    operations(request).iter().any(is_add).then(|| edit::refuse_as(ScimType::InvalidPath, detail))
}
