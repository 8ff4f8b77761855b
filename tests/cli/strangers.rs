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

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";

/// A scenario of raw requests, one step each.
fn raw(requests: &[String]) -> String {
    let steps: String = requests.iter().map(|request| format!("  - request: {request}\n")).collect();
    format!("title: Raw requests\nclients: [rfc]\nsteps:\n{steps}")
}

#[test]
fn no_form_of_a_raw_request_reaches_a_stranger() {
    let server = Server::correct();
    let before = server.contents();
    let [user, group] = ["Users", "Groups"].map(|of| {
        let endpoint = format!("/{of}/");
        let of_endpoint = |resource: &&Value| {
            resource["meta"]["location"].as_str().is_some_and(|location| location.contains(&endpoint))
        };
        before.iter().find(of_endpoint).unwrap()["id"].as_str().unwrap().to_owned()
    });
    let job = format!("'{{\"Operations\": [{{\"method\": \"DELETE\", \"path\": \"/Users/{user}\"}}]}}'");
    let bulk = format!("{{ Operations: [{{ method: DELETE, path: '/Users/{user}' }}] }}");
    let members = format!("'{{\"displayName\": \"x ${{run}}\", \"members\": [{{\"value\": \"{user}\"}}]}}'");
    let put = "{ userName: x, active: false }";
    let requests: Vec<String> = [
        format!("{{ method: DELETE, path: '/Users/{user}' }}"),
        format!("{{ method: DELETE, path: '//Users/{user}' }}"),
        format!("{{ method: DELETE, path: '/Users//{user}' }}"),
        format!("{{ method: DELETE, path: '/users/{user}' }}"),
        format!("{{ method: DELETE, path: '/USERS/{user}/' }}"),
        format!("{{ method: DELETE, path: '/Users/x/%2e%2e/{user}' }}"),
        format!("{{ method: DELETE, path: '/Users/%2e%2e/Users/{user}' }}"),
        format!("{{ method: DELETE, path: '/x-${{run}}/.%2E/Users/{user}' }}"),
        format!("{{ method: PUT, path: '/Users/{user}', body: {put} }}"),
        format!("{{ method: PATCH, path: '/Users/{user}', query: {{ x: 1 }}, body: {put} }}"),
        format!("{{ method: PUT, path: '/Users/x${{run}}/{user}', body: {put} }}"),
        format!("{{ method: PUT, path: '/x/Users/{user}', body: {put} }}"),
        format!("{{ method: POST, path: '/Users/{user}', body: {put} }}"),
        format!("{{ method: PUT, path: /Me, body: {put} }}"),
        "{ method: DELETE, path: /Me }".to_owned(),
        format!("{{ method: DELETE, path: '/Groups/{group}' }}"),
        format!("{{ method: POST, path: /Bulk, body: {bulk} }}"),
        format!("{{ method: POST, path: /Bulk/, body: {bulk} }}"),
        format!("{{ method: POST, path: /bulk, body: {bulk} }}"),
        format!("{{ method: POST, path: /%42ulk, body: {bulk} }}"),
        format!("{{ method: POST, path: /Bulk, body: {job} }}"),
        format!("{{ method: POST, path: /Groups, body: {members} }}"),
        format!("{{ method: GET, path: '/Users/{user}', headers: {{ X-HTTP-Method-Override: DELETE }} }}"),
        format!("{{ method: POST, path: '/Users', headers: {{ x-http-method: PUT }}, body: {put} }}"),
        format!("{{ method: GET, path: '/Users/{user}', query: {{ _method: DELETE }} }}"),
        format!(
            "{{ method: POST, path: '/.x/%2E%2E/Users/{user}', headers: {{ X-HTTP-Method-Override: DELETE }} }}"
        ),
        format!("{{ method: POST, path: '/.x/Users/{user}', body: {put} }}"),
        format!(
            "{{ method: POST, path: '/Users/{user}/.search', headers: {{ X-Method-Override: DELETE }} }}"
        ),
    ]
    .into();
    let program = Program::new().file("scenarios/raw.yaml", &raw(&requests));
    let ended =
        program.run(&["run", "raw", "--target", &server.url(), "--settle", "0s", "--no-bystanders", "-v"]);
    let ended = ended.ends_with(1);
    assert_eq!(server.contents(), before, "{}", ended.text());
    let sent: Vec<_> = server
        .seen()
        .into_iter()
        .filter(|seen| {
            let names = seen.target.contains(&user) || seen.target.contains(&group) || seen.target == "/Me";
            let body = String::from_utf8_lossy(&seen.body);
            names && seen.method != Method::Get
                || body.contains(&user)
                || seen.header("x-http-method-override").is_some()
                || seen.header("x-http-method").is_some()
                || seen.target.contains("_method")
        })
        .map(|seen| format!("{} {}", seen.method, seen.target))
        .collect();
    assert_eq!(sent, [""; 0], "{}", ended.text());
    assert_eq!(program.journals(), []);
}

