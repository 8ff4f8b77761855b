//! Relations between findings, told as small passes.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Link, Relation, Step, damage, headline, key, links, stopper};
use crate::exchange::{Exchange, Method};
use crate::judge::catalogue::Damage;
use crate::judge::fixture::Told;
use crate::judge::{Finding, Level};

/// A finding about an exchange, with a place in the body.
fn found(rule: &str, level: Level, exchange: Option<&Arc<Exchange>>, pointer: &str) -> Finding {
    let mut finding = Finding::of(rule, level, rule);
    finding.exchange = exchange.map(Arc::clone);
    finding.pointer = (!pointer.is_empty()).then(|| pointer.to_owned());
    finding
}

fn error(rule: &str, exchange: &Arc<Exchange>) -> Finding {
    found(rule, Level::Error, Some(exchange), "")
}

fn step<'a>(
    findings: &'a [Finding],
    trace: &'a [Arc<Exchange>],
    names: &[&'a str],
    stopped: bool,
) -> Step<'a> {
    Step { findings, trace, names: names.to_vec(), stopped }
}

/// The links of one step.
fn within(findings: &[Finding], trace: &[Arc<Exchange>]) -> Vec<Option<Link>> {
    links(&[step(findings, trace, &["ada"], false)]).remove(0)
}

fn to(step: usize, index: usize, relation: Relation) -> Option<Link> {
    Some(Link { step, index, relation })
}

fn lookup(id: &str) -> Arc<Exchange> {
    Told::new(Method::Get, "/Users?filter=x").json(&json!({ "Resources": [{ "id": id }] })).answer(200)
}

fn patch(path: &str, operation: &Value) -> Told {
    Told::new(Method::Patch, path).sent(json!({ "Operations": [operation] }))
}

#[test]
fn a_write_to_a_stranger_follows_from_the_lookup_that_gave_the_id() {
    let (looked, put) = (lookup("7"), Told::new(Method::Put, "/Users/7").answer(200));
    let findings = [error("guard.foreign-resource", &put), error("list.filter-applied", &looked)];
    let trace = [Arc::clone(&looked), Arc::clone(&put)];
    assert_eq!(within(&findings, &trace), [to(0, 1, Relation::Lookup), None]);

    // The act after it goes on with the wrong id, without looking again.
    let first = [error("list.filter-applied", &looked)];
    let second = [error("guard.foreign-resource", &put)];
    let steps = [
        step(&first, std::slice::from_ref(&looked), &["ada"], false),
        step(&second, std::slice::from_ref(&put), &["ada"], true),
    ];
    assert_eq!(links(&steps)[1], [to(0, 0, Relation::Lookup)]);
}

#[test]
fn what_an_answer_a_read_and_the_author_say_of_one_place_is_one_thing() {
    let write = patch("/Users/1", &json!({ "op": "replace", "value": { "active": false } })).answer(200);
    let read = Told::new(Method::Get, "/Users/1").answer(200);
    let rule = found("user.deactivation-takes-effect", Level::Error, Some(&write), "/active");
    let mut drift = found("drift.active", Level::Error, Some(&write), "/active");
    drift.read_back = Some(Arc::clone(&read));
    let mut expected = found("expect.remote", Level::Error, None, "/active");
    expected.read_back = Some(read);
    let findings = [expected, drift, rule];
    assert_eq!(
        within(&findings, &[write]),
        [to(0, 2, Relation::SameAct), to(0, 2, Relation::SamePlace), None]
    );
}

#[test]
fn what_is_wrong_in_a_resource_of_a_list_does_not_explain_the_list() {
    let listed = lookup("7");
    let mut missed = found("page.past-the-end", Level::Warning, Some(&listed), "/Resources");
    missed.span = Some(crate::source::Span { source: crate::source::SourceId(0), start: 0, end: 1 });
    let findings = [
        found("meta.location", Level::Warning, Some(&listed), "/Resources/0/meta/location"),
        found("list.items-per-page", Level::Violation, Some(&listed), "/itemsPerPage"),
        missed.clone(),
    ];
    assert_eq!(within(&findings, &[Arc::clone(&listed)]), [None, None, None]);
    let findings = [found("list.total-results", Level::Violation, Some(&listed), "/totalResults"), missed];
    assert_eq!(within(&findings, &[listed])[1], to(0, 0, Relation::SameExchange));
}

#[test]
fn two_defects_of_one_answer_stay_two() {
    let made = Told::new(Method::Post, "/Users").answer(201);
    let findings = [
        found("meta.location", Level::Warning, Some(&made), "/meta/location"),
        found("resource.id-string", Level::Violation, Some(&made), "/id"),
        found("create.location", Level::Violation, Some(&made), ""),
    ];
    assert_eq!(within(&findings, &[made]), [None, None, None]);
}

#[test]
fn who_crashes_is_not_blamed_for_the_form_and_who_refuses_is() {
    for (status, folded) in [(500, true), (404, false)] {
        let answer = Told::new(Method::Put, "/Users/1").answer(status);
        let findings =
            [error("status.accepted", &answer), found("error.body", Level::Violation, Some(&answer), "")];
        let link = within(&findings, std::slice::from_ref(&answer))[1];
        assert_eq!(link, if folded { to(0, 0, Relation::SameExchange) } else { None }, "{status}");
    }
}

