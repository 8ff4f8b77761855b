//! Answers as a client gets them, over both fronts.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::{Answer, Book, Canned, Content, Cut, Desk, Remarks, Shelf};
use crate::exchange::{Call, Evidence, Exchange, FailureKind, Method, Payload, Purpose};
use crate::scim::urn;
use crate::sender::{Sender, Target, Timeouts};

struct Stage {
    desk: Desk,
    sender: Sender,
}

impl Stage {
    /// A desk with one user, `ada`, on its shelf.
    async fn new(front: Front, answers: Vec<Answer>) -> Stage {
        let book = Arc::new(Book::default());
        let desk = Desk::open(Arc::clone(&book), matches!(front, Front::Broken)).await.unwrap();
        let mut shelf = Shelf::new(&desk.base_url(), "2026-01-01T00:00:00Z");
        shelf.user("ada", "1", json!({"schemas": [urn::USER], "userName": "ada"}));
        book.fill(answers, shelf);
        let mut target = Target::new(desk.base_url().parse().unwrap());
        target.timeouts = Timeouts::with_read(Duration::from_millis(400));
        Stage { desk, sender: Sender::new(&target).unwrap() }
    }

    async fn ask(&self, method: Method, target: &str, body: Option<Value>) -> Exchange {
        let (path, query) =
            target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
        let mut call = Call::new(method, path, Evidence::Scenario, Purpose::Act);
        call.query = query.map(str::to_owned);
        call.body = body.map(Payload::Json);
        self.sender.send(call).await
    }

    async fn get(&self, target: &str) -> Exchange {
        self.ask(Method::Get, target, None).await
    }

    fn remarks(&self) -> Remarks {
        self.desk.book().remarks()
    }
}

#[derive(Clone, Copy)]
enum Front {
    Plain,
    Broken,
}

const FRONTS: [Front; 2] = [Front::Plain, Front::Broken];

fn answer(to: &str, content: Content) -> Answer {
    Answer { to: to.to_owned(), with: Canned { content, ..Canned::default() } }
}

fn status(to: &str, status: u16) -> Answer {
    Answer { to: to.to_owned(), with: Canned { status: Some(status), ..Canned::default() } }
}

fn json_of(exchange: &Exchange) -> &Value {
    exchange.answer().unwrap().json().unwrap()
}

#[tokio::test]
async fn a_resource_is_created_changed_and_shown_again() {
    for front in FRONTS {
        let answers = vec![
            answer("GET /Users?filter", Content::List(Vec::new())),
            answer("POST /Users", Content::Created("ada".to_owned())),
            answer("GET /Users/*", Content::Resource("ada".to_owned())),
            answer("PATCH /Users/*", Content::Resource("ada".to_owned())),
            answer("GET /Users?filter", Content::List(vec!["ada".to_owned()])),
        ];
        let stage = Stage::new(front, answers).await;
        let empty = stage.get("/Users?filter=x&count=1").await;
        assert_eq!(json_of(&empty)["totalResults"], json!(0));
        let body = json!({"userName": "countess", "password": "s3cret", "active": true});
        let created = stage.ask(Method::Post, "/Users", Some(body)).await;
        assert_eq!(created.status(), Some(201));
        assert_eq!(created.answer().unwrap().header("content-type"), Some("application/scim+json"));
        assert_eq!(json_of(&created)["id"], json!("1"));
        let location = format!("{}/Users/1", stage.desk.base_url());
        assert_eq!(json_of(&created)["meta"]["location"], json!(location));
        assert_eq!(json_of(&created).get("password"), None);
        let patch = json!({"schemas": [urn::PATCH_OP],
            "Operations": [{"op": "replace", "value": {"active": false}}]});
        let patched = stage.ask(Method::Patch, "/Users/1", Some(patch)).await;
        assert_eq!(json_of(&patched)["active"], json!(false));
        let shown = stage.get("/Users/1").await;
        assert_eq!((shown.status(), &json_of(&shown)["userName"]), (Some(200), &json!("countess")));
        let found = stage.get("/Users?filter=x").await;
        assert_eq!(json_of(&found)["Resources"][0]["active"], json!(false));
        assert_eq!(stage.remarks(), Remarks::default());
    }
}

