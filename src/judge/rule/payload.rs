//! Rules about having a body where one is needed, and none where none may be.

use super::Rule;
use super::seen::{Operation, Seen};
use super::sink::{Proof, Sink};
use crate::exchange::{Answer, Content, Method, NotJson};
use crate::judge::catalogue::{Damage, EVERY_CLIENT, NOBODY_ELSE};
use crate::judge::{Level, level};

pub(super) const RULES: &[&Rule] = &[&JSON, &PRESENT, &NO_CONTENT];

const JSON: Rule = Rule {
    id: "body.json",
    title: "the body of a success is JSON",
    explanation: "Checked on every success with a body. The body is JSON in UTF-8. A web page with status 200 comes \
        from a wrong base URL, a login page or a proxy.",
    source: "RFC 7644 §3.8",
    why: "the client cannot read the answer",
    fix: "answer with the SCIM message as UTF-8 JSON, whatever the web framework or a proxy would say",
    level: level::breaks_okta,
    damage: Damage::Flow,
    also_affects: EVERY_CLIENT,
};

const PRESENT: Rule = Rule {
    id: "body.present",
    title: "a read and a 200 to a write carry the resource",
    explanation: "Checked on every read, and on every 200 to a write. The client reads ids and the new state from \
        the body; an empty one leaves it with nothing.",
    source: "RFC 7644 §3.4.1, §3.4.2, §3.5.1, §3.5.2",
    why: "the client reads ids and the state from the body",
    fix: "answer with the resource or the ListResponse, also when it is empty",
    level: level::breaks_okta,
    damage: Damage::Flow,
    also_affects: NOBODY_ELSE,
};

const NO_CONTENT: Rule = Rule {
    id: "body.no-content",
    title: "a 204 has no body",
    explanation: "Checked on every 204. Bytes after a 204 are taken for the beginning of the next answer on the same \
        connection, which then makes no sense.",
    source: "RFC 9110 §15.3.5",
    why: "the bytes are taken for the beginning of the next answer",
    fix: "send no body with a 204, or answer 200",
    level: level::violation,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

pub(super) fn check(seen: &Seen<'_>, sink: &mut Sink<'_>) {
    let Some(answer) = seen.success() else { return };
    if seen.call.method == Method::Head {
        return;
    }
    if answer.status == 204 {
        if !answer.content.bytes.is_empty() {
            let found = format!("{} bytes", answer.content.bytes.len());
            sink.report(&NO_CONTENT, Proof::new("a 204 came with a body").expected("no body").found(found));
        }
        return;
    }
    let Err(reason) = &answer.content.json else { return };
    match reason {
        NotJson::Empty => missing(seen, answer, sink),
        // What a success answers to a DELETE or to OPTIONS is nobody's business but the status rule's.
        _ if seen.operation == Operation::Delete || seen.call.method == Method::Options => {}
        reason => {
            let proof =
                Proof::new(format!("the answer cannot be read: {reason}")).found(start(&answer.content));
            let proof = match cause(answer) {
                Some(cause) => proof.cause(cause),
                None => proof,
            };
            sink.report(&JSON, proof.expected("a JSON object"));
        }
    }
}

/// The empty body of a create has a rule of its own.
fn missing(seen: &Seen<'_>, answer: &Answer, sink: &mut Sink<'_>) {
    let at_most = match seen.operation {
        Operation::Read | Operation::List => Level::Error,
        // No document says what Okta does with an empty answer to these.
        Operation::Replace | Operation::Patch | Operation::Discovery => Level::Violation,
        _ => return,
    };
    // Another 2xx than 200 has been reported by its own rule already.
    if answer.status != 200 {
        return;
    }
    let message = format!("{} was answered {} with an empty body", seen.call.method, answer.status);
    sink.report(&PRESENT, Proof::new(message).at_most(at_most));
}

fn start(content: &Content) -> String {
    crate::judge::json::clip(&content.text())
}

fn cause(answer: &Answer) -> Option<&'static str> {
    let text = answer.content.text();
    let start = text.trim_start();
    let html = start.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype"))
        || start.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("<html"));
    html.then_some("this is a web page: the base URL leads to a site, or a proxy or login page answered")
}
