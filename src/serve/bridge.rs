//! Between the framework's requests and the provider's own.

use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::header::HOST;
use axum::http::{Request, Response, StatusCode};

use super::site::Site;
use crate::exchange::Method;
use crate::provider::{self, Framing, Headers};

/// How much of a body is read at all. Providers have limits of their own, far below; this one only keeps an endless
/// body from filling the memory.
const MOST: usize = 16 * 1024 * 1024;

/// Answers one HTTP request.
pub(super) async fn answer(State(site): State<Site>, request: Request<Body>) -> Response<Body> {
    let (head, body) = request.into_parts();
    let path = head.uri.path();
    let Some((provider, base_end)) = site.find(path) else {
        return refusal(404, "there is no SCIM service at this path");
    };
    let Some(method) = Method::parse(head.method.as_str()) else {
        return refusal(501, "this method is not known here");
    };
    let Ok(body) = to_bytes(body, MOST).await else {
        return refusal(413, "the body is too large, or did not arrive as a whole");
    };
    let mut headers = Headers::default();
    for (name, value) in &head.headers {
        // A header that is not text cannot be one of those that matter.
        if let Ok(value) = value.to_str() {
            headers.set(name.as_str(), value);
        }
    }
    let host = head.headers.get(HOST).and_then(|host| host.to_str().ok());
    let host =
        host.or_else(|| head.uri.authority().map(|authority| authority.as_str())).unwrap_or("localhost");
    let request = provider::Request {
        method,
        base: format!("http://{host}{}", &path[..base_end]),
        path: path[base_end..].to_owned(),
        query: head.uri.query().map(str::to_owned),
        headers,
        body,
    };
    let response = provider.handle(&request);
    if !response.delay.is_zero() {
        tokio::time::sleep(response.delay).await;
    }
    to_http(response)
}

/// A refusal outside any provider, in SCIM's form all the same.
fn refusal(status: u16, detail: &str) -> Response<Body> {
    to_http(provider::Response::refusal(status, detail))
}

fn to_http(response: provider::Response) -> Response<Body> {
    let mut builder = Response::builder().status(response.status);
    for (name, value) in response.headers {
        builder = builder.header(name, value);
    }
    let body = match response.framing {
        Framing::Length => Body::from(response.body),
        // A body of unknown length is what makes the framework send chunks.
        Framing::Chunks => {
            Body::from_stream(futures_util::stream::once(std::future::ready(
                Ok::<_, std::convert::Infallible>(response.body),
            )))
        }
    };
    builder.body(body).unwrap_or_else(|_| {
        // Header values are URLs, tags and words of the provider's own. The only doubt is a Host header that went
        // into a URL; the framework has let it in, so it is text.
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        response
    })
}
