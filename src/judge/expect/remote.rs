//! What a read-back must find.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::matcher::{Mismatch, matches};
use super::{missed, place, rules};
use crate::exchange::{Exchange, Method};
use crate::judge::drift::{GONE, opening};
use crate::judge::membership::Difference;
use crate::judge::{Finding, Level, json, level, operations};
use crate::source::{Node, Span};

/// Compares a user's read-back with the expected attributes.
///
/// `expected` is a map by attribute name, in Okta's wording or SCIM's; `path_of` gives the SCIM path of an Okta
/// attribute (`givenName` → `name.givenName`) and `None` for a name that is SCIM's already. `email` and a plain text
/// for a multi-valued attribute mean its primary (else first) value. `node` is where `expected` was written, `write`
/// the step's last write to the user.
pub fn remote_user(
    name: &str,
    expected: &Value,
    path_of: &dyn Fn(&str) -> Option<String>,
    read: &Arc<Exchange>,
    write: Option<&Arc<Exchange>>,
    node: &Node,
) -> Vec<Finding> {
    let (body, map) = match readable(name, expected, read, node) {
        Ok(both) => both,
        Err(finding) => return vec![*finding],
    };
    let mut findings = Vec::new();
    for (key, wanted) in map {
        let path = path_of(key).unwrap_or_else(|| key.clone());
        let found = json::at_path(body, &path);
        let single = key == "email" || wanted.as_str().is_some_and(|text| !text.starts_with('$'));
        let found = if single { primary(found) } else { found };
        let meant = found.and_then(|found| meant(&path, wanted, found));
        let first = findings.len();
        report(name, key, wanted, meant.as_ref().or(found), read, node, &mut findings);
        if let (Some(write), [finding]) = (write, &mut findings[first..]) {
            let sent = operations::sends(&write.call, &path);
            let sent = if single { primary(sent) } else { sent };
            blame(finding, name, &path, found, sent, write);
        }
    }
    findings
}

/// An id that is a number, and an `active` that is a text, have rules of their own; here they count for what they mean.
fn meant(path: &str, wanted: &Value, found: &Value) -> Option<Value> {
    match (path, wanted, found) {
        ("id", Value::String(_), Value::Number(id)) => Some(id.to_string().into()),
        ("active", Value::Bool(_), Value::String(text)) => {
            text.to_ascii_lowercase().parse::<bool>().ok().map(Value::from)
        }
        _ => None,
    }
}

/// Says what the step's write to the user most likely did: `sent` is what it said of the attribute.
fn blame(
    finding: &mut Finding,
    name: &str,
    path: &str,
    found: Option<&Value>,
    sent: Option<&Value>,
    write: &Arc<Exchange>,
) {
    finding.exchange = Some(Arc::clone(write));
    if !write.is_success() {
        return;
    }
    if let ("active", Some(Value::Bool(active))) = (path, found) {
        let state = if *active { "still active" } else { "inactive" };
        finding.message = format!("{}the user {name} is {state}", opening(Some(write)));
    }
    if sent.is_some() && sent == found {
        // The server did as it was told.
        finding.likely_cause = Some("this is what the act sends, and what was stored".to_owned());
        finding.fix = Some("correct the expectation, or what the scenario gives the user".to_owned());
        return;
    }
    finding.likely_cause = operations::why_ignored(&write.call, path).map(str::to_owned);
    finding.fix = operations::how_to_fix(&write.call, path).map(str::to_owned);
}

