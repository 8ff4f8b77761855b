//! Queries (RFC 7644 §3.4.2, §3.4.3) and projection (§3.9). The grammar of filters is tested where it lives.

use serde_json::{Value, json};

use super::{BASE, ENT, Server, id, names};
use crate::scim::urn;

fn four() -> Server {
    let server = Server::new();
    server.user(
        "bob",
        json!({"displayName": "Bob", "title": "b", "emails": [{"value": "b@x"}, {"value": "b@y"}]}),
    );
    server.user("Alice", json!({"displayName": "alice", "active": false, ENT: {"department": "R&D"}}));
    server.user("carol", json!({"displayName": "Carol", "title": "A"}));
    let bob = server.filter("/Users", "userName eq \"bob\"");
    assert_eq!(bob, ["bob"]);
    server.group("Alumni", &[]);
    server
}

// RFC7644-3.4.2-01, -07, 3.4.2.2-02, -07, -22, -31, -36, -37, -41, RFC7643-7-08
#[test]
fn filters_find_what_they_say_with_and_without_an_index() {
    let server = four();
    for (filter, found) in [
        ("userName eq \"BOB\"", vec!["bob"]),
        ("urn:ietf:params:scim:schemas:core:2.0:User:userName eq \"bob\"", vec!["bob"]),
        ("USERNAME EQ \"bob\"", vec!["bob"]),
        ("userName eq \"bobx\"", vec![]),
        ("userName eq \"bob\" and active eq true", vec!["bob"]),
        ("userName eq \"bob\" and active eq false", vec![]),
        ("active eq false and userName eq \"alice\"", vec!["Alice"]),
        ("userName eq \"bob\" or userName eq \"carol\"", vec!["bob", "carol"]),
        ("not (userName eq \"bob\")", vec!["Alice", "carol"]),
        ("userName ne \"bob\"", vec!["Alice", "carol"]),
        ("emails.value eq \"b@y\"", vec!["bob"]),
        ("emails co \"@x\"", vec!["bob"]),
        ("emails[value eq \"b@x\"]", vec!["bob"]),
        ("active eq true", vec!["bob", "carol"]),
        ("title pr", vec!["bob", "carol"]),
        ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq \"r&d\"", vec!["Alice"]),
        ("meta.resourceType eq \"User\"", vec!["bob", "Alice", "carol"]),
        ("meta.lastModified gt \"2020-01-01T00:00:00Z\"", vec!["bob", "Alice", "carol"]),
        ("meta.created lt \"2020-01-01T00:00:00Z\"", vec![]),
    ] {
        assert_eq!(server.filter("/Users", filter), found, "{filter}");
    }
}

#[test]
fn what_the_server_makes_can_be_filtered_by() {
    let server = four();
    let body = server.get("/Users?filter=userName%20eq%20%22bob%22").body;
    let bob = &body["Resources"][0];
    let location = bob["meta"]["location"].as_str().unwrap();
    for filter in [
        format!("meta.location eq \"{location}\""),
        format!("id eq {}", bob["id"]),
        format!("id eq {} and meta.version eq \"W/\\\"1\\\"\"", bob["id"]),
    ] {
        assert_eq!(server.filter("/Users", &filter), ["bob"], "{filter}");
    }
    assert!(location.starts_with(BASE));
}

#[test]
fn a_bad_query_is_refused_with_the_right_keyword() {
    let server = four();
    for (query, scim_type) in [
        ("filter=userName%20xx%20%22a%22", "invalidFilter"),
        ("filter=", "invalidFilter"),
        ("filter=shoeSize%20eq%201", "invalidFilter"),
        ("filter=active%20gt%20true", "invalidFilter"),
        ("startIndex=one", "invalidValue"),
        ("count=1.5", "invalidValue"),
        ("sortBy=nothing", "invalidPath"),
        ("sortBy=userName&sortOrder=up", "invalidValue"),
        ("attributes=a&excludedAttributes=b", "invalidValue"),
    ] {
        server.get(&format!("/Users?{query}")).refused(400, scim_type);
    }
}

