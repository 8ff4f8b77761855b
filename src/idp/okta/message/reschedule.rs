//! What Okta does when the target asks it to wait (okta.md §1.14; Okta's SCIM concepts page, 2026).

use crate::exchange::Exchange;

/// How often Okta tries a job in all.
pub(in crate::idp::okta) const ATTEMPTS: usize = 10;

/// Which attempt this answer ended, from 1: earlier ones were waited out.
pub(in crate::idp::okta) fn attempt(exchange: &Exchange) -> usize {
    exchange.repeats.len() + 1
}

/// Why a job is put off. Whole seconds in `Retry-After` are honoured, anything else means five minutes.
pub(in crate::idp::okta) fn reason(retry_after: Option<&str>) -> String {
    match retry_after.and_then(|seconds| seconds.trim().parse::<u64>().ok()) {
        Some(seconds) => format!("the target answered 429; Okta would try again in {seconds} s"),
        None => "the target answered 429; Okta would try again in 5 minutes, doubling the wait each time, \
                 ten times in all"
            .to_owned(),
    }
}
