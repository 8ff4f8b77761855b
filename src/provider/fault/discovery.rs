//! Discovery documents that lack something, or say what is not so.

use serde_json::Value;

use super::Fault;
use crate::provider::deviation::{Hook, Make, edit};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "discovery-incomplete",
        failure: "F14",
        title: "ServiceProviderConfig lacks required members, and /Schemas is a bare array",
        breaks: &[],
        severity: 2,
        source: "osiam/osiam#309; onyx-dot-app/onyx#8692; sourcegraph/sourcegraph-public-snapshot#62185",
        found_by: &["discovery.service-provider-config", "discovery.list"],
        make: Make::Hook(Hook::Response(incomplete)),
    },
    Fault {
        name: "schema-mutability-lies",
        failure: "F15",
        title: "/Schemas calls displayName readOnly, though it can be written",
        breaks: &[],
        severity: 2,
        source: "better-auth/better-auth#10417",
        found_by: &["discovery.writable"],
        make: Make::Hook(Hook::Response(read_only_name)),
    },
];

fn incomplete(_: &Provider, request: &Request, response: &mut Response) {
    edit::change_answered(response, |body| match request.path.trim_matches('/') {
        "ServiceProviderConfig" => {
            let part = |body: &mut Value, pointer: &str, name: &str| {
                if let Some(object) = body.pointer_mut(pointer).and_then(Value::as_object_mut) {
                    object.shift_remove(name);
                }
            };
            part(body, "/bulk", "maxOperations");
            part(body, "/authenticationSchemes/0", "type");
        }
        "Schemas" => *body = body["Resources"].take(),
        _ => {}
    });
}

fn read_only_name(_: &Provider, request: &Request, response: &mut Response) {
    if !request.path.trim_matches('/').starts_with("Schemas") {
        return;
    }
    edit::change_resources(response, |schema| {
        let attributes = schema.get_mut("attributes").and_then(Value::as_array_mut);
        for attribute in attributes.into_iter().flatten().filter(|it| it["name"] == "displayName") {
            attribute["mutability"] = "readOnly".into();
        }
    });
}
