//! What expectations mean.

#![expect(clippy::needless_pass_by_value, reason = "`json!` values read best where they are used")]

use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::{ProptestConfig, Strategy, prop, prop_assert_eq, proptest};
use serde_json::{Map, Value, json};

use super::{
    Shown, body, calls, header, matches, okta, remote_gone, remote_group, remote_user, status,
    with_what_helps, within,
};
use crate::exchange::{Evidence, Exchange, FailureKind, Method};
use crate::idp::{Alert, Place, Verdict};
use crate::judge::fixture::Told;
use crate::judge::{Finding, Level};
use crate::scenario::matcher::{Argument, WORDS};
use crate::source::{Node, SourceId, Span, parse};

const SPAN: Span = Span { source: SourceId(0), start: 0, end: 1 };

fn node(text: &str) -> Node {
    parse(SourceId(0), text).unwrap()
}

fn holds(expected: &str, found: Value) -> bool {
    matches(&node(expected).to_value(), Some(&found)).is_empty()
}

#[track_caller]
fn accepts(expected: &str, found: Value) {
    let mismatches = matches(&node(expected).to_value(), Some(&found));
    assert!(mismatches.is_empty(), "{expected} should accept {found}: {mismatches:#?}");
}

#[track_caller]
fn refuses(expected: &str, found: Value) {
    assert!(!holds(expected, found.clone()), "{expected} should refuse {found}");
}

#[test]
fn an_expectation_asks_for_a_subset() {
    accepts("{ a: 1 }", json!({ "a": 1, "b": 2 }));
    accepts("{ A: { b: x } }", json!({ "a": { "B": "x", "c": 1 } }));
    accepts("[a, c]", json!(["a", "b", "c"]));
    accepts("[{ value: x }]", json!([{ "value": "w" }, { "value": "x", "type": "work" }]));
    accepts("1", json!(1.0));
    refuses("[c, a]", json!(["a", "b", "c"]));
    refuses("{ a: 1 }", json!({ "a": "1" }));
    refuses("{ a: 1 }", json!([]));
    refuses("true", json!("true"));
}

#[test]
fn null_and_the_empty_list_ask_for_something_unassigned() {
    for expected in ["{ a: null }", "{ a: [] }"] {
        accepts(expected, json!({}));
        accepts(expected, json!({ "a": null }));
        accepts(expected, json!({ "a": [] }));
        refuses(expected, json!({ "a": ["x"] }));
        refuses(expected, json!({ "a": "" }));
    }
}

#[test]
fn words_that_stand_alone() {
    accepts("{ a: $any }", json!({ "a": 0 }));
    refuses("{ a: $any }", json!({ "a": null }));
    refuses("{ a: $any }", json!({}));
    accepts("{ a: $absent }", json!({}));
    refuses("{ a: $absent }", json!({ "a": null }));
    accepts("{ a: $null }", json!({ "a": null }));
    refuses("{ a: $null }", json!({}));
    accepts("$uuid", json!("2819c223-7f76-453a-919d-413861904646"));
    refuses("$uuid", json!("2819c223"));
    accepts("$datetime", json!("2011-05-13T04:42:34Z"));
    refuses("$datetime", json!("2011-05-13"));
    accepts("$url", json!("https://example.com/v2/Users/1"));
    refuses("$url", json!("Users/1"));
}

