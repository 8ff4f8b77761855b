//! externalId: the client's own anchor.

use crate::judge::catalogue::{Damage, ENTRA, NOBODY_ELSE, Rule};
use crate::judge::level;

pub(super) const RULES: &[&Rule] = &[&KEPT, &OPTIONAL];

const KEPT: Rule = Rule {
    id: "external-id.kept",
    title: "an externalId is stored, returned, and found by a filter",
    explanation: "Put to the test by creating and changing a user with an externalId, reading it, and looking it up. \
        externalId is the client's own name for the resource; the server keeps it as it came, case included. Okta \
        goes by the server's id; others find people again by externalId alone. A server may refuse to filter by it \
        with 400; it may not find nobody.",
    source: "RFC 7643 §3.1; RFC 7644 §3.4.2.2",
    why: "clients that go by their own id make the person a second time",
    fix: "store externalId on POST, PUT and PATCH, return it, and allow filters on it",
    level: level::okta_is_lax,
    damage: Damage::People,
    also_affects: &[ENTRA],
};

const OPTIONAL: Rule = Rule {
    id: "external-id.optional",
    title: "users and groups may be created without an externalId",
    explanation: "Put to the test by creating a user and a group without one. externalId is the client's choice. Okta \
        sends none with the groups that it pushes.",
    source: "RFC 7643 §3.1",
    why: "groups cannot be pushed from Okta at all",
    fix: "do not require externalId",
    level: level::breaks_okta,
    damage: Damage::Flow,
    also_affects: NOBODY_ELSE,
};