#[test]
fn a_name_that_was_taken_before_is_no_name_of_ours() {
    let server = Server::correct();
    let before = server.contents();
    let taken = before[0]["userName"].as_str().unwrap();
    let group = before.last().unwrap()["displayName"].as_str().unwrap();
    let requests = [
        format!("{{ method: POST, path: /Users, body: {{ userName: '{taken}' }} }}"),
        format!("{{ method: POST, path: /Users, body: {{ schemas: ['{USER}'], userName: '{taken}' }} }}"),
        format!("{{ method: POST, path: /users, body: {{ userName: '{}' }} }}", taken.to_uppercase()),
        format!(
            "{{ method: POST, path: /Groups, body: {{ schemas: ['{GROUP}'], displayName: '{group}' }} }}"
        ),
        format!(
            "{{ method: POST, path: /Users, body: {{ schemas: ['{USER}'], userName: free@example.com }} }}"
        ),
    ];
    let scenario = format!(
        "{}\n",
        raw(&requests).replace(
            "steps:",
            &format!("already: {{ users: {{ pre: {{ userName: '{taken}' }} }} }}\nsteps:")
        )
    );
    for scenario in [raw(&requests), scenario] {
        let program = Program::new().file("scenarios/taken.yaml", &scenario);
        let ended = program.run(&[
            "run",
            "taken",
            "--target",
            &server.url(),
            "--settle",
            "0s",
            "--no-bystanders",
            "-v",
        ]);
        let after = server.contents();
        for resource in &before {
            assert!(after.contains(resource), "{resource}\n{}", ended.text());
        }
        assert_eq!(
            after.len(),
            before.len(),
            "what was made with a name of its own is gone: {}",
            ended.text()
        );
    }
}

/// The posted resource, under the id of somebody who was there before.
fn under_a_strangers_id(seen: &crate::server::Seen, correct: &crate::server::Correct<'_>) -> Value {
    let mut look = seen.clone();
    look.method = Method::Get;
    let endpoint = seen.target.split('/').nth(1).unwrap();
    let page = correct.answer_to(&look, &format!("/{endpoint}?startIndex=1&count=1")).body;
    let page: Value = serde_json::from_slice(&page).unwrap();
    let mut resource: Value = serde_json::from_slice(&seen.body).unwrap();
    resource["id"] = page["Resources"][0]["id"].clone();
    resource
}

#[test]
fn a_create_that_shows_our_name_and_somebody_elses_id_changes_nobody() {
    for flags in [&["--no-read-backs"][..], &[]] {
        let server = Server::behaving(|seen, correct| {
            if seen.method == Method::Post {
                let body = under_a_strangers_id(seen, correct).to_string().into_bytes();
                return Reply::Answer(scimulate::provider::Response::json(201, body));
            }
            Reply::Answer(correct.answer(seen))
        });
        let before = server.contents();
        let url = server.url();
        let program = Program::new();
        let arguments =
            ["run", "okta/users", "okta/groups", "--target", &url, "--settle", "0s", "--jobs", "1"];
        let ended =
            program.run(&[&arguments[..], flags].concat()).ends_with(1).says("guard.foreign-resource");
        assert_eq!(server.contents(), before, "{}", ended.text());
    }
}

#[test]
fn a_resource_that_answers_with_somebody_else_is_not_written_to() {
    // Every single resource reads as the first of all, id included: a client model puts that back.
    let server = Server::behaving(|seen, correct| {
        let endpoint = seen.target.split('/').nth(1).unwrap_or_default();
        if seen.method == Method::Get && seen.target.matches('/').count() == 2 {
            let page = correct.answer_to(seen, &format!("/{endpoint}?startIndex=1&count=1")).body;
            let page: Value = serde_json::from_slice(&page).unwrap();
            let body = page["Resources"][0].to_string().into_bytes();
            return Reply::Answer(scimulate::provider::Response::json(200, body));
        }
        Reply::Answer(correct.answer(seen))
    });
    let strangers: Vec<Value> = server.contents();
    let url = server.url();
    let program = Program::new();
    program.run(&["run", "okta/users", "okta/groups", "--target", &url, "--settle", "0s"]).ends_with(1);
    let after = server.contents();
    assert!(strangers.iter().all(|stranger| after.contains(stranger)));
    for seen in server.seen().iter().filter(|seen| seen.method.is_write()) {
        let body = String::from_utf8_lossy(&seen.body);
        let named = strangers.iter().find(|stranger| body.contains(stranger["id"].as_str().unwrap()));
        assert_eq!(named, None, "{} {} {body}", seen.method, seen.target);
    }
}

#[test]
fn a_word_that_names_hold_is_no_run_id_and_only_signed_names_are_cleaned() {
    let server = Server::correct();
    let url = server.url();
    let program = Program::new();
    let make = |name: &str| {
        let body = format!(
            r#"{{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"{name}"}}"#
        );
        server.post("/Groups", body.as_bytes());
    };
    make("Customer services");
    make("Team k3f9x2ab");
    make("Xk3f9x2ab-0");
    let before = server.contents();
    make("Analysts k3f9x2ab-0");
    program.run(&["clean", "--target", &url, "--run-id", "services"]).ends_with(2).says("is not a run id");
    program.run(&["clean", "--target", &url, "--run-id", "k3f9x2ab"]).ends_with(0).says("1 removed");
    assert_eq!(server.contents(), before);
}