#[tokio::test]
async fn answers_are_used_in_order_and_the_last_one_is_repeated() {
    for front in FRONTS {
        let answers = vec![
            status("GET /Users/*", 404),
            status("GET /Users/*", 500),
            answer("POST /Users", Content::Nothing),
        ];
        let stage = Stage::new(front, answers).await;
        let mut seen = Vec::new();
        for _ in 0..3 {
            seen.push(stage.get("/Users/1").await.status().unwrap());
        }
        assert_eq!(seen, [404, 500, 500]);
        assert_eq!(stage.remarks().unused, [2]);
    }
}

#[tokio::test]
async fn a_refused_write_leaves_no_trace() {
    let mut refused = status("PUT /Users/*", 400);
    refused.with.content = Content::Error("no".to_owned());
    let shown = answer("GET /Users/*", Content::Resource("ada".to_owned()));
    let stage = Stage::new(Front::Plain, vec![refused, shown]).await;
    let put = stage.ask(Method::Put, "/Users/1", Some(json!({"userName": "eve"}))).await;
    assert_eq!(json_of(&put)["detail"], json!("no"));
    assert_eq!(json_of(&put)["status"], json!("400"));
    assert_eq!(json_of(&stage.get("/Users/1").await)["userName"], json!("ada"));
}

#[tokio::test]
async fn what_no_answer_is_for_is_refused_and_noted() {
    for front in FRONTS {
        let stage = Stage::new(front, Vec::new()).await;
        let refused = stage.get("/Groups?startIndex=1").await;
        assert_eq!(refused.status(), Some(501));
        let detail = "there is no canned answer for GET /Groups?startIndex=1";
        assert_eq!(json_of(&refused)["detail"], json!(detail));
        assert_eq!(stage.remarks().unmatched, ["GET /Groups?startIndex=1"]);
    }
}

#[tokio::test]
async fn texts_and_headers_come_as_written() {
    for front in FRONTS {
        let mut html = status("GET /Users", 403);
        html.with.headers =
            vec![("Content-Type".to_owned(), "text/html".to_owned()), ("X-Trace".to_owned(), "7".to_owned())];
        html.with.content = Content::Text("<html>".to_owned());
        let plain = answer("GET /Groups", Content::Text("no".to_owned()));
        let stage = Stage::new(front, vec![html, plain]).await;
        let exchange = stage.get("/Users").await;
        let shown = exchange.answer().unwrap();
        assert_eq!((shown.status, &*shown.content.text()), (403, "<html>"));
        assert_eq!((shown.header("content-type"), shown.header("x-trace")), (Some("text/html"), Some("7")));
        let plain = stage.get("/Groups").await;
        assert_eq!(plain.answer().unwrap().header("content-type"), Some("text/plain; charset=utf-8"));
    }
}

#[tokio::test]
async fn an_empty_answer_is_empty() {
    for front in FRONTS {
        let stage =
            Stage::new(front, vec![status("DELETE /Groups/*", 204), status("POST /Users", 201)]).await;
        assert_eq!(stage.ask(Method::Delete, "/Groups/1", None).await.status(), Some(204));
        let created = stage.ask(Method::Post, "/Users", Some(json!({}))).await;
        let shown = created.answer().unwrap();
        assert_eq!((shown.status, shown.content.bytes.len()), (201, 0));
    }
}

#[tokio::test]
async fn an_answer_that_is_too_late_is_not_waited_for() {
    for front in FRONTS {
        let mut late = status("GET /Users", 200);
        late.with.delay = Some(Duration::from_secs(5));
        let stage = Stage::new(front, vec![late]).await;
        assert_eq!(stage.get("/Users").await.failure().unwrap().kind, FailureKind::ReadTimeout);
    }
}

#[tokio::test]
async fn every_cut_breaks_the_answer_in_its_own_way() {
    for (cut, kind, words) in [
        (Cut::Reset, FailureKind::ClosedWithoutAnswer, "reset"),
        (Cut::Empty, FailureKind::ClosedWithoutAnswer, "closed"),
        (Cut::Truncate, FailureKind::Truncated, "in the middle of the body"),
        (Cut::Malformed, FailureKind::Malformed, "not HTTP"),
    ] {
        let mut broken = answer("POST /Users", Content::Created("ada".to_owned()));
        broken.with.cut = Some(cut);
        let stage = Stage::new(Front::Broken, vec![broken]).await;
        let exchange = stage.ask(Method::Post, "/Users", Some(json!({"userName": "ada"}))).await;
        let failure = exchange.failure().unwrap();
        assert_eq!(failure.kind, kind, "{cut:?}: {failure}");
        assert!(failure.message.contains(words), "{cut:?}: {failure}");
    }
}
