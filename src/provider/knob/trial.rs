//! A provider with knobs, and short ways to talk to it, for the tests of this room.

#![expect(clippy::needless_pass_by_value, reason = "bodies read best where they are sent")]

use serde_json::{Value, json};

use super::{Setting, named};
use crate::exchange::Method;
use crate::provider::{Behaviour, Headers, Provider, Request, Settings};
use crate::scim::urn;

/// A request with a JSON body.
pub(super) fn request(method: Method, target: &str, body: Option<Value>) -> Request {
    let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
    Request {
        method,
        base: "http://localhost/scim/v2".to_owned(),
        path: path.to_owned(),
        query: query.map(str::to_owned),
        headers: Headers { content_type: Some("application/scim+json".to_owned()), ..Headers::default() },
        body: body.map(|body| body.to_string().into()).unwrap_or_default(),
    }
}

/// A provider under trial.
pub(super) struct Trial(pub(super) Provider);

impl Trial {
    /// With these knobs, as JSON: `{"default-user-type": "lite"}`.
    pub(super) fn with(knobs: Value) -> Self {
        let knobs = knobs.as_object().unwrap().iter().map(|(name, value)| {
            Setting::new(named(name).unwrap_or_else(|| panic!("no knob {name}")), value.clone()).unwrap()
        });
        let behaviour = Behaviour { knobs: knobs.collect(), ..Behaviour::default() };
        Trial(Provider::new(behaviour.settings(Settings::default())))
    }

    /// Status and body of an answer.
    pub(super) fn send(&self, method: Method, target: &str, body: Option<Value>) -> (u16, Value) {
        let response = self.0.handle(&request(method, target, body));
        (response.status, serde_json::from_slice(&response.body).unwrap_or(Value::Null))
    }

    pub(super) fn get(&self, target: &str) -> (u16, Value) {
        self.send(Method::Get, target, None)
    }

    pub(super) fn post(&self, target: &str, body: Value) -> (u16, Value) {
        self.send(Method::Post, target, Some(body))
    }

    pub(super) fn put(&self, target: &str, body: Value) -> (u16, Value) {
        self.send(Method::Put, target, Some(body))
    }

    /// A PATCH as Okta sends it for `active`: no path, an object as value.
    pub(super) fn patch(&self, target: &str, value: Value) -> (u16, Value) {
        let body = json!({"schemas": [urn::PATCH_OP], "Operations": [{"op": "replace", "value": value}]});
        self.send(Method::Patch, target, Some(body))
    }

    /// Creates a user. Its id.
    pub(super) fn user(&self, name: &str) -> String {
        let (status, body) = self.post("/Users", user(name));
        assert_eq!(status, 201, "{body}");
        body["id"].as_str().unwrap().to_owned()
    }

    /// Creates a group with members. Its id.
    pub(super) fn group(&self, name: &str, members: &[&str]) -> String {
        let (status, body) = self.post("/Groups", group(name, members));
        assert_eq!(status, 201, "{body}");
        body["id"].as_str().unwrap().to_owned()
    }

    /// The ids that a group shows as its members.
    pub(super) fn members(&self, group: &str) -> Vec<String> {
        let (_, body) = self.get(&format!("/Groups/{group}"));
        let members = body["members"].as_array().cloned().unwrap_or_default();
        members.iter().map(|member| member["value"].as_str().unwrap().to_owned()).collect()
    }

    /// How many users have that name, as a lookup tells.
    pub(super) fn found(&self, name: &str) -> u64 {
        let filter = crate::exchange::encode_component(&format!("userName eq \"{name}\""));
        self.get(&format!("/Users?filter={filter}")).1["totalResults"].as_u64().unwrap()
    }
}

/// A user's body.
pub(super) fn user(name: &str) -> Value {
    json!({
        "schemas": [urn::USER], "userName": name, "active": true,
        "name": {"givenName": "Ada", "familyName": "Lovelace"},
        "emails": [{"value": name, "type": "work", "primary": true}],
    })
}

/// A group's body.
pub(super) fn group(name: &str, members: &[&str]) -> Value {
    let members: Vec<Value> = members.iter().map(|id| json!({"value": id})).collect();
    json!({"schemas": [urn::GROUP], "displayName": name, "members": members})
}
