//! Servers that point at somebody else's users: not one of them changes, and every try is a finding.

use scimulate::exchange::Method;
use serde_json::Value;

use crate::program::Program;
use crate::server::{Reply, Server};

/// The query without its filter.
fn unfiltered(target: &str) -> String {
    let Some((path, query)) = target.split_once('?') else { return target.to_owned() };
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.starts_with("filter=")).collect();
    format!("{path}?{}", kept.join("&"))
}

fn findings(report: &str) -> Vec<(String, String)> {
    fn walk(value: &Value, found: &mut Vec<(String, String)>) {
        match value {
            Value::Object(map) => {
                if let (Some(rule), Some(level)) = (map.get("rule"), map.get("level")) {
                    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                    found.push((text(rule), text(level)));
                }
                map.values().for_each(|value| walk(value, found));
            }
            Value::Array(list) => list.iter().for_each(|value| walk(value, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(&serde_json::from_str(report).unwrap(), &mut found);
    found
}

#[test]
fn a_server_that_ignores_filters_loses_nobody() {
    let server =
        Server::behaving(|seen, correct| Reply::Answer(correct.answer_to(seen, &unfiltered(&seen.target))));
    let before = server.contents();
    let program = Program::new();
    let url = server.url();
    let ended = program
        .run(&["run", "--target", &url, "--report", "json=report.json", "--settle", "0s"])
        .ends_with(1)
        .says("guard.foreign-resource");
    assert_eq!(server.contents(), before, "somebody else's resource changed");
    assert_eq!(program.journals(), [], "{}", ended.text());
    let findings = findings(&program.read("report.json"));
    let guarded = findings.iter().filter(|(rule, _)| rule == "guard.foreign-resource").count();
    assert!(guarded > 10, "{guarded} findings of the guard");
    assert!(findings.iter().all(|(rule, level)| rule != "guard.foreign-resource" || level == "error"));
}

/// The id of somebody who was there before.
fn stranger(correct: &crate::server::Correct<'_>, seen: &crate::server::Seen) -> Value {
    let mut look = seen.clone();
    look.method = Method::Get;
    let page: Value =
        serde_json::from_slice(&correct.answer_to(&look, "/Users?startIndex=1&count=1").body).unwrap();
    page["Resources"][0].clone()
}

#[test]
fn a_server_that_answers_a_create_with_somebody_else_loses_nobody() {
    let server = Server::behaving(|seen, correct| {
        if seen.is(Method::Post, "/Users") {
            let body = stranger(correct, seen).to_string().into_bytes();
            return Reply::Answer(scimulate::provider::Response::json(201, body));
        }
        Reply::Answer(correct.answer(seen))
    });
    let before = server.contents();
    let url = server.url();
    Program::new()
        .run(&["run", "okta/users", "okta/groups", "--target", &url, "--settle", "0s", "--no-bystanders"])
        .ends_with(1)
        .says("guard.foreign-resource");
    assert_eq!(server.contents(), before, "somebody else's resource changed");
}

#[test]
fn no_write_ever_names_a_stranger() {
    let server =
        Server::behaving(|seen, correct| Reply::Answer(correct.answer_to(seen, &unfiltered(&seen.target))));
    let ids: Vec<String> =
        server.contents().iter().map(|resource| resource["id"].as_str().unwrap().to_owned()).collect();
    let url = server.url();
    Program::new().run(&["run", "okta/users", "--target", &url, "--settle", "0s"]).ends_with(1);
    for seen in server.seen().iter().filter(|seen| seen.method.is_write()) {
        let body = String::from_utf8_lossy(&seen.body);
        let named = ids.iter().find(|id| seen.target.contains(*id) || body.contains(*id));
        assert_eq!(named, None, "{} {}", seen.method, seen.target);
    }
}