#[test]
fn words_with_an_argument() {
    accepts("{ $exact: { a: [1, 2] } }", json!({ "a": [1, 2] }));
    refuses("{ $exact: { a: [1] } }", json!({ "a": [1, 2] }));
    refuses("{ $exact: { a: { b: 1 } } }", json!({ "a": { "b": 1, "c": 2 } }));
    accepts("{ $only: { a: { b: 1 } } }", json!({ "a": { "b": 1, "c": 2 } }));
    refuses("{ $only: { a: 1 } }", json!({ "a": 1, "b": 2 }));
    accepts("{ $only: [a] }", json!(["a"]));
    refuses("{ $only: [a] }", json!(["a", "b"]));
    accepts("{ $unordered: [b, a] }", json!(["a", "b"]));
    refuses("{ $unordered: [b, a] }", json!(["a", "b", "c"]));
    refuses("{ $unordered: [b, b] }", json!(["a", "b"]));
    accepts("{ $unordered: [] }", json!(null));
    accepts("{ $contains: { value: x } }", json!([{ "value": "x", "type": "work" }]));
    accepts("{ $contains: ell }", json!("hello"));
    refuses("{ $contains: y }", json!(["x"]));
    accepts("{ $in: [a, b] }", json!("b"));
    refuses("{ $in: [a, b] }", json!("c"));
    accepts("{ a: { $not: x } }", json!({}));
    refuses("{ a: { $not: x } }", json!({ "a": "x" }));
    refuses("{ a: { $not: $absent } }", json!({}));
    accepts("{ $length: 2 }", json!(["a", "b"]));
    accepts("{ $length: { $gte: 2, $lt: 4 } }", json!("äöü"));
    refuses("{ $length: 2 }", json!(7));
    accepts("{ $matches: '^a+$' }", json!("aaa"));
    refuses("{ $matches: '^a+$' }", json!("aab"));
    accepts("{ $gt: 399, $lte: 499 }", json!(404));
    refuses("{ $gt: 399, $lte: 499 }", json!(500));
    accepts("{ $gte: '2026-01-01T00:00:00Z' }", json!("2026-01-01T01:00:00+01:00"));
    refuses("{ $lt: 5 }", json!("4"));
}

#[test]
fn every_reserved_word_of_the_file_format_means_something() {
    for word in WORDS {
        let expected = match word.argument {
            Argument::Nothing => json!(word.name),
            Argument::List => json!({ word.name: ["a"] }),
            Argument::Length | Argument::Bound => json!({ word.name: 1 }),
            Argument::Value | Argument::Regex => json!({ word.name: "a" }),
        };
        // Whatever the word, one of these values is not what it asks for, and the reason must be a real one.
        for found in [None, Some(json!("a")), Some(json!(0)), Some(json!(7)), Some(json!(null))] {
            for mismatch in matches(&expected, found.as_ref()) {
                assert_ne!(mismatch.expected, "a matcher that exists", "{}", word.name);
            }
        }
    }
}

#[test]
fn a_loose_item_does_not_take_the_place_of_a_strict_one() {
    accepts("{ $unordered: [$any, a] }", json!(["a", "b"]));
    accepts("{ $unordered: [{ $in: [a, b] }, { $in: [a, c] }, a] }", json!(["a", "b", "c"]));
}

#[test]
fn dollars_that_are_no_matchers() {
    accepts("{ $ref: https://x }", json!({ "$ref": "https://x" }));
    accepts("{ $ref: $url }", json!({ "$ref": "https://x/y" }));
    accepts("$ref", json!("$ref"));
    accepts("$$any", json!("$any"));
    accepts("{ $$gt: 1 }", json!({ "$gt": 1 }));
    accepts("$5", json!("$5"));
}

#[test]
fn mismatches_know_both_places() {
    let expected = node("{ emails: { $unordered: [{ value: a }] }, name: { givenName: Ada } }").to_value();
    let found = json!({ "emails": [{ "value": "b" }], "Name": { "givenName": "Eve" } });
    let places: Vec<_> = matches(&expected, Some(&found))
        .into_iter()
        .map(|mismatch| (mismatch.at, mismatch.pointer))
        .collect();
    assert_eq!(
        places,
        [
            ("/emails/$unordered/0".to_owned(), "/emails".to_owned()),
            ("/name/givenName".to_owned(), "/Name/givenName".to_owned())
        ]
    );
}

fn failure(text: &str, evidence: Evidence) -> Verdict {
    Verdict::Failure(Box::new(Alert { text: Some(text.into()), evidence, ..Alert::unknown(Place::Tasks) }))
}

