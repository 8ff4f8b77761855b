//! One user, as acknowledged and as read back.

use std::sync::Arc;

use serde_json::Value;

use super::attribute::{Likeness, clears, compare};
use super::emails;
use super::rules;
use super::settings::Settings;
use super::stale;
use super::subject::{Read, Subject, opening};
use crate::exchange::Exchange;
use crate::idp::org::{self, UserLink};
use crate::judge::catalogue::Damage;
use crate::judge::rule::USER_NAME_CASE;
use crate::judge::{Finding, Level, json, level, operations};
use crate::scim::urn;

/// Attributes that belong to the server, or that it must never show.
const NEVER_COMPARED: &[&str] = &["password", "id", "meta", "schemas", "groups"];

const GROUP_TOOK_THEM: &str = "deleting a group does away with its members";
const LEAVE_MEMBERS: &str = "delete the group and nothing else; its members keep their accounts";

/// Compares what the target acknowledged for a user with a GET of its resource.
///
/// `name` is the cast name, `trace` the exchanges of the act that was played before (they tell which request is to
/// blame, and what was there before it). A user without a link has nothing to compare.
pub fn user(
    name: &str,
    user: &org::User,
    trace: &[Arc<Exchange>],
    read: &Arc<Exchange>,
    settings: &Settings<'_>,
) -> Vec<Finding> {
    let Some(link) = &user.link else { return Vec::new() };
    let subject = Subject::user(name, &link.id, trace, read);
    let body = match subject.state() {
        Read::Found(body) => body,
        Read::Gone => return vec![gone(&subject, link, settings).weighed_by_evidence()],
        Read::Unreadable(finding) => {
            return finding.map(|finding| finding.weighed_by_evidence()).into_iter().collect();
        }
    };
    let mut findings = Vec::new();
    findings.extend(other_id(&subject, body));
    findings.extend(active(&subject, link, body));
    findings.extend(stale::answers(&subject, link, body, settings.client));
    for (path, pushed) in &link.acknowledged.attributes {
        let bare = path.strip_prefix("urn:ietf:params:scim:schemas:core:2.0:User:").unwrap_or(path);
        let root = bare.split('.').next().unwrap_or(bare);
        if bare.eq_ignore_ascii_case("active")
            || NEVER_COMPARED.iter().any(|never| never.eq_ignore_ascii_case(root))
        {
            continue;
        }
        if bare.eq_ignore_ascii_case("userName") {
            findings.extend(user_name(&subject, pushed, body));
        } else if bare.eq_ignore_ascii_case("emails") {
            findings.extend(emails::compare(&subject, pushed, body));
        } else {
            findings.extend(attribute(&subject, path, pushed, body, settings));
        }
    }
    findings.into_iter().map(Finding::weighed_by_evidence).collect()
}

fn gone(subject: &Subject<'_>, link: &UserLink, settings: &Settings<'_>) -> Finding {
    let write = subject.last_write();
    let message = if write.is_none() && subject.group_was_deleted() {
        format!("the group was deleted, and with it the user {}", subject.name)
    } else {
        format!("{}the user {} is gone", opening(write), subject.name)
    };
    let mut finding = subject.finding(&rules::GONE, Level::Error, message, write);
    finding.expected = Some(format!("200 with active: {}", link.acknowledged.active));
    finding.found = subject.read.status().map(|status| status.to_string());
    if subject.group_was_deleted() {
        finding.likely_cause = Some(GROUP_TOOK_THEM.to_owned());
        finding.fix = Some(LEAVE_MEMBERS.to_owned());
        finding.source = Some("RFC 7644 §3.6".into());
    } else if link.acknowledged.active {
        finding.likely_cause = Some("the user was never stored, or is stored under another id".to_owned());
        finding.fix = Some("keep the user readable under the id that was given out".to_owned());
        finding.source = Some("RFC 7644 §3.4.1".into());
    } else {
        finding.likely_cause = Some("deactivating a user deletes the resource".to_owned());
        finding.fix = Some(
            "keep the resource and answer 200 with active: false; Okta reactivates it under the same id"
                .to_owned(),
        );
        finding.source =
            Some("Okta SCIM FAQ: active and inactive users must be returned (the RFC allows less)".into());
        if !level::is_okta(settings.client) {
            finding.level = Level::Warning;
        }
    }
    finding
}

