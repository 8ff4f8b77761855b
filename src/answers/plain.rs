//! The front for whole answers and delays: wiremock, which has a thread of its own.

use std::net::TcpListener;
use std::sync::Arc;

use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use super::book::{Asked, Book, Sendable};
use super::desk::below_base;
use crate::exchange::Method;

/// The server; it stops when it is dropped.
pub(super) struct Front(MockServer);

impl Front {
    pub(super) async fn open(listener: TcpListener, book: Arc<Book>) -> Self {
        // What was asked is kept by the run itself; here it would only pile up.
        let server = MockServer::builder().listener(listener).disable_request_recording().start().await;
        // One mock for everything: which answer is next is the book's business.
        Mock::given(any()).respond_with(Answering(book)).mount(&server).await;
        Front(server)
    }
}

impl std::fmt::Debug for Front {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Front").field(self.0.address()).finish()
    }
}

struct Answering(Arc<Book>);

impl Respond for Answering {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        template(self.0.answer(Asked {
            method: Method::parse(request.method.as_str()),
            path: below_base(request.url.path()),
            query: request.url.query(),
            body: &request.body,
        }))
    }
}

fn template(sendable: Sendable) -> ResponseTemplate {
    let Sendable { status, headers, body, delay, cut: _ } = sendable;
    let kind = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let kind = kind.map(|(_, value)| value.as_str()).unwrap_or_default().to_owned();
    let mut template = ResponseTemplate::new(status);
    for (name, value) in headers.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("content-type")) {
        template = template.append_header(name.as_str(), value.as_str());
    }
    if !body.is_empty() || !kind.is_empty() {
        // Only this form of the body keeps a content type that is not the template's own.
        template = template.set_body_raw(body, &kind);
    }
    match delay {
        Some(delay) => template.set_delay(delay),
        None => template,
    }
}
