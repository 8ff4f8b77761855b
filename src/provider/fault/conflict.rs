//! Two who want the same name: who is refused, with what, and what becomes of the one who was there.

use serde_json::{Value, json};

use super::Fault;
use super::name::{created, written};
use crate::exchange::Method;
use crate::provider::deviation::{Hook, Make, edit, query, stored};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};
use crate::provider::store::Kind;
use crate::scim::error::ScimType;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "dup-post-201",
        failure: "F25",
        title: "a second user with a userName that is taken is made all the same",
        breaks: &[],
        severity: 4,
        source: "grokability/snipe-it#13854",
        found_by: &["conflict.refused"],
        make: Make::Hook(Hook::Instead(|provider, request| {
            let body = created(request)?;
            let taken = stored::user_named(provider, body["userName"].as_str()?)?;
            let is_same = taken["userName"] == body["userName"];
            if is_same { stored::make_user(provider, request, &body, None) } else { None }
        })),
    },
    Fault {
        name: "case-variant-dup-slips",
        failure: "F23",
        title: "a second user is made when the userName differs from the first in upper and lower case only",
        breaks: &[],
        severity: 4,
        source: "langfuse/langfuse#13528",
        found_by: &["conflict.refused"],
        make: Make::Hook(Hook::Instead(|provider, request| {
            let body = created(request)?;
            let taken = stored::user_named(provider, body["userName"].as_str()?)?;
            let differs = taken["userName"] != body["userName"];
            if differs { stored::make_user(provider, request, &body, None) } else { None }
        })),
    },
    Fault {
        name: "dup-key-is-email",
        failure: "F26",
        title: "two users may not share an email: 409, although a lookup by userName finds nobody",
        breaks: &["okta-aiw", "okta-oin", "entra"],
        severity: 3,
        source: "ory/polis#4065; Pulumi SCIM troubleshooting",
        found_by: &["status.accepted"],
        make: Make::Hook(Hook::Instead(|provider, request| {
            let body = written(request)?;
            let own = edit::resource(request).map(|(_, id)| id);
            let is_taken = stored::has_user(provider, |user| {
                Some(stored::id(user)) != own.as_deref() && shares_an_email(user, &body)
            });
            is_taken.then(|| edit::refuse_as(ScimType::Uniqueness, "Email has already been taken"))
        })),
    },
    Fault {
        name: "409-without-scimtype",
        failure: "F27",
        title: "a 409 does not say scimType uniqueness",
        breaks: &[],
        severity: 1,
        source: "ory/polis#4065; langfuse/langfuse#13528",
        found_by: &["error.uniqueness"],
        make: Make::Hook(Hook::Response(|_, _, response| {
            if response.status == 409 {
                edit::change_answered(response, |body| {
                    body.as_object_mut().map(|body| body.shift_remove("scimType"));
                });
            }
        })),
    },
    Fault {
        name: "409-for-validation",
        failure: "F28",
        title: "a value that is not allowed is answered 409, as if it were a duplicate",
        breaks: &["entra"],
        severity: 2,
        source: "learn.microsoft.com answers 1185756 and 5828857",
        found_by: &["error.fitting-status"],
        make: Make::Hook(Hook::Response(|_, request, response| {
            if response.status == 400 && written(request).is_some() {
                let detail = edit::answered(response).unwrap_or_default()["detail"].clone();
                *response = edit::refuse_as(ScimType::Uniqueness, detail.as_str().unwrap_or_default());
            }
        })),
    },
    Fault {
        name: "conflict-mutates",
        failure: "F29",
        title: "a write that is refused for a taken userName deactivates the user who has it",
        breaks: &["okta-aiw", "okta-oin"],
        severity: 5,
        source: "lightdash/lightdash#22402",
        found_by: &["conflict.changes-nothing"],
        make: Make::Hook(Hook::Response(lock_out)),
    },
    Fault {
        name: "pre-existing-not-linkable",
        failure: "F44",
        title: "users who were there before provisioning are hidden from lookups, and a create is answered 409",
        breaks: &["okta-aiw", "okta-oin", "entra"],
        severity: 3,
        source: "GitLab SCIM troubleshooting; getsentry/sentry#50917; onyx-dot-app/onyx#8959",
        found_by: &["status.accepted"],
        make: Make::Hook(Hook::Response(|_, request, response| {
            if query::lookup(request, Kind::User).is_some() {
                query::keep(response, |user| user.get("externalId").is_some());
            }
        })),
    },
    Fault {
        name: "adopt-rewrites-email",
        failure: "F45",
        title: "a create with a taken userName takes the existing user over and gives them other emails",
        breaks: &[],
        severity: 5,
        source: "intuitem/ciso-assistant-community#4658; eneo-ai/eneo#443",
        found_by: &["conflict.changes-nothing", "conflict.refused"],
        make: Make::Hook(Hook::Instead(|provider, request| {
            let body = created(request)?;
            let taken = stored::user_named(provider, body["userName"].as_str()?)?;
            stored::change_user(provider, stored::id(&taken), |user| {
                user.insert("emails".to_owned(), body["emails"].clone());
            });
            stored::show_user(provider, request, stored::id(&taken), 201)
        })),
    },
    Fault {
        name: "client-id-honoured",
        failure: "F46",
        title: "a create that names the id of another user overwrites that user",
        breaks: &[],
        severity: 5,
        source: "msaad00/agent-bom#3540",
        found_by: &["create.id-ignored"],
        make: Make::Hook(Hook::Instead(|provider, request| {
            let body = created(request)?;
            let id = body.get("id")?.as_str()?;
            if stored::resource(provider, Kind::User, id).is_none() {
                return stored::make_user(provider, request, &body, Some(id));
            }
            let put = Request { method: Method::Put, path: format!("/Users/{id}"), ..request.clone() };
            let mut response = provider.handle(&put);
            response.status = if response.status == 200 { 201 } else { response.status };
            Some(response)
        })),
    },
    Fault {
        name: "put-collision-500",
        failure: "F74",
        title: "a PUT with a userName that somebody else has is answered 500",
        breaks: &[],
        severity: 2,
        source: "NorthlandPositronics/Cogtrix#128",
        found_by: &["conflict.refused"],
        make: Make::Hook(Hook::Response(|_, request, response| {
            if response.status == 409 && edit::is(request, Method::Put, Kind::User) {
                *response =
                    edit::refuse(500, "duplicate key value violates unique constraint \"users_name\"");
            }
        })),
    },
    Fault {
        name: "external-id-shared",
        failure: "F34",
        title: "a create with an externalId that a deactivated user still has is answered 409, although a lookup by \
            userName finds nobody",
        breaks: &["okta-aiw", "okta-oin"],
        severity: 3,
        source: "getprobo/probo#1091; growthbook/growthbook#1680; better-auth/better-auth#11111 (its text)",
        found_by: &["status.accepted"],
        make: Make::Hook(Hook::Instead(|provider, request| {
            let body = created(request)?;
            let wanted = body.get("externalId").filter(|id| id.is_string())?;
            stored::user_named(provider, body["userName"].as_str()?).is_none().then_some(())?;
            stored::has_user(provider, |user| user.get("externalId") == Some(wanted))
                .then(|| edit::refuse_as(ScimType::Uniqueness, "SCIM User externalId already exists"))
        })),
    },
];

fn shares_an_email(user: &Value, body: &Value) -> bool {
    let values = |of: &Value| -> Vec<String> {
        let emails = of["emails"].as_array().cloned().unwrap_or_default();
        emails.iter().filter_map(|email| email["value"].as_str()).map(str::to_lowercase).collect()
    };
    let wanted = values(body);
    values(user).iter().any(|email| wanted.contains(email))
}

fn lock_out(provider: &Provider, request: &Request, response: &mut Response) {
    if response.status != 409 {
        return;
    }
    let name = written(request).unwrap_or_default()["userName"].clone();
    if let Some(user) = name.as_str().and_then(|name| stored::user_named(provider, name)) {
        stored::change_user(provider, stored::id(&user), |user| {
            user.insert("active".to_owned(), json!(false));
        });
    }
}
