//! The provider held to RFC 7643 and RFC 7644, and to what Okta needs. Numbers such as `RFC7644-3.3-01` count the
//! statements of a section of the RFC that concern a server.

#![expect(clippy::needless_pass_by_value, reason = "bodies read best where they are sent")]

mod bulk;
mod discovery;
mod group;
mod large;
mod patch;
mod protocol;
mod query;
mod user;
mod variant;
mod vectors;
mod write;

use std::sync::Mutex;

use bytes::Bytes;
use serde_json::{Value, json};

use super::{Access, Headers, Ids, Provider, Request, Settings};
use crate::exchange::{Method, Secret, encode_component};
use crate::scim::urn;

const BASE: &str = "https://example.com/v2";
const ENT: &str = urn::ENTERPRISE_USER;

/// A provider, and a way to talk to it that checks on every answer what must hold of every answer.
struct Server(Provider);

struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Value,
}

impl Server {
    fn new() -> Self {
        Server(Provider::new(Settings::default()))
    }

    fn with_token(token: &str) -> Self {
        let access = Access::Bearer(Secret::new(token));
        Server(Provider::new(Settings { access, ..Settings::default() }))
    }

    /// Gives out these ids, then counts.
    fn with_ids(ids: Vec<String>) -> Self {
        let given = Mutex::new(ids.into_iter());
        let counted = Ids::counting();
        let ids = Ids::new(move || given.lock().unwrap().next().unwrap_or_else(|| counted.next()));
        Server(Provider::new(Settings { ids, ..Settings::default() }))
    }

    fn send(&self, method: Method, target: &str, body: Option<&Value>) -> Reply {
        let body = body.map(|body| body.to_string().into_bytes().into());
        let headers =
            Headers { content_type: Some("application/scim+json".to_owned()), ..Headers::default() };
        self.send_raw(method, target, headers, body.unwrap_or_default())
    }

    fn send_raw(&self, method: Method, target: &str, headers: Headers, body: Bytes) -> Reply {
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, Some(query.to_owned())),
            None => (target, None),
        };
        let request = Request { method, base: BASE.to_owned(), path: path.to_owned(), query, headers, body };
        let response = self.0.handle(&request);
        let body = match response.body.is_empty() {
            true => Value::Null,
            // RFC7644-3.2-04
            false => serde_json::from_slice(&response.body).unwrap(),
        };
        let reply = Reply { status: response.status, headers: response.headers, body };
        reply.must_hold(target);
        reply
    }

    fn get(&self, target: &str) -> Reply {
        self.send(Method::Get, target, None)
    }

    fn post(&self, target: &str, body: Value) -> Reply {
        self.send(Method::Post, target, Some(&body))
    }

    fn put(&self, target: &str, body: Value) -> Reply {
        self.send(Method::Put, target, Some(&body))
    }

    fn patch(&self, target: &str, operations: Value) -> Reply {
        self.send(Method::Patch, target, Some(&json!({"schemas": [urn::PATCH_OP], "Operations": operations})))
    }

    fn delete(&self, target: &str) -> Reply {
        self.send(Method::Delete, target, None)
    }

    /// Creates a user with that userName, and with more if told. Its path.
    fn user(&self, name: &str, more: Value) -> String {
        self.create("/Users", user(name, more))
    }

    fn group(&self, name: &str, members: &[&str]) -> String {
        let members: Vec<Value> = members.iter().map(|path| json!({"value": id(path)})).collect();
        self.create("/Groups", json!({"schemas": [urn::GROUP], "displayName": name, "members": members}))
    }

    fn create(&self, collection: &str, body: Value) -> String {
        let reply = self.post(collection, body);
        assert_eq!(reply.status, 201, "{}", reply.body);
        format!("{collection}/{}", reply.body["id"].as_str().unwrap())
    }

    /// The userNames or displayNames that a query finds, in order.
    fn found(&self, target: &str) -> Vec<String> {
        let reply = self.get(target);
        assert_eq!(reply.status, 200, "{target}: {}", reply.body);
        names(&reply.body)
    }

    fn filter(&self, collection: &str, filter: &str) -> Vec<String> {
        self.found(&format!("{collection}?filter={}", encode_component(filter)))
    }

    /// The ids of a group's members.
    fn members(&self, group: &str) -> Vec<String> {
        let body = self.get(group).body;
        let members = body["members"].as_array().cloned().unwrap_or_default();
        members.iter().map(|member| member["value"].as_str().unwrap().to_owned()).collect()
    }
}

