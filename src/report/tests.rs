//! Every format against the one run of `fixture`, compared with the files in `golden/`.
//!
//! `UPDATE_GOLDEN=1 cargo test report::` rewrites them; read the difference before you commit it.

use std::path::Path;

use serde_json::Value;

use super::{Human, Json, Junit, Layout, Report, fixture, plan};
use crate::outcome::Event;

fn render(mut report: impl Report, events: &[Event]) -> String {
    let mut whole = String::new();
    for event in events {
        // As a caller does it: what is ready is taken away.
        let mut out = String::new();
        report.event(event, &mut out);
        whole.push_str(&out);
    }
    whole
}

const NARROW: Layout = Layout { width: 80, colour: false, unicode: true, verbose: false };
const WIDE: Layout = Layout { width: 140, ..NARROW };

#[expect(clippy::disallowed_methods, reason = "a switch for whoever runs the tests, not for the program")]
fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/report/golden").join(name);
    if std::env::var("UPDATE_GOLDEN").is_ok() {
        std::fs::write(&path, text).expect("golden files are writable");
        return;
    }
    let approved = std::fs::read_to_string(&path).unwrap_or_default();
    if approved != text {
        let diff = similar::TextDiff::from_lines(approved.as_str(), text);
        panic!("{name} differs; UPDATE_GOLDEN=1 approves\n{}", diff.unified_diff().context_radius(2));
    }
}

#[test]
fn the_screen_at_80_columns() {
    golden("human-80.txt", &render(Human::new(NARROW), &fixture::events()));
}

#[test]
fn the_screen_at_140_columns() {
    golden("human-140.txt", &render(Human::new(WIDE), &fixture::events()));
}

#[test]
fn the_screen_in_colour() {
    golden("human-80-colour.txt", &render(Human::new(Layout { colour: true, ..NARROW }), &fixture::events()));
}

#[test]
fn the_screen_with_everything() {
    golden(
        "human-100-verbose.txt",
        &render(Human::new(Layout { verbose: true, width: 100, ..NARROW }), &fixture::events()),
    );
}

#[test]
fn the_screen_of_a_green_run() {
    golden("human-80-green.txt", &render(Human::new(NARROW), &fixture::green()));
}

#[test]
fn the_plan_of_a_dry_run() {
    let events = fixture::events();
    let passes = events.iter().filter_map(|event| match event {
        Event::PassFinished(pass) => Some(plan::Pass::of(pass)),
        _ => None,
    });
    let mut text = plan::heading(NARROW, "https://staging.example.com/scim/v2", 4);
    passes.skip(2).take(5).for_each(|pass| text.push_str(&plan::pass(NARROW, &pass)));
    golden("plan-80.txt", &text);
}

#[test]
fn the_json_report() {
    let text = render(Json::new(), &fixture::events());
    golden("report.json", &text);
}

#[test]
fn the_junit_report() {
    golden("junit.xml", &render(Junit::new(), &fixture::events()));
}

#[test]
fn the_schema_describes_the_json_report() {
    let schema: Value = serde_json::from_str(super::json::SCHEMA).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is a schema");
    for events in
        [fixture::events(), fixture::green(), vec![fixture::green()[0].clone(), fixture::green()[2].clone()]]
    {
        let report: Value = serde_json::from_str(&render(Json::new(), &events)).expect("the report is JSON");
        let mistakes: Vec<String> = validator
            .iter_errors(&report)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(mistakes, Vec::<String>::new());
    }
}

#[test]
fn the_schema_names_every_member_of_the_report() {
    // Closed objects make an undescribed member a mistake, so the two cannot drift apart unnoticed.
    let schema: Value = serde_json::from_str(super::json::SCHEMA).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is a schema");
    let mut report: Value =
        serde_json::from_str(&render(Json::new(), &fixture::events())).expect("the report is JSON");
    report["passes"][2]["steps"][1]["findings"][0]["undescribed"] = Value::Bool(true);
    assert!(!validator.is_valid(&report));
}

#[test]
fn no_report_hides_a_finding_that_another_shows() {
    let events = fixture::events();
    let json: Value = serde_json::from_str(&render(Json::new(), &events)).expect("the report is JSON");
    let mut findings = Vec::new();
    for pass in json["passes"].as_array().expect("passes") {
        let steps = pass["steps"].as_array().expect("steps").iter().map(|step| &step["findings"]);
        for finding in steps.chain([&pass["findings"]]).flat_map(|list| list.as_array().expect("findings")) {
            let text = |key: &str| finding[key].as_str().expect(key).to_owned();
            findings.push((text("rule"), text("level")));
        }
    }
    assert!(findings.len() > 10);
    let verbose = render(Human::new(Layout { verbose: true, ..NARROW }), &events);
    let brief = render(Human::new(NARROW), &events);
    let junit = render(Junit::new(), &events);
    for (rule, level) in findings {
        for (name, text) in [("verbose", &verbose), ("brief", &brief), ("junit", &junit)] {
            let shown = text.lines().any(|line| line.contains(&rule) && line.contains(&level))
                // Causes are listed by what happened; what follows from them is counted there, whatever its level.
                || name != "junit" && text.contains(&rule)
                // JUnit names the rule of a failure in its type; the level of what fails stands in the text.
                || text.contains(&format!("type=\"{rule}\""));
            assert!(shown, "{name} hides {level} {rule}");
        }
    }
}

