//! One case for each rule.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{
    create, deactivate, error, get, group, list, lookup, put, read_group, read_user, refused, user, with,
    without,
};
use crate::exchange::{Exchange, FailureKind, Method};
use crate::judge::fixture::Told;

/// A rule with an exchange that breaks it and a similar one that does not.
pub(super) struct Case {
    pub(super) rule: &'static str,
    pub(super) client: &'static str,
    pub(super) expected_failure: bool,
    pub(super) breaking: Arc<Exchange>,
    pub(super) lawful: Arc<Exchange>,
    /// Rules that the breach cannot help breaking too.
    pub(super) also: &'static [&'static str],
}

fn case(rule: &'static str, breaking: Arc<Exchange>, lawful: Arc<Exchange>) -> Case {
    Case { rule, client: "okta-oin", expected_failure: false, breaking, lawful, also: &[] }
}

impl Case {
    fn also(mut self, rules: &'static [&'static str]) -> Self {
        self.also = rules;
        self
    }

    fn client(mut self, client: &'static str) -> Self {
        self.client = client;
        self
    }

    fn failure_expected(mut self) -> Self {
        self.expected_failure = true;
        self
    }
}

pub(super) fn all() -> Vec<Case> {
    [
        transport(),
        status(),
        bodies(),
        refusals(),
        lists(),
        creates(),
        resources(),
        users(),
        groups(),
        discovery(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn transport() -> Vec<Case> {
    let limited = |retry: &str| refused(429).header("retry-after", retry).answer(429);
    vec![
        case(
            "exchange.answered",
            get("/Users/2819c223").fails(FailureKind::ClosedWithoutAnswer, "the connection was closed"),
            get("/Users/2819c223").fails(FailureKind::NotSent, "not sent"),
        ),
        case(
            "exchange.in-time",
            get("/Users/2819c223").json(&user()).answer_after(11, 200),
            get("/Users/2819c223").json(&user()).answer_after(10, 200),
        ),
        case(
            "exchange.redirected",
            get("/Users/2819c223").fails(FailureKind::Redirect, "the server answered 301"),
            read_user(&user()),
        ),
        case("rate-limit.wait", limited("600"), read_user(&user())),
        case("rate-limit.retry-after", limited(""), limited("7")).also(&["rate-limit.wait"]),
    ]
}

fn status() -> Vec<Case> {
    let delete = || Told::new(Method::Delete, "/Groups/g1");
    let projected = |status| {
        let mut told = Told::new(Method::Patch, "/Users/2819c223?attributes=active");
        if status == 200 {
            told = told.json(&user());
        }
        told.answer(status)
    };
    vec![
        case(
            "status.error-as-success",
            get("/Users/2819c223").json(&error(404)).answer(200),
            read_user(&user()),
        ),
        case("status.accepted", refused(403).answer(403), read_user(&user())),
        case(
            "status.no-match",
            get("/Users?filter=userName%20eq%20%22x%22").json(&error(404)).answer(404),
            get("/Users?filter=userName%20eq%20%22x%22").json(&list(&[])).answer(200),
        ),
        case("status.create", create(&user()).answer(200), create(&user()).answer(201)),
        case("status.update", deactivate().answer(202), deactivate().answer(204)),
        case("status.delete", delete().answer(200), delete().answer(204)),
        case("status.read", get("/Users/2819c223").json(&user()).answer(203), read_user(&user())),
        case("status.projected-patch", projected(204), projected(200)),
        case("status.server-error", refused(500).answer(500), refused(400).answer(400)).failure_expected(),
    ]
}

fn bodies() -> Vec<Case> {
    let labelled =
        |label: &str| get("/Users/2819c223").header("content-type", label).json(&user()).answer(200);
    vec![
        case("body.json", get("/Users/2819c223").bytes(b"<html>hello").answer(200), read_user(&user())),
        case("body.present", get("/Users/2819c223").answer(200), read_user(&user())),
        case("body.no-content", deactivate().json(&json!({})).answer(204), deactivate().answer(204)),
        case(
            "media.scim-json",
            labelled("application/json"),
            labelled("application/scim+json; charset=utf-8"),
        ),
        case("media.type", labelled("text/html"), labelled("Application/SCIM+JSON")),
    ]
}

fn refusals() -> Vec<Case> {
    let told = |status: u16, body: Value| refused(status).json(&body).answer(status);
    let conflict = |body: &Value| Told::new(Method::Post, "/Users").json(body).answer(409);
    let unique = with(error(409), "/scimType", json!("uniqueness"));
    vec![
        case("error.body", refused(404).bytes(b"").answer(404), refused(404).answer(404)),
        case(
            "error.schemas",
            told(404, with(error(404), "/schemas", json!("urn:ietf:params:scim:api:messages:2.0:Error"))),
            refused(404).answer(404),
        ),
        case("error.status", told(404, with(error(404), "/status", json!(404))), refused(404).answer(404)),
        case("error.detail", told(404, with(error(404), "/detail", json!(" "))), refused(404).answer(404)),
        case("error.uniqueness", conflict(&error(409)), conflict(&unique)),
        case(
            "error.scim-type",
            told(400, with(error(400), "/scimType", json!("immutability"))),
            told(400, with(error(400), "/scimType", json!("mutability"))),
        ),
        case(
            "error.www-authenticate",
            refused(401).answer(401),
            refused(401).header("www-authenticate", "Bearer").answer(401),
        ),
    ]
    .into_iter()
    .map(Case::failure_expected)
    .collect()
}

fn lists() -> Vec<Case> {
    let one = || list(&[user()]);
    let import = |body: Value| get("/Users?startIndex=1&count=2").json(&body).answer(200);
    let lower = || {
        json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
            "totalresults": 0, "startindex": 1, "itemsperpage": 0, "resources": [],
        })
    };
    let other = || {
        let other = with(user(), "/id", json!("other"));
        let other = with(other, "/meta/location", json!("https://scim.example.com/v2/Users/other"));
        with(other, "/userName", json!("bob@example.com"))
    };
    let stranger = || with(other(), "/emails", json!([]));
    vec![
        case("list.shape", lookup(&json!([])), lookup(&list(&[]))),
        case("list.schemas", lookup(&with(one(), "/schemas", json!([]))), lookup(&one())),
        case("list.integers", lookup(&with(one(), "/startIndex", json!("1"))), lookup(&one())),
        case("list.key-case", lookup(&lower()), lookup(&list(&[]))),
        case("list.total-results", lookup(&without(one(), "/totalResults")), lookup(&one())),
        case(
            "list.resources",
            lookup(&without(one(), "/Resources")),
            lookup(&without(list(&[]), "/Resources")),
        ),
        case(
            "list.count",
            get("/Users?startIndex=1&count=1").json(&list(&[user(), other()])).answer(200),
            import(list(&[user(), other()])),
        ),
        case("list.items-per-page", lookup(&with(one(), "/itemsPerPage", json!(7))), lookup(&one())),
        case("list.start-index", lookup(&with(one(), "/startIndex", json!(0))), lookup(&one())),
        case(
            "list.full-page",
            import(with(one(), "/totalResults", json!(3))),
            import(with(list(&[user(), other()]), "/totalResults", json!(3))),
        ),
        case("list.distinct", import(list(&[user(), user()])), import(list(&[user(), other()]))),
        case("list.filter-applied", lookup(&list(&[stranger()])), lookup(&one())),
    ]
}

fn creates() -> Vec<Case> {
    vec![
        case("create.body", create(&user()).bytes(b"").answer(201), create(&user()).answer(201)),
        case(
            "create.location",
            create(&user()).header("location", "").answer(201),
            create(&user()).answer(201),
        ),
        case(
            "create.location-matches",
            create(&user()).header("location", "http://internal:8080/Users/2819c223").answer(201),
            create(&user()).header("location", "/v2/Users/2819c223").answer(201),
        ),
    ]
}

fn resources() -> Vec<Case> {
    let other = with(user(), "/id", json!("other"));
    vec![
        case(
            "resource.id-stable",
            read_user(&with(other, "/meta/location", json!("https://scim.example.com/v2/Users/other"))),
            read_user(&user()),
        ),
        case("resource.shape", read_user(&list(&[user()])), read_user(&user())),
        case("user.schemas", read_user(&without(user(), "/schemas")), read_user(&user())),
        case(
            "resource.schemas",
            read_user(&with(user(), "/schemas", json!(["urn:ietf:params:scim:schemas:core:2.0:Group"]))),
            read_user(&user()),
        ),
        case("resource.id", read_user(&without(user(), "/id")), read_user(&user())),
        case(
            "resource.id-string",
            get("/Users/7").json(&with(user(), "/id", json!(7))).answer(200),
            read_user(&user()),
        ),
        case("meta.present", read_user(&without(user(), "/meta")), read_user(&user())),
        case(
            "meta.resource-type",
            read_user(&with(user(), "/meta/resourceType", json!("user"))),
            read_user(&user()),
        ),
        case(
            "meta.location",
            read_user(&with(user(), "/meta/location", json!("Users/2819c223"))),
            read_user(&user()),
        ),
        case("meta.dates", read_user(&with(user(), "/meta/created", json!("yesterday"))), read_user(&user())),
    ]
}

fn users() -> Vec<Case> {
    let sent = |name: &str, value: Value| with(user(), &format!("/{name}"), value);
    let inactive = || with(user(), "/active", json!(false));
    vec![
        case("user.password-returned", read_user(&with(user(), "/password", json!("x"))), read_user(&user())),
        case("user.user-name", read_user(&with(user(), "/userName", json!(""))), read_user(&user())),
        case("user.active-boolean", read_user(&with(user(), "/active", json!("true"))), read_user(&user())),
        case(
            "user.active-shown",
            deactivate().json(&without(user(), "/active")).answer(200),
            deactivate().json(&inactive()).answer(200),
        ),
        case(
            "user.emails",
            read_user(&with(user(), "/emails", json!(["a@example.com"]))),
            read_user(&user()),
        ),
        case(
            "user.names",
            put(user(), &without(user(), "/name/familyName")),
            put(without(user(), "/name"), &without(user(), "/name")),
        ),
        case(
            "user.deactivation-takes-effect",
            deactivate().json(&user()).answer(200),
            deactivate().json(&inactive()).answer(200),
        ),
        case("user.activation-takes-effect", create(&inactive()).answer(201), create(&user()).answer(201)),
        case(
            "user.user-name-kept",
            put(sent("userName", json!("lovelace@example.com")), &user()),
            put(sent("userName", json!("Ada@example.com")), &user()),
        ),
        case(
            "user.user-name-case",
            create(&with(user(), "/userName", json!("ada@example.com"))).answer(201),
            create(&user()).answer(201),
        ),
    ]
}

fn groups() -> Vec<Case> {
    vec![
        case("group.display-name", read_group(&without(group(), "/displayName")), read_group(&group())),
        case(
            "group.members",
            read_group(&with(group(), "/members", json!(["2819c223"]))),
            read_group(&group()),
        ),
    ]
}

fn discovery() -> Vec<Case> {
    let config = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
        "patch": { "supported": true },
        "bulk": { "supported": false, "maxOperations": 0, "maxPayloadSize": 0 },
        "filter": { "supported": true, "maxResults": 200 },
        "changePassword": { "supported": false },
        "sort": { "supported": true },
        "etag": { "supported": true },
        "authenticationSchemes": [],
    });
    let ask = |target: &str, body: &Value| get(target).json(body).answer(200);
    let schema = |mutability: &str| {
        json!({
            "id": "urn:ietf:params:scim:schemas:core:2.0:User",
            "attributes": [{ "name": "displayName", "type": "string", "mutability": mutability }],
        })
    };
    vec![
        case("discovery.list", ask("/Schemas", &json!([])), ask("/Schemas", &list(&[]))),
        case(
            "discovery.service-provider-config",
            ask("/ServiceProviderConfig", &without(config.clone(), "/etag")),
            ask("/ServiceProviderConfig", &config),
        ),
        case(
            "discovery.writable",
            ask("/Schemas", &list(&[schema("readOnly")])),
            ask("/Schemas", &list(&[schema("readWrite")])),
        ),
    ]
    .into_iter()
    .map(|case| case.client("rfc"))
    .collect()
}
