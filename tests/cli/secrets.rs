//! Credentials are nowhere: not on the screen, not in a report, a snapshot, a journal or a curl line, in no spelling.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use scimulate::exchange::{Method, encode_component};
use scimulate::provider::Response;
use serde_json::Value;

use crate::program::{Ended, Program};
use crate::server::{Correct, Reply, Seen, Server, refusal};

const PLAIN: &str = "sentinel-0f3c9a7d41";
const ODD: &str = "p@ss w/rd1+\"x\\y&z<é";

/// The spellings of a text that servers, logs and encoders make.
fn spellings(secret: &str) -> Vec<String> {
    let json = Value::from(secret).to_string();
    let mut spellings = vec![
        secret.to_owned(),
        encode_component(secret),
        encode_component(secret).to_lowercase(),
        encode_component(secret).replace("%20", "+"),
        json.trim_matches('"').to_owned(),
        json.trim_matches('"').replace('/', "\\/"),
        secret.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;"),
        URL_SAFE.encode(secret),
        URL_SAFE_NO_PAD.encode(secret),
    ];
    for text in [secret.to_owned(), format!("ada:{secret}"), format!("Bearer {secret}")] {
        spellings.push(STANDARD.encode(&text));
        spellings.push(STANDARD_NO_PAD.encode(&text));
    }
    spellings
}

/// Everything that the program left: both streams, and every file that it wrote.
#[track_caller]
fn assert_hidden(secret: &str, program: &Program, ended: &Ended, own: &[&str]) {
    let mut surfaces =
        vec![("stdout".to_owned(), ended.stdout.clone()), ("stderr".to_owned(), ended.stderr.clone())];
    for (path, text) in program.files() {
        let path = path.display().to_string();
        if !own.contains(&path.as_str()) {
            surfaces.push((path, text));
        }
    }
    surfaces.extend(program.journals().into_iter().map(|(path, text)| (path.display().to_string(), text)));
    for (surface, text) in surfaces {
        for spelling in spellings(secret) {
            assert!(!text.contains(&spelling), "{spelling:?} is in {surface}:\n{text}");
        }
    }
}

/// A server that repeats the credential wherever it can: in details, attributes and headers, in every spelling.
fn parrot(secret: &'static str, spoil: fn(&Seen, &Correct<'_>) -> Option<Response>) -> Server {
    Server::behaving(move |seen, correct| {
        let everything = spellings(secret).join(" | ");
        let headers: Vec<&str> = seen.headers.iter().map(|(_, value)| value.as_str()).collect();
        let echo = format!("you sent {everything} in {}", headers.join(" and "));
        let mut answer = spoil(seen, correct).unwrap_or_else(|| correct.answer(seen));
        if let Ok(Value::Object(mut body)) = serde_json::from_slice::<Value>(&answer.body) {
            let attribute = if answer.status >= 400 { "detail" } else { "nickName" };
            body.insert(attribute.to_owned(), echo.into());
            answer.body = Value::Object(body).to_string().into_bytes().into();
        }
        answer.headers.push(("x-echo", STANDARD.encode(secret)));
        Reply::Answer(answer)
    })
}

const fn nothing(_: &Seen, _: &Correct<'_>) -> Option<Response> {
    None
}

fn no_changes(seen: &Seen, _: &Correct<'_>) -> Option<Response> {
    matches!(seen.method, Method::Put | Method::Patch).then(|| refusal(500, "no"))
}

fn unauthorised(_: &Seen, _: &Correct<'_>) -> Option<Response> {
    Some(refusal(401, "no"))
}

const EVERYTHING: [&str; 7] =
    ["--verbose", "--report", "json=report.json", "--report", "junit=report.xml", "--snapshots", "all"];