/// Compares a group's read-back with the expected attributes. A plain list of `members` means exactly these, by cast
/// name and in any order; matchers see the list of cast names. `cast_name` gives the cast name of a member's `value`,
/// `write` is the step's last write to the group.
pub fn remote_group(
    name: &str,
    expected: &Value,
    cast_name: &dyn Fn(&str) -> Option<String>,
    read: &Arc<Exchange>,
    write: Option<&Arc<Exchange>>,
    node: &Node,
) -> Vec<Finding> {
    let (body, map) = match readable(name, expected, read, node) {
        Ok(both) => both,
        Err(finding) => return vec![*finding],
    };
    let mut findings = Vec::new();
    for (key, wanted) in map {
        if !key.eq_ignore_ascii_case("members") {
            report(name, key, wanted, json::at_path(body, key), read, node, &mut findings);
            continue;
        }
        let members = json::attribute(body, "members").and_then(Value::as_array);
        let values = members.into_iter().flatten().filter_map(|member| json::text(member, "value"));
        let found: Value = values.map(|value| cast_name(value).unwrap_or_else(|| value.to_owned())).collect();
        if wanted.is_array() {
            let any_order = Value::from(Map::from_iter([("$unordered".to_owned(), wanted.clone())]));
            let first = findings.len();
            report(name, key, &any_order, Some(&found), read, node, &mut findings);
            if let [finding] = &mut findings[first..] {
                who(finding, name, wanted, &found, cast_name, write);
            }
        } else {
            report(name, key, wanted, Some(&found), read, node, &mut findings);
        }
    }
    findings
}

/// A resource that a successful write of the step should have left there, and that is gone.
///
/// The standard lets a server hide inactive users, so for the neutral client a deactivation that deletes is a warning.
pub fn remote_lost(
    name: &str,
    write: &Arc<Exchange>,
    read: &Arc<Exchange>,
    client: &str,
    span: Span,
) -> Finding {
    let deactivates = operations::body(&write.call).is_some_and(|body| {
        let active = match write.call.method {
            Method::Patch => operations::assigned(body, "active"),
            _ => json::attribute(body, "active"),
        };
        active.is_some_and(|active| match active {
            Value::Bool(active) => !active,
            other => other.as_str().is_some_and(|text| text.eq_ignore_ascii_case("false")),
        })
    });
    let level = match (level::is_okta(client), deactivates) {
        (true, _) => Level::Error,
        (false, true) => Level::Warning,
        (false, false) => Level::Violation,
    };
    let mut finding = Finding::new(&GONE, level, format!("{}{name} is gone", opening(Some(write))));
    finding.likely_cause = deactivates.then(|| "deactivating a user deletes the resource".to_owned());
    finding.expected = Some("200 with the resource".to_owned());
    finding.found = read.status().map(|status| status.to_string());
    finding.source = Some(GONE.source.into());
    finding.fix = Some(GONE.fix.to_owned());
    finding.exchange = Some(Arc::clone(write));
    finding.read_back = Some(Arc::clone(read));
    finding.span = Some(span);
    finding
}

/// Says who is missing and who should not be there, and what the step's write to the group most likely did.
fn who(
    finding: &mut Finding,
    group: &str,
    wanted: &Value,
    found: &Value,
    cast_name: &dyn Fn(&str) -> Option<String>,
    write: Option<&Arc<Exchange>>,
) {
    let texts = |list: &Value| -> Vec<String> {
        list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let (wanted, found) = (texts(wanted), texts(found));
    let name = |id: &str| cast_name(id).unwrap_or_else(|| id.to_owned());
    let without = |all: &[String], others: &[String]| -> Vec<String> {
        all.iter().filter(|member| !others.contains(member)).cloned().collect()
    };
    let difference = Difference {
        group,
        missing: without(&wanted, &found),
        extra: without(&found, &wanted),
        found,
        name: &name,
    };
    if difference.missing.is_empty() && difference.extra.is_empty() {
        // One of them is listed twice.
        return;
    }
    finding.message = match write {
        Some(write) => format!("{}{}", opening(Some(write)), difference.in_words(Some(&write.call))),
        None => difference.at_rest(),
    };
    finding.exchange = write.map(Arc::clone);
    if let Some(write) = write.filter(|write| write.is_success())
        && let Some(mistake) = difference.mistake(&write.call, None, false)
    {
        finding.likely_cause = Some(mistake.cause.to_owned());
        finding.fix = Some(mistake.fix.to_owned());
    }
}

/// The resource must be gone: a GET of it is answered 404 (or 410).
pub fn remote_gone(name: &str, read: &Arc<Exchange>, span: Span) -> Option<Finding> {
    if matches!(read.status(), Some(404 | 410)) {
        return None;
    }
    let mut finding = missed(&rules::REMOTE, format!("{name} is still on the target"), span);
    finding.expected = Some("404".to_owned());
    finding.found = Some(status(read));
    finding.read_back = Some(Arc::clone(read));
    finding.about = vec![name.to_owned()];
    Some(finding)
}

fn readable<'v>(
    name: &str,
    expected: &'v Value,
    read: &'v Arc<Exchange>,
    node: &Node,
) -> Result<(&'v Value, &'v Map<String, Value>), Box<Finding>> {
    let body = read.answer().filter(|answer| answer.is_success()).and_then(|answer| answer.json());
    match (body.filter(|body| body.is_object()), expected.as_object()) {
        (Some(body), Some(map)) => Ok((body, map)),
        (None, _) => {
            let message = format!("{name} could not be read back");
            let mut finding = missed(&rules::REMOTE, message, node.span);
            finding.expected = Some(json::short(Some(expected)));
            finding.found = Some(status(read));
            finding.read_back = Some(Arc::clone(read));
            finding.about = vec![name.to_owned()];
            Err(Box::new(finding))
        }
        (Some(body), None) => {
            // A matcher for the whole resource, such as `$any`.
            match matches(expected, Some(body)).into_iter().next() {
                None => Ok((body, empty())),
                Some(mismatch) => Err(Box::new(finding(name, "", mismatch, read, node))),
            }
        }
    }
}

