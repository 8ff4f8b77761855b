//! Okta's own sequences, as its documentation and published request logs have them.

use serde_json::{Value, json};

use super::client::Client;
use super::single;
use crate::exchange::encode_component;
use crate::scim::urn;

fn lookup(client: &mut Client, endpoint: &str, attribute: &str, name: &str) -> Vec<Value> {
    let filter = encode_component(&format!("{attribute} eq \"{name}\""));
    let reply = client.get(&format!("/{endpoint}?filter={filter}&startIndex=1&count=100"));
    assert_eq!(reply.status, 200);
    reply.body["Resources"].as_array().unwrap().clone()
}

fn assign(client: &mut Client, name: &str) -> String {
    assert!(lookup(client, "Users", "userName", name).is_empty());
    let reply = client.send(
        "POST",
        "/Users",
        Some(json!({
            "schemas": [urn::USER, urn::ENTERPRISE_USER],
            "userName": name,
            "name": {"givenName": "Test", "familyName": "User"},
            "emails": [{"primary": true, "value": name, "type": "work"}],
            "title": "Manager", "displayName": "Test User", "locale": "en-US",
            urn::ENTERPRISE_USER: {"department": "Engineering"},
            "externalId": "00ujl29u0le5T6Aj10h7", "groups": [], "password": "1mz050nq", "active": true,
        })),
    );
    assert_eq!(reply.status, 201, "{}", reply.body);
    assert_eq!(reply.body["userName"], name);
    reply.body["id"].as_str().unwrap().to_owned()
}

fn patch(client: &mut Client, path: &str, operations: Value) -> Value {
    let reply =
        client.send("PATCH", path, Some(json!({"schemas": [urn::PATCH_OP], "Operations": operations})));
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.body
}

/// Okta's read-modify-write: the server's own answer, overwritten and sent back whole.
fn get_and_put(client: &mut Client, path: &str, change: impl FnOnce(&mut Value)) -> Value {
    let mut body = client.get(path).body;
    change(&mut body);
    let reply = client.send("PUT", path, Some(body));
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.body
}

#[test]
fn the_connection_test_and_saving_to_app_find_lists() {
    let (_running, mut client) = single();
    for target in ["/Users?startIndex=1&count=2", "/Groups?startIndex=1&count=100"] {
        let body = client.get(target).body;
        assert_eq!((&body["totalResults"], &body["Resources"]), (&json!(0), &json!([])), "{target}");
    }
    client.authorization = "h480djs93hd8".to_owned();
    assert_eq!(client.get("/Users?startIndex=1&count=2").status, 401);
}

#[test]
fn a_user_goes_through_the_life_of_a_custom_app() {
    let (_running, mut client) = single();
    let path = format!("/Users/{}", assign(&mut client, "test.user@okta.local"));
    // Profile update: mapped attributes overwritten, cleared ones null.
    let body = get_and_put(&mut client, &path, |body| {
        body["name"]["givenName"] = json!("Changed");
        body["title"] = Value::Null;
        body["userType"] = json!("essential");
        body["groups"] = json!([]);
    });
    assert_eq!((&body["name"]["givenName"], body.get("title")), (&json!("Changed"), None));
    assert_eq!(body["userType"], "essential");
    assert_eq!(body[urn::ENTERPRISE_USER], json!({"department": "Engineering"}));
    // Deactivate, then reassign: the lookup still finds the same id.
    assert_eq!(get_and_put(&mut client, &path, |body| body["active"] = json!(false))["active"], false);
    let found = lookup(&mut client, "Users", "userName", "test.user@okta.local");
    assert_eq!((found.len(), &found[0]["active"]), (1, &json!(false)));
    assert_eq!(format!("/Users/{}", found[0]["id"].as_str().unwrap()), path);
    assert_eq!(get_and_put(&mut client, &path, |body| body["active"] = json!(true))["active"], true);
    // Password sync, and a new user name on the same id.
    get_and_put(&mut client, &path, |body| body["password"] = json!("n3w-pass"));
    let body = get_and_put(&mut client, &path, |body| body["userName"] = json!("new.name@okta.local"));
    assert_eq!(body["userName"], "new.name@okta.local");
    assert!(lookup(&mut client, "Users", "userName", "test.user@okta.local").is_empty());
}