#[test]
fn no_line_is_wider_than_the_page() {
    for width in [40, 60, 80, 100, 140] {
        for unicode in [true, false] {
            let text = render(Human::new(Layout { width, unicode, ..NARROW }), &fixture::events());
            for line in text.lines() {
                // A word of a shell command is never cut, or it could not be pasted.
                let pasted = line.contains("'https://")
                    || line.contains("-H ")
                    || line.contains("--data")
                    || line.contains("-d ");
                let named = line.contains("okta/");
                assert!(pasted || named || console::measure_text_width(line) <= width, "{width}: {line}");
            }
        }
    }
}

#[test]
fn a_plain_terminal_gets_plain_text() {
    let text = render(Human::new(Layout { unicode: false, ..NARROW }), &fixture::events());
    let foreign: Vec<char> = text.chars().filter(|character| !character.is_ascii()).collect();
    assert_eq!(foreign, Vec::<char>::new());
}

#[test]
fn what_a_server_says_never_reaches_the_terminal_raw() {
    let events = fixture::events();
    for verbose in [true, false] {
        let text = render(Human::new(Layout { verbose, ..NARROW }), &events);
        assert!(text.contains("Bad Gateway"));
        assert!(
            text.chars().all(|character| character == '\n' || !character.is_control()),
            "verbose: {verbose}"
        );
    }
    let junit = render(Junit::new(), &events);
    assert!(junit.chars().all(|character| character == '\n' || !character.is_control()));
}

#[test]
fn headers_that_carry_credentials_are_never_shown() {
    let events = fixture::events();
    let verbose = render(Human::new(Layout { verbose: true, ..NARROW }), &events);
    assert!(verbose.contains("set-cookie: (redacted)"));
    for text in [verbose, render(Json::new(), &events), render(Junit::new(), &events)] {
        assert!(!text.contains("s3cr3t"));
    }
}

#[test]
fn bodies_of_passed_steps_are_not_in_the_machine_format() {
    let json: Value =
        serde_json::from_str(&render(Json::new(), &fixture::green())).expect("the report is JSON");
    assert!(json["passes"][0]["steps"][0].get("exchanges").is_none());
}

#[test]
fn junit_counts_failures_and_skips_as_the_run_does() {
    let xml = render(Junit::new(), &fixture::events());
    let suite =
        xml.lines().find(|line| line.contains("okta/users/deactivate [okta-oin]")).expect("a suite per pass");
    assert!(
        suite.contains("tests=\"3\"") && suite.contains("failures=\"1\"") && suite.contains("skipped=\"1\""),
        "{suite}"
    );
    assert!(xml.contains("skipped: needs sync-password"));
}

#[test]
fn the_progress_bar_counts_passes_and_goes_away() {
    let mut progress = super::Progress::on(indicatif::ProgressDrawTarget::hidden(), NARROW);
    for event in fixture::events() {
        progress.event(&event);
    }
    assert!(progress.is_finished());
    assert_eq!(progress.position(), 11);
}

#[test]
fn a_long_difference_is_cut_and_the_command_is_safe_for_a_shell() {
    let Event::PassFinished(pass) = &fixture::green()[1] else { panic!("the green run has one pass") };
    let mut pass = crate::outcome::PassResult::clone(pass);
    pass.scenario = "mine/update@name=$(rm -rf)".into();
    pass.outcome = crate::outcome::Outcome::Failed;
    pass.snapshot = crate::outcome::SnapshotState::Changed {
        diff: (0..60).map(|line| format!("+ line {line}\n")).collect(),
        pending: Some(crate::outcome::Waiting {
            path: "my snapshots/x/mine/update@name=%24%28rm%20-rf%29/okta-oin.snap.new".into(),
            name: "x/mine/update@name=$(rm -rf)/okta-oin".into(),
            directory: Some("my snapshots".into()),
        }),
    };
    let text = render(Human::new(NARROW), &[Event::PassFinished(std::sync::Arc::new(pass))]);
    assert!(
        text.contains("line 23") && !text.contains("line 24") && text.contains("36 more lines"),
        "{text}"
    );
    assert!(text.contains("accept        scimulate accept 'my snapshots/x/mine/"), "{text}");
    assert!(text.contains("okta-oin.snap.new' --snapshots-dir 'my snapshots'\n"), "{text}");
}

