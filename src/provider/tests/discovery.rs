//! Discovery (RFC 7644 §4, RFC 7643 §5 to §7).

use serde_json::{Value, json};

use super::{Headers, Method, Server};
use crate::scim::urn;

// RFC7644-4-01, -09, RFC7643-5-01 to -07
#[test]
fn the_configuration_has_every_required_part_and_tells_the_truth() {
    let server = Server::with_token("t");
    // Readable without credentials.
    let reply = server.get("/ServiceProviderConfig");
    assert_eq!(reply.status, 200);
    let body = reply.body;
    assert_eq!(body["schemas"], json!([urn::SERVICE_PROVIDER_CONFIG]));
    for feature in ["patch", "bulk", "filter", "changePassword", "sort", "etag"] {
        assert_eq!(body[feature]["supported"], true, "{feature}");
    }
    for number in ["/bulk/maxOperations", "/bulk/maxPayloadSize", "/filter/maxResults"] {
        assert!(body.pointer(number).is_some_and(Value::is_u64), "{number}");
    }
    let scheme = &body["authenticationSchemes"][0];
    assert!(["type", "name", "description"].iter().all(|part| scheme[part].is_string()));
    assert_eq!(scheme["type"], "oauthbearertoken");
}

// RFC7644-3.1-02, 4-02, -03, -08, -10, RFC7643-7-01, -02, -05
#[test]
fn every_schema_is_listed_and_can_be_read_by_its_urn() {
    let server = Server::new();
    let list = server.get("/Schemas").body;
    let schemas = list["Resources"].as_array().unwrap();
    assert_eq!(list["totalResults"], schemas.len());
    let ids: Vec<&str> = schemas.iter().map(|schema| schema["id"].as_str().unwrap()).collect();
    for uri in [
        urn::USER,
        urn::GROUP,
        urn::ENTERPRISE_USER,
        urn::SERVICE_PROVIDER_CONFIG,
        urn::RESOURCE_TYPE,
        urn::SCHEMA,
    ] {
        assert!(ids.contains(&uri), "{uri}");
    }
    assert!(ids.iter().all(|uri| !uri.contains(":api:messages:")));
    for schema in schemas {
        let target = format!("/Schemas/{}", schema["id"].as_str().unwrap());
        let reply = server.get(&target);
        assert_eq!((reply.status, &reply.body), (200, schema));
        schema["attributes"].as_array().unwrap().iter().for_each(check_attribute);
    }
    server.get("/Schemas/urn:nothing").refused(404, "");
}

fn check_attribute(attribute: &Value) {
    let is_one_of = |name: &str, words: &[&str]| match &attribute[name] {
        Value::Null => true,
        word => words.contains(&word.as_str().unwrap()),
    };
    assert!(is_one_of(
        "type",
        &["string", "boolean", "decimal", "integer", "dateTime", "reference", "binary", "complex"]
    ));
    assert!(is_one_of("mutability", &["readOnly", "readWrite", "immutable", "writeOnly"]));
    assert!(is_one_of("returned", &["always", "never", "default", "request"]));
    assert!(is_one_of("uniqueness", &["none", "server", "global"]));
    attribute["subAttributes"].as_array().into_iter().flatten().for_each(check_attribute);
}

// RFC7644-3.2-01, 4-04, -05, -08, RFC7643-6-01 to -05
#[test]
fn resource_types_name_endpoints_and_schemas_that_exist() {
    let server = Server::new();
    let list = server.get("/ResourceTypes").body;
    let types = list["Resources"].as_array().unwrap();
    assert_eq!((types.len(), &list["totalResults"]), (2, &json!(2)));
    for (kind, endpoint) in types.iter().zip(["/Users", "/Groups"]) {
        assert_eq!(kind["endpoint"], endpoint);
        assert_eq!(server.get(endpoint).status, 200);
        let schemas = kind["schemaExtensions"].as_array().into_iter().flatten();
        for schema in schemas.map(|extension| &extension["schema"]).chain([&kind["schema"]]) {
            assert_eq!(server.get(&format!("/Schemas/{}", schema.as_str().unwrap())).status, 200);
        }
        let reply = server.get(&format!("/ResourceTypes/{}", kind["name"].as_str().unwrap()));
        assert_eq!((reply.status, &reply.body), (200, kind));
    }
    assert_eq!(types[0]["schemaExtensions"], json!([{"schema": urn::ENTERPRISE_USER, "required": false}]));
    server.get("/ResourceTypes/Device").refused(404, "");
}

// RFC7644-4-06, -07, RFC7643-5-11, 6-08, 7-19
#[test]
fn discovery_ignores_paging_refuses_filters_and_is_read_only() {
    let server = Server::new();
    for path in ["/ServiceProviderConfig", "/Schemas", "/ResourceTypes"] {
        let plain = server.get(path).body;
        assert_eq!(server.get(&format!("{path}?startIndex=2&count=1&sortBy=id&attributes=id")).body, plain);
        server.get(&format!("{path}?filter=id%20pr")).refused(403, "");
        for method in [Method::Post, Method::Put, Method::Patch, Method::Delete] {
            let reply = server.send_raw(method, path, Headers::default(), "{}".into());
            assert_eq!((reply.status, reply.header("allow")), (405, Some("GET, HEAD")), "{method} {path}");
        }
    }
}
