//! Pages of a list that fit together (RFC 7644 §3.4.2.4).

use crate::judge::catalogue::{Damage, NOBODY_ELSE, Rule};
use crate::judge::level;

pub(super) const RULES: &[&Rule] = &[&START, &COUNT, &TOTAL, &PAST_THE_END];

const START: Rule = Rule {
    id: "page.start",
    title: "a page begins at the resource that startIndex names, counted from 1",
    explanation: "Put to the test by reading the first two users together and then one at a time, and with a \
        startIndex below 1, which means 1. The same list in the same order must come, while nothing changes. \
        Okta imports by adding to startIndex.",
    source: "RFC 7644 §3.4.2.4; Okta SCIM 2.0 reference: the order must be the same from request to request",
    why: "pages overlap or leave gaps: some people are imported twice, others never",
    fix: "count startIndex from 1, take anything below for 1, and sort by something that does not change",
    level: level::breaks_okta,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

const COUNT: Rule = Rule {
    id: "page.count",
    title: "count=0, or a count below 0, asks for totalResults alone",
    explanation: "Put to the test by asking for no resources. The answer has totalResults and no resources; a negative \
        count means the same.",
    source: "RFC 7644 §3.4.2.4",
    why: "a client that only counts is given everybody",
    fix: "answer count=0 with totalResults and without resources, and take a negative count for 0",
    level: level::violation,
    damage: Damage::Tidiness,
    also_affects: NOBODY_ELSE,
};

const TOTAL: Rule = Rule {
    id: "page.total",
    title: "totalResults counts all matches, whatever the page holds",
    explanation: "Put to the test by making five users and asking for two. totalResults must be five at least. Okta \
        asks for the next page while totalResults says that there is more.",
    source: "RFC 7644 §3.4.2, §3.4.2.4",
    why: "the client believes that the first page was all, and an import ends there",
    fix: "count all matches before the page is cut out",
    level: level::breaks_okta,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

const PAST_THE_END: Rule = Rule {
    id: "page.past-the-end",
    title: "a page past the end is an empty list",
    explanation: "Put to the test with a startIndex far beyond the last resource. An empty page is expected, with \
        totalResults as everywhere else; no error, and not the last page again. That is inferred: the standard \
        does not spell the case out.",
    source: "RFC 7644 §3.4.2.4 (inferred)",
    why: "a client that reads until nothing comes never stops, or takes the error for a failed import",
    fix: "answer 200 with totalResults and no resources",
    level: level::warning,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};
