//! Many resources: what Okta's lookups and pushes touch must not grow with what is stored.

use serde_json::{Value, json};

use super::{Server, id};
use crate::scim::urn;

#[test]
fn ten_thousand_users_are_found_by_name_and_walked_page_by_page() {
    let server = Server::new();
    server.0.seed(10_000, 3).unwrap();
    assert_eq!(server.filter("/Users", "userName eq \"USER9999@example.com\""), ["user9999@example.com"]);
    let body = server.get("/Users?startIndex=9901&count=100").body;
    assert_eq!((&body["totalResults"], &body["itemsPerPage"]), (&json!(10_000), &json!(100)));
    assert_eq!(body["Resources"][99]["userName"], "user10000@example.com");
    let body = server.get("/Groups?excludedAttributes=members").body;
    assert_eq!(body["totalResults"], 3);
    assert_eq!(
        server.members(&format!("/Groups/{}", body["Resources"][1]["id"].as_str().unwrap())).len(),
        5_000
    );
}

#[test]
fn a_group_of_two_thousand_takes_one_more_and_lets_one_go() {
    let server = Server::new();
    server.0.seed(2_000, 1).unwrap();
    let group = server.get("/Groups?excludedAttributes=members").body;
    let group = format!("/Groups/{}", group["Resources"][0]["id"].as_str().unwrap());
    let ada = server.user("ada", json!({}));
    let add = json!([{"op": "add", "path": "members", "value": [{"value": id(&ada), "display": "ada"}]}]);
    assert_eq!(server.patch(&group, add).body["members"].as_array().unwrap().len(), 2_001);
    let remove = json!([{"op": "remove", "path": format!("members[value eq \"{}\"]", id(&ada))}]);
    assert_eq!(server.patch(&format!("{group}?attributes=displayName"), remove).status, 200);
    let members = server.members(&group);
    assert_eq!(members.len(), 2_000);

    // Push now: the whole list again, in another order, is no change; half of it is.
    let before = server.get(&group).body["meta"].clone();
    let all = |ids: &[String]| -> Value { ids.iter().rev().map(|id| json!({"value": id})).collect() };
    let push = |ids: &[String]| json!([{"op": "replace", "path": "members", "value": all(ids)}]);
    assert_eq!(server.patch(&group, push(&members)).status, 200);
    assert_eq!(server.get(&group).body["meta"], before);
    server.patch(&group, push(&members[..1_000]));
    assert_eq!(server.members(&group).len(), 1_000);
    let body = json!({"schemas": [urn::GROUP], "displayName": "Group 1", "members": all(&members)});
    assert_eq!(server.put(&group, body).body["members"].as_array().unwrap().len(), 2_000);
}