#[test]
fn both_spellings_of_a_blank_are_read_and_unknown_parameters_ignored() {
    let server = four();
    assert_eq!(server.found("/Users?filter=userName+eq+%22bob%22&startIndex=1&count=100&x=y"), ["bob"]);
    assert_eq!(server.found("/Users?filter=userName%20eq%20%22bob%22&startIndex=1&count=100"), ["bob"]);
}

// RFC7644-3.4.2-02 to -06, 3.4.2.4-01 to -11
#[test]
fn pages_have_the_size_asked_for_and_the_total_of_all() {
    let server = four();
    for (query, expected) in [
        ("", (3, 1, 3)),
        ("?count=1", (3, 1, 1)),
        ("?startIndex=2&count=1", (3, 2, 1)),
        ("?startIndex=0&count=2", (3, 1, 2)),
        ("?startIndex=-5&count=2", (3, 1, 2)),
        ("?startIndex=3&count=5", (3, 3, 1)),
        ("?count=0", (3, 1, 0)),
        ("?count=-1", (3, 1, 0)),
        ("?startIndex=99", (3, 99, 0)),
    ] {
        let body = server.get(&format!("/Users{query}")).body;
        let number = |name: &str| body[name].as_u64().unwrap();
        let got = (number("totalResults"), number("startIndex"), number("itemsPerPage"));
        assert_eq!(got, expected, "{query}");
        assert_eq!(names(&body).len() as u64, expected.2, "{query}");
    }
    let walked: Vec<String> =
        (1..=3).flat_map(|start| server.found(&format!("/Users?startIndex={start}&count=1"))).collect();
    assert_eq!(walked, ["bob", "Alice", "carol"]);
}

// RFC7644-3.4.2.3-02 to -10
#[test]
fn order_follows_sort_by() {
    let server = four();
    assert_eq!(server.found("/Users?sortBy=userName"), ["Alice", "bob", "carol"]);
    assert_eq!(server.found("/Users?sortBy=userName&sortOrder=descending"), ["carol", "bob", "Alice"]);
    assert_eq!(server.found("/Users?sortBy=title"), ["carol", "bob", "Alice"]);
    assert_eq!(server.found("/Users?sortBy=title&sortOrder=descending"), ["Alice", "bob", "carol"]);
    assert_eq!(server.found("/Users?sortBy=meta.created&sortOrder=descending&count=1"), ["carol"]);
    assert_eq!(server.found("/Users?sortBy=meta.location"), ["bob", "Alice", "carol"]);
    assert_eq!(server.found("/?sortBy=displayName"), ["Alice", "Alumni", "bob", "carol"]);
    assert_eq!(server.found("/?sortBy=userName"), ["Alice", "bob", "carol", "Alumni"]);
}

// RFC7644-3.4.2.1-01 to -05, 3.4.3-04
#[test]
fn the_root_covers_every_type_and_unknown_attributes_have_no_value_there() {
    let server = four();
    assert_eq!(server.found("/"), ["bob", "Alice", "carol", "Alumni"]);
    assert_eq!(server.filter("/", "displayName sw \"al\""), ["Alice", "Alumni"]);
    assert_eq!(server.filter("/", "meta.resourceType eq \"Group\""), ["Alumni"]);
    assert_eq!(server.filter("", "userName pr"), ["bob", "Alice", "carol"]);
    assert_eq!(server.filter("/", "not (userName pr)"), ["Alumni"]);
    let search = json!({"schemas": [urn::SEARCH_REQUEST], "filter": "displayName co \"al\""});
    assert_eq!(names(&server.post("/.search", search).body), ["Alice", "Alumni"]);
}

