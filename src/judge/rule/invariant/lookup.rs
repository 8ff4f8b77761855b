//! What a client relies on when it looks for a user or group before it writes.

use crate::judge::catalogue::{Damage, EVERY_CLIENT, Rule};
use crate::judge::level;

pub(super) const RULES: &[&Rule] = &[&IGNORES_CASE];

const IGNORES_CASE: Rule = Rule {
    id: "lookup.ignores-case",
    title: "a lookup by userName finds the user whatever the case of the letters",
    explanation: "Put to the test by looking a user up in other letters than it was made in. userName is compared \
        without regard to case. Okta looks a person up by the login of its own directory, in whatever case that is \
        written, before it creates anybody.",
    source: "RFC 7643 §4.1.1, §7; RFC 7644 §3.4.2.2",
    why: "the client finds nobody, makes the person a second time, or is refused with 409 for ever",
    fix: "compare userName without regard to case in filters, and in the check for duplicates",
    level: level::breaks_okta,
    damage: Damage::People,
    also_affects: EVERY_CLIENT,
};
