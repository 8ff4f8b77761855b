//! Bystanders: a user and a group that no act names, and that must be after a pass what they were before it.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;

use super::catalogue::{Damage, EVERY_CLIENT, Rule};
use super::{Finding, Level, json, level};
use crate::exchange::Exchange;

/// Every rule of this file.
pub(super) const RULES: &[&Rule] = &[&CHANGED];

const CHANGED: Rule = Rule {
    id: "bystander.changed",
    title: "resources that no request names stay as they are",
    explanation: "A user and a group that no act names are read before and after each pass. A right server changes \
        only what a request's path names. A change is confirmed by playing the suspect alone before it is \
        blamed.",
    source: "RFC 7644 §3.5.1, §3.5.2",
    why: "people who have nothing to do with a change lose or gain access",
    fix: "change only the resource that the path names",
    level: level::error,
    damage: Damage::Access,
    also_affects: EVERY_CLIENT,
};

/// What is compared of a user: who it is, how it is reached and whether it is active.
const OF_USER: &[&str] = &["id", "userName", "name", "emails", "active"];
/// What is compared of a group, beside its members.
const OF_GROUP: &[&str] = &["id", "displayName"];

/// Compares two GETs of the bystander user, taken before and after a pass. Without a readable first one there is
/// nothing to compare: the caller says "not checked".
pub fn user(before: &Arc<Exchange>, after: &Arc<Exchange>) -> Vec<Finding> {
    compare("user", OF_USER, before, after)
}

/// Compares two GETs of the bystander group: name and members.
pub fn group(before: &Arc<Exchange>, after: &Arc<Exchange>) -> Vec<Finding> {
    let mut findings = compare("group", OF_GROUP, before, after);
    if let (Some(was), Some(is)) = (body(before), body(after)) {
        let (was, is) = (members(was), members(is));
        if was != is {
            let lost = was.difference(&is).count();
            let won = is.difference(&was).count();
            let message = format!("the bystander group lost {lost} and gained {won} members");
            let shown =
                |set: &BTreeSet<&str>| json::clip(&set.iter().copied().collect::<Vec<_>>().join(", "));
            let mut finding = changed(message, after);
            finding.expected = Some(shown(&was));
            finding.found = Some(shown(&is));
            finding.pointer = Some("/members".to_owned());
            findings.push(finding);
        }
    }
    findings
}

fn compare(kind: &str, attributes: &[&str], before: &Arc<Exchange>, after: &Arc<Exchange>) -> Vec<Finding> {
    let Some(was) = body(before) else { return Vec::new() };
    let Some(is) = body(after) else {
        // A server that has died says nothing about its users.
        let Some(status) = after.status() else { return Vec::new() };
        let mut finding = changed(format!("the bystander {kind} can no longer be read: {status}"), after);
        finding.expected = Some("200".to_owned());
        finding.found = Some(status.to_string());
        return vec![finding];
    };
    let mut findings = Vec::new();
    for name in attributes {
        let (was, is) = (json::attribute(was, name), json::attribute(is, name));
        if same(was, is) {
            continue;
        }
        let mut finding = changed(format!("{name} of the bystander {kind} has changed"), after);
        finding.expected = Some(json::short(was));
        finding.found = Some(json::short(is));
        finding.pointer = Some(json::step("", name));
        findings.push(finding);
    }
    findings
}

fn changed(message: String, after: &Arc<Exchange>) -> Finding {
    let mut finding = Finding::new(&CHANGED, Level::Error, message);
    finding.likely_cause = Some("a request of this pass changed a resource that it did not name".to_owned());
    finding.fix = Some("change only the resource that the path names".to_owned());
    finding.source = Some("RFC 7644 §3.5.1, §3.5.2".into());
    finding.read_back = Some(Arc::clone(after));
    finding
}

fn body(exchange: &Exchange) -> Option<&Value> {
    exchange
        .answer()
        .filter(|answer| answer.status == 200)
        .and_then(|answer| answer.json())
        .filter(|it| it.is_object())
}

/// Absent = null = `[]`; the order of a list says nothing.
fn same(one: Option<&Value>, other: Option<&Value>) -> bool {
    if json::is_unassigned(one) && json::is_unassigned(other) {
        return true;
    }
    match (one, other) {
        (Some(Value::Array(one)), Some(Value::Array(other))) => {
            one.len() == other.len()
                && one.iter().all(|item| other.iter().any(|candidate| same(Some(item), Some(candidate))))
        }
        (Some(Value::Object(one)), Some(Value::Object(other))) => {
            one.iter().all(|(key, value)| same(Some(value), json::entry(other, key).map(|(_, value)| value)))
                && other
                    .iter()
                    .all(|(key, value)| same(json::entry(one, key).map(|(_, value)| value), Some(value)))
        }
        (one, other) => one == other,
    }
}

fn members(body: &Value) -> BTreeSet<&str> {
    let members = json::attribute(body, "members").and_then(Value::as_array);
    members.into_iter().flatten().filter_map(|member| json::text(member, "value")).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{group, user};
    use crate::exchange::{FailureKind, Method};
    use crate::judge::fixture::Told;

    fn get(body: &Value) -> std::sync::Arc<crate::exchange::Exchange> {
        Told::new(Method::Get, "/Users/1").json(body).answer(200)
    }

    #[test]
    fn an_untouched_user_gives_nothing_whatever_else_moves() {
        let before = get(
            &json!({ "id": "1", "userName": "b", "emails": [{ "value": "x" }, { "value": "y" }], "meta": { "version": "1" } }),
        );
        let after = get(
            &json!({ "id": "1", "userName": "b", "emails": [{ "value": "y" }, { "value": "x" }], "name": null, "meta": { "version": "2" } }),
        );
        assert!(user(&before, &after).is_empty());
    }

    #[test]
    fn every_changed_attribute_is_named() {
        let before =
            get(&json!({ "id": "1", "userName": "b", "active": true, "name": { "givenName": "B" } }));
        let after =
            get(&json!({ "id": "1", "userName": "b", "active": false, "name": { "givenName": "C" } }));
        let found: Vec<_> =
            user(&before, &after).into_iter().map(|finding| (finding.rule.id, finding.pointer)).collect();
        assert_eq!(
            found,
            [
                ("bystander.changed", Some("/name".to_owned())),
                ("bystander.changed", Some("/active".to_owned()))
            ]
        );
    }

    #[test]
    fn a_bystander_that_is_gone_is_a_finding_and_a_dead_server_is_not() {
        let before = get(&json!({ "id": "1", "userName": "b" }));
        let gone = Told::new(Method::Get, "/Users/1").answer(404);
        assert_eq!(user(&before, &gone)[0].found.as_deref(), Some("404"));
        let dead =
            Told::new(Method::Get, "/Users/1").fails(FailureKind::ConnectionRefused, "connection refused");
        assert!(user(&before, &dead).is_empty());
        assert!(user(&gone, &before).is_empty(), "nothing to compare with");
    }

    #[test]
    fn members_are_compared_as_a_set() {
        let before =
            get(&json!({ "id": "g", "displayName": "G", "members": [{ "value": "1" }, { "value": "2" }] }));
        let same = get(
            &json!({ "id": "g", "displayName": "G", "members": [{ "value": "2" }, { "value": "1", "display": "x" }] }),
        );
        assert!(group(&before, &same).is_empty());
        let less =
            get(&json!({ "id": "g", "displayName": "G", "members": [{ "value": "3" }, { "value": "1" }] }));
        assert_eq!(group(&before, &less)[0].message, "the bystander group lost 1 and gained 1 members");
    }
}
