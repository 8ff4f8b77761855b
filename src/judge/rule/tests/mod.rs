//! The rules' specification: for each a breaking and a lawful exchange, and the legal variants that trip nothing.

mod cases;
mod levels;
mod variants;

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Value, json};

use super::{RuleContext, check, registry};
use crate::exchange::{Exchange, Method};
use crate::judge::fixture::Told;
use crate::judge::{Finding, Level};

const ID: &str = "2819c223";

/// A user as a right server shows it.
fn user() -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "id": ID,
        "externalId": "00ujl29u0le5T6Aj10h7",
        "userName": "Ada@example.com",
        "name": { "givenName": "Ada", "familyName": "Lovelace" },
        "emails": [{ "primary": true, "value": "ada@example.com", "type": "work" }],
        "active": true,
        "groups": [],
        "meta": {
            "resourceType": "User",
            "created": "2026-01-02T03:04:05Z",
            "lastModified": "2026-01-02T03:04:05.123+01:00",
            "location": format!("https://scim.example.com/v2/Users/{ID}"),
        },
    })
}

fn group() -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        "id": "g1",
        "displayName": "Analysts",
        "members": [{ "value": ID, "display": "Ada@example.com" }],
        "meta": {
            "resourceType": "Group",
            "created": "2026-01-02T03:04:05Z",
            "lastModified": "2026-01-02T03:04:05Z",
            "location": "https://scim.example.com/v2/Groups/g1",
        },
    })
}

fn list(resources: &[Value]) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": resources.len(),
        "startIndex": 1,
        "itemsPerPage": resources.len(),
        "Resources": resources,
    })
}

fn error(status: u16) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
        "status": status.to_string(),
        "detail": "that is how it is",
    })
}

/// The value with one member replaced (`null` stands for itself).
fn with(mut value: Value, pointer: &str, new: Value) -> Value {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match value.pointer_mut(parent).unwrap() {
        Value::Object(object) => {
            object.insert(key.to_owned(), new);
        }
        Value::Array(items) => items[key.parse::<usize>().unwrap()] = new,
        other => panic!("{pointer} leads into {other}"),
    }
    value
}

/// The value without one member.
fn without(mut value: Value, pointer: &str) -> Value {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    value.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(key).unwrap();
    value
}

fn get(target: &str) -> Told {
    Told::new(Method::Get, target)
}

/// Okta's lookup.
fn lookup(body: &Value) -> Arc<Exchange> {
    get("/Users?filter=userName%20eq%20%22ada%40example.com%22&startIndex=1&count=100").json(body).answer(200)
}

fn read_user(body: &Value) -> Arc<Exchange> {
    get("/Users/2819c223").json(body).answer(200)
}

fn read_group(body: &Value) -> Arc<Exchange> {
    get("/Groups/g1").json(body).answer(200)
}

/// Okta's create.
fn create(body: &Value) -> Told {
    let sent = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "Ada@example.com",
        "groups": [], "password": "1mz050nq", "active": true,
    });
    Told::new(Method::Post, "/Users")
        .sent(sent)
        .header("location", "https://scim.example.com/v2/Users/2819c223")
        .json(body)
}

fn put(sent: Value, body: &Value) -> Arc<Exchange> {
    Told::new(Method::Put, "/Users/2819c223").sent(sent).json(body).answer(200)
}

/// Okta's deactivation (OIN).
fn deactivate() -> Told {
    Told::new(Method::Patch, "/Users/2819c223").sent(json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{ "op": "replace", "value": { "active": false } }],
    }))
}

/// A refusal that is right in every respect.
fn refused(status: u16) -> Told {
    get("/Users/2819c223").json(&error(status))
}

fn judged(client: &str, expected_failure: bool, exchange: &Arc<Exchange>) -> Vec<Finding> {
    check(exchange, &RuleContext { client, expected_failure })
}

fn okta(exchange: &Arc<Exchange>) -> Vec<Finding> {
    judged("okta-oin", false, exchange)
}

fn level_of(findings: &[Finding], rule: &str) -> Option<Level> {
    findings.iter().find(|finding| finding.rule == rule).map(|finding| finding.level)
}

#[test]
fn ids_are_unique_and_spelled_like_ids() {
    let mut seen = BTreeSet::new();
    for rule in registry() {
        assert!(seen.insert(rule.id), "{} occurs twice", rule.id);
        let (family, name) = rule.id.split_once('.').unwrap();
        for part in [family, name] {
            let kebab = part.chars().all(|c| c.is_ascii_lowercase() || c == '-') && !part.starts_with('-');
            assert!(kebab && !part.is_empty() && !part.ends_with('-'), "{}", rule.id);
        }
    }
}

#[test]
fn every_rule_explains_itself() {
    for rule in registry() {
        for text in [rule.title, rule.source, rule.why, rule.fix] {
            assert!(!text.is_empty() && !text.ends_with('.'), "{}: {text:?}", rule.id);
        }
    }
}

#[test]
fn every_rule_has_a_breaking_and_a_lawful_exchange() {
    let told: BTreeSet<&str> = cases::all().iter().map(|case| case.rule).collect();
    // Invariants are put to the test by scenarios; `scimulate selftest` holds each to a fault.
    let known = super::FAMILIES.iter().flat_map(|family| family.rules).map(|rule| rule.id);
    assert_eq!(told, known.collect());
    for case in cases::all() {
        let context = RuleContext { client: case.client, expected_failure: case.expected_failure };
        let breaking = check(&case.breaking, &context);
        assert!(level_of(&breaking, case.rule).is_some(), "{} misses its breach: {breaking:#?}", case.rule);
        let lawful = check(&case.lawful, &context);
        assert!(level_of(&lawful, case.rule).is_none(), "{} accuses the lawful: {lawful:#?}", case.rule);
    }
}

#[test]
fn a_breach_trips_only_its_own_rule_unless_it_says_otherwise() {
    for case in cases::all() {
        let context = RuleContext { client: case.client, expected_failure: case.expected_failure };
        let found: BTreeSet<String> =
            check(&case.breaking, &context).into_iter().map(|finding| finding.rule.id.to_owned()).collect();
        let expected: BTreeSet<String> =
            case.also.iter().chain([&case.rule]).map(|rule| (*rule).to_owned()).collect();
        assert_eq!(found, expected, "{}", case.rule);
    }
}
