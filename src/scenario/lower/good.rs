//! What right files become.

use std::time::Duration;

use serde_json::json;

use super::{Identity, lower};
use crate::scenario::files::{Files, Parsed, Place};
use crate::scenario::model::{Act, OktaExpectation, Query, Scenario};
use crate::source;

fn read(text: &str) -> Scenario {
    let mut files = Files::default();
    let parsed = files.add(Place::Shipped("x.yaml".into()), text.to_owned());
    let identity = Identity { name: "x".to_owned(), source: parsed.source, shipped: false };
    right(&mut files, identity, parsed)
}

fn right(files: &mut Files, identity: Identity, parsed: Parsed) -> Scenario {
    let (scenario, mistakes) = lower(files, identity, parsed.root);
    assert!(mistakes.is_empty(), "{}", source::render(&files.sources, &mistakes, false));
    scenario.unwrap()
}

fn labels(scenario: &Scenario) -> Vec<&str> {
    scenario.steps.iter().map(|step| step.label.as_str()).collect()
}

#[test]
fn a_scenario_without_clients_is_played_by_both_of_oktas() {
    let scenario = read("title: t\nsteps: [test-connection]\n");
    assert_eq!(scenario.clients, ["okta-aiw", "okta-oin"]);
    assert!(matches!(scenario.steps[0].acts[..], [Act::TestConnection]));
    assert!(scenario.steps[0].drift && scenario.steps[0].snapshot);
}

#[test]
fn an_act_on_several_members_is_one_act_each() {
    let scenario = read(
        "title: t\ncast: { users: { ada: , bob: {} }, groups: { g: { members: [ada, bob], count: 2 } } }\n\
         steps:\n  - assign: [ada, g]\n  - update: { user: [ada, g-2], set: { title: x, nick: null } }\n  - deactivate: bob\n",
    );
    assert_eq!(labels(&scenario), ["assign ada, g", "update ada, g-2", "deactivate bob"]);
    let [Act::Update { user, set }, Act::Update { .. }] = &scenario.steps[1].acts[..] else { panic!() };
    assert_eq!(user.value, "ada");
    assert!(set[1].1.is_null());
    assert_eq!(scenario.cast.groups["g"].generate, Some(2));
}

#[test]
fn every_act_is_understood() {
    let scenario = read(
        "title: t\n\
         cast: { users: { ada: {}, bob: {} }, groups: { g: { members: ada } } }\n\
         steps:\n\
         \x20 - test-connection:\n\
         \x20 - enable-provisioning\n\
         \x20 - assign: [ada, bob]\n\
         \x20 - update: { user: ada, set: { title: x } }\n\
         \x20 - rename-user: { user: ada, to: \"c.${run}@x.org\" }\n\
         \x20 - suspend: ada\n\
         \x20 - unsuspend: ada\n\
         \x20 - sync-password: ada\n\
         \x20 - sync-password: { user: [ada, bob], password: Secret }\n\
         \x20 - link-group: { group: g, to: Engines }\n\
         \x20 - push-now: g\n\
         \x20 - rename-group: { group: g, to: \"R ${run}\" }\n\
         \x20 - add-members: { group: g, members: [bob] }\n\
         \x20 - remove-members: { group: g, members: bob }\n\
         \x20 - deactivate-push: g\n\
         \x20 - activate-push: g\n\
         \x20 - unlink-group: { group: g, remote: delete }\n\
         \x20 - push-group: g\n\
         \x20 - import\n\
         \x20 - import: users\n\
         \x20 - import: [users, groups]\n\
         \x20 - request: GET /Users?filter=x%20eq%20%22y%22\n\
         \x20 - await: { every: 1s, for: 1m }\n\
         \x20   expect: { remote: { ada: { active: true } } }\n\
         \x20 - deactivate: ada\n\
         \x20 - reactivate: ada\n\
         \x20 - unassign: [ada, bob]\n",
    );
    let known: std::collections::BTreeSet<&str> =
        crate::scenario::form::ACTS.iter().map(|act| act.name).collect();
    let played: std::collections::BTreeSet<&str> =
        scenario.steps.iter().flat_map(|step| &step.acts).map(Act::name).collect();
    assert_eq!(played, known);
    let named = |label: &str| scenario.steps.iter().find(|step| step.label == label).unwrap();
    assert!(
        matches!(&named("link-group g").acts[..], [Act::LinkGroup { to: Some(to), .. }] if to.value == "Engines")
    );
    assert!(matches!(named("unlink-group g").acts[..], [Act::UnlinkGroup { delete: true, .. }]));
    assert!(matches!(named("import").acts[..], [Act::Import { users: true, groups: true }]));
    assert!(matches!(named("import users").acts[..], [Act::Import { users: true, groups: false }]));
    let request = named("request GET /Users");
    assert!(!request.drift);
    let [Act::Request(call)] = &request.acts[..] else { panic!() };
    assert!(matches!(&call.query, Some(Query::Raw(query)) if query.value == "filter=x%20eq%20%22y%22"));
    let wait = named("await");
    let retry = wait.retry.as_ref().unwrap();
    assert_eq!((retry.every, retry.limit), (Duration::from_secs(1), Duration::from_secs(60)));
}

