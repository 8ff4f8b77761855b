//! What a raw request must be answered: status, headers, body.

use std::sync::Arc;

use serde_json::Value;

use super::matcher::{holds, matches};
use super::{missed, place, rules};
use crate::exchange::{Exchange, NotJson};
use crate::judge::{Finding, json};
use crate::source::Node;

/// The status must be this number, one of a list, or satisfy a matcher.
pub fn status(expected: &Value, exchange: &Arc<Exchange>, node: &Node) -> Option<Finding> {
    let found = exchange.status().map(Value::from);
    let right = match expected {
        Value::Array(choices) => choices.iter().any(|choice| holds(choice, found.as_ref())),
        expected => holds(expected, found.as_ref()),
    };
    if right {
        return None;
    }
    let message = match &exchange.result {
        Ok(answer) => {
            let detail = answer.json().and_then(|body| json::text(body, "detail"));
            let detail = detail.map(|detail| format!(": {}", json::clip(detail))).unwrap_or_default();
            format!("{} {} was answered {}{detail}", exchange.call.method, exchange.call.path, answer.status)
        }
        Err(failure) => format!("{} {} got no answer: {failure}", exchange.call.method, exchange.call.path),
    };
    let mut finding = missed(&rules::STATUS, message, node.span);
    finding.expected = Some(json::short(Some(expected)));
    finding.found = Some(found.map_or_else(|| "no answer".to_owned(), |found| found.to_string()));
    finding.exchange = Some(Arc::clone(exchange));
    Some(finding)
}

/// A header of the answer (its name in any case) must be as expected. Numbers and booleans are compared as text; of a
/// header that is sent several times, one must match.
pub fn header(name: &str, expected: &Value, exchange: &Arc<Exchange>, node: &Node) -> Option<Finding> {
    let headers = exchange.answer().map_or(&[][..], |answer| answer.headers.as_slice());
    let mut found = headers
        .iter()
        .filter(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| Value::from(value.as_str()))
        .peekable();
    let text = match expected {
        Value::Number(_) | Value::Bool(_) => Value::from(expected.to_string()),
        other => other.clone(),
    };
    let first = found.peek().cloned();
    let right =
        if first.is_none() { holds(&text, None) } else { found.any(|value| holds(&text, Some(&value))) };
    if right {
        return None;
    }
    let message = match &first {
        Some(value) => format!("the header {name} is {}", json::short(Some(value))),
        None => format!("there is no header {name}"),
    };
    let mut finding = missed(&rules::HEADERS, message, node.span);
    finding.expected = Some(json::short(Some(expected)));
    finding.found = Some(json::short(first.as_ref()));
    finding.exchange = Some(Arc::clone(exchange));
    Some(finding)
}

/// The body of the answer must be as expected: each difference is a finding at its own place.
pub fn body(expected: &Value, exchange: &Arc<Exchange>, node: &Node) -> Vec<Finding> {
    let text;
    let found = match exchange.answer().map(|answer| (&answer.content.json, &answer.content)) {
        Some((Ok(body), _)) => Some(body),
        None | Some((Err(NotJson::Empty), _)) => None,
        // What is not JSON can still be compared as text.
        Some((Err(_), content)) => {
            text = Value::from(content.text());
            Some(&text)
        }
    };
    matches(expected, found)
        .into_iter()
        .map(|mismatch| {
            let whose = if mismatch.pointer.is_empty() { "the body" } else { &mismatch.pointer };
            let message = format!("{whose} is {}, and {} is expected", mismatch.found, mismatch.expected);
            let mut finding = missed(&rules::BODY, message, place(node, &mismatch.at));
            finding.pointer = Some(mismatch.pointer);
            finding.expected = Some(mismatch.expected);
            finding.found = Some(mismatch.found);
            finding.exchange = Some(Arc::clone(exchange));
            finding
        })
        .collect()
}
