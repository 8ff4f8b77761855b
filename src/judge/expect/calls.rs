//! The calls that an act must make, to prove the mock IdP itself.

use std::sync::Arc;

use super::{missed, rules};
use crate::exchange::{Call, CallPattern, Exchange};
use crate::judge::Finding;
use crate::source::Span;

/// The act's calls must be exactly these, in this order. Each is a [`CallPattern`].
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
    CallPattern::parse(pattern)
        .is_some_and(|pattern| pattern.fits(call.method, &call.path, call.query.as_deref()))
}
