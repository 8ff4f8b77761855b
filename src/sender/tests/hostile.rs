//! Servers that misbehave below HTTP: one clear failure each.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

use super::server::{FINE, request, reset, say, say_body, serve};
use super::{call, failed, get, target};
use crate::exchange::{Exchange, FailureKind, Method, NotJson, Secret};
use crate::sender::{Auth, Sender};

fn not_json(exchange: &Exchange) -> NotJson {
    exchange.answer().expect("an answer").content.json.clone().expect_err("not JSON")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

async fn fails_with(kind: FailureKind, words: &str, url: &str) {
    let (found, message) = failed(get(url).await);
    assert_eq!(found, kind, "{message}");
    assert!(message.contains(words), "{message}");
    assert!(!message.contains("127.0.0.1"), "the message holds the URL: {message}");
}

#[tokio::test]
async fn no_byte_at_all_is_a_read_timeout() {
    let url = serve(|mut stream, _| async move {
        request(&mut stream).await;
        std::future::pending::<()>().await;
    })
    .await;
    fails_with(FailureKind::ReadTimeout, "no answer within 300 ms", &url).await;
}

#[tokio::test]
async fn a_connection_closed_instead_of_an_answer_is_named() {
    let url = say("").await;
    fails_with(FailureKind::ClosedWithoutAnswer, "closed the connection instead of answering", &url).await;
    let url = say("HTTP/1.1 200 O").await;
    fails_with(FailureKind::ClosedWithoutAnswer, "closed the connection instead of answering", &url).await;
}

#[tokio::test]
async fn a_reset_is_named_before_and_within_the_body() {
    let url = serve(|mut stream, _| async move {
        request(&mut stream).await;
        reset(stream);
    })
    .await;
    fails_with(FailureKind::ClosedWithoutAnswer, "reset the connection instead of answering", &url).await;
    let url = serve(|mut stream, _| async move {
        request(&mut stream).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"a\":").await.unwrap();
        // The bytes must be read before the reset throws them away.
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        reset(stream);
    })
    .await;
    fails_with(FailureKind::Truncated, "reset the connection in the middle of the body, after 5 bytes", &url)
        .await;
}

#[tokio::test]
async fn half_a_body_is_truncated() {
    let url = say("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"a\":").await;
    fails_with(
        FailureKind::Truncated,
        "closed the connection in the middle of the body, after 5 bytes",
        &url,
    )
    .await;
    let url = say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n").await;
    fails_with(FailureKind::Truncated, "closed the connection in the middle of the body", &url).await;
}

#[tokio::test]
async fn a_body_that_stops_without_an_end_is_a_read_timeout() {
    let url = serve(|mut stream, _| async move {
        request(&mut stream).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"a\":").await.unwrap();
        std::future::pending::<()>().await;
    })
    .await;
    fails_with(
        FailureKind::ReadTimeout,
        "in the middle of its body: nothing came for 300 ms after 5 bytes",
        &url,
    )
    .await;
}

#[tokio::test]
async fn a_body_longer_than_announced_is_cut_as_http_says() {
    let exchange = get(&say("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{\"a\":1}").await).await;
    assert!(matches!(not_json(&exchange), NotJson::Syntax { .. }));
    assert_eq!(exchange.answer().unwrap().content.bytes, "{\"a\":");
}

#[tokio::test]
async fn an_endless_body_is_not_read_to_its_end() {
    let url = serve(|mut stream, _| async move {
        request(&mut stream).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        while stream.write_all(&[b'['; 4096]).await.is_ok() {}
    })
    .await;
    fails_with(FailureKind::TooLarge, "larger than 65536 bytes", &url).await;
    let url = say("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n").await;
    fails_with(FailureKind::TooLarge, "larger than 65536 bytes", &url).await;
}

