//! Resources from clients, against RFC 7643 §2 and §8.

use serde_json::{Value, json};

use super::resource;
use crate::scim::equal::equal;
use crate::scim::error::{Error, ScimType};
use crate::scim::schema::{Attribute, Kind, ResourceSchemas, Schema};

const CORE: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

fn vectors() -> Value {
    serde_json::from_str(include_str!("../../../tests/vectors/scim-resources.json")).unwrap()
}

#[expect(clippy::needless_pass_by_value, reason = "a call with json!(…) reads better without a &")]
fn user(body: Value) -> Result<Value, Error> {
    resource(&body, &ResourceSchemas::user()).map(Value::Object)
}

/// A user with those attributes beside its `userName`.
#[expect(clippy::needless_pass_by_value, reason = "a call with json!(…) reads better without a &")]
fn ada(attributes: Value) -> Result<Value, Error> {
    let mut body = json!({"schemas": [CORE], "userName": "ada"});
    body.as_object_mut().unwrap().extend(attributes.as_object().unwrap().clone());
    user(body)
}

#[test]
fn the_examples_of_the_rfc_come_through_whole_but_for_what_is_read_only() {
    for example in vectors()["examples"].as_array().unwrap() {
        let body = &example["body"];
        let schemas =
            if body.get("userName").is_some() { ResourceSchemas::user() } else { ResourceSchemas::group() };
        let kept = resource(body, &schemas).unwrap_or_else(|error| panic!("{}: {error}", example["section"]));
        let mut expected = body.clone();
        let object = expected.as_object_mut().unwrap();
        for name in ["id", "meta", "groups"] {
            object.shift_remove(name);
        }
        if let Some(manager) = object.get_mut(ENTERPRISE).and_then(|data| data.get_mut("manager")) {
            manager.as_object_mut().unwrap().shift_remove("displayName");
        }
        assert!(equal(Some(&Value::Object(kept)), Some(&expected)), "{}", example["section"]);
    }
    for request in vectors()["requests"].as_array().unwrap() {
        let kept = user(request["body"].clone()).unwrap();
        assert_eq!(kept.get("roles"), None, "an empty array is no value");
        let mut expected = request["body"].clone();
        expected.as_object_mut().unwrap().shift_remove("id");
        assert!(equal(Some(&kept), Some(&expected)), "{}", request["section"]);
    }
}

// RFC7643-2.1-01, 2.3.8-01
#[test]
fn names_get_the_schemas_spelling() {
    let kept = user(
        json!({"USERNAME": "ada", "Name": {"GIVENNAME": "Ada"}, "EMAILS": [{"Value": "a", "PRIMARY": true}],
        ENTERPRISE.to_uppercase(): {"Department": "Maths"}, "Schemas": [CORE.to_lowercase()]}),
    );
    assert_eq!(
        kept.unwrap(),
        json!({"schemas": [CORE.to_lowercase(), ENTERPRISE], "userName": "ada", "name": {"givenName": "Ada"},
            "emails": [{"value": "a", "primary": true}], ENTERPRISE: {"department": "Maths"}})
    );
}

// RFC7644-3.3-05, 3.3-09, RFC7643-2.5-01
#[test]
fn what_is_read_only_unknown_or_unassigned_is_left_out() {
    let kept =
        ada(json!({"id": "x", "meta": {"created": "no date"}, "groups": "x", "nosuch": 1, "title": null,
        "emails": [], "name": {"givenName": null, "nosuch": 1}, "phoneNumbers": [null, {}], ENTERPRISE: {},
        "urn:unknown:ext": {"a": 1}}));
    assert_eq!(kept.unwrap(), json!({"schemas": [CORE], "userName": "ada"}));
}

#[test]
fn a_body_that_is_no_such_resource_is_invalid_syntax() {
    for body in [
        json!([]),
        json!("x"),
        json!({}),
        json!({"userName": "ada"}),
        json!({"schemas": [], "userName": "a"}),
        json!({"schemas": CORE, "userName": "a"}),
        json!({"schemas": [ENTERPRISE], "userName": "a"}),
    ] {
        assert_eq!(user(body.clone()).unwrap_err().scim_type, Some(ScimType::InvalidSyntax), "{body}");
    }
}

#[test]
fn schemas_name_each_thing_once_and_extensions_with_data() {
    let kept =
        user(json!({"schemas": [CORE, CORE, "urn:x"], "userName": "a", ENTERPRISE: {"department": "d"}}));
    assert_eq!(kept.unwrap()["schemas"], json!([CORE, "urn:x", ENTERPRISE]));
}

