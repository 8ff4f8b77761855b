//! Across passes: what makes two findings one defect, and how that defect is called.

use serde_json::Value;

use crate::exchange::{Call, Exchange, Method};
use crate::judge::catalogue::Damage;
use crate::judge::{Finding, Level, json, operations};

/// What two findings have in common if one change in the server repairs both. `place` is where the finding stands in
/// the scenario file; only expectations go by it.
///
/// - a refusal: the status and, where the status does not say it all, what was asked or what the server said
/// - no answer: how it failed
/// - a difference in the state: the kind of write and what the server seems to have done with it
/// - a missed expectation: its place
/// - any other rule: the rule
pub fn key(finding: &Finding, place: &str) -> String {
    let rule = finding.rule.id;
    let write = finding.exchange.as_deref();
    match (finding.rule.family(), rule) {
        (_, "expect.status") if is_unwanted_refusal(finding) => key_of_refusal(finding),
        ("expect", _) => format!("{rule} {place}"),
        (_, "status.accepted") => key_of_refusal(finding),
        (_, "exchange.answered") => {
            let failure = write.and_then(|exchange| exchange.failure());
            format!("{rule} {:?}", failure.map(|failure| failure.kind))
        }
        ("drift", "drift.lag" | "drift.default") => rule.to_owned(),
        // A resource is lost by one habit, whatever request showed it.
        ("drift", "drift.gone" | "drift.id") => {
            format!("{rule} {}", finding.likely_cause.as_deref().unwrap_or_default())
        }
        ("drift", _) => {
            let method = write.map_or("", |exchange| exchange.call.method.as_str());
            match &finding.likely_cause {
                // What the server does with one kind of write shows in many attributes.
                Some(cause) => format!("drift {method} {cause}"),
                None => format!("{rule} {method}"),
            }
        }
        _ => rule.to_owned(),
    }
}

