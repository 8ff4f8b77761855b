//! Creates that are refused for what every client sends, or that lose something on the way.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};

use super::Fault;
use super::name::{created, member, written};
use crate::exchange::Method;
use crate::provider::deviation::{Deviation, Hook, Make, edit, query, stored};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};
use crate::provider::store::Kind;
use crate::scim::error::ScimType;
use crate::scim::urn;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "create-empty-body",
        failure: "F30",
        title: "a create is answered 201 with an empty body",
        breaks: &["okta-aiw", "okta-oin", "entra"],
        severity: 3,
        source: "Okta SCIM 2.0 reference (\"Create new user returned empty user.\")",
        found_by: &["create.body"],
        make: Make::Hook(Hook::Response(|_, request, response| {
            if response.status == 201 && created(request).is_some() {
                response.body = bytes::Bytes::new();
            }
        })),
    },
    Fault {
        name: "create-no-schemas",
        failure: "F31",
        title: "the answer to a create has no schemas",
        breaks: &["okta-aiw", "okta-oin"],
        severity: 3,
        source: "grokability/snipe-it#18864",
        found_by: &["user.schemas"],
        make: Make::Hook(Hook::Response(|_, request, response| {
            if created(request).is_some() {
                edit::change_resources(response, |user| _ = user.shift_remove("schemas"));
            }
        })),
    },
    Fault {
        name: "external-id-dropped",
        failure: "F32",
        title: "externalId is accepted and not stored",
        breaks: &["entra"],
        severity: 3,
        source: "langwatch/langwatch#6974; grokability/snipe-it#12049; open-webui/open-webui#30074",
        found_by: &["external-id.kept", "drift.attribute"],
        make: Make::Hook(Hook::Request(|_, request| {
            if written(request).is_some() {
                edit::change_sent(request, |body| {
                    body.as_object_mut().map(|body| body.shift_remove("externalId"));
                });
            }
        })),
    },
    Fault {
        name: "external-id-required",
        failure: "F33",
        title: "a user or group without an externalId is refused with 400",
        breaks: &["okta-aiw", "okta-oin"],
        severity: 3,
        source: "onyx-dot-app/onyx#8925; zentralopensource/zentral#1128",
        found_by: &["status.accepted", "external-id.optional"],
        make: Make::Hook(Hook::Instead(|_, request| {
            let makes = request.method == Method::Post && edit::collection(request).is_some();
            let body = edit::sent(request).filter(|_| makes)?;
            body.get("externalId")
                .is_none_or(Value::is_null)
                .then(|| edit::refuse_as(ScimType::InvalidValue, "externalId is required"))
        })),
    },
    Fault {
        name: "active-on-create-ignored",
        failure: "F35",
        title: "a user who is created with active: false is made active",
        breaks: &[],
        severity: 4,
        source: "getprobo/probo#711",
        found_by: &["user.deactivation-takes-effect"],
        make: Make::Hook(Hook::Request(|_, request| {
            if created(request).is_some_and(|body| body["active"] == false) {
                edit::change_sent(request, |body| body["active"] = json!(true));
            }
        })),
    },
    Fault {
        name: "active-absent-means-false",
        failure: "F35",
        title: "a user who is created without active is inactive",
        breaks: &[],
        severity: 3,
        source: "coder/coder#13588 (the symptom; its cause is not stated)",
        found_by: &["create.active-by-default"],
        make: Make::Hook(Hook::Request(|_, request| {
            if created(request).is_some_and(|body| member(&body, "active").is_none()) {
                edit::change_sent(request, |body| body["active"] = json!(false));
            }
        })),
    },
    Fault {
        name: "placeholder-password-policy",
        failure: "F36",
        title: "the random password in Okta's create is held against a password policy: 400",
        breaks: &["okta-aiw", "okta-oin"],
        severity: 3,
        source: "zitadel/zitadel#10009; zitadel/zitadel#10296",
        found_by: &["status.accepted"],
        make: Make::Hook(Hook::Instead(|_, request| {
            let body = created(request)?;
            let password = body.get("password")?.as_str()?;
            password
                .chars()
                .all(char::is_alphanumeric)
                .then(|| edit::refuse_as(ScimType::InvalidValue, "Password must contain symbol"))
        })),
    },
    Fault {
        name: "password-echoed",
        failure: "F37",
        title: "users are shown with their password",
        breaks: &[],
        severity: 4,
        source: "langfuse/langfuse#15997",
        found_by: &["user.password-returned"],
        make: Make::Hook(Hook::Response(show_passwords)),
    },
    Fault {
        name: "schemas-strict",
        failure: "F38",
        title: "a create that lists a schema which the server does not know is refused with 400",
        breaks: &["onelogin"],
        severity: 2,
        source: "Infisical/infisical#6940; goauthentik/authentik#11249",
        found_by: &["create.schemas-tolerated"],
        make: Make::Hook(Hook::Instead(|_, request| {
            let body = written(request)?;
            let listed = body.get("schemas")?.as_array()?.iter().filter_map(Value::as_str);
            let mut unknown = listed.filter(|uri| ![urn::USER, urn::ENTERPRISE_USER].contains(uri));
            let uri = unknown.next()?;
            Some(edit::refuse_as(ScimType::InvalidSyntax, &format!("schemas: {uri} is not supported")))
        })),
    },
    Fault {
        name: "attr-name-case",
        failure: "F39",
        title: "attributes are known only in the standard's spelling: `UserName` is no userName",
        breaks: &[],
        severity: 2,
        source: "python-scim/scim2-models#39; simpleidserver/SimpleIdServer#515",
        found_by: &["write.name-case"],
        make: Make::Hook(Hook::Request(|_, request| {
            if written(request).is_some() {
                edit::change_sent(request, |body| {
                    let drop = |name: &str| name.starts_with(|letter: char| letter.is_ascii_uppercase());
                    if let Some(body) = body.as_object_mut() {
                        body.retain(|name, _| !drop(name));
                    }
                });
            }
        })),
    },
    Fault {
        name: "domain-restriction",
        failure: "F43",
        title: "a user of another domain is refused with 412",
        breaks: &[],
        severity: 1,
        source: "GitLab SCIM troubleshooting; Statsig SCIM troubleshooting",
        found_by: &["error.fitting-status"],
        make: Make::Hook(Hook::Instead(|_, request| {
            let body = created(request)?;
            let (_, domain) = body.get("userName")?.as_str()?.split_once('@')?;
            (!domain.eq_ignore_ascii_case("example.com"))
                .then(|| edit::refuse(412, "The member's email address is not allowed for this group."))
        })),
    },
    Fault {
        name: "manager-unresolvable-fails-create",
        failure: "F48",
        title: "a create with a manager whom the server does not know is refused with 400",
        breaks: &["okta-aiw", "okta-oin", "entra"],
        severity: 3,
        source: "grokability/snipe-it#19005",
        found_by: &["status.accepted"],
        make: Make::Hook(Hook::Instead(|provider, request| {
            let body = created(request)?;
            let manager = body.get(urn::ENTERPRISE_USER)?.get("manager")?.get("value")?.as_str()?;
            stored::resource(provider, Kind::User, manager).is_none().then(|| {
                edit::refuse_as(ScimType::InvalidValue, "No manager given, or manager doesn't exist")
            })
        })),
    },
    Fault {
        name: "user-absent-until-login",
        failure: "F49",
        title: "a user whom an identity provider has created is not there until they log in",
        breaks: &["okta-aiw", "okta-oin", "entra"],
        severity: 3,
        source: "Sisense for Cloud Data Teams, SCIM guide",
        found_by: &["drift.gone", "status.accepted"],
        make: Make::Fresh(|| Arc::new(Unseen { shows_on_second_read: false, ids: Mutex::default() })),
    },
    Fault {
        name: "read-after-write-lag",
        failure: "F50",
        title: "the first read of a new user is answered 404",
        breaks: &["okta-aiw", "okta-oin", "entra"],
        severity: 3,
        source: "grokability/snipe-it#14481; fleetdm/fleet#50724",
        found_by: &["drift.gone"],
        make: Make::Fresh(|| Arc::new(Unseen { shows_on_second_read: true, ids: Mutex::default() })),
    },
];

