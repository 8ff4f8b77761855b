//! What goes wrong before a request is read: the wrong address, slashes, a list that wants a filter.

use super::Fault;
use crate::exchange::Method;
use crate::provider::deviation::{Hook, Make, edit};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "base-url-wrong",
        failure: "F02",
        title: "the base URL leads to a web site: everything is a 404 in HTML",
        breaks: &["any"],
        severity: 3,
        source: "GitLab's SCIM troubleshooting page",
        found_by: &["status.accepted", "error.body"],
        make: Make::Hook(Hook::Instead(|_, _| Some(edit::page(404, "<!DOCTYPE html><h1>Not Found</h1>")))),
    },
    Fault {
        name: "filter-mandatory",
        failure: "F08",
        title: "a list without a filter is refused",
        breaks: &["okta-aiw", "okta-oin"],
        severity: 3,
        source: "imulab/go-scim#13",
        found_by: &["status.accepted"],
        make: Make::Hook(Hook::Instead(|_, request| {
            let asks = request.query.as_deref().unwrap_or_default().contains("filter=");
            let lists = request.method == Method::Get && edit::collection(request).is_some();
            (lists && !asks).then(|| edit::refuse(400, "a filter is required"))
        })),
    },
    Fault {
        name: "slash-sensitivity",
        failure: "F09",
        title: "a slash too many is answered with a redirect, also when something is written",
        breaks: &[],
        severity: 3,
        source: "AzureAD/SCIMReferenceCode#44; JumpCloud's custom SCIM article",
        found_by: &["exchange.redirected"],
        make: Make::Hook(Hook::Instead(redirect_slashes)),
    },
];

fn redirect_slashes(_: &Provider, request: &Request) -> Option<Response> {
    let plain = format!("/{}", request.path.trim_matches('/')).replace("//", "/");
    (plain != request.path && plain != "/")
        .then(|| Response::empty(301).with("location", format!("{}{plain}", request.base)))
}
