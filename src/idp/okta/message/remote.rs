//! The last part of a message: what the target said, or what became of the connection (okta.md §2.1, REMOTE).

use serde_json::Value;

use super::jackson;
use crate::exchange::{Answer, Evidence, Exchange, Failure, FailureKind, NotJson};

/// What stands between the reason phrase and the target's own words.
pub(in crate::idp::okta) const ERRORS_REPORTED: &str = "Errors reported by remote server:";
/// What stands before a complaint about JSON.
pub(in crate::idp::okta) const INVALID_JSON: &str = "Invalid JSON: ";

/// The remote part of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Remote {
    /// `Bad Request. Errors reported by remote server: …`
    pub(super) text: String,
    /// How we know this form.
    pub(super) evidence: Evidence,
}

impl Remote {
    fn new(text: impl Into<String>, evidence: Evidence) -> Self {
        Remote { text: text.into(), evidence }
    }
}

/// What Okta says of an exchange that it takes for a failure; `None` where no source tells.
pub(super) fn of(exchange: &Exchange) -> Option<Remote> {
    match &exchange.result {
        Ok(answer) => of_answer(answer),
        Err(failure) => of_failure(failure, &exchange.url),
    }
}

/// The reason phrase alone, as a deactivation's log entry has it (captured), and the connection test for a body
/// without words.
pub(super) fn phrase(exchange: &Exchange) -> Option<&'static str> {
    let answer = exchange.answer().filter(|answer| answer.status >= 400)?;
    Some(answer.reason()).filter(|phrase| !phrase.is_empty())
}

/// Whether the answer is a refusal with words of its own.
pub(super) fn has_detail(exchange: &Exchange) -> bool {
    exchange.answer().and_then(Answer::json).and_then(detail).is_some()
}

fn of_answer(answer: &Answer) -> Option<Remote> {
    if answer.is_success() {
        // Okta cannot use it. What it says of JSON that is no SCIM is not known.
        let complaint = complaint(answer)?;
        return Some(Remote::new(format!("{INVALID_JSON}{complaint}"), Evidence::Inferred));
    }
    if answer.status < 400 {
        return None;
    }
    let reported = match answer.reason() {
        "" => ERRORS_REPORTED.to_owned(),
        phrase => format!("{phrase}. {ERRORS_REPORTED}"),
    };
    Some(match &answer.content.json {
        Ok(body) => match detail(body) {
            Some(detail) => Remote::new(format!("{reported} {detail}"), Evidence::Reported),
            None => Remote::new(reported, Evidence::Inferred),
        },
        // A vendor quotes the message of a 500 without any detail so.
        Err(NotJson::Empty) => Remote::new(reported, Evidence::Reported),
        Err(_) => match complaint(answer) {
            Some(complaint) => {
                let evidence = if is_published(&complaint) { Evidence::Reported } else { Evidence::Inferred };
                Remote::new(format!("{reported} {INVALID_JSON}{complaint}"), evidence)
            }
            None => Remote::new(reported, Evidence::Inferred),
        },
    })
}

/// Whether the complaint is one of the two that stand in published messages.
fn is_published(complaint: &str) -> bool {
    complaint.starts_with("Unrecognized token '") || complaint.starts_with("Unexpected character ('<'")
}

fn complaint(answer: &Answer) -> Option<String> {
    match answer.content.json {
        Ok(_) | Err(NotJson::Empty) => None,
        Err(_) => jackson::complaint(&answer.content.text()),
    }
}

/// The target's own words: `detail`, or the descriptions of a SCIM 1.1 error. How Okta joins several of those is not
/// known; the first one is taken.
fn detail(body: &Value) -> Option<&str> {
    let of_1_1 = || body.get("Errors")?.get(0)?.get("description");
    let detail = body.get("detail").or_else(of_1_1)?.as_str()?;
    Some(detail).filter(|detail| !detail.is_empty())
}

/// What Okta, a Java program with Apache's HTTP client, says of a connection that failed. Two of the texts are
/// published; the others are that client's own words.
fn of_failure(failure: &Failure, url: &str) -> Option<Remote> {
    let host = Host::of(url);
    Some(match failure.kind {
        FailureKind::ReadTimeout => Remote::new("Read timed out", Evidence::Reported),
        FailureKind::NameNotResolved => Remote::new("null", Evidence::Captured),
        FailureKind::ConnectTimeout => Remote::new(host?.failed("Connect timed out"), Evidence::Reported),
        FailureKind::ConnectionRefused => Remote::new(host?.failed("Connection refused"), Evidence::Inferred),
        FailureKind::ClosedWithoutAnswer => {
            let Host { name, port, .. } = host?;
            Remote::new(format!("{name}:{port} failed to respond"), Evidence::Inferred)
        }
        FailureKind::Tls
        | FailureKind::Truncated
        | FailureKind::TooLarge
        | FailureKind::Malformed
        | FailureKind::Redirect
        | FailureKind::Guarded
        | FailureKind::NotSent
        | FailureKind::RateLimited
        | FailureKind::Other => return None,
    })
}

