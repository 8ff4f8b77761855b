//! The curl line, as a shell reads it.

use std::process::Command;

use serde_json::json;

use super::curl_line;
use crate::exchange::{Call, Evidence, Exchange, Failure, FailureKind, Method, Payload, Purpose, Timing};

fn exchange(method: Method, url: &str, headers: &[(&str, &str)], body: Option<Payload>) -> Exchange {
    let mut call = Call::new(method, "/Users/1", Evidence::Documented, Purpose::Act);
    call.headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    call.body = body;
    Exchange {
        call,
        url: url.to_owned(),
        result: Err(Failure { kind: FailureKind::ReadTimeout, message: String::from("no answer") }),
        timing: Timing::default(),
        repeats: Vec::new(),
    }
}

/// The words that a shell makes of the line, `SCIM_TOKEN` set. A byte that cannot stand in a line ends each word.
fn words(line: &str) -> Vec<String> {
    let script = format!("for word in {line}; do printf '%s\\001' \"$word\"; done");
    let output =
        Command::new("sh").args(["-c", &script]).env("SCIM_TOKEN", "t0k$en `x`").output().expect("a shell");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.split_terminator('\u{1}').map(str::to_owned).collect()
}

#[test]
fn the_line_reads_well() {
    let body = Payload::Json(json!({"active": false}));
    let exchange = exchange(
        Method::Patch,
        "https://h.example/scim/v2/Users/1",
        &[("Content-Type", "application/scim+json")],
        Some(body),
    );
    assert_eq!(
        curl_line(&exchange, Some("Authorization: Bearer $SCIM_TOKEN")),
        "curl -X PATCH 'https://h.example/scim/v2/Users/1' -H 'Content-Type: application/scim+json' \
         -H \"Authorization: Bearer $SCIM_TOKEN\" --data-raw '{\"active\":false}'"
    );
}

#[test]
fn a_shell_reads_every_word_back_as_it_was() {
    let nasty = "it's \"$HOME\" `id` \\ !! \n * ~ é";
    let body = Payload::Json(json!({ "displayName": nasty }));
    let text = String::from_utf8(body.to_bytes()).unwrap();
    let url = "https://h.example/Users?filter=userName%20eq%20%22o'neil%22";
    let exchange = exchange(Method::Put, url, &[("X-Note", nasty), ("X-Empty", "")], Some(body));
    let header = format!("X-Note: {nasty}");
    assert_eq!(
        words(&curl_line(&exchange, Some("X-Key\"`$: a $SCIM_TOKEN $HOME"))),
        [
            "curl",
            "-X",
            "PUT",
            url,
            "-H",
            header.as_str(),
            "-H",
            "X-Empty;",
            "-H",
            "X-Key\"`$: a t0k$en `x` $HOME",
            "-H",
            "Content-Type:",
            "--data-raw",
            text.as_str(),
        ]
    );
}

#[test]
fn basic_authentication_is_left_to_curl() {
    let exchange = exchange(Method::Get, "https://h.example/Users", &[], None);
    assert_eq!(
        words(&curl_line(&exchange, Some("Authorization: Basic a$b:$SCIM_TOKEN"))),
        ["curl", "-X", "GET", "https://h.example/Users", "-u", "a$b:t0k$en `x`"]
    );
}

#[test]
fn a_raw_body_is_sent_as_it_is_and_brackets_are_not_patterns() {
    let exchange = exchange(
        Method::Post,
        "http://[::1]:80/Users",
        &[("content-type", "a/b")],
        Some(Payload::Raw("@x'".into())),
    );
    assert_eq!(
        words(&curl_line(&exchange, None)),
        [
            "curl",
            "-X",
            "POST",
            "--globoff",
            "http://[::1]:80/Users",
            "-H",
            "content-type: a/b",
            "--data-raw",
            "@x'"
        ]
    );
}

#[test]
fn a_head_request_does_not_wait_for_a_body() {
    let exchange = exchange(Method::Head, "http://h/Users", &[], None);
    assert_eq!(words(&curl_line(&exchange, None)), ["curl", "--head", "http://h/Users"]);
}
