//! Lists on a target that is shared with others.

use serde_json::{Value, json};

use super::{ADA, BOB, answered, json as answered_json, names, said, sent};

fn list(total: u64, start: u64, resources: &[Value]) -> Value {
    json!({ "totalResults": total, "startIndex": start, "itemsPerPage": resources.len(), "Resources": resources })
}

fn ada() -> Value {
    json!({ "id": ADA, "userName": "ada.k3f9x2@example.com" })
}

fn bob() -> Value {
    json!({ "id": BOB, "userName": "bob.k3f9x2@example.com" })
}

fn stranger(number: u64) -> Value {
    json!({ "id": format!("aaaaaaaa-0000-4000-8000-{number:012}"), "userName": format!("s{number}@corp.example") })
}

fn page(start: u64, body: &Value) -> std::sync::Arc<crate::exchange::Exchange> {
    answered_json(sent("GET", &format!("/Users?startIndex={start}&count=2"), None), 200, body)
}

#[test]
fn others_collapse_and_totals_become_n() {
    let text = said(&names(), &[page(1, &list(3, 1, &[stranger(1), ada(), stranger(2)]))]);
    assert_eq!(
        text,
        r#"> GET /Users?startIndex=1&count=2
< 200 OK
{
  "totalResults": "<n>",
  "startIndex": 1,
  "itemsPerPage": "<n>",
  "Resources": [
    { "id": "<ada.id>", "userName": "ada.<run>@example.com" },
    "<other resources>"
  ]
}
"#
    );
}

#[test]
fn a_list_of_nothing_but_this_pass_s_resources_is_printed_whole() {
    let text = said(&names(), &[page(1, &list(2, 1, &[ada(), bob()]))]);
    assert!(text.contains("\"totalResults\": 2") && text.contains("\"itemsPerPage\": 2"), "{text}");
    assert!(!text.contains("<other"), "{text}");
}

#[test]
fn how_many_pages_the_others_fill_makes_no_difference() {
    let short = said(&names(), &[page(1, &list(2, 1, &[ada(), stranger(1)]))]);
    let long = said(
        &names(),
        &[
            page(1, &list(5, 1, &[stranger(1), stranger(2)])),
            page(3, &list(5, 3, &[stranger(3), ada()])),
            page(5, &list(5, 5, &[stranger(4)])),
        ],
    );
    assert_eq!(short, long);
    let none_on_the_first = said(&names(), &[page(1, &list(700, 1, &[ada()]))]);
    assert_eq!(short, none_on_the_first, "a total that counts more than was shown counts others");
}

#[test]
fn pages_without_others_are_printed_one_by_one() {
    let text = said(&names(), &[page(1, &list(2, 1, &[ada()])), page(2, &list(2, 2, &[bob()]))]);
    assert_eq!(text.matches("> GET").count(), 2);
    assert!(!text.contains("<n>"), "{text}");
}

#[test]
fn a_new_walk_is_not_taken_for_another_page() {
    let walk = || page(1, &list(1, 1, &[ada()]));
    let again = said(&names(), &[walk(), walk()]);
    assert_eq!(again.matches("> GET").count(), 2);
    let failed = answered(sent("GET", "/Users?startIndex=3&count=2", None), 500, &[], "");
    let text = said(&names(), &[page(1, &list(9, 1, &[stranger(1)])), failed]);
    assert_eq!(text.matches("> GET").count(), 2, "{text}");
}

#[test]
fn a_store_of_the_pass_s_own_is_printed_whole() {
    let mut names = names();
    names.own_store();
    let text = said(&names, &[page(1, &list(3, 1, &[stranger(1), ada()]))]);
    assert!(text.contains("\"totalResults\": 3"), "{text}");
    assert!(text.contains(r#"{ "id": "<id#1>", "userName": "s1@corp.example" }"#), "{text}");
}

#[test]
fn a_bystander_is_one_of_the_others_even_with_a_name_of_this_run() {
    let mut names = names();
    names.other("bystander-1");
    names.name("bystander", "by.k3f9x2@example.com");
    let bystander = json!({ "id": "bystander-1", "userName": "by.k3f9x2@example.com" });
    let text = said(&names, &[page(1, &list(2, 1, &[bystander, ada()]))]);
    assert!(text.contains("<other resources>") && !text.contains("by."), "{text}");
}

#[test]
fn what_the_pass_created_itself_is_its_own() {
    let created = json!({ "id": "cccccccc-0000-4000-8000-000000000001", "userName": "made-by-request" });
    let text = said(
        &names(),
        &[
            answered_json(
                sent("POST", "/Users", Some(json!({ "userName": "made-by-request" }))),
                201,
                &created,
            ),
            page(1, &list(1, 1, &[created])),
        ],
    );
    assert_eq!(text.matches("<id#1>").count(), 2, "{text}");
    assert!(!text.contains("<other resources>"), "{text}");
}

#[test]
fn a_stranger_that_is_written_to_is_seen_to_be_one() {
    let lookup = sent("GET", "/Users?filter=userName%20eq%20%22ada.k3f9x2%40example.com%22", None);
    let text = said(
        &names(),
        &[
            answered_json(lookup, 200, &list(9, 1, &[stranger(7)])),
            answered_json(
                sent("GET", "/Users/aaaaaaaa-0000-4000-8000-000000000007", None),
                200,
                &stranger(7),
            ),
        ],
    );
    assert!(text.contains("> GET /Users/<other.id>\n"), "{text}");
    assert!(text.contains("\"id\": \"<other.id>\""), "{text}");
}

#[test]
fn a_lookup_keeps_its_total() {
    let lookup = sent("GET", "/Users?filter=userName%20eq%20%22ada.k3f9x2%40example.com%22", None);
    let text = said(&names(), &[answered_json(lookup, 200, &list(4, 1, &[ada()]))]);
    assert!(text.contains("\"totalResults\": 4"), "a wrong total must show: {text}");
}

#[test]
fn the_order_of_a_list_makes_no_difference_unless_it_was_asked_for() {
    let with = |query: &str, entries: &[Value]| {
        said(&names(), &[answered_json(sent("GET", query, None), 200, &list(2, 1, entries))])
    };
    assert_eq!(with("/Users?startIndex=1", &[ada(), bob()]), with("/Users?startIndex=1", &[bob(), ada()]));
    let sorted = "/Users?sortBy=userName";
    assert_ne!(with(sorted, &[ada(), bob()]), with(sorted, &[bob(), ada()]));
}

#[test]
fn lower_case_keys_of_a_list_are_lists_too() {
    let body = json!({ "totalresults": 2, "resources": [stranger(1), ada()] });
    let text = said(&names(), &[page(1, &body)]);
    assert!(text.contains("\"totalresults\": \"<n>\"") && text.contains("<other resources>"), "{text}");
}

#[test]
fn entries_that_are_no_objects_are_printed() {
    let text = said(&names(), &[page(1, &json!({ "totalResults": 1, "Resources": ["what", null] }))]);
    assert!(text.contains("[\"what\", null]"), "{text}");
}