struct Host {
    name: String,
    /// The address, where the host is one.
    address: Option<String>,
    port: u16,
}

impl Host {
    fn of(url: &str) -> Option<Self> {
        let url = url::Url::parse(url).ok()?;
        let name = url.host_str()?.to_owned();
        let address = match url.host()? {
            url::Host::Domain("localhost") => Some("127.0.0.1".to_owned()),
            url::Host::Domain(_) => None,
            url::Host::Ipv4(_) | url::Host::Ipv6(_) => Some(name.clone()),
        };
        Some(Host { name, address, port: url.port_or_known_default()? })
    }

    /// `Connect to scim.example.com:443 [scim.example.com/203.0.113.7] failed: Connect timed out`. The address is
    /// known only where it is the host; elsewhere a mark stands for it.
    fn failed(&self, how: &str) -> String {
        let Host { name, address, port } = self;
        let shown = if address.as_ref() == Some(name) { "" } else { name.as_str() };
        let address = address.as_deref().unwrap_or("{address}");
        format!("Connect to {name}:{port} [{shown}/{address}] failed: {how}")
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::{Remote, detail, of_answer, of_failure};
    use crate::exchange::{Answer, Content, Evidence, Failure, FailureKind};

    fn answered(status: u16, body: &str) -> Option<Remote> {
        let content = Content::new(Bytes::from(body.to_owned()));
        of_answer(&Answer { status, headers: Vec::new(), content })
    }

    fn text(status: u16, body: &str) -> String {
        answered(status, body).unwrap().text
    }

    #[test]
    fn the_phrase_comes_from_the_status_and_the_detail_verbatim() {
        let body = r#"{"detail":"a  \"b\"."}"#;
        assert_eq!(text(422, body), "Unprocessable Entity. Errors reported by remote server: a  \"b\".");
        assert_eq!(text(599, body), "Errors reported by remote server: a  \"b\".");
        let old = serde_json::json!({ "Errors": [{ "description": "User exists", "code": 409 }] });
        assert_eq!(detail(&old), Some("User exists"));
    }

    #[test]
    fn bodies_without_words_leave_the_phrase() {
        for (body, evidence) in [
            ("", Evidence::Reported),
            (" \n", Evidence::Reported),
            (r#"{"message":"no"}"#, Evidence::Inferred),
            (r#"{"detail":["a"]}"#, Evidence::Inferred),
            (r#"{"detail":""}"#, Evidence::Inferred),
            ("404 page not found", Evidence::Inferred),
        ] {
            let remote = answered(500, body).unwrap();
            assert_eq!(remote.text, "Internal Server Error. Errors reported by remote server:", "{body}");
            assert_eq!(remote.evidence, evidence, "{body}");
        }
    }

    #[test]
    fn success_and_redirects_have_no_words_unless_the_body_is_no_json() {
        assert_eq!(answered(200, r#"{"a":1}"#), None);
        assert_eq!(answered(302, "moved"), None);
        let text = text(200, "<html>");
        assert!(text.starts_with("Invalid JSON: Unexpected character ('<' (code 60))"), "{text}");
    }

    #[test]
    fn connections_fail_in_the_words_of_oktas_http_client() {
        let of = |kind, url| of_failure(&Failure { kind, message: String::new() }, url).map(|r| r.text);
        let url = "https://scim.example.com/scim/v2/Users";
        assert_eq!(of(FailureKind::ReadTimeout, url).as_deref(), Some("Read timed out"));
        assert_eq!(of(FailureKind::NameNotResolved, url).as_deref(), Some("null"));
        assert_eq!(
            of(FailureKind::ConnectTimeout, url).as_deref(),
            Some("Connect to scim.example.com:443 [scim.example.com/{address}] failed: Connect timed out")
        );
        assert_eq!(
            of(FailureKind::ConnectionRefused, "http://127.0.0.1:8080/Users").as_deref(),
            Some("Connect to 127.0.0.1:8080 [/127.0.0.1] failed: Connection refused")
        );
        assert_eq!(of(FailureKind::Truncated, url), None);
    }
}
