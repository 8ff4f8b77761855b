//! Nothing is sent to a target that nobody consented to, and nothing in a dry run.

use crate::program::Program;
use crate::server::{Reply, Server, http};

#[test]
fn a_dry_run_sends_nothing_and_shows_every_request() {
    let server = Server::correct();
    let url = server.url();
    let program = Program::new();
    let arguments = ["run", "okta/groups/push-now", "--client", "okta-oin", "--target", &url, "--dry-run"];
    let ended = program.run(&arguments).ends_with(0);
    assert_eq!(server.seen().len(), 0);
    let ended = ended.says("<from server>").says("POST /Users").says("PATCH /Groups/<from server>");
    let ended = ended.says("assumes right answers");
    assert!(ended.stdout.contains(&url), "{}", ended.stdout);
    assert_eq!(program.journals(), []);
    assert_eq!(program.files().len(), 0, "a dry run writes nothing");
}

#[test]
fn a_dry_run_of_the_whole_set_sends_nothing() {
    let server = Server::correct();
    let before = server.contents();
    Program::new().run(&["run", "--target", &server.url(), "--dry-run"]).ends_with(0).says("<from server>");
    assert_eq!(server.seen().len(), 0);
    assert_eq!(server.contents(), before);
}

/// An address that no host has (RFC 5737), behind a proxy that hears whatever is sent to it.
const ELSEWHERE: &str = "http://192.0.2.1/scim/v2";

fn proxy() -> (Server, String) {
    let server = Server::behaving(|_, _| Reply::Bytes(http("502 Bad Gateway", b"")));
    let url = server.url().trim_end_matches("/scim/v2").to_owned();
    (server, url)
}

#[test]
fn without_consent_nothing_leaves_this_machine() {
    let (proxy, url) = proxy();
    Program::new()
        .run(&["run", "--target", ELSEWHERE, "--proxy", &url])
        .ends_with(2)
        .says_once("error: ")
        .says("--i-own-this-target");
    Program::new()
        .run(&["run", "--target", ELSEWHERE, "--proxy", &url, "--dry-run"])
        .ends_with(0)
        .says("<from server>");
    let file = format!("targets:\n  staging:\n    url: {ELSEWHERE}\n    confirmed: false\n");
    let program = Program::new().file("scimulate.yaml", &file);
    program.run(&["run", "--target", "staging", "--proxy", &url]).ends_with(2).says("--i-own-this-target");
    assert_eq!(proxy.seen().len(), 0);
}

#[test]
fn with_consent_the_plan_is_told_before_anything_is_sent() {
    let (proxy, url) = proxy();
    let ended = Program::new().run(&["run", "--target", ELSEWHERE, "--proxy", &url, "--i-own-this-target"]);
    ended.says("planned: ").says("users").says("groups");
    assert!(!proxy.seen().is_empty());
    let file = format!("targets:\n  staging:\n    url: {ELSEWHERE}\n    confirmed: true\n");
    let program = Program::new().file("scimulate.yaml", &file);
    let heard = proxy.seen().len();
    program.run(&["run", "--target", "staging", "--proxy", &url]).says("planned: ");
    assert!(proxy.seen().len() > heard);
}

#[test]
fn heavy_scenarios_are_off_elsewhere_unless_they_are_named() {
    let (_proxy, url) = proxy();
    let common = ["--target", ELSEWHERE, "--proxy", &url, "--dry-run"];
    let run = |flags: &[&str]| Program::new().run(&[&["run"], flags, &common[..]].concat());
    run(&[]).ends_with(0).hides("group-of-150");
    run(&["okta/groups/group-of-150", "--client", "okta-oin"]).ends_with(0).says("group-of-150");
}
