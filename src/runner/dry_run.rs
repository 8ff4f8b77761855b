//! What a dry run shows: requests in which everything that only a server can know reads `<from server>`.
//!
//! A dry run is played against the embedded provider; its ids and time stamps must not look like a promise.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;

use crate::exchange::{Call, Exchange, Payload};
use crate::outcome::PassResult;

/// What stands where the server's value would stand.
pub const FROM_SERVER: &str = "<from server>";

/// Sub-attributes of `meta`, and other keys, whose values servers make.
const MADE: [&str; 6] = ["id", "created", "lastModified", "location", "version", "$ref"];

/// Replaces, in every call of the pass, what an earlier answer gave.
pub fn hide_server_values(pass: &mut PassResult) {
    let mut made = BTreeSet::new();
    for step in &mut pass.steps {
        for exchange in &mut step.trace {
            let known: Vec<&String> = made.iter().rev().collect();
            if !known.is_empty() && mentions(exchange, &known) {
                hide(&mut Arc::make_mut(exchange).call, &known);
            }
            if let Some(body) = exchange.answer().and_then(|answer| answer.json()) {
                collect(body, &mut made);
            }
        }
    }
}

/// Whether the call holds one of the values: most do not, and need no copy.
fn mentions(exchange: &Exchange, made: &[&String]) -> bool {
    let call = &exchange.call;
    let body = call.body.as_ref().map(|body| String::from_utf8_lossy(&body.to_bytes()).into_owned());
    made.iter().any(|value| {
        call.path.contains(value.as_str())
            || call.query.as_ref().is_some_and(|query| query.contains(value.as_str()))
            || body.as_ref().is_some_and(|body| body.contains(value.as_str()))
    })
}

fn hide(call: &mut Call, made: &[&String]) {
    replace(&mut call.path, made);
    if let Some(query) = &mut call.query {
        replace(query, made);
    }
    match &mut call.body {
        Some(Payload::Json(value)) => hide_in(value, made),
        Some(Payload::Raw(text)) => replace(text, made),
        None => {}
    }
}

fn hide_in(value: &mut Value, made: &[&String]) {
    match value {
        Value::String(text) => replace(text, made),
        Value::Array(list) => list.iter_mut().for_each(|value| hide_in(value, made)),
        Value::Object(map) => map.values_mut().for_each(|value| hide_in(value, made)),
        _ => {}
    }
}

fn replace(text: &mut String, made: &[&String]) {
    for value in made {
        if text.contains(value.as_str()) {
            *text = text.replace(value.as_str(), FROM_SERVER);
        }
    }
}

/// Values of the keys that servers make, wherever they stand.
fn collect(value: &Value, made: &mut BTreeSet<String>) {
    match value {
        Value::Array(list) => list.iter().for_each(|value| collect(value, made)),
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::String(text) if MADE.contains(&key.as_str()) && !text.is_empty() => {
                        made.insert(text.clone());
                    }
                    other => collect(other, made),
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::{collect, hide_in};

    #[test]
    fn ids_and_time_stamps_of_answers_are_hidden_in_later_bodies() {
        let mut made = BTreeSet::new();
        collect(
            &json!({"id": "u-1", "meta": {"created": "2026-01-01T00:00:00Z", "resourceType": "User"}}),
            &mut made,
        );
        let mut body = json!({
            "id": "u-1",
            "meta": {"created": "2026-01-01T00:00:00Z", "resourceType": "User"},
            "Operations": [{"op": "remove", "path": "members[value eq \"u-1\"]"}],
        });
        hide_in(&mut body, &made.iter().collect::<Vec<_>>());
        assert_eq!(
            body,
            json!({
                "id": "<from server>",
                "meta": {"created": "<from server>", "resourceType": "User"},
                "Operations": [{"op": "remove", "path": "members[value eq \"<from server>\"]"}],
            })
        );
    }
}