#[test]
fn what_okta_shows_is_compared_to_the_letter() {
    let documented = |text| failure(text, Evidence::Documented);
    assert!(okta(Shown::Success, &Verdict::Success, None, SPAN).is_none());
    assert!(okta(Shown::Failure, &documented("x"), None, SPAN).is_none());
    assert!(okta(Shown::Error("Bad Request: x"), &documented("Bad Request: x"), None, SPAN).is_none());
    let finding =
        okta(Shown::Error("Bad Request: x"), &documented("Bad Request: y"), Some("ada"), SPAN).unwrap();
    assert_eq!(finding.message, "Okta shows another error for ada: the texts part at character 14");
    assert_eq!(finding.expected.as_deref(), Some("Bad Request: >>>x"));
    assert_eq!(finding.found.as_deref(), Some("Bad Request: >>>y"));
    assert_eq!(finding.level, Level::Error);
    let finding = okta(Shown::Success, &documented("no"), None, SPAN).unwrap();
    assert_eq!(
        (finding.message.as_str(), finding.found.as_deref()),
        ("Okta shows an error, and success is expected", Some("no"))
    );
    let finding = okta(Shown::Failure, &Verdict::Success, None, SPAN).unwrap();
    assert_eq!(finding.message, "Okta shows success, and an error is expected");
}

#[test]
fn the_whole_line_of_a_task_may_be_expected_too() {
    let alert = Alert {
        text: Some("Error while creating user a: Conflict".into()),
        task: Some(
            "Automatic provisioning of user Ada to app Acme failed: Error while creating user a: Conflict"
                .into(),
        ),
        ..Alert::unknown(Place::Tasks)
    };
    let verdict = Verdict::Failure(Box::new(alert));
    let line = "Automatic provisioning of user Ada to app Acme failed: Error while creating user a: Conflict";
    for text in ["Error while creating user a: Conflict", line] {
        assert!(okta(Shown::Error(text), &verdict, None, SPAN).is_none(), "{text}");
    }
    // The form that is closest to the expected text shows where they part.
    let finding = okta(Shown::Error(&line.replace("Acme", "Apex")), &verdict, None, SPAN).unwrap();
    assert!(finding.expected.unwrap().contains("to app A>>>pex"));
}

#[test]
fn advice_leads_to_a_refused_request_only_where_one_was_refused() {
    let answered = |status| [Told::new(Method::Get, "/Users/1").answer(status)];
    let advice = |verdict: &Verdict, status| {
        let finding = okta(Shown::Success, verdict, None, SPAN).unwrap();
        with_what_helps(finding, verdict, &answered(status)).fix
    };
    let late = "User ada@example.com provision to app failed due to delay in reactivating remote User. \
                Rescheduling provision job.";
    let late = failure(late, Evidence::Reported);
    let fix = advice(&late, 200).unwrap();
    assert!(fix.starts_with("show active: true for a user whom Okta has assigned"), "{fix}");
    assert!(fix.contains("; or apply PATCH and PUT of active before answering; where"), "{fix}");
    assert_eq!(advice(&late, 500), None, "the rule's own advice fits");
    let unknown = Verdict::Failure(Box::new(Alert::unknown(Place::Tasks)));
    assert!(advice(&unknown, 200).unwrap().starts_with("see the last answer"));
    let put_off = Verdict::Rescheduled { reason: "429".into() };
    assert_eq!(advice(&put_off, 200), None);
}

#[test]
fn a_job_that_is_put_off_and_an_act_that_sends_nothing_can_be_expected() {
    let reason = || "because".to_owned();
    let (put_off, idle) = (Verdict::Rescheduled { reason: reason() }, Verdict::NotRun { reason: reason() });
    assert!(okta(Shown::Rescheduled, &put_off, None, SPAN).is_none());
    assert!(okta(Shown::Nothing, &idle, None, SPAN).is_none());
    let late = okta(Shown::Success, &put_off, None, SPAN).unwrap();
    assert_eq!((late.message.as_str(), late.level), ("Okta puts the job off: because", Level::Warning));
    let finding = okta(Shown::Nothing, &Verdict::Success, None, SPAN).unwrap();
    assert_eq!(finding.message, "Okta shows success, and an act that sends nothing is expected");
    let finding = okta(Shown::Rescheduled, &idle, None, SPAN).unwrap();
    assert_eq!(finding.message, "Okta does nothing");
    assert_eq!(finding.expected.as_deref(), Some("a job that is put off"));
}

