//! Statuses and headers that may be this or that.

use super::{Standing, Variant};
use crate::exchange::Method;
use crate::provider::deviation::{Hook, Make, edit};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};
use crate::provider::store::Kind;

pub(super) const VARIANTS: &[Variant] = &[
    Variant {
        name: "patch-answered-204",
        title: "a PATCH is answered 204 without a body",
        standing: Standing::Legal,
        source: "RFC 7644 §3.5.2",
        make: Make::Hook(Hook::Response(empty_patch_answer)),
    },
    Variant {
        name: "without-etags",
        title: "there are no ETags and no meta.version",
        standing: Standing::Legal,
        source: "RFC 7644 §3.14: versioning is optional",
        make: Make::Hook(Hook::Response(no_etags)),
    },
    Variant {
        name: "media-type-with-charset",
        title: "answers say application/scim+json; charset=utf-8",
        standing: Standing::Legal,
        source: "RFC 7644 §8.1; RFC 9110 §8.3.1",
        make: Make::Hook(Hook::Response(|_, _, response| {
            media_type(response, "application/scim+json; charset=utf-8");
        })),
    },
    Variant {
        name: "media-type-in-capitals",
        title: "answers say Application/SCIM+JSON",
        standing: Standing::Legal,
        source: "RFC 9110 §8.3.1: media types ignore case",
        make: Make::Hook(Hook::Response(|_, _, response| media_type(response, "Application/SCIM+JSON"))),
    },
    Variant {
        name: "plain-json-media-type",
        title: "answers say application/json",
        standing: Standing::Tolerable,
        source: "Okta's own examples; RFC 7644 §3.8 wants application/scim+json",
        make: Make::Hook(Hook::Response(|_, _, response| media_type(response, "application/json"))),
    },
    Variant {
        name: "conflict-without-scim-type",
        title: "a conflict is answered 409 without scimType",
        standing: Standing::Tolerable,
        source: "Okta reads the status and the detail; RFC 7644 §3.3 wants uniqueness",
        make: Make::Hook(Hook::Response(no_scim_type)),
    },
    Variant {
        name: "lookup-answered-404",
        title: "a lookup that finds nobody is answered 404 with an Error",
        standing: Standing::Tolerable,
        source: "Okta's SCIM reference accepts it; RFC 7644 §3.4.2 wants an empty list",
        make: Make::Hook(Hook::Response(lookup_404)),
    },
    Variant {
        name: "without-discovery",
        title: "there is no /Schemas, no /ResourceTypes and no /ServiceProviderConfig",
        standing: Standing::Tolerable,
        source: "Okta never asks for them; RFC 7644 §4 wants them",
        make: Make::Hook(Hook::Instead(no_discovery)),
    },
];

fn empty_patch_answer(_: &Provider, request: &Request, response: &mut Response) {
    // A client that asks for attributes must get them (RFC 7644 §3.5.2).
    if request.method == Method::Patch && response.status == 200 && request.query.is_none() {
        *response = Response::empty(204);
    }
}

fn no_etags(_: &Provider, _: &Request, response: &mut Response) {
    response.headers.retain(|(name, _)| *name != "etag");
    edit::change_resources(response, |resource| {
        if let Some(meta) = resource.get_mut("meta").and_then(|meta| meta.as_object_mut()) {
            meta.shift_remove("version");
        }
    });
}

fn media_type(response: &mut Response, says: &str) {
    for (name, value) in &mut response.headers {
        if *name == "content-type" {
            says.clone_into(value);
        }
    }
}

fn no_scim_type(_: &Provider, _: &Request, response: &mut Response) {
    if response.status == 409 {
        edit::change_answered(response, |body| {
            body.as_object_mut().map(|body| body.shift_remove("scimType"));
        });
    }
}

fn lookup_404(_: &Provider, request: &Request, response: &mut Response) {
    let is_lookup = edit::collection(request).is_some() && request.method == Method::Get;
    let filters = request.query.as_deref().is_some_and(|query| query.contains("filter="));
    if is_lookup
        && filters
        && edit::answered(response).is_some_and(|body| body.get("totalResults") == Some(&0.into()))
    {
        *response = edit::refuse(404, "nothing matches the filter");
    }
}

fn no_discovery(_: &Provider, request: &Request) -> Option<Response> {
    let first = request.path.trim_start_matches('/').split('/').next();
    let is_discovery = matches!(first, Some("Schemas" | "ResourceTypes" | "ServiceProviderConfig"));
    (is_discovery && edit::kind(request) != Some(Kind::User))
        .then(|| edit::refuse(404, "there is no such endpoint"))
}
