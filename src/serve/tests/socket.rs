//! What only a socket can show: base URLs, tenants, framing, the end.

use std::net::TcpStream;

use serde_json::{Value, json};

use super::super::{Site, Tenants};
use super::{Client, serve, single};
use crate::provider::Settings;
use crate::scim::urn;

#[test]
fn locations_start_with_the_url_that_the_client_used() {
    let (running, mut client) = single();
    let body = json!({"schemas": [urn::USER], "userName": "ada"});
    let reply = client.send("POST", "/Users", Some(body));
    let location = format!("{}/scim/v2/Users/{}", running.origin(), reply.body["id"].as_str().unwrap());
    assert_eq!((reply.status, reply.header("location")), (201, Some(&*location)));
    let named = "GET /scim/v2/Users HTTP/1.1\r\nHost: scim.example.com:99\r\nAuthorization: Bearer h480djs93hd8\r\n\r\n";
    let body = client.raw(named).body;
    let location = body["Resources"][0]["meta"]["location"].as_str().unwrap();
    assert!(location.starts_with("http://scim.example.com:99/scim/v2/Users/"), "{location}");
}

#[test]
fn every_tenant_has_a_store_of_its_own_and_can_be_forgotten() {
    let tenants = Tenants::new(|_| Settings::default());
    let running = serve(Site::Many(tenants.clone()));
    let mut one = Client::new(&running, "/pass-1/scim/v2");
    let mut two = Client::new(&running, "/pass-2/scim/v2");
    let body = json!({"schemas": [urn::USER], "userName": "ada"});
    let created = one.send("POST", "/Users", Some(body.clone()));
    assert_eq!(created.status, 201);
    let base = Tenants::base(&running.origin(), "pass-1");
    assert!(created.header("location").unwrap().starts_with(&format!("{base}/Users/")));
    assert_eq!(two.send("POST", "/Users", Some(body)).status, 201);
    assert_eq!(tenants.len(), 2);
    tenants.forget("pass-1");
    assert_eq!(one.get("/Users").body["totalResults"], 0);
    assert_eq!(two.get("/Users").body["totalResults"], 1);
}

#[test]
fn outside_the_base_path_there_is_a_404_in_scims_form() {
    let (running, _) = single();
    let mut client = Client::new(&running, "");
    for target in ["/", "/Users", "/scim/v1/Users", "/scim/v2x"] {
        let reply = client.get(target);
        assert_eq!((reply.status, &reply.body["status"]), (404, &json!("404")), "{target}");
        assert_eq!(reply.header("content-type"), Some("application/scim+json"));
    }
}

#[test]
fn a_method_that_nobody_knows_is_501_and_an_oversized_body_413() {
    let (_running, mut client) = single();
    assert_eq!(client.send("BREW", "/Users", None).status, 501);
    let body = json!({"schemas": [urn::USER], "userName": "ada", "title": "x".repeat(1_100_000)});
    let reply = client.send("POST", "/Users", Some(body));
    assert_eq!(reply.status, 413);
    assert!(reply.body["detail"].as_str().unwrap().contains("maxPayloadSize"));
}

#[test]
fn a_304_and_a_204_have_no_body() {
    let (_running, mut client) = single();
    let created = client.send("POST", "/Users", Some(json!({"schemas": [urn::USER], "userName": "ada"})));
    let path = format!("/scim/v2/Users/{}", created.body["id"].as_str().unwrap());
    let head = "Host: x\r\nAuthorization: Bearer h480djs93hd8\r\n";
    let reply = client.raw(&format!("GET {path} HTTP/1.1\r\n{head}If-None-Match: W/\"1\"\r\n\r\n"));
    assert_eq!((reply.status, reply.body), (304, Value::Null));
    let reply = client.raw(&format!("DELETE {path} HTTP/1.1\r\n{head}If-Match: W/\"1\"\r\n\r\n"));
    assert_eq!((reply.status, reply.body), (204, Value::Null));
}

#[test]
fn when_it_is_dropped_the_port_is_free_and_connections_are_closed() {
    let (running, mut client) = single();
    assert_eq!(client.get("/Users").status, 200);
    let address = running.address();
    drop(running);
    assert!(client.is_closed());
    assert!(TcpStream::connect(address).is_err());
}
