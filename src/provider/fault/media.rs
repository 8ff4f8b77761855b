//! Media types that are not understood, or not told: requests that never reach the SCIM code.

use super::Fault;
use crate::exchange::Method;
use crate::provider::deviation::{Hook, Make, edit};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "accept-scim-json-refused",
        failure: "F04",
        title: "a request with Accept: application/scim+json is answered 406",
        breaks: &["any"],
        severity: 3,
        source: "Okta support: SCIM provisioning returning \"Sync user in external application FAILURE\"",
        found_by: &["status.accepted", "media.accepts-scim-json"],
        make: Make::Hook(Hook::Instead(refuse_accept)),
    },
    Fault {
        name: "content-type-scim-json-unparsed",
        failure: "F05",
        title: "a body is read only if it is labelled application/json",
        breaks: &["any"],
        severity: 3,
        source: "better-auth/better-auth#6365; medplum/medplum#4143; PostHog/posthog#42205",
        found_by: &["status.accepted", "media.reads-scim-json"],
        make: Make::Hook(Hook::Request(drop_body)),
    },
    Fault {
        name: "response-content-type-wrong",
        failure: "F06",
        title: "answers are labelled application/json+scim",
        breaks: &["entra"],
        severity: 2,
        source: "FusionAuth/fusionauth-issues#1769; MicrosoftDocs/azure-docs#116775; jelhub/scimgateway#89",
        found_by: &["media.type"],
        make: Make::Hook(Hook::Response(mislabel)),
    },
];

fn refuse_accept(_: &Provider, request: &Request) -> Option<Response> {
    let accept = request.headers.accept.as_deref().unwrap_or_default().to_ascii_lowercase();
    accept.contains("application/scim+json").then(|| edit::refuse(406, "Could not satisfy the Accept header"))
}

/// What a JSON parser that is registered for another type leaves: an empty object.
fn drop_body(_: &Provider, request: &mut Request) {
    let label = request.headers.content_type.as_deref().unwrap_or_default().to_ascii_lowercase();
    if request.method != Method::Get && label.contains("scim+json") {
        request.body = bytes::Bytes::from_static(b"{}");
    }
}

fn mislabel(_: &Provider, _: &Request, response: &mut Response) {
    if !response.body.is_empty() {
        edit::label(response, "application/json+scim");
    }
}
