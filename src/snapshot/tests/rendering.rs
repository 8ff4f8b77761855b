//! How a conversation looks.

use std::sync::Arc;

use pretty::expect;
use serde_json::json;

use super::{ADA, RUN, answer, answered, exchange, failed, names, said, sent};
use crate::exchange::{Call, Evidence, FailureKind, Method, Payload, Purpose, Repeat, Secret};
use crate::snapshot::{ActTrace, conversation};

/// Comparing texts of several lines.
mod pretty {
    /// Panics with a diff when the texts differ.
    #[track_caller]
    pub(super) fn expect(found: &str, expected: &str) {
        let diff = crate::snapshot::unified(expected, found);
        assert!(diff.is_empty(), "\n{diff}");
    }
}

#[test]
fn a_conversation_reads_act_by_act() {
    let lookup = answered(
        sent(
            "GET",
            "/Users?filter=userName%20eq%20%22ada.k3f9x2%40example.com%22&startIndex=1&count=100",
            None,
        ),
        200,
        &[],
        json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
            "totalResults": 0, "startIndex": 1, "itemsPerPage": 0, "Resources": [],
        })
        .to_string(),
    );
    let user = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": "ada.k3f9x2@example.com",
        "name": { "givenName": "Ada", "familyName": "Lovelace" },
        "emails": [{ "primary": true, "value": "ada.k3f9x2@example.com", "type": "work" }],
        "externalId": "00u1ro2x4dPqLmTRb5d7",
        "groups": [],
        "password": "1mz050nq",
        "active": true,
    });
    let mut created = user.clone();
    created.as_object_mut().unwrap().remove("password");
    created["id"] = json!(ADA);
    created["meta"] = json!({
        "resourceType": "User", "created": "2026-11-25T21:44:24.123Z", "version": "W/\"a330bc54f0671c9\"",
        "location": format!("{}/Users/{ADA}", super::BASE),
    });
    let location = format!("{}/Users/{ADA}", super::BASE);
    let create =
        answered(sent("POST", "/Users", Some(user)), 201, &[("location", &location)], created.to_string());
    let off = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{ "op": "replace", "value": { "active": false } }],
    });
    let deactivate = answered(sent("PATCH", &format!("/Users/{ADA}"), Some(off)), 204, &[], "");
    let text = conversation(
        &[
            ActTrace { label: "assign ada", trace: &[lookup, create] },
            ActTrace { label: "suspend ada", trace: &[] },
            ActTrace { label: "deactivate ada", trace: &[deactivate] },
        ],
        &names(),
    );
    expect(
        &text,
        r#"## assign ada

> GET /Users?filter=userName%20eq%20%22ada.<run>%40example.com%22&startIndex=1&count=100
< 200 OK
{
  "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
  "totalResults": 0,
  "startIndex": 1,
  "itemsPerPage": 0,
  "Resources": []
}

> POST /Users
{
  "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
  "userName": "ada.<run>@example.com",
  "name": { "givenName": "Ada", "familyName": "Lovelace" },
  "emails": [
    { "primary": true, "value": "ada.<run>@example.com", "type": "work" }
  ],
  "externalId": "<ada.oktaId>",
  "groups": [],
  "password": "<password>",
  "active": true
}
< 201 Created
< Location: <base>/Users/<ada.id>
{
  "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
  "userName": "ada.<run>@example.com",
  "name": { "givenName": "Ada", "familyName": "Lovelace" },
  "emails": [
    { "primary": true, "value": "ada.<run>@example.com", "type": "work" }
  ],
  "externalId": "<ada.oktaId>",
  "groups": [],
  "active": true,
  "id": "<ada.id>",
  "meta": {
    "resourceType": "User",
    "created": "<datetime>",
    "version": "<version>",
    "location": "<base>/Users/<ada.id>"
  }
}

## suspend ada

(nothing is sent)

## deactivate ada

> PATCH /Users/<ada.id>
{
  "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
  "Operations": [
    {
      "op": "replace",
      "value": { "active": false }
    }
  ]
}
< 204 No Content
"#,
    );
}

#[test]
fn the_harness_s_own_exchanges_and_retries_are_left_out() {
    let mut read_back = sent("GET", &format!("/Users/{ADA}"), None);
    read_back.purpose = Purpose::ReadBack;
    let read_back = answered(read_back, 200, &[], "{}");
    let act = answered(sent("DELETE", &format!("/Groups/{ADA}"), None), 204, &[], "");
    let mut repeated = Arc::unwrap_or_clone(act.clone());
    repeated.repeats = vec![Repeat { status: 429, waited: std::time::Duration::from_secs(3) }];
    let with = said(&names(), &[read_back.clone(), repeated.into(), read_back]);
    expect(&with, &said(&names(), &[act]));
    expect(&with, "> DELETE /Groups/<ada.id>\n< 204 No Content\n");
}

