//! Deactivation that is refused, ignored, or does too much: the leaver's path.

use serde_json::Value;

use super::Fault;
use crate::exchange::Method;
use crate::provider::deviation::{Hook, Make, edit, stored};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};
use crate::provider::store::Kind;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "no-patch-users",
        failure: "F78",
        title: "PATCH on a user is answered 501",
        breaks: &["okta-oin", "entra"],
        severity: 5,
        source: "unitycatalog/unitycatalog#423; medplum/medplum#5679",
        found_by: &["status.accepted"],
        make: Make::Hook(Hook::Instead(|_, request| {
            edit::is(request, Method::Patch, Kind::User)
                .then(|| edit::refuse(501, "PATCH is not supported for users"))
        })),
    },
    Fault {
        name: "patch-nopath-active-ignored",
        failure: "F79",
        title: "a PATCH without a path is answered 200, and active stays as it was",
        breaks: &["okta-oin"],
        severity: 5,
        source: "getsentry/sentry#27199; OneUptime/oneuptime#3852",
        found_by: &["user.deactivation-takes-effect", "drift.active"],
        make: Make::Hook(Hook::Request(ignore_pathless_active)),
    },
    Fault {
        name: "put-active-false-ignored",
        failure: "F151",
        title: "a PUT with active: false is answered 200, and the user stays active",
        breaks: &["okta-aiw"],
        severity: 5,
        source: "FusionAuth/fusionauth-issues#1871; buildbuddy-io/buildbuddy#5701",
        found_by: &["user.deactivation-takes-effect", "drift.active"],
        make: Make::Hook(Hook::Request(ignore_put_active)),
    },
    Fault {
        name: "deactivate-hard-deletes",
        failure: "F85",
        title: "deactivating a user deletes the resource",
        breaks: &["okta-aiw", "okta-oin"],
        severity: 4,
        source: "getsentry/sentry-docs okta-scim.mdx; Okta forum, deactivating-users-vs-removing-them 24187",
        found_by: &["drift.gone", "drift.account"],
        make: Make::Hook(Hook::Response(delete_the_inactive)),
    },
    Fault {
        name: "deactivate-foreign-user",
        failure: "F89",
        title: "deactivating one user deactivates every user without an externalId as well",
        breaks: &["okta-aiw", "okta-oin", "entra"],
        severity: 5,
        source: "activepieces/activepieces#14753",
        found_by: &["bystander.changed"],
        make: Make::Hook(Hook::Response(deactivate_strangers)),
    },
    Fault {
        name: "deactivate-twice-error",
        failure: "F90",
        title: "deactivating a user who is inactive already is refused with 409",
        breaks: &["entra"],
        severity: 2,
        source: "learn.microsoft.com/answers/questions/1185756; inferred from Okta forum 24187",
        found_by: &["user.deactivation-repeatable"],
        make: Make::Hook(Hook::Instead(refuse_second_deactivation)),
    },
    Fault {
        name: "deactivate-reply-no-active",
        failure: "F91",
        title: "an inactive user is shown without `active`",
        breaks: &["okta-aiw", "okta-oin"],
        severity: 4,
        source: "Okta support, scim-configuration-faq",
        found_by: &["drift.active", "user.active-shown"],
        make: Make::Hook(Hook::Response(hide_inactive)),
    },
];

/// The id of the user whom a successful PUT or PATCH left inactive.
fn deactivated(provider: &Provider, request: &Request, response: &Response) -> Option<String> {
    let is_write = matches!(request.method, Method::Put | Method::Patch) && response.status < 300;
    let user = stored::named(provider, request, Kind::User).filter(|_| is_write)?;
    if stored::is_active(&user) { None } else { user.get("id")?.as_str().map(str::to_owned) }
}

fn delete_the_inactive(provider: &Provider, request: &Request, response: &mut Response) {
    if let Some(id) = deactivated(provider, request, response) {
        stored::remove(provider, Kind::User, &id);
    }
}

fn deactivate_strangers(provider: &Provider, request: &Request, response: &mut Response) {
    if deactivated(provider, request, response).is_none() {
        return;
    }
    let strangers: Vec<String> = provider.view(|state| {
        let users = state.store.all(Kind::User).filter(|user| user.text("externalId").is_none());
        users.map(|user| user.id().to_owned()).collect()
    });
    for id in strangers {
        stored::change(provider, Kind::User, &id, |user| _ = user.insert("active".to_owned(), false.into()));
    }
}

fn refuse_second_deactivation(provider: &Provider, request: &Request) -> Option<Response> {
    let is_again = edit::is(request, Method::Patch, Kind::User)
        && edit::sent(request).is_some_and(|mut body| sets_active(&mut body, false))
        && !stored::is_active(&stored::named(provider, request, Kind::User)?);
    is_again.then(|| edit::refuse(409, "User must be Active."))
}

fn hide_inactive(_: &Provider, request: &Request, response: &mut Response) {
    if edit::kind(request) == Some(Kind::User) {
        edit::change_resources(response, |user| {
            if user.get("active") == Some(&Value::Bool(false)) {
                user.shift_remove("active");
            }
        });
    }
}

/// Whether a PATCH body sets `active` to that, with or without a path.
pub(super) fn sets_active(body: &mut Value, wanted: bool) -> bool {
    let operations = edit::operations(body).map(std::mem::take).unwrap_or_default();
    operations.into_iter().any(|mut operation| {
        let value = if edit::path(&operation).eq_ignore_ascii_case("active") {
            operation.get("value").cloned()
        } else {
            edit::pathless_value(&mut operation).and_then(|value| value.get("active").cloned())
        };
        match value {
            Some(Value::Bool(value)) => value == wanted,
            Some(Value::String(text)) => text.eq_ignore_ascii_case(if wanted { "true" } else { "false" }),
            _ => false,
        }
    })
}

fn ignore_pathless_active(_: &Provider, request: &mut Request) {
    edit::change_operations(request, Kind::User, |operations| {
        for operation in operations {
            if let Some(value) = edit::pathless_value(operation) {
                value.shift_remove("active");
            }
        }
    });
}

fn ignore_put_active(_: &Provider, request: &mut Request) {
    if edit::is(request, Method::Put, Kind::User) {
        edit::change_sent(request, |body| {
            if let Some(body) = body.as_object_mut()
                && body.get("active") == Some(&Value::Bool(false))
            {
                body.shift_remove("active");
            }
        });
    }
}
