//! Answers that may look this way or that.

use super::{Standing, Variant};
use crate::exchange::Method;
use crate::provider::deviation::{Hook, Make, edit};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};

pub(super) const VARIANTS: &[Variant] = &[
    Variant {
        name: "patch-answered-204",
        title: "a PATCH is answered 204 without a body",
        standing: Standing::Legal,
        source: "RFC 7644 §3.5.2",
        make: Make::Hook(Hook::Response(empty_patch_answer)),
    },
    Variant {
        name: "empty-list-without-resources",
        title: "a list of nothing has no Resources",
        standing: Standing::Legal,
        source: "RFC 7644 §3.4.2",
        make: Make::Hook(Hook::Response(no_empty_resources)),
    },
];

fn empty_patch_answer(_: &Provider, request: &Request, response: &mut Response) {
    // A client that asks for attributes must get them (RFC 7644 §3.5.2).
    if request.method == Method::Patch && response.status == 200 && request.query.is_none() {
        *response = Response::empty(204);
    }
}

fn no_empty_resources(_: &Provider, _: &Request, response: &mut Response) {
    edit::change_answered(response, |body| {
        if body.get("Resources").and_then(|list| list.as_array()).is_some_and(Vec::is_empty)
            && let Some(body) = body.as_object_mut()
        {
            body.shift_remove("Resources");
        }
    });
}
