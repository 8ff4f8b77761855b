//! POST, PUT and DELETE (RFC 7644 §3.3, §3.5.1, §3.6).

use serde_json::json;

use super::{BASE, ENT, Server, id, user};
use crate::scim::urn;

// RFC7644-3.3-01, -02, -03, -04, 3.3.1-01, RFC7643-3.1-01, -09, -15, -17
#[test]
fn a_created_resource_is_answered_whole_with_its_location() {
    let server = Server::new();
    let reply = server.post("/Users", user("ada@example.com", json!({"displayName": "Ada"})));
    assert_eq!(reply.status, 201);
    let location = format!("{BASE}/Users/{}", reply.body["id"].as_str().unwrap());
    assert_eq!(reply.header("location"), Some(&*location));
    assert_eq!(reply.body["meta"]["resourceType"], "User");
    assert_eq!(reply.body["meta"]["created"], reply.body["meta"]["lastModified"]);
    assert_eq!(reply.body.get("externalId"), None);
    // RFC7644-3.1-03, 3.4.1-01, -02
    assert_eq!(server.get(&location[BASE.len()..]).body, reply.body);
    let group = server.post("/Groups", json!({"schemas": [urn::GROUP], "displayName": "Analysts"}));
    assert_eq!((group.status, &group.body["meta"]["resourceType"]), (201, &json!("Group")));
}

// RFC7644-3.3-05, RFC7643-3.1-06, -14
#[test]
fn what_only_the_server_may_set_is_ignored_on_create() {
    let server = Server::new();
    let more = json!({"id": "mine", "groups": [{"value": "x"}],
        "meta": {"created": "1999-01-01T00:00:00Z", "resourceType": "X"}});
    let reply = server.post("/Users", user("ada", more));
    assert_eq!(reply.status, 201);
    assert_ne!(reply.body["id"], "mine");
    assert_eq!(reply.body["meta"]["resourceType"], "User");
    assert_ne!(reply.body["meta"]["created"], "1999-01-01T00:00:00Z");
    assert_eq!(reply.body.get("groups"), None);
}

// RFC7644-3.3-06, -07, RFC7643-4.1.1-02, -03
#[test]
fn a_user_name_that_differs_only_in_case_is_a_conflict() {
    let server = Server::new();
    server.user("Ann@x.org", json!({}));
    server.post("/Users", user("ann@X.ORG", json!({}))).refused(409, "uniqueness");
    assert_eq!(server.get("/Users").body["totalResults"], 1);
}

// RFC7644-3.3-09, RFC7643-2.5-01
#[test]
fn null_an_empty_array_and_absence_are_one_state() {
    let server = Server::new();
    server.user("a", json!({}));
    server.user(
        "b",
        json!({"title": null, "emails": [], "roles": [], "name": null, "nickName": null, ENT: null}),
    );
    server.user("c", json!({"name": {"givenName": null}, "emails": [{}], ENT: {"department": null}}));
    for filter in ["title pr", "emails pr", "name pr", "roles pr"] {
        assert!(server.filter("/Users", filter).is_empty(), "{filter}");
    }
    for resource in server.get("/Users").body["Resources"].as_array().unwrap() {
        let names: Vec<&String> = resource.as_object().unwrap().keys().collect();
        assert_eq!(names, ["schemas", "id", "userName", "active", "meta"]);
    }
}

// RFC7643-4.1.1-01, 4.2-01, 7-17
#[test]
fn what_is_required_must_be_there_and_say_something() {
    let server = Server::new();
    for body in [json!({"schemas": [urn::USER]}), user("", json!({})), user("  ", json!({}))] {
        server.post("/Users", body).refused(400, "invalidValue");
    }
    server.post("/Users", json!({"schemas": [urn::USER], "userName": null})).refused(400, "invalidValue");
    server.post("/Groups", json!({"schemas": [urn::GROUP], "members": []})).refused(400, "invalidValue");
}

// RFC7643-2.3-01, 2.3.2-01, 2.4-01, RFC7644-3.8-08
#[test]
fn values_of_the_wrong_type_are_refused() {
    let server = Server::new();
    for more in [
        json!({"active": "true"}),
        json!({"userName": 7}),
        json!({"displayName": ["x"]}),
        json!({"emails": {"value": "x"}}),
        json!({"emails": ["x"]}),
        json!({"name": "Ada"}),
        json!({"emails": [{"value": "a", "primary": "true"}]}),
        json!({"emails": [{"value": "a", "primary": true}, {"value": "b", "primary": true}]}),
        json!({ENT: "x"}),
        json!({ENT: {"manager": "x"}}),
        json!({"x509Certificates": [{"value": "-----BEGIN CERTIFICATE-----"}]}),
    ] {
        let reply = server.post("/Users", user("ada", more.clone()));
        assert_eq!((reply.status, &reply.body["scimType"]), (400, &json!("invalidValue")), "{more}");
    }
    assert_eq!(server.get("/Users").body["totalResults"], 0);
}