/// The resource under the known path must have the known id.
pub(super) fn other_id(subject: &Subject<'_>, body: &Value) -> Option<Finding> {
    let id = json::attribute(body, "id");
    let same = match id {
        Some(Value::String(id)) => id == subject.id,
        // In the wrong type, which has a rule of its own.
        Some(Value::Number(id)) => id.to_string() == subject.id,
        _ => false,
    };
    if same {
        return None;
    }
    let write = subject.last_write();
    let message = format!("{}the {} {} has another id", opening(write), subject.kind, subject.name);
    let mut finding = subject.finding(&rules::ID, Level::Error, message, write);
    finding.expected = Some(subject.id.to_owned());
    finding.found = Some(json::short(id));
    finding.pointer = Some("/id".to_owned());
    finding.fix = Some("never change the id of a resource".to_owned());
    finding.source = Some("RFC 7643 §3.1".into());
    Some(finding)
}

fn active(subject: &Subject<'_>, link: &UserLink, body: &Value) -> Option<Finding> {
    let wanted = link.acknowledged.active;
    let value = json::attribute(body, "active").filter(|value| !value.is_null());
    let found = match value {
        Some(Value::Bool(found)) => Some(*found),
        // In the wrong type, which has a rule of its own.
        Some(Value::String(text)) if text.eq_ignore_ascii_case("true") => Some(true),
        Some(Value::String(text)) if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    };
    if found == Some(wanted) {
        return None;
    }
    let write = subject.write_of("active");
    let (level, state) = match (wanted, found) {
        (false, Some(_)) => (Level::Error, "is still active"),
        (true, Some(_)) => (Level::Error, "is inactive"),
        (false, None) => (Level::Error, "does not show that it is inactive"),
        // Most readers take a missing `active` for true.
        (true, None) => (Level::Warning, "does not show whether it is active"),
    };
    let message = format!("{}the user {state}", opening(write));
    let mut finding = subject.finding(&rules::ACTIVE, level, message, write);
    if wanted {
        finding.damage = Damage::People;
    }
    finding.expected = Some(wanted.to_string());
    finding.found = Some(json::short(value));
    finding.pointer = Some("/active".to_owned());
    finding.source = Some("RFC 7644 §3.5.1, §3.5.2.3; Okta SCIM FAQ".into());
    if let Some(write) = write.filter(|write| write.is_success()) {
        finding.likely_cause = operations::why_ignored(&write.call, "active").map(str::to_owned);
        finding.fix = operations::how_to_fix(&write.call, "active").map(str::to_owned);
    }
    if write.is_none() && subject.group_was_deleted() {
        finding.likely_cause = Some(GROUP_TOOK_THEM.to_owned());
        finding.fix = Some(LEAVE_MEMBERS.to_owned());
    }
    if found.is_none() {
        finding.fix = Some("send `active` with every user".to_owned());
    }
    Some(finding)
}

fn user_name(subject: &Subject<'_>, pushed: &Value, body: &Value) -> Option<Finding> {
    let found = json::attribute(body, "userName");
    let write = subject.write_of("userName");
    let (wanted, seen) =
        (pushed.as_str().unwrap_or_default(), found.and_then(Value::as_str).unwrap_or_default());
    let finding = match compare(pushed, found) {
        Likeness::Same => return None,
        Likeness::CaseLost => {
            let message = format!("{wanted} was sent, and the server made it {seen}");
            let mut finding = subject.finding(&USER_NAME_CASE, Level::Warning, message, write);
            finding.source = Some(USER_NAME_CASE.source.into());
            finding.fix = Some(USER_NAME_CASE.fix.to_owned());
            finding.expected = Some(wanted.to_owned());
            finding.found = Some(seen.to_owned());
            finding
        }
        Likeness::Different => {
            let message = format!("{}userName of {} is {}", opening(write), subject.name, json::short(found));
            let mut finding = subject.finding(&rules::USER_NAME_LOST, Level::Error, message, write);
            explain(&mut finding, write, "userName");
            finding.expected = Some(pushed.to_string());
            finding.found = Some(json::short(found));
            finding
        }
    };
    Some(Finding { pointer: Some("/userName".to_owned()), ..finding })
}

