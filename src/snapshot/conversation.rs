//! The conversation: act by act, what was sent and what was answered.

use std::sync::Arc;

use super::address;
use super::body::{Body, is_hidden};
use super::list;
use super::names::NameTable;
use super::sight::Sight;
use super::text::{self, Kind};
use crate::exchange::{Answer, Call, Exchange, Failure, FailureKind, NotJson, Payload, Purpose};

/// How much of a body that is not JSON is printed, in characters.
const TEXT_CAP: usize = 2_000;

/// One act with what it sent.
#[derive(Debug, Clone, Copy)]
pub struct ActTrace<'a> {
    /// The heading: `assign ada`.
    pub label: &'a str,
    /// Its exchanges. The harness's own ones (read-backs and the like) are left out.
    pub trace: &'a [Arc<Exchange>],
}

/// The conversation as text that is equal from run to run as long as both sides say the same.
///
/// ```text
/// ## deactivate ada
///
/// > PATCH /Users/<ada.id>
/// {
///   "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
///   "Operations": [
///     {
///       "op": "replace",
///       "value": { "active": false }
///     }
///   ]
/// }
/// < 204 No Content
/// ```
///
/// The order of `members`, of `groups` and of list entries that no `sortBy` asked for says nothing and is made
/// stable. Everything else stays in the order in which it was sent.
pub fn conversation(acts: &[ActTrace<'_>], names: &NameTable) -> String {
    let mut out = String::new();
    let mut sight = Sight::new(names);
    for act in acts {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str("## ");
        text::write(&mut out, act.label, Kind::Value, &sight);
        out.push('\n');
        let exchanges: Vec<&Arc<Exchange>> =
            act.trace.iter().filter(|exchange| exchange.call.purpose == Purpose::Act).collect();
        if exchanges.is_empty() {
            out.push_str("\n(nothing is sent)\n");
        }
        let mut rest = exchanges.as_slice();
        while !rest.is_empty() {
            let walk = list::walk(rest, &mut sight);
            let (length, others) = walk.as_ref().map_or((1, false), |walk| (walk.length, walk.others));
            let pages = walk.map(|walk| walk.pages).unwrap_or_default();
            for (index, exchange) in rest.iter().enumerate().take(pages.len().max(1)) {
                let page = pages.get(index).map(|page| (page, others));
                out.push('\n');
                request(&mut out, &exchange.call, &mut sight);
                response(&mut out, exchange, page, &mut sight);
            }
            rest = &rest[length..];
        }
    }
    match names.redactor.redact(&out) {
        std::borrow::Cow::Borrowed(_) => out,
        std::borrow::Cow::Owned(redacted) => redacted,
    }
}

fn request(out: &mut String, call: &Call, sight: &mut Sight<'_>) {
    if let Some(Payload::Json(body)) = &call.body {
        sight.passwords_of(body);
    }
    if let Some(id) = call.resource_id() {
        sight.sent(id);
    }
    out.push_str("> ");
    out.push_str(call.method.as_str());
    out.push(' ');
    address::write_path(out, &call.path, sight);
    if let Some(query) = &call.query {
        out.push('?');
        address::write_query(out, query, sight);
    }
    out.push('\n');
    for (name, value) in &call.headers {
        if name.eq_ignore_ascii_case("if-match") || name.eq_ignore_ascii_case("if-none-match") {
            let shown = if value.trim() == "*" { "*" } else { "<version>" };
            out.push_str(&format!("> {name}: {shown}\n"));
        }
    }
    match &call.body {
        Some(Payload::Json(body)) => {
            Body::new(out, sight, false, list::is_discovery(call)).write(body);
            out.push('\n');
        }
        Some(Payload::Raw(raw)) => plain(out, raw, Kind::Value, sight),
        None => {}
    }
}

fn response(
    out: &mut String,
    exchange: &Exchange,
    page: Option<(&list::Page<'_>, bool)>,
    sight: &mut Sight<'_>,
) {
    let answer = match &exchange.result {
        Ok(answer) => answer,
        Err(failure) => return no_answer(out, failure),
    };
    out.push_str(format!("< {} {}", answer.status, answer.reason()).trim_end());
    out.push('\n');
    headers(out, answer, sight);
    match (&answer.content.json, page) {
        (Ok(_), Some((page, others))) => {
            Body::new(out, sight, true, false).write_list(page.list, &page.entries, others);
            out.push('\n');
        }
        (Ok(body), None) => {
            Body::new(out, sight, true, list::is_discovery(&exchange.call)).write(body);
            out.push('\n');
        }
        (Err(NotJson::Empty), _) => {}
        (Err(_), _) => plain(out, &answer.content.text(), Kind::Prose, sight),
    }
}

/// The two headers that are part of the answer's meaning; the others belong to the transport.
fn headers(out: &mut String, answer: &Answer, sight: &Sight<'_>) {
    if let Some(location) = answer.header("location") {
        out.push_str("< Location: ");
        address::write_url(out, location, sight);
        out.push('\n');
    }
    let media_type = answer.header("content-type").unwrap_or("").split(';').next().unwrap_or("").trim();
    let is_json = ["application/scim+json", "application/json"]
        .iter()
        .any(|json| json.eq_ignore_ascii_case(media_type));
    if !is_json && answer.content.json != Err(NotJson::Empty) {
        let shown = if media_type.is_empty() { "(none)" } else { media_type };
        out.push_str(&format!("< Content-Type: {}\n", shown.to_ascii_lowercase()));
    }
}

/// Text as it is, line ends and control characters made visible or harmless.
fn plain(out: &mut String, body: &str, kind: Kind, sight: &Sight<'_>) {
    let mut shown = String::new();
    text::write(&mut shown, body, kind, sight);
    let mut characters = shown.trim_end().chars().peekable();
    for _ in 0..TEXT_CAP {
        match characters.next() {
            Some('\r') if characters.peek() == Some(&'\n') => {}
            Some(character @ ('\n' | '\t')) => out.push(character),
            Some(character) if is_hidden(character) => out.extend(character.escape_unicode()),
            Some(character) => out.push(character),
            None => break,
        }
    }
    if characters.next().is_some() {
        out.push_str("\n… (the rest is not shown)");
    }
    out.push('\n');
}

/// In words of our own: the system's differ from one machine to the next.
fn no_answer(out: &mut String, failure: &Failure) {
    let words = match failure.kind {
        FailureKind::NameNotResolved => "no answer: the host name does not resolve",
        FailureKind::ConnectionRefused => "no answer: the connection was refused",
        FailureKind::ConnectTimeout => "no answer: no connection in time",
        FailureKind::Tls => "no answer: the TLS handshake failed",
        FailureKind::ReadTimeout => "no answer: nothing arrived in time",
        FailureKind::ClosedWithoutAnswer => "no answer: the connection was closed before an answer began",
        FailureKind::Truncated => "no answer: the connection ended in the middle of the body",
        FailureKind::TooLarge => "no answer: the body is larger than the limit",
        FailureKind::Malformed => "no answer: the bytes are not HTTP",
        FailureKind::Redirect => "no answer: a redirect that must not be followed",
        FailureKind::RateLimited => "no answer: the target asked to wait longer than the run may",
        FailureKind::Guarded => "not sent: the run does not own the resource",
        FailureKind::NotSent => "not sent",
        FailureKind::Other => "no answer",
    };
    out.push_str("< ");
    out.push_str(words);
    out.push('\n');
}
