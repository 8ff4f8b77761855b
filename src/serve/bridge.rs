//! Between the framework's requests and the provider's own.

use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::header::HOST;
use axum::http::{Request, Response, StatusCode};
use bytes::Bytes;

use super::site::Site;
use crate::exchange::Method;
use crate::provider::{self, Headers};

/// How much of a body is read at all. Providers have limits of their own, far below; this one only keeps an endless
/// body from filling the memory.
const MOST: usize = 16 * 1024 * 1024;

/// Answers one HTTP request.
pub(super) async fn answer(State(site): State<Site>, request: Request<Body>) -> Response<Body> {
    let (head, body) = request.into_parts();
    let path = head.uri.path();
    let Some((provider, base_end)) = site.find(path) else {
        return refusal(StatusCode::NOT_FOUND, "there is no SCIM service at this path");
    };
    let Some(method) = Method::parse(head.method.as_str()) else {
        return refusal(StatusCode::NOT_IMPLEMENTED, "this method is not known here");
    };
    let Ok(body) = to_bytes(body, MOST).await else {
        return refusal(StatusCode::PAYLOAD_TOO_LARGE, "the body is too large, or did not arrive as a whole");
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
    to_http(provider.handle(&request))
}

fn to_http(response: provider::Response) -> Response<Body> {
    let mut builder = Response::builder().status(response.status);
    for (name, value) in response.headers {
        builder = builder.header(name, value);
    }
    // Header values are URLs, tags and words of ours: the only doubt is a Host header that went into a URL, and the
    // framework has checked that.
    builder.body(Body::from(response.body)).unwrap_or_else(|_| {
        refusal(StatusCode::INTERNAL_SERVER_ERROR, "the answer cannot be sent: a header in it is not valid")
    })
}

/// A refusal outside any provider, in SCIM's form all the same.
fn refusal(status: StatusCode, detail: &str) -> Response<Body> {
    let error = crate::scim::error::Error::new(status.as_u16(), detail);
    let mut response = Response::new(Body::from(Bytes::from(error.to_json().to_string())));
    *response.status_mut() = status;
    let media_type = axum::http::HeaderValue::from_static("application/scim+json");
    response.headers_mut().insert(axum::http::header::CONTENT_TYPE, media_type);
    response
}
