//! The exact bytes that go out.

use std::time::Duration;

use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::sync::mpsc;

use super::server::{FINE, request, reset, serve};
use super::{call, failed, get, target};
use crate::exchange::{Call, Exchange, FailureKind, Method, Payload, Secret, Wire};
use crate::sender::{Auth, Proxy, Sender, Target};

/// Sends calls to a server that answers all of them well; the exchanges and the requests as they came.
async fn sent(prepare: impl FnOnce(&mut Target), calls: Vec<Call>) -> (Vec<Exchange>, Vec<String>) {
    let (heard, mut requests) = mpsc::unbounded_channel();
    let url = serve(move |mut stream, _| {
        let heard = heard.clone();
        async move {
            loop {
                let text = request(&mut stream).await;
                if text.is_empty() {
                    return;
                }
                heard.send(text).unwrap();
                stream.write_all(FINE).await.unwrap();
            }
        }
    })
    .await;
    let mut target = target(&format!("{url}/scim/v2/"));
    prepare(&mut target);
    let mut sender = Sender::new(&target).unwrap();
    let mut exchanges = Vec::new();
    let mut texts = Vec::new();
    for call in calls {
        exchanges.push(sender.exchange(call).await);
        let host = url.trim_start_matches("http://");
        texts.push(requests.recv().await.unwrap().replace(host, "<host>"));
    }
    (exchanges, texts)
}

fn okta(method: Method, path: &str) -> Call {
    let mut call = call(method, path);
    let content_type = ("Content-Type", "application/scim+json; charset=utf-8");
    let before = [("Accept", "application/scim+json"), ("Accept-Charset", "utf-8")];
    let after = [
        ("User-Agent", "Okta SCIM Client 1.0.0"),
        ("Connection", "Keep-Alive"),
        ("Accept-Encoding", "gzip,deflate"),
    ];
    for (name, value) in
        before.into_iter().chain((method != Method::Get).then_some(content_type)).chain(after)
    {
        call.headers.push((name.into(), value.into()));
    }
    call
}

#[tokio::test]
async fn a_read_has_the_bytes_that_okta_documents() {
    let mut call = okta(Method::Get, "/Users");
    call.query = Some("filter=userName%20eq%20%22a%2Bb%40x.org%22&startIndex=1&count=100".into());
    let bearer = |target: &mut Target| target.auth = Auth::Bearer(Secret::new("t0ken"));
    let (exchanges, requests) = sent(bearer, vec![call]).await;
    assert_eq!(
        requests[0],
        "GET /scim/v2/Users?filter=userName%20eq%20%22a%2Bb%40x.org%22&startIndex=1&count=100 HTTP/1.1\r\n\
         Accept: application/scim+json\r\n\
         Accept-Charset: utf-8\r\n\
         User-Agent: Okta SCIM Client 1.0.0\r\n\
         Authorization: Bearer t0ken\r\n\
         Host: <host>\r\n\
         Connection: Keep-Alive\r\n\
         Accept-Encoding: gzip,deflate\r\n\
         \r\n"
    );
    assert_eq!(exchanges[0].status(), Some(200));
    assert!(exchanges[0].timing.total >= exchanges[0].timing.first_byte);
}

#[tokio::test]
async fn a_write_adds_its_body_byte_for_byte() {
    let mut json = okta(Method::Post, "/Users");
    json.body = Some(Payload::Json(json!({"userName": "ada", "active": true})));
    let mut raw = call(Method::Patch, "/Users/a%20b");
    raw.body = Some(Payload::Raw("{ \"not\": json".into()));
    raw.headers.push(("Accept".into(), "*/*".into()));
    let basic = |target: &mut Target| {
        target.auth = Auth::Basic { user: "ada".into(), password: Secret::new("pässword") };
    };
    let (_, requests) = sent(basic, vec![json, raw]).await;
    assert_eq!(
        requests[0],
        "POST /scim/v2/Users HTTP/1.1\r\n\
         Accept: application/scim+json\r\n\
         Accept-Charset: utf-8\r\n\
         Content-Type: application/scim+json; charset=utf-8\r\n\
         User-Agent: Okta SCIM Client 1.0.0\r\n\
         Authorization: Basic YWRhOnDDpHNzd29yZA==\r\n\
         Host: <host>\r\n\
         Connection: Keep-Alive\r\n\
         Accept-Encoding: gzip,deflate\r\n\
         Content-Length: 32\r\n\
         \r\n\
         {\"userName\":\"ada\",\"active\":true}"
    );
    assert!(
        requests[1].starts_with("PATCH /scim/v2/Users/a%20b HTTP/1.1\r\nAccept: */*\r\n"),
        "{}",
        requests[1]
    );
    assert!(requests[1].ends_with("\r\n\r\n{ \"not\": json"), "{}", requests[1]);
}

