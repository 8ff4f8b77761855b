//! Expectations: what a scenario's author says must come of a step.
//!
//! - [`matches()`]: compares a value with an expectation in which the reserved words of the file format may stand
//! - [`okta`]: what the IdP's admin must see, and [`with_what_helps`]; [`remote_user`], [`remote_group`], [`remote_gone`], [`remote_lost`]: what
//!   a read-back must find; [`status`], [`header`], [`body`]: what a raw request must be answered; [`calls`], [`within`]: what
//!   the act itself must have been
//!
//! Every function takes values in which nothing is left to interpolate, and the place where they were written.
//! Every expectation is judged by itself: one that is missed never changes what is said of another.

mod calls;
mod matcher;
mod remote;
mod reply;
mod rules;
mod shown;
mod within;

#[cfg(test)]
mod tests;

pub use calls::calls;
pub use matcher::{Mismatch, matches};
pub use remote::{remote_gone, remote_group, remote_lost, remote_user};
pub use reply::{body, header, status};
pub(super) use rules::RULES;
pub(crate) use rules::{REMOTE, UNRESOLVED};
pub use shown::{Shown, okta, with_what_helps};
pub use within::within;

use super::catalogue::Rule;
use super::rule::{ACCEPTED, IMPLEMENT};
use super::{Finding, Level};
use crate::exchange::Method;
use crate::source::{Node, Span};

/// A missed expectation at its place in the file.
fn missed(rule: &'static Rule, message: String, span: Span) -> Finding {
    let mut finding = Finding::new(rule, Level::Error, message);
    finding.span = Some(span);
    finding
}

/// A missed expectation of a step that puts a rule to the test: a breach of that rule, as bad as the rule says for
/// this client, with the rule's reason and fix.
pub fn as_breach(mut finding: Finding, rule: &'static Rule, client: &str) -> Finding {
    if finding.rule.family() != "expect" {
        // It names its own rule: a resource that is gone, say, whatever was expected of it.
        return finding;
    }
    if let Some(cause) = unsupported(&finding) {
        return not_accepted(finding, cause, rule, client);
    }
    // Where the request tells what went wrong, that says more than the rule does.
    let is_explained = finding.likely_cause.is_some();
    if !is_explained {
        finding.message = format!("{}: not so here ({})", rule.title, finding.message);
    }
    finding.rule = rule;
    finding.damage = rule.damage;
    finding.level = (rule.level)(client);
    finding.source = Some(rule.source.into());
    if !is_explained || finding.fix.is_none() {
        finding.fix = Some(rule.fix.to_owned());
    }
    finding
}

/// Who does not have the method at all breaks one rule, not every rule that needs it.
fn not_accepted(finding: Finding, cause: &str, rule: &'static Rule, client: &str) -> Finding {
    Finding {
        rule: &ACCEPTED,
        damage: ACCEPTED.damage,
        level: (rule.level)(client).min((ACCEPTED.level)(client)),
        likely_cause: Some(cause.to_owned()),
        source: Some(ACCEPTED.source.into()),
        fix: Some(IMPLEMENT.to_owned()),
        ..finding
    }
}

/// What to say of a write that was answered as not implemented.
fn unsupported(finding: &Finding) -> Option<&'static str> {
    let exchange = finding.exchange.as_ref().filter(|_| finding.rule == &rules::STATUS)?;
    let is_unsupported = matches!(exchange.status(), Some(405 | 501));
    match exchange.call.method {
        Method::Patch if is_unsupported => {
            Some("PATCH, or this operation of it, is not implemented here; Okta does not fall back to PUT")
        }
        Method::Put if is_unsupported => Some("PUT is not implemented here"),
        _ => None,
    }
}

/// A missed expectation of such a step after something else had gone wrong already: the rule is not blamed for what may
/// only follow from that, and what is missed is no worse than a breach of the rule would be.
pub fn as_consequence(mut finding: Finding, rule: &'static Rule, client: &str) -> Finding {
    if let Some(cause) = unsupported(&finding) {
        return not_accepted(finding, cause, rule, client);
    }
    finding.level = finding.level.min((rule.level)(client));
    finding
}

/// The place of a part of an expectation; the whole of it where a template brought the part in.
fn place(node: &Node, pointer: &str) -> Span {
    node.at_pointer(pointer).unwrap_or(node.span)
}
