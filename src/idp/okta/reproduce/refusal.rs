//! The one answer that causes a text, as `with:` of a canned answer.

use serde_json::{Map, Value, json};

use super::unplayable::Unplayable;
use crate::exchange::FailureKind;
use crate::idp::okta::explain::{Body, Looks, NotJson, Remote, Reply};

/// The status of a refusal whose phrase no text gives.
const ANY_REFUSAL: u16 = 400;
/// A status without a registered phrase: Okta's text then begins with the errors reported.
const WITHOUT_PHRASE: u16 = 499;
/// The longest filler for what a complaint leaves out of a body.
const LONGEST_FILLER: usize = 1 << 20;

/// The answer, and whether the client must lose patience for it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Refusal {
    /// `with:`
    pub(super) with: Map<String, Value>,
    /// Whether the answer comes too late.
    pub(super) late: bool,
}

/// The answer behind a reply.
pub(super) fn of(reply: &Reply, remote: Option<&Remote>) -> Result<Refusal, Unplayable> {
    let with = match reply {
        Reply::Answer { status, body } => answer(*status, body, remote),
        Reply::NoAnswer { failure } => match failure {
            FailureKind::ReadTimeout => {
                return Ok(Refusal { with: map(json!({ "delay": "3s" })), late: true });
            }
            FailureKind::ClosedWithoutAnswer => json!({ "cut": "reset" }),
            FailureKind::Truncated => json!({ "body": {}, "cut": "truncate" }),
            FailureKind::Malformed => json!({ "cut": "malformed" }),
            FailureKind::NameNotResolved => json!({ "unreachable": "name" }),
            FailureKind::ConnectionRefused => json!({ "unreachable": "refused" }),
            FailureKind::ConnectTimeout => json!({ "unreachable": "timeout" }),
            FailureKind::Tls => json!({ "unreachable": "tls" }),
            _ => return Err(Unplayable::TooLittle),
        },
        Reply::OktaRefused => return Err(Unplayable::NoRequest),
    };
    Ok(Refusal { with: map(with), late: false })
}

fn answer(status: Option<u16>, body: &Body, remote: Option<&Remote>) -> Value {
    let status = status.unwrap_or_else(|| match remote {
        Some(Remote::Answered { phrase, .. }) if phrase.is_empty() && !is_complaint(body) => WITHOUT_PHRASE,
        _ => ANY_REFUSAL,
    });
    match body {
        // Without seconds Okta would only put the job off; with them it tries ten times.
        _ if status == 429 => {
            let detail = if let Body::Error { detail } = body { detail } else { "not known from the text" };
            json!({ "status": status, "headers": { "Retry-After": 30 }, "error": literal(detail) })
        }
        Body::Error { detail } => json!({ "status": status, "error": literal(detail) }),
        Body::NotJson(not_json) => {
            let mut with = json!({ "status": status, "body": literal(&text_of(not_json)) });
            if not_json.looks == Looks::Html {
                with["headers"] = json!({ "Content-Type": "text/html" });
            }
            with
        }
        Body::UserWithoutSchemas => {
            json!({ "status": status, "body": { "id": "${ada.id}", "userName": "${ada.userName}", "active": true } })
        }
        Body::UnreadableList => json!({ "status": status, "body": [] }),
        Body::EmptyList => json!({ "users": [] }),
        Body::Several => json!({ "users": ["ada", "ada"] }),
        Body::Unknown if status >= 400 => json!({ "status": status, "error": "not known from the text" }),
        Body::WithoutWords | Body::Empty | Body::Unknown | Body::InactiveUser | Body::WrongType => {
            json!({ "status": status })
        }
    }
}

const fn is_complaint(body: &Body) -> bool {
    matches!(body, Body::NotJson(_))
}

/// The body that the parser complains about: as the complaint repeats it, filled up to its length, or else one that
/// makes the parser stop in the same way.
fn text_of(not_json: &NotJson) -> String {
    if let Some(body) = &not_json.body {
        let left_out = not_json.left_out.unwrap_or(0).min(LONGEST_FILLER);
        return format!("{body}{}", "x".repeat(left_out));
    }
    let stopped_at = not_json.stopped_at.as_deref().unwrap_or_default();
    match not_json.looks {
        Looks::Html => "<html></html>".to_owned(),
        Looks::PlainText if !stopped_at.is_empty() => format!("{stopped_at} …"),
        Looks::PlainText | Looks::Unknown => "error".to_owned(),
        Looks::CutOff => "{\"detail\":".to_owned(),
        Looks::BrokenJson => "{detail}".to_owned(),
    }
}

/// A text in which nothing is a reference.
pub(super) fn literal(text: &str) -> String {
    text.replace("${", "$${")
}

fn map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
