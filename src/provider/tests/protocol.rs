//! What holds whatever the operation: credentials, methods, media types, sizes, tags.

use bytes::Bytes;
use serde_json::json;

use super::{Headers, Method, Server, user};
use crate::provider::{Limits, Provider, Settings};
use crate::scim::urn;

fn with(set: impl FnOnce(&mut Headers)) -> Headers {
    let mut headers =
        Headers { content_type: Some("application/scim+json".to_owned()), ..Headers::default() };
    set(&mut headers);
    headers
}

// RFC7644-2-01, -02
#[test]
fn without_the_right_token_nothing_is_shown_or_changed() {
    let server = Server::with_token("right");
    let send = |authorization: Option<&str>, method, target: &str, body: &str| {
        let headers = with(|headers| headers.authorization = authorization.map(str::to_owned));
        server.send_raw(method, target, headers, Bytes::copy_from_slice(body.as_bytes()))
    };
    let body = user("ada", json!({})).to_string();
    for wrong in
        [None, Some("Bearer wrong"), Some("non-token"), Some("Bearer"), Some("Basic cmlnaHQ="), Some("right")]
    {
        let reply = send(wrong, Method::Post, "/Users", &body);
        assert_eq!(reply.status, 401, "{wrong:?}");
        assert_eq!(reply.header("www-authenticate"), Some("Bearer realm=\"scim\""));
        for target in ["/Users", "/Nothing", "/Schemas", "/Me"] {
            assert_eq!(send(wrong, Method::Get, target, "").status, 401, "{wrong:?} {target}");
        }
    }
    let right = Some("bearer right");
    assert_eq!(send(right, Method::Get, "/Users", "").body["totalResults"], 0);
    assert_eq!(send(right, Method::Post, "/Users", &body).status, 201);
}

// RFC7644-3.12-10, 3.13-02
#[test]
fn an_endpoint_that_is_not_there_is_404_and_one_that_is_not_implemented_501() {
    let server = Server::new();
    for target in ["/users", "/Devices", "/v1/Users", "/Users/1/2", "/Users/00919288221112222"] {
        server.get(target).refused(404, "");
    }
    for method in [Method::Get, Method::Put, Method::Patch, Method::Delete] {
        server.send_raw(method, "/Me", Headers::default(), Bytes::new()).refused(501, "");
    }
}

#[test]
fn a_method_that_an_endpoint_does_not_take_is_405_with_those_that_it_takes() {
    let server = Server::new();
    for (method, target, allow) in [
        (Method::Put, "/Users", "GET, HEAD, POST"),
        (Method::Delete, "/Groups", "GET, HEAD, POST"),
        (Method::Post, "/Users/1", "GET, HEAD, PUT, PATCH, DELETE"),
        (Method::Get, "/Users/.search", "POST"),
        (Method::Get, "/Bulk", "POST"),
        (Method::Options, "/Users", "GET, HEAD, POST"),
    ] {
        let reply = server.send(method, target, None);
        assert_eq!((reply.status, reply.header("allow")), (405, Some(allow)), "{method} {target}");
    }
}

#[test]
fn head_answers_as_get_without_a_body() {
    let server = Server::new();
    let path = server.user("ada", json!({}));
    let (get, head) = (server.get(&path), server.send(Method::Head, &path, None));
    assert_eq!((head.status, head.header("etag")), (get.status, get.header("etag")));
    assert!(head.body.is_null());
    // RFC 9110 §8.6: the length, if it is said, is that of the body that GET has.
    assert_eq!(head.header("content-length"), Some(get.body.to_string().len().to_string().as_str()));
    assert_eq!(server.send(Method::Head, "/Users/nobody", None).status, 404);
}

// RFC7644-3.8-02, -05
#[test]
fn json_is_taken_under_both_names_and_nothing_else() {
    let server = Server::new();
    for (index, accepted) in [
        Some("application/scim+json"),
        Some("application/json"),
        Some("application/scim+json; charset=utf-8"),
        Some("Application/SCIM+JSON;charset=UTF-8"),
        None,
    ]
    .into_iter()
    .enumerate()
    {
        let headers = with(|headers| headers.content_type = accepted.map(str::to_owned));
        let body = user(&format!("user{index}"), json!({})).to_string();
        assert_eq!(server.send_raw(Method::Post, "/Users", headers, body.into()).status, 201, "{accepted:?}");
    }
    for refused in
        ["text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data", ""]
    {
        let headers = with(|headers| headers.content_type = Some(refused.to_owned()));
        let body = user("other", json!({})).to_string();
        server.send_raw(Method::Post, "/Users", headers, body.into()).refused(415, "");
    }
}

