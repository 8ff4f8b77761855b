//! What must come of it when two want the same userName.

use crate::judge::catalogue::{Damage, EVERY_CLIENT, NOBODY_ELSE, Rule};
use crate::judge::level;

pub(super) const RULES: &[&Rule] = &[&REFUSED, &CHANGES_NOTHING];

const REFUSED: Rule = Rule {
    id: "conflict.refused",
    title: "a create or rename to a userName that is taken is answered 409, whatever the case of the letters",
    explanation: "Put to the test by creating a user a second time, in the same letters and in others, and by \
        renaming one user to the name of another. userName is unique without regard to case, so each of these is \
        answered 409, and one user of that name is there afterwards. Okta's tests for its catalogue ask for this 409.",
    source: "RFC 7644 §3.3, §3.5.1; RFC 7643 §4.1.1; Okta's published SPEC test (recreating a user)",
    why: "one person has two accounts, and nobody knows which of them is deactivated when they leave",
    fix: "check userName for duplicates, ignoring case, on create and on every update, and answer 409 with scimType \
        uniqueness",
    level: level::violation,
    damage: Damage::People,
    also_affects: EVERY_CLIENT,
};

const CHANGES_NOTHING: Rule = Rule {
    id: "conflict.changes-nothing",
    title: "a write that runs into an existing user leaves that user as it was",
    explanation: "Put to the test by reading the user who has the name after somebody else has asked for it. A \
        request that is refused changes nothing. A server that takes an existing account over instead must not \
        rewrite its emails on the way: whoever can create users could make any account theirs.",
    source: "RFC 7644 §3.3, §3.5.1; that a refusal changes nothing is inferred",
    why: "somebody who was not meant loses access, or their account is taken over",
    fix: "check for the conflict before anything is written, in one transaction with the write",
    level: level::breaks_okta,
    damage: Damage::Access,
    also_affects: NOBODY_ELSE,
};
