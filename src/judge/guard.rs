//! What the guard stopped: a write to a resource that the run does not own.

use std::sync::Arc;

use super::catalogue::{Damage, EVERY_CLIENT, Rule};
use super::{Finding, Level, level};
use crate::exchange::{Exchange, Method};

/// Every rule of this file.
pub(super) const RULES: &[&Rule] = &[&FOREIGN_RESOURCE];

const FOREIGN_RESOURCE: Rule = Rule {
    id: "guard.foreign-resource",
    title: "a lookup leads to no resource but the one that was looked for",
    explanation: "Okta writes to the first resource that a lookup returns. Where that is one which this run did not \
        make, the request is not sent: on your server it would have changed a person or a group that has \
        nothing to do with it.",
    source: "RFC 7644 §3.4.2.2; Okta links to the first resource of a lookup",
    why: "Okta would have overwritten, deactivated or deleted somebody else",
    fix: "return only what matches the filter, or refuse it with 400 invalidFilter",
    level: level::error,
    damage: Damage::Access,
    also_affects: EVERY_CLIENT,
};

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
    let mut finding = Finding::new(&FOREIGN_RESOURCE, Level::Error, message);
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
