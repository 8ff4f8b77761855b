//! What a client relies on when it looks for a user or group before it writes.

use crate::judge::rule::{Rule, level};

pub(super) const RULES: &[&Rule] = &[&IGNORES_CASE];

const IGNORES_CASE: Rule = Rule {
    id: "lookup.ignores-case",
    title: "a lookup by userName finds the user whatever the case of the letters",
    source: "RFC 7643 §4.1.1, §7; RFC 7644 §3.4.2.2",
    why: "the client finds nobody, makes the person a second time, or is refused with 409 for ever",
    fix: "compare userName without regard to case in filters, and in the check for duplicates",
    level: level::breaks_okta,
};