#[test]
fn acts_of_one_step_can_be_played_at_the_same_time() {
    let scenario = read(
        "title: t\nclients: [rfc]\nsteps:\n\
         \x20 - request: [GET /Users, { method: GET, path: /Groups, credentials: wrong }]\n\
         \x20   parallel: on\n\
         \x20 - request: GET /Users\n",
    );
    let [together, alone] = &scenario.steps[..] else { panic!() };
    assert!(together.parallel && !alone.parallel);
    let [Act::Request(_), Act::Request(second)] = &together.acts[..] else { panic!() };
    assert_eq!(second.credentials.as_deref(), Some("wrong"));
}

#[test]
fn expectations_keep_their_places() {
    let scenario = read(
        "title: t\ncast: { users: { ada: {}, bob: {} } }\nsteps:\n\
         \x20 - assign: [ada, bob]\n\
         \x20   id: first\n\
         \x20   drift: off\n\
         \x20   snapshot: off\n\
         \x20   retry: { until: expected, for: 2s }\n\
         \x20   expect:\n\
         \x20     okta: { ada: success, bob: { error: \"no ${bob.email}\" } }\n\
         \x20     remote: { ada: { active: true, id: $any }, bob: null }\n\
         \x20     calls: [GET /Users?filter, POST /Users]\n\
         \x20     within: 500ms\n\
         \x20 - request: { method: GET, path: \"/Users/${first.body.id}\", query: { count: 1 }, headers: { If-Match: x } }\n\
         \x20   expect: { okta: , status: [200, 404], headers: { etag: $any }, body: { id: $uuid } }\n"
            .replace("okta: , ", "")
            .as_str(),
    );
    let step = &scenario.steps[0];
    assert!(!step.drift && !step.snapshot);
    assert_eq!(step.id.as_ref().unwrap().value, "first");
    assert!(matches!(&step.expect.okta[0], (Some(name), OktaExpectation::Success(_)) if name.value == "ada"));
    assert!(
        matches!(&step.expect.okta[1], (Some(_), OktaExpectation::Error(text)) if text.value == "no ${bob.email}")
    );
    assert!(step.expect.remote[1].1.is_null());
    assert_eq!(step.expect.calls.as_ref().unwrap().value.len(), 2);
    assert_eq!(step.expect.within.as_ref().unwrap().value, Duration::from_millis(500));
    assert_eq!(step.retry.as_ref().unwrap().every, Duration::from_millis(500));
    let request = &scenario.steps[1];
    assert_eq!(request.expect.status.as_ref().unwrap().to_value(), json!([200, 404]));
    assert_eq!(request.expect.body.as_ref().unwrap().to_value(), json!({"id": "$uuid"}));
}

