//! The tables against RFC 7643 §8.7 as printed, and lookup.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Attribute, Kind, Mutability, ResourceSchemas, Returned, Schema, published};
use crate::scim::urn;

fn printed() -> Vec<Schema> {
    let vectors: Value =
        serde_json::from_str(include_str!("../../../tests/vectors/scim-schemas.json")).unwrap();
    vectors["schemas"].as_array().unwrap().iter().map(|one| Schema::from_json(one).unwrap()).collect()
}

/// Each attribute by its full name, without its parts.
fn flat(schema: &Schema) -> BTreeMap<String, Attribute> {
    fn walk(attributes: &[Attribute], prefix: &str, all: &mut BTreeMap<String, Attribute>) {
        for attribute in attributes {
            let name = format!("{prefix}{}", attribute.name);
            walk(&attribute.sub_attributes, &format!("{name}."), all);
            let mut alone = Attribute { sub_attributes: Vec::new(), ..attribute.clone() };
            // §8.7 prints references and binary values as ignoring case, against §2.3.6 and §2.3.7 (erratum 6001).
            alone.case_exact |= matches!(alone.kind, Kind::Reference | Kind::Binary);
            all.insert(name, alone);
        }
    }
    let mut all = BTreeMap::new();
    walk(&schema.attributes, "", &mut all);
    all
}

#[test]
fn the_tables_are_the_printed_ones_but_for_the_known_gaps() {
    let mut differences = Vec::new();
    for printed in printed() {
        let ours = published().into_iter().find(|one| one.id == printed.id).unwrap();
        assert_eq!(ours.name, printed.name);
        let (ours, printed) = (flat(&ours), flat(&printed));
        for (name, attribute) in &ours {
            match printed.get(name) {
                None => differences.push(format!("{name} added")),
                Some(other) if other != attribute => differences.push(format!("{name} differs")),
                Some(_) => {}
            }
        }
        differences.extend(
            printed.keys().filter(|name| !ours.contains_key(*name)).map(|name| format!("{name} lost")),
        );
    }
    assert_eq!(
        differences,
        [
            "addresses.primary added",
            "displayName differs",
            "members.display added",
            "authenticationSchemes.primary added",
            "authenticationSchemes.type added",
            "etag added",
            "etag.supported added",
            "schemaExtensions differs",
            "attributes.subAttributes.referenceTypes differs",
            "attributes.subAttributes.type differs",
            "attributes.type differs",
        ]
    );
}

#[test]
fn case_exact_attributes_are_those_of_the_rfc() {
    let schemas = ResourceSchemas::user();
    let exact = |name: &str, part: Option<&str>| schemas.find(None, name, part).unwrap().leaf().case_exact;
    assert!(exact("id", None) && exact("externalId", None) && exact("meta", Some("resourceType")));
    assert!(exact("meta", Some("version")) && exact("photos", Some("value")));
    assert!(!exact("userName", None) && !exact("emails", Some("value")) && !exact("groups", Some("value")));
}

#[test]
fn names_are_found_in_any_case_with_and_without_the_core_urn() {
    let user = ResourceSchemas::user();
    let find = |uri: Option<&str>, name: &str, part: Option<&str>| {
        user.find(uri, name, part).map(|found| (found.extension, found.leaf().name.as_str()))
    };
    assert_eq!(find(None, "USERNAME", None), Some((None, "userName")));
    assert_eq!(find(Some(&urn::USER.to_uppercase()), "name", Some("GIVENNAME")), Some((None, "givenName")));
    assert_eq!(find(Some(urn::USER), "id", None), Some((None, "id")));
    assert_eq!(find(None, "groups", Some("$REF")), Some((None, "$ref")));
    let enterprise = Some(urn::ENTERPRISE_USER);
    assert_eq!(find(enterprise, "manager", Some("value")), Some((enterprise, "value")));
    assert_eq!(find(enterprise, "userName", None), None);
    assert_eq!(find(None, "department", None), None);
    assert_eq!(find(Some(urn::GROUP), "displayName", None), None);
    assert_eq!(find(None, "userName", Some("x")), None);
}