#[tokio::test]
async fn a_call_may_bring_its_own_authorization() {
    let mut own = call(Method::Get, "/Users");
    own.headers.push(("authorization".into(), "Bearer wrong".into()));
    let header = |target: &mut Target| {
        target.auth = Auth::Header { name: "X-Api-Key".into(), value: Secret::new("t0ken") };
    };
    let (_, requests) = sent(header, vec![own.clone(), call(Method::Get, "/Users")]).await;
    assert!(requests[0].contains("\r\nAuthorization: Bearer wrong\r\n"), "{}", requests[0]);
    assert!(requests[1].contains("\r\nX-Api-Key: t0ken\r\n"), "{}", requests[1]);
    let bearer = |target: &mut Target| target.auth = Auth::Bearer(Secret::new("t0ken"));
    let (_, requests) = sent(bearer, vec![own]).await;
    assert_eq!(requests[0].matches("Authorization").count(), 1, "{}", requests[0]);
}

#[tokio::test]
async fn a_sender_can_be_pointed_at_another_path() {
    let sender = Sender::new(&target("http://127.0.0.1:1/scim/v2")).unwrap().at("/t1/scim/v2/");
    assert_eq!(sender.send(call(Method::Get, "/Users")).await.url, "http://127.0.0.1:1/t1/scim/v2/Users");
    assert_eq!(sender.at("/").send(call(Method::Get, "/Users")).await.url, "http://127.0.0.1:1/Users");
}

#[tokio::test]
async fn connections_are_used_again() {
    let (count, mut counted) = mpsc::unbounded_channel();
    let url = serve(move |mut stream, number| {
        count.send(number).unwrap();
        async move {
            while !request(&mut stream).await.is_empty() {
                stream.write_all(FINE).await.unwrap();
            }
        }
    })
    .await;
    let sender = Sender::new(&target(&url)).unwrap();
    for _ in 0..3 {
        assert!(sender.send(call(Method::Get, "/Users")).await.is_success());
    }
    assert_eq!((counted.recv().await, counted.try_recv().ok()), (Some(0), None));
}

/// A server whose first connection answers so many requests and closes without a byte on the next.
async fn tired_after(count: usize) -> String {
    serve(move |mut stream, number| async move {
        let mut answered = 0;
        while !request(&mut stream).await.is_empty() {
            if number == 0 && answered == count {
                return reset(stream);
            }
            stream.write_all(FINE).await.unwrap();
            answered += 1;
        }
    })
    .await
}

#[tokio::test]
async fn a_read_on_a_connection_that_the_server_had_closed_is_sent_again() {
    let sender = Sender::new(&target(&tired_after(1).await)).unwrap();
    for _ in 0..3 {
        assert!(sender.send(call(Method::Get, "/Users")).await.is_success());
    }
}

fn post() -> Call {
    let mut write = call(Method::Post, "/Users");
    write.body = Some(Payload::Raw("{}".into()));
    write
}

#[tokio::test]
async fn a_write_is_never_sent_again_and_the_next_one_takes_no_used_connection() {
    let sender = Sender::new(&target(&tired_after(2).await)).unwrap();
    for _ in 0..2 {
        assert!(sender.send(call(Method::Get, "/Users")).await.is_success());
    }
    assert_eq!(failed(sender.send(post()).await).0, FailureKind::ClosedWithoutAnswer);
    assert!(sender.send(post()).await.is_success());
}

