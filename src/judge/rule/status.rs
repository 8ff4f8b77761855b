//! Rules about status codes.

use serde_json::Value;

use super::objection::Objection;
use super::seen::{Operation, Seen};
use super::sink::{Proof, Sink};
use super::{Rule, objection};
use crate::exchange::{Answer, Method};
use crate::judge::catalogue::{Damage, ENTRA, EVERY_CLIENT, NOBODY_ELSE};
use crate::judge::{json, level};
use crate::scim::urn;

pub(super) const RULES: &[&Rule] =
    &[&ACCEPTED, &DISGUISED, &NO_MATCH, &CREATE, &UPDATE, &DELETE, &READ, &PROJECTED_PATCH, &SERVER_ERROR];

pub(in crate::judge) const ACCEPTED: Rule = Rule {
    id: "status.accepted",
    title: "the server does what the client asks",
    explanation: "Checked on every request that the client sends by itself, unless the step expects a refusal. A \
        right server does what is asked, or refuses only what the standard lets it refuse. Okta ends the \
        act at the first refusal and shows the answer's `detail` to the admin; nothing that would have \
        come after is sent.",
    source: "RFC 7644 §3.1",
    why: "the act ends here; the admin sees an error and the change is not made",
    fix: "accept this request; where the refusal is right, say in the scenario that it is expected",
    level: level::breaks_okta,
    damage: Damage::Flow,
    also_affects: EVERY_CLIENT,
};

pub(super) const DISGUISED: Rule = Rule {
    id: "status.error-as-success",
    title: "a refusal has the status of a refusal",
    explanation: "Checked on every 2xx. A right server answers what it refuses with 4xx or 5xx; the status inside the \
        Error only repeats it. A client goes by the status line: Okta takes a refused deactivation for done, \
        and an Error for a user without an id.",
    source: "RFC 7644 §3.12",
    why: "the client takes what was refused for done, and the admin is told of success",
    fix: "send the Error with its own status on the status line, not with 200",
    level: level::breaks_okta,
    damage: Damage::Access,
    also_affects: EVERY_CLIENT,
};

const NO_MATCH: Rule = Rule {
    id: "status.no-match",
    title: "a query without a match is a 200 with totalResults 0",
    explanation: "Checked when a query that matches nothing is answered 404. A right server answers 200 with an \
        empty ListResponse: the collection is there, it only holds no match. Okta reads a 404 with a SCIM \
        Error as \"nothing found\"; clients that follow the standard stop.",
    source: "RFC 7644 §3.4.2",
    why: "Okta is documented to take a 404 with an Error body for an empty list; others stop",
    fix: "answer 200 with an empty ListResponse",
    level: level::violation,
    damage: Damage::Trouble,
    also_affects: &[ENTRA],
};

