//! Rules about groups (RFC 7643 §4.2).

use serde_json::{Map, Value};

use super::Rule;
use super::seen::{Kind, Place, Seen};
use super::sink::{Proof, Sink};
use crate::judge::catalogue::{Damage, NOBODY_ELSE};
use crate::judge::{json, level};

pub(super) const RULES: &[&Rule] = &[&DISPLAY_NAME, &MEMBERS];

const DISPLAY_NAME: Rule = Rule {
    id: "group.display-name",
    title: "a group has a displayName",
    explanation: "Checked on every group that an answer shows. displayName is required; Okta links groups by it.",
    source: "RFC 7643 §4.2; Okta links groups by it",
    why: "the group cannot be found or linked",
    fix: "send `displayName` with every group",
    level: level::violation,
    damage: Damage::Flow,
    also_affects: NOBODY_ELSE,
};

const MEMBERS: Rule = Rule {
    id: "group.members",
    title: "members is an array of objects with a value",
    explanation: "Checked on every group that an answer shows. `members` is an array of objects whose `value` is the \
        member's id.",
    source: "RFC 7643 §2.4, §4.2",
    why: "clients cannot tell who is in the group",
    fix: "send members like [{\"value\": \"2819c223\"}]; type, display and $ref are optional",
    level: level::violation,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

pub(super) fn check(seen: &Seen<'_>, sink: &mut Sink<'_>) {
    if seen.kind != Kind::Group {
        return;
    }
    let projected = seen.is_projected();
    for (place, group) in seen.resources() {
        if json::entry(group, "Resources").is_none() {
            form(place, group, projected, sink);
        }
    }
}

fn form(place: Place, group: &Map<String, Value>, projected: bool, sink: &mut Sink<'_>) {
    let get = |name| json::entry(group, name).map(|(_, value)| value).filter(|value| !value.is_null());
    match get("displayName") {
        Some(Value::String(name)) if !name.is_empty() => {}
        None if projected => {}
        other => {
            let proof = Proof::new("the group has no displayName").expected("a non-empty string");
            sink.report(&DISPLAY_NAME, proof.found(json::short(other)).at(place.pointer("displayName")));
        }
    }
    let Some(members) = get("members") else { return };
    let Some(items) = members.as_array() else {
        let proof = Proof::new(format!("members is {}", json::kind(members))).expected("an array");
        sink.report(&MEMBERS, proof.found(json::short(Some(members))).at(place.pointer("members")));
        return;
    };
    if let Some(at) = items.iter().position(|member| json::text(member, "value").is_none()) {
        let proof = Proof::new("a member has no value").expected("an object with the member's id in `value`");
        let proof = proof.found(json::short(Some(&items[at])));
        sink.report(&MEMBERS, proof.at(format!("{}/{at}", place.pointer("members"))));
    }
}