/// Runs with everything on.
fn run(program: &Program, server: &Server, flags: &[&str]) -> Ended {
    let url = server.url();
    let mut arguments =
        vec!["run", "--tag", "brief", "--client", "okta-oin", "--target", &url, "--settle", "0s"];
    arguments.extend(EVERYTHING);
    arguments.extend(flags);
    program.run(&arguments)
}

fn authenticated(server: &Server, header: &str, value: &str) {
    let seen = server.seen();
    assert!(seen.len() > 2);
    assert!(
        seen.iter().all(|seen| seen.header(header) == Some(value)),
        "the credential is sent with every request"
    );
}

#[test]
fn a_bearer_token_is_hidden_when_all_is_well_and_when_nothing_is() {
    for spoil in [nothing, no_changes] {
        let server = parrot(PLAIN, spoil);
        let program = Program::new().with("TOKEN", PLAIN);
        let ended = run(&program, &server, &["--token-env", "TOKEN"]);
        authenticated(&server, "authorization", &format!("Bearer {PLAIN}"));
        assert!(ended.stdout.contains("(redacted)"), "the server repeats it, so it must have been taken out");
        assert_hidden(PLAIN, &program, &ended, &[]);
    }
}

#[test]
fn a_failure_shows_a_curl_line_with_a_variable() {
    let server = parrot(PLAIN, no_changes);
    let ended = run(&Program::new().with("TOKEN", PLAIN), &server, &["--token-env", "TOKEN"]).ends_with(1);
    ended.says("Authorization: Bearer $SCIM_TOKEN");
}

#[test]
fn a_token_of_odd_characters_is_hidden_in_every_spelling() {
    for spoil in [nothing, no_changes] {
        let server = parrot(ODD, spoil);
        let program = Program::new();
        let ended = run(&program, &server, &["--header", "X-Api-Key", "--token", ODD]);
        assert!(server.seen().iter().all(|seen| seen.header("x-api-key").is_some()));
        assert!(program.read("report.xml").contains("testsuite"));
        assert_hidden(ODD, &program, &ended, &[]);
    }
}

#[test]
fn a_password_is_hidden_also_with_its_user() {
    let server = parrot(ODD, no_changes);
    let program = Program::new().file("token.txt", ODD);
    let ended = run(&program, &server, &["--basic", "ada", "--token-file", "token.txt"]);
    authenticated(&server, "authorization", &format!("Basic {}", STANDARD.encode(format!("ada:{ODD}"))));
    assert_hidden(ODD, &program, &ended, &["token.txt"]);
}

#[test]
fn a_header_s_value_is_hidden_also_when_the_configuration_names_it() {
    let server = parrot(PLAIN, no_changes);
    let file = format!(
        "targets:\n  mine:\n    url: {}\n    auth: {{ header: {{ name: X-Api-Key, value: \"${{env:KEY}}\" }} }}\n",
        server.url()
    );
    let program = Program::new().with("KEY", PLAIN).file("scimulate.yaml", &file);
    let mut arguments = vec!["run", "--tag", "brief", "--target", "mine", "--settle", "0s"];
    arguments.extend(EVERYTHING);
    let ended = program.run(&arguments);
    authenticated(&server, "x-api-key", PLAIN);
    assert_hidden(PLAIN, &program, &ended, &[]);
}

#[test]
fn a_server_that_refuses_and_repeats_a_token_does_not_get_it_printed() {
    for secret in [PLAIN, ODD] {
        let server = parrot(secret, unauthorised);
        let program = Program::new();
        let mut running = vec!["--header", "X-Api-Key"];
        running.extend(["--token", secret]);
        let ended = run(&program, &server, &running).ends_with(3).says("(redacted)");
        assert_hidden(secret, &program, &ended, &[]);
        let ended = run(&program, &server, &[&running[..], &["--no-preflight"]].concat());
        assert_hidden(secret, &program, &ended, &[]);
        let url = server.url();
        let ended =
            program.run(&[&["clean", "--target", &url, "--run-id", "abcdefg7"], &running[..]].concat());
        assert_hidden(secret, &program, &ended, &[]);
    }
}

