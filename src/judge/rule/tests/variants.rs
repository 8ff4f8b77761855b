//! What is legal, or so common that clients have learnt to live with it, gives neither errors nor violations.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{
    create, deactivate, error, get, group, judged, list, lookup, okta, put, read_group, read_user, refused,
};
use super::{level_of, user, with, without};
use crate::exchange::{Exchange, Method, Purpose};
use crate::judge::Level;
use crate::judge::fixture::Told;

/// For every client: nothing at or above a violation.
fn is_tolerated(what: &str, exchange: &Arc<Exchange>) {
    for client in ["okta-aiw", "okta-oin", "rfc"] {
        for finding in judged(client, false, exchange) {
            assert!(finding.level < Level::Violation, "{what} for {client}: {finding:#?}");
        }
    }
}

/// Nothing at all.
fn is_clean(what: &str, exchange: &Arc<Exchange>) {
    for client in ["okta-aiw", "okta-oin", "rfc"] {
        let findings = judged(client, false, exchange);
        assert!(findings.is_empty(), "{what} for {client}: {findings:#?}");
    }
}

#[test]
fn right_answers_are_clean() {
    is_clean("read", &read_user(&user()));
    is_clean("group", &read_group(&group()));
    is_clean("lookup", &lookup(&list(&[user()])));
    is_clean("empty lookup", &lookup(&list(&[])));
    is_clean("create", &create(&user()).answer(201));
    is_clean("deactivation", &deactivate().json(&with(user(), "/active", json!(false))).answer(200));
    is_clean("put", &put(user(), &user()));
    is_clean("delete", &Told::new(Method::Delete, "/Groups/g1").answer(204));
}

#[test]
fn legal_variants_are_clean() {
    is_clean("PATCH 204", &deactivate().answer(204));
    is_clean("further attributes", &read_user(&with(user(), "/favouriteEngine", json!({ "value": 1 }))));
    is_clean("Resources absent in an empty list", &lookup(&without(list(&[]), "/Resources")));
    is_clean("Resources null in an empty list", &lookup(&with(list(&[]), "/Resources", json!(null))));
    is_clean("null instead of absent", &read_user(&with(user(), "/title", json!(null))));
    is_clean("no user.groups", &read_user(&without(user(), "/groups")));
    is_clean("members null", &read_group(&with(group(), "/members", json!(null))));
    is_clean(
        "members with type and $ref",
        &read_group(&with(
            group(),
            "/members",
            json!([{ "value": "1", "type": "User", "$ref": "https://scim.example.com/v2/Users/1" }]),
        )),
    );
    is_clean(
        "no page numbers on a full list",
        &lookup(&without(without(list(&[user()]), "/startIndex"), "/itemsPerPage")),
    );
    is_clean(
        "count=0",
        &get("/Users?count=0")
            .json(&with(without(list(&[]), "/Resources"), "/totalResults", json!(9)))
            .answer(200),
    );
    is_clean(
        "dates without an offset",
        &read_user(&with(user(), "/meta/created", json!("2026-01-02T03:04:05"))),
    );
    is_clean("no name at all", &read_user(&without(user(), "/name")));
    is_clean(
        "startIndex below 1 means 1",
        &get("/Users?startIndex=0&count=5").json(&list(&[user()])).answer(200),
    );
    is_clean(
        "an id with blanks",
        &get("/Users/ada%20l%40x")
            .json(&with(
                with(user(), "/id", json!("ada l@x")),
                "/meta/location",
                json!("https://scim.example.com/v2/Users/ada%20l%40x"),
            ))
            .answer(200),
    );
    is_clean("lookup ignoring case", &lookup(&list(&[with(user(), "/userName", json!("ADA@example.com"))])));
    is_clean(
        "JSON for one who asked for JSON",
        &get("/Users/2819c223")
            .asked("accept", "application/json")
            .header("content-type", "application/json")
            .json(&user())
            .answer(200),
    );
    is_clean("304", &get("/Users/2819c223").answer(304));
}

#[test]
fn a_page_past_the_end_is_judged_gently() {
    let past = get("/Users?startIndex=101&count=100");
    is_tolerated("past the end", &past.json(&with(list(&[]), "/totalResults", json!(2))).answer(200));
    let absent = with(without(list(&[]), "/Resources"), "/totalResults", json!(2));
    is_tolerated("no Resources", &get("/Users?startIndex=101&count=100").json(&absent).answer(200));
}