#[tokio::test]
async fn a_body_that_drips_for_ever_ends() {
    let url = serve(|mut stream, _| async move {
        request(&mut stream).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n").await.unwrap();
        while stream.write_all(b" ").await.is_ok() {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    })
    .await;
    fails_with(FailureKind::ReadTimeout, "the body was not complete after 900 ms", &url).await;
}

#[tokio::test]
async fn a_head_without_end_is_not_http() {
    let url = serve(|mut stream, _| async move {
        request(&mut stream).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\nX: ").await.unwrap();
        while stream.write_all(&[b'x'; 4096]).await.is_ok() {}
    })
    .await;
    fails_with(FailureKind::Malformed, "the answer is not HTTP", &url).await;
}

#[tokio::test]
async fn what_is_not_http_is_malformed() {
    let url = say("SSH-2.0-OpenSSH_9.6\r\n\r\n").await;
    fails_with(FailureKind::Malformed, "the answer is not HTTP", &url).await;
    let url = say("HTTP/1.1 2x0 OK\r\n\r\n").await;
    fails_with(FailureKind::Malformed, "the answer is not HTTP", &url).await;
    let url = say("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}").await;
    fails_with(FailureKind::Malformed, "the answer is not HTTP", &url).await;
    let url = say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n").await;
    fails_with(FailureKind::Malformed, "not framed as HTTP says", &url).await;
}

#[tokio::test]
async fn bodies_that_are_no_json_are_answers_all_the_same() {
    let bad = get(&say_body(None, b"{\"a\":\"\xff\"}").await).await;
    assert_eq!(not_json(&bad), NotJson::NotUtf8 { offset: 6 });
    let html = get(&say_body(None, b"<html><body>502</body></html>").await).await;
    assert!(matches!(not_json(&html), NotJson::Syntax { .. }));
    let deep = get(&say_body(None, "[".repeat(60_000).as_bytes()).await).await;
    assert_eq!(not_json(&deep), NotJson::TooDeep);
    let nothing = get(&say("HTTP/1.1 204 No Content\r\n\r\n").await).await;
    assert_eq!(not_json(&nothing), NotJson::Empty);
}

#[tokio::test]
async fn compressed_bodies_are_read() {
    let text = b"{\"userName\":\"ada\"}";
    let answer = get(&say_body(Some("gzip"), &gzip(text)).await).await;
    assert_eq!(answer.answer().unwrap().content.bytes, &text[..]);
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).unwrap();
    let answer = get(&say_body(Some("deflate"), &encoder.finish().unwrap()).await).await;
    assert_eq!(answer.answer().unwrap().content.bytes, &text[..]);
    let empty = get(&say("HTTP/1.1 204 No Content\r\nContent-Encoding: gzip\r\n\r\n").await).await;
    assert_eq!(not_json(&empty), NotJson::Empty);
}

#[tokio::test]
async fn a_small_body_that_unpacks_to_a_huge_one_is_not_unpacked() {
    let bomb = gzip(&vec![b' '; 8 << 20]);
    assert!(bomb.len() < 64 << 10);
    fails_with(FailureKind::TooLarge, "larger than 65536 bytes", &say_body(Some("gzip"), &bomb).await).await;
}

#[tokio::test]
async fn a_body_that_is_not_compressed_as_it_says_is_malformed() {
    let words = "not encoded as its Content-Encoding says";
    fails_with(FailureKind::Malformed, words, &say_body(Some("gzip"), b"{\"a\":1}").await).await;
    let half = gzip(&[b'x'; 1000]);
    fails_with(FailureKind::Malformed, words, &say_body(Some("gzip"), &half[..half.len() - 9]).await).await;
    fails_with(FailureKind::Malformed, words, &say_body(Some("deflate"), b"{\"a\":1}").await).await;
}

#[tokio::test]
async fn a_port_where_nothing_listens_refuses() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    fails_with(FailureKind::ConnectionRefused, "nothing listens", &format!("http://{free}")).await;
}

#[tokio::test]
async fn a_name_that_does_not_exist_is_named_so() {
    fails_with(FailureKind::NameNotResolved, "does not resolve", "http://scim.invalid").await;
}

#[tokio::test]
async fn credentials_that_come_back_are_taken_out() {
    let mut target = target(
        &say("HTTP/1.1 401 Unauthorized\r\nSet-Cookie: sid=1\r\nX-Echo: Bearer t0k-en\r\nX-Fine: a\r\nContent-Length: 0\r\n\r\n")
            .await,
    );
    target.auth = Auth::Bearer(Secret::new("t0k-en"));
    let mut call = call(Method::Get, "/Users");
    call.query = Some("access_token=t0k%2Den".into());
    let exchange = Sender::new(&target).unwrap().send(call).await;
    let answer = exchange.answer().unwrap();
    let value = |name| answer.header(name).unwrap();
    assert_eq!(
        (value("set-cookie"), value("x-echo"), value("x-fine")),
        ("(redacted)", "Bearer (redacted)", "a")
    );
    assert!(exchange.url.ends_with("/Users?access_token=(redacted)"), "{}", exchange.url);
}

#[tokio::test]
async fn a_head_request_waits_for_no_body() {
    let sender = Sender::new(&target(&say("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n").await)).unwrap();
    let exchange = sender.send(call(Method::Head, "/Users")).await;
    assert_eq!(not_json(&exchange), NotJson::Empty);
    assert_eq!(get(&say(FINE).await).await.status(), Some(200));
}
