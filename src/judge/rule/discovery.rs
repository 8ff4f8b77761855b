//! Rules about the discovery endpoints (RFC 7644 §4). Okta reads none of them, so they never give it a finding.

use serde_json::Value;

use super::Rule;
use super::seen::{Operation, Seen};
use super::sink::{Proof, Sink};
use crate::judge::catalogue::{Damage, NOBODY_ELSE};
use crate::judge::{json, level};

pub(super) const RULES: &[&Rule] = &[&LIST, &CONFIG];

const LIST: Rule = Rule {
    id: "discovery.list",
    title: "/Schemas and /ResourceTypes answer with a ListResponse",
    explanation: "Checked on GET /Schemas and GET /ResourceTypes of the neutral client. Both answer with a \
        ListResponse. Okta reads neither.",
    source: "RFC 7644 §4",
    why: "clients that read discovery find nothing",
    fix: "wrap the resources in a ListResponse",
    level: level::violation,
    damage: Damage::Tidiness,
    also_affects: NOBODY_ELSE,
};

const CONFIG: Rule = Rule {
    id: "discovery.service-provider-config",
    title: "ServiceProviderConfig says for every feature whether it is supported",
    explanation: "Checked on GET /ServiceProviderConfig of the neutral client. Each feature says whether it is \
        supported. Okta does not read it.",
    source: "RFC 7643 §5",
    why: "clients cannot tell what they may use",
    fix: "send patch, bulk, filter, changePassword, sort and etag, each with `supported`, and authenticationSchemes",
    level: level::violation,
    damage: Damage::Tidiness,
    also_affects: NOBODY_ELSE,
};

pub(super) fn check(seen: &Seen<'_>, sink: &mut Sink<'_>) {
    if seen.operation != Operation::Discovery || level::is_okta(seen.context.client) {
        return;
    }
    let Some(body) = seen.body() else { return };
    if seen.call.endpoint().eq_ignore_ascii_case("ServiceProviderConfig") {
        config(body, sink);
    } else if seen.call.resource_id().is_none() {
        let list = json::attribute(body, "Resources").is_some_and(Value::is_array);
        if !list {
            let message = format!("/{} is not a ListResponse", seen.call.endpoint());
            let proof = Proof::new(message).expected("a ListResponse").found(json::short(Some(body)));
            sink.report(&LIST, proof);
        }
    }
}

fn config(body: &Value, sink: &mut Sink<'_>) {
    for feature in ["patch", "bulk", "filter", "changePassword", "sort", "etag"] {
        let supported = json::attribute(body, feature).and_then(|value| json::attribute(value, "supported"));
        if !supported.is_some_and(Value::is_boolean) {
            let proof = Proof::new(format!("{feature}.supported is missing or not a boolean"));
            let proof = proof.expected("true or false").found(json::short(supported));
            sink.report(&CONFIG, proof.at(format!("/{feature}/supported")));
        }
    }
    let schemes = json::attribute(body, "authenticationSchemes");
    if !schemes.is_some_and(Value::is_array) {
        let proof =
            Proof::new("authenticationSchemes is missing or not an array").found(json::short(schemes));
        sink.report(&CONFIG, proof.expected("an array").at("/authenticationSchemes"));
    }
}
