//! A call and what came of it; the exchanges of one act in order.

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use super::{Answer, Call, Failure};

/// One request with its response or failure. Owned, so it can be judged again later.
#[derive(Debug, Clone, Serialize)]
pub struct Exchange {
    /// What was sent.
    pub call: Call,
    /// The absolute URL that was called (credentials in it, if any, redacted).
    pub url: String,
    /// What came back.
    #[serde(serialize_with = "result")]
    pub result: Result<Answer, Failure>,
    /// How long it took.
    pub timing: Timing,
    /// Earlier attempts of the same call that were answered 429 and waited out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub repeats: Vec<Repeat>,
}

/// Where the time went, in milliseconds when serialised.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Timing {
    /// Until the head of the response had arrived.
    #[serde(serialize_with = "milliseconds", rename = "first_byte_ms")]
    pub first_byte: Duration,
    /// Until the last byte of the body had arrived.
    #[serde(serialize_with = "milliseconds", rename = "total_ms")]
    pub total: Duration,
}

/// An attempt that the target put off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Repeat {
    /// The status that put it off (429).
    pub status: u16,
    /// How long the harness waited before it tried again.
    #[serde(serialize_with = "milliseconds", rename = "waited_ms")]
    pub waited: Duration,
}

/// The base URL under which canned answers are known. Okta puts the host into some of its texts, and the port that
/// such answers really come from is another one each time. No host has that name (RFC 2606).
pub const CANNED_BASE: &str = "https://scim.example.com/scim/v2";

impl Exchange {
    /// Whether a canned answer stood in for a server: there is nothing that could be called again.
    pub fn is_canned(&self) -> bool {
        self.url.starts_with(CANNED_BASE)
    }

    /// Whether the request left the house: the guard holds some back, and so does the end of a run.
    pub fn was_sent(&self) -> bool {
        !self.failure().is_some_and(|failure| failure.kind.is_held_back())
    }

    /// Whether there is a server that could be asked the same again.
    pub fn is_repeatable(&self) -> bool {
        self.was_sent() && !self.is_canned()
    }

    /// The answer, if a complete one came.
    pub fn answer(&self) -> Option<&Answer> {
        self.result.as_ref().ok()
    }

    /// The failure, if no complete answer came.
    pub fn failure(&self) -> Option<&Failure> {
        self.result.as_ref().err()
    }

    /// The status code, if a complete answer came.
    pub fn status(&self) -> Option<u16> {
        self.answer().map(|answer| answer.status)
    }

    /// Whether a complete 2xx answer came.
    pub fn is_success(&self) -> bool {
        self.answer().is_some_and(Answer::is_success)
    }
}

/// The exchanges of one act, in order. Shared, because rules, drift, snapshot and reports all read the same ones.
pub type Trace = Vec<Arc<Exchange>>;

fn milliseconds<S: serde::Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    // Microsecond precision is enough for a report and keeps the numbers short.
    serializer.serialize_f64((duration.as_secs_f64() * 1_000_000.0).round() / 1_000.0)
}

fn result<S: serde::Serializer>(result: &Result<Answer, Failure>, serializer: S) -> Result<S::Ok, S::Error> {
    match result {
        Ok(answer) => serializer.serialize_newtype_variant("Result", 0, "answer", answer),
        Err(failure) => serializer.serialize_newtype_variant("Result", 1, "failure", failure),
    }
}
