//! What the guard stopped: a write to a resource that the run does not own.

use std::sync::Arc;

use super::{Finding, Level};
use crate::exchange::{Exchange, Method};

/// A faithful client would have changed somebody else's resource; the guard kept the request in.
///
/// `exchange` is the one that was not sent (its failure says so). `owner` is the name of the resource as far as an
/// answer showed it: a userName or displayName.
pub fn foreign_resource(exchange: &Arc<Exchange>, owner: Option<&str>) -> Finding {
    let call = &exchange.call;
    let deed = match call.method {
        Method::Delete => "deleted",
        Method::Patch => "changed",
        _ => "overwritten",
    };
    let whose = owner.map_or_else(String::new, |owner| format!(" ({owner})"));
    let message = format!(
        "the client would have {deed} {}{whose}, which this run did not make; it was not sent",
        call.path
    );
    let mut finding = Finding::new("guard.foreign-resource", Level::Error, message);
    finding.expected = Some("a resource of this run, or a fixture that is marked writable".to_owned());
    finding.found = Some(format!("{} {}", call.method, call.path));
    finding.likely_cause =
        Some("the lookup before returned a resource that does not match: the filter is ignored".to_owned());
    finding.fix = Some("return only what matches the filter, or refuse it with 400 invalidFilter".to_owned());
    finding.source = Some("RFC 7644 §3.4.2.2; Okta links to the first resource of a lookup".into());
    // That Okta trusts the lookup is documented, whatever the form of this one request.
    finding.evidence = crate::exchange::Evidence::Documented;
    finding.exchange = Some(Arc::clone(exchange));
    finding
}
