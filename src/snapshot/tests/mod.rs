//! Tests of the text: what is renamed, what stays, and what makes no difference.

mod files;
mod lists;
mod rendering;
mod stability;
mod store;
mod values;
mod waiting;

use std::sync::Arc;

use serde_json::Value;

use super::{ActTrace, NameTable, conversation};
use crate::exchange::{
    Answer, Call, Content, Evidence, Exchange, Failure, FailureKind, Method, Payload, Purpose, Timing,
};

const RUN: &str = "k3f9x2";
const BASE: &str = "http://127.0.0.1:41873/scim/v2";
const ADA: &str = "8f1c9a52-0b51-4f0a-9d5e-0d3b2c7a1e44";
const BOB: &str = "0e6f6a9b-7c22-4b0d-8e59-9a3f1d2c4b55";
const ANALYSTS: &str = "5d2e4f60-3c1b-4a79-8d6e-1f2a3b4c5d66";

fn names() -> NameTable {
    let mut names = NameTable::new(RUN, BASE);
    names.id("ada", ADA);
    names.id("bob", BOB);
    names.id("analysts", ANALYSTS);
    names.okta_id("ada", "00u1ro2x4dPqLmTRb5d7");
    names.name("ada", "ada.k3f9x2@example.com");
    names.name("bob", "bob.k3f9x2@example.com");
    names.name("analysts", "Analysts k3f9x2");
    names
}

/// One exchange: `sent("GET", "/Users?count=2", None)` and what came back.
fn sent(method: &str, target: &str, body: Option<Value>) -> Call {
    let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
    let method = Method::parse(method).unwrap();
    let mut call = Call::new(method, path, Evidence::Documented, Purpose::Act);
    call.query = query.map(str::to_owned);
    call.headers = vec![("Accept".to_owned(), "application/scim+json".to_owned())];
    call.body = body.map(Payload::Json);
    call
}

fn answered(call: Call, status: u16, headers: &[(&str, &str)], body: impl Into<String>) -> Arc<Exchange> {
    let mut headers: Vec<_> =
        headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    if !headers.iter().any(|(name, _)| name == "content-type") {
        headers.push(("content-type".to_owned(), "application/scim+json; charset=utf-8".to_owned()));
    }
    headers.push(("date".to_owned(), "Wed, 25 Nov 2026 21:44:24 GMT".to_owned()));
    let content = Content::new(body.into().into_bytes().into());
    exchange(call, Ok(Answer { status, headers, content }))
}

fn json(call: Call, status: u16, body: &Value) -> Arc<Exchange> {
    answered(call, status, &[], body.to_string())
}

fn failed(call: Call, kind: FailureKind) -> Arc<Exchange> {
    exchange(call, Err(Failure { kind, message: "os error 111 at 10.0.0.7".to_owned() }))
}

fn exchange(call: Call, result: Result<Answer, Failure>) -> Arc<Exchange> {
    let url = format!("{BASE}{}", call.target());
    Arc::new(Exchange { call, url, result, timing: Timing::default(), repeats: Vec::new() })
}

/// The conversation of one act without its heading.
fn said(names: &NameTable, trace: &[Arc<Exchange>]) -> String {
    let text = conversation(&[ActTrace { label: "act", trace }], names);
    text.strip_prefix("## act\n\n").unwrap().to_owned()
}

/// What is printed for a body that a server answered.
fn answer(names: &NameTable, body: &Value) -> String {
    let text = said(names, &[json(sent("GET", "/Anything", None), 200, body)]);
    text.split_once("< 200 OK\n").unwrap().1.to_owned()
}
