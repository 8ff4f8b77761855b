//! userType and roles: closed lists, silent defaults, and shapes that only one client sends.

use serde_json::{Value, json};

use super::Fault;
use super::name::written;
use super::profile::change_put;
use crate::provider::deviation::{Hook, Make, edit};
use crate::provider::message::Request;
use crate::provider::store::Kind;
use crate::scim::error::ScimType;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "usertype-case-sensitive",
        failure: "F59",
        title: "a userType that differs from the server's own in upper and lower case is answered 500",
        breaks: &[],
        severity: 3,
        source: "Sigma's guide for Okta; getsentry/sentry-docs#18656",
        found_by: &["status.server-error"],
        make: Make::Hook(Hook::Instead(|_, request| {
            let name = sent_type(request)?;
            name.chars().any(char::is_uppercase).then(|| edit::refuse(500, "Unknown account type"))
        })),
    },
    Fault {
        name: "role-unknown-falls-back",
        failure: "F60",
        title: "a userType that the server does not know becomes the default type, and nobody is told",
        breaks: &[],
        severity: 3,
        source: "DataDog/documentation#37659; Sigma's guide for Okta",
        found_by: &["user-type.kept-or-refused"],
        make: Make::Hook(Hook::Request(|_, request| {
            // The types of this server are single words.
            if sent_type(request).is_some_and(|name| name.contains(|letter: char| !letter.is_alphabetic())) {
                edit::change_sent(request, |body| body["userType"] = json!("lite"));
            }
        })),
    },
    Fault {
        name: "role-only-at-create",
        failure: "F61",
        title: "userType is taken over on create and never again",
        breaks: &["okta-aiw", "okta-oin"],
        severity: 3,
        source: "getsentry/sentry-docs#6042; getsentry/sentry#118333",
        found_by: &["drift.attribute"],
        make: Make::Hook(Hook::Request(|provider, request| {
            change_put(provider, request, |body, before| match before.get("userType") {
                Some(before) => _ = body.insert("userType".to_owned(), before.clone()),
                None => _ = body.shift_remove("userType"),
            });
        })),
    },
    Fault {
        name: "roles-shape",
        failure: "F64",
        title: "roles are taken as plain texts only; the standard's objects are refused with 400",
        breaks: &["entra"],
        severity: 2,
        source: "MicrosoftDocs/entra-docs#215; buildbuddy-io/buildbuddy#10578; DataDog/documentation#38197",
        found_by: &["roles.shapes"],
        make: Make::Hook(Hook::Instead(|_, request| {
            let refused = written(request).is_some_and(|body| holds_objects(&body["roles"]))
                || edit::sent(request).is_some_and(|mut body| {
                    let is_user = edit::kind(request) == Some(Kind::User);
                    let operations = edit::operations(&mut body).map(std::mem::take).unwrap_or_default();
                    is_user
                        && operations.iter().any(|operation| {
                            edit::path(operation).starts_with("roles") && holds_objects(&operation["value"])
                        })
                });
            refused.then(|| edit::refuse_as(ScimType::InvalidValue, "roles must be an array of strings"))
        })),
    },
];

fn sent_type(request: &Request) -> Option<String> {
    written(request)?.get("userType")?.as_str().map(str::to_owned)
}

fn holds_objects(roles: &Value) -> bool {
    roles.as_array().is_some_and(|roles| roles.iter().any(Value::is_object))
}
