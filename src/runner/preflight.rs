//! Okta's own connection test, before the first scenario.

use super::line::Line;
use crate::exchange::{Answer, Exchange, FailureKind, NotJson, Purpose};

/// The target cannot be tested at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No connection comes about, or nothing comes back.
    #[error("{url} cannot be reached: {reason}")]
    Unreachable {
        /// What was called.
        url: String,
        /// Why.
        reason: String,
    },
    /// 401 or 403.
    #[error("{url} refused the credentials: {status} {phrase}{detail}")]
    Refused {
        /// What was called.
        url: String,
        /// The status.
        status: u16,
        /// Its phrase.
        phrase: &'static str,
        /// `: ` and the server's own words, or nothing.
        detail: String,
    },
    /// Something answers, but not so that it could be read.
    #[error("{url} gave no answer that can be used: {reason}")]
    Unusable {
        /// What was called.
        url: String,
        /// Why.
        reason: String,
    },
    /// Something answered, but nothing that speaks SCIM.
    #[error("{url} answered {status} {phrase}, but not as a SCIM server: {reason}")]
    NotScim {
        /// What was called.
        url: String,
        /// The status.
        status: u16,
        /// Its phrase.
        phrase: &'static str,
        /// What is wrong with the answer.
        reason: String,
    },
}

/// Sends `GET /Users?startIndex=1&count=2` (okta.md §1.3) and tells whether scenarios can be played at all. A SCIM
/// error (a 500, say) is for the scenarios to judge.
///
/// # Errors
/// The target cannot be reached, refuses the credentials, or is no SCIM server.
pub async fn check(line: &Line) -> Result<Exchange, Error> {
    let exchange = line.send(crate::idp::okta::connection_test(Purpose::Preflight)).await;
    let url = exchange.url.clone();
    match &exchange.result {
        Err(failure) if has_answered(failure.kind) => {
            Err(Error::Unusable { url, reason: failure.to_string() })
        }
        Err(failure) => Err(Error::Unreachable { url, reason: failure.to_string() }),
        Ok(answer) if matches!(answer.status, 401 | 403) => Err(Error::Refused {
            url,
            status: answer.status,
            phrase: answer.reason(),
            detail: detail(answer),
        }),
        Ok(answer) => match objection(answer) {
            Some(reason) => {
                Err(Error::NotScim { url, status: answer.status, phrase: answer.reason(), reason })
            }
            None => Ok(exchange),
        },
    }
}

/// Whether a failure is about an answer rather than about the lack of one.
const fn has_answered(kind: FailureKind) -> bool {
    matches!(
        kind,
        FailureKind::TooLarge | FailureKind::Truncated | FailureKind::Malformed | FailureKind::Redirect
    )
}

/// What says that this is no SCIM server: a redirect, or a body that is not JSON where the status promises a list
/// or says that there is no such path.
fn objection(answer: &Answer) -> Option<String> {
    if (300..400).contains(&answer.status) {
        let to = answer.header("location").unwrap_or("nowhere");
        return Some(format!("it redirects to {to}; is the base URL right?"));
    }
    if !(answer.is_success() || answer.status == 404) {
        return None;
    }
    match &answer.content.json {
        Ok(_) if answer.is_success() || answer.content.text().contains("urn:ietf:params:scim") => None,
        Ok(_) => Some("the 404 is no SCIM error; is the base URL right?".to_owned()),
        Err(NotJson::Empty) if answer.is_success() => Some("the body is empty".to_owned()),
        Err(NotJson::Empty) => Some("there is nothing under /Users; is the base URL right?".to_owned()),
        Err(problem) => {
            let kind = answer.header("content-type").unwrap_or("no content type");
            Some(format!("{problem} ({kind}); is the base URL right?"))
        }
    }
}

fn detail(answer: &Answer) -> String {
    answer
        .json()
        .and_then(|body| body.get("detail"))
        .and_then(|detail| detail.as_str())
        .map(|detail| format!(": {detail}"))
        .unwrap_or_default()
}