#[test]
fn a_missing_answer_is_told_in_words_that_do_not_depend_on_the_machine() {
    let told = |kind| said(&names(), &[failed(sent("GET", "/Users", None), kind)]);
    expect(&told(FailureKind::ConnectionRefused), "> GET /Users\n< no answer: the connection was refused\n");
    expect(&told(FailureKind::Guarded), "> GET /Users\n< not sent: the run does not own the resource\n");
    let kinds = [
        FailureKind::NameNotResolved,
        FailureKind::ConnectTimeout,
        FailureKind::Tls,
        FailureKind::ReadTimeout,
        FailureKind::ClosedWithoutAnswer,
        FailureKind::Truncated,
        FailureKind::TooLarge,
        FailureKind::Malformed,
        FailureKind::Redirect,
        FailureKind::NotSent,
        FailureKind::RateLimited,
        FailureKind::Other,
    ];
    let all: std::collections::HashSet<String> = kinds.into_iter().map(told).collect();
    assert_eq!(all.len(), kinds.len(), "each kind has words of its own");
    assert!(all.iter().all(|text| !text.contains("10.0.0.7")));
}

#[test]
fn a_body_that_is_not_json_is_shown_with_its_media_type() {
    let page = "<html>\r\n<p>Gone away, request 3f2504e0-4f89-41d3-9a0c-0305e82c3301\u{1b}[2J\r\n";
    let text = said(
        &names(),
        &[answered(
            sent("GET", "/Users", None),
            503,
            &[("content-type", "Text/HTML; charset=iso-8859-1")],
            page,
        )],
    );
    expect(
        &text,
        "> GET /Users\n< 503 Service Unavailable\n< Content-Type: text/html\n<html>\n<p>Gone away, request <uuid>\\u{1b}[2J\n",
    );
}

#[test]
fn a_long_text_is_cut() {
    let text = said(&names(), &[answered(sent("GET", "/Users", None), 200, &[], "x y ".repeat(100_000))]);
    assert!(text.len() < 3_000);
    assert!(text.ends_with("\n… (the rest is not shown)\n"));
}

#[test]
fn json_under_a_wrong_media_type_says_so_and_under_a_right_one_does_not() {
    let with = |media_type| {
        said(&names(), &[answered(sent("GET", "/Users/x", None), 200, &[("content-type", media_type)], "{}")])
    };
    expect(&with("application/json"), "> GET /Users/x\n< 200 OK\n{}\n");
    expect(&with("application/scim+json;charset=UTF-8"), "> GET /Users/x\n< 200 OK\n{}\n");
    expect(&with("text/plain"), "> GET /Users/x\n< 200 OK\n< Content-Type: text/plain\n{}\n");
    expect(&with(""), "> GET /Users/x\n< 200 OK\n< Content-Type: (none)\n{}\n");
}

#[test]
fn an_unregistered_status_has_no_phrase() {
    expect(&said(&names(), &[answered(sent("GET", "/Me", None), 599, &[], "")]), "> GET /Me\n< 599\n");
}

#[test]
fn a_raw_body_is_shown_as_it_is() {
    let mut call = Call::new(Method::Post, "/Users", Evidence::Scenario, Purpose::Act);
    call.body = Some(Payload::Raw(format!("{{\"userName\": \"{RUN}\",,}}")));
    let text = said(&names(), &[answered(call, 400, &[], "")]);
    expect(&text, "> POST /Users\n{\"userName\": \"<run>\",,}\n< 400 Bad Request\n");
}

#[test]
fn conditions_are_shown_without_the_version() {
    let mut call = sent("PUT", &format!("/Users/{ADA}"), None);
    call.headers.push(("If-Match".to_owned(), "W/\"e180ee84f0671b1\"".to_owned()));
    let text = said(&names(), &[answered(call, 412, &[("etag", "W/\"x\"")], "")]);
    expect(&text, "> PUT /Users/<ada.id>\n> If-Match: <version>\n< 412 Precondition Failed\n");
}

#[test]
fn what_a_terminal_would_obey_or_hide_is_escaped() {
    let text = answer(&names(), &json!({ "a": "\u{1b}[31m\u{202e}x\u{7f}\u{200b}\r\n\t\"\\ é", "b": null }));
    expect(
        &text,
        "{\n  \"a\": \"\\u001b[31m\\u202ex\\u007f\\u200b\\r\\n\\t\\\"\\\\ é\",\n  \"b\": null\n}\n",
    );
}

#[test]
fn numbers_keep_their_spelling() {
    expect(
        &answer(&names(), &json!({ "a": 1.0, "b": 18_446_744_073_709_551_615_u64, "c": [1, 2] })),
        "{\n  \"a\": 1.0,\n  \"b\": 18446744073709551615,\n  \"c\": [1, 2]\n}\n",
    );
}

#[test]
fn a_credential_that_a_server_echoes_is_not_kept() {
    let mut names = names();
    names.redact(crate::exchange::Redactor::new([&Secret::new("s3cr3t-token")]));
    let text = answer(&names, &json!({ "detail": "bad token s3cr3t-token" }));
    assert!(text.contains("bad token (redacted)"), "{text}");
}

#[test]
fn a_failure_in_the_middle_of_an_act_leaves_the_rest_in_place() {
    let trace = [
        failed(sent("GET", &format!("/Users/{ADA}"), None), FailureKind::ReadTimeout),
        exchange(
            sent("GET", "/Groups", None),
            Err(crate::exchange::Failure { kind: FailureKind::NotSent, message: String::new() }),
        ),
    ];
    expect(
        &said(&names(), &trace),
        "> GET /Users/<ada.id>\n< no answer: nothing arrived in time\n\n> GET /Groups\n< not sent\n",
    );
}
