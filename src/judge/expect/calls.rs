//! The calls that an act must make, to prove the mock IdP itself.

use std::sync::Arc;

use percent_encoding::percent_decode_str;

use super::{missed, rules};
use crate::exchange::{Call, Exchange};
use crate::judge::Finding;
use crate::source::Span;

/// The act's calls must be exactly these, in this order.
///
/// A pattern is `METHOD /path`, where `*` stands for one segment of the path. After `?` come parameters that must be
/// in the query, by name (`?filter`) or with their value (`?startIndex=1&count=100`); a pattern without `?` means a
/// call without a query.
pub fn calls<S: AsRef<str>>(expected: &[S], trace: &[Arc<Exchange>], span: Span) -> Option<Finding> {
    let same = |at: usize| match (expected.get(at), trace.get(at)) {
        (Some(pattern), Some(exchange)) => fits(pattern.as_ref(), &exchange.call),
        _ => false,
    };
    let first = (0..expected.len().max(trace.len())).find(|at| !same(*at))?;
    let message = match (expected.get(first), trace.get(first)) {
        (Some(pattern), Some(exchange)) => {
            format!("call {} is {}, and {} is expected", first + 1, line(&exchange.call), pattern.as_ref())
        }
        (Some(pattern), None) => {
            format!("the act made {} calls, and {} is expected next", trace.len(), pattern.as_ref())
        }
        _ => match trace.get(first) {
            Some(exchange) => {
                format!("call {} is {}, and no more are expected", first + 1, line(&exchange.call))
            }
            None => return None,
        },
    };
    let mut finding = missed(&rules::CALLS, message, span);
    finding.expected = Some(listed(expected.iter().map(|pattern| pattern.as_ref().to_owned())));
    finding.found = Some(listed(trace.iter().map(|exchange| line(&exchange.call))));
    finding.exchange = trace.get(first).map(Arc::clone);
    Some(finding)
}

fn line(call: &Call) -> String {
    format!("{} {}", call.method, call.target())
}

fn listed(lines: impl Iterator<Item = String>) -> String {
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() { "no calls".to_owned() } else { lines.join(", ") }
}

fn fits(pattern: &str, call: &Call) -> bool {
    let Some((method, target)) = pattern.trim().split_once(char::is_whitespace) else { return false };
    let (path, query) =
        target.trim().split_once('?').map_or((target.trim(), None), |(path, query)| (path, Some(query)));
    method.eq_ignore_ascii_case(call.method.as_str())
        && path_fits(path, &call.path)
        && query_fits(query, call.query.as_deref())
}

fn path_fits(pattern: &str, path: &str) -> bool {
    let decode = |segment| percent_decode_str(segment).decode_utf8_lossy();
    let (mut wanted, mut found) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), found.next()) {
            (None, None) => return true,
            (Some("*"), Some(_)) => {}
            (Some(one), Some(other)) if decode(one) == decode(other) => {}
            _ => return false,
        }
    }
}

fn query_fits(pattern: Option<&str>, query: Option<&str>) -> bool {
    let Some(pattern) = pattern else { return query.is_none_or(str::is_empty) };
    let query = query.unwrap_or_default();
    let parameter = |name: &str| {
        url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value)
    };
    pattern.split('&').filter(|part| !part.is_empty()).all(|part| match part.split_once('=') {
        None => parameter(part).is_some(),
        Some((name, _)) => {
            let wanted = url::form_urlencoded::parse(part.as_bytes()).next().map(|(_, value)| value);
            wanted.is_some() && parameter(name) == wanted
        }
    })
}
