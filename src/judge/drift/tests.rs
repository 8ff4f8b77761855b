//! What counts as drift, how grave it is, and what is said about it.

#![expect(clippy::needless_pass_by_value, reason = "`json!` values read best where they are used")]

use std::sync::Arc;
use std::time::Duration;

use indexmap::{IndexMap, IndexSet};
use serde_json::{Value, json};

use super::{Attributes, Settings, Settling, group, may_settle, user, user_groups};
use crate::exchange::{Evidence, Exchange, FailureKind, Method, Purpose};
use crate::idp::org::{
    Acknowledged, AcknowledgedGroup, Assignment, Group, Org, PushMapping, PushStatus, User, UserLink,
    UserStatus,
};
use crate::judge::fixture::Told;
use crate::judge::{Finding, Level};

static NONE: Attributes = Attributes::none();
const DEPARTMENT: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";

const PLAIN: Settings<'static> =
    Settings { client: "okta-oin", declared: None, watched: &NONE, shows_groups: false };

fn person(id: &str, attributes: &[(&str, Value)], active: bool) -> User {
    let attributes = attributes.iter().map(|(path, value)| ((*path).to_owned(), value.clone())).collect();
    User {
        okta_id: "00u1".into(),
        user_name: format!("{id}@example.com"),
        profile: IndexMap::new(),
        status: UserStatus::Active,
        assignment: Assignment::default(),
        link: Some(UserLink { id: id.into(), acknowledged: Acknowledged { attributes, active } }),
        failed_push: None,
        needs_deprovisioning: false,
    }
}

fn read(body: &Value) -> Arc<Exchange> {
    Told::new(Method::Get, "/Users/1").purpose(Purpose::ReadBack).json(body).answer(200)
}

fn act(method: Method, target: &str, sent: Value) -> Arc<Exchange> {
    Told::new(method, target).sent(sent).answer(204)
}

/// One attribute was pushed, and this is what a read-back shows.
fn after(path: &str, pushed: Value, found: &Value, settings: &Settings<'_>) -> Vec<Finding> {
    let write = act(Method::Put, "/Users/1", nested(path, pushed.clone()));
    user("ada", &person("1", &[(path, pushed)], true), &[write], &read(found), settings)
}

fn nested(path: &str, value: Value) -> Value {
    match path.split_once('.').filter(|_| !path.starts_with("urn:")) {
        Some((parent, child)) => json!({ parent: { child: value } }),
        None => json!({ path: value }),
    }
}

fn found(extra: Value) -> Value {
    let mut body = json!({ "id": "1", "active": true });
    body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    body
}

fn summary(findings: &[Finding]) -> Vec<(&str, Level)> {
    findings.iter().map(|finding| (finding.rule.id, finding.level)).collect()
}

#[test]
fn what_is_equal_by_definition_is_no_drift() {
    for (path, pushed, body) in [
        ("title", json!(null), json!({})),
        ("title", json!(null), json!({ "title": null })),
        ("title", json!(""), json!({})),
        ("title", json!(null), json!({ "title": "" })),
        ("phoneNumbers", json!(null), json!({ "phoneNumbers": [] })),
        ("phoneNumbers", json!([]), json!({})),
        ("userName", json!("ada@example.com"), json!({ "username": "ada@example.com" })),
        ("hired", json!("2026-01-01T00:00:00Z"), json!({ "hired": "2026-01-01T01:00:00.000+01:00" })),
        ("level", json!(1), json!({ "level": 1.0 })),
        ("password", json!("1mz050nq"), json!({})),
        ("groups", json!([]), json!({ "groups": [{ "value": "g" }] })),
        ("tags", json!(["a", "b"]), json!({ "tags": ["b", "a"] })),
        (
            "name",
            json!({ "givenName": "Ada" }),
            json!({ "name": { "givenName": "Ada", "formatted": "Ada L" } }),
        ),
        ("name.givenName", json!("Ada"), json!({ "name": { "GivenName": "Ada" } })),
        (
            "emails",
            json!([{ "value": "A@x", "primary": true, "type": "work" }]),
            json!({ "emails": [{ "value": "a@x", "primary": true }] }),
        ),
    ] {
        assert!(after(path, pushed, &found(body.clone()), &PLAIN).is_empty(), "{path}: {body}");
    }
}