// RFC7643-3-02, -03
#[test]
fn a_body_must_name_the_schema_of_its_endpoint() {
    let server = Server::new();
    for schemas in [json!(null), json!([]), json!("x"), json!([urn::GROUP]), json!([urn::PATCH_OP])] {
        server.post("/Users", json!({"schemas": schemas, "userName": "ada"})).refused(400, "invalidSyntax");
    }
    let twice = json!({"schemas": [urn::USER, urn::USER, ENT, "urn:unknown"], "userName": "ada"});
    assert_eq!(server.post("/Users", twice).body["schemas"], json!([urn::USER]));
}

// RFC7643-2.1-01, 2.3.8-01, 3-04
#[test]
fn order_and_case_of_names_do_not_matter() {
    let server = Server::new();
    let body = json!({"USERNAME": "ada", "NickName": "A", "emails": [{"VALUE": "a@x"}],
        ENT.to_uppercase(): {"Department": "D"}, "SCHEMAS": [ENT, urn::USER.to_lowercase()]});
    let reply = server.post("/Users", body);
    assert_eq!(reply.status, 201, "{}", reply.body);
    assert_eq!(reply.body["nickName"], "A");
    assert_eq!(reply.body["emails"], json!([{"value": "a@x"}]));
    assert_eq!(reply.body[ENT], json!({"department": "D"}));
    assert_eq!(reply.body["schemas"], json!([urn::USER, ENT]));
}

#[test]
fn unknown_attributes_are_ignored() {
    let server = Server::new();
    let reply =
        server.post("/Users", user("ada", json!({"shoeSize": 44, "name": {"givenName": "A", "x": 1}})));
    assert_eq!(reply.status, 201);
    assert_eq!((reply.body.get("shoeSize"), &reply.body["name"]), (None, &json!({"givenName": "A"})));
}

// RFC7643-4.3-01, 3-09; Okta's custom attributes
#[test]
fn extensions_are_kept_under_their_urn_also_those_that_nobody_declared() {
    let server = Server::new();
    let custom = "urn:okta:custom:1.0:Space";
    let more = json!({"schemas": [urn::USER, ENT, custom],
        ENT: {"employeeNumber": "7", "costCenter": "c", "organization": "o", "division": "d", "department": "D"},
        custom: {"badge": "B-1", "floor": 3, "tags": ["x"], "gone": null}});
    let path = server.user("ada", more);
    let body = server.get(&path).body;
    assert_eq!(body[ENT]["employeeNumber"], "7");
    assert_eq!(body[custom], json!({"badge": "B-1", "floor": 3, "tags": ["x"]}));
    assert_eq!(body["schemas"], json!([urn::USER, ENT, custom]));
    // RFC7643-7-01
    let schema = server.get(&format!("/Schemas/{custom}"));
    assert_eq!((schema.status, &schema.body["id"]), (200, &json!(custom)));
    assert_eq!(server.filter("/Users", &format!("{custom}:badge eq \"b-1\"")), ["ada"]);
    server.patch(&path, json!([{"op": "replace", "path": format!("{custom}:badge"), "value": "B-2"}]));
    server.patch(&path, json!([{"op": "add", "value": {custom: {"gone": "here"}}}]));
    server.patch(&path, json!([{"op": "add", "path": format!("{custom}:fresh"), "value": true}]));
    let expected = json!({"badge": "B-2", "floor": 3, "tags": ["x"], "gone": "here", "fresh": true});
    assert_eq!(server.get(&path).body[custom], expected);
    // A value of another type than the first is no mistake: nobody declared one.
    assert_eq!(server.post("/Users", user("bob", json!({custom: {"floor": "third"}}))).status, 201);
}