fn show_passwords(provider: &Provider, request: &Request, response: &mut Response) {
    if edit::kind(request) != Some(Kind::User) {
        return;
    }
    edit::change_resources(response, |user| {
        let id = user.get("id").and_then(Value::as_str).unwrap_or_default();
        let stored = stored::resource(provider, Kind::User, id);
        if let Some(password) = stored.and_then(|stored| stored.get("password").cloned()) {
            user.insert("password".to_owned(), password);
        }
    });
}

/// Users who are made and not there yet. Whoever is made without an externalId was not made by an identity provider,
/// and is there at once.
#[derive(Debug)]
struct Unseen {
    /// Whether the first read that misses them is the last.
    shows_on_second_read: bool,
    ids: Mutex<BTreeSet<String>>,
}

impl Deviation for Unseen {
    fn instead(&self, _: &Provider, request: &Request) -> Option<Response> {
        let (_, id) = edit::resource(request)?;
        let mut ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        if !ids.contains(&id) {
            return None;
        }
        if self.shows_on_second_read {
            ids.remove(&id);
            if request.method != Method::Get {
                return None;
            }
        }
        Some(edit::refuse(404, "User not found"))
    }

    fn response(&self, _: &Provider, request: &Request, response: &mut Response) {
        let mut ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        if response.status == 201 && created(request).is_some_and(|body| body["externalId"].is_string()) {
            let user = edit::answered(response).unwrap_or_default();
            ids.insert(stored::id(&user).to_owned());
        }
        if !self.shows_on_second_read && query::lookup(request, Kind::User).is_some() {
            query::keep(response, |user| !ids.contains(stored::id(user)));
        }
    }
}