#[test]
fn levels_follow_the_table() {
    let differs = |path: &str, settings: &Settings<'_>| {
        summary(&after(path, json!("new"), &found(json!({})), settings))
            .into_iter()
            .map(|(rule, level)| (rule.to_owned(), level))
            .collect::<Vec<_>>()
    };
    let one = |rule: &str, level| vec![(rule.to_owned(), level)];
    assert_eq!(differs("userName", &PLAIN), one("drift.user-name", Level::Error));
    assert_eq!(differs("name.givenName", &PLAIN), one("drift.name", Level::Error));
    assert_eq!(differs("title", &PLAIN), one("drift.attribute", Level::Note));
    assert_eq!(differs("externalId", &PLAIN), one("drift.attribute", Level::Warning));
    let declared = Attributes::from_iter(["Title", "department"]);
    let settings = Settings { declared: Some(&declared), ..PLAIN };
    assert_eq!(differs("title", &settings), one("drift.attribute", Level::Warning));
    assert_eq!(differs(DEPARTMENT, &settings), one("drift.attribute", Level::Warning));
    let watched = Attributes::from_iter(["title", "department", "phoneNumbers.^[primary==true].value"]);
    assert!(watched.contains("phoneNumbers") && !watched.contains("emails"));
    let settings = Settings { watched: &watched, ..PLAIN };
    assert_eq!(differs("title", &settings), one("drift.attribute", Level::Error));
    assert_eq!(differs(DEPARTMENT, &settings), one("drift.attribute", Level::Error));
}

#[test]
fn a_silent_deactivation_names_the_form_that_was_ignored() {
    let pathless = json!({ "Operations": [{ "op": "replace", "value": { "active": false } }] });
    let write = Told::new(Method::Patch, "/Users/1").sent(pathless).json(&json!({ "id": "1" })).answer(200);
    let ada = person("1", &[], false);
    let findings = user("ada", &ada, &[Arc::clone(&write)], &read(&found(json!({}))), &PLAIN);
    assert_eq!(summary(&findings), [("drift.active", Level::Error)]);
    let finding = &findings[0];
    assert_eq!(finding.message, "the server answered 200, and the user is still active");
    assert_eq!((finding.expected.as_deref(), finding.found.as_deref()), (Some("false"), Some("true")));
    assert_eq!(
        finding.likely_cause.as_deref(),
        Some("the operation has no \"path\"; its value object was ignored")
    );
    assert!(Arc::ptr_eq(finding.exchange.as_ref().unwrap(), &write));
    assert!(finding.read_back.is_some());

    let put = act(Method::Put, "/Users/1", json!({ "active": false }));
    let findings = user("ada", &ada, &[put], &read(&found(json!({}))), &PLAIN);
    assert_eq!(findings[0].likely_cause.as_deref(), Some("the attribute is ignored in a PUT"));
}

#[test]
fn activity_is_read_from_texts_too_and_its_absence_is_graded() {
    let state = |active: bool, body: Value| {
        let findings = user("ada", &person("1", &[], active), &[], &read(&body), &PLAIN);
        findings.first().map(|finding| finding.level)
    };
    assert_eq!(state(false, json!({ "id": "1", "active": "False" })), None);
    assert_eq!(state(true, json!({ "id": "1" })), Some(Level::Warning));
    assert_eq!(state(false, json!({ "id": "1" })), Some(Level::Error));
    assert_eq!(state(true, json!({ "id": "1", "active": false })), Some(Level::Error));
}

#[test]
fn a_deactivated_user_must_stay_readable_for_okta() {
    let gone = Told::new(Method::Get, "/Users/1").answer(404);
    let write = act(Method::Patch, "/Users/1", json!({}));
    let findings = user("ada", &person("1", &[], false), &[Arc::clone(&write)], &gone, &PLAIN);
    assert_eq!(summary(&findings), [("drift.gone", Level::Error)]);
    assert_eq!(findings[0].message, "the server answered 204, and the user ada is gone");
    assert_eq!(findings[0].likely_cause.as_deref(), Some("deactivating a user deletes the resource"));
    let rfc = Settings { client: "rfc", ..PLAIN };
    let findings = user("ada", &person("1", &[], false), &[Arc::clone(&write)], &gone, &rfc);
    assert_eq!(summary(&findings), [("drift.gone", Level::Warning)]);
    let findings = user("ada", &person("1", &[], true), &[write], &gone, &rfc);
    assert_eq!(summary(&findings), [("drift.gone", Level::Error)]);
}

