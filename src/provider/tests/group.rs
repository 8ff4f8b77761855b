//! Groups and membership (RFC 7643 §4.2, and `groups` of §4.1.2).

use serde_json::json;

use super::{BASE, Server, id, user};
use crate::scim::urn;

// RFC7643-4.2-02, -03, 4.1.2-06
#[test]
fn a_member_is_shown_with_what_the_server_knows_of_it_and_sees_the_group() {
    let server = Server::new();
    let ada = server.user("ada", json!({"displayName": "Ada L"}));
    let bob = server.user("bob", json!({}));
    let members = json!([{"value": id(&ada), "display": "wrong", "type": "Group", "$ref": "x"},
        {"value": id(&bob), "display": null}]);
    let group =
        server.create("/Groups", json!({"schemas": [urn::GROUP], "displayName": "G", "members": members}));
    let expected = json!([
        {"value": id(&ada), "$ref": format!("{BASE}{ada}"), "display": "Ada L", "type": "User"},
        {"value": id(&bob), "$ref": format!("{BASE}{bob}"), "display": "bob", "type": "User"},
    ]);
    assert_eq!(server.get(&group).body["members"], expected);
    let groups =
        json!([{"value": id(&group), "$ref": format!("{BASE}{group}"), "display": "G", "type": "direct"}]);
    assert_eq!(server.get(&ada).body["groups"], groups);
    assert_eq!(server.filter("/Users", "groups.display eq \"g\""), ["ada", "bob"]);
    assert_eq!(server.filter("/Groups", &format!("members.value eq \"{}\"", id(&ada))), ["G"]);
    assert_eq!(server.filter("/Groups", "members.display eq \"ada l\""), ["G"]);
    server.group("Empty", &[]);
    assert_eq!(server.filter("/Groups", "not (members pr)"), ["Empty"]);
}

#[test]
fn a_member_that_does_not_exist_is_refused_and_nothing_changes() {
    let server = Server::new();
    let ada = server.user("ada", json!({}));
    let group = server.group("G", &[&ada]);
    let before = server.get(&group).body;
    let nobody = json!([{"value": "nobody"}]);
    let body = json!({"schemas": [urn::GROUP], "displayName": "New", "members": nobody});
    server.post("/Groups", body.clone()).refused(400, "invalidValue");
    server.put(&group, body).refused(400, "invalidValue");
    let operations = json!([{"op": "replace", "path": "displayName", "value": "X"},
        {"op": "add", "path": "members", "value": nobody}]);
    server.patch(&group, operations).refused(400, "invalidValue");
    server
        .patch(&group, json!([{"op": "add", "path": "members", "value": [{"display": "x"}]}]))
        .refused(400, "invalidValue");
    assert_eq!(server.get(&group).body, before);
    assert_eq!(server.found("/Groups"), ["G"]);
    assert_eq!(server.filter("/Groups", "displayName eq \"G\""), ["G"]);
}

// RFC7644-3.5.1-14, RFC7643-4.2-08
#[test]
fn put_replaces_name_and_members_of_a_group() {
    let server = Server::new();
    let (ada, bob) = (server.user("ada", json!({})), server.user("bob", json!({})));
    let group = server.group("Old", &[&ada]);
    let body = json!({"schemas": [urn::GROUP], "id": id(&group), "displayName": "New",
        "members": [{"value": id(&bob), "display": "bob"}]});
    assert_eq!(server.put(&group, body).status, 200);
    assert_eq!(server.members(&group), [id(&bob)]);
    assert_eq!(server.get(&ada).body.get("groups"), None);
    assert_eq!(server.filter("/Groups", "displayName eq \"NEW\""), ["New"]);
    let body = json!({"schemas": [urn::GROUP], "displayName": "New", "members": []});
    assert_eq!(server.put(&group, body).body.get("members"), None);
}

#[test]
fn two_groups_may_have_one_name() {
    let server = Server::new();
    server.group("Same", &[]);
    server.group("same", &[]);
    assert_eq!(server.filter("/Groups", "displayName eq \"SAME\""), ["Same", "same"]);
}

