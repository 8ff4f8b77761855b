//! What a client wants to send, before credentials are added.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Credentials;

/// The HTTP method of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Reads; the only method that is ever repeated after a connection failure.
    Get,
    /// Creates (or searches, for `/.search`).
    Post,
    /// Replaces a whole resource.
    Put,
    /// Changes a resource in parts (RFC 7644 §3.5.2).
    Patch,
    /// Removes a resource.
    Delete,
    /// Only for `request` steps.
    Head,
    /// Only for `request` steps.
    Options,
}

impl Method {
    /// The method's name as it stands in a request line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
            Method::Head => "HEAD",
            Method::Options => "OPTIONS",
        }
    }

    /// The method of that name, in any case.
    pub fn parse(name: &str) -> Option<Method> {
        [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete, Method::Head, Method::Options]
            .into_iter()
            .find(|method| method.as_str().eq_ignore_ascii_case(name))
    }

    /// Whether the method may change something on the target.
    pub const fn is_write(self) -> bool {
        matches!(self, Method::Post | Method::Put | Method::Patch | Method::Delete)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// How we know that a client sends a request in just this form.
///
/// A finding that rests on an [`Inferred`](Evidence::Inferred) request is at most a warning and says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// Stated by the client's own documentation.
    Documented,
    /// Seen in a request log that a third party published.
    Captured,
    /// Reported in an issue, a forum or a vendor's documentation.
    Reported,
    /// Our conclusion; no source states it.
    Inferred,
    /// Written out by a scenario's author; no claim about any client.
    Scenario,
}

impl Evidence {
    /// The word that reports use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Evidence::Documented => "documented",
            Evidence::Captured => "captured",
            Evidence::Reported => "reported",
            Evidence::Inferred => "inferred",
            Evidence::Scenario => "scenario",
        }
    }
}

/// Why a request is sent: on the client's behalf, or for the harness itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Part of an act: what the client under emulation sends. Only these are judged by rules and snapshots.
    Act,
    /// The harness reads a resource back to compare it with the org.
    ReadBack,
    /// The harness puts a scenario's `already:` resources on the target.
    SetUp,
    /// The harness removes what the run created.
    TidyUp,
    /// The connection test before the first scenario.
    Preflight,
    /// The harness looks at resources that no act names.
    Bystander,
}

/// A request body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Payload {
    /// Sent as compact JSON, keys in the order of the value.
    Json(Value),
    /// Sent byte for byte (a `request` step that wants to be malformed).
    Raw(String),
}

impl Payload {
    /// The JSON value, when the body is one.
    pub fn json(&self) -> Option<&Value> {
        match self {
            Payload::Json(value) => Some(value),
            Payload::Raw(_) => None,
        }
    }

    /// The bytes that go on the wire.
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            // A `Value` always serialises: its map keys are strings and it holds no I/O.
            Payload::Json(value) => serde_json::to_vec(value).unwrap_or_default(),
            Payload::Raw(text) => text.as_bytes().to_vec(),
        }
    }
}

/// One request as a client means it: no host and no credentials, those belong to the target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// The HTTP method.
    pub method: Method,
    /// The path below the target's base URL, percent-encoded, with a leading slash: `/Users/2819c223`.
    pub path: String,
    /// The raw query, percent-encoded, without the question mark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// The client's own headers in wire order. Authorization, Host and Content-Length are the sender's.
    pub headers: Vec<(String, String)>,
    /// The body, if the call has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Payload>,
    /// How we know that the client sends this.
    pub evidence: Evidence,
    /// For whom it is sent.
    pub purpose: Purpose,
    /// Whose credentials go with it.
    #[serde(default, skip_serializing_if = "Credentials::are_own")]
    pub credentials: Credentials,
}

impl Call {
    /// A call without query, headers and body.
    pub fn new(method: Method, path: impl Into<String>, evidence: Evidence, purpose: Purpose) -> Self {
        Call {
            method,
            path: path.into(),
            query: None,
            headers: Vec::new(),
            body: None,
            evidence,
            purpose,
            credentials: Credentials::Own,
        }
    }

    /// Path and query as they stand in the request line, below the base URL.
    pub fn target(&self) -> String {
        match &self.query {
            Some(query) => format!("{}?{query}", self.path),
            None => self.path.clone(),
        }
    }

    /// `/Users` → `Users`; `/Users/1` → `Users`; the empty string for `/`.
    pub fn endpoint(&self) -> &str {
        self.path.trim_start_matches('/').split('/').next().unwrap_or_default()
    }

    /// The (still percent-encoded) id of the resource that the path names, if it names one.
    pub fn resource_id(&self) -> Option<&str> {
        self.path
            .trim_start_matches('/')
            .split('/')
            .nth(1)
            .filter(|id| !id.is_empty() && !id.starts_with('.'))
    }
}

/// Everything except unreserved characters (RFC 3986 §2.3) is encoded.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Percent-encodes one path segment or query value (`a b@c` → `a%20b%40c`).
pub fn encode_component(text: &str) -> String {
    utf8_percent_encode(text, COMPONENT).to_string()
}

#[cfg(test)]
mod tests {
    use super::{Call, Evidence, Method, Purpose, encode_component};

    #[test]
    fn ids_with_blanks_and_at_signs_are_encoded_in_paths() {
        assert_eq!(encode_component("ada lovelace@x.org"), "ada%20lovelace%40x.org");
    }

    #[test]
    fn endpoint_and_id_come_from_the_path() {
        let call = Call::new(Method::Get, "/Users/a%20b", Evidence::Documented, Purpose::Act);
        assert_eq!((call.endpoint(), call.resource_id()), ("Users", Some("a%20b")));
        let list = Call::new(Method::Get, "/Users", Evidence::Documented, Purpose::Act);
        assert_eq!((list.endpoint(), list.resource_id()), ("Users", None));
        let search = Call::new(Method::Post, "/Users/.search", Evidence::Scenario, Purpose::Act);
        assert_eq!(search.resource_id(), None);
    }
}