#[test]
fn a_long_run_is_folded_into_few_entries() {
    // A server that puts a fresh id into every message must not grow the screen's memory or its end.
    let Event::PassFinished(pass) = &fixture::green()[1] else { panic!("the green run has one pass") };
    let mut human = Human::new(NARROW);
    let mut causes = crate::outcome::Causes::default();
    let mut out = String::new();
    for index in 0..500 {
        let mut pass = crate::outcome::PassResult::clone(pass);
        pass.index = index;
        let message = format!("no user {index}");
        pass.findings = vec![crate::judge::Finding::of("error.detail", crate::judge::Level::Note, message)];
        causes.take(&mut pass);
        human.event(&Event::PassFinished(std::sync::Arc::new(pass)), &mut out);
    }
    out.clear();
    let Event::RunFinished(summary) = &fixture::green()[2] else { panic!("a run ends") };
    let summary = crate::outcome::RunSummary { causes: causes.into_sorted(), ..(**summary).clone() };
    human.event(&Event::RunFinished(std::sync::Arc::new(summary)), &mut out);
    assert!(out.contains("okta-oin: note, 500 findings in 500 passes"), "{out}");
    assert!(out.lines().count() < 25, "{out}");
}

#[test]
fn a_cause_is_shown_in_full_once_and_named_by_its_number_from_then_on() {
    let events = fixture::events();
    let text = render(Human::new(NARROW), &events);
    let fix = "send totalResults, startIndex and itemsPerPage as JSON numbers";
    assert_eq!(text.matches(fix).count(), 2, "block and list: {text}");
    assert_eq!(text.matches("also          in step 2").count(), 1, "{text}");
    assert_eq!(text.matches("okta-aiw   cause 4 again").count(), 1, "{text}");
    let verbose = render(Human::new(Layout { verbose: true, ..NARROW }), &events);
    assert_eq!(verbose.matches(fix).count(), 5);
}

#[test]
fn passes_that_one_reason_kept_from_running_are_told_together() {
    let stopped = |index: usize| {
        let Event::PassFinished(pass) = &fixture::green()[1] else { panic!("the green run has one pass") };
        let mut pass = crate::outcome::PassResult::clone(pass);
        (pass.index, pass.scenario) = (index, format!("okta/users/number-{index}"));
        pass.outcome = crate::outcome::Outcome::NotRun("the run was interrupted".into());
        pass.findings = vec![crate::judge::Finding::of("error.detail", crate::judge::Level::Warning, "odd")];
        Event::PassFinished(std::sync::Arc::new(pass))
    };
    let run = |number: usize, layout| {
        let mut events: Vec<Event> = (0..number).map(stopped).collect();
        events.push(fixture::green()[2].clone());
        render(Human::new(layout), &events)
    };
    let long = run(40, NARROW);
    assert_eq!(long.matches("the run was interrupted").count(), 2, "{long}");
    assert!(long.contains("NOT RUN  39 more passes   the run was interrupted\n"), "{long}");
    assert!(long.contains("40 warnings"), "what is folded is counted: {long}");
    assert_eq!(run(4, NARROW).matches("the run was interrupted").count(), 4, "a few are named");
    assert_eq!(run(40, Layout { verbose: true, ..NARROW }).matches("number-").count(), 40);
}

#[test]
fn the_table_folds_what_was_not_run_and_puts_oktas_clients_first() {
    let Event::RunStarted(info) = &fixture::green()[0] else { panic!("a run begins") };
    let mut info = crate::outcome::RunInfo::clone(info);
    info.passes = (0..30).map(|at| (format!("s/{at}"), ["rfc", "okta-oin"][at % 2].to_owned())).collect();
    let Event::PassFinished(pass) = &fixture::green()[1] else { panic!("the green run has one pass") };
    let mut pass = crate::outcome::PassResult::clone(pass);
    (pass.scenario, pass.client) = ("s/0".into(), "rfc".into());
    let events = [
        Event::RunStarted(std::sync::Arc::new(info)),
        Event::PassFinished(std::sync::Arc::new(pass)),
        fixture::green()[2].clone(),
    ];
    let text = render(Human::new(NARROW), &events);
    let table: Vec<&str> = text.lines().skip_while(|line| !line.starts_with("Summary")).take(3).collect();
    assert_eq!(
        table,
        [
            "Summary                     okta-oin   rfc",
            "  s/0                                  ✓ pass",
            "  29 scenarios              · not run  · not run",
        ],
        "{text}"
    );
}

#[test]
fn the_root_of_junit_says_nothing_that_jenkins_schema_does_not_know() {
    let xml = render(Junit::new(), &fixture::events());
    let root = xml.lines().find(|line| line.starts_with("<testsuites")).expect("a root");
    let names: Vec<&str> =
        root.split(' ').skip(1).filter_map(|part| part.split_once('=')).map(|(name, _)| name).collect();
    // junit-10.xsd of the xUnit plugin: name, time, tests, failures, errors.
    assert_eq!(names, ["name", "tests", "failures", "errors", "time"]);
}
