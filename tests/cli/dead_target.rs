//! Targets that cannot be played against: one clear message, exit code 3, and the program ends by itself.

use std::net::TcpListener;

use crate::program::{Ended, Program};
use crate::server::{Reply, Server, http};

/// Runs the whole set against a server that answers everything in one way.
#[track_caller]
fn against(reply: impl Fn() -> Reply + Send + Sync + 'static) -> Ended {
    let server = Server::behaving(move |_, _| reply());
    let program = Program::new();
    let ended = program.run(&["run", "--target", &server.url(), "--timeout", "1s"]);
    assert_eq!(program.journals(), [], "nothing was created, so no journal may be left");
    assert!(server.seen().len() <= 4, "{} requests for one answer", server.seen().len());
    ended
}

#[track_caller]
fn unreachable(reply: impl Fn() -> Reply + Send + Sync + 'static, message: &str) {
    against(reply).ends_with(3).says_once(message);
}

#[test]
fn a_port_where_nothing_listens() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("http://127.0.0.1:{port}/scim/v2");
    Program::new()
        .run(&["run", "--target", &url])
        .ends_with(3)
        .says_once("cannot be reached")
        .says("refused");
}

#[test]
fn a_host_that_does_not_exist() {
    let arguments = ["run", "--target", "http://nobody.invalid/scim/v2", "--i-own-this-target"];
    Program::new().run(&arguments).ends_with(3).says_once("cannot be reached");
}

#[test]
fn html_instead_of_scim() {
    let page = b"<!doctype html><title>Sign in</title>";
    unreachable(|| Reply::Bytes(http("200 OK\r\ncontent-type: text/html", page)), "not as a SCIM server");
    unreachable(
        || Reply::Bytes(http("404 Not Found\r\ncontent-type: text/html", page)),
        "not as a SCIM server",
    );
}

#[test]
fn a_redirect_to_a_login_page() {
    unreachable(
        || Reply::Bytes(http("302 Found\r\nlocation: https://login.example.com/", b"")),
        "https://login.example.com/",
    );
}

#[test]
fn a_connection_that_is_closed_without_a_word() {
    unreachable(|| Reply::Close, "cannot be reached");
}

#[test]
fn a_connection_that_is_reset() {
    unreachable(|| Reply::Reset, "cannot be reached");
}

#[test]
fn an_empty_body() {
    unreachable(
        || Reply::Bytes(http("200 OK\r\ncontent-type: application/scim+json", b"")),
        "the body is empty",
    );
}

#[test]
fn half_a_body() {
    let half = b"HTTP/1.1 200 OK\r\ncontent-type: application/scim+json\r\ncontent-length: 400\r\n\r\n{\"schemas\":[";
    unreachable(|| Reply::Bytes(half.to_vec()), "no answer that can be used");
}

#[test]
fn a_body_longer_than_it_says() {
    let long = b"HTTP/1.1 200 OK\r\ncontent-type: application/scim+json\r\ncontent-length: 3\r\n\r\n{\"schemas\":[]}";
    unreachable(|| Reply::Bytes(long.to_vec()), "not JSON");
}

#[test]
fn an_endless_body() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-type: application/scim+json\r\n\r\n{\"a\":\"";
    unreachable(|| Reply::Endless(head.to_vec(), vec![b'a'; 1 << 20]), "no answer that can be used");
}

#[test]
fn endless_headers() {
    unreachable(
        || Reply::Endless(b"HTTP/1.1 200 OK\r\n".to_vec(), b"x-more: and more\r\n".repeat(1000)),
        "no answer that can be used",
    );
}

#[test]
fn a_body_that_is_not_utf8() {
    let head = "200 OK\r\ncontent-type: application/scim+json";
    unreachable(|| Reply::Bytes(http(head, b"{\"a\":\"\xff\"}")), "not UTF-8");
}

#[test]
fn a_body_nested_without_end() {
    let head = "200 OK\r\ncontent-type: application/scim+json";
    unreachable(|| Reply::Bytes(http(head, "[".repeat(100_000).as_bytes())), "nested");
}

#[test]
fn bytes_that_are_no_http() {
    unreachable(|| Reply::Bytes(b"SSH-2.0-OpenSSH_9.6\r\n".to_vec()), "no answer that can be used");
}

#[test]
fn a_server_that_says_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/scim/v2", listener.local_addr().unwrap());
    Program::new()
        .run(&["run", "--target", &url, "--timeout", "1s"])
        .ends_with(3)
        .says_once("cannot be reached")
        .says("0 requests and 1 of scimulate's own");
}

#[test]
fn refused_credentials() {
    let body = br#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"401","detail":"who are you"}"#;
    let head = "401 Unauthorized\r\ncontent-type: application/scim+json";
    unreachable(|| Reply::Bytes(http(head, body)), "refused the credentials: 401 Unauthorized: who are you");
    unreachable(|| Reply::Bytes(http("403 Forbidden", b"")), "refused the credentials: 403 Forbidden");
}

#[test]
fn without_the_connection_test_the_first_pass_tells_it() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("http://127.0.0.1:{port}/scim/v2");
    let ended = Program::new().run(&["run", "okta/users", "--target", &url, "--no-preflight"]).ends_with(3);
    ended.says_once("the target stopped answering at");
}