const CREATE: Rule = Rule {
    id: "status.create",
    title: "a successful POST is a 201",
    explanation: "Checked on every POST to /Users or /Groups that succeeds. A right server answers 201 when it made \
        something new. With a 200 a client cannot tell a new resource from one that was there before.",
    source: "RFC 7644 §3.3",
    why: "a client cannot tell a new resource from one that was there",
    fix: "answer 201 Created",
    level: level::violation,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

const UPDATE: Rule = Rule {
    id: "status.update",
    title: "a successful PUT is a 200, a successful PATCH a 200 or 204",
    explanation: "Checked on every PUT and PATCH that succeeds. A right server answers 200 with the new state, or \
        204 to a PATCH. Okta compares what it reads here with what it wanted; other codes leave a client \
        without a state to compare.",
    source: "RFC 7644 §3.5.1, §3.5.2",
    why: "clients read the new state from the answer",
    fix: "answer 200 with the whole resource (for PATCH, 204 without a body will do)",
    level: level::violation,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

const DELETE: Rule = Rule {
    id: "status.delete",
    title: "a successful DELETE is a 204 without a body",
    explanation: "Checked on every DELETE that succeeds. A right server answers 204 and nothing else. Okta sends \
        DELETE for groups only, when a pushed group is unlinked and deleted.",
    source: "RFC 7644 §3.6",
    why: "some clients take anything else for a failure",
    fix: "answer 204 No Content",
    level: level::violation,
    damage: Damage::Tidiness,
    also_affects: NOBODY_ELSE,
};

const READ: Rule = Rule {
    id: "status.read",
    title: "a successful read is a 200",
    explanation: "Checked on every GET that succeeds. A right server answers 200 with what was asked for; other 2xx \
        codes promise no body, and every client needs one.",
    source: "RFC 7644 §3.4",
    why: "clients expect a body with every read",
    fix: "answer 200 with the resource or a ListResponse",
    level: level::violation,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

const PROJECTED_PATCH: Rule = Rule {
    id: "status.projected-patch",
    title: "a PATCH that asks for attributes is answered 200 with them",
    explanation: "Checked on a PATCH with an `attributes` parameter. Such a request asks to see the new state, so a \
        right server answers 200 with a body, never 204.",
    source: "RFC 7644 §3.5.2",
    why: "the client asked for the new state and does not get it",
    fix: "answer 200 with a body when the request has an `attributes` parameter",
    level: level::violation,
    damage: Damage::Tidiness,
    also_affects: NOBODY_ELSE,
};

const SERVER_ERROR: Rule = Rule {
    id: "status.server-error",
    title: "a mistake of the client is answered with a 4xx",
    explanation: "Checked when a request that cannot be right (an unknown id, a duplicate, a bad filter) is answered \
        with a 5xx. A right server says with a 4xx that the request is at fault. Clients repeat what \
        failed with a 5xx, so a mistake becomes a storm of tries.",
    source: "RFC 7644 §3.12",
    why: "a 5xx says that the server is broken: clients try again instead of reporting the mistake",
    fix: "look into the server's log for what failed; to a request that is wrong answer 400 with a fitting scimType, \
        404 or 409",
    level: level::warning,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

pub(super) fn check(seen: &Seen<'_>, sink: &mut Sink<'_>) {
    let Some(answer) = seen.answer() else { return };
    if answer.is_success() {
        success(seen, answer, sink);
    } else if answer.status != 304 && answer.status != 429 {
        refusal(seen, answer, sink);
    }
}

fn success(seen: &Seen<'_>, answer: &Answer, sink: &mut Sink<'_>) {
    let status = answer.status;
    let (rule, expected, right) = match seen.operation {
        Operation::Create => (&CREATE, "201", status == 201),
        Operation::Replace => (&UPDATE, "200", status == 200),
        Operation::Patch => (&UPDATE, "200 or 204", matches!(status, 200 | 204)),
        Operation::Delete => (&DELETE, "204", status == 204),
        Operation::Read | Operation::List | Operation::Discovery => (&READ, "200", status == 200),
        Operation::Other => return,
    };
    if !right {
        let message = format!("a successful {} was answered {status}", seen.call.method);
        sink.report(rule, Proof::new(message).expected(expected).found(status.to_string()));
    }
    let asked = seen.operation == Operation::Patch && seen.parameter("attributes").is_some();
    if asked && status == 204 {
        let message = "a PATCH that asks for attributes was answered 204 without them";
        sink.report(&PROJECTED_PATCH, Proof::new(message).expected("200").found("204"));
    }
}

fn refusal(seen: &Seen<'_>, answer: &Answer, sink: &mut Sink<'_>) {
    let is_lookup = seen.operation == Operation::List && seen.parameter("filter").is_some();
    // Okta takes a 404 for an empty list only if it is marked as a SCIM Error.
    let is_understood = !level::is_okta(seen.context.client) || is_error(answer);
    if answer.status == 404 && is_lookup && is_understood {
        let message = "a lookup without a match was answered 404 instead of an empty list";
        sink.report(&NO_MATCH, Proof::new(message).expected("200").found("404"));
        return;
    }
    if seen.context.expected_failure {
        // Saying "not implemented" or "not now" is no confusion of client and server mistakes.
        if answer.status >= 500 && !matches!(answer.status, 501 | 503) {
            let message =
                format!("the request was answered {}, as if the server were broken", phrase(answer));
            let proof = Proof::new(message).expected("a success or a 4xx").found(answer.status.to_string());
            sink.report(&SERVER_ERROR, proof);
        }
        return;
    }
    let detail = answer.json().and_then(|body| json::text(body, "detail"));
    let verb = if answer.status >= 500 { "failed at" } else { "refused" };
    let verb = if answer.status < 400 { "redirected" } else { verb };
    let mut message =
        format!("the server {verb} {} {} with {}", seen.call.method, seen.call.path, phrase(answer));
    if let Some(detail) = detail {
        message.push_str(&format!(": {}", json::clip(detail)));
    }
    let proof = Proof::new(message).expected("a success").found(answer.status.to_string());
    let proof = match answer.status {
        405 | 501 => proof.fix("implement this request; the client has no other way to do it"),
        409 if seen.operation == Operation::Create => {
            proof.fix("let the client's lookup find whatever a create would collide with")
        }
        500.. => proof.fix("look into the server's log for what failed at this request, and repair that"),
        _ => proof,
    };
    let is_conflict = answer.status == 409;
    if let Some(Objection { cause, fix }) = objection::collision(seen, answer).filter(|_| is_conflict) {
        sink.report(&ACCEPTED, proof.cause(cause).fix(fix));
        return;
    }
    let objects = matches!(answer.status, 400 | 422) && seen.call.method.is_write();
    if let Some(Objection { cause, fix }) = objection::likely(seen, answer).filter(|_| objects) {
        sink.report(&ACCEPTED, proof.cause(cause).fix(fix));
        return;
    }
    sink.report(
        &ACCEPTED,
        match (super::refusal::reason(seen, answer.status), cause(seen, answer)) {
            (Some(reason), _) => proof.cause(reason.cause).fix(reason.fix),
            (None, Some(cause)) if matches!(answer.status, 405 | 501) => proof.cause(cause).fix(IMPLEMENT),
            (None, Some(cause)) => proof.cause(cause),
            (None, None) => proof,
        },
    );
}

/// What to change in a server that does not have the method.
pub(in crate::judge) const IMPLEMENT: &str =
    "implement this method for users and groups: Okta's catalogue apps send PATCH, its custom apps PUT";

/// Reports a success whose body is an Error. Nothing else can be said of such an answer.
pub(super) fn disguised(seen: &Seen<'_>, sink: &mut Sink<'_>) -> bool {
    let Some(answer) = seen.success().filter(|answer| is_error(answer)) else { return false };
    let inner = answer.json().and_then(|body| json::attribute(body, "status"));
    let message = format!("{} was answered {} with an Error in the body", seen.call.method, answer.status);
    let found = format!("{}, with status {} in the body", answer.status, json::short(inner));
    sink.report(&DISGUISED, Proof::new(message).expected("the Error's own status").found(found));
    true
}

/// Whether the body is a SCIM Error.
pub(in crate::judge) fn is_error(answer: &Answer) -> bool {
    let schemas = answer.json().and_then(|body| json::attribute(body, "schemas")).and_then(Value::as_array);
    schemas.is_some_and(|schemas| schemas.iter().any(|schema| schema == urn::ERROR))
}

/// `404 Not Found`.
fn phrase(answer: &Answer) -> String {
    match answer.reason() {
        "" => answer.status.to_string(),
        reason => format!("{} {reason}", answer.status),
    }
}

/// Refusals that are common enough to name their reason.
fn cause(seen: &Seen<'_>, answer: &Answer) -> Option<String> {
    let text = match (answer.status, seen.call.method) {
        (401, _) => "the credentials are not accepted for this kind of request",
        (403, _) => "the credentials, or a rule of the server's own, do not allow this request",
        (404 | 405 | 501, Method::Patch) => {
            "PATCH is not implemented here; Okta does not fall back to PUT when a PATCH is refused"
        }
        (405 | 501, _) => "the server does not implement this request",
        (406, _) => "`Accept: application/scim+json` is not known to the server or a proxy before it",
        (415, _) => {
            "only application/json is read as a body; SCIM clients send application/scim+json; charset=utf-8"
        }
        (300..=399, _) => "the base URL, or its trailing slash, is not the one that the server serves",
        (409, Method::Post) => {
            "a resource with a unique value of this one exists, though the lookup before did not show it"
        }
        _ => return None,
    };
    Some(text.to_owned())
}
