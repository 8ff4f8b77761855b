//! The rule on which everything rests: an id names one resource for ever.

use serde_json::Value;

use super::Rule;
use super::seen::{Operation, Seen};
use super::sink::{Proof, Sink};
use crate::judge::catalogue::{Damage, EVERY_CLIENT};
use crate::judge::{json, level};

pub(super) const RULES: &[&Rule] = &[&ID_STABLE];

const ID_STABLE: Rule = Rule {
    id: "resource.id-stable",
    title: "the id in an answer is the id that was asked for",
    explanation: "Checked on every answer that shows the resource which the path named. Its id is the one that was \
        asked for. A client that stores another id changes, or deactivates, the wrong person from then on.",
    source: "RFC 7643 §3.1",
    why: "the client goes on with an id that is another resource's, or nobody's",
    fix: "never change an id, and answer with the resource that the path names",
    level: level::breaks_okta,
    damage: Damage::Access,
    also_affects: EVERY_CLIENT,
};

pub(super) fn check(seen: &Seen<'_>, sink: &mut Sink<'_>) {
    if !matches!(seen.operation, Operation::Read | Operation::Replace | Operation::Patch) {
        return;
    }
    let (Some(asked), Some(body)) = (seen.id(), seen.body()) else { return };
    let Some(id) = json::attribute(body, "id") else { return };
    // A number that reads the same is the id of the right resource in the wrong type; that has a rule of its own.
    let same = match id {
        Value::String(id) => *id == asked,
        Value::Number(id) => id.to_string() == asked,
        _ => return,
    };
    if !same {
        let message = format!("{} of {asked} was answered with another id", seen.call.method);
        sink.report(&ID_STABLE, Proof::new(message).expected(asked).found(json::short(Some(id))).at("/id"));
    }
}