#[test]
fn a_body_that_is_no_json_object_is_invalid_syntax() {
    let server = Server::new();
    let path = server.user("ada", json!({}));
    let deep = "[".repeat(100_000);
    for body in ["", "{", "null", "[]", "\"x\"", "{\"a\":}", "<html>", "{} {}", deep.as_str()] {
        let send = |method, target: &str| {
            server.send_raw(method, target, with(|_| {}), Bytes::copy_from_slice(body.as_bytes()))
        };
        send(Method::Post, "/Users").refused(400, "invalidSyntax");
        send(Method::Put, &path).refused(400, "invalidSyntax");
        send(Method::Patch, &path).refused(400, "invalidSyntax");
        send(Method::Post, "/.search").refused(400, "invalidSyntax");
        send(Method::Post, "/Bulk").refused(400, "invalidSyntax");
    }
    server
        .send_raw(Method::Post, "/Users", with(|_| {}), Bytes::from_static(b"{\"userName\":\"\xff\"}"))
        .refused(400, "invalidSyntax");
}

// RFC7644-3.7.4-03, -04
#[test]
fn a_body_over_the_limit_is_413_and_names_the_limit() {
    let limits = Limits { body: 200, ..Limits::default() };
    let server = Server(Provider::new(Settings { limits, ..Settings::default() }));
    assert_eq!(server.post("/Users", user("ada", json!({}))).status, 201);
    let reply = server.post("/Users", user("bob", json!({"title": "x".repeat(200)})));
    reply.refused(413, "");
    assert!(reply.body["detail"].as_str().unwrap().contains("maxPayloadSize (200)"));
    assert_eq!(server.get("/ServiceProviderConfig").body["bulk"]["maxPayloadSize"], 200);
}

// RFC7643-5-13
#[test]
fn a_page_is_never_longer_than_announced() {
    let limits = Limits { results: 2, ..Limits::default() };
    let server = Server(Provider::new(Settings { limits, ..Settings::default() }));
    for name in ["a", "b", "c"] {
        server.user(name, json!({}));
    }
    let body = server.get("/Users?count=100").body;
    assert_eq!((&body["totalResults"], &body["itemsPerPage"]), (&json!(3), &json!(2)));
    assert_eq!(server.get("/ServiceProviderConfig").body["filter"]["maxResults"], 2);
}

// RFC7644-3.14-01, -03 to -09, RFC7643-3.1-22
#[test]
fn tags_guard_writes_and_spare_reads() {
    let server = Server::new();
    let path = server.user("ada", json!({"title": "T"}));
    let first = server.get(&path).header("etag").unwrap().to_owned();
    assert!(first.starts_with("W/\""));
    let read = |tag: &str| {
        let tag = tag.to_owned();
        server.send_raw(Method::Get, &path, with(|headers| headers.if_none_match = Some(tag)), Bytes::new())
    };
    let not_modified = read(&first);
    assert_eq!(
        (not_modified.status, not_modified.header("etag"), not_modified.body.is_null()),
        (304, Some(&*first), true)
    );
    assert_eq!(read("W/\"other\"").status, 200);

    let write = |method, tag: &str, body: String| {
        let tag = tag.to_owned();
        server.send_raw(method, &path, with(|headers| headers.if_match = Some(tag)), body.into())
    };
    let put = |title: &str| user("ada", json!({"title": title})).to_string();
    let patch =
        json!({"schemas": [urn::PATCH_OP], "Operations": [{"op": "replace", "path": "title", "value": "P"}]});
    assert_eq!(write(Method::Put, &first, put("U")).status, 200);
    let second = server.get(&path).header("etag").unwrap().to_owned();
    assert_ne!(first, second);
    assert_eq!(write(Method::Put, &first, put("V")).status, 412);
    assert_eq!(write(Method::Patch, &first, patch.to_string()).status, 412);
    assert_eq!(write(Method::Delete, &first, String::new()).status, 412);
    assert_eq!(server.get(&path).body["title"], "U");
    assert_eq!(server.get(&path).header("etag"), Some(&*second));
    assert_eq!(write(Method::Patch, "*", patch.to_string()).status, 200);
    let third = server.get(&path).header("etag").unwrap().to_owned();
    assert_eq!(write(Method::Delete, &third, String::new()).status, 204);
}

#[test]
fn times_are_date_times_with_a_zone() {
    let server = Server::new();
    let path = server.user("ada", json!({}));
    let meta = server.get(&path).body["meta"].clone();
    for name in ["created", "lastModified"] {
        let text = meta[name].as_str().unwrap();
        assert!(crate::scim::datetime::has_zone(text), "{text}");
        assert_eq!(text.len(), "2026-01-01T00:00:00.000Z".len());
    }
}