#[tokio::test]
async fn a_server_that_closes_after_each_answer_without_a_word_loses_no_write() {
    let url = serve(|mut stream, _| async move {
        if !request(&mut stream).await.is_empty() {
            stream.write_all(FINE).await.unwrap();
            tokio::time::sleep(Duration::from_millis(1)).await;
            reset(stream);
        }
    })
    .await;
    let sender = Sender::new(&target(&url)).unwrap();
    for _ in 0..30 {
        assert!(sender.send(call(Method::Get, "/Users")).await.is_success());
        for _ in 0..2 {
            assert!(sender.send(post()).await.is_success());
        }
    }
}

#[tokio::test]
async fn a_read_on_a_new_connection_is_not_sent_again() {
    let (count, mut counted) = mpsc::unbounded_channel();
    let url = serve(move |mut stream, number| {
        count.send(number).unwrap();
        async move {
            request(&mut stream).await;
            reset(stream);
        }
    })
    .await;
    assert_eq!(failed(get(&url).await).0, FailureKind::ClosedWithoutAnswer);
    assert_eq!((counted.recv().await, counted.try_recv().ok()), (Some(0), None));
}

#[tokio::test]
async fn a_proxy_is_asked_with_the_whole_url_and_its_own_credentials() {
    let (heard, mut requests) = mpsc::unbounded_channel();
    let proxy = serve(move |mut stream, _| {
        let heard = heard.clone();
        async move {
            heard.send(request(&mut stream).await).unwrap();
            stream.write_all(FINE).await.unwrap();
        }
    })
    .await;
    let mut target = target("http://scim.invalid/v2");
    let url = proxy.replace("http://", "http://ada:pr0xypw@");
    target.proxy = Some(Proxy { url: Secret::new(url.clone()), except: None });
    assert!(Sender::new(&target).unwrap().send(call(Method::Get, "/Users")).await.is_success());
    let heard = requests.recv().await.unwrap();
    assert!(heard.starts_with("GET http://scim.invalid/v2/Users HTTP/1.1\r\n"), "{heard}");
    assert!(heard.contains("\r\nProxy-Authorization: Basic YWRhOnByMHh5cHc=\r\n"), "{heard}");

    target.proxy = Some(Proxy { url: Secret::new(url), except: Some("scim.invalid".into()) });
    let exchange = Sender::new(&target).unwrap().send(call(Method::Get, "/Users")).await;
    assert_eq!(failed(exchange).0, FailureKind::NameNotResolved);
}

#[tokio::test]
async fn a_header_that_cannot_be_sent_is_said_and_nothing_goes_out() {
    let mut bad = call(Method::Get, "/Users");
    bad.headers.push(("X-A".into(), "a\nb".into()));
    let sender = Sender::new(&target("http://127.0.0.1:1")).unwrap();
    let (kind, message) = failed(sender.send(bad).await);
    assert_eq!(kind, FailureKind::Other);
    assert!(message.contains("\"X-A\""), "{message}");
    assert_eq!(failed(sender.send(call(Method::Delete, "/Users/..")).await).0, FailureKind::Other);
}

#[test]
fn what_cannot_be_a_target_is_refused_without_showing_the_credential() {
    let refused = |change: fn(&mut Target)| {
        let mut target = target("http://h");
        change(&mut target);
        let message = Sender::new(&target).unwrap_err().to_string();
        assert_eq!(Sender::check(&target).unwrap_err().to_string(), message);
        message
    };
    let message = refused(|target| target.auth = Auth::Bearer(Secret::new("s3cr\nt")));
    assert!(message.starts_with("the bearer token cannot be sent") && !message.contains("s3cr"), "{message}");
    let message =
        refused(|target| target.auth = Auth::Header { name: "a b".into(), value: Secret::new("x") });
    assert_eq!(message, "`a b` is not a header name");
    let message =
        refused(|target| target.proxy = Some(Proxy { url: Secret::new("ftp://x:pw@h"), except: None }));
    assert!(message.starts_with("the proxy's URL cannot be used") && !message.contains("pw"), "{message}");
    let message = refused(|target| target.url = "ftp://h".parse().unwrap());
    assert!(message.contains("http:// or https://"), "{message}");
}