#[test]
fn lost_case_is_a_rule_of_its_own() {
    let findings = after("userName", json!("Ada@x.org"), &found(json!({ "userName": "ada@x.org" })), &PLAIN);
    assert_eq!(summary(&findings), [("user.user-name-case", Level::Warning)]);
    let watched = Attributes::from_iter(["userType"]);
    let settings = Settings { watched: &watched, ..PLAIN };
    let findings = after("userType", json!("Admin"), &found(json!({ "userType": "admin" })), &settings);
    assert_eq!(summary(&findings), [("drift.attribute", Level::Warning)]);
}

#[test]
fn a_default_on_a_cleared_attribute_is_recorded_and_a_kept_value_is_drift() {
    let watched = Attributes::from_iter(["userType"]);
    let settings = Settings { watched: &watched, ..PLAIN };
    let before =
        Told::new(Method::Get, "/Users/1").json(&json!({ "id": "1", "userType": "essential" })).answer(200);
    let put = act(Method::Put, "/Users/1", json!({ "userType": null }));
    let ada = person("1", &[("userType", json!(null))], true);
    let trace = [before, put];
    let findings = user("ada", &ada, &trace, &read(&found(json!({ "userType": "lite" }))), &settings);
    assert_eq!(summary(&findings), [("drift.default", Level::Note)]);
    assert!(!may_settle(&findings[0]));
    let findings = user("ada", &ada, &trace, &read(&found(json!({ "userType": "essential" }))), &settings);
    assert_eq!(summary(&findings), [("drift.attribute", Level::Error)]);
    assert_eq!(findings[0].message, "the server answered 204, and userType of ada is still \"essential\"");
}

#[test]
fn emails_are_compared_by_address_and_primary() {
    let pushed = || json!([{ "value": "new@x", "primary": true, "type": "work" }]);
    let check = |emails: Value| {
        let findings = after("emails", pushed(), &found(json!({ "emails": emails })), &PLAIN);
        findings.first().map(|finding| (finding.level, finding.message.clone()))
    };
    assert_eq!(check(json!([{ "value": "new@x", "primary": true }])), None);
    assert_eq!(check(json!([])).unwrap().1, "the server answered 204, and ada has no email");
    assert_eq!(check(json!([{ "value": "old@x" }])).unwrap().0, Level::Error);
    let moved = json!([{ "value": "new@x" }, { "value": "old@x", "primary": true }]);
    assert_eq!(
        check(moved).unwrap(),
        (Level::Error, "the server answered 204, and the primary email of ada is old@x".into())
    );
    assert_eq!(check(json!([{ "value": "new@x" }])).unwrap().0, Level::Warning, "the flag is lost");
    let merged = json!([{ "value": "new@x", "primary": true }, { "value": "old@x" }]);
    assert_eq!(check(merged).unwrap().0, Level::Warning);
    assert_eq!(check(json!(["new@x"])).unwrap().0, Level::Warning, "bare strings have no primary");
}

#[test]
fn another_id_is_found_and_a_number_is_not_another() {
    let ada = person("1", &[], true);
    let at = |id: Value| {
        summary(&user("ada", &ada, &[], &read(&json!({ "id": id, "active": true })), &PLAIN)).len()
    };
    assert_eq!((at(json!("1")), at(json!(1)), at(json!("2")), at(json!(null))), (0, 0, 1, 1));
}

#[test]
fn a_failed_write_leaves_the_acknowledged_state_to_compare_with() {
    let refused =
        Told::new(Method::Put, "/Users/1").sent(json!({ "name": { "givenName": "Eve" } })).answer(400);
    let ada = person("1", &[("name.givenName", json!("Ada"))], true);
    let body = found(json!({ "name": { "givenName": "Eve" } }));
    let findings = user("ada", &ada, &[refused], &read(&body), &PLAIN);
    assert_eq!(findings[0].message, "the server answered 400, and yet name.givenName of ada is \"Eve\"");
    assert_eq!(findings[0].likely_cause, None, "nothing was ignored: it was refused and done");
}

