//! That the discovery endpoints are there at all (RFC 7644 §4).

use crate::judge::catalogue::{Damage, ENTRA, Rule};
use crate::judge::level;

pub(super) const RULES: &[&Rule] = &[&THERE];

const THERE: Rule = Rule {
    id: "discovery.there",
    title: "ServiceProviderConfig, Schemas and ResourceTypes can be read",
    explanation: "Put to the test by reading each of them. The standard defines all three; Okta reads none, so nothing \
        that Okta does hangs on them.",
    source: "RFC 7644 §4",
    why: "clients that go by discovery do not know what the server can do",
    fix: "serve /ServiceProviderConfig, /Schemas and /ResourceTypes, be they fixed documents",
    level: level::warning,
    damage: Damage::Tidiness,
    also_affects: &[ENTRA],
};
