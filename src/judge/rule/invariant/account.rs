//! Accounts that are inactive or gone, and must neither be hidden nor stand in the way.

use crate::judge::catalogue::{Damage, ENTRA, EVERY_CLIENT, Rule};
use crate::judge::level;

pub(super) const RULES: &[&Rule] = &[&FINDS_INACTIVE, &GONE, &FREE_NAME];

const FINDS_INACTIVE: Rule = Rule {
    id: "lookup.finds-inactive",
    title: "a lookup by userName finds inactive users too, and one account for each name",
    explanation: "Put to the test by deactivating a user, looking the name up and making the user again. A client that \
        deactivated somebody looks for the account when the person comes back. The standard lets a server hide it \
        (so this is a warning there), but then the name must not be taken either: whoever hides the account and \
        refuses a second one with 409 has locked the person out for good. What works with every client is to show it.",
    source: "Okta SCIM FAQ: active and inactive users must be returned; RFC 7643 §4.1.1 (active)",
    why: "whoever comes back cannot be provisioned any more, or gets a second account",
    fix: "leave `active` out of the query behind the lookup, and answer with active: false",
    level: level::should_but_breaks_okta,
    damage: Damage::People,
    also_affects: EVERY_CLIENT,
};

const GONE: Rule = Rule {
    id: "delete.takes-effect",
    title: "a deleted user is gone",
    explanation: "Put to the test by deleting a user and reading it. What was deleted must be answered 404 from then on, \
        also where the server keeps the row for itself. Okta never deletes users; Entra does, some thirty days after \
        somebody has left.",
    source: "RFC 7644 §3.6",
    why: "somebody whose account should be gone still has one, and the client has stopped looking after it",
    fix: "answer 404 to every request for a deleted resource, and leave it out of lists",
    level: level::okta_is_lax,
    damage: Damage::Access,
    also_affects: &[ENTRA],
};

const FREE_NAME: Rule = Rule {
    id: "delete.frees-the-name",
    title: "the userName of a deleted user is free again",
    explanation: "Put to the test by deleting a user and making it again. What is deleted should not count where \
        conflicts are looked for. Okta never deletes users; Entra does, some thirty days after somebody has left.",
    source: "RFC 7644 §3.6 (SHOULD NOT)",
    why: "somebody who comes back after that cannot be made again, and nobody can see why",
    fix: "leave deleted rows out of the check for duplicates, or rename them on deletion",
    level: level::warning,
    damage: Damage::Flow,
    also_affects: &[ENTRA],
};
