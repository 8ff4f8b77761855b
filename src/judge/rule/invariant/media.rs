//! Media types that a request may ask for or be written in (RFC 7644 §3.8).

use crate::judge::catalogue::{Damage, EVERY_CLIENT, NOBODY_ELSE, Rule};
use crate::judge::level;

pub(super) const RULES: &[&Rule] = &[&ACCEPTS_SCIM_JSON, &ACCEPTS_JSON, &READS_SCIM_JSON, &READS_JSON];

const ACCEPTS_SCIM_JSON: Rule = Rule {
    id: "media.accepts-scim-json",
    title: "a request that accepts application/scim+json is served",
    explanation: "Put to the test with the headers that Okta sends. The media type of SCIM must be known to the \
        server, and to every gateway before it.",
    source: "RFC 7644 §3.8; Okta support on \"Sync user in external application FAILURE\"",
    why: "the whole integration is dead: every request is refused, often before the server logs it",
    fix: "serve `Accept: application/scim+json`; look at the web server and the gateway too",
    level: level::breaks_okta,
    damage: Damage::Flow,
    also_affects: EVERY_CLIENT,
};

const ACCEPTS_JSON: Rule = Rule {
    id: "media.accepts-json",
    title: "a request that accepts application/json, or anything, is served",
    explanation: "Put to the test with `Accept: application/json` and `Accept: */*`. The standard recommends the \
        former; scripts and browsers send the latter.",
    source: "RFC 7644 §3.8",
    why: "clients and scripts that do not know SCIM's media type are refused",
    fix: "serve `Accept: application/json` and `Accept: */*` as well",
    level: level::warning,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

const READS_SCIM_JSON: Rule = Rule {
    id: "media.reads-scim-json",
    title: "a body labelled application/scim+json is read, with a charset or without",
    explanation: "Put to the test by making users with both spellings of the media type. Okta labels every body \
        `application/scim+json; charset=utf-8`. Many JSON parsers of web frameworks listen to application/json \
        alone, and hand on an empty body.",
    source: "RFC 7644 §3.8; Okta sends the charset (published request logs)",
    why: "every write is refused, or arrives empty",
    fix: "register the JSON parser for application/scim+json too, whatever parameters follow",
    level: level::breaks_okta,
    damage: Damage::Flow,
    also_affects: EVERY_CLIENT,
};

const READS_JSON: Rule = Rule {
    id: "media.reads-json",
    title: "a body labelled application/json is read",
    explanation: "Put to the test by making a user. The standard leaves other media types than SCIM's own to the \
        server. OneLogin sends this one, and so do Okta's own submission tests.",
    source: "Okta's OIN SPEC test; goauthentik/authentik#11249; RFC 7644 §3.8 allows it",
    why: "Okta's submission tests and some clients cannot create users",
    fix: "read bodies labelled application/json as well",
    level: level::warning,
    damage: Damage::Trouble,
    also_affects: &["OneLogin"],
};
