//! Within a pass: from which finding another one follows.

use super::Step;
use super::node::{Kind, Node, in_order};
use crate::exchange::Exchange;
use crate::judge::{Level, json};

/// Why one finding follows from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// They stand at the same place of one answer.
    SamePlace,
    /// They are about one exchange, which went wrong altogether.
    SameExchange,
    /// The lookup gave the id.
    Lookup,
    /// The act did not do what it should.
    SameAct,
    /// The resource has been wrong since.
    SameResource,
    /// An earlier act stopped, and this rests on what it should have done.
    Stopped,
}

impl Relation {
    /// The word that machine formats use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Relation::SamePlace => "same-place",
            Relation::SameExchange => "same-exchange",
            Relation::Lookup => "lookup",
            Relation::SameAct => "same-act",
            Relation::SameResource => "same-resource",
            Relation::Stopped => "earlier-act-stopped",
        }
    }
}

/// That a finding follows from the one at `step` and `index`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// Index of the step.
    pub step: usize,
    /// Index among the step's findings.
    pub index: usize,
    /// Why.
    pub relation: Relation,
}

/// For every finding of every step, the finding that leads to it; `None` for those that explain themselves. Links are
/// resolved to the first in a chain.
pub fn links(steps: &[Step<'_>]) -> Vec<Vec<Option<Link>>> {
    let nodes = in_order(steps);
    let mut links: Vec<Vec<Option<Link>>> =
        steps.iter().map(|step| vec![None; step.findings.len()]).collect();
    for (at, node) in nodes.iter().enumerate() {
        let Some((from, relation)) = origin(steps, &nodes[..at], node) else { continue };
        // Whatever comes earlier in the order has its link already.
        let link = match links[from.step][from.index] {
            Some(first) => Link { relation, ..first },
            None => Link { step: from.step, index: from.index, relation },
        };
        links[node.step][node.index] = Some(link);
    }
    links
}

/// The finding for whose sake a step could not be played, as far as an earlier one explains it.
pub fn stopper(steps: &[Step<'_>], step: usize) -> Option<(usize, usize)> {
    let nodes = in_order(&steps[..step]);
    let names = &steps[step].names;
    let grave = |node: &&Node<'_>| node.is_grave();
    let about_it = |node: &&Node<'_>| {
        node.shares_name(names) || steps[node.step].names.iter().any(|name| names.contains(name))
    };
    let found = nodes.iter().filter(grave).filter(|node| steps[node.step].stopped).find(about_it);
    let found = found.or_else(|| nodes.iter().filter(grave).find(about_it));
    let found = found.or_else(|| nodes.iter().filter(grave).rfind(|node| steps[node.step].stopped));
    found.or_else(|| nodes.iter().find(grave)).map(|node| (node.step, node.index))
}

fn origin<'n>(
    steps: &[Step<'_>],
    earlier: &'n [Node<'n>],
    node: &Node<'_>,
) -> Option<(&'n Node<'n>, Relation)> {
    // Snapshots and mistakes of our own explain themselves.
    if matches!(node.family(), "snapshot" | "internal") {
        return None;
    }
    let found = on_one_exchange(earlier, node);
    let found = found.or_else(|| match node.kind {
        Kind::Exchange => lost(earlier, node).or_else(|| after_a_wrong_lookup(earlier, node)),
        Kind::Guard => lookup(steps, earlier, node).or_else(|| after_a_stop(steps, earlier, node)),
        Kind::State | Kind::Expectation => None,
    });
    if node.kind < Kind::State || node.is("bystander.changed") {
        return found;
    }
    found
        .or_else(|| in_one_act(steps, earlier, node))
        .or_else(|| unresolved(earlier, node))
        .or_else(|| still(earlier, node))
        .or_else(|| after_a_stop(steps, earlier, node))
}

/// Two findings about one exchange.
fn on_one_exchange<'n>(earlier: &'n [Node<'n>], node: &Node<'_>) -> Option<(&'n Node<'n>, Relation)> {
    let mut shared = earlier.iter().filter(|other| other.step == node.step && other.shares_exchange(node));
    // A list is not longer than expected because of what is wrong in one of its resources.
    let is_deeper =
        |other: &Node<'_>| node.kind == Kind::Expectation && !other.is_grave() && other.lies_within(node);
    if let Some(other) = shared.clone().find(|other| other.shares_pointer(node) && !is_deeper(other)) {
        return Some((other, Relation::SamePlace));
    }
    let explains = |other: &&Node<'_>| match node.kind {
        _ if other.is("answers.unmatched") => true,
        // What is no SCIM message at all is not labelled as one either; and who crashes forgets the form.
        Kind::Exchange => match node.family() {
            "media" => other.family() == "body" || other.is("error.body") || other.failed(),
            "error" => other.failed() || other.family() == "status" && other.is_page(),
            _ => false,
        },
        Kind::Guard => other.is_grave(),
        Kind::Expectation => other.is_grave() || other.spoils(node),
        // One write, one cause; a second cause that is known by name is a finding of its own.
        Kind::State if other.kind == Kind::State => {
            let cause = &node.finding.likely_cause;
            cause.is_none() || *cause == other.finding.likely_cause
        }
        Kind::State => other.is_grave(),
    };
    shared.find(explains).map(|other| (other, Relation::SameExchange))
}

/// A refusal because the resource is not there any more.
fn lost<'n>(earlier: &'n [Node<'n>], node: &Node<'_>) -> Option<(&'n Node<'n>, Relation)> {
    if !node.is("status.accepted") || !matches!(node.status(), Some(404 | 410)) {
        return None;
    }
    let found = earlier.iter().find(|other| other.loses_the_resource() && other.shares_resource(node));
    found.map(|other| (other, Relation::SameResource))
}

