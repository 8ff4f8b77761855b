//! PATCH on a user, beyond switching it on and off: the forms that Microsoft Entra ID sends, and what the standard
//! says of a message as a whole.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};

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
        name: "patch-ops-silently-ignored",
        failure: "F53",
        title: "only `replace` is carried out in a PATCH of a user; `add` and `remove` are answered 200 and ignored",
        breaks: &["entra"],
        severity: 3,
        source: "open-webui/open-webui#30074; pydantic/logfire#2355",
        found_by: &["update.takes-effect"],
        make: Make::Hook(Hook::Request(|_, request| {
            edit::change_operations(request, Kind::User, |operations| {
                for operation in operations.iter_mut().filter(|operation| !edit::does(operation, "replace")) {
                    *operation = json!({ "op": "replace", "value": {} });
                }
            });
        })),
    },
    Fault {
        name: "valuepath-notarget",
        failure: "F65",
        title: "a path like `emails[type eq \"work\"].value` finds no target, even where there is one: 400",
        breaks: &["entra"],
        severity: 3,
        source: "Captain-P-Goldfish/scim-for-keycloak#73; Metatavu/keycloak-scim-server#35; ssoready/ssoready#228",
        found_by: &["patch.value-path"],
        make: Make::Hook(Hook::Instead(|_, request| {
            let operation = find_operation(request, |operation| edit::path(operation).contains('['))?;
            let detail = format!("No target found for path-filter '{}'", edit::path(&operation));
            Some(edit::refuse_as(ScimType::NoTarget, &detail))
        })),
    },
    Fault {
        name: "ext-urn-path",
        failure: "F67",
        title: "a path that begins with the URN of an extension is refused with 400: the dot in 2.0 is taken for a \
            sub-attribute",
        breaks: &["entra"],
        severity: 3,
        source: "imulab/go-scim#72; SAP-archive/scimono#44; apache/directory-scimple#946",
        found_by: &["patch.extension-path"],
        make: Make::Hook(Hook::Instead(|_, request| {
            let is_urn = |operation: &Value| {
                edit::path(operation).get(..4).is_some_and(|start| start.eq_ignore_ascii_case("urn:"))
            };
            let operation = find_operation(request, is_urn)?;
            let head = edit::path(&operation).split('.').next().unwrap_or_default();
            Some(edit::refuse_as(ScimType::InvalidPath, &format!("the schemas know no '{head}'")))
        })),
    },
    Fault {
        name: "nopath-flat-keys",
        failure: "F68",
        title: "dotted names and URNs as keys of a value without a path are ignored, and the answer is 200",
        breaks: &["entra"],
        severity: 3,
        source: "Microsoft's page on SCIM compliance of the Entra provisioning service; fleetdm/fleet#41996",
        found_by: &["patch.flat-keys"],
        make: Make::Hook(Hook::Request(|_, request| {
            edit::change_operations(request, Kind::User, |operations| {
                for operation in operations {
                    if let Some(value) = edit::pathless_value(operation) {
                        value.retain(|name, value| !name.contains('.') || value.is_object());
                    }
                }
            });
        })),
    },
    Fault {
        name: "manager-as-string",
        failure: "F69",
        title: "a manager that is a text instead of an object is answered 500",
        breaks: &["entra"],
        severity: 3,
        source: "apache/directory-scimple#1242; Budibase/budibase#15369",
        found_by: &["status.server-error"],
        make: Make::Hook(Hook::Instead(|_, request| {
            let in_body =
                written(request).is_some_and(|body| body[urn::ENTERPRISE_USER]["manager"].is_string());
            let is_manager = |operation: &Value| {
                edit::path(operation).to_lowercase().ends_with(":manager") && operation["value"].is_string()
            };
            (in_body || find_operation(request, is_manager).is_some())
                .then(|| edit::refuse(500, "class java.lang.String cannot be cast to class Manager"))
        })),
    },
    Fault {
        name: "noop-patch-400",
        failure: "F70",
        title: "a PATCH of a user that changes nothing is refused with 400",
        breaks: &["entra"],
        severity: 2,
        source: "better-auth/better-auth#8549",
        found_by: &["patch.no-op-accepted"],
        make: Make::Fresh(|| Arc::new(NothingToDo::default())),
    },
    Fault {
        name: "empty-operations-204",
        failure: "F71",
        title: "a PATCH without operations is answered 204",
        breaks: &[],
        severity: 1,
        source: "simpleidserver/SimpleIdServer#418",
        found_by: &["patch.empty-refused"],
        make: Make::Hook(Hook::Instead(|_, request| {
            let mut body = edit::sent(request).filter(|_| request.method == Method::Patch)?;
            edit::operations(&mut body)?.is_empty().then(|| Response::empty(204))
        })),
    },
    Fault {
        name: "patch-not-atomic",
        failure: "F72",
        title: "the operations of a PATCH before the one that fails stay in force",
        breaks: &[],
        severity: 2,
        source: "better-auth/better-auth#10682; wso2/product-is#16097",
        found_by: &["patch.atomic"],
        make: Make::Hook(Hook::Instead(one_by_one)),
    },
];

/// An operation of a PATCH of a user that fits.
fn find_operation(request: &Request, fits: impl Fn(&Value) -> bool) -> Option<Value> {
    let mut body = edit::sent(request).filter(|_| edit::is(request, Method::Patch, Kind::User))?;
    edit::operations(&mut body)?.iter().find(|operation| fits(operation)).cloned()
}

/// Sends each operation as a message of its own; the first that fails ends it.
fn one_by_one(provider: &Provider, request: &Request) -> Option<Response> {
    let mut body = edit::sent(request).filter(|_| edit::is(request, Method::Patch, Kind::User))?;
    let operations = std::mem::take(edit::operations(&mut body)?);
    if operations.len() < 2 {
        return None;
    }
    let mut last = None;
    for operation in operations {
        *edit::operations(&mut body)? = vec![operation];
        let single = Request { body: body.to_string().into(), ..request.clone() };
        let response = provider.handle(&single);
        let failed = response.status >= 300;
        last = Some(response);
        if failed {
            break;
        }
    }
    last
}

/// Refuses what turns out to have changed nothing.
#[derive(Debug, Default)]
struct NothingToDo(Mutex<Option<(String, Value)>>);

impl Deviation for NothingToDo {
    fn request(&self, provider: &Provider, request: &mut Request) {
        let before = match edit::resource(request) {
            Some((Kind::User, id)) if request.method == Method::Patch => {
                stored::resource(provider, Kind::User, &id).map(|user| (id, user))
            }
            _ => None,
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = before;
    }

    fn response(&self, provider: &Provider, _: &Request, response: &mut Response) {
        let before = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let (200 | 204, Some((id, before))) = (response.status, before)
            && stored::resource(provider, Kind::User, &id) == Some(before)
        {
            *response = edit::refuse_as(ScimType::InvalidValue, "No valid fields to update");
        }
    }
}
