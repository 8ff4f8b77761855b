//! The bodies that Okta sends for users.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::{create, profile_push};
use crate::exchange::Evidence;
use crate::idp::okta::{Attribute, ClearedAs, Client, Integration};
use crate::idp::org::User;

fn ada(profile: Value) -> User {
    let Value::Object(profile) = profile else { panic!("a profile is an object") };
    User::new("00uADA", "ada@example.com", profile.into_iter().collect::<IndexMap<_, _>>())
}

fn app() -> Integration {
    Integration::new(Client::Aiw)
}

fn object(value: Value) -> Map<String, Value> {
    let Value::Object(object) = value else { panic!("not an object") };
    object
}

#[test]
fn phones_and_addresses_are_lists_of_one_primary_element() {
    let user = ada(json!({
        "primaryPhone": "+44 1", "streetAddress": "1 Dorset St", "locality": "London", "country": "GB",
    }));
    let body = create(&user, &app(), "x").json;
    assert_eq!(body["phoneNumbers"].to_string(), r#"[{"primary":true,"value":"+44 1","type":"work"}]"#);
    assert_eq!(
        body["addresses"].to_string(),
        r#"[{"primary":true,"streetAddress":"1 Dorset St","locality":"London","country":"GB","type":"work"}]"#
    );
}

#[test]
fn the_type_of_an_element_can_be_mapped_and_alone_makes_no_element() {
    let mapped = ada(json!({ "primaryPhone": "+44 1", "primaryPhoneType": "home", "addressType": "home" }));
    let body = create(&mapped, &app(), "x").json;
    assert_eq!(body["phoneNumbers"].to_string(), r#"[{"primary":true,"value":"+44 1","type":"home"}]"#);
    assert_eq!(body.get("addresses"), None);
}

#[test]
fn a_second_element_can_be_mapped_in_oktas_notation() {
    let mut integration = app();
    integration.mapping.insert("mobilePhone".into(), Attribute::core("phoneNumbers.^[type=='mobile'].value"));
    let body = create(&ada(json!({ "primaryPhone": "1", "mobilePhone": "2" })), &integration, "x").json;
    assert_eq!(
        body["phoneNumbers"].to_string(),
        r#"[{"primary":true,"value":"1","type":"work"},{"value":"2","type":"mobile"}]"#
    );
}

#[test]
fn a_custom_attribute_goes_under_its_namespace_and_without_one_nowhere() {
    let mut integration = app();
    let space = "urn:ietf:params:scim:schemas:custom:Space";
    integration.mapping.insert("badge".into(), Attribute::new("badge", space));
    integration.mapping.insert("shoe".into(), Attribute::new("shoe", ""));
    integration.mapping.insert("roles".into(), Attribute::core("roles"));
    let user = ada(json!({ "badge": 7, "shoe": 38, "roles": [{ "value": "admin" }], "unmapped": true }));
    let body = create(&user, &integration, "x").json;
    assert_eq!(body["schemas"], json!(["urn:ietf:params:scim:schemas:core:2.0:User", space]));
    assert_eq!(body[space], json!({ "badge": 7 }));
    // A list that the profile holds as such is sent as it is.
    assert_eq!(body["roles"], json!([{ "value": "admin" }]));
    let text = body.to_string();
    assert!(!text.contains("shoe") && !text.contains("unmapped"), "{text}");
}

#[test]
fn the_manager_is_an_object_in_the_extension() {
    let body = create(&ada(json!({ "managerValue": "26118915" })), &app(), "x");
    let urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    assert_eq!(body.json[urn], json!({ "manager": { "value": "26118915" } }));
    assert!(body.attributes.contains(&(format!("{urn}:manager.value"), json!("26118915"))));
}

#[test]
fn an_attribute_that_was_never_set_stays_as_the_server_has_it() {
    let answered = object(json!({ "id": "1", "title": "Countess", "nickName": null, "userType": "lite" }));
    let body = profile_push(answered, &ada(json!({ "givenName": "Ada" })), &app());
    assert_eq!((&body.json["title"], &body.json["userType"]), (&json!("Countess"), &json!("lite")));
    assert_eq!(body.json.get("locale"), None);
    assert_eq!(body.evidence, Evidence::Captured);
}

#[test]
fn what_the_server_left_out_or_null_is_made_where_a_value_belongs() {
    let answered = object(json!({ "id": "1", "name": null, "groups": [{ "value": "g1" }] }));
    let body =
        profile_push(answered, &ada(json!({ "givenName": "Ada", "department": "Maths" })), &app()).json;
    assert_eq!(body["name"], json!({ "givenName": "Ada" }));
    let urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    assert_eq!(body["schemas"], json!(["urn:ietf:params:scim:schemas:core:2.0:User", urn]));
    assert_eq!(body[urn], json!({ "department": "Maths" }));
    // The server's own read-only groups go back as they came.
    assert_eq!(body["groups"], json!([{ "value": "g1" }]));
}

#[test]
fn a_cleared_list_is_empty_and_a_cleared_name_part_null() {
    let user = ada(json!({ "middleName": null, "primaryPhone": null }));
    let answered = || object(json!({ "name": { "middleName": "King" }, "phoneNumbers": [{ "value": "1" }] }));
    let body = profile_push(answered(), &user, &app());
    assert_eq!((&body.json["name"]["middleName"], &body.json["phoneNumbers"]), (&Value::Null, &json!([])));
    assert_eq!(body.evidence, Evidence::Inferred);
    assert!(body.attributes.contains(&("phoneNumbers".to_owned(), Value::Null)));

    let mut omitting = app();
    omitting.options.cleared_as = ClearedAs::Omitted;
    let body = profile_push(answered(), &user, &omitting).json;
    assert_eq!((&body["name"], body.get("phoneNumbers")), (&json!({}), None));
}

#[test]
fn the_org_remembers_what_was_pushed_and_never_the_password() {
    let body = create(&ada(json!({ "givenName": "Ada", "title": null })), &app(), "pass");
    let names: Vec<&str> = body.attributes.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(names, ["userName", "externalId", "name.givenName", "emails"]);
}
