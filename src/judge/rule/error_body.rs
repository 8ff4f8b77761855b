//! Rules about the body and headers of refusals (RFC 7644 §3.12).

use serde_json::Value;

use super::Rule;
use super::seen::{Operation, Seen};
use super::sink::{Proof, Sink};
use crate::exchange::{Answer, Method};
use crate::judge::catalogue::{Damage, NOBODY_ELSE};
use crate::judge::{Level, json, level};
use crate::scim::error::ScimType;
use crate::scim::urn;

pub(super) const RULES: &[&Rule] =
    &[&BODY, &SCHEMAS, &STATUS, &DETAIL, &UNIQUENESS, &SCIM_TYPE, &WWW_AUTHENTICATE];

const BODY: Rule = Rule {
    id: "error.body",
    title: "a refusal has a JSON object as its body",
    explanation: "Checked on every 4xx and 5xx. A right server answers in SCIM's own Error form, also when the \
        framework, a gateway or the authentication layer refuses. Okta tries to read the body as JSON; \
        with a web page or plain text the admin sees a parser's complaint instead of the reason.",
    source: "RFC 7644 §3.12",
    why: "the admin sees a parser's complaint, or nothing, instead of the reason",
    fix: "answer every error, also those of the framework, with a SCIM Error message",
    level: level::violation,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

const SCHEMAS: Rule = Rule {
    id: "error.schemas",
    title: "a refusal is marked as a SCIM Error in its schemas array",
    explanation: "Checked on every Error in JSON. Its `schemas` array must hold the URN of SCIM's Error message; by \
        it a client tells the server's own words from those of a proxy.",
    source: "RFC 7644 §3.12",
    why: "a client cannot tell the server's own words from a proxy's",
    fix: "send `\"schemas\": [\"urn:ietf:params:scim:api:messages:2.0:Error\"]`",
    level: level::violation,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

const STATUS: Rule = Rule {
    id: "error.status",
    title: "the status in an Error is the HTTP status as a string",
    explanation: "Checked on every SCIM Error. `status` repeats the HTTP status as a string. Libraries with typed \
        models fail on a number, and so lose the whole message. Okta's own examples show numbers, and its \
        reviewers have refused them all the same; so it is a warning for Okta.",
    source: "RFC 7644 §3.12",
    why: "typed clients cannot read the message; reviewers of Okta's catalogue have refused numbers",
    fix: "send `\"status\": \"404\"`, a string, equal to the HTTP status",
    level: level::okta_is_lax,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

const DETAIL: Rule = Rule {
    id: "error.detail",
    title: "an Error says in its detail what is wrong",
    explanation: "Checked on every SCIM Error. Okta prints `detail` word for word after \"Errors reported by remote \
        server:\"; it is all that the admin learns.",
    source: "RFC 7644 §3.12; Okta shows it after \"Errors reported by remote server:\"",
    why: "the admin learns nothing from the message",
    fix: "put the reason, with the attribute's name, into `detail`",
    level: level::warning,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

const UNIQUENESS: Rule = Rule {
    id: "error.uniqueness",
    title: "a 409 to a create says scimType uniqueness",
    explanation: "Checked on every 409 to a create. The standard wants scimType `uniqueness` with it, so that a \
        client knows that the name is taken, and not, say, an outdated version.",
    source: "RFC 7644 §3.3",
    why: "a client cannot tell a duplicate from other conflicts",
    fix: "add `\"scimType\": \"uniqueness\"`",
    level: level::violation,
    damage: Damage::Tidiness,
    also_affects: NOBODY_ELSE,
};

const SCIM_TYPE: Rule = Rule {
    id: "error.scim-type",
    title: "scimType is one of the registered words",
    explanation: "Checked on every SCIM Error with a scimType. Only the registered words mean anything to a client.",
    source: "RFC 7644 §3.12 Table 9; RFC 9865 §2.4",
    why: "clients do not know invented words",
    fix: "use a registered scimType, or leave it out",
    level: level::warning,
    damage: Damage::Tidiness,
    also_affects: NOBODY_ELSE,
};

const WWW_AUTHENTICATE: Rule = Rule {
    id: "error.www-authenticate",
    title: "a 401 names the accepted authentication schemes",
    explanation: "Checked on every 401. The header says how to authenticate; HTTP asks for it with every 401.",
    source: "RFC 7644 §2; RFC 9110 §11.6.1",
    why: "a client cannot learn how to authenticate",
    fix: "send `WWW-Authenticate: Bearer` with every 401",
    level: level::warning,
    damage: Damage::Tidiness,
    also_affects: NOBODY_ELSE,
};

pub(super) fn check(seen: &Seen<'_>, sink: &mut Sink<'_>) {
    let Some(answer) = seen.refusal() else { return };
    if answer.status == 401 && answer.header("www-authenticate").is_none() {
        sink.report(&WWW_AUTHENTICATE, Proof::new("a 401 came without WWW-Authenticate"));
    }
    if seen.call.method == Method::Head {
        return;
    }
    // Nobody need answer in SCIM's form where SCIM has no address, as behind one slash too many.
    let mut segments = seen.call.path.split('/').skip(1);
    let is_nowhere = answer.status == 404 && segments.any(str::is_empty);
    let weighed = |proof: Proof| if is_nowhere { proof.at_most(Level::Note) } else { proof };
    let body = match &answer.content.json {
        Ok(body @ Value::Object(_)) => body,
        Ok(other) => {
            let message = format!("the {} has {} as its body", answer.status, json::kind(other));
            sink.report(
                &BODY,
                weighed(Proof::new(message).expected("a SCIM Error").found(json::short(Some(other)))),
            );
            return;
        }
        Err(reason) => {
            let message = format!("the {} has no SCIM Error: {reason}", answer.status);
            let found = json::clip(&answer.content.text());
            let proof = Proof::new(message).expected("a SCIM Error");
            sink.report(&BODY, weighed(if found.is_empty() { proof } else { proof.found(found) }));
            return;
        }
    };
    schemas(body, answer, sink);
    if json::attribute(body, "schemas").is_none() {
        // It is no Error at all; what an Error must hold cannot be missed in it.
        return;
    }
    status(body, answer, sink);
    if json::text(body, "detail").is_none_or(|detail| detail.trim().is_empty()) {
        let proof = Proof::new(format!("the {} says nothing in its detail", answer.status)).at("/detail");
        sink.report(&DETAIL, proof);
    }
    scim_type(seen, body, answer, sink);
}

fn schemas(body: &Value, answer: &Answer, sink: &mut Sink<'_>) {
    let schemas = json::attribute(body, "schemas");
    let listed = schemas.and_then(Value::as_array);
    if listed.is_some_and(|urns| urns.iter().any(|urn| is(urn, urn::ERROR))) {
        return;
    }
    let message = if schemas.is_some_and(|value| is(value, urn::ERROR)) {
        "schemas of the Error is a string instead of an array".to_owned()
    } else {
        format!("the body of the {} is not marked as a SCIM Error", answer.status)
    };
    let expected = format!("[\"{}\"]", urn::ERROR);
    sink.report(&SCHEMAS, Proof::new(message).expected(expected).found(json::short(schemas)).at("/schemas"));
}

fn is(value: &Value, urn: &str) -> bool {
    value.as_str().is_some_and(|text| text.eq_ignore_ascii_case(urn))
}

fn status(body: &Value, answer: &Answer, sink: &mut Sink<'_>) {
    let status = json::attribute(body, "status");
    let right = answer.status.to_string();
    let message = match status {
        Some(Value::String(text)) if *text == right => return,
        Some(Value::String(text)) => format!("the Error says status {text:?}, HTTP says {right}"),
        Some(Value::Number(number)) => format!("status in the Error is the number {number}, not a string"),
        Some(other) => format!("status in the Error is {}, not a string", json::kind(other)),
        None => "the Error has no status".to_owned(),
    };
    let expected = format!("\"{right}\"");
    sink.report(&STATUS, Proof::new(message).expected(expected).found(json::short(status)).at("/status"));
}

fn scim_type(seen: &Seen<'_>, body: &Value, answer: &Answer, sink: &mut Sink<'_>) {
    let word = json::attribute(body, "scimType");
    let unique = word.and_then(Value::as_str).is_some_and(|word| word == "uniqueness");
    let update = matches!(seen.operation, Operation::Replace | Operation::Patch);
    if answer.status == 409 && !unique && (update || seen.operation == Operation::Create) {
        // On create it is a MUST; for updates Table 9 only offers the word.
        let at_most = if update { Level::Warning } else { Level::Violation };
        let proof = Proof::new(format!("a 409 to a {} does not say scimType uniqueness", seen.call.method));
        let proof = proof.expected("\"uniqueness\"").found(json::short(word)).at("/scimType");
        sink.report(&UNIQUENESS, proof.at_most(at_most));
    }
    let known =
        |word: &Value| word.as_str().is_some_and(|word| word.is_empty() || ScimType::parse(word).is_some());
    if let Some(word) = word.filter(|word| !word.is_null() && !known(word)) {
        let proof = Proof::new(format!("scimType {} is not a registered word", json::short(Some(word))));
        sink.report(&SCIM_TYPE, proof.found(json::short(Some(word))).at("/scimType"));
    }
}
