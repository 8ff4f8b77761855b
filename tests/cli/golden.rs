//! A handful of complete outputs, as people see them.
//!
//! `UPDATE_GOLDEN=1 cargo test --test cli golden` writes them anew; read the difference before you commit it.

use std::path::Path;

use regex::Regex;
use scimulate::exchange::Method;

use crate::program::{Ended, Program};
use crate::server::{Reply, Server};

/// The output with everything that differs from run to run replaced by something of the same width, where width
/// matters.
fn stable(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(run) = Regex::new(r"(?m)^run ([a-z0-9]{8}),").unwrap().captures(&text) {
        let run = run[1].to_owned();
        text = text.replace(&run, "k3f9x2ab");
    }
    for (pattern, replacement) in [
        (r"127\.0\.0\.1:\d+", "127.0.0.1:54321"),
        (r" +[\d.]+ (?:ms|s)\b", " <time>"),
        (r"00u\w{17}", "00u<okta-id>"),
    ] {
        text = Regex::new(pattern).unwrap().replace_all(&text, replacement).into_owned();
    }
    text
}

/// Both streams and the exit code are the golden ones.
#[track_caller]
#[expect(
    clippy::disallowed_methods,
    reason = "the switch that writes the expected texts anew is for developers"
)]
fn assert_golden(name: &str, arguments: &str, ended: &Ended) {
    let mut shown = format!("$ scimulate {arguments}\n{}", stable(&ended.stdout));
    if !ended.stderr.is_empty() {
        shown.push_str(&format!("--- standard error ---\n{}", stable(&ended.stderr)));
    }
    shown.push_str(&format!("--- exit code {} ---\n", ended.code.unwrap()));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/golden").join(format!("{name}.txt"));
    if std::env::var("UPDATE_GOLDEN").is_ok() {
        std::fs::write(&path, &shown).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    if golden != shown {
        let diff = similar::TextDiff::from_lines(&golden, &shown);
        panic!("{name} differs; UPDATE_GOLDEN=1 approves\n{}", diff.unified_diff().context_radius(2));
    }
}

#[track_caller]
fn assert_run_is_golden(name: &str, program: &Program, arguments: &str) {
    let ended = program.run(&arguments.split(' ').collect::<Vec<_>>());
    assert_golden(name, arguments, &ended);
}

#[test]
fn a_run_that_passes() {
    let server = Server::correct();
    let program =
        Program::new().file("scimulate.yaml", &format!("targets:\n  staging:\n    url: {}\n", server.url()));
    let arguments = "run okta/users/create okta/users/deactivate --target staging --jobs 1 --snapshots none";
    assert_run_is_golden("passing-run", &program, arguments);
}

#[test]
fn a_deactivation_that_is_answered_200_and_does_nothing() {
    let server = Server::behaving(|seen, correct| {
        let mut seen = seen.clone();
        if seen.is(Method::Patch, "/Users") {
            seen.method = Method::Get;
        }
        Reply::Answer(correct.answer(&seen))
    });
    let program =
        Program::new().file("scimulate.yaml", &format!("targets:\n  staging:\n    url: {}\n", server.url()));
    let arguments =
        "run okta/users/deactivate --client okta-oin --target staging --settle 0s --jobs 1 --snapshots none";
    assert_run_is_golden("silent-200", &program, arguments);
}

#[test]
fn a_target_that_is_not_there() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let program = Program::new()
        .file("scimulate.yaml", &format!("targets:\n  staging:\n    url: http://127.0.0.1:{port}/scim/v2\n"));
    assert_run_is_golden("unreachable", &program, "run okta/users/create --target staging");
}

#[test]
fn mistakes_in_scenario_files() {
    let program = Program::new()
        .file(
            "scenarios/first.yaml",
            "title: First\nclients: [okta-oin]\ncast: { users: { ada: {} } }\nsteps:\n  - asign: ada\n  - deactivate: adda\n",
        )
        .file("scenarios/second.yaml", "titel: Second\nsteps:\n  - test-connection\n");
    assert_run_is_golden("check", &program, "check");
}

#[test]
fn the_list_of_scenarios() {
    assert_run_is_golden("list", &Program::new(), "list --tag brief");
}

#[test]
fn the_page_of_a_rule() {
    assert_run_is_golden("explain-rule", &Program::new(), "explain media.scim-json");
    for (name, text) in [
        (
            "explain-text",
            "Automatic profile push of user Ada Lovelace to app Acme failed: Error while trying to push profile update \
             for ada@example.com: Bad Request. Errors reported by remote server: Request is malformed: Error: Expecting \
             string at 0.1.userType but instead got: null.",
        ),
        ("explain-unknown-text", "This choice creates a conflict."),
    ] {
        assert_golden(name, &format!("explain \"{text}\""), &Program::new().run(&["explain", text]));
    }
    assert_run_is_golden("explain-slip", &Program::new(), "explain list.filter-aplied");
}

#[test]
fn the_help_of_run() {
    assert_run_is_golden("run-help", &Program::new(), "run --help");
}