fn empty() -> &'static Map<String, Value> {
    static EMPTY: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
    &EMPTY
}

fn status(read: &Exchange) -> String {
    match &read.result {
        Ok(answer) => answer.status.to_string(),
        Err(failure) => failure.to_string(),
    }
}

/// The primary value of a multi-valued attribute, else its first; anything else as it is.
fn primary(found: Option<&Value>) -> Option<&Value> {
    let Some(Value::Array(items)) = found else { return found };
    let is_primary = |item: &&Value| json::attribute(item, "primary") == Some(&Value::Bool(true));
    let item = items.iter().find(is_primary).or_else(|| items.first())?;
    Some(json::attribute(item, "value").unwrap_or(item))
}

fn report(
    name: &str,
    key: &str,
    wanted: &Value,
    found: Option<&Value>,
    read: &Arc<Exchange>,
    node: &Node,
    findings: &mut Vec<Finding>,
) {
    // On the target, absent, null and the empty text all say that an attribute has no value; what counts as absent
    // in a raw body is the business of `body`.
    let cleared = wanted.is_null() || wanted.as_str() == Some("$absent");
    if cleared && (json::is_unassigned(found) || found.is_some_and(|found| found.as_str() == Some(""))) {
        return;
    }
    if let (Some(wanted), Some(found)) = (wanted.as_str(), found.and_then(Value::as_str))
        && json::instant(wanted).is_some_and(|wanted| json::instant(found) == Some(wanted))
    {
        return;
    }
    findings
        .extend(matches(wanted, found).into_iter().map(|mismatch| finding(name, key, mismatch, read, node)));
}

fn finding(name: &str, key: &str, mismatch: Mismatch, read: &Arc<Exchange>, node: &Node) -> Finding {
    let what = if key.is_empty() { name.to_owned() } else { format!("{key} of {name}") };
    let message = format!("{what} is {}, and {} is expected", mismatch.found, mismatch.expected);
    // The list of members is wrapped for comparison; the file knows nothing of that.
    let inner = mismatch.at.strip_prefix("/$unordered").unwrap_or(&mismatch.at);
    let at = if key.is_empty() { String::new() } else { json::step("", key) };
    let span =
        node.at_pointer(&format!("{at}{}", mismatch.at)).or_else(|| node.at_pointer(&format!("{at}{inner}")));
    let mut finding = missed(&rules::REMOTE, message, span.unwrap_or_else(|| place(node, &at)));
    finding.pointer = (!key.is_empty()).then(|| format!("{at}{}", mismatch.pointer));
    finding.expected = Some(mismatch.expected);
    finding.found = Some(mismatch.found);
    finding.read_back = Some(Arc::clone(read));
    finding.about = vec![name.to_owned()];
    finding
}
