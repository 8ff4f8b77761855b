//! Exchanges for tests, told in one line each.

use std::sync::Arc;

use serde_json::Value;

use crate::exchange::{
    Answer, Call, Content, Evidence, Exchange, Failure, FailureKind, Method, Payload, Purpose, Timing,
};

/// An exchange in the making.
pub(super) struct Told {
    call: Call,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Told {
    pub(super) fn new(method: Method, target: &str) -> Self {
        let (path, query) =
            target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
        let mut call = Call::new(method, path, Evidence::Documented, Purpose::Act);
        call.query = query.map(str::to_owned);
        call.headers.push(("Accept".into(), "application/scim+json".into()));
        let headers = vec![("content-type".to_owned(), "application/scim+json".to_owned())];
        Told { call, headers, body: Vec::new() }
    }

    pub(super) fn evidence(mut self, evidence: Evidence) -> Self {
        self.call.evidence = evidence;
        self
    }

    pub(super) fn purpose(mut self, purpose: Purpose) -> Self {
        self.call.purpose = purpose;
        self
    }

    pub(super) fn sent(mut self, body: Value) -> Self {
        self.call.body = Some(Payload::Json(body));
        self
    }

    pub(super) fn asked(mut self, header: &str, value: &str) -> Self {
        self.call.headers.retain(|(name, _)| !name.eq_ignore_ascii_case(header));
        self.call.headers.push((header.into(), value.into()));
        self
    }

    /// Sets a response header; an empty value takes it away.
    pub(super) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        if !value.is_empty() {
            self.headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    pub(super) fn json(mut self, body: &Value) -> Self {
        self.body = body.to_string().into_bytes();
        self
    }

    pub(super) fn bytes(mut self, body: &[u8]) -> Self {
        self.body = body.to_vec();
        self
    }

    pub(super) fn answer(self, status: u16) -> Arc<Exchange> {
        let answer = Answer { status, headers: self.headers, content: Content::new(self.body.into()) };
        finish(self.call, Ok(answer))
    }

    /// Answers after so many seconds.
    pub(super) fn answer_after(self, seconds: u64, status: u16) -> Arc<Exchange> {
        let mut exchange = Arc::unwrap_or_clone(self.answer(status));
        let took = std::time::Duration::from_secs(seconds);
        exchange.timing = Timing { first_byte: took, total: took };
        Arc::new(exchange)
    }

    pub(super) fn fails(self, kind: FailureKind, message: &str) -> Arc<Exchange> {
        finish(self.call, Err(Failure { kind, message: message.to_owned() }))
    }
}

fn finish(call: Call, result: Result<Answer, Failure>) -> Arc<Exchange> {
    let url = format!("https://scim.example.com/v2{}", call.target());
    Arc::new(Exchange { call, url, result, timing: Timing::default(), repeats: Vec::new() })
}
