//! How bad, for whom, and in which words.

use serde_json::json;

use super::{
    create, deactivate, error, get, judged, level_of, list, lookup, okta, put, read_user, refused, user,
    with, without,
};
use crate::exchange::{Evidence, FailureKind, Method};
use crate::judge::Level;
use crate::judge::fixture::Told;

fn levels(
    rule: &str,
    exchange: &std::sync::Arc<crate::exchange::Exchange>,
) -> (Option<Level>, Option<Level>) {
    (level_of(&judged("okta-aiw", false, exchange), rule), level_of(&judged("rfc", false, exchange), rule))
}

#[test]
fn what_stops_okta_is_an_error_for_okta_and_a_violation_for_the_standard() {
    let strings = lookup(&with(list(&[]), "/startIndex", json!("1")));
    assert_eq!(levels("list.integers", &strings), (Some(Level::Error), Some(Level::Violation)));
    let bare = read_user(&without(user(), "/schemas"));
    assert_eq!(levels("user.schemas", &bare), (Some(Level::Error), Some(Level::Violation)));
    let silent = deactivate().json(&user()).answer(200);
    assert_eq!(
        levels("user.deactivation-takes-effect", &silent),
        (Some(Level::Error), Some(Level::Violation))
    );
    let empty = create(&user()).bytes(b"").answer(201);
    assert_eq!(levels("create.body", &empty), (Some(Level::Error), Some(Level::Warning)));
}

#[test]
fn what_okta_survives_is_a_violation_where_the_standard_says_must() {
    let number = refused(404).json(&with(error(404), "/status", json!(404))).answer(404);
    assert_eq!(levels("error.status", &number), (Some(Level::Warning), Some(Level::Violation)));
    let echo = lookup(&with(list(&[user()]), "/itemsPerPage", json!(100)));
    assert_eq!(levels("list.items-per-page", &echo), (Some(Level::Warning), Some(Level::Violation)));
    let no_match = get("/Users?filter=userName%20eq%20%22x%22").json(&error(404)).answer(404);
    assert_eq!(levels("status.no-match", &no_match), (Some(Level::Violation), Some(Level::Violation)));
    assert_eq!(level_of(&okta(&no_match), "status.accepted"), None, "Okta takes a 404 for an empty list");
    let html = get("/Users/2819c223").header("content-type", "text/html").json(&user()).answer(200);
    assert_eq!(levels("media.type", &html), (Some(Level::Warning), Some(Level::Violation)));
}

#[test]
fn a_finding_on_an_inferred_request_is_at_most_a_warning_and_says_so() {
    let exchange = deactivate().evidence(Evidence::Inferred).json(&user()).answer(200);
    let found = okta(&exchange);
    let finding = found.iter().find(|finding| finding.rule == "user.deactivation-takes-effect").unwrap();
    assert_eq!(finding.level, Level::Warning);
    assert!(finding.message.contains("inferred"), "{}", finding.message);
}

#[test]
fn the_silent_deactivation_reads_like_a_story() {
    let found = okta(&deactivate().json(&user()).answer(200));
    let finding = &found[0];
    assert_eq!(finding.message, "the server answered 200, and the user is still active");
    assert_eq!(
        finding.likely_cause.as_deref(),
        Some("the operation has no \"path\"; its value object was ignored")
    );
    assert_eq!((finding.expected.as_deref(), finding.found.as_deref()), (Some("false"), Some("true")));
    let put = put(with(user(), "/active", json!(false)), &user());
    assert_eq!(okta(&put)[0].likely_cause.as_deref(), Some("the attribute is ignored in a PUT"));
}

#[test]
fn a_refusal_shows_the_servers_own_words() {
    let exchange = refused(403).json(&with(error(403), "/detail", json!("not you"))).answer(403);
    let found = okta(&exchange);
    assert_eq!(found[0].message, "the server refused GET /Users/2819c223 with 403 Forbidden: not you");
}

