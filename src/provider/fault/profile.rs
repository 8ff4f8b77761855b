//! Profile updates that are refused, lost, or answered with what was there before.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use serde_json::{Map, Value};

use super::Fault;
use super::name::written;
use crate::exchange::Method;
use crate::provider::deviation::{Deviation, Hook, Make, edit, stored};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};
use crate::provider::store::Kind;
use crate::scim::error::ScimType;
use crate::scim::urn;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "null-rejected",
        failure: "F51",
        title: "a null in a body is refused with 400",
        breaks: &["okta-aiw", "okta-oin"],
        severity: 3,
        source: "Sigma's guide for Okta; Captain-P-Goldfish/SCIM-SDK#103; simpleidserver/SimpleIdServer#823",
        found_by: &["status.accepted"],
        make: Make::Hook(Hook::Instead(|_, request| {
            let place = null_in(&written(request)?)?;
            let detail = format!("Request is malformed: expecting string at {place} but instead got: null.");
            Some(edit::refuse_as(ScimType::InvalidValue, &detail))
        })),
    },
    Fault {
        name: "unknown-attr-rejects-all",
        failure: "F52",
        title: "one attribute that the server does not support makes it refuse the whole write with 400",
        breaks: &["okta-aiw", "okta-oin", "entra"],
        severity: 3,
        source: "fleetdm/fleet#41996; goauthentik/authentik#5640; Pulumi SCIM troubleshooting",
        found_by: &["status.accepted", "write.unknown-attributes"],
        make: Make::Hook(Hook::Instead(|_, request| {
            let name = unsupported(&written(request)?)?;
            Some(edit::refuse_as(ScimType::InvalidPath, &format!("Unknown path: {name}.")))
        })),
    },
    Fault {
        name: "stale-response",
        failure: "F54",
        title: "the answer to a PUT or PATCH shows the user as it was before",
        breaks: &["entra"],
        severity: 2,
        source: "open-webui/open-webui#30074; wso2/product-is#7475",
        found_by: &["update.answer-is-current"],
        make: Make::Fresh(|| Arc::new(Stale::default())),
    },
    Fault {
        name: "profile-update-noop",
        failure: "F55",
        title: "a PUT is answered 200 and changes nothing but userName and active",
        breaks: &["okta-aiw", "okta-oin", "entra"],
        severity: 3,
        source: "Sentry's Okta guide; growthbook/growthbook#2809",
        found_by: &["drift.name", "drift.attribute", "update.takes-effect"],
        make: Make::Hook(Hook::Request(|provider, request| {
            change_put(provider, request, |body, before| {
                for (name, value) in before {
                    let is_taken = ["schemas", "userName", "active", "externalId"].contains(&name.as_str());
                    if !is_taken {
                        body.insert(name.clone(), value.clone());
                    }
                }
            });
        })),
    },
    Fault {
        name: "attribute-clear-broken",
        failure: "F77",
        title: "an attribute that has a value cannot be cleared",
        breaks: &["okta-aiw", "okta-oin"],
        severity: 3,
        source: "Captain-P-Goldfish/SCIM-SDK#114; PingOne's list of provisioning limits",
        found_by: &["drift.attribute", "update.takes-effect"],
        make: Make::Hooks(&[
            Hook::Request(|provider, request| change_put(provider, request, keep_what_is_cleared)),
            Hook::Request(|_, request| {
                edit::change_operations(request, Kind::User, |operations| {
                    for operation in operations.iter_mut().filter(|operation| edit::does(operation, "remove"))
                    {
                        *operation = serde_json::json!({ "op": "replace", "value": {} });
                    }
                });
            }),
        ]),
    },
    Fault {
        name: "email-type-missing",
        failure: "F66",
        title: "emails are shown without their type and without the primary mark",
        breaks: &["entra"],
        severity: 2,
        source: "zitadel/zitadel#9690; Okta SCIM FAQ (the primary mark)",
        found_by: &["drift.emails"],
        make: Make::Hook(Hook::Response(|_, request, response| {
            if edit::kind(request) == Some(Kind::User) {
                edit::change_resources(response, |user| {
                    let emails = user.get_mut("emails").and_then(Value::as_array_mut);
                    for email in emails.into_iter().flatten().filter_map(Value::as_object_mut) {
                        email.shift_remove("type");
                        email.shift_remove("primary");
                    }
                });
            }
        })),
    },
];

/// Where the first null stands.
fn null_in(body: &Value) -> Option<String> {
    body.as_object()?.iter().find_map(|(name, value)| match value {
        Value::Null => Some(name.clone()),
        Value::Object(_) => null_in(value).map(|inner| format!("{name}.{inner}")),
        _ => None,
    })
}

/// The first attribute that a server with a small profile does not know.
fn unsupported(body: &Value) -> Option<String> {
    const CORE: &[&str] = &[
        "schemas",
        "id",
        "meta",
        "externalId",
        "groups",
        "password",
        "userName",
        "name",
        "displayName",
        "emails",
        "active",
        "title",
        "locale",
        "userType",
        "roles",
    ];
    const ENTERPRISE: &[&str] = &["department", "manager"];
    let unknown = |names: &Map<String, Value>, known: &[&str]| {
        names.keys().find(|name| !known.iter().any(|known| known.eq_ignore_ascii_case(name))).cloned()
    };
    let mut core = body.as_object()?.clone();
    let extension = core.shift_remove(urn::ENTERPRISE_USER);
    unknown(&core, CORE).or_else(|| unknown(extension?.as_object()?, ENTERPRISE))
}

/// Changes the body of a PUT on a user, knowing what is stored.
pub(super) fn change_put(
    provider: &Provider,
    request: &mut Request,
    change: impl FnOnce(&mut Map<String, Value>, &Map<String, Value>),
) {
    let Some((Kind::User, id)) = edit::resource(request) else { return };
    if request.method != Method::Put {
        return;
    }
    let Some(Value::Object(before)) = stored::resource(provider, Kind::User, &id) else { return };
    edit::change_sent(request, |body| {
        if let Some(body) = body.as_object_mut() {
            change(body, &before);
        }
    });
}

fn keep_what_is_cleared(body: &mut Map<String, Value>, before: &Map<String, Value>) {
    for (name, value) in body {
        match (value, before.get(name)) {
            (value @ Value::Null, Some(before)) => *value = before.clone(),
            (Value::Object(inner), Some(Value::Object(before))) => keep_what_is_cleared(inner, before),
            _ => {}
        }
    }
}

/// Answers a write with what a read before it would have been answered.
#[derive(Debug, Default)]
struct Stale(Mutex<Option<Bytes>>);

impl Deviation for Stale {
    fn request(&self, provider: &Provider, request: &mut Request) {
        let before = match edit::resource(request) {
            Some((Kind::User, id)) if matches!(request.method, Method::Put | Method::Patch) => {
                stored::show_user(provider, request, &id, 200).map(|shown| shown.body)
            }
            _ => None,
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = before;
    }

    fn response(&self, _: &Provider, _: &Request, response: &mut Response) {
        let before = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let (200, Some(before)) = (response.status, before) {
            response.body = before;
        }
    }
}