#[test]
fn a_text_that_is_not_known_for_sure_is_held_against_nobody() {
    let finding = okta(Shown::Error("a"), &failure("b", Evidence::Inferred), None, SPAN).unwrap();
    assert_eq!(finding.level, Level::Warning);
    let unknown = Verdict::Failure(Box::new(Alert::unknown(Place::Tasks)));
    assert_eq!(okta(Shown::Error("a"), &unknown, None, SPAN).unwrap().level, Level::Warning);
    assert_eq!(okta(Shown::Success, &unknown, None, SPAN).unwrap().level, Level::Error);
}

fn read(json: &Value) -> Arc<Exchange> {
    Told::new(Method::Get, "/Users/1").json(json).answer(200)
}

fn remote(expected: &str, found: &Value) -> Vec<Finding> {
    let node = node(expected);
    let path_of = |name: &str| match name {
        "givenName" => Some("name.givenName".to_owned()),
        "email" => Some("emails".to_owned()),
        "department" => {
            Some("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department".to_owned())
        }
        _ => None,
    };
    remote_user("ada", &node.to_value(), &path_of, &read(found), None, &node)
}

#[test]
fn attributes_are_named_in_oktas_words_or_scims() {
    let urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    let found = json!({
        "userType": "lite", "active": true, "name": { "givenName": "Ada" }, urn: { "department": "Engines" },
        "emails": [{ "value": "home@x" }, { "value": "work@x", "primary": true }],
    });
    let expected = "{ userType: lite, active: true, givenName: Ada, name.givenName: Ada, department: Engines, \
                    email: work@x, emails: work@x, title: null }";
    assert!(remote(expected, &found).is_empty(), "{:#?}", remote(expected, &found));
    assert!(remote("{ email: { $matches: '^work' }, emails: { $length: 2 } }", &found).is_empty());
    let findings = remote("{ userType: essential, title: Boss }", &found);
    let told: Vec<_> = findings.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(
        told,
        [
            "userType of ada is \"lite\", and \"essential\" is expected",
            "title of ada is nothing, and \"Boss\" is expected"
        ]
    );
    assert_ne!(findings[0].span, findings[1].span, "each at its own place");
}

#[test]
fn a_cleared_attribute_may_be_gone_in_any_way() {
    for found in [json!({}), json!({ "title": null }), json!({ "title": "" }), json!({ "title": [] })] {
        assert!(
            remote("{ title: null }", &found).is_empty() && remote("{ title: $absent }", &found).is_empty()
        );
    }
    assert_eq!(remote("{ title: null }", &json!({ "title": "Boss" })).len(), 1);
    assert!(
        remote("{ at: '2026-01-01T00:00:00Z' }", &json!({ "at": "2026-01-01T01:00:00+01:00" })).is_empty()
    );
}

#[test]
fn members_are_named_by_cast_and_their_order_is_free() {
    let found = read(&json!({ "displayName": "G", "members": [{ "value": "2" }, { "value": "1" }] }));
    let cast_name = |id: &str| match id {
        "1" => Some("ada".to_owned()),
        "2" => Some("bob".to_owned()),
        _ => None,
    };
    let ask = |expected: &str| {
        let node = node(expected);
        remote_group("analysts", &node.to_value(), &cast_name, &found, None, &node)
    };
    assert!(ask("{ displayName: G, members: [ada, bob] }").is_empty());
    assert!(ask("{ members: { $contains: bob } }").is_empty());
    assert!(ask("{ members: { $length: 2 } }").is_empty());
    let findings = ask("{ members: [ada, cy] }");
    assert_eq!(findings[0].found.as_deref(), Some("[\"bob\",\"ada\"]"));
    assert_eq!(ask("{ members: [ada] }").len(), 1);
    assert_eq!(ask("{ members: [] }").len(), 1);
}

