//! The curl line, as a shell reads it.

use std::process::Command;

use serde_json::json;

use super::curl_line;
use crate::exchange::{
    Call, Credentials, Evidence, Exchange, Failure, FailureKind, Method, Payload, Purpose, Timing,
};

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
            "--globoff",
            "-X",
            "POST",
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

#[test]
fn what_a_terminal_does_not_show_is_an_escape_and_the_same_body() {
    let body = json!({ "displayName": "Ada\u{200b} \u{202e}🚀 é\u{feff}" });
    let exchange = exchange(Method::Put, "https://h.example/Users/1", &[], Some(Payload::Json(body.clone())));
    let line = curl_line(&exchange, None);
    assert!(line.contains(r"Ada\u200b \u202e🚀 é\ufeff"), "{line}");
    let sent = words(&line).pop().unwrap();
    assert_eq!(serde_json::from_str::<serde_json::Value>(&sent).unwrap(), body);
}

#[test]
fn an_offer_to_take_compressed_answers_comes_with_the_flag_to_read_them() {
    let offer = [("Accept-Encoding", "gzip,deflate")];
    let line = curl_line(&exchange(Method::Get, "https://h.example/Users", &offer, None), None);
    assert_eq!(line, "curl --compressed -X GET 'https://h.example/Users' -H 'Accept-Encoding: gzip,deflate'");
}

#[test]
fn the_credentials_of_others_are_not_the_clients_own() {
    let line = |credentials, authorization| {
        let mut exchange = exchange(Method::Get, "https://h.example/Users", &[], None);
        exchange.call.credentials = credentials;
        curl_line(&exchange, Some(authorization))
    };
    let bearer = |credentials| line(credentials, "Authorization: Bearer $SCIM_TOKEN");
    let url = "curl -X GET 'https://h.example/Users'";
    assert_eq!(bearer(Credentials::None), url);
    let wrong = bearer(Credentials::Wrong);
    assert_eq!(wrong, format!("{url} -H \"Authorization: Bearer scimulate-wrong-credentials\""));
    assert_eq!(bearer(Credentials::OldToken), format!("{url} -H \"Authorization: Bearer $OLD_TOKEN\""));
    let basic = line(Credentials::OtherTenant, "Authorization: Basic ada:$SCIM_TOKEN");
    assert_eq!(basic, format!("{url} -u \"ada:$OTHER_TENANT_TOKEN\""));
}
