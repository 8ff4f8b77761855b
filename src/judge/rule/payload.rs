//! Rules about having a body where one is needed, and none where none may be.

use super::seen::{Operation, Seen};
use super::sink::{Proof, Sink};
use super::{Rule, level};
use crate::exchange::{Answer, Content, Method, NotJson};
use crate::judge::Level;

pub(super) const RULES: &[&Rule] = &[&JSON, &PRESENT, &NO_CONTENT];

const JSON: Rule = Rule {
    id: "body.json",
    title: "the body of a success is JSON",
    source: "RFC 7644 §3.8",
    why: "the client cannot read the answer",
    fix: "answer with the SCIM message as UTF-8 JSON, whatever the web framework or a proxy would say",
    level: level::breaks_okta,
};

const PRESENT: Rule = Rule {
    id: "body.present",
    title: "a read and a 200 to a write carry the resource",
    source: "RFC 7644 §3.4.1, §3.4.2, §3.5.1, §3.5.2",
    why: "the client reads ids and the state from the body",
    fix: "answer with the resource or the ListResponse, also when it is empty",
    level: level::breaks_okta,
};

const NO_CONTENT: Rule = Rule {
    id: "body.no-content",
    title: "a 204 has no body",
    source: "RFC 9110 §15.3.5",
    why: "the bytes are taken for the beginning of the next answer",
    fix: "send no body with a 204, or answer 200",
    level: level::violation,
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