#[test]
fn common_refusals_have_their_likely_cause() {
    let cause = |exchange| okta(&exchange)[0].likely_cause.clone().unwrap();
    let patch = deactivate().json(&error(501)).answer(501);
    assert!(cause(patch).contains("does not fall back to PUT"));
    let sent = with(user(), "/userType", json!(null));
    let null = Told::new(Method::Put, "/Users/2819c223").sent(sent).json(&error(400)).answer(400);
    assert_eq!(cause(null), "null is refused (userType); null means unassigned (RFC 7643 §2.5)");
    let media = create(&error(415)).answer(415);
    assert!(cause(media).contains("application/json"));
    let page = get("/Users").bytes(b"<!DOCTYPE html><p>Sign in").answer(200);
    assert!(cause(page).contains("web page"));
}

#[test]
fn a_filter_that_is_ignored_is_the_gravest_and_an_email_match_is_not() {
    let bob = with(with(user(), "/userName", json!("bob@example.com")), "/emails", json!([]));
    let found = okta(&lookup(&list(&[bob, with(user(), "/id", json!("2"))])));
    let finding = found.iter().find(|finding| finding.rule == "list.filter-applied").unwrap();
    assert_eq!(finding.level, Level::Error);
    assert_eq!(finding.likely_cause.as_deref(), Some("the filter is ignored, and everything is returned"));
    let same_person = with(user(), "/userName", json!("alovelace"));
    assert_eq!(
        level_of(&okta(&lookup(&list(&[same_person]))), "list.filter-applied"),
        Some(Level::Violation)
    );
}

#[test]
fn a_rule_broken_by_every_resource_of_a_list_is_said_once_with_a_count() {
    let bare = |id: &str| with(without(user(), "/meta"), "/id", json!(id));
    let found = okta(&get("/Users").json(&list(&[bare("1"), bare("2"), bare("3")])).answer(200));
    let messages: Vec<&str> = found.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(messages, ["the resource has no meta (and 2 more in this answer)"]);
    assert_eq!(found[0].pointer.as_deref(), Some("/Resources/0/meta"));
}

#[test]
fn a_password_that_is_returned_stays_out_of_the_finding() {
    let found = okta(&read_user(&with(user(), "/password", json!("s3cret"))));
    assert!(!format!("{:?} {:?}", found[0].message, found[0].found).contains("s3cret"));
}

#[test]
fn every_way_of_not_answering_is_one_error() {
    for kind in
        [FailureKind::ReadTimeout, FailureKind::Truncated, FailureKind::TooLarge, FailureKind::Malformed]
    {
        let found = okta(&get("/Users").fails(kind, "it went wrong"));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].level, Level::Error);
        assert_eq!(found[0].message, "GET /Users got no usable answer: it went wrong");
    }
    assert!(okta(&get("/Users").fails(FailureKind::Guarded, "not sent")).is_empty());
}

#[test]
fn hostile_bodies_are_one_finding_each() {
    for bytes in [b"\xff\xfe".as_slice(), b"null", b"[]", b"7", b"\"x\"", "[".repeat(5000).as_bytes()] {
        let found = okta(&read_or_list(Method::Get, "/Users/2819c223", bytes));
        assert_eq!(found.len(), 1, "{bytes:?}: {found:#?}");
        let found = okta(&read_or_list(Method::Get, "/Users?count=2", bytes));
        assert_eq!(found.len(), 1, "{bytes:?}: {found:#?}");
    }
}

fn read_or_list(method: Method, target: &str, bytes: &[u8]) -> std::sync::Arc<crate::exchange::Exchange> {
    Told::new(method, target).bytes(bytes).answer(200)
}

#[test]
fn okta_never_hears_about_discovery() {
    let exchange = get("/Schemas").json(&json!([])).answer(200);
    assert!(okta(&exchange).is_empty());
}

#[test]
fn a_slow_answer_is_a_warning_until_okta_would_have_given_up() {
    let after = |seconds| get("/Users/2819c223").json(&user()).answer_after(seconds, 200);
    assert_eq!(levels("exchange.in-time", &after(10)), (None, None));
    assert_eq!(levels("exchange.in-time", &after(59)), (Some(Level::Warning), Some(Level::Warning)));
    assert_eq!(levels("exchange.in-time", &after(61)), (Some(Level::Error), Some(Level::Warning)));
}
