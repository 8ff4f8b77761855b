//! Groups that are stored as they should be and shown otherwise.

use super::Fault;
use crate::exchange::Method;
use crate::provider::deviation::{Hook, Make, edit};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};
use crate::provider::store::Kind;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "pending-users-not-members",
        failure: "F126",
        title: "people who have never logged in are shown in no group, and no group with them",
        breaks: &["okta-aiw", "okta-oin"],
        severity: 3,
        source: "Secoda's guide for Okta; getsentry/sentry#45594",
        found_by: &["drift.group-members"],
        make: Make::Hook(Hook::Response(hide_both_sides)),
    },
    Fault {
        name: "link-no-members-view",
        failure: "F130",
        title: "a user shows the group, and the group shows no members",
        breaks: &["okta-aiw", "okta-oin"],
        severity: 3,
        source: "BerriAI/litellm#14057",
        found_by: &["drift.group-members"],
        make: Make::Hook(Hook::Response(hide_members)),
    },
    Fault {
        name: "groups-list-omits-members",
        failure: "F129",
        title: "a list of groups never shows members",
        breaks: &["entra"],
        severity: 2,
        source: "graphql-hive/console#8352; simpleidserver/SimpleIdServer#490",
        found_by: &["list.shows-members"],
        make: Make::Hook(Hook::Response(|provider, request, response| {
            if request.method == Method::Get && edit::collection(request) == Some(Kind::Group) {
                hide_members(provider, request, response);
            }
        })),
    },
    Fault {
        name: "excluded-attributes-ignored",
        failure: "F129",
        title: "excludedAttributes=members is ignored",
        breaks: &["entra"],
        severity: 2,
        source: "scimmyjs/scimmy#37; wso2/product-is#8498",
        found_by: &["query.excluded-attributes"],
        make: Make::Hook(Hook::Request(|_, request| {
            let query = request.query.take();
            let kept = query.as_deref().unwrap_or_default().split('&');
            let kept: Vec<&str> = kept.filter(|pair| !pair.starts_with("excludedAttributes=")).collect();
            request.query = query.is_some().then(|| kept.join("&"));
        })),
    },
];

fn hide_members(_: &Provider, request: &Request, response: &mut Response) {
    if edit::kind(request) == Some(Kind::Group) {
        edit::change_resources(response, |group| _ = group.shift_remove("members"));
    }
}

fn hide_both_sides(provider: &Provider, request: &Request, response: &mut Response) {
    hide_members(provider, request, response);
    if edit::kind(request) == Some(Kind::User) {
        edit::change_resources(response, |user| _ = user.shift_remove("groups"));
    }
}