/// A conflict that the lookup right before it should have foreseen.
fn after_a_wrong_lookup<'n>(earlier: &'n [Node<'n>], node: &Node<'_>) -> Option<(&'n Node<'n>, Relation)> {
    if node.status() != Some(409) {
        return None;
    }
    let in_act = |other: &&Node<'_>| other.step == node.step && other.at < node.at && other.is_grave();
    earlier.iter().rfind(in_act).map(|other| (other, Relation::Lookup))
}

/// A write to a stranger: the first finding on an answer that gave the id, else the last grave one of the act.
fn lookup<'n>(
    steps: &[Step<'_>],
    earlier: &'n [Node<'n>],
    node: &Node<'_>,
) -> Option<(&'n Node<'n>, Relation)> {
    let id = node.finding.exchange.as_ref()?.call.resource_id()?;
    let gave =
        |other: &&Node<'_>| steps[other.step].trace.get(other.at).is_some_and(|exchange| shows(exchange, id));
    let grave = || earlier.iter().filter(|other| other.is_grave());
    let found = grave().rfind(|other| other.step == node.step && gave(other));
    let found = found.or_else(|| grave().rfind(|other| other.step == node.step));
    let found = found.or_else(|| grave().find(gave));
    found.map(|other| (other, Relation::Lookup))
}

/// Whether the answer shows a resource with that id.
fn shows(exchange: &Exchange, id: &str) -> bool {
    let Some(body) = exchange.answer().and_then(|answer| answer.json()) else { return false };
    let listed = json::attribute(body, "Resources").and_then(serde_json::Value::as_array);
    let mut resources = listed.into_iter().flatten().chain([body]);
    resources.any(|resource| json::text(resource, "id") == Some(id))
}

/// Something else went wrong in the same act.
fn in_one_act<'n>(
    steps: &[Step<'_>],
    earlier: &'n [Node<'n>],
    node: &Node<'_>,
) -> Option<(&'n Node<'n>, Relation)> {
    let in_act = || earlier.iter().filter(|other| other.step == node.step);
    if node.kind == Kind::State {
        let found = in_act().find(|other| {
            let about_it = other.shares_resource(node) || shares_subject(other, node);
            other.is_grave() && other.kind < Kind::State && (steps[node.step].stopped || about_it)
                || other.loses_the_resource() && about_it
        });
        return found.map(|other| (other, Relation::SameAct));
    }
    let before = || in_act().filter(|other| other.kind < Kind::Expectation);
    let same_place = |other: &&Node<'_>| other.shares_resource(node) && other.shares_pointer(node);
    let same_status = |other: &&Node<'_>| node.is("expect.status") && other.family() == "status";
    let found = before()
        .find(same_place)
        .or_else(|| before().find(same_status))
        .or_else(|| before().find(|other| other.is_grave() && other.shares_resource(node)))
        // What the admin is shown comes from the last answer that the act could not use.
        .or_else(|| before().rfind(|other| other.is_grave() && node.is("expect.okta")))
        .or_else(|| before().find(|other| other.is_grave()))
        .or_else(|| in_act().next_back().filter(|other| other.kind == Kind::Expectation));
    found.map(|other| (other, Relation::SameAct))
}

/// A value that an earlier answer should have held.
fn unresolved<'n>(earlier: &'n [Node<'n>], node: &Node<'_>) -> Option<(&'n Node<'n>, Relation)> {
    if !node.is("expect.unresolved") {
        return None;
    }
    let before = || earlier.iter().filter(|other| other.step < node.step);
    let found = before().find(|other| other.loses_the_resource());
    let found = found.or_else(|| before().find(|other| other.is_grave()));
    found.map(|other| (other, Relation::SameResource))
}

/// The same thing, still wrong at a later look.
fn still<'n>(earlier: &'n [Node<'n>], node: &Node<'_>) -> Option<(&'n Node<'n>, Relation)> {
    let found = earlier.iter().filter(|other| other.step < node.step).find(|other| {
        let about_it = other.shares_resource(node) || shares_subject(other, node);
        about_it
            && (other.loses_the_resource()
                || other.kind >= Kind::State && other.kind <= node.kind && other.shares_pointer(node))
    });
    found.map(|other| (other, Relation::SameResource))
}

/// An act before it did not come to its end. A write that succeeded since then, and did nothing, is a cause of its own
/// unless it is about somebody whom that act should have made.
fn after_a_stop<'n>(
    steps: &[Step<'_>],
    earlier: &'n [Node<'n>],
    node: &Node<'_>,
) -> Option<(&'n Node<'n>, Relation)> {
    let succeeded = |exchange: &std::sync::Arc<Exchange>| exchange.is_success();
    let wrote = node.kind == Kind::State && node.finding.exchange.as_ref().is_some_and(succeeded);
    let stopped = |other: &&Node<'_>| {
        other.step < node.step
            && steps[other.step].stopped
            && other.is_grave()
            && (!wrote || node.finding.level < Level::Error || node.shares_name(&steps[other.step].names))
    };
    let about_it = |other: &&Node<'_>| node.shares_name(&steps[other.step].names);
    let found = earlier.iter().filter(stopped).find(about_it);
    let found = found.or_else(|| earlier.iter().rfind(stopped));
    found.map(|other| (other, Relation::Stopped))
}

fn shares_subject(one: &Node<'_>, other: &Node<'_>) -> bool {
    let names: Vec<&str> = one.finding.about.iter().map(String::as_str).collect();
    other.shares_name(&names)
}