#[test]
fn what_was_stored_as_sent_is_the_expectations_mistake_and_not_the_servers() {
    let node = node("{ userType: pro }");
    let ask = |sent: &Value| {
        let write = Told::new(Method::Put, "/Users/1").sent(sent.clone()).answer(200);
        let read = read(&json!({ "userType": "lite" }));
        remote_user("ada", &node.to_value(), &|_| None, &read, Some(&write), &node).pop().unwrap()
    };
    let innocent = ask(&json!({ "userType": "lite" }));
    assert_eq!(innocent.likely_cause.as_deref(), Some("this is what the act sends, and what was stored"));
    assert!(innocent.fix.unwrap().starts_with("correct the expectation"));
    let guilty = ask(&json!({ "userType": "pro" }));
    assert_eq!(guilty.likely_cause.as_deref(), Some("the attribute is ignored in a PUT"));
}

#[test]
fn a_text_for_active_counts_for_what_it_means() {
    assert!(remote("{ active: true }", &json!({ "active": "True" })).is_empty());
    assert_eq!(remote("{ active: true }", &json!({ "active": "false" })).len(), 1);
}

#[test]
fn gone_means_404() {
    assert!(remote_gone("ada", &Told::new(Method::Get, "/Users/1").answer(404), SPAN).is_none());
    assert_eq!(remote_gone("ada", &read(&json!({})), SPAN).unwrap().found.as_deref(), Some("200"));
    let missing = Told::new(Method::Get, "/Users/1").answer(404);
    let node = node("{ a: 1 }");
    assert_eq!(remote_user("ada", &node.to_value(), &|_| None, &missing, None, &node).len(), 1);
}

#[test]
fn a_status_is_a_number_a_choice_or_a_matcher() {
    let answered = Told::new(Method::Post, "/Users").answer(409);
    let ask = |text: &str| status(&node(text).to_value(), &answered, &node(text));
    assert!(ask("409").is_none() && ask("[400, 409]").is_none() && ask("{ $gte: 400, $lt: 500 }").is_none());
    assert_eq!(ask("201").unwrap().message, "POST /Users was answered 409");
    let failed = Told::new(Method::Post, "/Users").fails(FailureKind::ReadTimeout, "no answer within 60 s");
    assert_eq!(
        status(&json!(201), &failed, &node("201")).unwrap().message,
        "POST /Users got no answer: no answer within 60 s"
    );
}

#[test]
fn headers_are_found_in_any_case() {
    let answered = Told::new(Method::Get, "/Users").header("retry-after", "5").answer(429);
    let ask = |name: &str, text: &str| header(name, &node(text).to_value(), &answered, &node(text));
    assert!(ask("Retry-After", "5").is_none());
    assert!(ask("content-type", "{ $contains: scim+json }").is_none());
    assert!(ask("etag", "$absent").is_none());
    assert_eq!(ask("etag", "$any").unwrap().message, "there is no header etag");
}

#[test]
fn a_body_that_is_not_json_is_compared_as_text() {
    let answered = Told::new(Method::Get, "/Users").bytes(b"sorry").answer(500);
    assert!(body(&json!("sorry"), &answered, &node("sorry")).is_empty());
    assert!(body(&json!({ "$matches": "^sor" }), &answered, &node("{ $matches: '^sor' }")).is_empty());
    assert_eq!(body(&json!({ "a": 1 }), &answered, &node("{ a: 1 }")).len(), 1);
    let empty = Told::new(Method::Delete, "/Users/1").answer(204);
    assert!(body(&json!("$absent"), &empty, &node("$absent")).is_empty());
}

