//! POST and PUT of a group whose name or members are ignored, refused or changed: the custom app's way.

use std::collections::HashSet;

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
        name: "group-create-members-ignored",
        failure: "F99",
        title: "members in a POST or PUT of a group are ignored",
        breaks: &["okta-aiw"],
        severity: 4,
        source: "ory/polis#3136",
        found_by: &["drift.group-members", "members.stored-on-create"],
        make: Make::Hook(Hook::Request(ignore_members)),
    },
    Fault {
        name: "put-members-immutable",
        failure: "F117",
        title: "a PUT that changes the members is refused with 400",
        breaks: &["okta-aiw"],
        severity: 4,
        source: "simpleidserver/SimpleIdServer#697, #844, #247",
        found_by: &["status.accepted", "members.replace-sets-list"],
        make: Make::Hook(Hook::Instead(refuse_other_members)),
    },
    Fault {
        name: "put-group-name-ignored",
        failure: "F118",
        title: "a PUT with another displayName is answered 200, and the group keeps its name",
        breaks: &["okta-aiw"],
        severity: 3,
        source: "jelhub/scimgateway#95",
        found_by: &["drift.group-name"],
        make: Make::Hook(Hook::Request(keep_name)),
    },
    Fault {
        name: "put-200-stores-none",
        failure: "F127",
        title: "a PUT of a group is answered 200, and no members are stored",
        breaks: &["okta-aiw"],
        severity: 5,
        source: "gravitational/teleport#67372",
        found_by: &["drift.group-members", "members.replace-sets-list"],
        make: Make::Hook(Hook::Request(|_, request| {
            if edit::is(request, Method::Put, Kind::Group) {
                edit::change_sent(request, |body| body["members"] = json!([]));
            }
        })),
    },
    Fault {
        name: "group-name-normalised",
        failure: "F120",
        title: "the name of a group is made a slug: lower case, dashes for blanks",
        breaks: &["okta-aiw", "okta-oin"],
        severity: 3,
        source: "getsentry/sentry-docs okta-scim.mdx",
        found_by: &["drift.group-name"],
        make: Make::Hook(Hook::Request(make_slug)),
    },
];

fn ignore_members(provider: &Provider, request: &mut Request) {
    if edit::is(request, Method::Put, Kind::Group) {
        let Some((_, id)) = edit::resource(request) else { return };
        let kept: Value = stored::members(provider, &id).iter().map(|id| json!({"value": id})).collect();
        edit::change_sent(request, |body| body["members"] = kept);
    } else if edit::is(request, Method::Post, Kind::Group) {
        edit::change_sent(request, |body| body["members"] = json!([]));
    }
}

fn refuse_other_members(provider: &Provider, request: &Request) -> Option<Response> {
    if !edit::is(request, Method::Put, Kind::Group) {
        return None;
    }
    let (_, id) = edit::resource(request)?;
    let sent: HashSet<String> = members::sent_ids(request).into_iter().collect();
    let stored: HashSet<String> = stored::members(provider, &id).into_iter().collect();
    (sent != stored).then(|| edit::refuse_as(ScimType::Mutability, "attribute members is immutable"))
}

fn keep_name(provider: &Provider, request: &mut Request) {
    if edit::is(request, Method::Put, Kind::Group)
        && let Some(name) =
            stored::named(provider, request, Kind::Group).map(|group| group["displayName"].clone())
    {
        edit::change_sent(request, |body| body["displayName"] = name);
    }
}

fn make_slug(_: &Provider, request: &mut Request) {
    if edit::kind(request) != Some(Kind::Group) {
        return;
    }
    let slug = |name: &mut Value| {
        if let Some(text) = name.as_str() {
            *name = text.to_lowercase().replace(' ', "-").into();
        }
    };
    match request.method {
        Method::Post | Method::Put => edit::change_sent(request, |body| {
            if let Some(name) = body.get_mut("displayName") {
                slug(name);
            }
        }),
        _ => edit::change_operations(request, Kind::Group, |operations| {
            for operation in operations {
                if edit::path(operation).eq_ignore_ascii_case("displayName") {
                    slug(&mut operation["value"]);
                } else if let Some(name) =
                    edit::pathless_value(operation).and_then(|value| value.get_mut("displayName"))
                {
                    slug(name);
                }
            }
        }),
    }
}
