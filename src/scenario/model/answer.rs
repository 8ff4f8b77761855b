//! Canned answers: what is answered instead of a target.

use std::time::Duration;

use super::{Member, Template};
use crate::source::{Node, Span, Spanned};

/// `answers:`: what is answered instead of a target.
#[derive(Debug, Clone)]
pub struct Answers {
    /// The answers, in file order.
    pub list: Vec<CannedAnswer>,
    /// The key, for what concerns all of them.
    pub span: Span,
    /// `timeout:`, how long the client waits for an answer; `None` = as long as Okta.
    pub timeout: Option<Duration>,
}

/// One canned answer: to which requests, and what.
#[derive(Debug, Clone)]
pub struct CannedAnswer {
    /// `METHOD /path?parameter`, as `calls:` writes it; templates allowed.
    pub to: Template,
    /// What is answered.
    pub with: Canned,
}

/// What a canned answer says.
#[derive(Debug, Clone)]
pub struct Canned {
    /// The status: a number, or a template. Without it what goes with the content: 201 for `created`, else 200.
    pub status: Option<Node>,
    /// Headers, beside those that go with the content.
    pub headers: Vec<(Spanned<String>, Template)>,
    /// The body.
    pub content: CannedContent,
    /// The wait before the answer.
    pub delay: Option<Duration>,
    /// What goes wrong on the way, if anything.
    pub cut: Option<Cut>,
    /// Why no connection comes about, if none does.
    pub unreachable: Option<Unreachable>,
}

/// The body of a canned answer.
#[derive(Debug, Clone)]
pub enum CannedContent {
    /// None.
    Nothing,
    /// A tree (sent as JSON) or a text (sent as it stands).
    Body(Node),
    /// A SCIM Error message with this detail.
    Error(Template),
    /// A ListResponse of these users or groups.
    List(Vec<Member>),
    /// What was posted, with an id and `meta`; from now on this is the member's resource.
    Created(Member),
    /// The member's resource as it is now.
    Resource(Member),
}

/// Why no connection comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreachable {
    /// The host name does not resolve.
    Name,
    /// Nothing listens there.
    Refused,
    /// Nobody answers the attempt.
    Timeout,
    /// The TLS handshake fails.
    Tls,
}

/// How an answer does not arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// The connection is reset instead of an answer.
    Reset,
    /// The connection is closed in the middle of the body.
    Truncate,
    /// The connection is closed without an answer.
    Empty,
    /// What comes is no HTTP.
    Malformed,
}