#[test]
fn what_cannot_be_read_back_is_said_and_a_dead_server_is_left_to_others() {
    let ada = person("1", &[], true);
    let ask = |told: Arc<Exchange>| {
        summary(&user("ada", &ada, &[], &told, &PLAIN)).first().map(|(_, level)| *level)
    };
    let get = || Told::new(Method::Get, "/Users/1");
    assert_eq!(ask(get().answer(500)), Some(Level::Violation));
    assert_eq!(ask(get().bytes(b"<html>").answer(200)), Some(Level::Violation));
    assert_eq!(ask(get().json(&json!({ "Resources": [] })).answer(200)), Some(Level::Violation));
    assert_eq!(ask(get().fails(FailureKind::ReadTimeout, "no answer within 60 s")), Some(Level::Violation));
    assert_eq!(ask(get().fails(FailureKind::ConnectionRefused, "connection refused")), None);
    assert_eq!(ask(get().answer(429)), None);
}

#[test]
fn drift_after_an_inferred_request_is_at_most_a_warning() {
    let sent = json!({ "Operations": [{ "op": "replace", "value": { "active": false } }] });
    let write = Told::new(Method::Patch, "/Users/1").evidence(Evidence::Inferred).sent(sent).answer(204);
    let findings = user("ada", &person("1", &[], false), &[write], &read(&found(json!({}))), &PLAIN);
    assert_eq!(summary(&findings), [("drift.active", Level::Warning)]);
}

#[test]
fn a_user_without_a_link_has_nothing_to_compare() {
    let mut ada = person("1", &[], true);
    ada.link = None;
    assert!(user("ada", &ada, &[], &read(&json!({})), &PLAIN).is_empty());
}

// Groups.

fn org(members: &[&str], exact: bool, removed: &[&str]) -> Org {
    let mut org = Org::default();
    for (name, id) in [("ada", "1"), ("bob", "2"), ("cy", "3")] {
        org.users.insert(name.into(), person(id, &[], true));
    }
    let set = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<IndexSet<_>>();
    let acknowledged = AcknowledgedGroup {
        display_name: "Analysts".into(),
        members: set(members),
        exact,
        removed: set(removed),
    };
    let push = PushMapping {
        id: Some("g".into()),
        status: PushStatus::Active,
        acknowledged,
        linked: !exact,
        retried: false,
    };
    org.groups.insert(
        "analysts".into(),
        Group {
            okta_id: "00g1".into(),
            display_name: "Analysts".into(),
            members: IndexSet::new(),
            assigned: true,
            values: IndexMap::default(),
            priority: 0,
            push: Some(push),
        },
    );
    org
}

fn members(ids: &[&str]) -> Value {
    ids.iter().map(|id| json!({ "value": id })).collect()
}

fn read_group(name: &str, ids: &[&str]) -> Arc<Exchange> {
    let body = json!({ "id": "g", "displayName": name, "members": members(ids) });
    Told::new(Method::Get, "/Groups/g").purpose(Purpose::ReadBack).json(&body).answer(200)
}

fn patch(operations: Value) -> Arc<Exchange> {
    act(Method::Patch, "/Groups/g", json!({ "Operations": operations }))
}

fn only(findings: Vec<Finding>) -> Finding {
    assert_eq!(findings.len(), 1, "{findings:#?}");
    findings.into_iter().next().unwrap()
}

#[test]
fn a_group_with_the_right_name_and_members_is_no_drift() {
    let org = org(&["1", "2"], true, &[]);
    assert!(group("analysts", &org, &[], &read_group("Analysts", &["2", "1"])).is_empty());
}

#[test]
fn after_a_link_others_may_be_in_the_group_and_after_a_full_push_not() {
    let read = read_group("Analysts", &["1", "99"]);
    assert!(group("analysts", &org(&["1"], false, &[]), &[], &read).is_empty());
    let finding = only(group("analysts", &org(&["1"], true, &[]), &[], &read));
    assert_eq!((finding.rule.id, finding.level), ("drift.group-members", Level::Error));
    assert_eq!(finding.expected.as_deref(), Some("ada"));
    assert_eq!(finding.found.as_deref(), Some("ada and 99"));
}

#[test]
fn a_removed_member_must_be_gone_even_from_a_linked_group() {
    let write = patch(json!([{ "op": "remove", "path": "members[value eq \"2\"]" }]));
    let read = read_group("Analysts", &["1", "2"]);
    let finding = only(group("analysts", &org(&["1"], false, &["2"]), &[write], &read));
    assert_eq!(finding.message, "the server answered 204, and bob is still in the group analysts");
    assert!(finding.likely_cause.unwrap().contains("was not understood"));
}