fn attribute(
    subject: &Subject<'_>,
    path: &str,
    pushed: &Value,
    body: &Value,
    settings: &Settings<'_>,
) -> Option<Finding> {
    let found = json::at_path(body, path);
    let likeness = compare(pushed, found);
    if likeness == Likeness::Same {
        return None;
    }
    let write = subject.write_of(path);
    let (short, value) = (path.rsplit(':').next().unwrap_or(path), json::short(found));
    let was =
        write.and_then(|write| subject.body_before(write)).and_then(|before| json::at_path(before, path));
    let mut level = settings.level(path);
    let mut rule = if short.starts_with("name.") { &rules::NAME } else { &rules::ATTRIBUTE };
    let message = if clears(pushed) {
        let unchanged = was.is_some_and(|was| Some(was) == found);
        if unchanged {
            format!("{}{short} of {} is still {value}", opening(write), subject.name)
        } else {
            // Which default a server sets on what was cleared is its own choice (RFC 7643 §2.5).
            (rule, level) = (&rules::DEFAULT, Level::Note);
            format!("{short} of {} was cleared, and the server set {value}", subject.name)
        }
    } else if likeness == Likeness::CaseLost {
        level = level.min(Level::Warning);
        format!("{}{short} of {} is {value}: upper and lower case are lost", opening(write), subject.name)
    } else if json::is_unassigned(found) {
        format!("{}{short} of {} is not there", opening(write), subject.name)
    } else if was.is_some_and(|was| Some(was) == found) {
        format!("{}{short} of {} is still {value}", opening(write), subject.name)
    } else {
        format!("{}{short} of {} is {value}", opening(write), subject.name)
    };
    let mut finding = subject.finding(rule, level, message, write);
    finding.expected = Some(if clears(pushed) { "nothing".to_owned() } else { json::short(Some(pushed)) });
    finding.found = Some(value);
    finding.pointer = Some(pointer(path));
    if *rule != rules::DEFAULT {
        explain(&mut finding, write, path);
    }
    Some(finding)
}

/// What the server most likely did with the write, where that can be told from its form.
pub(super) fn explain(finding: &mut Finding, write: Option<&Arc<Exchange>>, path: &str) {
    finding.source = Some("RFC 7644 §3.1, §3.5.1, §3.5.2.3".into());
    let Some(write) = write.filter(|write| write.is_success()) else { return };
    let sent = operations::body(&write.call).is_some_and(|body| match write.call.method {
        crate::exchange::Method::Patch => operations::assigned(body, path).is_some(),
        _ => json::at_path(body, path).is_some(),
    });
    if sent {
        finding.likely_cause = operations::why_ignored(&write.call, path).map(str::to_owned);
        finding.fix = operations::how_to_fix(&write.call, path).map(str::to_owned);
    } else {
        finding.likely_cause =
            Some("the write did not name this attribute, and the server changed it".to_owned());
        finding.fix = Some("leave attributes alone that a PATCH does not name".to_owned());
    }
}

/// `urn:…:User:manager.value` → `/urn:…:User/manager/value`.
fn pointer(path: &str) -> String {
    let (namespace, name) = match path.rsplit_once(':') {
        Some((namespace, name)) if !namespace.eq_ignore_ascii_case(urn::USER) => (Some(namespace), name),
        Some((_, name)) => (None, name),
        None => (None, path),
    };
    namespace
        .into_iter()
        .chain(name.split('.'))
        .fold(String::new(), |pointer, part| json::step(&pointer, part))
}
