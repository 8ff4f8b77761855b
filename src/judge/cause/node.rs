//! A finding with its place in the course of the pass.

use std::sync::Arc;

use super::Step;
use super::key::is_page;
use crate::exchange::{Exchange, Method};
use crate::judge::{Finding, Level, json};

/// What kind of opinion a finding is. A later kind can follow from an earlier one, never the other way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// On one exchange.
    Exchange,
    /// A write that was not sent.
    Guard,
    /// What a read-back shows.
    State,
    /// What the author, or an approved snapshot, says.
    Expectation,
}

/// A finding in the order in which things happened.
#[derive(Debug)]
pub(super) struct Node<'a> {
    pub(super) finding: &'a Finding,
    pub(super) kind: Kind,
    /// Index of the step.
    pub(super) step: usize,
    /// Index among the step's findings.
    pub(super) index: usize,
    /// Where its exchange stands in the step's trace; the end for one that names none.
    pub(super) at: usize,
}

/// Every finding of the pass in the order in which one can follow from another.
pub(super) fn in_order<'a>(steps: &'a [Step<'a>]) -> Vec<Node<'a>> {
    let mut nodes: Vec<Node<'a>> = Vec::new();
    for (step, part) in steps.iter().enumerate() {
        for (index, finding) in part.findings.iter().enumerate() {
            let is_its = |exchange: &Arc<Exchange>| {
                finding.exchange.as_ref().is_some_and(|own| Arc::ptr_eq(own, exchange))
            };
            let at = part.trace.iter().position(is_its).unwrap_or(usize::MAX);
            nodes.push(Node { finding, kind: kind(finding), step, index, at });
        }
    }
    nodes.sort_by_key(|node| (node.step, node.kind, node.at, depth(node.finding), node.index));
    nodes
}

/// How far inside an answer a rule looks: whether there is one, then what it shows, then how it is dressed.
fn depth(finding: &Finding) -> u8 {
    match finding.rule.family() {
        "answers" => 0,
        "exchange" | "status" | "body" => 1,
        "error" | "media" | "meta" => 3,
        _ => 2,
    }
}

fn kind(finding: &Finding) -> Kind {
    // A server that had nothing to say explains whatever else is wrong there.
    if finding.rule.id == "answers.unmatched" {
        return Kind::Exchange;
    }
    // What stands at a place of its own in the file was expected there, whatever rule it is held against.
    if finding.span.is_some() {
        return Kind::Expectation;
    }
    match finding.rule.family() {
        "guard" => Kind::Guard,
        "drift" | "bystander" => Kind::State,
        "expect" | "snapshot" | "internal" => Kind::Expectation,
        _ => Kind::Exchange,
    }
}

impl Node<'_> {
    /// Whether a breach like this can make a flow go wrong: it is grave here, or its rule is grave for the strictest
    /// reader of answers.
    pub(super) fn is_grave(&self) -> bool {
        self.finding.level == Level::Error
            || self.failed()
            || self.is("rate-limit.wait")
            || self.kind == Kind::Exchange && (self.finding.rule.level)("okta-oin") == Level::Error
    }

    /// Whether the server failed at the request.
    pub(super) fn failed(&self) -> bool {
        self.family() == "status" && self.status().is_some_and(|status| status >= 500)
    }

    /// Whether the answer is a web page.
    pub(super) fn is_page(&self) -> bool {
        self.finding.exchange.as_deref().is_some_and(is_page)
    }

    /// Whether the resource is lost under its id, so that nothing about it can be right from here on.
    pub(super) fn loses_the_resource(&self) -> bool {
        const LOST: [&str; 7] = [
            "drift.gone",
            "drift.id",
            "drift.unreadable",
            "resource.id",
            "resource.id-stable",
            "resource.shape",
            "create.body",
        ];
        LOST.contains(&self.finding.rule.id)
    }

    /// Whether the body cannot be what the author expects for this reason: it is no message of the standard, or the
    /// list in it is wrong.
    pub(super) fn spoils(&self, expectation: &Node<'_>) -> bool {
        const OF_A_LIST: [&str; 4] = ["/Resources", "/totalResults", "/itemsPerPage", "/startIndex"];
        let pointer = expectation.finding.pointer.as_deref().unwrap_or_default();
        match self.family() {
            "body" | "error" => expectation.finding.pointer.is_some(),
            // These two numbers can be wrong on a list that is right.
            "list" if self.is("list.items-per-page") || self.is("list.start-index") => false,
            "list" => OF_A_LIST.iter().any(|member| pointer.starts_with(member)),
            _ => false,
        }
    }

    pub(super) fn is(&self, rule: &str) -> bool {
        self.finding.rule.id == rule
    }

    pub(super) fn family(&self) -> &'static str {
        self.finding.rule.family()
    }

    /// The status of its exchange.
    pub(super) fn status(&self) -> Option<u16> {
        self.finding.exchange.as_ref().and_then(|exchange| exchange.status())
    }

    /// Whether both are about one exchange.
    pub(super) fn shares_exchange(&self, other: &Node<'_>) -> bool {
        matches!(
            (&self.finding.exchange, &other.finding.exchange),
            (Some(one), Some(other)) if Arc::ptr_eq(one, other)
        )
    }

    /// Whether both stand at one place of a body, or one inside the other.
    pub(super) fn shares_pointer(&self, other: &Node<'_>) -> bool {
        let (Some(one), Some(other)) = (&self.finding.pointer, &other.finding.pointer) else { return false };
        let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
        let inside = long.get(..short.len()).is_some_and(|start| start.eq_ignore_ascii_case(short));
        !short.is_empty() && inside && matches!(long.as_bytes().get(short.len()), None | Some(b'/'))
    }

    /// Whether it stands deeper in a body than the other.
    pub(super) fn lies_within(&self, other: &Node<'_>) -> bool {
        let length = |node: &Node<'_>| node.finding.pointer.as_ref().map_or(0, String::len);
        self.shares_pointer(other) && length(self) > length(other)
    }

    /// Whether both are about one resource.
    pub(super) fn shares_resource(&self, other: &Node<'_>) -> bool {
        let mut ids = self.ids();
        ids.any(|id| other.ids().any(|other| other == id))
    }

    /// Whether a cast member is in both.
    pub(super) fn shares_name(&self, names: &[&str]) -> bool {
        self.finding.about.iter().any(|name| names.contains(&name.as_str()))
    }

    /// The ids that it is about: in the paths of its exchanges, and of what a POST made.
    fn ids(&self) -> impl Iterator<Item = &str> {
        let exchanges = [self.finding.exchange.as_deref(), self.finding.read_back.as_deref()];
        exchanges.into_iter().flatten().filter_map(|exchange| {
            let made = (exchange.call.method == Method::Post).then(|| exchange.answer()?.json()).flatten();
            exchange.call.resource_id().or_else(|| made.and_then(|body| json::text(body, "id")))
        })
    }
}
