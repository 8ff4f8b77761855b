//! A request and a response as the provider sees them: no framework's types.

use std::time::Duration;

use bytes::Bytes;

use crate::exchange::Method;
use crate::scim::error::Error;

/// One HTTP request, already split from its base URL.
#[derive(Debug, Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The absolute base URL under which the client reached the server, without a trailing slash:
    /// `http://127.0.0.1:8080/scim/v2`. Every `meta.location` and `$ref` starts with it.
    pub base: String,
    /// The path below the base, percent-encoded: `/Users/2819c223`.
    pub path: String,
    /// The raw query, percent-encoded, without the question mark.
    pub query: Option<String>,
    /// The headers that a SCIM server looks at.
    pub headers: Headers,
    /// The body.
    pub body: Bytes,
}

/// The request headers that matter to a SCIM server.
#[derive(Debug, Clone, Default)]
pub struct Headers {
    /// `Authorization`.
    pub authorization: Option<String>,
    /// `Accept`.
    pub accept: Option<String>,
    /// `Accept-Encoding`.
    pub accept_encoding: Option<String>,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// `If-Match` (RFC 7644 §3.14).
    pub if_match: Option<String>,
    /// `If-None-Match` (RFC 7644 §3.14).
    pub if_none_match: Option<String>,
}

impl Headers {
    /// Remembers a header if it matters; anything else is dropped. The name may be in any case.
    pub fn set(&mut self, name: &str, value: &str) {
        let slot = match name {
            _ if name.eq_ignore_ascii_case("authorization") => &mut self.authorization,
            _ if name.eq_ignore_ascii_case("accept") => &mut self.accept,
            _ if name.eq_ignore_ascii_case("accept-encoding") => &mut self.accept_encoding,
            _ if name.eq_ignore_ascii_case("content-type") => &mut self.content_type,
            _ if name.eq_ignore_ascii_case("if-match") => &mut self.if_match,
            _ if name.eq_ignore_ascii_case("if-none-match") => &mut self.if_none_match,
            _ => return,
        };
        *slot = Some(value.to_owned());
    }

    /// Whether the client offers to read gzip.
    pub fn accepts_gzip(&self) -> bool {
        self.accept_encoding.as_deref().is_some_and(|offered| offered.to_ascii_lowercase().contains("gzip"))
    }
}

/// One HTTP response.
#[derive(Debug, Clone)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Headers, names in lower case. Framing (`content-length`, `date`, `connection`) is left to whoever sends
    /// it, but for the length of a body that HEAD leaves out.
    pub headers: Vec<(&'static str, String)>,
    /// The body; empty for 204 and 304.
    pub body: Bytes,
    /// How long whoever sends it waits before; nothing but a deviation is slow on purpose.
    pub delay: Duration,
    /// How the body is framed on the wire.
    pub framing: Framing,
}

/// How a body is framed (RFC 9112 §6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Framing {
    /// By `Content-Length`.
    #[default]
    Length,
    /// In chunks, without a length.
    Chunks,
}

/// The media type of every body (RFC 7644 §3.8).
const MEDIA_TYPE: &str = "application/scim+json";

impl Response {
    /// A response without body.
    pub fn empty(status: u16) -> Self {
        Response {
            status,
            headers: Vec::new(),
            body: Bytes::new(),
            delay: Duration::ZERO,
            framing: Framing::Length,
        }
    }

    /// A response whose body is this JSON text.
    pub fn json(status: u16, body: Vec<u8>) -> Self {
        let headers = vec![("content-type", MEDIA_TYPE.to_owned())];
        Response { headers, body: body.into(), ..Response::empty(status) }
    }

    /// A refusal: a SCIM Error message without a keyword. For whoever must refuse what never reaches a provider.
    pub fn refusal(status: u16, detail: &str) -> Self {
        super::problem::response(&Error::new(status, detail))
    }

    /// The same response with one more header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The first header of that (lower-case) name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
    }
}
