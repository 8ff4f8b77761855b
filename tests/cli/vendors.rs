//! Vendors and profiles from outside: played, listed, served, and told apart from targets.

use serde_json::Value;

use crate::program::Program;
use crate::server::Server;

const MINE: &str = r#"name: mine
title: Our own server
provider:
  default-user-type: lite
  user-name: { change: refuse, answer: { status: 422, detail: "no renaming, {value}" } }
accepts:
  drift.attribute: lite is our default
"#;

const RENAME: &str = r#"title: A name cannot be changed
clients: [okta-aiw]
cast: { users: { ada: { givenName: Ada, familyName: Lovelace } } }
steps:
  - assign: ada
    expect: { okta: success, remote: { ada: { userType: lite } } }
  - rename-user: { user: ada, to: "countess.${run}@example.com" }
    expect: { okta: failure }
"#;

#[test]
fn every_vendor_passes_its_own_scenarios_and_what_breaks_a_rule_is_said_as_known() {
    for (vendor, known) in [
        ("secoda", "before the first sign-in"),
        ("sigma-2020", "vendors/sigma-2020/connector-is-tested"),
        ("sisense-cdt", "known, else error: Sisense's guide says"),
    ] {
        let ended = Program::new().run(&["run", "--vendor", vendor, "--snapshots", "require"]);
        let text = ended.ends_with(0).says(&format!("embedded provider as {vendor}")).text();
        let flowing = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flowing.contains(known), "{text}");
    }
}

#[test]
fn the_error_that_sigma_publishes_is_what_okta_shows() {
    let program = Program::new();
    let arguments =
        ["run", "vendors/sigma/null-user-type-is-refused", "--vendor", "sigma", "--report", "json=r.json"];
    program.run(&[&arguments[..], &["--verbose"]].concat()).ends_with(0);
    let report = program.read("r.json");
    assert!(report.contains("Expecting string at 0.1.userType but instead got: null."), "{report}");
}

#[test]
fn a_vendors_scenarios_are_left_out_unless_they_are_asked_for() {
    let program = Program::new();
    program.run(&["list", "--format", "plain"]).ends_with(0).says("vendors/sigma/walk");
    let dry = program.run(&["run", "--dry-run", "--client", "rfc", "--target", "http://127.0.0.1:9/scim/v2"]);
    dry.hides("vendors/");
    // Against the provider as it is they say what they need.
    let plain = program.run(&["run", "vendors/sigma/account-type-is-lite-by-default", "--snapshots", "none"]);
    plain.ends_with(1).says("--vendor sigma");
}

#[test]
fn against_a_target_a_vendor_gives_its_scenarios_and_settings_and_leaves_the_emulations_out() {
    let server = Server::correct();
    let arguments = ["run", "--vendor", "sisense-cdt", "--target", &server.url(), "--token", "t"];
    let text = Program::new().run(&arguments).text();
    let flowing = text.split_whitespace().collect::<Vec<_>>().join(" ");
    // Roles are pushed under the vendor's mapping; what turns the embedded provider is skipped.
    assert!(flowing.contains("it turns the embedded provider"), "{text}");
    assert!(!server.seen().is_empty());
    let both = ["run", "--target", &server.url(), "--knob", "page-size=5"];
    Program::new().run(&both).ends_with(2).says("--knob belong to the embedded provider");
}

#[test]
fn a_profile_of_ones_own_is_played_and_its_mistakes_are_shown_with_a_caret() {
    let program = Program::new().file("mine.yaml", MINE).file("scenarios/rename.yaml", RENAME);
    let run = ["run", "rename", "--profile", "mine.yaml", "--fail-on", "warning"];
    program.run(&run).ends_with(0).says("embedded provider as mine");
    // Its conversations are nothing to approve until somebody begins.
    assert!(!program.path("snapshots").exists());
    program.write("mine.yaml", "name: mine\ntitle: t\nprovider: { defualt-user-type: lite }\n");
    program.run(&run).ends_with(2).says("mine.yaml:3:13").says("did you mean `default-user-type`?").says("^");
    program.run(&["run", "--profile", "gone.yaml"]).ends_with(2).says("gone.yaml");
    program
        .run(&["run", "--profile", "mine.yaml", "--vendor", "sigma"])
        .ends_with(2)
        .says("cannot be used with");
}

#[test]
fn a_knob_that_a_scenario_or_a_flag_turns_is_checked_before_anything_is_sent() {
    let scenario = RENAME.replace("clients:", "provider: { page-sise: 5 }\nclients:");
    let program = Program::new().file("scenarios/rename.yaml", &scenario);
    program.run(&["check", "rename"]).ends_with(2).says("did you mean `page-size`?").says("rename.yaml:2:13");
    let known = RENAME.replace("clients:", "accepts: { drift.activ: why }\nclients:");
    program.write("scenarios/rename.yaml", &known);
    program.run(&["check", "rename"]).ends_with(2).says("did you mean `drift.active`?");
    for (knob, advice) in [
        ("page-size=many", "must be a whole number"),
        ("page-sise=5", "did you mean `page-size`?"),
        ("foo=1", ", page-size, "),
        ("page-size", "NAME=VALUE"),
    ] {
        let flag = ["run", "okta/users/create", "--knob", knob];
        program.run(&flag).ends_with(2).says_once("error: ").says("--knob").says(advice);
    }
    program.run(&["run", "--vendor", "sigm"]).ends_with(2).says("did you mean sigma?");
}

#[test]
fn vendors_and_their_rows_can_be_read_by_people_and_machines() {
    let program = Program::new();
    program.run(&["vendors"]).ends_with(0).says("sisense-cdt");
    program.run(&["vendors", "secoda"]).ends_with(0).says("D7").says("client side:").says("not over HTTP:");
    program.run(&["vendors", "sekoda"]).ends_with(2).says("did you mean `secoda`?");
    program.run(&["vendors", "--knobs"]).ends_with(0).says("absent-until-sign-in");
    let json = program.run(&["vendors", "sigma", "--format", "json"]).ends_with(0);
    let sigma: Value = serde_json::from_str(&json.stdout).unwrap();
    let rows = sigma["rows"].as_array().unwrap();
    assert_eq!((rows.len(), &rows[27]["state"]), (32, &Value::from("client-side")));
    let schema = program.run(&["schema", "--profile"]).ends_with(0);
    let schema: Value = serde_json::from_str(&schema.stdout).unwrap();
    assert!(schema["properties"]["provider"]["properties"]["user-name"].is_object());
}