#[test]
fn a_page_past_the_end_that_is_full_is_blamed_on_its_start() {
    let past = get("/Users?startIndex=101&count=100");
    let full = with(list(&[user()]), "/startIndex", json!(101));
    let found = okta(&past.json(&full).answer(200));
    let total = found.iter().find(|finding| finding.rule == "list.total-results").unwrap();
    assert_eq!(total.message, "a page from 101 on was asked for, and 1 of 1 resources came");
    assert!(total.fix.as_deref().unwrap().contains("startIndex"), "{:?}", total.fix);
}

#[test]
fn a_framework_s_404_for_an_address_outside_of_scim_is_worth_a_note() {
    for path in ["/Users/", "//Users", "/Users//2819c223"] {
        let found = judged("rfc", true, &get(path).answer(404));
        assert_eq!(level_of(&found, "error.body"), Some(Level::Note), "{path}");
    }
    let found = judged("rfc", true, &get("/Users/2819c223").answer(404));
    assert_eq!(level_of(&found, "error.body"), Some(Level::Violation));
}

#[test]
fn a_conflict_over_what_need_not_be_unique_is_blamed_on_that() {
    let conflict = |detail: &str| {
        let body = with(error(409), "/detail", json!(detail));
        let found = okta(&create(&with(body, "/scimType", json!("uniqueness"))).answer(409));
        let accepted = found.into_iter().find(|finding| finding.rule == "status.accepted").unwrap();
        (accepted.likely_cause.unwrap(), accepted.fix.unwrap())
    };
    for (detail, attribute) in
        [("another user has this email", "emails"), ("externalId is taken", "externalId")]
    {
        let (cause, fix) = conflict(detail);
        assert!(cause.starts_with(attribute) && fix.contains("userName"), "{cause}; {fix}");
    }
    assert!(conflict("userName or email is taken").0.contains("lookup before"));
}

#[test]
fn lower_case_list_keys_are_read_as_a_list() {
    let body = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalresults": 1, "startindex": 1, "itemsperpage": 1, "resources": [user()],
    });
    is_tolerated("lower case", &lookup(&body));
    assert_eq!(level_of(&okta(&lookup(&body)), "list.key-case"), Some(Level::Note));
}

#[test]
fn a_projected_answer_may_lack_what_was_not_asked_for() {
    let body = list(&[json!({ "id": "2819c223", "userName": "Ada@example.com" })]);
    is_tolerated("attributes=userName", &get("/Users?attributes=userName").json(&body).answer(200));
    let search = Told::new(Method::Post, "/Users/.search").sent(json!({ "attributes": ["userName"] }));
    is_tolerated("search", &search.json(&body).answer(200));
}

#[test]
fn okta_lives_with_any_media_type_and_with_plain_json() {
    for label in ["text/json", "text/html", "application/json", ""] {
        let exchange = get("/Users/2819c223").header("content-type", label).json(&user()).answer(200);
        assert!(okta(&exchange).iter().all(|finding| finding.level <= Level::Warning), "{label:?}");
    }
}

#[test]
fn only_what_the_client_sent_is_judged() {
    for purpose in
        [Purpose::ReadBack, Purpose::SetUp, Purpose::TidyUp, Purpose::Preflight, Purpose::Bystander]
    {
        let exchange = get("/Users/2819c223").purpose(purpose).bytes(b"<html>").answer(500);
        assert!(okta(&exchange).is_empty());
    }
}

#[test]
fn an_expected_refusal_is_no_finding_if_it_has_the_right_form() {
    let conflict = with(error(409), "/scimType", json!("uniqueness"));
    let exchange = Told::new(Method::Post, "/Users").json(&conflict).answer(409);
    assert!(judged("okta-oin", true, &exchange).is_empty());
    assert!(judged("okta-oin", true, &refused(404).answer(404)).is_empty());
    assert!(judged("okta-oin", true, &refused(501).answer(501)).is_empty());
}

#[test]
fn endpoints_that_the_standard_does_not_name_are_judged_by_form_only() {
    let body: Value = json!({ "anything": 1 });
    is_clean("/Me", &get("/Me").json(&body).answer(200));
    is_clean("/Widgets/1", &get("/Widgets/1").json(&body).answer(200));
}
