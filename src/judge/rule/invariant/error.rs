//! Requests that must be refused, and with which status.

use crate::judge::catalogue::{Damage, NOBODY_ELSE, Rule};
use crate::judge::level;

pub(super) const RULES: &[&Rule] = &[&UNKNOWN_RESOURCE, &REFUSED];

const UNKNOWN_RESOURCE: Rule = Rule {
    id: "error.unknown-resource",
    title: "a request for a resource that is not there is answered 404",
    explanation: "Put to the test with an id that nobody has, by GET, PUT, PATCH and DELETE. A client that holds a \
        stale id learns from the 404, and only from it, that the resource is gone. The standard recommends the \
        status.",
    source: "RFC 7644 §3.12",
    why: "a client takes the answer for a success or for a mistake of its own, and never learns that the id is stale",
    fix: "answer 404 with a SCIM Error when no resource has the id, also when it does not look like one of yours",
    level: level::warning,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

const REFUSED: Rule = Rule {
    id: "error.refused",
    title: "a request that cannot be carried out is refused",
    explanation: "Put to the test with a body that is not JSON, a user without a userName, and a filter with an \
        operator that does not exist. A success would tell the client that something was done, or that everybody \
        matches.",
    source: "RFC 7643 §4.1.1; RFC 7644 §3.4.2.2, §3.12",
    why: "the client believes that the request was understood",
    fix: "answer 400 with a fitting scimType",
    level: level::violation,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};
