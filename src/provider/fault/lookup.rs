//! Lookups and lists that answer the wrong way: somebody is not found, or somebody else is.

use serde_json::{Map, Value, json};

use super::Fault;
use crate::exchange::Method;
use crate::provider::deviation::{Hook, Make, edit, query};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};
use crate::provider::store::Kind;
use crate::scim::urn;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "no-match-404",
        failure: "F16",
        title: "a lookup that finds nobody is answered 404",
        breaks: &["entra"],
        severity: 2,
        source: "jelhub/scimgateway#18",
        found_by: &["status.no-match"],
        make: Make::Hook(Hook::Response(|_, request, response| {
            if is_lookup(request) && query::found_nothing(response) {
                *response = edit::refuse(404, "No resource found");
            }
        })),
    },
    Fault {
        name: "no-match-500-html",
        failure: "F17",
        title: "a lookup of a group that is not there is answered 500 with a web page",
        breaks: &["okta-aiw", "okta-oin", "entra"],
        severity: 3,
        source: "wso2/product-is#7520",
        found_by: &["status.accepted"],
        make: Make::Hook(Hook::Response(|_, request, response| {
            if query::lookup(request, Kind::Group).is_some() && query::found_nothing(response) {
                *response = edit::page(500, "<html><body><h1>Internal Server Error</h1></body></html>");
            }
        })),
    },
    Fault {
        name: "filter-ignored",
        failure: "F18",
        title: "filters are ignored, and every lookup returns everybody",
        breaks: &["okta-aiw", "okta-oin", "entra"],
        severity: 5,
        source: "Metatavu/keycloak-scim-server#46; eneo-ai/eneo#443",
        found_by: &["list.filter-applied", "guard.foreign-resource"],
        make: Make::Hook(Hook::Request(|_, request| {
            if is_lookup(request) {
                query::set_parameter(request, "filter", None);
            }
        })),
    },
    Fault {
        name: "filter-regex-narrow",
        failure: "F19",
        title: "only `userName eq \"…\"` and `displayName eq \"…\"`, written just so, are understood; anything else finds nothing",
        breaks: &["entra"],
        severity: 3,
        source: "langwatch/langwatch#6973; goauthentik/authentik#25987",
        found_by: &["lookup.filter-forms"],
        make: Make::Hook(Hook::Instead(|_, request| {
            let filter = Kind::ALL.into_iter().find_map(|kind| query::lookup(request, kind))?;
            if is_plain(&filter) { None } else { Some(query::nothing()) }
        })),
    },
    Fault {
        name: "filter-plus-encoding",
        failure: "F20",
        title: "a + in a filter is read as a blank, although it was sent as %2B",
        breaks: &["okta-aiw", "okta-oin", "entra"],
        severity: 3,
        source: "inferred; a quoting defect of the same kind is wso2/product-is#6631",
        found_by: &["lookup.special-characters"],
        make: Make::Hook(Hook::Request(|_, request| {
            let filter = Kind::ALL.into_iter().find_map(|kind| query::lookup(request, kind));
            if let Some(filter) = filter.filter(|filter| filter.contains('+')) {
                query::set_parameter(request, "filter", Some(&filter.replace('+', " ")));
            }
        })),
    },
    Fault {
        name: "username-case-sensitive",
        failure: "F21",
        title: "a lookup finds a userName only in the very letters in which it is stored",
        breaks: &["okta-aiw", "okta-oin", "entra"],
        severity: 4,
        source: "zulip/zulip#21758; open-webui/open-webui#18039",
        found_by: &["lookup.ignores-case"],
        make: Make::Hook(Hook::Response(|_, request, response| {
            if let Some((attribute, wanted)) = query::equality(request, Kind::User)
                && attribute.eq_ignore_ascii_case("userName")
            {
                query::keep(response, |user| user["userName"] == wanted.as_str());
            }
        })),
    },
    Fault {
        name: "lookup-returns-duplicates",
        failure: "F24",
        title: "a lookup returns the same user twice",
        breaks: &["entra"],
        severity: 2,
        source: "wso2/product-is#3563; wso2/product-is#4181",
        found_by: &["list.distinct"],
        make: Make::Hook(Hook::Response(twice)),
    },
    Fault {
        name: "system-users-listed",
        failure: "F47",
        title: "the list of users begins with a system account that has no userName",
        breaks: &[],
        severity: 2,
        source: "onyx-dot-app/onyx#8959; activepieces/activepieces#14753",
        found_by: &["user.user-name"],
        make: Make::Hook(Hook::Request(have_a_robot)),
    },
];

fn is_lookup(request: &Request) -> bool {
    Kind::ALL.into_iter().any(|kind| query::lookup(request, kind).is_some())
}

/// What a regular expression like `^(userName|displayName) eq "([^"]*)"$` lets through.
fn is_plain(filter: &str) -> bool {
    ["userName eq \"", "displayName eq \""].iter().any(|start| {
        let value = filter.strip_prefix(start).and_then(|rest| rest.strip_suffix('"'));
        value.is_some_and(|value| !value.contains('"'))
    })
}

fn twice(_: &Provider, request: &Request, response: &mut Response) {
    if query::lookup(request, Kind::User).is_none() {
        return;
    }
    edit::change_answered(response, |list| {
        let Some(Value::Array(users)) = list.get_mut("Resources") else { return };
        let Some(first) = users.first().cloned() else { return };
        users.insert(1, first);
        list["totalResults"] = (list["totalResults"].as_u64().unwrap_or_default() + 1).into();
        list["itemsPerPage"] = (list["itemsPerPage"].as_u64().unwrap_or_default() + 1).into();
    });
}

/// Made when somebody first looks, so that it is in every list and paged with the others.
fn have_a_robot(provider: &Provider, request: &mut Request) {
    const ID: &str = "00000000-0000-4000-8000-00000000ffff";
    if request.method != Method::Get || edit::collection(request) != Some(Kind::User) {
        return;
    }
    provider.change(|state| {
        if state.store.get(Kind::User, ID).is_none() {
            let mut robot = Map::new();
            robot.insert("schemas".to_owned(), json!([urn::USER]));
            robot.insert("userName".to_owned(), json!(""));
            robot.insert("active".to_owned(), json!(true));
            state.store.insert(Kind::User, ID.to_owned(), robot, provider.settings().clock.now());
        }
    });
}