#[test]
fn a_user_goes_through_the_life_of_a_catalogue_app() {
    let (_running, mut client) = single();
    let path = format!("/Users/{}", assign(&mut client, "test.user@okta.local"));
    for active in [false, true] {
        let body = patch(&mut client, &path, json!([{"op": "replace", "value": {"active": active}}]));
        assert_eq!(body["active"], active);
    }
    patch(&mut client, &path, json!([{"op": "replace", "value": {"password": "s3cret-x"}}]));
    assert_eq!(client.get(&path).body.get("password"), None);
}

#[test]
fn a_second_create_is_the_409_that_stops_the_job() {
    let (_running, mut client) = single();
    assign(&mut client, "Test.User@okta.local");
    let body = json!({"schemas": [urn::USER], "userName": "test.user@okta.local"});
    let reply = client.send("POST", "/Users", Some(body));
    assert_eq!((reply.status, &reply.body["scimType"]), (409, &json!("uniqueness")));
}

#[test]
fn a_group_is_pushed_renamed_filled_and_deleted_by_a_catalogue_app() {
    let (_running, mut client) = single();
    let (ada, bob) = (assign(&mut client, "ada@okta.local"), assign(&mut client, "bob@okta.local"));
    assert!(lookup(&mut client, "Groups", "displayName", "Test SCIMv2").is_empty());
    let body = json!({"schemas": [urn::GROUP], "displayName": "Test SCIMv2", "members": []});
    let group = client.send("POST", "/Groups", Some(body)).body["id"].as_str().unwrap().to_owned();
    let path = format!("/Groups/{group}");
    let rename = json!({"op": "replace", "value": {"id": group, "displayName": "New Name"}});
    let add = json!({"op": "add", "path": "members", "value": [{"value": ada, "display": "ada@okta.local"}]});
    let body = patch(&mut client, &path, json!([rename, add]));
    assert_eq!((&body["displayName"], &body["members"][0]["value"]), (&json!("New Name"), &json!(ada)));
    let remove = json!({"op": "remove", "path": format!("members[value eq \"{ada}\"]")});
    let add = json!({"op": "add", "path": "members", "value": [{"value": bob, "display": null}]});
    let body = patch(&mut client, &path, json!([remove, add]));
    assert_eq!(body["members"].as_array().unwrap().len(), 1);
    let all =
        json!([{"value": ada, "display": "ada@okta.local"}, {"value": bob, "display": "bob@okta.local"}]);
    let push_now = |members: Value| json!([{"op": "replace", "path": "members", "value": members}]);
    let body = patch(&mut client, &path, push_now(all));
    assert_eq!(body["members"].as_array().unwrap().len(), 2);
    assert_eq!(patch(&mut client, &path, push_now(json!([]))).get("members"), None);
    assert_eq!(lookup(&mut client, "Groups", "displayName", "new name").len(), 1);
    assert_eq!(client.send("DELETE", &path, None).status, 204);
    assert_eq!(client.get(&path).status, 404);
}

#[test]
fn a_group_is_pushed_and_updated_by_a_custom_app() {
    let (_running, mut client) = single();
    let ada = assign(&mut client, "ada@okta.local");
    let members = json!([{"value": ada, "display": "ada@okta.local"}]);
    let body = json!({"schemas": [urn::GROUP], "displayName": "okta-lab-users", "members": members});
    let reply = client.send("POST", "/Groups", Some(body));
    assert_eq!((reply.status, &reply.body["members"][0]["value"]), (201, &json!(ada)));
    let path = format!("/Groups/{}", reply.body["id"].as_str().unwrap());
    let body = get_and_put(&mut client, &path, |body| body["displayName"] = json!("renamed"));
    assert_eq!((&body["displayName"], body["members"].as_array().unwrap().len()), (&json!("renamed"), 1));
    let body = get_and_put(&mut client, &path, |body| body["members"] = json!([]));
    assert_eq!(body.get("members"), None);
}

#[test]
fn an_import_walks_every_page_in_a_stable_order() {
    let (running, mut client) = single();
    for number in 0..250 {
        let body = json!({"schemas": [urn::USER], "userName": format!("user{number}")});
        assert_eq!(client.send("POST", "/Users", Some(body)).status, 201);
    }
    let mut seen = Vec::new();
    loop {
        let body = client.get(&format!("/Users?startIndex={}&count=100", seen.len() + 1)).body;
        let page = body["Resources"].as_array().unwrap().clone();
        assert_eq!(body["totalResults"], 250);
        if page.is_empty() {
            break;
        }
        seen.extend(page.into_iter().map(|user| user["userName"].as_str().unwrap().to_owned()));
    }
    let expected: Vec<String> = (0..250).map(|number| format!("user{number}")).collect();
    assert_eq!(seen, expected);
    running.shutdown();
}