#[test]
fn the_mistakes_of_real_servers_are_told_apart() {
    let add = || json!({ "op": "add", "path": "members", "value": members(&["3"]) });
    let replace = |ids: &[&str]| json!([{ "op": "replace", "path": "members", "value": members(ids) }]);
    let before = || {
        let body = json!({ "id": "g", "displayName": "Old", "members": members(&["1", "2"]) });
        Told::new(Method::Get, "/Groups/g").json(&body).answer(200)
    };
    let cause = |org: Org, trace: &[Arc<Exchange>], ids: &[&str]| {
        only(group("analysts", &org, trace, &read_group("Analysts", ids))).likely_cause.unwrap_or_default()
    };
    let removed = patch(json!([{ "op": "remove", "path": "members[value eq \"2\"]" }]));
    assert_eq!(
        cause(org(&["1"], true, &["2"]), &[removed], &[]),
        "removing one member removed all: the filter in the path was ignored"
    );
    let renamed = patch(json!([{ "op": "replace", "value": { "id": "g", "displayName": "Analysts" } }]));
    assert_eq!(
        cause(org(&["1"], true, &[]), &[renamed], &[]),
        "a change that does not name the members replaced the whole group"
    );
    assert_eq!(
        cause(org(&["3"], true, &[]), &[patch(replace(&["3"]))], &["1", "3"]),
        "a replace of members only adds"
    );
    assert_eq!(
        cause(org(&["1", "2", "3"], true, &[]), &[patch(json!([add()]))], &["3"]),
        "an add replaced the list of members"
    );
    assert_eq!(
        cause(org(&["1", "2", "3"], true, &[]), &[patch(json!([add()]))], &["1", "2"]),
        "the operation on members was not applied"
    );
    let put = act(Method::Put, "/Groups/g", json!({ "displayName": "Analysts", "members": members(&["3"]) }));
    assert_eq!(
        cause(org(&["3"], true, &[]), &[before(), Arc::clone(&put)], &["1", "2"]),
        "members of a PUT are not stored"
    );
    assert_eq!(cause(org(&["3"], true, &[]), &[before(), put], &["1", "2", "3"]), "a PUT only adds members");
    let post = Told::new(Method::Post, "/Groups")
        .sent(json!({ "displayName": "Analysts", "members": members(&["1"]) }))
        .json(&json!({ "id": "g" }))
        .answer(201);
    assert_eq!(cause(org(&["1"], true, &[]), &[post], &[]), "members of a create are not stored");
}

#[test]
fn an_ignored_rename_shows_the_old_name() {
    let before = {
        let body = json!({ "id": "g", "displayName": "Old", "members": [] });
        Told::new(Method::Get, "/Groups/g").json(&body).answer(200)
    };
    let rename = patch(json!([{ "op": "replace", "value": { "id": "g", "displayName": "Analysts" } }]));
    let finding = only(group("analysts", &org(&[], true, &[]), &[before, rename], &read_group("Old", &[])));
    assert_eq!((finding.rule.id, finding.level), ("drift.group-name", Level::Error));
    assert_eq!(finding.message, "the server answered 204, and the group analysts is still called \"Old\"");
    assert_eq!(
        finding.likely_cause.as_deref(),
        Some("the operation has no \"path\"; its value object was ignored")
    );
    let finding = only(group("analysts", &org(&[], true, &[]), &[], &read_group("analysts", &[])));
    assert_eq!(finding.level, Level::Warning, "only the case is lost");
}

#[test]
fn a_duplicated_member_and_one_listed_by_name_are_warnings() {
    let finding = only(group("analysts", &org(&["1"], true, &[]), &[], &read_group("Analysts", &["1", "1"])));
    assert_eq!((finding.rule.id, finding.level), ("drift.group-member-repeated", Level::Warning));
    let read = read_group("Analysts", &["1@example.com"]);
    let finding = only(group("analysts", &org(&["1"], true, &[]), &[], &read));
    assert_eq!((finding.rule.id, finding.level), ("drift.group-member-value", Level::Warning));
}

#[test]
fn a_deactivated_member_may_leave_the_group() {
    let mut org = org(&["1", "2"], true, &[]);
    org.users["bob"].link.as_mut().unwrap().acknowledged.active = false;
    let finding = only(group("analysts", &org, &[], &read_group("Analysts", &["1"])));
    assert_eq!((finding.rule.id, finding.level), ("drift.group-inactive-members", Level::Note));
}

