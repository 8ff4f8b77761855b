//! Where rule families put what they find.

use std::sync::Arc;

use super::Rule;
use crate::exchange::Exchange;
use crate::judge::{Finding, Level};

/// What proves that a rule is broken.
#[derive(Debug)]
pub(super) struct Proof {
    message: String,
    expected: Option<String>,
    found: Option<String>,
    pointer: Option<String>,
    cause: Option<String>,
    fix: Option<&'static str>,
    at_most: Level,
}

impl Proof {
    /// What happened, in plain words and one line.
    pub(super) fn new(message: impl Into<String>) -> Self {
        Proof {
            message: message.into(),
            expected: None,
            found: None,
            pointer: None,
            cause: None,
            fix: None,
            at_most: Level::Error,
        }
    }

    /// What should have been there.
    pub(super) fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    /// What was there.
    pub(super) fn found(mut self, found: impl Into<String>) -> Self {
        self.found = Some(found.into());
        self
    }

    /// Where in the body.
    pub(super) fn at(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = Some(pointer.into());
        self
    }

    /// The most likely reason.
    pub(super) fn cause(mut self, cause: impl Into<String>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// What to change, where the rule's own words are too wide.
    pub(super) fn fix(mut self, fix: &'static str) -> Self {
        self.fix = Some(fix);
        self
    }

    /// In this form the breach is never worse than that.
    pub(super) fn at_most(mut self, level: Level) -> Self {
        self.at_most = level;
        self
    }
}

/// Collects findings about one exchange: at most one for each rule, the worst, with a count of the others.
pub(super) struct Sink<'a> {
    exchange: &'a Arc<Exchange>,
    client: &'a str,
    findings: Vec<(Finding, usize)>,
}

impl<'a> Sink<'a> {
    pub(super) fn new(exchange: &'a Arc<Exchange>, client: &'a str) -> Self {
        // No allocation until something is found: almost every exchange is clean.
        Sink { exchange, client, findings: Vec::new() }
    }

    /// The rule is broken.
    pub(super) fn report(&mut self, rule: &'static Rule, proof: Proof) {
        let level = (rule.level)(self.client).min(proof.at_most);
        let known = self.findings.iter_mut().find(|(finding, _)| finding.rule == rule);
        if let Some((finding, more)) = known {
            *more += 1;
            if level <= finding.level {
                return;
            }
            *finding = self::finding(self.exchange, rule, level, proof);
            return;
        }
        self.findings.push((finding(self.exchange, rule, level, proof), 0));
    }

    /// Everything found, weighed by how sure we are that the client sends this request.
    pub(super) fn into_findings(self) -> Vec<Finding> {
        self.findings
            .into_iter()
            .map(|(mut finding, more)| {
                if more > 0 {
                    finding.message.push_str(&format!(" (and {more} more in this answer)"));
                }
                finding.weighed_by_evidence()
            })
            .collect()
    }
}

fn finding(exchange: &Arc<Exchange>, rule: &'static Rule, level: Level, proof: Proof) -> Finding {
    let mut finding = Finding::new(rule, level, proof.message);
    finding.expected = proof.expected;
    finding.found = proof.found;
    finding.pointer = proof.pointer;
    finding.likely_cause = proof.cause;
    finding.fix = Some(proof.fix.unwrap_or(rule.fix).to_owned());
    finding.source = Some(rule.source.into());
    finding.evidence = exchange.call.evidence;
    finding.exchange = Some(Arc::clone(exchange));
    finding
}