// RFC7644-3.1-02, RFC7643-2.1-02, 3-02
#[test]
fn what_cannot_be_an_extension_is_ignored_and_a_refused_write_teaches_none() {
    let server = Server::new();
    let schemas = || {
        let body = server.get("/Schemas").body;
        body["Resources"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect::<Vec<_>>()
    };
    let before = schemas();
    let more = json!({urn::GROUP: {"displayName": "x"}, urn::PATCH_OP: {"a": 1}, "urn:a b": {"a": 1}});
    let path = server.user("ada", more);
    assert_eq!(server.get(&path).body["schemas"], json!([urn::USER]));
    let new = "urn:okta:custom:1.0:Space";
    server.post("/Users", user("", json!({new: {"a": 1}}))).refused(400, "invalidValue");
    server.put(&path, user("", json!({new: {"a": 1}}))).refused(400, "invalidValue");
    let failing = json!([{"op": "add", "value": {new: {"a": 1}}}, {"op": "remove", "path": "userName"}]);
    server.patch(&path, failing).refused(400, "mutability");
    assert_eq!(schemas(), before);
    server.put(
        &path,
        user("ada", json!({new: {"fine": 1, "not fine": 2, "deep": {"not.fine": 1, "fine": 2}}})),
    );
    assert_eq!(server.get(&path).body[new], json!({"fine": 1, "deep": {"fine": 2}}));
}

// RFC7644-3.5-01, 3.5.1-02, -11, RFC7643-3.1-04, -18
#[test]
fn put_replaces_what_it_says_and_clears_what_it_omits() {
    let server = Server::new();
    let path =
        server.user("ada", json!({"title": "T", "nickName": "N", "externalId": "e", ENT: {"division": "d"}}));
    let before = server.get(&path).body;
    let reply = server.put(&path, user("ada", json!({"displayName": "B", "title": "T2"})));
    assert_eq!(reply.status, 200);
    assert_eq!((&reply.body["displayName"], &reply.body["title"]), (&json!("B"), &json!("T2")));
    for gone in ["nickName", "externalId", ENT] {
        assert_eq!(reply.body.get(gone), None, "{gone}");
    }
    assert_eq!(reply.body["schemas"], json!([urn::USER]));
    assert_eq!(
        (&reply.body["id"], &reply.body["meta"]["created"]),
        (&before["id"], &before["meta"]["created"])
    );
    assert!(reply.body["meta"]["lastModified"].as_str() > before["meta"]["lastModified"].as_str());
    assert_eq!(server.get(&path).body, reply.body);
}

// RFC7644-3.5.1-04, -05
#[test]
fn put_with_null_or_an_empty_array_clears_and_a_list_is_replaced_whole() {
    let server = Server::new();
    let path = server.user(
        "ada",
        json!({"title": "T", "emails": [{"value": "a"}, {"value": "b"}], "roles": [{"value": "r"}]}),
    );
    let body =
        server.put(&path, user("ada", json!({"title": null, "roles": [], "emails": [{"value": "c"}]}))).body;
    assert_eq!((body.get("title"), body.get("roles")), (None, None));
    assert_eq!(body["emails"], json!([{"value": "c"}]));
}

// RFC7644-3.1-04, 3.5.1-09, -13
#[test]
fn put_of_what_was_read_is_no_change_and_what_is_read_only_in_it_is_ignored() {
    let server = Server::new();
    let path =
        server.user("ada", json!({"emails": [{"value": "a", "primary": true}], "password": "s3cret!"}));
    server.group("G", &[&path]);
    let before = server.get(&path).body;
    let reply = server.put(&path, before.clone());
    assert_eq!((reply.status, reply.body), (200, before.clone()));
    let mut other = before.clone();
    other["id"] = json!("other");
    other["meta"]["created"] = json!("1999-01-01T00:00:00Z");
    other["groups"] = json!([{"value": "zzz"}]);
    assert_eq!(server.put(&path, other).body, before);
}

// A client that has read a user never saw the password, and may not know `active`.
#[test]
fn put_that_does_not_mention_active_leaves_it_alone() {
    let server = Server::new();
    let path = server.user("ada", json!({"active": false}));
    assert_eq!(server.put(&path, user("ada", json!({}))).body["active"], false);
    assert_eq!(server.put(&path, user("ada", json!({"active": null}))).body["active"], true);
}

// RFC7644-3.5.1-01, -10, -12
#[test]
fn put_neither_creates_nor_takes_a_name_nor_forgets_what_is_required() {
    let server = Server::new();
    server.put("/Users/nobody", user("x", json!({}))).refused(404, "");
    // A missing resource is 404 whatever the body.
    server
        .send_raw(super::Method::Put, "/Users/nobody", super::Headers::default(), "{".into())
        .refused(404, "");
    server.user("ada", json!({}));
    let bob = server.user("bob", json!({"title": "T"}));
    server.put(&bob, user("ADA", json!({}))).refused(409, "uniqueness");
    server.put(&bob, json!({"schemas": [urn::USER], "title": "X"})).refused(400, "invalidValue");
    assert_eq!(server.get(&bob).body["title"], "T");
    assert_eq!(server.put(&bob, user("BOB", json!({}))).body["userName"], "BOB");
}

// RFC7644-3.6-01 to -05, RFC7643-3.1-05
#[test]
fn what_is_deleted_is_gone_everywhere_and_its_name_is_free() {
    let server = Server::new();
    let path = server.user("ada", json!({}));
    let reply = server.delete(&path);
    assert_eq!((reply.status, reply.body.is_null(), reply.headers.is_empty()), (204, true, true));
    server.get(&path).refused(404, "");
    server.put(&path, user("ada", json!({}))).refused(404, "");
    server.patch(&path, json!([{"op": "remove", "path": "userName"}])).refused(404, "");
    server.delete(&path).refused(404, "");
    assert!(server.filter("/Users", "userName eq \"ada\"").is_empty());
    assert!(server.found("/Users").is_empty());
    let search = json!({"schemas": [urn::SEARCH_REQUEST]});
    assert_eq!(server.post("/.search", search).body["totalResults"], 0);
    assert_ne!(id(&server.user("ada", json!({}))), id(&path));
}
