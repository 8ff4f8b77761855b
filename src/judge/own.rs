//! Rules that the harness reports about its own work: snapshots, and its own mistakes.

use super::catalogue::{Damage, NOBODY_ELSE, Rule};
use super::level;

/// Every rule of this file.
pub(super) const RULES: &[&Rule] = &[&SNAPSHOT_CHANGED, &SNAPSHOT_MISSING, &SNAPSHOT_UNREADABLE, &PANIC];

/// The conversation is not the approved one.
pub const SNAPSHOT_CHANGED: Rule = Rule {
    id: "snapshot.changed",
    title: "the conversation is the approved one",
    explanation: "Compared for every pass with an approved snapshot: requests and answers, with ids, times and names \
        replaced by roles. A changed snapshot fails the run by itself, whatever `--fail-on` says; a \
        harmless new attribute must not look like a broken Okta, so it has no other level.",
    source: "the approved snapshot",
    why: "the server answers otherwise than it did when somebody last looked",
    fix: "look at it with `scimulate review`, then accept it or repair the server",
    level: level::violation,
    damage: Damage::Tidiness,
    also_affects: NOBODY_ELSE,
};

/// There is no approved conversation, and the run requires one.
pub const SNAPSHOT_MISSING: Rule = Rule {
    id: "snapshot.missing",
    title: "a required snapshot has been approved",
    explanation: "Told when `--snapshots require` asks for an approved conversation and there is none.",
    source: "`--snapshots require`",
    why: "nobody has looked at this conversation yet",
    fix: "run once with `--snapshots new`, then `scimulate review`",
    level: level::error,
    damage: Damage::Tidiness,
    also_affects: NOBODY_ELSE,
};

/// The approved conversation cannot be read.
pub const SNAPSHOT_UNREADABLE: Rule = Rule {
    id: "snapshot.unreadable",
    title: "the approved snapshot can be read",
    explanation: "Told when the file of an approved conversation is there and cannot be read or written.",
    source: "the snapshot file",
    why: "the conversation is compared with nothing",
    fix: "repair or remove the file that the message names",
    level: level::error,
    damage: Damage::Tidiness,
    also_affects: NOBODY_ELSE,
};

/// A bug of ours.
pub const PANIC: Rule = Rule {
    id: "internal.panic",
    title: "scimulate itself does not fail",
    explanation: "Told when scimulate failed in the middle of a pass. It says nothing about the server; what the \
        pass had made is removed all the same.",
    source: "scimulate",
    why: "the pass says nothing",
    fix: "report it, with the scenario and the message",
    level: level::error,
    damage: Damage::Tidiness,
    also_affects: NOBODY_ELSE,
};
