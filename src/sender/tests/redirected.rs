//! Where a redirect may lead, and where it must not.

use tokio::io::AsyncWriteExt;

use super::server::{FINE, request, say, serve};
use super::{call, failed, get, target};
use crate::exchange::{FailureKind, Method, Secret};
use crate::sender::{Auth, Sender};

fn moved(to: &str) -> String {
    format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n")
}

#[tokio::test]
async fn a_read_follows_within_the_origin_with_its_credentials() {
    let url = serve(|mut stream, _| async move {
        loop {
            let heard = request(&mut stream).await;
            let answer = if heard.starts_with("GET /Users HTTP") {
                moved("/v2/Users?a=%20b").into_bytes()
            } else if heard.starts_with("GET /v2/Users?a=%20b HTTP") && heard.contains("Bearer t0ken") {
                FINE.to_vec()
            } else {
                return;
            };
            stream.write_all(&answer).await.unwrap();
        }
    })
    .await;
    let mut target = target(&url);
    target.auth = Auth::Bearer(Secret::new("t0ken"));
    let exchange = Sender::new(&target).unwrap().send(call(Method::Get, "/Users")).await;
    assert_eq!(exchange.status(), Some(200), "{:?}", exchange.result);
    assert_eq!(exchange.url, format!("{url}/Users"));
}

#[tokio::test]
async fn nothing_follows_to_another_origin() {
    let other = say(FINE).await;
    let (kind, message) = failed(get(&say(moved(&format!("{other}/Users"))).await).await);
    assert_eq!(kind, FailureKind::Redirect);
    assert!(
        message.contains(&format!("answered 302 and redirects to {other}/Users; that is another origin")),
        "{message}"
    );
}

#[tokio::test]
async fn a_write_is_not_redirected() {
    let sender = Sender::new(&target(&say(moved("/elsewhere")).await)).unwrap();
    for method in [Method::Post, Method::Put, Method::Patch, Method::Delete] {
        let (kind, message) = failed(sender.send(call(method, "/Users/1")).await);
        assert_eq!(kind, FailureKind::Redirect);
        assert!(message.contains("redirects to /elsewhere; a request that writes"), "{message}");
    }
}

#[tokio::test]
async fn a_circle_of_redirects_ends() {
    let (kind, message) = failed(get(&say(moved("/Users")).await).await);
    assert_eq!(kind, FailureKind::Redirect);
    assert!(message.contains("one redirect too many"), "{message}");
}

#[tokio::test]
async fn a_location_that_echoes_the_credential_does_not_show_it() {
    let mut target = target(&say(moved("https://elsewhere.example/?token=t0k%2Fen")).await);
    target.auth = Auth::Bearer(Secret::new("t0k/en"));
    let (_, message) = failed(Sender::new(&target).unwrap().send(call(Method::Get, "/Users")).await);
    assert!(message.contains("https://elsewhere.example/?token=(redacted)"), "{message}");
}

#[tokio::test]
async fn a_redirect_that_leads_nowhere_is_an_answer_or_a_failure() {
    let nowhere = say("HTTP/1.1 304 Not Modified\r\nLocation: /x\r\n\r\n").await;
    assert_eq!(get(&nowhere).await.status(), Some(304));
    let without = say("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n").await;
    assert_eq!(get(&without).await.status(), Some(302));
    let (kind, message) = failed(get(&say(moved("http://[bad")).await).await);
    assert_eq!(kind, FailureKind::Redirect);
    assert!(message.contains("that is not a URL"), "{message}");
}