#[test]
fn calls_are_compared_in_order_with_wildcards() {
    let get = |target: &str| Told::new(Method::Get, target).answer(200);
    let trace = [
        get("/Users?filter=userName%20eq%20%22a%22&startIndex=1&count=100"),
        Told::new(Method::Post, "/Users").answer(201),
        get("/Users/ada%20l"),
    ];
    let ask = |patterns: &[&str]| calls(patterns, &trace, SPAN);
    assert!(ask(&["GET /Users?filter", "POST /Users", "GET /Users/*"]).is_none());
    assert!(
        ask(&["GET /Users?filter=userName eq \"a\"&count=100", "post /Users", "GET /Users/ada l"]).is_none()
    );
    let finding = ask(&["GET /Users", "POST /Users", "GET /Users/*"]).unwrap();
    assert!(finding.message.starts_with("call 1 is GET /Users?filter"), "{}", finding.message);
    assert_eq!(
        ask(&["GET /Users?filter", "POST /Users"]).unwrap().message,
        "call 3 is GET /Users/ada%20l, and no more are expected"
    );
    let more = ask(&["GET /Users?filter", "POST /Users", "GET /Users/*", "PUT /Users/*"]).unwrap();
    assert_eq!(more.message, "the act made 3 calls, and PUT /Users/* is expected next");
    assert!(calls::<&str>(&[], &[], SPAN).is_none(), "an act that must send nothing");
}

#[test]
fn a_time_limit_is_a_limit() {
    assert!(within(Duration::from_secs(1), Duration::from_secs(1), SPAN).is_none());
    let finding = within(Duration::from_millis(500), Duration::from_millis(1500), SPAN).unwrap();
    assert_eq!(finding.message, "the act took 1.5 s, and 500 ms are allowed");
}

fn scalar() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![
        json!(1),
        json!("a"),
        json!("$any"),
        json!("$absent"),
        json!(null),
        json!([]),
        json!(["a"]),
        json!({ "x": 1 }),
        json!({ "$in": ["a", 1] }),
        json!({ "$not": "a" }),
        json!({ "$length": 1 }),
        json!({ "$unordered": ["a", 1] }),
    ])
}

fn document() -> impl Strategy<Value = Map<String, Value>> {
    prop::collection::vec((prop::sample::select(vec!["a", "b", "c", "d", "e"]), scalar()), 0..6)
        .prop_map(|pairs| pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

proptest! {
    // What a failure found belongs into a named test, not into a file of seeds.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn taking_one_expectation_away_never_changes_what_is_said_of_the_others(
        expected in document(), found in document(), victim in 0_usize..6,
    ) {
        let found = Value::Object(found);
        let all = matches(&Value::Object(expected.clone()), Some(&found));
        let Some(key) = expected.keys().nth(victim).cloned() else { return Ok(()) };
        let mut fewer = expected;
        fewer.shift_remove(&key);
        let rest = matches(&Value::Object(fewer), Some(&found));
        let of_others: Vec<_> =
            all.into_iter().filter(|mismatch| !(mismatch.at.as_str() == format!("/{key}")
                || mismatch.at.starts_with(&format!("/{key}/")))).collect();
        prop_assert_eq!(rest, of_others);
    }

    #[test]
    fn a_value_without_reserved_words_matches_itself(found in document()) {
        let plain: Map<String, Value> = found.into_iter()
            .filter(|(_, value)| !value.to_string().contains('$')).collect();
        let plain = Value::Object(plain);
        prop_assert_eq!(matches(&plain, Some(&plain)), vec![]);
    }
}

#[test]
fn a_step_that_names_a_rule_blames_it_unless_something_else_went_wrong_before() {
    let rule = crate::judge::rule::named("lookup.filter-forms").unwrap();
    let missed = || Finding::new(&super::rules::STATUS, Level::Error, "the request was answered 404");
    let breach = super::as_breach(missed(), rule, "rfc");
    assert_eq!((breach.rule.id, breach.level), ("lookup.filter-forms", Level::Violation));
    assert!(breach.message.contains("answered 404"), "{}", breach.message);
    assert!(!crate::judge::rule::is_groundwork(rule));
    assert!(crate::judge::rule::is_groundwork(
        crate::judge::rule::named("members.stored-on-create").unwrap()
    ));
    let consequence = super::as_consequence(missed(), rule, "rfc");
    assert_eq!((consequence.rule.id, consequence.level), ("expect.status", Level::Violation));
}
