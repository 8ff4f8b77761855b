//! The proof behind the rules: every fault is found by the rules that claim it, and nothing else is called wrong.

#![expect(clippy::unwrap_used, reason = "a test program fails by panicking")]

use std::collections::BTreeSet;

use scimulate::judge::catalogue;
use scimulate::proof::{Plan, Subject, is_worth_playing, prove};
use scimulate::provider::{fault, variant};
use scimulate::scenario::{Catalogue, Places, Selection, select};

fn plan(subjects: Vec<Subject>) -> Plan {
    let directory = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let places = Places { directory, shipped: true, roots: Vec::new() };
    let catalogue = Catalogue::load(&places, &[]).unwrap();
    let mut plays = select(&catalogue, &Selection { heavy: true, ..Selection::default() }).unwrap();
    plays.retain(is_worth_playing);
    Plan { plays, sources: catalogue.sources, subjects }
}

#[test]
fn every_fault_is_found_by_the_rules_that_claim_it_and_no_right_server_is_called_wrong() {
    let rows = prove(&plan(Subject::all()), |_| {}).unwrap();
    let mut objections = Vec::new();
    for row in &rows {
        objections.extend(row.objections().into_iter().map(|text| format!("{}: {text}", row.subject.name())));
    }
    assert!(objections.is_empty(), "{}", objections.join("\n"));
}

#[test]
fn names_are_unique_and_the_rules_that_faults_name_exist() {
    let mut names = BTreeSet::new();
    for fault in fault::registry() {
        assert!(names.insert(fault.name), "{} stands twice", fault.name);
        assert!((1..=5).contains(&fault.severity), "{}", fault.name);
        assert!(!fault.found_by.is_empty(), "{}", fault.name);
        for id in fault.found_by {
            assert!(catalogue::find(id).is_some(), "{}: no rule {id}", fault.name);
        }
    }
    for variant in variant::registry() {
        assert!(names.insert(variant.name), "{} stands twice", variant.name);
    }
}

#[test]
fn a_fault_that_nothing_claims_to_find_is_objected_to() {
    // The clean provider stands in for a fault that shows nothing.
    let rows = prove(&plan(vec![Subject::Correct]), |_| {}).unwrap();
    let mut row = rows.into_iter().next().unwrap();
    row.subject = Subject::Fault(fault::named("no-patch-users").unwrap());
    assert!(row.objections().iter().any(|text| text.contains("never spoke up")), "{:?}", row.objections());
}
