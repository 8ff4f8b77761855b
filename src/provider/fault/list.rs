//! Lists in the wrong form, and pages that do not add up.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use serde_json::{Value, json};

use super::Fault;
use crate::exchange::Method;
use crate::provider::deviation::{Deviation, Hook, Make, edit};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};
use crate::provider::store::Kind;
use crate::scim::urn;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "empty-list-not-scim",
        failure: "F03",
        title: "a list of nothing is answered with a bare []",
        breaks: &["any"],
        severity: 3,
        source: "Okta support: \"No results for users returned\" when testing the connection",
        found_by: &["list.shape"],
        make: Make::Hook(Hook::Response(|_, request, response| {
            if is_list(request, response) && total(response) == Some(0) {
                response.body = Bytes::from_static(b"[]");
            }
        })),
    },
    Fault {
        name: "list-numbers-as-strings",
        failure: "F07",
        title: "startIndex of a list is a string",
        breaks: &["okta-aiw", "okta-oin"],
        severity: 3,
        source: "Okta SCIM 2.0 reference; support.okta.com question 0D54z0000A4i091CQA",
        found_by: &["list.integers"],
        make: Make::Hook(Hook::Response(|_, request, response| {
            change_list(request, response, |list| {
                list["startIndex"] = list["startIndex"].to_string().into();
            });
        })),
    },
    Fault {
        name: "list-wrong-shape",
        failure: "F141",
        title: "a list has `resources` in lower case, the URN of a group, and counts from 0",
        breaks: &[],
        severity: 2,
        source: "ssoready/ssoready#232",
        found_by: &["list.schemas", "list.key-case", "list.start-index"],
        make: Make::Hook(Hook::Response(|_, request, response| {
            change_list(request, response, |list| {
                let resources = list["Resources"].take();
                let total = list["totalResults"].take();
                *list = json!({
                    "schemas": [urn::GROUP], "totalResults": total, "startIndex": 0, "resources": resources,
                });
            });
        })),
    },
    Fault {
        name: "itemsperpage-echoes-count",
        failure: "F131",
        title: "itemsPerPage repeats the count that was asked for",
        breaks: &[],
        severity: 2,
        source: "ory/polis#4054",
        found_by: &["list.items-per-page"],
        make: Make::Hook(Hook::Response(|_, request, response| {
            let count = asked(request, "count");
            change_list(request, response, |list| {
                if let Some(count) = count {
                    list["itemsPerPage"] = count.max(0).into();
                }
            });
        })),
    },
    Fault {
        name: "totalresults-is-page-size",
        failure: "F132",
        title: "totalResults counts the resources of the page",
        breaks: &["okta-aiw", "okta-oin"],
        severity: 3,
        source: "wso2/product-is#7320; awslabs/ssosync#1; better-auth/better-auth#10398",
        found_by: &["import.complete", "list.total-results", "page.total"],
        make: Make::Hook(Hook::Response(|_, request, response| {
            change_list(request, response, |list| {
                list["totalResults"] = list["Resources"].as_array().map_or(0, Vec::len).into();
            });
        })),
    },
    Fault {
        name: "startindex-broken",
        failure: "F133",
        title: "startIndex is ignored: every page is the first one",
        breaks: &["okta-aiw", "okta-oin"],
        severity: 3,
        source: "wso2/product-is#9957, #13752, #22589, #4944; PostHog/posthog#51441",
        found_by: &["import.complete", "page.start", "page.past-the-end"],
        make: Make::Hooks(&[
            Hook::Request(|_, request| {
                if request.method == Method::Get && edit::collection(request).is_some() {
                    request.query =
                        request.query.as_deref().map(|query| query.replace("startIndex=", "unused="));
                }
            }),
            Hook::Response(|_, request, response| {
                let start = asked(request, "startIndex");
                change_list(request, response, |list| {
                    if let Some(start) = start {
                        list["startIndex"] = start.max(1).into();
                    }
                });
            }),
        ]),
    },
    Fault {
        name: "list-order-unstable",
        failure: "F134",
        title: "the order of a list changes from one request to the next",
        breaks: &["okta-aiw", "okta-oin"],
        severity: 3,
        source: "Okta SCIM 2.0 reference: the order must be consistent",
        found_by: &["import.complete", "import.once", "page.start"],
        make: Make::Fresh(|| Arc::new(ChangingOrder::default())),
    },
    Fault {
        name: "imported-group-without-members",
        failure: "F134",
        title: "the list of groups shows every group without its members",
        breaks: &[],
        severity: 3,
        source: "rancher/rancher#52996",
        found_by: &["import.members"],
        make: Make::Hook(Hook::Response(|_, request, response| {
            if is_list(request, response) && edit::collection(request) == Some(Kind::Group) {
                edit::change_resources(response, |group| {
                    group.shift_remove("members");
                });
            }
        })),
    },
    Fault {
        name: "names-placeholder-on-import",
        failure: "F134",
        title: "the list of users shows N/A for every name",
        breaks: &["okta-aiw", "okta-oin"],
        severity: 3,
        source: "getsentry/sentry-docs: okta-scim.mdx",
        found_by: &["import.names"],
        make: Make::Hook(Hook::Response(|_, request, response| {
            let filters = request.query.as_deref().unwrap_or_default().contains("filter=");
            if is_list(request, response) && edit::collection(request) == Some(Kind::User) && !filters {
                edit::change_resources(response, |user| {
                    user.insert("name".to_owned(), json!({"givenName": "N/A", "familyName": "N/A"}));
                });
            }
        })),
    },
];

fn is_list(request: &Request, response: &Response) -> bool {
    request.method == Method::Get && edit::collection(request).is_some() && response.status == 200
}

fn change_list(request: &Request, response: &mut Response, change: impl FnOnce(&mut Value)) {
    if is_list(request, response) {
        edit::change_answered(response, change);
    }
}

fn total(response: &Response) -> Option<u64> {
    edit::answered(response)?.get("totalResults")?.as_u64()
}

/// The whole number that a query parameter asks for.
fn asked(request: &Request, name: &str) -> Option<i64> {
    let pairs = request.query.as_deref()?.split('&');
    pairs.filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name)?.1.parse().ok()
}

/// Turns the order of what is stored around with every request: two pages that are asked for one after the other
/// overlap.
#[derive(Debug, Default)]
struct ChangingOrder {
    requests: AtomicUsize,
}

impl Deviation for ChangingOrder {
    fn request(&self, _: &Provider, request: &mut Request) {
        let lists = request.method == Method::Get && edit::collection(request).is_some();
        let sorted = request.query.as_deref().unwrap_or_default().contains("sortBy=");
        if lists && !sorted {
            let turn = self.requests.fetch_add(1, Ordering::Relaxed);
            let order = if turn.is_multiple_of(2) { "ascending" } else { "descending" };
            let query = request.query.take().map_or_else(String::new, |query| format!("{query}&"));
            request.query = Some(format!("{query}sortBy=meta.created&sortOrder={order}"));
        }
    }
}
