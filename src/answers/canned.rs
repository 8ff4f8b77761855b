//! An answer as data: for which requests, and what.

use std::time::Duration;

use serde_json::Value;

use crate::exchange::FailureKind;

/// One canned answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The requests that it is for, as a [`CallPattern`](crate::exchange::CallPattern): `PUT /Users/*`.
    pub to: String,
    /// What is answered.
    pub with: Canned,
}

/// What is answered.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Canned {
    /// The status; `None` = what goes with the content: 201 for [`Content::Created`], else 200.
    pub status: Option<u16>,
    /// Headers beside those that go with the content; one of the same name takes its place.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub content: Content,
    /// The wait before the answer.
    pub delay: Option<Duration>,
    /// How it does not arrive.
    pub cut: Option<Cut>,
    /// Why no connection comes about, so that nothing is sent or answered.
    pub unreachable: Option<FailureKind>,
}

/// The body of an answer.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Content {
    /// None.
    #[default]
    Nothing,
    /// JSON, as `application/scim+json`.
    Json(Value),
    /// A text as it stands, as `text/plain`.
    Text(String),
    /// A SCIM Error message with this detail (RFC 7644 §3.12).
    Error(String),
    /// A ListResponse of these resources of the shelf, on one page.
    List(Vec<String>),
    /// What was posted, with an id and `meta`; the shelf keeps it under this name.
    Created(String),
    /// A resource of the shelf.
    Resource(String),
}

/// How an answer does not arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// The connection is reset instead of an answer.
    Reset,
    /// The head promises the whole body; the connection is closed after half of it.
    Truncate,
    /// The connection is closed without a byte.
    Empty,
    /// What comes is no HTTP.
    Malformed,
}