#[test]
fn a_state_that_stays_wrong_is_told_once() {
    let write = patch("/Users/1", &json!({ "op": "replace", "value": { "active": false } })).answer(200);
    let read = Told::new(Method::Get, "/Users/1").answer(200);
    let drift = |exchange, pointer: &str| {
        let mut finding = found("drift.active", Level::Error, exchange, pointer);
        finding.read_back = Some(Arc::clone(&read));
        finding
    };
    let first = [drift(Some(&write), "/active")];
    let second = [drift(None, "/active"), drift(None, "/title")];
    let steps =
        [step(&first, std::slice::from_ref(&write), &["ada"], false), step(&second, &[], &["ada"], false)];
    assert_eq!(links(&steps)[1], [to(0, 0, Relation::SameResource), None]);
}

#[test]
fn what_a_stopped_act_should_have_made_is_missed_for_its_sake() {
    let refused = Told::new(Method::Post, "/Users").answer(400);
    let group = patch("/Groups/g", &json!({ "op": "add", "path": "members" })).answer(200);
    let first = [error("status.accepted", &refused)];
    let missing = Finding::of("expect.remote", Level::Error, "ada is not on the target");
    let mut with_her = error("drift.group-members", &group);
    with_her.about = vec!["analysts".into(), "ada".into()];
    let mut without_her = error("drift.group-members", &group);
    without_her.about = vec!["analysts".into(), "bob".into()];
    without_her.likely_cause = Some("a habit of its own".into());
    let (one, other, last) = ([missing], [with_her], [without_her]);
    let steps = [
        step(&first, std::slice::from_ref(&refused), &["ada"], true),
        step(&one, &[], &["ada"], false),
        step(&other, std::slice::from_ref(&group), &["analysts"], false),
        step(&last, std::slice::from_ref(&group), &["analysts"], false),
    ];
    let found = links(&steps);
    assert_eq!(found[1], [to(0, 0, Relation::Stopped)]);
    assert_eq!(found[2], [to(0, 0, Relation::Stopped)]);
    assert_eq!(found[3], [None], "a write that was acknowledged and did nothing is a defect of its own");
    let unplayed =
        [step(&first, std::slice::from_ref(&refused), &["ada"], true), step(&[], &[], &["ada"], true)];
    assert_eq!(stopper(&unplayed, 1), Some((0, 0)));
}

#[test]
fn a_refusal_of_what_is_gone_follows_from_its_going() {
    let write = Told::new(Method::Put, "/Users/1").answer(200);
    let again = Told::new(Method::Put, "/Users/1").answer(404);
    let other = Told::new(Method::Put, "/Users/2").answer(404);
    let first = [error("drift.gone", &write)];
    let second = [error("status.accepted", &again), error("status.accepted", &other)];
    let trace = [again, other];
    let steps =
        [step(&first, std::slice::from_ref(&write), &["ada"], false), step(&second, &trace, &["bob"], true)];
    assert_eq!(links(&steps)[1], [to(0, 0, Relation::SameResource), None]);
}

#[test]
fn one_method_that_is_not_supported_is_one_defect_and_two_refused_forms_are_two() {
    let add = json!({ "op": "add", "path": "members" });
    let remove = json!({ "op": "remove", "path": "members[value eq \"1\"]" });
    let refused =
        |path, operation, status| key(&error("status.accepted", &patch(path, operation).answer(status)), "");
    assert_eq!(refused("/Users/1", &add, 501), refused("/Groups/2", &remove, 501));
    assert_eq!(refused("/Groups/1", &add, 500), refused("/Groups/2", &remove, 500));
    assert_eq!(refused("/Groups/1", &add, 400), refused("/Groups/2", &add, 400));
    assert_ne!(refused("/Groups/1", &add, 400), refused("/Groups/1", &remove, 400));
    assert_eq!(
        super::form(&patch("/Groups/1", &remove).answer(400).call),
        "PATCH /Groups/<id> remove members[…]"
    );
}

#[test]
fn expectations_are_told_apart_by_their_place_and_other_rules_are_not() {
    let missed = Finding::of("expect.body", Level::Error, "");
    assert_ne!(key(&missed, "a.yaml:3"), key(&missed, "b.yaml:3"));
    let broken = Finding::of("list.integers", Level::Error, "");
    assert_eq!(key(&broken, "a.yaml:3"), key(&broken, "b.yaml:3"));
}

#[test]
fn who_refuses_a_deactivation_leaves_the_access_and_a_warning_is_never_that_grave() {
    let leave = patch("/Users/1", &json!({ "op": "replace", "value": { "active": false } })).answer(501);
    let rename = patch("/Users/1", &json!({ "op": "replace", "value": { "title": "x" } })).answer(501);
    assert_eq!(damage(&error("status.accepted", &leave)), Damage::Access);
    assert_eq!(damage(&error("status.accepted", &rename)), Damage::Flow);
    assert_eq!(damage(&found("drift.active", Level::Warning, Some(&leave), "")), Damage::Trouble);
}

#[test]
fn a_headline_speaks_of_no_single_resource() {
    let mut finding = error("status.accepted", &Told::new(Method::Put, "/Users/2819c223").answer(500));
    finding.message = "the server failed at PUT /Users/2819c223 with 500".into();
    assert_eq!(headline(&finding), "the server failed at PUT /Users/<id> with 500");
}
