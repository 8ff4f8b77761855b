//! What a server makes of userName, and of the names of people.

use serde_json::Value;

use super::Fault;
use crate::exchange::Method;
use crate::provider::deviation::{Hook, Make, edit, stored};
use crate::provider::handle::Provider;
use crate::provider::message::Request;
use crate::provider::store::Kind;
use crate::scim::error::ScimType;
use crate::scim::text;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "username-case-not-preserved",
        failure: "F22",
        title: "userName is stored in lower case",
        breaks: &[],
        severity: 2,
        source: "PostHog/posthog#42253; Infisical/infisical#5947",
        found_by: &["user.user-name-case"],
        make: Make::Hook(Hook::Request(|_, request| {
            if edit::kind(request) == Some(Kind::User) {
                edit::change_sent(request, |body| {
                    if let Some(Value::String(name)) = body.get_mut("userName") {
                        *name = name.to_lowercase();
                    }
                });
            }
        })),
    },
    Fault {
        name: "username-charset-no-email",
        failure: "F42",
        title: "a userName with an @ is refused with 400",
        breaks: &["okta-aiw", "okta-oin", "entra"],
        severity: 3,
        source: "Tr3kkR/Yuzu#2020; dbt documentation PR #8708",
        found_by: &["status.accepted"],
        make: Make::Hook(Hook::Instead(|_, request| {
            let name = written_name(request)?;
            name.contains('@').then(|| {
                edit::refuse_as(ScimType::InvalidValue, "userName may only hold letters, digits, - and _")
            })
        })),
    },
    Fault {
        name: "username-immutable",
        failure: "F57",
        title: "a userName can never be changed: 400 mutability",
        breaks: &["okta-aiw", "okta-oin", "entra"],
        severity: 3,
        source: "Pulumi SCIM troubleshooting",
        found_by: &["status.accepted"],
        make: Make::Hook(Hook::Instead(|provider, request| {
            renamed(provider, request)?;
            Some(edit::refuse_as(ScimType::Mutability, "Attribute 'userName' is immutable."))
        })),
    },
    Fault {
        name: "username-change-forks",
        failure: "F58",
        title: "a PUT with another userName makes a second user under a new id",
        breaks: &["okta-aiw", "okta-oin"],
        severity: 4,
        source: "Sigma's guide for Okta; rancher/rancher#54024; getprobo/probo#1091",
        found_by: &["resource.id-stable", "drift.user-name"],
        make: Make::Hook(Hook::Instead(|provider, request| {
            let body = renamed(provider, request)?;
            let mut response = stored::make_user(provider, request, &body, None)?;
            response.status = 200;
            Some(response)
        })),
    },
    Fault {
        name: "name-parts-required",
        failure: "F40",
        title: "a user without a given or family name is answered 500",
        breaks: &[],
        severity: 2,
        source: "GluuFederation/oxTrust#403; pond/scimitar#113",
        found_by: &["status.server-error"],
        make: Make::Hook(Hook::Instead(|_, request| {
            let body = written(request)?;
            let part = |part: &str| member(member(&body, "name")?, part)?.as_str();
            let has = |name: &str| part(name).is_some_and(|text| !text.is_empty());
            (!has("givenName") || !has("familyName"))
                .then(|| edit::refuse(500, "Cannot read properties of undefined (reading 'familyName')"))
        })),
    },
    Fault {
        name: "charset-limits",
        failure: "F41",
        title: "a name with anything but letters, blanks and hyphens is answered 422",
        breaks: &["okta-aiw", "okta-oin"],
        severity: 3,
        source: "Okta support on Perimeter 81 (VALIDATION_ERROR); pmcc.net on AWS",
        found_by: &["status.accepted"],
        make: Make::Hook(Hook::Instead(|_, request| {
            let body = written(request)?;
            let is_odd = |part: &str| {
                let plain = |letter: char| letter.is_alphabetic() || matches!(letter, ' ' | '-');
                body["name"][part].as_str().is_some_and(|name| !name.chars().all(plain))
            };
            (is_odd("givenName") || is_odd("familyName")).then(|| edit::refuse(422, "VALIDATION_ERROR"))
        })),
    },
];

/// The body of a POST or PUT of a user.
pub(super) fn written(request: &Request) -> Option<Value> {
    let is_write = matches!(request.method, Method::Post | Method::Put);
    if is_write && edit::kind(request) == Some(Kind::User) { edit::sent(request) } else { None }
}

/// The body of a POST that makes a user.
pub(super) fn created(request: &Request) -> Option<Value> {
    if edit::is(request, Method::Post, Kind::User) { written(request) } else { None }
}

/// An attribute, whatever the case of its name.
pub(super) fn member<'b>(body: &'b Value, name: &str) -> Option<&'b Value> {
    text::member(body.as_object()?, name)
}

fn written_name(request: &Request) -> Option<String> {
    member(&written(request)?, "userName")?.as_str().map(str::to_owned)
}

/// The body of a PUT that gives a user another userName.
fn renamed(provider: &Provider, request: &Request) -> Option<Value> {
    let (kind, id) = edit::resource(request)?;
    if request.method != Method::Put || kind != Kind::User {
        return None;
    }
    let before = stored::resource(provider, kind, &id)?;
    let body = edit::sent(request)?;
    let name = body.get("userName")?.as_str()?;
    (!before["userName"].as_str()?.eq_ignore_ascii_case(name)).then_some(body)
}
