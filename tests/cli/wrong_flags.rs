//! Flags that are wrong, and files that cannot be written: told before anything is sent.

use crate::program::Program;
use crate::server::Server;

/// Runs with these flags against a server that must not hear of it.
#[track_caller]
fn refused(program: &Program, flags: &[&str], hint: &str) {
    let server = Server::correct();
    let url = server.url();
    let mut arguments = vec!["run", "okta/users/create", "--target", &url];
    arguments.extend(flags);
    program.run(&arguments).ends_with(2).says_once("error: ").says(hint);
    assert_eq!(server.seen().len(), 0, "{flags:?}");
}

#[test]
fn values_that_are_no_values_are_refused() {
    let program = Program::new();
    for (flags, hint) in [
        (&["--jobs", "0"][..], "--jobs"),
        (&["--max-wait", "soon"], "--max-wait"),
        (&["--timeout", "0s"], "--timeout"),
        (&["--timeout", "-1s"], "-1"),
        (&["--report", "html=x"], "json and junit"),
        (&["--report", "json="], "FORMAT=FILE"),
        (&["--fail-on", "catastrophe"], "violation"),
        (&["--snapshots", "maybe"], "require"),
        (&["--tag", "and and"], "--tag"),
        (&["--client", "okta"], "okta-aiw"),
        (&["--set", "novalue"], "NAME=VALUE"),
        (&["--max-fail", "0"], "--max-fail"),
        (&["--color", "pink"], "always"),
        (&["--no-such-flag"], "--no-such-flag"),
        (&["--token-env", "NOBODY_SET_THIS"], "NOBODY_SET_THIS"),
        (&["--token-file", "gone"], "gone"),
        (&["--token", "a", "--token-env", "B"], "--token"),
        (&["--token", " "], "empty"),
        (&["--token", "two\nlines"], "line break"),
        (&["--user-domain", "not a domain"], "user-domain"),
        (&["--ca-file", "gone.pem"], "gone.pem"),
        (&["--client-cert", "gone.pem"], "gone.pem"),
        (&["--proxy", "::"], "proxy"),
    ] {
        refused(&program, flags, hint);
    }
}

#[test]
fn urls_that_are_no_targets_are_refused() {
    for (url, hint) in [
        ("ftp://127.0.0.1/scim", "http"),
        ("http://", "http://"),
        ("http://127.0.0.1:99999/scim/v2", "127.0.0.1:99999"),
        ("http://user:secret@127.0.0.1/scim/v2", "credentials"),
        ("http://127.0.0.1/scim/v2?tenant=1", "query"),
        ("", "target"),
    ] {
        Program::new().run(&["run", "--target", url]).ends_with(2).says_once("error: ").says(hint);
    }
}

#[test]
fn a_report_that_cannot_be_written_is_told_before_the_run() {
    refused(&Program::new(), &["--report", "json=gone/report.json"], "gone/report.json");
    let program = Program::new().file("report.json/inside", "");
    refused(&program, &["--report", "json=report.json"], "report.json");
}

#[test]
fn a_target_without_a_journal_is_not_touched() {
    let program = Program::new();
    let blocked = program.path("a-file");
    program.write("a-file", "");
    let program = program.with("SCIMULATE_STATE_DIR", &blocked.display().to_string());
    refused(&program, &[], "journal");
}

#[test]
fn snapshots_that_cannot_be_written_are_told() {
    let program = Program::new().file("snapshots", "this is a file");
    refused(&program, &["--snapshots", "all"], "snapshots");
}

#[test]
fn a_selection_of_nothing_ends_with_4() {
    Program::new().run(&["run", "--tag", "nobody-has-this-tag"]).ends_with(4).says("nothing to run");
    Program::new().run(&["run", "okta/users", "--client", "rfc"]).ends_with(4).says("nothing to run");
}

#[test]
fn a_target_that_supports_nothing_ends_with_4() {
    let server = Server::correct();
    let file = format!("targets:\n  bare:\n    url: {}\n    supports: []\n", server.url());
    Program::new()
        .file("scimulate.yaml", &file)
        .run(&["run", "okta/users/create", "--target", "bare"])
        .ends_with(4)
        .says("does not support create-users");
}
