//! Exchanges in the document.

use serde::Serialize;

use super::super::human::is_credential;
use crate::exchange::{Content, Exchange, Failure, Payload, Repeat, Timing};

/// An exchange in short.
#[derive(Serialize)]
pub(super) struct Short {
    pub(super) method: &'static str,
    pub(super) target: String,
    /// Absent if no complete answer came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) status: Option<u16>,
}

impl Short {
    pub(super) fn of(exchange: &Exchange) -> Self {
        Short {
            method: exchange.call.method.as_str(),
            target: exchange.call.target(),
            status: exchange.status(),
        }
    }
}

/// One exchange, flat enough to be read with `jq`.
#[derive(Serialize)]
pub(super) struct Traffic<'a> {
    pub(super) method: &'static str,
    pub(super) target: String,
    pub(super) url: &'a str,
    pub(super) evidence: &'static str,
    pub(super) request_headers: Vec<[&'a str; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) request_body: Option<Body<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) response_headers: Option<Vec<[&'a str; 2]>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) response_body: Option<&'a Content>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) failure: Option<&'a Failure>,
    pub(super) timing: Timing,
    #[serde(skip_serializing_if = "<[Repeat]>::is_empty")]
    pub(super) repeats: &'a [Repeat],
}

/// JSON as it is, anything else as a string.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Body<'a> {
    Json(&'a serde_json::Value),
    Raw(&'a str),
}

impl<'a> Traffic<'a> {
    pub(super) fn of(exchange: &'a Exchange) -> Self {
        let answer = exchange.answer();
        Traffic {
            method: exchange.call.method.as_str(),
            target: exchange.call.target(),
            url: &exchange.url,
            evidence: exchange.call.evidence.as_str(),
            request_headers: headers(&exchange.call.headers),
            request_body: exchange.call.body.as_ref().map(|body| match body {
                Payload::Json(value) => Body::Json(value),
                Payload::Raw(text) => Body::Raw(text),
            }),
            status: exchange.status(),
            response_headers: answer.map(|answer| headers(&answer.headers)),
            response_body: answer.map(|answer| &answer.content),
            failure: exchange.failure(),
            timing: exchange.timing,
            repeats: &exchange.repeats,
        }
    }
}

fn headers(headers: &[(String, String)]) -> Vec<[&str; 2]> {
    let value = |name: &str, value| if is_credential(name) { "(redacted)" } else { value };
    headers.iter().map(|(name, text)| [name.as_str(), value(name, text.as_str())]).collect()
}
