//! Bulk jobs (RFC 7644 §3.7). The worked examples are among the vectors.

use serde_json::{Value, json};

use super::{Server, id, user};
use crate::provider::{Limits, Provider, Settings};
use crate::scim::urn;

fn send(server: &Server, more: Value) -> super::Reply {
    let mut body = json!({"schemas": [urn::BULK_REQUEST]});
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    server.post("/Bulk", body)
}

fn statuses(reply: &super::Reply) -> Vec<&str> {
    assert_eq!((reply.status, &reply.body["schemas"]), (200, &json!([urn::BULK_RESPONSE])), "{}", reply.body);
    reply.body["Operations"].as_array().unwrap().iter().map(|one| one["status"].as_str().unwrap()).collect()
}

fn create(bulk_id: &str, name: &str) -> Value {
    json!({"method": "POST", "path": "/Users", "bulkId": bulk_id, "data": user(name, json!({}))})
}

// RFC7644-3.7-04
#[test]
fn a_job_that_cannot_be_read_is_an_error_as_a_whole() {
    let server = Server::new();
    server.post("/Bulk", json!({"Operations": []})).refused(400, "invalidSyntax");
    send(&server, json!({})).refused(400, "invalidSyntax");
    send(&server, json!({"Operations": {}})).refused(400, "invalidSyntax");
    send(&server, json!({"Operations": [], "failOnErrors": "1"})).refused(400, "invalidValue");
    send(&server, json!({"Operations": [], "failOnErrors": 0})).refused(400, "invalidValue");
    assert!(statuses(&send(&server, json!({"Operations": []}))).is_empty());
}

// RFC7644-3.7-05 to -08, -10, -12, 3.7.3-01 to -03
#[test]
fn an_operation_that_lacks_something_fails_alone_and_says_why() {
    let server = Server::new();
    let reply = send(
        &server,
        json!({"Operations": [
            {"method": "GET", "path": "/Users"},
            {"path": "/Users", "bulkId": "a", "data": {}},
            {"method": "POST", "path": "/Users", "data": user("x", json!({}))},
            {"method": "POST", "bulkId": "b", "data": user("x", json!({}))},
            {"method": "POST", "path": "/Users", "bulkId": "c"},
            {"method": "POST", "path": "/Nothing", "bulkId": "d", "data": {}},
            {"method": "PUT", "path": "/Users", "data": {}},
            {"method": "POST", "path": "/Users", "bulkId": "e", "data": user("", json!({}))},
            7,
            create("f", "good"),
            create("g", "GOOD"),
        ]}),
    );
    assert_eq!(
        statuses(&reply),
        ["400", "400", "400", "400", "400", "404", "405", "400", "400", "201", "409"]
    );
    for operation in reply.body["Operations"].as_array().unwrap() {
        assert_eq!(operation.get("response").is_some(), operation["status"] != "201", "{operation}");
        assert_eq!(
            operation.get("location").is_some(),
            operation["status"] == "201" || operation["method"] == "PUT"
        );
    }
    assert_eq!(reply.body["Operations"][10]["response"]["scimType"], "uniqueness");
    assert_eq!(server.found("/Users"), ["good"]);
}

// RFC7644-3.7-13
#[test]
fn a_job_stops_after_as_many_errors_as_it_allows() {
    let server = Server::new();
    let operations = json!([create("a", ""), create("b", "one"), create("c", ""), create("d", "two")]);
    let reply = send(&server, json!({"failOnErrors": 2, "Operations": operations}));
    assert_eq!(statuses(&reply), ["400", "201", "400"]);
    assert_eq!(server.found("/Users"), ["one"]);
    let reply =
        send(&server, json!({"failOnErrors": 1, "Operations": [create("a", ""), create("b", "three")]}));
    assert_eq!(statuses(&reply), ["400"]);
}

// RFC7644-3.7-14, -15, 3.7.2-01
#[test]
fn an_operation_waits_for_the_one_that_it_refers_to() {
    let server = Server::new();
    let group = json!({"schemas": [urn::GROUP], "displayName": "G", "members": [{"value": "bulkId:u"}]});
    let patch =
        json!({"schemas": [urn::PATCH_OP], "Operations": [{"op": "replace", "path": "title", "value": "T"}]});
    let reply = send(
        &server,
        json!({"Operations": [
            {"method": "POST", "path": "/Groups", "bulkId": "g", "data": group},
            {"method": "PATCH", "path": "/Users/bulkId:u", "data": patch},
            create("u", "ada"),
        ]}),
    );
    assert_eq!(statuses(&reply), ["201", "200", "201"]);
    assert_eq!(reply.body["Operations"][0]["bulkId"], "g");
    let body = server.get("/Users").body;
    let ada = &body["Resources"][0];
    assert_eq!((&ada["title"], &ada["groups"][0]["display"]), (&json!("T"), &json!("G")));
}

// RFC7644-3.7.1-01
#[test]
fn a_reference_that_is_never_resolved_fails_its_operation_and_leaves_nothing_behind() {
    let server = Server::new();
    let group = |name: &str, refers: &str| json!({"schemas": [urn::GROUP], "displayName": name, "members": [{"value": format!("bulkId:{refers}")}]});
    let post = |bulk_id: &str, data: Value| json!({"method": "POST", "path": "/Groups", "bulkId": bulk_id, "data": data});
    let reply = send(&server, json!({"Operations": [post("a", group("A", "nothing"))]}));
    assert_eq!(statuses(&reply), ["400"]);
    // A refers to B, and B cannot be created.
    let reply = send(&server, json!({"Operations": [post("a", group("A", "b")), post("b", group("", "a"))]}));
    assert_eq!(statuses(&reply), ["409", "400"]);
    assert!(server.found("/Groups").is_empty());
    let manager = json!({super::ENT: {"manager": {"value": "bulkId:x"}}});
    let reply = send(
        &server,
        json!({"Operations": [
        {"method": "POST", "path": "/Users", "bulkId": "x", "data": user("self", manager)}]}),
    );
    assert_eq!(statuses(&reply), ["400"]);
}

// RFC7644-3.7.4-01, -02, -04
#[test]
fn more_operations_than_allowed_are_413_and_name_the_limit() {
    let limits = Limits { operations: 1, ..Limits::default() };
    let server = Server(Provider::new(Settings { limits, ..Settings::default() }));
    let reply = send(&server, json!({"Operations": [create("a", "a"), create("b", "b")]}));
    reply.refused(413, "");
    assert!(reply.body["detail"].as_str().unwrap().contains("maxOperations (1)"));
    assert!(server.found("/Users").is_empty());
    assert_eq!(server.get("/ServiceProviderConfig").body["bulk"]["maxOperations"], 1);
}

#[test]
fn a_deleted_resource_is_reported_with_the_place_where_it_was() {
    let server = Server::new();
    let path = server.user("ada", json!({}));
    let reply = send(&server, json!({"Operations": [{"method": "DELETE", "path": path}]}));
    let result = &reply.body["Operations"][0];
    assert_eq!(result["status"], "204");
    assert!(result["location"].as_str().unwrap().ends_with(id(&path)));
}
