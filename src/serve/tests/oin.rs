//! The assertions of Okta's own gate for catalogue apps (Okta-SCIM-20-SPEC-Test), step by step.

use serde_json::{Value, json};

use super::client::{Client, Reply};
use super::single;
use crate::exchange::encode_component;
use crate::scim::urn;

const NAME: &str = "Runscope123Abcdefghi456@atko.com";

fn body() -> Value {
    json!({
        "schemas": [urn::USER], "userName": NAME, "name": {"givenName": "Runscope123", "familyName": "Abcdefghi456"},
        "emails": [{"primary": true, "value": NAME, "type": "work"}],
        "displayName": "Runscope123 Abcdefghi456", "active": true,
    })
}

fn by_name(client: &mut Client, name: &str) -> Reply {
    client.get(&format!("/Users?filter={}", encode_component(&format!("userName eq \"{name}\""))))
}

#[track_caller]
fn says_error(reply: &Reply, status: u16) {
    assert_eq!((reply.status, &reply.body["status"]), (status, &json!(status.to_string())));
    assert!(!reply.body["detail"].as_str().unwrap().is_empty());
    assert_eq!(reply.body["schemas"], json!([urn::ERROR]));
}

#[track_caller]
fn is_whole(user: &Value) {
    for pointer in ["/id", "/name/familyName", "/name/givenName", "/userName", "/emails/0/value"] {
        assert!(
            user.pointer(pointer).and_then(Value::as_str).is_some_and(|text| !text.is_empty()),
            "{pointer}"
        );
    }
    assert!(user["active"].is_boolean());
}

#[test]
fn every_step_of_the_spec_test_passes() {
    let (_running, mut client) = single();
    let mut existing = body();
    existing["userName"] = json!("already@atko.com");
    assert_eq!(client.send("POST", "/Users", Some(existing)).status, 201);

    // Step 1
    let list = client.get("/Users?count=1&startIndex=1");
    assert_eq!((list.status, &list.body["schemas"]), (200, &json!([urn::LIST_RESPONSE])));
    assert!(["itemsPerPage", "startIndex", "totalResults"].iter().all(|name| list.body[name].is_u64()));
    is_whole(&list.body["Resources"][0]);
    // Step 3
    let id = list.body["Resources"][0]["id"].as_str().unwrap();
    let read = client.get(&format!("/Users/{id}"));
    assert_eq!((read.status, &read.body["id"]), (200, &json!(id)));
    is_whole(&read.body);
    // Steps 5 and 9
    for name in ["abcdefgh@atko.com", NAME] {
        let none = by_name(&mut client, name);
        assert_eq!((none.status, &none.body["totalResults"]), (200, &json!(0)));
        assert_eq!(none.body["schemas"], json!([urn::LIST_RESPONSE]));
    }
    // Step 7
    says_error(&client.get("/Users/010101001010101011001010101011"), 404);
    // Step 11: another media type than everywhere else
    client.content_type = "application/json";
    let created = client.send("POST", "/Users", Some(body()));
    assert_eq!((created.status, &created.body["active"]), (201, &json!(true)));
    assert_eq!((&created.body["userName"], &created.body["name"]), (&json!(NAME), &body()["name"]));
    assert_eq!(created.body["schemas"], json!([urn::USER]));
    // Step 13
    let id = created.body["id"].as_str().unwrap();
    let read = client.get(&format!("/Users/{id}")).body;
    assert_eq!((&read["userName"], &read["name"]), (&json!(NAME), &body()["name"]));
    // Step 15
    assert_eq!(client.send("POST", "/Users", Some(body())).status, 409);
    // Step 17
    let upper = by_name(&mut client, &NAME.to_uppercase());
    assert_eq!((upper.status, &upper.body["totalResults"]), (200, &json!(1)));
    // Step 19
    let groups = client.get("/Groups");
    assert_eq!((groups.status, &groups.body["totalResults"]), (200, &json!(0)));
    // Step 23
    says_error(&client.get("/Users/00919288221112222"), 404);
    // Step 21
    client.authorization = "non-token".to_owned();
    says_error(&by_name(&mut client, &NAME.to_uppercase()), 401);
}
