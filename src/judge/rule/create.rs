//! Rules about the answer to a POST that creates a resource (RFC 7644 §3.3).

use serde_json::Value;
use url::Url;

use super::Rule;
use super::seen::{Operation, Seen};
use super::sink::{Proof, Sink};
use crate::exchange::NotJson;
use crate::judge::catalogue::{Damage, EVERY_CLIENT, NOBODY_ELSE};
use crate::judge::{json, level};

pub(super) const RULES: &[&Rule] = &[&BODY, &LOCATION, &LOCATION_MATCHES];

const BODY: Rule = Rule {
    id: "create.body",
    title: "a 201 carries the created resource",
    explanation: "Checked on every 201. The body is the new resource. Okta takes the id from it and stores nothing \
        without: the user exists on the server, and Okta can never change or deactivate it.",
    source: "RFC 7644 §3.3; Okta shows \"Create new user returned empty user.\" (SCIM 2.0 reference)",
    why: "Okta takes the id from the body; without it every later push to this user is impossible",
    fix: "answer 201 with the whole created resource",
    level: level::should_but_breaks_okta,
    damage: Damage::Access,
    also_affects: EVERY_CLIENT,
};

const LOCATION: Rule = Rule {
    id: "create.location",
    title: "a 201 has a Location header",
    explanation: "Checked on every 201. A right server sends the address of what it made in `Location`. Okta reads \
        the id from the body and does not need the header.",
    source: "RFC 7644 §3.3",
    why: "clients that follow the header cannot find the new resource",
    fix: "send `Location` with the absolute URL of the new resource",
    level: level::violation,
    damage: Damage::Tidiness,
    also_affects: NOBODY_ELSE,
};

const LOCATION_MATCHES: Rule = Rule {
    id: "create.location-matches",
    title: "Location and meta.location name the same URL",
    explanation: "Checked on every 201 with a Location header. It must be the URL that the body names in \
        `meta.location`; where they differ, one of them leads to nothing.",
    source: "RFC 7644 §3.3",
    why: "one of them leads astray",
    fix: "send the same absolute URL in `Location` and `meta.location`",
    level: level::violation,
    damage: Damage::Tidiness,
    also_affects: NOBODY_ELSE,
};

pub(super) fn check(seen: &Seen<'_>, sink: &mut Sink<'_>) {
    if seen.operation != Operation::Create {
        return;
    }
    let Some(answer) = seen.success() else { return };
    if answer.content.json == Err(NotJson::Empty) {
        let message = format!("the create was answered {} with an empty body", answer.status);
        sink.report(&BODY, Proof::new(message).expected(format!("the created {}", seen.kind.name())));
    }
    let location = answer.header("location").filter(|location| !location.trim().is_empty());
    let Some(location) = location else {
        if answer.status == 201 {
            sink.report(&LOCATION, Proof::new("a 201 came without a Location header"));
        }
        return;
    };
    let meta = answer.json().and_then(|body| json::at_path(body, "meta.location")).and_then(Value::as_str);
    if let Some(meta) = meta.filter(|meta| !names_the_same(&seen.exchange.url, location, meta)) {
        let proof = Proof::new("Location and meta.location differ");
        sink.report(&LOCATION_MATCHES, proof.expected(location).found(meta).at("/meta/location"));
    }
}

/// Both are read as references relative to the request, so that spelling one of them out is no difference.
fn names_the_same(request: &str, one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let Ok(base) = Url::parse(request) else { return false };
    matches!((base.join(one), base.join(other)), (Ok(one), Ok(other)) if one == other)
}
