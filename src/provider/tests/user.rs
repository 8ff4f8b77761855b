//! What is particular to users (RFC 7643 §4.1).

use serde_json::json;

use super::{ENT, Server, id, user};

// RFC7643-4.1.1-04, 3.1-04
#[test]
fn a_user_may_be_renamed_and_keeps_the_id() {
    let server = Server::new();
    let path = server.user("old", json!({}));
    assert_eq!(server.put(&path, user("new", json!({}))).body["id"], id(&path));
    let renamed = server.patch(&path, json!([{"op": "replace", "path": "userName", "value": "newer"}]));
    assert_eq!((&renamed.body["userName"], &renamed.body["id"]), (&json!("newer"), &json!(id(&path))));
    assert_eq!(server.filter("/Users", "userName eq \"NEWER\""), ["newer"]);
    assert!(server.filter("/Users", "userName eq \"new\"").is_empty());
    server.user("old", json!({}));
    server.user("new", json!({}));
}

// RFC7643-4.1.1-09, -08, -07
#[test]
fn any_user_type_is_kept_as_sent() {
    let server = Server::new();
    let path =
        server.user("ada", json!({"userType": "Employee", "nickName": "A", "name": {"familyName": "L"}}));
    for user_type in ["Contractor", "Zebra"] {
        let value = json!([{"op": "replace", "value": {"userType": user_type}}]);
        assert_eq!(server.patch(&path, value).body["userType"], user_type);
    }
    let body = server.put(&path, user("ada", json!({"userType": "essential"}))).body;
    assert_eq!(body["userType"], "essential");
}

// RFC7643-4.1.1-10, -11, 3.1-04
#[test]
fn a_user_is_deactivated_and_reactivated_and_stays_readable() {
    let server = Server::new();
    let path = server.user("ada", json!({"active": true}));
    for active in [false, true] {
        let reply = server.patch(&path, json!([{"op": "replace", "value": {"active": active}}]));
        assert_eq!((reply.status, &reply.body["active"]), (200, &json!(active)));
        assert_eq!(server.get(&path).body["active"], active);
        assert_eq!(server.put(&path, user("ada", json!({"active": !active}))).body["active"], !active);
        assert_eq!(server.filter("/Users", "userName eq \"ada\""), ["ada"]);
        assert_eq!(server.found("/Users"), ["ada"]);
    }
    // RFC7644-3.5.2.2-02
    assert_eq!(server.patch(&path, json!([{"op": "remove", "path": "active"}])).body.get("active"), None);
    assert_eq!(server.put(&path, user("ada", json!({}))).body["active"], true);
}

// RFC7643-4.1.1-14, -15, RFC7644-3.9-10, 7.5.2; that no answer shows it is checked on every answer
#[test]
fn a_password_is_taken_and_never_shown_or_asked_for() {
    let server = Server::new();
    let path = server.user("ada", json!({"password": "T1meMa$heen"}));
    let shown = [
        server.get(&path),
        server.get(&format!("{path}?attributes=password,userName")),
        server.get("/Users"),
        server.put(&path, user("ada", json!({"password": "other-T1meMa$heen"}))),
        server.patch(&path, json!([{"op": "replace", "value": {"password": "T1meMa$heen2"}}])),
        server.patch(&path, json!([{"op": "add", "path": "password", "value": "T1meMa$heen3"}])),
    ];
    for reply in shown {
        assert_eq!(reply.status, 200);
        assert!(!reply.body.to_string().contains("T1meMa"), "{}", reply.body);
    }
    for query in ["filter=password%20eq%20%22x%22", "filter=not%20(password%20pr)", "sortBy=password"] {
        server.get(&format!("/Users?{query}")).refused(403, "sensitive");
    }
}

#[test]
fn a_new_password_is_another_state_and_the_same_one_is_not() {
    let server = Server::new();
    let path = server.user("ada", json!({"password": "one"}));
    let tag = |reply: super::Reply| reply.header("etag").unwrap().to_owned();
    let first = tag(server.get(&path));
    let set = |password: &str| {
        tag(server.patch(&path, json!([{"op": "replace", "value": {"password": password}}])))
    };
    let second = set("two");
    assert_ne!(first, second);
    assert_eq!(set("two"), second);
    assert_eq!(
        tag(server.put(&path, user("ada", json!({"active": true})))),
        second,
        "an omitted password stays"
    );
}

// RFC7643-3.1-10, -11, 7-09, RFC7644-3.4.2.2-37
#[test]
fn an_external_id_is_kept_in_its_case_and_may_change() {
    let server = Server::new();
    let path = server.user("ada", json!({"externalId": "MiXeD"}));
    assert_eq!(server.get(&path).body["externalId"], "MiXeD");
    assert_eq!(server.filter("/Users", "externalId eq \"MiXeD\""), ["ada"]);
    assert!(server.filter("/Users", "externalId eq \"mixed\"").is_empty());
    server.patch(&path, json!([{"op": "replace", "path": "externalId", "value": "b"}]));
    assert_eq!(server.filter("/Users", "externalId eq \"b\""), ["ada"]);
    assert!(server.filter("/Users", "externalId eq \"MiXeD\"").is_empty());
    server.put(&path, user("ada", json!({"externalId": "c"})));
    assert_eq!(server.filter("/Users", "externalId eq \"c\""), ["ada"]);
    let group = server.create(
        "/Groups",
        json!({"schemas": [crate::scim::urn::GROUP], "displayName": "G", "externalId": "g"}),
    );
    assert_eq!(server.get(&group).body["externalId"], "g");
}

// RFC7644-3.8-01, 3.4.2.2-43
#[test]
fn text_in_any_script_comes_back_as_sent_and_can_be_found() {
    let server = Server::new();
    let path = server.user("zoe", json!({"displayName": "Zoë 山田 🚀", "title": "O'Malley \"Q\" \\"}));
    assert_eq!(server.get(&path).body["displayName"], "Zoë 山田 🚀");
    assert_eq!(server.filter("/Users", "displayName eq \"ZOË 山田 🚀\""), ["zoe"]);
    assert_eq!(server.filter("/Users", r#"title eq "O'Malley \"Q\" \\""#), ["zoe"]);
    assert_eq!(server.filter("/Users", r#"displayName sw "Zo\u00eb""#), ["zoe"]);
}

// RFC7643-4.3-02, -03
#[test]
fn a_manager_is_shown_with_reference_and_name_when_the_id_is_known() {
    let server = Server::new();
    let boss = server.user("boss", json!({"displayName": "The Boss"}));
    let path = server.user("ada", json!({ENT: {"manager": {"value": id(&boss), "displayName": "made up"}}}));
    let manager = server.get(&path).body[ENT]["manager"].clone();
    assert_eq!((&manager["value"], &manager["displayName"]), (&json!(id(&boss)), &json!("The Boss")));
    assert!(manager["$ref"].as_str().unwrap().ends_with(&boss));
    let filter = format!("{ENT}:manager.displayName eq \"the boss\"");
    assert_eq!(server.filter("/Users", &filter), ["ada"]);
    let path = server.user("bob", json!({ENT: {"manager": {"value": "somebody"}}}));
    assert_eq!(server.get(&path).body[ENT]["manager"], json!({"value": "somebody"}));
}
