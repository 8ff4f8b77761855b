//! PATCH (RFC 7644 §3.5.2) through the whole server.

use serde_json::{Value, json};

use super::{ENT, Server, id};
use crate::scim::urn;

fn patched(server: &Server, path: &str, operations: Value) -> Value {
    let reply = server.patch(path, operations.clone());
    assert_eq!(reply.status, 200, "{operations}: {}", reply.body);
    // RFC7644-3.5.2-28, 3.1-03
    assert_eq!(server.get(path).body, reply.body, "{operations}");
    reply.body
}

// RFC7644-3.5.2-01, -27
#[test]
fn a_body_that_is_no_patch_message_is_refused() {
    let server = Server::new();
    let path = server.user("ada", json!({}));
    let operations = json!([{"op": "add", "path": "title", "value": "x"}]);
    let send = |body: Value| server.send(super::Method::Patch, &path, Some(&body));
    send(json!({"Operations": operations})).refused(400, "invalidSyntax");
    send(json!({"schemas": [urn::USER], "Operations": operations})).refused(400, "invalidSyntax");
    send(json!({"schemas": [urn::PATCH_OP]})).refused(400, "invalidSyntax");
    send(json!({"schemas": [urn::PATCH_OP], "Operations": []})).refused(400, "invalidSyntax");
    send(json!([])).refused(400, "invalidSyntax");
    assert_eq!(server.get(&path).body.get("title"), None);
    assert_eq!(send(json!({"Operations": operations, "schemas": [urn::PATCH_OP]})).status, 200);
}

// RFC7644-3.5.2-06 to -11, -22, 3.5.2.1-02, -03, -05, -06, 3.5.2.3-01, -02, -03, -05, -08
#[test]
fn every_form_of_path_reaches_its_target() {
    let server = Server::new();
    let emails = json!([{"value": "w@x", "type": "work", "primary": true}, {"value": "h@x", "type": "home"}]);
    let path = server
        .user("ada", json!({"emails": emails, "title": "T", "name": {"givenName": "A", "familyName": "B"}}));
    let patch = |operation: Value| patched(&server, &path, json!([operation]));
    assert_eq!(patch(json!({"op": "replace", "value": {"active": false}}))["active"], false);
    assert_eq!(patch(json!({"op": "replace", "path": "displayName", "value": "x"}))["displayName"], "x");
    let body = patch(json!({"op": "replace", "path": "name.familyName", "value": "C"}));
    assert_eq!(body["name"], json!({"givenName": "A", "familyName": "C"}));
    let body = patch(json!({"op": "replace", "path": "emails[type eq \"work\"].value", "value": "n@x"}));
    assert_eq!((&body["emails"][0]["value"], &body["emails"][1]["value"]), (&json!("n@x"), &json!("h@x")));
    let body = patch(json!({"op": "add", "path": "emails", "value": [{"value": "o@x", "type": "other"}]}));
    assert_eq!(body["emails"].as_array().unwrap().len(), 3);
    let body = patch(json!({"op": "add", "value": {"nickName": "N", "emails": [{"value": "p@x"}]}}));
    assert_eq!(
        (&body["nickName"], body["emails"].as_array().unwrap().len(), &body["title"]),
        (&json!("N"), 4, &json!("T"))
    );
    let body = patch(json!({"op": "replace", "value": {"emails": [{"value": "c@x"}]}}));
    assert_eq!((&body["emails"], &body["nickName"]), (&json!([{"value": "c@x"}]), &json!("N")));
    let core = format!("{}:title", urn::USER);
    assert_eq!(patch(json!({"op": "replace", "path": core, "value": "U"}))["title"], "U");
    let body = patch(json!({"op": "add", "path": format!("{ENT}:employeeNumber"), "value": "7"}));
    assert_eq!((&body[ENT], &body["schemas"]), (&json!({"employeeNumber": "7"}), &json!([urn::USER, ENT])));
    let body = patch(json!({"op": "remove", "path": format!("{ENT}:employeeNumber")}));
    assert_eq!((body.get(ENT), &body["schemas"]), (None, &json!([urn::USER])));
}

