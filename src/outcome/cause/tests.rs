//! One defect in many passes, told once.

use std::sync::Arc;
use std::time::Duration;

use super::Causes;
use crate::exchange::{Answer, Call, Content, Evidence, Exchange, Method, Purpose, Timing};
use crate::judge::catalogue::Damage;
use crate::judge::{Finding, Level};
use crate::outcome::{Location, Outcome, PassResult, SnapshotState, StepResult};
use crate::source::{SourceId, Span};

/// A create that was answered with an empty body.
fn post(status: u16) -> Arc<Exchange> {
    let content = Content::new(Vec::new().into());
    Arc::new(Exchange {
        call: Call::new(Method::Post, "/Users", Evidence::Documented, Purpose::Act),
        url: String::new(),
        result: Ok(Answer { status, headers: Vec::new(), content }),
        timing: Timing::default(),
        repeats: Vec::new(),
    })
}

fn place(line: usize) -> Location {
    Location { path: "s.yaml".into(), line, column: 1, excerpt: String::new(), width: 1 }
}

fn step(number: usize, outcome: Outcome, findings: Vec<Finding>) -> StepResult {
    StepResult {
        number,
        label: "assign ada".into(),
        location: place(number),
        used_from: Vec::new(),
        outcome,
        verdict: None,
        finding_locations: (0..findings.len()).map(|at| Some(place(100 + at))).collect(),
        findings,
        trace: Vec::new(),
        read_backs: Vec::new(),
        remarks: Vec::new(),
        consequences: Vec::new(),
        duration: Duration::ZERO,
        requests: 0,
        cause: None,
    }
}

fn pass(index: usize, client: &str, steps: Vec<StepResult>) -> PassResult {
    PassResult {
        index,
        scenario: format!("s/{index}"),
        title: String::new(),
        client: client.into(),
        location: place(1),
        outcome: Outcome::Failed,
        obstacle: None,
        cause: None,
        steps,
        findings: Vec::new(),
        snapshot: SnapshotState::Matched,
        duration: Duration::ZERO,
        requests: 0,
        own_requests: 0,
    }
}

#[test]
fn the_same_defect_has_one_number_in_all_passes_and_clients_are_told_apart() {
    let broken = |level| step(1, Outcome::Failed, vec![Finding::of("list.integers", level, "a string")]);
    let mut causes = Causes::default();
    let mut passes =
        [pass(0, "okta-oin", vec![broken(Level::Error)]), pass(1, "rfc", vec![broken(Level::Violation)])];
    passes.iter_mut().for_each(|pass| causes.take(pass));
    assert!(passes.iter().all(|pass| pass.steps[0].findings[0].cause == Some(1)));
    let causes = causes.into_sorted();
    assert_eq!((causes.len(), causes[0].findings(), causes[0].passes()), (1, 2, 2));
    assert_eq!(causes[0].clients["okta-oin"].level, Level::Error);
    assert_eq!(causes[0].clients["rfc"].level, Level::Violation);
}

#[test]
fn what_explains_itself_comes_first_and_keeps_its_place() {
    let findings = vec![
        Finding::of("expect.okta", Level::Error, "Okta shows an error"),
        Finding::of("list.integers", Level::Error, "a string"),
    ];
    let mut causes = Causes::default();
    let unplayed = step(2, Outcome::NotRun("no id".into()), Vec::new());
    let mut pass = pass(0, "okta-oin", vec![step(1, Outcome::Failed, findings), unplayed]);
    causes.take(&mut pass);
    let first = &pass.steps[0];
    assert_eq!(first.findings[0].rule.id, "list.integers");
    assert_eq!(first.finding_location(0).line, 101);
    let origin = first.findings[1].follows_from.unwrap();
    assert_eq!((origin.rule.id, origin.step), ("list.integers", Some(1)));
    assert_eq!(pass.steps[1].cause, Some(1));
    let causes = causes.into_sorted();
    assert_eq!((causes[0].consequences["expect.okta"], causes[0].steps_not_run), (1, 1));
}

#[test]
fn a_narrow_cause_becomes_part_of_a_wider_one_that_the_run_saw() {
    let refused = |status: u16, rule: &str, expected: Option<&str>| {
        let mut finding = Finding::of(rule, Level::Error, "refused");
        finding.exchange = Some(post(status));
        finding.expected = expected.map(str::to_owned);
        finding.span = expected.map(|_| Span { source: SourceId(0), start: 0, end: 1 });
        step(1, Outcome::Failed, vec![finding])
    };
    let mut causes = Causes::default();
    causes.take(&mut pass(0, "rfc", vec![refused(400, "media.reads-scim-json", Some("201"))]));
    causes.take(&mut pass(1, "okta-oin", vec![refused(400, "status.accepted", None)]));
    causes.take(&mut pass(2, "rfc", vec![refused(409, "media.reads-scim-json", Some("201"))]));
    let causes = causes.into_sorted();
    let told: Vec<_> = causes.iter().map(|cause| (cause.rule.id, cause.number, &*cause.parts)).collect();
    assert_eq!(told, [("status.accepted", 2, &[1][..])], "{causes:#?}");
}

#[test]
fn the_gravest_damage_leads_and_a_graver_finding_gives_a_cause_its_words() {
    let mut causes = Causes::default();
    let mild = Finding::of("list.filter-applied", Level::Warning, "mild");
    let grave = Finding::of("list.filter-applied", Level::Error, "grave");
    let untidy = Finding::of("create.location", Level::Violation, "no header");
    let steps = vec![
        step(1, Outcome::Failed, vec![untidy]),
        step(2, Outcome::Passed, vec![mild]),
        step(3, Outcome::Failed, vec![grave]),
    ];
    causes.take(&mut pass(0, "okta-oin", steps));
    let causes = causes.into_sorted();
    assert_eq!(causes[0].headline, "grave");
    assert_eq!((causes[0].damage, causes[0].number), (Damage::Access, 2));
    assert_eq!(causes[1].rule.id, "create.location");
}

#[test]
fn the_place_of_a_cause_is_that_of_its_words() {
    let mut causes = Causes::default();
    let found = |level, words| {
        let mut finding = Finding::of("list.filter-applied", level, words);
        finding.likely_cause = (level == Level::Violation).then(|| "the filter is ignored".to_owned());
        vec![step(1, Outcome::Failed, vec![finding])]
    };
    causes.take(&mut pass(0, "rfc", found(Level::Violation, "first")));
    causes.take(&mut pass(1, "okta-oin", found(Level::Error, "grave")));
    causes.take(&mut pass(2, "okta-oin", found(Level::Error, "again")));
    let causes = causes.into_sorted();
    let places: Vec<&str> = causes[0].places.iter().map(|place| place.scenario.as_str()).collect();
    assert_eq!((causes[0].headline.as_str(), places), ("grave", vec!["s/1", "s/0", "s/2"]));
    assert_eq!(causes[0].likely_cause.as_deref(), Some("the filter is ignored"), "what is known is kept");
}
