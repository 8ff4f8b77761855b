//! PATCH against RFC 7644 §3.5.2: the vectors, then rule by rule.

use proptest::prelude::{Just, Strategy, prop, prop_assert_eq, prop_oneof, proptest};
use serde_json::{Value, json};

use super::{Changed, Leniency, apply, parse, parse_with};
use crate::scim::equal::equal;
use crate::scim::error::{Error, ScimType};
use crate::scim::schema::{Attribute, Kind, Mutability, ResourceSchemas, Schema};

const CORE: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

fn message(operations: &Value) -> Value {
    json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations})
}

fn patch_with(schemas: &ResourceSchemas, resource: &mut Value, operations: &Value) -> Result<Changed, Error> {
    let before = resource.clone();
    let body = message(operations);
    let result = parse(&body).and_then(|patch| apply(resource, &patch, schemas));
    if let Err(error) = &result {
        assert_eq!(resource.to_string(), before.to_string(), "a refused PATCH left traces: {error}");
        assert!(!error.detail.is_empty());
    }
    result
}

/// The user after the operations.
#[expect(clippy::needless_pass_by_value, reason = "a call with json!(…) reads better without a &")]
fn user(given: Value, operations: Value) -> Result<Value, Error> {
    let mut resource = given;
    patch_with(&ResourceSchemas::user(), &mut resource, &operations).map(|_| resource)
}

#[expect(clippy::needless_pass_by_value, reason = "a call with json!(…) reads better without a &")]
fn group(given: Value, operations: Value) -> Result<Value, Error> {
    let mut resource = given;
    patch_with(&ResourceSchemas::group(), &mut resource, &operations).map(|_| resource)
}

fn ada() -> Value {
    json!({"schemas": [CORE], "id": "1", "userName": "ada", "title": "Countess",
        "name": {"givenName": "Ada", "familyName": "Lovelace"}, "active": true,
        "emails": [{"value": "ada@work.example", "type": "work", "primary": true},
            {"value": "ada@home.example", "type": "home"}],
        "meta": {"resourceType": "User", "created": "2011-05-13T04:42:34Z"}})
}

fn analysts(members: &[&str]) -> Value {
    let members: Vec<_> = members.iter().map(|id| json!({"value": id, "type": "User"})).collect();
    json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "id": "g1", "displayName": "Analysts",
        "members": members})
}

fn member_ids(group: &Value) -> Vec<&str> {
    crate::scim::resource::member_ids(group).collect()
}

/// The keyword with which the operations are refused on Ada.
#[expect(clippy::needless_pass_by_value, reason = "a call with json!(…) reads better without a &")]
fn refused(operations: Value) -> ScimType {
    let error = user(ada(), operations.clone()).expect_err(&operations.to_string());
    let scim_type = error.scim_type.unwrap();
    assert_eq!(error.status, scim_type.status());
    scim_type
}

/// Ada after one operation.
#[expect(clippy::needless_pass_by_value, reason = "a call with json!(…) reads better without a &")]
fn one(operation: Value) -> Value {
    user(ada(), json!([operation.clone()])).unwrap_or_else(|error| panic!("{operation}: {error}"))
}