#[test]
fn long_lists_of_members_are_cut() {
    let wanted: Vec<String> = (100..200).map(|id| id.to_string()).collect();
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let finding = only(group("analysts", &org(&wanted, true, &[]), &[], &read_group("Analysts", &["1"])));
    assert!(finding.message.len() < 200, "{}", finding.message);
    assert_eq!(finding.expected.as_deref(), Some("100, 101, 102, 103, 104 and 95 more"));
}

#[test]
fn a_group_that_is_not_pushed_or_gone_is_told_apart() {
    let mut org = org(&[], true, &[]);
    let gone = Told::new(Method::Get, "/Groups/g").answer(404);
    assert_eq!(only(group("analysts", &org, &[], &gone)).rule.id, "drift.gone");
    org.groups["analysts"].push.as_mut().unwrap().id = None;
    assert!(group("analysts", &org, &[], &gone).is_empty());
    assert!(group("nobody", &org, &[], &gone).is_empty());
}

#[test]
fn a_users_own_groups_count_only_where_the_server_shows_them() {
    let org = org(&["1"], true, &["2"]);
    let ask = |name: &str, groups: Value, shows_groups: bool| {
        let id = org.users[name].link.as_ref().unwrap().id.clone();
        let body = json!({ "id": id, "active": true, "groups": groups });
        summary(&user_groups(name, &org, &[], &read(&body), &Settings { shows_groups, ..PLAIN })).len()
    };
    assert_eq!(ask("ada", json!([{ "value": "g" }]), true), 0);
    assert_eq!(ask("ada", json!([]), false), 0, "it may show none at all");
    assert_eq!(ask("ada", json!([]), true), 1);
    assert_eq!(ask("ada", json!([{ "value": "other" }]), false), 1, "it plainly shows some");
    assert_eq!(ask("bob", json!([{ "value": "g" }]), true), 1, "he was removed");
    assert_eq!(ask("cy", json!([{ "value": "other" }]), true), 0);
}

// Settling.

#[test]
fn what_goes_away_on_a_second_look_is_lag_and_what_stays_is_drift() {
    let active = || Finding::of("drift.active", Level::Error, "the user is still active");
    let title = || Finding::of("drift.attribute", Level::Error, "title of ada is not there");
    let mut settling = Settling::new(vec![active(), title()]);
    assert!(settling.is_worthwhile());
    settling.look(vec![title()], Duration::from_millis(340));
    settling.look(vec![title()], Duration::from_millis(900));
    let findings = settling.finish();
    assert_eq!(summary(&findings), [("drift.attribute", Level::Error), ("drift.lag", Level::Note)]);
    assert_eq!(
        findings[1].message,
        "the change was visible only after 340 ms: at first the user is still active"
    );
}

#[test]
fn what_cannot_settle_is_not_looked_at_again() {
    assert!(!Settling::new(Vec::new()).is_worthwhile());
    assert!(!Settling::new(vec![Finding::of("drift.id", Level::Error, "")]).is_worthwhile());
    assert!(!Settling::new(vec![Finding::of("drift.attribute", Level::Note, "")]).is_worthwhile());
}

#[test]
fn an_answer_that_denies_what_a_read_finds_is_stale() {
    let write = |answer: Value| {
        Told::new(Method::Put, "/Users/1")
            .sent(json!({ "title": "Countess", "active": true }))
            .json(&answer)
            .answer(200)
    };
    let ada = person("1", &[("title", json!("Countess"))], true);
    let now = found(json!({ "title": "Countess" }));
    let after = |answer: Value| {
        let write = write(answer);
        user("ada", &ada, std::slice::from_ref(&write), &read(&now), &PLAIN)
    };
    let stale = after(json!({ "id": "1", "title": "Analyst", "active": true }));
    assert_eq!(summary(&stale), [("update.answer-is-current", Level::Violation)]);
    assert_eq!(stale[0].found.as_deref(), Some("\"Analyst\""));
    // What is right, or not shown at all, denies nothing.
    assert!(after(json!({ "id": "1", "title": "Countess", "active": true })).is_empty());
    assert!(after(json!({ "id": "1" })).is_empty());
    // What was not stored either is drift.
    let old = found(json!({ "title": "Analyst" }));
    let write = write(json!({ "id": "1", "title": "Analyst", "active": true }));
    let lost = user("ada", &ada, &[write], &read(&old), &PLAIN);
    assert!(summary(&lost).iter().all(|(rule, _)| *rule == "drift.attribute"), "{lost:#?}");
}
