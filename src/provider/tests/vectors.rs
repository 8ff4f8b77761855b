//! The RFC's own worked examples, played through the whole server.

use serde_json::{Value, json};

use super::{BASE, Headers, Method, Server, assert_contains, id};
use crate::scim::{equal, urn};

#[test]
fn the_exchanges_of_rfc_7644_are_answered_as_printed() {
    let vectors: Value =
        serde_json::from_str(include_str!("../../../tests/vectors/provider-exchanges.json")).unwrap();
    assert_eq!(vectors["base"], BASE);
    let cases = vectors["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 14);
    for case in cases {
        play(case);
    }
}

fn play(case: &Value) {
    let title = format!("RFC 7644 §{}: {}", case["section"], case["title"]);
    let ids = case["ids"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned());
    let server = Server::with_ids(ids.collect());
    for given in case["given"].as_array().unwrap() {
        server.create(given["path"].as_str().unwrap(), given["body"].clone());
    }
    let text = |name: &str| case[name].as_str().map(str::to_owned);
    let headers = Headers {
        content_type: Some("application/scim+json".to_owned()),
        if_match: text("if_match"),
        if_none_match: text("if_none_match"),
        ..Headers::default()
    };
    let method = Method::parse(case["method"].as_str().unwrap()).unwrap();
    let body = case.get("send").map(|body| body.to_string().into_bytes()).unwrap_or_default();
    let reply = server.send_raw(method, case["path"].as_str().unwrap(), headers, body.into());
    assert_eq!(reply.status, case["status"], "{title}: {}", reply.body);
    if let Some(location) = case["location"].as_str() {
        assert_eq!(reply.header("location"), Some(location), "{title}");
    }
    match case.get("expect") {
        Some(expected) => assert_contains(&reply.body, expected, &title),
        None => assert_eq!(reply.body, Value::Null, "{title}"),
    }
    for pointer in case["absent"].as_array().into_iter().flatten() {
        assert_eq!(reply.body.pointer(pointer.as_str().unwrap()), None, "{title}");
    }
    for (pointer, names) in case["only"].as_object().into_iter().flatten() {
        let shown: Vec<&String> = reply.body.pointer(pointer).unwrap().as_object().unwrap().keys().collect();
        assert_eq!(json!(shown), *names, "{title}");
    }
    if let Some(then) = case.get("then") {
        let reply = server.get(then["path"].as_str().unwrap());
        assert_contains(&reply.body, &then["expect"], &title);
    }
}

#[test]
fn the_patch_examples_of_rfc_7644_leave_the_resource_as_described() {
    let vectors: Value =
        serde_json::from_str(include_str!("../../../tests/vectors/scim-patch.json")).unwrap();
    let cases = vectors["cases"].as_array().unwrap();
    assert!(cases.len() > 15);
    for case in cases {
        patch(case);
    }
}

fn patch(case: &Value) {
    let given = &case["given"];
    let is_group = given["schemas"] == json!([urn::GROUP]);
    let own = given["id"].as_str().unwrap().to_owned();
    let mut ids: Vec<String> = if is_group { referenced(case) } else { Vec::new() };
    ids.push(own);
    let server = Server::with_ids(ids.clone());
    for member in &ids[..ids.len() - 1] {
        server.user(&format!("user-{member}"), json!({}));
    }
    let path = server.create(if is_group { "/Groups" } else { "/Users" }, given.clone());
    let before = server.get(&path).body;
    let reply = server.patch(&path, case["operations"].clone());
    let what = format!("§{} {}", case["section"], case["operations"]);
    if let Some(error) = case.get("error") {
        let expected = (error["status"].as_u64().unwrap(), &error["scimType"]);
        assert_eq!((u64::from(reply.status), &reply.body["scimType"]), expected, "{what}");
        assert_eq!(server.get(&path).body, before, "{what}");
        return;
    }
    assert_eq!(reply.status, 200, "{what}: {}", reply.body);
    let now = server.get(&path).body;
    assert_eq!(now, reply.body, "{what}");
    for (name, expected) in case["after"].as_object().unwrap() {
        let actual = now.get(name);
        if name == "members" {
            let members = |list: &Value| -> Vec<String> {
                let list = list.as_array().cloned().unwrap_or_default();
                let mut ids: Vec<String> =
                    list.iter().map(|one| one["value"].as_str().unwrap().to_owned()).collect();
                ids.sort();
                ids
            };
            assert_eq!(members(actual.unwrap_or(&Value::Null)), members(expected), "{what}");
        } else {
            assert!(equal::equal(actual, Some(expected)), "{what}: {name} is {actual:?}, not {expected}");
        }
    }
    if case["unchanged"] == true {
        // RFC 7644 §3.5.2.1: lastModified does not move when nothing changed.
        assert_eq!(now["meta"], before["meta"], "{what}");
    }
    assert_eq!(id(&path), now["id"].as_str().unwrap());
}

/// Every id that a case mentions as a member.
fn referenced(case: &Value) -> Vec<String> {
    let mut ids = Vec::new();
    let mut collect = |list: &Value| {
        for member in list.as_array().into_iter().flatten() {
            if let Some(id) = member["value"].as_str().filter(|id| !ids.contains(&(*id).to_owned())) {
                ids.push(id.to_owned());
            }
        }
    };
    collect(&case["given"]["members"]);
    collect(&case["after"]["members"]);
    for operation in case["operations"].as_array().unwrap() {
        collect(&operation["value"]);
    }
    ids
}
