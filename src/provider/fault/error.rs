//! Refusals in a form that clients cannot read, or with the wrong status.

use bytes::Bytes;
use serde_json::{Value, json};

use super::Fault;
use crate::provider::deviation::{Hook, Make, edit};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "error-status-int",
        failure: "F135",
        title: "the status in an Error is a number",
        breaks: &[],
        severity: 1,
        source: "Captain-P-Goldfish/SCIM-SDK#834; pingidentity/scim2#87; xlgmokha/scim-kit#46",
        found_by: &["error.status"],
        make: Make::Hook(Hook::Response(status_as_number)),
    },
    Fault {
        name: "error-as-200",
        failure: "F146",
        title: "a refusal is answered 200, with the Error in the body",
        breaks: &["okta-aiw", "okta-oin"],
        severity: 5,
        source: "simpleidserver/SimpleIdServer#227",
        found_by: &["status.error-as-success"],
        make: Make::Hook(Hook::Response(|_, _, response| {
            if response.status >= 400 {
                response.status = 200;
            }
        })),
    },
    Fault {
        name: "error-wrapped",
        failure: "F136",
        title: "the Error is wrapped in an object of the framework's own",
        breaks: &[],
        severity: 2,
        source: "simpleidserver/SimpleIdServer#227; PennState/SCIMple-Identity#72",
        found_by: &["error.schemas"],
        make: Make::Hook(Hook::Response(wrapped)),
    },
    Fault {
        name: "error-schemas-string",
        failure: "F137",
        title: "schemas of an Error is a string instead of an array",
        breaks: &[],
        severity: 1,
        source: "wso2/product-is#3572",
        found_by: &["error.schemas"],
        make: Make::Hook(Hook::Response(schemas_as_string)),
    },
    Fault {
        name: "error-plain-text",
        failure: "F138",
        title: "a refusal is plain text",
        breaks: &[],
        severity: 2,
        source: "Metatavu/keycloak-scim-server#101",
        found_by: &["error.body"],
        make: Make::Hook(Hook::Response(plain_text)),
    },
    Fault {
        name: "client-error-500",
        failure: "F139",
        title: "a mistake in the request is answered 500",
        breaks: &[],
        severity: 2,
        source: "wso2/product-is#16097, #11182; goauthentik/authentik#25987; open-webui/open-webui#20184",
        found_by: &["status.server-error"],
        make: Make::Hook(Hook::Response(server_error)),
    },
    Fault {
        name: "scimtype-invented",
        failure: "F140",
        title: "scimType is a word of the server's own",
        breaks: &[],
        severity: 1,
        source: "simpleidserver/SimpleIdServer#275, #390; Pulumi's SCIM troubleshooting page",
        found_by: &["error.scim-type"],
        make: Make::Hook(Hook::Response(invented_type)),
    },
    Fault {
        name: "404-body-missing",
        failure: "F146",
        title: "a 404 has no body",
        breaks: &[],
        severity: 2,
        source: "simpleidserver/SimpleIdServer#227; SAP-archive/scimono#235",
        found_by: &["error.body"],
        make: Make::Hook(Hook::Response(empty_not_found)),
    },
];

/// Changes the body of a refusal.
fn change_refusal(response: &mut Response, change: impl FnOnce(&mut Value)) {
    if response.status >= 400 {
        edit::change_answered(response, change);
    }
}

fn status_as_number(_: &Provider, _: &Request, response: &mut Response) {
    let status = response.status;
    change_refusal(response, |body| body["status"] = status.into());
}

fn wrapped(_: &Provider, _: &Request, response: &mut Response) {
    let status = response.status.to_string();
    change_refusal(response, |body| *body = json!({"status": status, "response": body.take()}));
}

fn schemas_as_string(_: &Provider, _: &Request, response: &mut Response) {
    change_refusal(response, |body| body["schemas"] = body["schemas"][0].take());
}

fn plain_text(_: &Provider, _: &Request, response: &mut Response) {
    if response.status >= 400
        && let Some(body) = edit::answered(response)
    {
        let detail = body["detail"].as_str().unwrap_or("failed").to_owned();
        response.body = Bytes::from(format!("Unsupported request: {detail}"));
        edit::label(response, "text/plain; charset=utf-8");
    }
}

fn server_error(_: &Provider, _: &Request, response: &mut Response) {
    if response.status == 400 {
        *response = edit::refuse(500, "Internal Server Error");
    }
}

fn invented_type(_: &Provider, _: &Request, response: &mut Response) {
    if response.status == 400 {
        edit::change_answered(response, |body| body["scimType"] = "schemaViolated".into());
    }
}

fn empty_not_found(_: &Provider, _: &Request, response: &mut Response) {
    if response.status == 404 {
        *response = Response::empty(404);
    }
}
