//! Rules about the discovery endpoints (RFC 7644 §4). Okta reads none of them, so they never give it a finding.

use serde_json::Value;

use super::Rule;
use super::seen::{Operation, Seen};
use super::sink::{Proof, Sink};
use crate::judge::catalogue::{Damage, NOBODY_ELSE};
use crate::judge::{json, level};
use crate::scim::urn;

pub(super) const RULES: &[&Rule] = &[&LIST, &CONFIG, &WRITABLE];

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

const WRITABLE: Rule = Rule {
    id: "discovery.writable",
    title: "/Schemas lets clients write what identity providers push",
    explanation: "Checked on every schema of a user that /Schemas shows. userName, displayName, name, emails and active \
        are writable in the standard, and an attribute that says nothing is. A client that goes by the schema never \
        sends what it calls readOnly. A server may really not let them be written; then this is no more than worth \
        knowing.",
    source: "RFC 7643 §2.2, §4.1, §7",
    why: "clients that go by the schema leave these attributes out, and people are never renamed or deactivated",
    fix: "say readWrite where a PUT or PATCH of the attribute works",
    level: level::warning,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

/// What every identity provider pushes of a user.
const PUSHED: &[&str] = &["userName", "displayName", "name", "emails", "active"];

pub(super) fn check(seen: &Seen<'_>, sink: &mut Sink<'_>) {
    if seen.operation != Operation::Discovery || level::is_okta(seen.context.client) {
        return;
    }
    let Some(body) = seen.body() else { return };
    if seen.call.endpoint().eq_ignore_ascii_case("Schemas") {
        let listed = json::attribute(body, "Resources").and_then(Value::as_array);
        listed
            .map_or(std::slice::from_ref(body), Vec::as_slice)
            .iter()
            .for_each(|schema| writable(schema, sink));
    }
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
    for (feature, limit) in [("bulk", "maxOperations"), ("bulk", "maxPayloadSize"), ("filter", "maxResults")]
    {
        let value = json::attribute(body, feature).and_then(|value| json::attribute(value, limit));
        if json::attribute(body, feature).is_some() && !value.is_some_and(Value::is_u64) {
            let proof = Proof::new(format!("{feature}.{limit} is missing or not a whole number"));
            let proof = proof.expected("a whole number").found(json::short(value));
            sink.report(&CONFIG, proof.at(format!("/{feature}/{limit}")));
        }
    }
    let schemes = json::attribute(body, "authenticationSchemes");
    for (at, scheme) in schemes.and_then(Value::as_array).into_iter().flatten().enumerate() {
        for part in ["type", "name", "description"] {
            if json::text(scheme, part).is_none_or(str::is_empty) {
                let proof = Proof::new(format!("an authentication scheme has no {part}")).expected("a text");
                let proof = proof.found(json::short(json::attribute(scheme, part)));
                sink.report(&CONFIG, proof.at(format!("/authenticationSchemes/{at}/{part}")));
            }
        }
    }
    if !schemes.is_some_and(Value::is_array) {
        let proof =
            Proof::new("authenticationSchemes is missing or not an array").found(json::short(schemes));
        sink.report(&CONFIG, proof.expected("an array").at("/authenticationSchemes"));
    }
}

fn writable(schema: &Value, sink: &mut Sink<'_>) {
    if !json::text(schema, "id").is_some_and(|id| id.eq_ignore_ascii_case(urn::USER)) {
        return;
    }
    let attributes = json::attribute(schema, "attributes").and_then(Value::as_array);
    for attribute in attributes.into_iter().flatten() {
        let name = json::text(attribute, "name").unwrap_or_default();
        let is_pushed = PUSHED.iter().any(|pushed| pushed.eq_ignore_ascii_case(name));
        if is_pushed && json::text(attribute, "mutability") == Some("readOnly") {
            let proof = Proof::new(format!("the schema says that clients must not write {name}"));
            sink.report(&WRITABLE, proof.expected("readWrite").found("readOnly"));
        }
    }
}