/// Another cause that explains this one too, should the run have seen it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wider {
    /// The one with this key.
    Key(String),
    /// The one that breaks this rule.
    Rule(&'static str),
    /// One that breaks a rule of this family.
    Family(&'static str),
}

/// What may explain a finding beyond its own key.
///
/// - a server that fails at requests which it should accept fails at wrong ones as well
/// - a rule that a scenario puts to the test is not what is broken where the server refuses such requests anyway
/// - a path that is not served is no lookup without a match
/// - a conflict is the lookup's fault where lookups are known to be wrong
/// - what is not there any more is answered 404
pub fn wider(finding: &Finding) -> Option<Wider> {
    let exchange = finding.exchange.as_deref();
    let status = exchange.and_then(Exchange::status);
    let method = exchange.map(|exchange| exchange.call.method);
    let by_id = exchange.is_some_and(|exchange| exchange.call.resource_id().is_some());
    let not_found = |exchange: &Exchange| matches!(exchange.status(), Some(404 | 410));
    match finding.rule.id {
        "status.server-error" | "status.no-match" => Some(Wider::Key(key_of_refusal(finding))),
        "status.accepted" if status == Some(409) && method == Some(Method::Post) => {
            Some(Wider::Family("lookup"))
        }
        "status.accepted" | "expect.status" if by_id && matches!(status, Some(404 | 410)) => {
            Some(Wider::Rule("drift.gone"))
        }
        "expect.remote" if finding.read_back.as_deref().is_some_and(not_found) => {
            Some(Wider::Rule("drift.gone"))
        }
        _ if finding.span.is_some() && is_unwanted_refusal(finding) => {
            Some(Wider::Key(key_of_refusal(finding)))
        }
        _ => None,
    }
}

/// Whether a success was expected and a refusal came.
fn is_unwanted_refusal(finding: &Finding) -> bool {
    let wanted = finding.expected.as_deref().unwrap_or_default().trim_start_matches('[');
    let status = finding.exchange.as_deref().and_then(Exchange::status);
    wanted.starts_with('2') && wanted.len() >= 3 && status.is_some_and(|status| status >= 400)
}

/// The key of a request's refusal.
pub fn refused(exchange: &Exchange) -> String {
    format!("status.accepted {}", refusal(exchange))
}

fn key_of_refusal(finding: &Finding) -> String {
    finding.exchange.as_deref().map_or_else(|| finding.rule.id.to_owned(), refused)
}

/// The kind of write that was answered with a success and not stored as sent.
pub fn silent(finding: &Finding) -> Option<Method> {
    const EFFECTS: [&str; 3] =
        ["user.deactivation-takes-effect", "user.activation-takes-effect", "user.user-name-kept"];
    let exchange = finding.exchange.as_deref().filter(|exchange| exchange.is_success())?;
    let is_lost = finding.rule.family() == "drift" || EFFECTS.contains(&finding.rule.id);
    (is_lost && exchange.call.method.is_write()).then_some(exchange.call.method)
}

fn refusal(exchange: &Exchange) -> String {
    let Some(status) = exchange.status() else { return String::new() };
    let call = &exchange.call;
    match status {
        // Broken, or told what it thinks of every request of this client: one defect wherever it shows.
        401 | 403 | 406 | 413 | 415 | 500 | 502..=599 => status.to_string(),
        // The method is not supported.
        405 | 501 => format!("{status} {}", call.method),
        404 | 410 if call.resource_id().is_some() => format!("404 /{}/<id>", call.endpoint()),
        // What is not served is not served by any method.
        404 | 410 => format!("404 {}", said(exchange).unwrap_or_else(|| form(call))),
        _ => match said(exchange) {
            Some(words) => format!("{status} {} {words}", call.method),
            None => format!("{status} {}", form(call)),
        },
    }
}

/// Whether the answer is a web page: what spoke was no SCIM server.
pub(super) fn is_page(exchange: &Exchange) -> bool {
    let Some(answer) = exchange.answer().filter(|answer| answer.content.json.is_err()) else { return false };
    answer.content.text().trim_start().starts_with('<')
}

/// The server's own words without what belongs to one request: quoted values, addresses, numbers and ids.
fn said(exchange: &Exchange) -> Option<String> {
    const WORDS: usize = 12;
    let content = &exchange.answer()?.content;
    let text = match &content.json {
        Ok(body) => json::text(body, "detail")?.to_owned(),
        Err(_) if is_page(exchange) => return Some("with a web page".to_owned()),
        Err(_) => content.text().into_owned(),
    };
    // What stands between quotes differs from request to request.
    let unquoted: String = text.split(['"', '\'', '`']).step_by(2).collect();
    let is_word = |word: &&str| !word.contains(|letter: char| letter.is_ascii_digit() || letter == '@');
    let words: Vec<&str> = unquoted.split_whitespace().filter(is_word).take(WORDS).collect();
    (words.len() > 1).then(|| words.join(" ").to_lowercase())
}

/// What a request asks, without ids and names: `PATCH /Groups remove members[…]`.
pub fn form(call: &Call) -> String {
    let id = if call.resource_id().is_some() { "/<id>" } else { "" };
    let mut text = format!("{} /{}{id}", call.method, call.endpoint());
    if call.method == Method::Patch
        && let Some(body) = operations::body(call)
    {
        let mut told: Vec<String> = Vec::new();
        for operation in operations::of_patch(body) {
            let operation = operation_form(operation);
            if !told.contains(&operation) {
                told.push(operation);
            }
        }
        told.truncate(3);
        text.push_str(&format!(" {}", told.join(", ")));
    }
    text.trim_end().to_owned()
}

fn operation_form(operation: &Value) -> String {
    let op = json::text(operation, "op").unwrap_or("?").to_ascii_lowercase();
    match json::text(operation, "path") {
        Some(path) => {
            let (name, filter) = path.split_once('[').map_or((path, ""), |(name, _)| (name, "[…]"));
            format!("{op} {name}{filter}")
        }
        None => match json::attribute(operation, "value").and_then(Value::as_object) {
            Some(value) => {
                let names: Vec<&str> =
                    value.keys().map(String::as_str).filter(|name| *name != "id").take(3).collect();
                format!("{op} {{{}}}", names.join(", "))
            }
            None => op,
        },
    }
}

/// The finding's message without the id of this one resource.
pub fn headline(finding: &Finding) -> String {
    let exchanges = [finding.exchange.as_deref(), finding.read_back.as_deref()];
    let ids = exchanges.into_iter().flatten().filter_map(|exchange| exchange.call.resource_id());
    ids.filter(|id| id.len() > 3).fold(finding.message.clone(), |text, id| text.replace(id, "<id>"))
}

/// What the defect costs, as it shows in this finding: whoever is refused a deactivation keeps access, and what is
/// only a warning or a note is not worse than one.
pub fn damage(finding: &Finding) -> Damage {
    let fatal = ["status.accepted", "exchange.answered"].contains(&finding.rule.id);
    let stakes = finding.exchange.as_deref().filter(|exchange| fatal && takes_access_away(&exchange.call));
    let damage = if stakes.is_some() { Damage::Access } else { finding.damage };
    match finding.level {
        Level::Note => damage.min(Damage::Tidiness),
        Level::Warning => damage.min(Damage::Trouble),
        Level::Violation | Level::Error => damage,
    }
}

/// Whether the request deactivates somebody, or takes members out of a group.
fn takes_access_away(call: &Call) -> bool {
    let Some(body) = operations::body(call) else { return false };
    let deactivates = |value: Option<&Value>| value == Some(&Value::Bool(false));
    match call.method {
        Method::Put => deactivates(json::attribute(body, "active")),
        Method::Patch => {
            deactivates(operations::assigned(body, "active"))
                || operations::of_patch(body).iter().any(|operation| operations::is(operation, "remove"))
        }
        _ => false,
    }
}