// RFC7644-3.5.2-23, 3.5.2.1-09, -10, 3.5.2.2-04, -05, 3.5.2.3-04; Okta's group pushes
#[test]
fn members_are_added_removed_and_replaced_in_order() {
    let server = Server::new();
    let users: Vec<String> = ["a", "b", "c"].map(|name| server.user(name, json!({}))).into();
    let [a, b, c] = [id(&users[0]), id(&users[1]), id(&users[2])];
    let group = server.group("G", &[]);
    let values =
        |ids: &[&str]| -> Value { ids.iter().map(|id| json!({"value": id, "display": "x"})).collect() };
    patched(&server, &group, json!([{"op": "add", "path": "members", "value": values(&[a, b, c])}]));
    assert_eq!(server.members(&group), [a, b, c]);
    let remove = |id: &str| json!({"op": "remove", "path": format!("members[value eq \"{id}\"]")});
    patched(
        &server,
        &group,
        json!([remove(a), remove(c), {"op": "add", "path": "members", "value": values(&[a])}]),
    );
    assert_eq!(server.members(&group), [b, a]);
    patched(&server, &group, json!([{"op": "replace", "path": "members", "value": values(&[c, a])}]));
    assert_eq!(server.members(&group).len(), 2);
    assert_eq!(server.get(&users[1]).body.get("groups"), None);
    patched(
        &server,
        &group,
        json!([{"op": "remove", "path": "members"}, {"op": "add", "path": "members", "value": values(&[b])}]),
    );
    assert_eq!(server.members(&group), [b]);
    let body = patched(&server, &group, json!([remove(b)]));
    assert_eq!(body.get("members"), None);
    assert!(server.filter("/Groups", "members pr").is_empty());
    patched(&server, &group, json!([{"op": "replace", "path": "members", "value": []}]));
    patched(&server, &group, json!([remove(a)]));
}

// Okta's rename repeats the id in a value without path (okta reference, group rename).
#[test]
fn a_rename_that_repeats_the_id_succeeds() {
    let server = Server::new();
    let group = server.group("Old", &[]);
    let value = json!({"id": id(&group), "displayName": "New"});
    assert_eq!(patched(&server, &group, json!([{"op": "replace", "value": value}]))["displayName"], "New");
    assert_eq!(server.filter("/Groups", "displayName eq \"new\""), ["New"]);
    let value = json!({"id": "another", "displayName": "X"});
    server.patch(&group, json!([{"op": "replace", "value": value}])).refused(400, "mutability");
}

// RFC7643-3.1-14
#[test]
fn a_whole_resource_as_a_value_brings_its_meta_along_in_vain() {
    let server = Server::new();
    let path = server.user("ada", json!({"title": "T"}));
    let mut value = server.get(&path).body;
    value["title"] = json!("U");
    value["meta"]["created"] = json!("1999-01-01T00:00:00Z");
    let body = patched(&server, &path, json!([{"op": "replace", "value": value}]));
    assert_eq!(body["title"], "U");
    assert_ne!(body["meta"]["created"], "1999-01-01T00:00:00Z");
    let named = json!([{"op": "replace", "path": "meta.created", "value": "1999-01-01T00:00:00Z"}]);
    server.patch(&path, named).refused(400, "mutability");
}

