//! Rules about the media type of answers. Okta is lax here: its own examples show `text/json`.

use super::Rule;
use super::seen::Seen;
use super::sink::{Proof, Sink};
use crate::exchange::{Method, NotJson};
use crate::judge::catalogue::{Damage, ENTRA};
use crate::judge::{Level, level};

pub(super) const RULES: &[&Rule] = &[&SCIM_JSON, &TYPE];

const SCIM_JSON: Rule = Rule {
    id: "media.scim-json",
    title: "answers are application/scim+json, not plain application/json",
    explanation: "Checked on every answer with a body. SCIM has a media type of its own, application/scim+json. Okta \
        reads plain application/json as well.",
    source: "RFC 7644 §3.1, §3.8",
    why: "strict clients refuse the body; Okta reads it",
    fix: "send `Content-Type: application/scim+json`",
    level: okta_takes_json,
    damage: Damage::Trouble,
    also_affects: &[ENTRA],
};

const TYPE: Rule = Rule {
    id: "media.type",
    title: "an answer with a body says that it is SCIM JSON",
    explanation: "Checked on every answer with a body. It must be labelled as SCIM JSON; a label such as text/html \
        or none at all makes strict clients refuse it. Okta's own examples show text/json.",
    source: "RFC 7644 §3.1, §3.8",
    why: "strict clients refuse the body; Okta reads it",
    fix: "send `Content-Type: application/scim+json`",
    level: level::okta_is_lax,
    damage: Damage::Trouble,
    also_affects: &[ENTRA],
};

fn okta_takes_json(client: &str) -> Level {
    if level::is_okta(client) { Level::Note } else { Level::Violation }
}

pub(super) fn check(seen: &Seen<'_>, sink: &mut Sink<'_>) {
    let Some(answer) = seen.answer() else { return };
    if seen.call.method == Method::Head || answer.content.json == Err(NotJson::Empty) {
        return;
    }
    if !answer.is_success() && answer.json().is_none() {
        // That a refusal is no JSON has a rule of its own, and the label is right then.
        return;
    }
    let header = answer.header("content-type");
    let essence = header.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/scim+json") {
        return;
    }
    // For an error body the standard only recommends the type.
    let at_most = if answer.is_success() { Level::Error } else { Level::Warning };
    if essence.eq_ignore_ascii_case("application/json") {
        // A client that asked for plain JSON gets what it asked for (RFC 7644 §3.8).
        if !asked_for_json(seen) {
            let proof =
                Proof::new("the answer is labelled application/json").expected("application/scim+json");
            sink.report(&SCIM_JSON, proof.found(essence).at_most(at_most));
        }
        return;
    }
    let message = match header {
        Some(_) => format!("the answer is labelled {essence}"),
        None => "the answer has a body and no Content-Type".to_owned(),
    };
    let proof = Proof::new(message).expected("application/scim+json").found(header.unwrap_or("absent"));
    sink.report(&TYPE, proof.at_most(at_most));
}

fn asked_for_json(seen: &Seen<'_>) -> bool {
    let mut accept = seen.call.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("accept"));
    accept.any(|(_, value)| {
        let value = value.to_ascii_lowercase();
        value.contains("application/json") && !value.contains("application/scim+json")
    })
}