fn names(list: &Value) -> Vec<String> {
    let name = |resource: &Value| {
        let name = resource.get("userName").or_else(|| resource.get("displayName"));
        name.and_then(Value::as_str).unwrap_or("?").to_owned()
    };
    list["Resources"].as_array().unwrap().iter().map(name).collect()
}

fn id(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

/// A body with the core User schema.
fn user(name: &str, more: Value) -> Value {
    let mut body = json!({"schemas": [urn::USER], "userName": name});
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

impl Reply {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
    }

    #[track_caller]
    fn refused(&self, status: u16, scim_type: &str) {
        let got = (self.status, self.body["scimType"].as_str().unwrap_or_default());
        assert_eq!(got, (status, scim_type), "{}", self.body);
    }

    /// What holds of every answer: RFC7644-3.1-01, 3.2-04, 3.8-02, 3.8-04, 3.12-01, 3.12-02, RFC7643-3-01, 3.1-02,
    /// 3.1-19, 3.1-21, 3.3-01, 3.3-02, 4.1.1-14.
    #[track_caller]
    fn must_hold(&self, target: &str) {
        if self.body.is_null() {
            return;
        }
        assert_eq!(self.header("content-type"), Some("application/scim+json"), "{target}");
        assert!(!self.body.to_string().contains("password\":"), "{target} shows a password: {}", self.body);
        if self.status >= 400 {
            assert_eq!(self.body["schemas"], json!([urn::ERROR]), "{target}");
            assert_eq!(self.body["status"], self.status.to_string(), "{target}");
            assert!(!self.body["detail"].as_str().unwrap_or_default().is_empty(), "{target}");
            return;
        }
        match self.body.get("Resources").and_then(Value::as_array) {
            Some(resources) => {
                for member in ["totalResults", "startIndex", "itemsPerPage"] {
                    assert!(self.body[member].is_u64(), "{target}: {member}");
                }
                assert_eq!(self.body["schemas"], json!([urn::LIST_RESPONSE]), "{target}");
                assert_eq!(self.body["itemsPerPage"], resources.len(), "{target}");
                resources.iter().for_each(check_resource);
            }
            None => check_resource(&self.body),
        }
        let meta = &self.body["meta"];
        for (header, member) in [("location", "location"), ("etag", "version")] {
            if let (Some(header), Some(member)) = (self.header(header), meta[member].as_str()) {
                assert_eq!(header, member, "{target}");
            }
        }
    }
}

#[track_caller]
fn check_resource(resource: &Value) {
    let schemas: Vec<&str> =
        resource["schemas"].as_array().unwrap().iter().map(|uri| uri.as_str().unwrap()).collect();
    assert!(!schemas.is_empty(), "{resource}");
    let extensions = resource.as_object().unwrap().keys().filter(|name| name.starts_with("urn:"));
    for extension in extensions {
        assert!(schemas.contains(&extension.as_str()), "{extension} is not in {schemas:?}");
    }
    if schemas.iter().any(|uri| uri.contains(":core:2.0:User") || uri.contains(":core:2.0:Group")) {
        assert!(resource["id"].as_str().is_some_and(|id| !id.is_empty()), "{resource}");
    }
}

/// Whether `actual` says all that `expected` says. Arrays have the same length.
#[track_caller]
fn assert_contains(actual: &Value, expected: &Value, place: &str) {
    match (actual, expected) {
        (Value::Object(actual), Value::Object(expected)) => {
            for (name, expected) in expected {
                let place = format!("{place}/{name}");
                assert_contains(actual.get(name).unwrap_or(&Value::Null), expected, &place);
            }
        }
        (Value::Array(actual), Value::Array(expected)) => {
            assert_eq!(actual.len(), expected.len(), "{place}: {actual:?}");
            for (index, (actual, expected)) in actual.iter().zip(expected).enumerate() {
                assert_contains(actual, expected, &format!("{place}/{index}"));
            }
        }
        _ => assert_eq!(actual, expected, "{place}"),
    }
}
