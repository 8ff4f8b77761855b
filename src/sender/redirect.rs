//! Where a redirect may lead.
//!
//! Okta's handling of redirects is not documented. A write is never sent twice and credentials never leave the
//! target's origin; a read may follow within the origin, as every HTTP library does.

use http::StatusCode;
use http::header::{HeaderMap, LOCATION};
use url::Url;

use crate::exchange::{Failure, FailureKind, Method};

/// More hops than this are a circle.
const HOPS: usize = 5;

/// What to do with an answer.
pub(super) enum Lead {
    /// It is the answer.
    Here,
    /// Ask again there.
    To(Url),
    /// It leads where we must not go.
    Astray(Failure),
}

/// Decides about an answer to a request of `from`, after `hops` redirects.
pub(super) fn lead(status: StatusCode, headers: &HeaderMap, method: Method, from: &Url, hops: usize) -> Lead {
    if !matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Lead::Here;
    }
    let Some(location) = headers.get(LOCATION) else { return Lead::Here };
    let text = String::from_utf8_lossy(location.as_bytes());
    let status = status.as_u16();
    let astray = |reason: &str| {
        let message = format!("the server answered {status} and redirects to {text}; {reason}");
        Lead::Astray(Failure { kind: FailureKind::Redirect, message })
    };
    let Ok(mut to) = from.join(&text) else { return astray("that is not a URL") };
    if to.origin() != from.origin() {
        return astray(
            "that is another origin, where credentials are never sent: if it is the right server, give its URL as \
             the target",
        );
    }
    if !matches!(method, Method::Get | Method::Head) {
        return astray(
            "a request that writes is not sent to another place: give the right URL as the target",
        );
    }
    if hops >= HOPS {
        return astray("that is one redirect too many (5 are followed)");
    }
    // Neither may come from an answer: the one would be a credential, the other is never sent.
    let _ = to.set_username("");
    let _ = to.set_password(None);
    to.set_fragment(None);
    Lead::To(to)
}