// RFC7643-4.1.1-01, 4.2-01
#[test]
fn required_attributes_must_say_something() {
    for body in [
        json!({"schemas": [CORE]}),
        json!({"schemas": [CORE], "userName": null}),
        json!({"schemas": [CORE], "userName": " "}),
    ] {
        let error = user(body.clone()).unwrap_err();
        assert_eq!(error.scim_type, Some(ScimType::InvalidValue), "{body}");
        assert!(error.detail.contains("userName"), "{error}");
    }
    let group = json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"]});
    assert!(resource(&group, &ResourceSchemas::group()).unwrap_err().detail.contains("displayName"));
    let mut part =
        Attribute::complex("badge", [Attribute::text("number").required(), Attribute::text("colour")]);
    part.multi_valued = true;
    let schemas = ResourceSchemas::user().with_extension(Schema::new("urn:x:y", "y", vec![part]));
    let body = json!({"schemas": [CORE], "userName": "a", "urn:x:y": {"badge": [{"colour": "red"}]}});
    assert!(resource(&body, &schemas).unwrap_err().detail.contains("badge.number"));
}

// RFC7643-2.3-01 and following
#[test]
fn every_type_takes_its_own_values_only() {
    let schema = Schema::new(
        "urn:x:y",
        "y",
        vec![
            Attribute::text("text"),
            Attribute::flag("flag"),
            Attribute::new("whole", Kind::Integer),
            Attribute::new("number", Kind::Decimal),
            Attribute::new("when", Kind::DateTime),
            Attribute::reference("link", ["uri"]),
            Attribute::new("bytes", Kind::Binary),
            Attribute::text("many").many(),
        ],
    );
    let schemas = ResourceSchemas::user().with_extension(schema);
    let accepts = |name: &str, value: Value| {
        resource(&json!({"schemas": [CORE], "userName": "a", "urn:x:y": {name: value}}), &schemas)
    };
    for (name, good) in [
        ("text", json!("")),
        ("flag", json!(false)),
        ("whole", json!(-3)),
        ("number", json!(0.5)),
        ("number", json!(3)),
        ("when", json!("2011-05-13T04:42:34Z")),
        ("link", json!("../Users/1")),
        ("bytes", json!("TUlJ")),
        ("many", json!(["a", "b"])),
    ] {
        assert_eq!(accepts(name, good.clone()).unwrap()["urn:x:y"][name], good);
    }
    for (name, bad) in [
        ("text", json!(1)),
        ("text", json!(["a"])),
        ("flag", json!("true")),
        ("whole", json!(1.5)),
        ("whole", json!("1")),
        ("number", json!("0.5")),
        ("when", json!("2011-05-13")),
        ("link", json!({})),
        ("bytes", json!(true)),
        ("many", json!("a")),
        ("many", json!([1])),
    ] {
        let error = accepts(name, bad.clone()).expect_err(&bad.to_string());
        assert_eq!(error.scim_type, Some(ScimType::InvalidValue), "{name} {bad}");
        assert!(error.detail.contains(name), "{error}");
    }
    let whole = resource(&json!({"schemas": [CORE], "userName": "a", "urn:x:y": "z"}), &schemas);
    assert_eq!(whole.unwrap_err().scim_type, Some(ScimType::InvalidValue));
}

// RFC7643-2.4-01, -04, -05
#[test]
fn values_are_told_apart_by_value_and_type_and_one_is_primary() {
    let emails = |emails: Value| ada(json!({"emails": emails})).map(|user| user["emails"].clone());
    let same = emails(
        json!([{"value": "a", "type": "work"}, {"value": "b"}, {"value": "a", "type": "work", "primary": true}]),
    );
    assert_eq!(same.unwrap(), json!([{"value": "a", "type": "work", "primary": true}, {"value": "b"}]));
    let types = json!([{"value": "a", "type": "work"}, {"value": "a", "type": "home"}]);
    assert_eq!(emails(types.clone()).unwrap(), types);
    let two = emails(json!([{"value": "a", "primary": true}, {"value": "b", "primary": true}]));
    assert_eq!(two.unwrap_err().scim_type, Some(ScimType::InvalidValue));
    let addresses =
        json!([{"locality": "Rome"}, {"locality": "Rome", "primary": true}, {"locality": "Oslo"}]);
    let kept = ada(json!({"addresses": addresses})).unwrap();
    assert_eq!(kept["addresses"], json!([{"locality": "Rome", "primary": true}, {"locality": "Oslo"}]));
}

#[test]
fn a_refusal_never_repeats_a_long_text() {
    let error = ada(json!({"active": "correct horse battery staple"})).unwrap_err();
    assert_eq!(error.detail, "'active' must be true or false, not a text");
    assert_eq!(
        ada(json!({"active": "true"})).unwrap_err().detail,
        "'active' must be true or false, not \"true\""
    );
    let error = ada(json!({"emails": [{"value": 5}]})).unwrap_err();
    assert_eq!(error.detail, "in 'emails': 'value' must be a text, not 5");
}
