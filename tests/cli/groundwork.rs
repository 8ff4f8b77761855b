//! What a scenario asks after something else has failed: no rule is blamed for a state that it never had a part in.

use crate::program::Program;

/// The JSON report of one scenario against the embedded server with one defect.
fn report(scenario: &str, fault: &str) -> serde_json::Value {
    let program = Program::new();
    program.run(&["run", scenario, "--fault", fault, "--snapshots", "none", "--report", "json=report.json"]);
    serde_json::from_str(&std::fs::read_to_string(program.path("report.json")).unwrap()).unwrap()
}

fn rules(report: &serde_json::Value) -> Vec<&str> {
    let steps =
        report["passes"].as_array().unwrap().iter().flat_map(|pass| pass["steps"].as_array().unwrap());
    let findings = steps.flat_map(|step| step["findings"].as_array().unwrap());
    findings.map(|finding| finding["rule"].as_str().unwrap()).collect()
}

#[test]
fn a_put_that_is_refused_is_not_asked_for_its_effect() {
    let report = report("hardening/users/put", "unknown-attr-rejects-all");
    assert_eq!(rules(&report), ["write.unknown-attributes"]);
}

#[test]
fn a_member_that_is_refused_need_not_be_there() {
    let report = report("hardening/groups/unknown-member", "unknown-member-rejects-all");
    assert_eq!(rules(&report), ["members.refusal-names-the-unknown"]);
}

#[test]
fn a_group_that_lost_its_members_at_birth_is_no_proof_against_later_writes() {
    let report = report("hardening/users/groups-of-a-user", "group-create-members-ignored");
    let rules = rules(&report);
    assert!(rules.contains(&"members.stored-on-create"), "{rules:?}");
    assert!(!rules.contains(&"user.groups-read-only"), "{rules:?}");
}

#[test]
fn an_id_that_is_a_number_is_blamed_for_that_and_for_nothing_else() {
    let report = report("hardening/users/groups-of-a-user", "id-integer");
    let rules = rules(&report);
    assert!(rules.iter().all(|rule| *rule == "resource.id-string"), "{rules:?}");
}

#[test]
fn what_the_guard_held_back_is_no_request_and_has_no_curl_line() {
    let report = report("okta/users/create", "filter-ignored");
    let pass = &report["passes"][0];
    let findings = pass["steps"][0]["findings"].as_array().unwrap();
    let stopped = findings.iter().find(|finding| finding["rule"] == "guard.foreign-resource").unwrap();
    assert!(stopped["curl"].is_null(), "{stopped}");
    let sum = |key: &str| {
        report["passes"].as_array().unwrap().iter().map(|pass| pass[key].as_u64().unwrap()).sum::<u64>()
    };
    assert_eq!(sum("requests"), report["summary"]["requests"].as_u64().unwrap());
}