// RFC7644-3.5.2-25, -33, 3.5.2.3-09
#[test]
fn a_failing_operation_undoes_those_before_it() {
    let server = Server::new();
    server.user("taken", json!({}));
    let path = server.user("ada", json!({"displayName": "D", "emails": [{"value": "a", "type": "work"}]}));
    let before = server.get(&path).body;
    let first = json!({"op": "replace", "value": {"displayName": "X", "nickName": "N", "emails": []}});
    for (second, status, scim_type) in [
        (json!({"op": "replace", "path": "id", "value": "bad"}), 400, "mutability"),
        (json!({"op": "replace", "path": "userName", "value": "TAKEN"}), 409, "uniqueness"),
        (json!({"op": "replace", "path": "emails[type eq \"fax\"].value", "value": "x"}), 400, "noTarget"),
        (json!({"op": "remove"}), 400, "noTarget"),
        (json!({"op": "remove", "path": "userName"}), 400, "mutability"),
        (json!({"op": "replace", "path": "bogus", "value": "x"}), 400, "invalidPath"),
        (json!({"op": "replace", "path": "emails[", "value": "x"}), 400, "invalidPath"),
        (json!({"op": "replace", "path": "active", "value": "no"}), 400, "invalidValue"),
        (json!({"op": "replace", "path": "urn:x:unknown:attr", "value": "x"}), 400, "invalidPath"),
        (json!({"op": "move", "path": "title"}), 400, "invalidSyntax"),
    ] {
        server.patch(&path, json!([first, second])).refused(status, scim_type);
        assert_eq!(server.get(&path).body, before, "{second}");
    }
    assert_eq!(server.filter("/Users", "userName eq \"taken\""), ["taken"]);
    assert_eq!(server.filter("/Users", "userName eq \"ada\""), ["ada"]);
}

// RFC7644-3.5.2-32
#[test]
fn a_missing_resource_is_404_whatever_the_body() {
    let server = Server::new();
    server.patch("/Users/nobody", json!([{"op": "remove", "path": "userName"}])).refused(404, "");
    server
        .send_raw(super::Method::Patch, "/Groups/nobody", super::Headers::default(), "{".into())
        .refused(404, "");
}

// RFC7644-3.5.2.1-07 and the SHALL NOT on lastModified
#[test]
fn adding_what_is_there_is_a_success_that_changes_nothing() {
    let server = Server::new();
    let ada = server.user("ada", json!({"title": "T"}));
    let group = server.group("G", &[&ada]);
    let before = (server.get(&ada).body, server.get(&group).body);
    patched(&server, &ada, json!([{"op": "add", "path": "title", "value": "T"}]));
    let member = json!([{"value": id(&ada), "display": "ada@example.com"}]);
    patched(&server, &group, json!([{"op": "add", "path": "members", "value": member}]));
    assert_eq!((server.get(&ada).body, server.get(&group).body), before);
}

// RFC7643-2.4-01
#[test]
fn a_new_primary_value_takes_over() {
    let server = Server::new();
    let path = server.user("ada", json!({"emails": [{"value": "a", "primary": true}]}));
    let body = patched(
        &server,
        &path,
        json!([{"op": "add", "path": "emails", "value": [{"value": "b", "primary": true}]}]),
    );
    let primary: Vec<&Value> =
        body["emails"].as_array().unwrap().iter().filter(|one| one["primary"] == true).collect();
    assert_eq!((primary.len(), &primary[0]["value"]), (1, &json!("b")));
}

// RFC7644-3.5.2-18, 3.5.2.2-12: forms of Entra and JumpCloud, which this server tolerates.
#[test]
fn texts_for_booleans_and_removals_by_value_are_understood() {
    let server = Server::new();
    let ada = server.user("ada", json!({}));
    let active = |value: &str| {
        let operation = json!({"op": "Replace", "path": "active", "value": value});
        patched(&server, &ada, json!([operation]))["active"].clone()
    };
    assert_eq!((active("False"), active("True"), active("false")), (json!(false), json!(true), json!(false)));
    let bob = server.user("bob", json!({}));
    let (ada, bob) = (id(&ada), id(&bob));
    let members = json!([{"value": ada}, {"value": bob}]);
    let path =
        server.create("/Groups", json!({"schemas": [urn::GROUP], "displayName": "G", "members": members}));
    let remove = json!([{"op": "Remove", "path": "members", "value": [{"value": ada}]}]);
    let left = patched(&server, &path, remove);
    assert_eq!(left["members"].as_array().map(Vec::len), Some(1), "{left}");
    assert_eq!(left["members"][0]["value"], bob);
}