#[test]
fn a_document_is_read_back_as_written() {
    for schema in published() {
        let document = schema.to_json();
        assert_eq!(document["schemas"], json!([urn::SCHEMA]));
        assert_eq!(Schema::from_json(&document).as_ref(), Ok(schema.as_ref()), "{}", schema.id);
    }
}

#[test]
fn a_document_shows_characteristics_only_where_they_mean_something() {
    let document = published()[0].to_json();
    let attribute = |name: &str| {
        let attributes = document["attributes"].as_array().unwrap();
        attributes.iter().find(|attribute| attribute["name"] == name).unwrap().clone()
    };
    assert_eq!(
        attribute("userName"),
        json!({"name": "userName", "type": "string", "multiValued": false, "required": true, "caseExact": false,
            "mutability": "readWrite", "returned": "default", "uniqueness": "server"})
    );
    assert_eq!(
        attribute("active"),
        json!({"name": "active", "type": "boolean", "multiValued": false, "required": false,
            "mutability": "readWrite", "returned": "default"})
    );
    let emails = attribute("emails");
    assert_eq!(emails.get("caseExact"), None);
    assert_eq!(emails["subAttributes"][2]["canonicalValues"], json!(["work", "home", "other"]));
    assert_eq!(attribute("profileUrl")["referenceTypes"], json!(["external"]));
    assert_eq!(attribute("password")["returned"], "never");
}

#[test]
fn a_server_may_leave_out_what_has_a_default_but_not_invent_words() {
    let read = |attribute: Value| Schema::from_json(&json!({"id": "urn:x:y", "attributes": [attribute]}));
    let schema = read(json!({"name": "a", "extra": 1})).unwrap();
    let attribute = schema.attribute("A").unwrap();
    assert_eq!((attribute.kind, attribute.mutability), (Kind::String, Mutability::ReadWrite));
    assert_eq!((attribute.returned, attribute.required), (Returned::Default, false));
    assert!(read(json!({"name": "a", "type": "text"})).unwrap_err().contains("text"));
    assert!(Schema::from_json(&json!({"attributes": []})).unwrap_err().contains("id"));
    assert!(Schema::from_json(&json!("x")).is_err());
}

#[test]
fn a_schema_can_be_made_from_a_resource_that_uses_it() {
    let example = json!({"costCode": "7", "level": 3, "ratio": 0.5, "vip": true, "tags": ["a"],
        "badge": {"number": 1}, "seats": [{"value": "x"}], "none": null});
    let schema = Schema::from_example("urn:acme:1.0:User", &example);
    let kind = |name: &str| schema.attribute(name).map(|one| (one.kind, one.multi_valued)).unwrap();
    assert_eq!(kind("costCode"), (Kind::String, false));
    assert_eq!((kind("level"), kind("ratio")), ((Kind::Integer, false), (Kind::Decimal, false)));
    assert_eq!((kind("vip"), kind("tags")), ((Kind::Boolean, false), (Kind::String, true)));
    assert_eq!((kind("badge"), kind("seats")), ((Kind::Complex, false), (Kind::Complex, true)));
    assert_eq!(schema.attribute("badge").unwrap().part("number").unwrap().kind, Kind::Integer);
    assert_eq!((schema.name.as_str(), kind("none")), ("User", (Kind::String, false)));
    let schemas = ResourceSchemas::user().with_extension(schema);
    assert!(schemas.find(Some("urn:acme:1.0:User"), "costcode", None).is_some());
}

#[test]
fn a_new_extension_takes_the_place_of_one_with_the_same_urn() {
    let schemas = ResourceSchemas::user().with_extension(Schema::new(
        urn::ENTERPRISE_USER.to_lowercase(),
        "mine",
        vec![Attribute::text("only")],
    ));
    assert_eq!(schemas.extensions().len(), 1);
    assert!(schemas.find(Some(urn::ENTERPRISE_USER), "only", None).is_some());
}