#[test]
fn deleting_a_user_ends_its_memberships_and_deleting_a_group_those_of_its_members() {
    let server = Server::new();
    let (ada, bob) = (server.user("ada", json!({})), server.user("bob", json!({})));
    let group = server.group("G", &[&ada, &bob]);
    let before = server.get(&group);
    server.delete(&ada);
    assert_eq!(server.members(&group), [id(&bob)]);
    assert_ne!(server.get(&group).header("etag"), before.header("etag"));
    server.delete(&group);
    assert_eq!(server.get(&bob).body.get("groups"), None);
}

#[test]
fn nested_groups_are_indirect_memberships() {
    let server = Server::new();
    let ada = server.user("ada", json!({}));
    let inner = server.group("Inner", &[&ada]);
    let outer = server.group("Outer", &[&inner]);
    assert_eq!(server.get(&outer).body["members"][0]["type"], "Group");
    let groups = server.get(&ada).body["groups"].clone();
    let kinds: Vec<_> =
        groups.as_array().unwrap().iter().map(|group| (&group["display"], &group["type"])).collect();
    assert_eq!(kinds, [(&json!("Inner"), &json!("direct")), (&json!("Outer"), &json!("indirect"))]);
}

// RFC7644-3.14-03, -09
#[test]
fn a_group_around_a_group_is_another_state_of_whoever_is_in_it() {
    let server = Server::new();
    let ada = server.user("ada", json!({}));
    let inner = server.group("Inner", &[&ada]);
    let tag = || server.get(&ada).header("etag").unwrap().to_owned();
    let mut before = tag();
    let mut moves = |what: &str| {
        let after = tag();
        assert_ne!(std::mem::replace(&mut before, after.clone()), after, "{what}");
    };
    let outer = server.group("Outer", &[&inner]);
    moves("the inner group joins");
    server.patch(&outer, json!([{"op": "remove", "path": "members"}]));
    moves("it leaves");
    server.put(
        &outer,
        json!({"schemas": [urn::GROUP], "displayName": "Outer", "members": [{"value": id(&inner)}]}),
    );
    moves("it joins by PUT");
    // Groups that contain each other end all the same.
    server.patch(&inner, json!([{"op": "add", "path": "members", "value": [{"value": id(&outer)}]}]));
    server.delete(&outer);
    moves("the outer group is deleted");
}

// RFC7643-4.1.2-07
#[test]
fn membership_cannot_be_changed_from_the_users_side() {
    let server = Server::new();
    let ada = server.user("ada", json!({}));
    let group = server.group("G", &[]);
    let groups = json!([{"value": id(&group)}]);
    server.patch(&ada, json!([{"op": "add", "path": "groups", "value": groups}])).refused(400, "mutability");
    server.put(&ada, user("ada", json!({"groups": groups})));
    server.user("bob", json!({"groups": groups}));
    assert!(server.members(&group).is_empty());
}

// RFC7643-4.2-04
#[test]
fn a_members_id_cannot_be_changed_in_place() {
    let server = Server::new();
    let (ada, bob) = (server.user("ada", json!({})), server.user("bob", json!({})));
    let group = server.group("G", &[&ada]);
    let path = format!("members[value eq \"{}\"].value", id(&ada));
    server
        .patch(&group, json!([{"op": "replace", "path": path, "value": id(&bob)}]))
        .refused(400, "mutability");
    assert_eq!(server.members(&group), [id(&ada)]);
}

#[test]
fn a_path_may_choose_members_by_what_is_shown_of_them() {
    let server = Server::new();
    let (ada, bob) = (server.user("ada", json!({"displayName": "Ada L"})), server.user("bob", json!({})));
    let group = server.group("G", &[&ada, &bob]);
    let before = server.get(&group).body;
    let remove = |filter: &str| json!([{"op": "remove", "path": format!("members[{filter}]")}]);
    assert_eq!(server.patch(&group, remove("display eq \"nobody\"")).body, before);
    let failing = json!([{"op": "remove", "path": "members[display eq \"bob\"]"}, {"op": "remove", "path": "displayName"}]);
    server.patch(&group, failing).refused(400, "mutability");
    assert_eq!(server.get(&group).body, before);
    server.patch(&group, remove("display eq \"ada l\""));
    assert_eq!(server.members(&group), [id(&bob)]);
    server.patch(&group, remove(&format!("$ref eq \"{BASE}{bob}\"")));
    assert!(server.members(&group).is_empty());
}