#[test]
fn rows_are_named_by_their_one_value_or_by_their_number() {
    let rows = |each: &str| -> Vec<String> {
        read(&format!("title: t\neach: {each}\nsteps: [test-connection]\n"))
            .each
            .into_iter()
            .map(|row| row.label)
            .collect()
    };
    assert_eq!(rows("[{ userType: Admin }, { userType: lite }]"), ["userType=Admin", "userType=lite"]);
    assert_eq!(rows("[{ a: 1, b: 2 }, { a: x/y }, { a: 1 }, { a: 1 }]"), ["1", "2", "a=1", "4"]);
    assert_eq!(rows("{ big: { n: 9 }, small: { n: 1 } }"), ["big", "small"]);
}

#[test]
fn settings_come_out_with_hyphens_and_words() {
    let scenario = read(
        "title: t\nintegration: { cleared_as: null, groups: false, unique-identifier: email, mapping: { floor: { name: floor, namespace: 'urn:x' } } }\nsteps: [test-connection]\n",
    );
    let settings: Vec<(String, serde_json::Value)> =
        scenario.integration.iter().map(|(name, value)| (name.value.clone(), value.to_value())).collect();
    assert_eq!(settings[0], ("cleared-as".to_owned(), json!("null")));
    assert_eq!(settings[1], ("push-groups".to_owned(), json!(false)));
    assert_eq!(settings[2], ("unique-identifier".to_owned(), json!("email")));
    assert_eq!(settings[3].1, json!({"floor": {"name": "floor", "namespace": "urn:x"}}));
}

#[test]
fn a_step_that_is_meant_to_fail_leaves_both_ways_open() {
    let scenario = read(
        "title: t\ncast: { groups: { g: {} } }\nsteps:\n\
         \x20 - push-group: g\n\
         \x20   expect: { okta: failure }\n\
         \x20 - push-group: g\n\
         \x20 - push-now: g\n",
    );
    assert_eq!(scenario.steps.len(), 3);
}

#[test]
fn fragments_bring_their_steps_with_values_put_in() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::create_dir(directory.path().join("fragments")).unwrap();
    std::fs::write(
        directory.path().join("fragments/enter.yaml"),
        "vars: { who: null, kind: lite }\nsteps:\n  - assign: ${var:who}\n    expect: { remote: { \"${var:who}\": { userType: \"${var:kind}\", note: \"a ${var:kind} ${var:own|x}\" } } }\n",
    )
    .unwrap();
    let mut files = Files::default();
    let place = Place::Disk { path: directory.path().join("x.yaml"), shown: "x.yaml".into() };
    let text = "title: t\ncast: { users: { ada: {}, bob: {} } }\nsteps:\n\
                \x20 - uses: { fragment: fragments/enter.yaml, with: { who: [ada], kind: pro } }\n\
                \x20 - uses: { fragment: ./fragments/enter.yaml, with: { who: bob } }\n"
        .replace("[ada]", "ada");
    let parsed = files.add(place, text);
    let identity = Identity { name: "x".to_owned(), source: parsed.source, shipped: false };
    let scenario = right(&mut files, identity, parsed);
    assert_eq!(labels(&scenario), ["assign ada", "assign bob"]);
    let (name, expected) = &scenario.steps[0].expect.remote[0];
    assert_eq!(name.value, "ada");
    assert_eq!(expected.to_value(), json!({"userType": "pro", "note": "a pro ${var:own|x}"}));
    assert_eq!(scenario.steps[1].expect.remote[0].1.to_value()["userType"], json!("lite"));
    assert_eq!(files.sources.locate(scenario.steps[1].used_from[0]), "x.yaml:5:23");
    assert_eq!(files.sources.locate(scenario.steps[1].span), "fragments/enter.yaml:3:5");
}