// RFC7644-3.4.3-01 to -06
#[test]
fn a_search_by_post_is_a_query() {
    let server = four();
    let search = |more: Value| {
        let mut body = json!({"schemas": [urn::SEARCH_REQUEST]});
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        server.post("/Users/.search", body)
    };
    let reply = search(
        json!({"filter": "title pr", "sortBy": "title", "sortOrder": "descending", "startIndex": 1, "count": 1}),
    );
    assert_eq!((reply.status, names(&reply.body)), (200, vec!["bob".to_owned()]));
    assert_eq!(reply.body["totalResults"], 2);
    assert_eq!(names(&search(json!({})).body).len(), 3);
    let reply = search(json!({"attributes": ["userName"], "count": 1})).body;
    assert_eq!(reply["Resources"][0].as_object().unwrap().len(), 3);
    search(json!({"filter": "x y z"})).refused(400, "invalidFilter");
    search(json!({"filter": 7})).refused(400, "invalidValue");
    search(json!({"count": "1"})).refused(400, "invalidValue");
    server.post("/Users/.search", json!({"filter": "title pr"})).refused(400, "invalidSyntax");
    assert_eq!(server.get("/Users").body["totalResults"], 3);
}

// RFC7644-3.4.2.5-01 to -06, 3.9-01 to -08, RFC7643-7-14
#[test]
fn projection_shows_what_is_asked_for_on_every_answer() {
    let server = Server::new();
    let path = server.user(
        "ada",
        json!({"displayName": "A", "name": {"givenName": "Ada", "familyName": "L"},
        "emails": [{"value": "a@x", "type": "work"}], ENT: {"department": "D", "division": "d"}}),
    );
    let group = server.group("G", &[&path]);
    let keys = |target: &str| -> Vec<String> {
        let body = server.get(target).body;
        body.as_object().unwrap().keys().cloned().collect()
    };
    assert_eq!(
        keys(&format!("{path}?attributes=userName,NAME.familyName")),
        ["schemas", "id", "userName", "name"]
    );
    let body = server.get(&format!("{path}?attributes=name.familyName,emails.value")).body;
    assert_eq!((&body["name"], &body["emails"]), (&json!({"familyName": "L"}), &json!([{"value": "a@x"}])));
    let hidden = keys(&format!("{path}?excludedAttributes=name,emails,id,groups,schemas"));
    assert_eq!(hidden, ["schemas", "id", "userName", "displayName", ENT, "active", "meta"]);
    assert_eq!(
        server.get(&format!("{path}?attributes={ENT}:department")).body[ENT],
        json!({"department": "D"})
    );
    assert_eq!(keys(&format!("{path}?attributes={ENT}")), ["schemas", "id", ENT]);
    let full = format!("{path}?attributes={}:userName", urn::USER);
    assert_eq!(keys(&full), ["schemas", "id", "userName"]);
    assert_eq!(server.get(&format!("{path}?attributes=groups")).body["groups"][0]["display"], "G");
    for target in [format!("{group}?excludedAttributes=members"), format!("{group}?attributes=displayName")] {
        assert!(!keys(&target).contains(&"members".to_owned()), "{target}");
    }
    let list = server.get("/Groups?excludedAttributes=members&filter=displayName%20eq%20%22G%22").body;
    assert_eq!(list["Resources"][0].get("members"), None);

    // RFC7644-3.9-06, 3.5.2-29
    let short = |reply: super::Reply| reply.body.as_object().unwrap().len();
    let target = format!("{path}?attributes=userName");
    assert_eq!(short(server.patch(&target, json!([{"op": "replace", "path": "title", "value": "x"}]))), 3);
    assert_eq!(short(server.put(&target, super::user("ada", json!({})))), 3);
    assert_eq!(
        short(server.post("/Users?attributes=userName", super::user("bob", json!({"title": "x"})))),
        3
    );
    assert_eq!(server.get(&path).body["id"], id(&path));
}