#[test]
fn a_dead_server_gets_no_token_printed() {
    let server = Server::behaving(|_, _| Reply::Die);
    let program = Program::new();
    let ended =
        program.run_with_input(&["run", "--target", &server.url(), "--token-file", "-"], ODD).ends_with(3);
    assert_hidden(ODD, &program, &ended, &[]);
}

#[test]
fn a_token_stays_out_of_what_a_killed_run_leaves() {
    let server = Server::behaving(|seen, correct| {
        let answer = correct.answer(seen);
        if seen.is(Method::Post, "/Groups") { Reply::Die } else { Reply::Answer(answer) }
    });
    let program = Program::new();
    let ended = run(&program, &server, &["--token", PLAIN]).ends_with(3);
    assert_eq!(program.journals().len(), 1);
    assert_hidden(PLAIN, &program, &ended, &[]);
}

/// A scenario that puts a value of the environment into a request.
const WITH_A_SECRET: &str = r#"title: A secret of its own
clients: [rfc]
steps:
  - request:
      method: GET
      path: /Users
      query: { count: "1", key: "${env:SIDE_KEY}" }
      headers: { X-Side-Key: "${env:SIDE_KEY}" }
    expect: { status: 418 }
"#;

#[test]
fn a_secret_of_a_scenario_is_hidden_in_a_run_and_in_a_dry_run() {
    let server = parrot(PLAIN, nothing);
    let program = Program::new().with("SIDE_KEY", PLAIN).file("scenarios/mine.yaml", WITH_A_SECRET);
    let url = server.url();
    let ended = program
        .run(&["run", "mine", "--target", &url, "--verbose", "--report", "json=report.json"])
        .ends_with(1);
    assert!(server.seen().iter().any(|seen| seen.header("x-side-key") == Some(PLAIN)));
    assert_hidden(PLAIN, &program, &ended, &[]);
    let ended = program.run(&["run", "mine", "--target", &url, "--dry-run"]).ends_with(0).says("(redacted)");
    assert_hidden(PLAIN, &program, &ended, &[]);
}

#[test]
fn a_mistake_in_a_url_does_not_repeat_its_password() {
    for url in [format!("http://ada:{PLAIN}@127.0.0.1:1/scim/v2"), format!("ftp://ada:{PLAIN}@127.0.0.1")] {
        let program = Program::new();
        let ended = program.run(&["run", "--target", &url]).ends_with(2);
        assert_hidden(PLAIN, &program, &ended, &[]);
    }
    let program = Program::new();
    let ended = program.run(&[
        "run",
        "--target",
        "http://127.0.0.1:1/scim",
        "--header",
        &format!("Bad Name: {PLAIN}"),
    ]);
    assert_hidden(PLAIN, &program, &ended, &[]);
    let ended =
        program.run(&["run", "--target", "http://127.0.0.1:1/scim", "--token", &format!("{PLAIN}\n{PLAIN}")]);
    assert_hidden(PLAIN, &program, &ended.ends_with(2), &[]);
    let proxy = format!("http://ada:{PLAIN}@127.0.0.1:1");
    let ended =
        program.run(&["run", "--target", "http://192.0.2.1/scim", "--i-own-this-target", "--proxy", &proxy]);
    assert_hidden(PLAIN, &program, &ended.ends_with(3), &[]);
}

#[test]
fn the_notice_about_tokens_on_the_command_line_is_given() {
    let server = Server::correct();
    let url = server.url();
    let arguments = ["run", "okta/connection", "--target", &url, "--token", PLAIN];
    Program::new().run(&arguments).ends_with(0).says_once("others on this machine can read --token");
    let quiet = ["run", "okta/connection", "--target", &url, "--token-env", "TOKEN"];
    Program::new().with("TOKEN", PLAIN).run(&quiet).ends_with(0).hides("others on this machine");
}
