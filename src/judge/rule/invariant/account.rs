//! Accounts that are inactive or gone, and must neither be hidden nor stand in the way.

use crate::judge::catalogue::{Damage, ENTRA, EVERY_CLIENT, Rule};
use crate::judge::level;

pub(super) const RULES: &[&Rule] = &[&FINDS_INACTIVE, &FREE_NAME];

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

const FREE_NAME: Rule = Rule {
    id: "delete.frees-the-name",
    title: "a deleted user is gone, and the userName is free again",
    explanation: "Put to the test by deleting a user and making it again. A deleted resource is gone for every request \
        and should not count where conflicts are looked for. Okta never deletes users; Entra does, some thirty days \
        after somebody has left.",
    source: "RFC 7644 §3.6 (SHOULD NOT)",
    why: "somebody who comes back after that cannot be made again, and nobody can see why",
    fix: "leave deleted rows out of the check for duplicates, or rename them on deletion",
    level: level::warning,
    damage: Damage::Flow,
    also_affects: &[ENTRA],
};