#[test]
fn every_example_of_the_rfc_does_what_it_says() {
    let vectors: Value =
        serde_json::from_str(include_str!("../../../tests/vectors/scim-patch.json")).unwrap();
    let cases = vectors["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 17);
    for case in cases {
        let mut resource = case["given"].clone();
        let schemas = if resource.get("userName").is_some() {
            ResourceSchemas::user()
        } else {
            ResourceSchemas::group()
        };
        let result = patch_with(&schemas, &mut resource, &case["operations"]);
        if let Some(error) = case.get("error") {
            let refused = result.unwrap_err();
            assert_eq!(json!(refused.status), error["status"]);
            assert_eq!(json!(refused.scim_type.unwrap().as_str()), error["scimType"]);
            continue;
        }
        let changed = result.unwrap_or_else(|error| panic!("{case}: {error}"));
        assert!(equal(Some(&resource), Some(&case["after"])), "{case} gave {resource}");
        assert_eq!(changed.is_empty(), case.get("unchanged").is_some(), "{case}");
    }
}

// RFC7644-3.5.2-01 to -05
#[test]
fn a_message_that_is_no_patch_is_refused() {
    let keyword = |body: Value| parse(&body).unwrap_err().scim_type.unwrap();
    let operation = json!({"op": "add", "path": "title", "value": "x"});
    for body in [
        json!([]),
        json!({"Operations": [operation]}),
        json!({"schemas": [CORE], "Operations": [operation]}),
        json!({"schemas": "urn:ietf:params:scim:api:messages:2.0:PatchOp", "Operations": [operation]}),
        message(&json!([])),
        message(&json!({"op": "add"})),
        message(&json!(["add"])),
        message(&json!([{"path": "title", "value": "x"}])),
        message(&json!([{"op": "test", "path": "title", "value": "x"}])),
        message(&json!([{"op": 1, "path": "title", "value": "x"}])),
    ] {
        assert_eq!(keyword(body.clone()), ScimType::InvalidSyntax, "{body}");
    }
}

#[test]
fn verbs_have_any_case_unless_the_letter_counts() {
    for op in ["add", "Add", "REPLACE"] {
        let body = message(&json!([{"op": op, "path": "title", "value": "x"}]));
        assert!(parse(&body).is_ok());
        assert_eq!(parse_with(&body, Leniency::STRICT).is_ok(), op == "add");
    }
}

#[test]
fn names_of_the_message_have_no_case_and_no_order() {
    let body = json!({"operations": [{"Value": "x", "Path": "title", "OP": "add"}],
        "SCHEMAS": ["URN:ietf:params:scim:api:messages:2.0:patchop"]});
    assert_eq!(parse(&body).unwrap().operations.len(), 1);
}

// RFC7644-3.5.2.1-01, 3.5.2.2-01, 3.5.2.3-12
#[test]
fn what_an_operation_needs_it_must_have() {
    assert_eq!(refused(json!([{"op": "remove"}])), ScimType::NoTarget);
    assert_eq!(refused(json!([{"op": "remove", "value": {"title": "x"}}])), ScimType::NoTarget);
    assert_eq!(refused(json!([{"op": "add", "path": "title"}])), ScimType::InvalidValue);
    assert_eq!(refused(json!([{"op": "replace", "path": "title"}])), ScimType::InvalidValue);
    assert_eq!(refused(json!([{"op": "add", "value": "x"}])), ScimType::InvalidValue);
    assert_eq!(refused(json!([{"op": "replace", "value": [{"title": "x"}]}])), ScimType::InvalidValue);
    assert_eq!(refused(json!([{"op": "add", "path": 5, "value": "x"}])), ScimType::InvalidPath);
    assert_eq!(refused(json!([{"op": "add", "path": "", "value": "x"}])), ScimType::InvalidPath);
}

// RFC7644-3.5.2-12 to -14
#[test]
fn paths_that_lead_nowhere_are_refused() {
    for path in [
        "emails[0].value",
        "/emails/0",
        "emails[type eq \"work\"]value",
        "nosuch",
        "name.nosuch",
        "emails[type eq \"work\"].nosuch",
        "userName[value eq \"x\"]",
        "department",
        "urn:x:y:z",
    ] {
        let operations = json!([{"op": "replace", "path": path, "value": "x"}]);
        assert_eq!(refused(operations), ScimType::InvalidPath, "{path}");
    }
    let operations = json!([{"op": "replace", "path": "emails[nosuch eq 1]", "value": {"value": "x"}}]);
    assert_eq!(refused(operations), ScimType::InvalidFilter);
    assert_eq!(refused(json!([{"op": "add", "value": {"nosuch": 1}}])), ScimType::InvalidPath);
    assert_eq!(refused(json!([{"op": "add", "value": {ENTERPRISE: {"nosuch": 1}}}])), ScimType::InvalidPath);
}

// RFC7644-3.5.2-15, 3.5.2.2-08
#[test]
fn read_only_attributes_are_not_changed() {
    for op in ["add", "replace", "remove"] {
        for path in ["id", "meta", "meta.created", "groups", "groups[value eq \"x\"]"] {
            let operations = json!([{"op": op, "path": path, "value": "x"}]);
            assert_eq!(refused(operations), ScimType::Mutability, "{op} {path}");
        }
    }
    let path = format!("{ENTERPRISE}:manager.displayName");
    assert_eq!(refused(json!([{"op": "add", "path": path, "value": "x"}])), ScimType::Mutability);
}

// RFC7644-3.5.2.3-11: Okta's rename of a group.
#[test]
fn a_value_without_path_may_repeat_what_is_read_only_but_not_change_it() {
    let renamed =
        group(analysts(&["1"]), json!([{"op": "replace", "value": {"id": "g1", "displayName": "New"}}]));
    assert_eq!(renamed.unwrap()["displayName"], "New");
    let other =
        group(analysts(&["1"]), json!([{"op": "replace", "value": {"id": "g2", "displayName": "New"}}]));
    assert_eq!(other.unwrap_err().scim_type, Some(ScimType::Mutability));
    let meta = json!({"resourceType": "User", "created": "2011-05-13T04:42:34.000Z"});
    assert_eq!(one(json!({"op": "replace", "value": {"meta": meta, "groups": []}})), ada());
}

// RFC7644-3.5.2-18, -19
#[test]
fn values_of_the_wrong_type_are_refused() {
    for (path, value) in [
        ("active", json!("maybe")),
        ("active", json!("False")),
        ("active", json!(1)),
        ("title", json!(5)),
        ("title", json!(["x"])),
        ("title", json!({"value": "x"})),
        ("name", json!("Ada")),
        ("name.givenName", json!({})),
        ("emails", json!("ada@work.example")),
        ("emails", json!(["ada@work.example"])),
        ("emails", json!([{"value": 5}])),
        ("emails", json!([{"value": "x", "primary": "true"}])),
        ("emails[type eq \"work\"]", json!("x")),
        ("emails[type eq \"work\"].value", json!(true)),
        (ENTERPRISE, json!("x")),
    ] {
        for op in ["add", "replace"] {
            let operations = json!([{"op": op, "path": path, "value": value}]);
            assert_eq!(refused(operations), ScimType::InvalidValue, "{op} {path} {value}");
        }
    }
    assert_eq!(refused(json!([{"op": "replace", "value": {"active": "false"}}])), ScimType::InvalidValue);
}

// RFC7644-3.5.2-16, -17
#[test]
fn immutable_attributes_are_given_a_value_once() {
    let schema = Schema::new(
        "urn:x:y",
        "y",
        vec![
            Attribute::text("born").changed_by(Mutability::Immutable),
            Attribute::new("marks", Kind::Integer).many().changed_by(Mutability::Immutable),
        ],
    );
    let schemas = ResourceSchemas::user().with_extension(schema);
    let run = |resource: &mut Value, op: &str, path: &str, value: Value| {
        let operation = json!([{"op": op, "path": path, "value": value}]);
        patch_with(&schemas, resource, &operation)
            .map(|changed| !changed.is_empty())
            .map_err(|error| error.scim_type)
    };
    let mut resource = ada();
    assert_eq!(run(&mut resource, "remove", "urn:x:y:born", json!(null)), Ok(false));
    assert_eq!(run(&mut resource, "add", "urn:x:y:born", json!("1815")), Ok(true));
    assert_eq!(run(&mut resource, "replace", "urn:x:y:born", json!("1815")), Ok(false));
    for (op, value) in [
        ("add", json!("1816")),
        ("replace", json!("1816")),
        ("replace", json!(null)),
        ("remove", json!(null)),
    ] {
        assert_eq!(run(&mut resource, op, "urn:x:y:born", value), Err(Some(ScimType::Mutability)), "{op}");
    }
    assert_eq!(run(&mut resource, "add", "urn:x:y:marks", json!([1, 2])), Ok(true));
    assert_eq!(run(&mut resource, "replace", "urn:x:y:marks", json!([2, 1])), Ok(false));
    assert_eq!(run(&mut resource, "add", "urn:x:y:marks", json!([3])), Err(Some(ScimType::Mutability)));
    let replace = json!([{"op": "replace", "path": "members[value eq \"1\"].value", "value": "2"}]);
    assert_eq!(group(analysts(&["1"]), replace).unwrap_err().scim_type, Some(ScimType::Mutability));
    let same = json!([{"op": "replace", "path": "members[value eq \"1\"].value", "value": "1"}]);
    assert_eq!(group(analysts(&["1"]), same).unwrap(), analysts(&["1"]));
    let remove = json!([{"op": "remove", "path": "members[value eq \"1\"].value"}]);
    assert_eq!(group(analysts(&["1"]), remove).unwrap_err().scim_type, Some(ScimType::Mutability));
}

// RFC7644-3.5.2-11, -20 to -22
#[test]
fn attributes_may_be_named_by_urn_and_extensions_enter_and_leave_the_schemas() {
    let named = one(json!({"op": "replace", "path": format!("{CORE}:title"), "value": "Lady"}));
    assert_eq!(named["title"], "Lady");
    let named = one(json!({"op": "replace", "path": format!("{CORE}:name.givenName"), "value": "A."}));
    assert_eq!(named["name"], json!({"givenName": "A.", "familyName": "Lovelace"}));
    let with = one(json!({"op": "add", "path": format!("{ENTERPRISE}:department"), "value": "Maths"}));
    assert_eq!(with["schemas"], json!([CORE, ENTERPRISE]));
    assert_eq!(with[ENTERPRISE], json!({"department": "Maths"}));
    let left = user(with.clone(), json!([{"op": "remove", "path": format!("{ENTERPRISE}:department")}]));
    assert_eq!(left.unwrap(), ada());
    let left = user(with, json!([{"op": "remove", "path": ENTERPRISE}])).unwrap();
    assert_eq!((left.get(ENTERPRISE), &left["schemas"]), (None, &json!([CORE])));
    let listed = user(
        ada(),
        json!([{"op": "add", "path": "schemas", "value": [ENTERPRISE]},
            {"op": "add", "path": format!("{ENTERPRISE}:department"), "value": "Maths"}]),
    );
    assert_eq!(listed.unwrap()["schemas"], json!([CORE, ENTERPRISE]));
    assert_eq!(refused(json!([{"op": "remove", "path": "schemas"}])), ScimType::Mutability);
}

// RFC7644-3.5.2.1-13, -14
#[test]
fn a_value_without_path_may_hold_extensions_and_paths() {
    for key in [ENTERPRISE.to_owned(), ENTERPRISE.to_lowercase()] {
        let with = one(
            json!({"op": "replace", "value": {key: {"Department": "Maths", "manager": {"value": "26"}}}}),
        );
        assert_eq!(with[ENTERPRISE], json!({"department": "Maths", "manager": {"value": "26"}}));
        assert_eq!(with["schemas"], json!([CORE, ENTERPRISE]));
    }
    let value = json!({"name.familyName": "King", format!("{ENTERPRISE}:costCenter"): "7",
        "emails[type eq \"home\"].value": "new@home.example"});
    let with = one(json!({"op": "replace", "value": value}));
    assert_eq!(with["name"], json!({"givenName": "Ada", "familyName": "King"}));
    assert_eq!(with[ENTERPRISE], json!({"costCenter": "7"}));
    assert_eq!(with["emails"][1]["value"], "new@home.example");
    let kept = one(json!({"op": "add", "value": {"title": null, "emails": [], ENTERPRISE: null}}));
    assert_eq!(kept, ada());
    let cleared = one(json!({"op": "replace", "value": {"title": null, "emails": []}}));
    assert_eq!((cleared.get("title"), cleared.get("emails")), (None, None));
}

// RFC7644-3.5.2-25, -26
#[test]
fn all_operations_apply_or_none() {
    for bad in [
        json!({"op": "replace", "path": "id", "value": "bad"}),
        json!({"op": "remove", "path": "userName"}),
        json!({"op": "replace", "path": "emails[type eq \"fax\"].value", "value": "x"}),
        json!({"op": "replace", "path": "active", "value": "x"}),
    ] {
        // `user` asserts that a refused PATCH left the very same text behind.
        let operations = json!([
            {"op": "remove", "path": "title"}, {"op": "add", "path": "nickName", "value": "A"},
            {"op": "remove", "path": "name"}, {"op": "remove", "path": "emails[type eq \"work\"]"},
            {"op": "add", "path": format!("{ENTERPRISE}:department"), "value": "x"}, bad]);
        assert!(user(ada(), operations).is_err());
        let operations = json!([{"op": "replace", "value": {"title": "x", "name": {"givenName": "y"}}}, bad]);
        assert!(user(ada(), operations).is_err());
    }
    let out_of_turn = json!([{"op": "replace", "path": "title", "value": "x"}, {"op": "remove", "path": "name"},
        {"op": "remove", "path": "title"}, {"op": "remove", "path": "id"}]);
    assert!(user(ada(), out_of_turn).is_err());
    let within = json!([{"op": "replace", "value": {"title": "x", "displayName": "y", "active": "no"}}]);
    assert!(user(ada(), within).is_err());
}

// RFC7644-3.5.2-23
#[test]
fn operations_see_what_earlier_ones_did() {
    let after = user(
        ada(),
        json!([{"op": "add", "path": "emails", "value": [{"value": "f", "type": "fax"}]},
            {"op": "replace", "path": "emails[type eq \"fax\"].value", "value": "g"},
            {"op": "remove", "path": "emails[value ew \"example\"]"}]),
    );
    assert_eq!(after.unwrap()["emails"], json!([{"value": "g", "type": "fax"}]));
    let moved = json!([{"op": "remove", "path": "members"}, {"op": "add", "path": "members", "value": [{"value": "2"}]}]);
    assert_eq!(member_ids(&group(analysts(&["1"]), moved).unwrap()), ["2"]);
}

// RFC7644-3.5.2-24, 3.5.2.3-10, RFC7643-2.4-01
#[test]
fn one_value_is_primary() {
    let primary = |user: &Value| {
        let emails = user["emails"].as_array().unwrap();
        emails.iter().map(|email| email.get("primary").cloned()).collect::<Vec<_>>()
    };
    let (yes, no) = (Some(json!(true)), Some(json!(false)));
    let after = one(json!({"op": "replace", "path": "emails[type eq \"home\"].primary", "value": true}));
    assert_eq!(primary(&after), [no.clone(), yes.clone()]);
    let new = json!({"value": "x", "type": "other", "primary": true});
    for value in [json!([new]), new.clone()] {
        let after = one(json!({"op": "add", "path": "emails", "value": value}));
        assert_eq!(primary(&after), [no.clone(), None, yes.clone()]);
    }
    let after = one(json!({"op": "replace", "path": "emails[type eq \"home\"]", "value": new}));
    assert_eq!(primary(&after), [no.clone(), yes.clone()]);
    let known = json!([{"value": "ada@home.example", "type": "home", "primary": true}]);
    let after = one(json!({"op": "add", "path": "emails", "value": known}));
    assert_eq!(primary(&after), [no.clone(), yes.clone()]);
    let after = one(json!({"op": "add", "path": "emails[type eq \"home\"]", "value": {"primary": true}}));
    assert_eq!(primary(&after), [no, yes]);
    let two = json!([{"value": "x", "primary": true}, {"value": "y", "primary": true}]);
    for op in ["add", "replace"] {
        assert_eq!(refused(json!([{"op": op, "path": "emails", "value": two}])), ScimType::InvalidValue);
        let all = json!([{"op": op, "path": "emails[value pr].primary", "value": true}]);
        assert_eq!(refused(all), ScimType::InvalidValue);
    }
}

// RFC7644-3.5.2.1-02 to -07
#[test]
fn add_sets_merges_and_appends() {
    assert_eq!(one(json!({"op": "add", "path": "title", "value": "Lady"}))["title"], "Lady");
    assert_eq!(one(json!({"op": "add", "path": "nickname", "value": "A"}))["nickName"], "A");
    let name = one(json!({"op": "add", "path": "name", "value": {"MIDDLENAME": "M", "formatted": null}}));
    assert_eq!(name["name"], json!({"givenName": "Ada", "familyName": "Lovelace", "middleName": "M"}));
    let emails = one(json!({"op": "add", "value": {"EMAILS": [{"value": "x", "type": "other"}]}}));
    assert_eq!(emails["emails"].as_array().unwrap().len(), 3);
    // The same address under another type is another value (RFC 7643 §2.4).
    let other = one(
        json!({"op": "add", "path": "emails", "value": [{"value": "ada@work.example", "type": "other"}]}),
    );
    assert_eq!(other["emails"].as_array().unwrap().len(), 3);
}

#[test]
fn adding_what_is_there_changes_nothing_and_adds_nothing_twice() {
    let changed = |operation: Value| {
        let mut resource = ada();
        let changed = patch_with(&ResourceSchemas::user(), &mut resource, &json!([operation])).unwrap();
        (changed.attributes, resource)
    };
    for operation in [
        json!({"op": "add", "path": "title", "value": "Countess"}),
        json!({"op": "replace", "path": "title", "value": "Countess"}),
        json!({"op": "add", "path": "emails", "value": [{"value": "ada@work.example", "type": "work"}]}),
        json!({"op": "replace", "path": "name", "value": {"givenName": "Ada"}}),
        json!({"op": "add", "path": "name.givenName", "value": "Ada"}),
        json!({"op": "remove", "path": "nickName"}),
        json!({"op": "remove", "path": "name.middleName"}),
        json!({"op": "remove", "path": "emails[type eq \"fax\"]"}),
        json!({"op": "remove", "path": "emails[type eq \"work\"].display"}),
        json!({"op": "remove", "path": ENTERPRISE}),
        json!({"op": "remove", "path": format!("{ENTERPRISE}:manager.value")}),
    ] {
        assert_eq!(changed(operation.clone()), (Vec::new(), ada()), "{operation}");
    }
    let twice = json!({"op": "add", "path": "emails",
        "value": [{"value": "x", "type": "other"}, {"value": "x", "type": "other", "display": "X"}]});
    let (attributes, after) = changed(twice);
    assert_eq!(attributes, ["emails"]);
    assert_eq!(after["emails"][2], json!({"value": "x", "type": "other", "display": "X"}));
    assert_eq!(after["emails"].as_array().unwrap().len(), 3);
}

#[test]
fn what_changed_is_named_in_the_schemas_spelling() {
    let mut resource = ada();
    let operations = json!([{"op": "replace", "value": {"TITLE": "x", "Active": true, "DisplayName": "y"}},
        {"op": "add", "path": format!("{ENTERPRISE}:department"), "value": "x"}, {"op": "remove", "path": "title"}]);
    let changed = patch_with(&ResourceSchemas::user(), &mut resource, &operations).unwrap();
    assert_eq!(changed.attributes, ["title", "displayName", ENTERPRISE, "schemas"]);
    assert!(changed.contains("title") && !changed.contains("active"));
}

// RFC7644-3.5.2.1-09 to -11
#[test]
fn members_are_a_set_of_ids() {
    let add = |value: Value| {
        group(analysts(&["1", "2"]), json!([{"op": "add", "path": "members", "value": value}]))
    };
    assert_eq!(member_ids(&add(json!([{"value": "3"}, {"value": "4"}])).unwrap()), ["1", "2", "3", "4"]);
    assert_eq!(member_ids(&add(json!({"value": "3"})).unwrap()), ["1", "2", "3"]);
    assert_eq!(
        member_ids(&add(json!([{"value": "3"}, {"value": "3", "display": "x"}])).unwrap()),
        ["1", "2", "3"]
    );
    assert_eq!(
        add(json!([{"value": "2", "display": "x", "$ref": "https://x/Users/2"}])).unwrap(),
        analysts(&["1", "2"])
    );
    let mut resource = json!({"id": "g1", "displayName": "x"});
    let operations = json!([{"op": "add", "path": "members", "value": [{"value": "1"}]}]);
    assert!(patch_with(&ResourceSchemas::group(), &mut resource, &operations).unwrap().contains("members"));
    assert_eq!(member_ids(&resource), ["1"]);
}

#[test]
fn replacing_members_keeps_what_is_known_of_those_who_stay() {
    let mut resource = analysts(&["1", "2"]);
    let mut replace = |ids: &[&str]| {
        let value: Vec<_> = ids.iter().map(|id| json!({"value": id})).collect();
        let operations = json!([{"op": "replace", "path": "members", "value": value}]);
        let changed = patch_with(&ResourceSchemas::group(), &mut resource, &operations).unwrap();
        (!changed.is_empty(), resource["members"].clone())
    };
    assert_eq!(
        replace(&["2", "1"]),
        (false, json!([{"value": "2", "type": "User"}, {"value": "1", "type": "User"}]))
    );
    assert_eq!(replace(&["3", "2"]), (true, json!([{"value": "3"}, {"value": "2", "type": "User"}])));
    assert_eq!(replace(&[]), (true, json!(null)));
    assert_eq!(replace(&[]), (false, json!(null)));
}

// RFC7644-3.5.2.2-02 to -13
#[test]
fn remove_unassigns_attributes_parts_and_values() {
    assert_eq!(one(json!({"op": "remove", "path": "title"})).get("title"), None);
    assert_eq!(one(json!({"op": "remove", "path": "emails"})).get("emails"), None);
    assert_eq!(
        one(json!({"op": "remove", "path": "name.givenName"}))["name"],
        json!({"familyName": "Lovelace"})
    );
    let none = user(
        ada(),
        json!([{"op": "remove", "path": "name.givenName"}, {"op": "remove", "path": "name.familyName"}]),
    );
    assert_eq!(none.unwrap().get("name"), None);
    let work = one(json!({"op": "remove", "path": "emails[type eq \"work\" and value ew \"example\"]"}));
    assert_eq!(work["emails"], json!([{"value": "ada@home.example", "type": "home"}]));
    assert_eq!(one(json!({"op": "remove", "path": "emails[value pr]"})).get("emails"), None);
    let no_type = one(json!({"op": "remove", "path": "emails[type eq \"home\"].type"}));
    assert_eq!(no_type["emails"][1], json!({"value": "ada@home.example"}));
    let no_types = one(json!({"op": "remove", "path": "emails.type"}));
    assert_eq!(no_types["emails"][0], json!({"value": "ada@work.example", "primary": true}));
    let last = group(analysts(&["1"]), json!([{"op": "remove", "path": "members[value eq \"1\"]"}])).unwrap();
    assert_eq!(last.get("members"), None);
    for path in ["userName", "schemas"] {
        assert_eq!(refused(json!([{"op": "remove", "path": path}])), ScimType::Mutability, "{path}");
    }
    let name = group(analysts(&[]), json!([{"op": "remove", "path": "displayName"}]));
    assert_eq!(name.unwrap_err().scim_type, Some(ScimType::Mutability));
}

// RFC7644-3.5.2.2-12: one reading of it empties the group, another does not.
#[test]
fn removing_values_by_listing_them_is_refused_rather_than_guessed() {
    let operations = json!([{"op": "remove", "path": "members", "value": [{"value": "1"}]}]);
    let error = group(analysts(&["1", "2"]), operations).unwrap_err();
    assert_eq!(error.scim_type, Some(ScimType::InvalidValue));
    assert!(error.detail.contains("members[value eq"), "{error}");
    let operations = json!([{"op": "remove", "path": "members", "value": null}]);
    assert_eq!(group(analysts(&["1", "2"]), operations).unwrap().get("members"), None);
}

// RFC7644-3.5.2.3-01 to -09, -13
#[test]
fn replace_sets_merges_and_puts_in_place() {
    let after = one(json!({"op": "replace", "value": {"displayName": "X", "emails": [{"value": "x"}]}}));
    assert_eq!((&after["displayName"], &after["emails"]), (&json!("X"), &json!([{"value": "x"}])));
    assert_eq!(after["title"], "Countess");
    assert_eq!(one(json!({"op": "replace", "path": "nickName", "value": "N"}))["nickName"], "N");
    let name = one(json!({"op": "replace", "path": "name", "value": {"givenName": "H"}}));
    assert_eq!(name["name"], json!({"givenName": "H", "familyName": "Lovelace"}));
    let name = one(json!({"op": "replace", "path": "name", "value": {"givenName": null}}));
    assert_eq!(name["name"], json!({"familyName": "Lovelace"}));
    let value = one(json!({"op": "replace", "path": "emails[type eq \"work\"].value", "value": "n"}));
    assert_eq!(value["emails"][0], json!({"value": "n", "type": "work", "primary": true}));
    assert_eq!(value["emails"][1], ada()["emails"][1]);
    let all = one(json!({"op": "replace", "path": "emails[value pr]", "value": {"value": "n"}}));
    assert_eq!(all["emails"], json!([{"value": "n"}, {"value": "n"}]));
    let cleared = one(json!({"op": "replace", "path": "emails[type eq \"work\"]", "value": null}));
    assert_eq!(cleared["emails"], json!([{"value": "ada@home.example", "type": "home"}]));
    assert_eq!(one(json!({"op": "replace", "path": "title", "value": null})).get("title"), None);
    assert_eq!(one(json!({"op": "replace", "path": "name", "value": null})).get("name"), None);
}

#[test]
fn a_filter_that_matches_nothing_has_no_target() {
    for op in ["add", "replace"] {
        for (path, value) in [
            ("emails[type eq \"fax\"].value", json!("x")),
            ("emails[type eq \"fax\"]", json!({"value": "x"})),
            ("phoneNumbers[type eq \"fax\"].value", json!("x")),
            ("phoneNumbers.value", json!("x")),
        ] {
            assert_eq!(
                refused(json!([{"op": op, "path": path, "value": value}])),
                ScimType::NoTarget,
                "{op} {path}"
            );
        }
    }
}

#[test]
fn required_attributes_keep_a_value() {
    for value in [json!(null), json!(""), json!("  ")] {
        let operations = json!([{"op": "replace", "path": "userName", "value": value}]);
        assert_eq!(refused(operations), ScimType::InvalidValue, "{value}");
    }
    assert_eq!(refused(json!([{"op": "replace", "value": {"userName": null}}])), ScimType::InvalidValue);
}

#[test]
fn read_only_parts_of_a_value_are_left_out() {
    let manager = json!({"value": "26", "displayName": "Boss", "$ref": "../Users/26", "nosuch": 1});
    let after = one(json!({"op": "add", "path": format!("{ENTERPRISE}:manager"), "value": manager}));
    assert_eq!(after[ENTERPRISE]["manager"], json!({"value": "26", "$ref": "../Users/26"}));
}

#[test]
fn a_single_complex_value_can_be_chosen_by_a_filter() {
    let after =
        one(json!({"op": "replace", "path": "name[familyName eq \"lovelace\"].givenName", "value": "A"}));
    assert_eq!(after["name"], json!({"givenName": "A", "familyName": "Lovelace"}));
    let after = one(json!({"op": "remove", "path": "name[familyName eq \"lovelace\"]"}));
    assert_eq!(after.get("name"), None);
}

#[test]
fn an_error_names_the_operation() {
    let error =
        user(ada(), json!([{"op": "add", "path": "title", "value": "x"}, {"op": "remove", "path": "id"}]));
    assert_eq!(error.unwrap_err().detail, "operation 2 (remove 'id'): 'id' is readOnly");
    let error = parse(&message(&json!([{"op": "remove"}]))).unwrap_err();
    assert_eq!(error.detail, "operation 1: 'remove' needs a path");
}

#[test]
fn a_group_of_two_thousand_takes_many_changes_in_one_message() {
    let ids: Vec<String> = (0..2000).map(|id| format!("user-{id}")).collect();
    let everyone = analysts(&ids.iter().map(String::as_str).collect::<Vec<_>>());
    let value: Vec<_> = (1000..4000).map(|id| json!({"value": format!("user-{id}")})).collect();
    let after = group(everyone, json!([{"op": "add", "path": "members", "value": value}])).unwrap();
    assert_eq!(member_ids(&after).len(), 4000);
    let filter = "members[value sw \"user-1\" or value ew \"9\"]";
    let left = group(after, json!([{"op": "remove", "path": filter}])).unwrap();
    assert!(member_ids(&left).iter().all(|id| !id.starts_with("user-1") && !id.ends_with('9')));
}

fn operation() -> impl Strategy<Value = Value> {
    let path = prop::sample::select(vec![
        "userName",
        "title",
        "name",
        "name.givenName",
        "emails",
        "emails.value",
        "emails[type eq \"work\"]",
        "emails[type eq \"work\"].value",
        "emails[value pr].primary",
        "emails[not (type pr)]",
        "active",
        "id",
        "meta",
        "schemas",
        ENTERPRISE,
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value",
    ]);
    let value = prop_oneof![
        Just(json!(null)),
        Just(json!(true)),
        Just(json!("x")),
        Just(json!([])),
        Just(json!({"value": "x", "type": "work", "primary": true})),
        Just(json!([{"value": "x", "primary": true}, {"value": "y"}])),
        Just(json!({"givenName": "G", "familyName": null})),
        Just(json!({"title": "T", "emails": [{"value": "z"}], "active": false})),
        Just(json!({"department": "D", "manager": {"value": "m"}})),
    ];
    let op = prop::sample::select(vec!["add", "replace", "remove"]);
    (op, prop::option::of(path), value)
        .prop_map(|(op, path, value)| json!({"op": op, "path": path, "value": value}))
}

proptest! {
    // `patch_with` asserts that a refused PATCH leaves the resource as it was, to the letter.
    #[test]
    fn whatever_is_asked_the_resource_stays_lawful(operations in prop::collection::vec(operation(), 1..6)) {
        let mut resource = ada();
        let schemas = ResourceSchemas::user();
        if let Ok(changed) = patch_with(&schemas, &mut resource, &json!(operations)) {
            if changed.is_empty() {
                prop_assert_eq!(&resource, &ada());
            }
            prop_assert_eq!(&resource["id"], "1");
            prop_assert_eq!(&resource["schemas"][0], CORE);
            let named = resource["schemas"].as_array().unwrap().contains(&json!(ENTERPRISE));
            prop_assert_eq!(resource.get(ENTERPRISE).is_some(), named);
            let primary = crate::scim::resource::items(&resource, "emails").iter()
                .filter(|email| email.get("primary") == Some(&json!(true))).count();
            prop_assert_eq!(primary.max(1), 1);
        }
    }
}
