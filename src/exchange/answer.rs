//! What a server answered.

use bytes::Bytes;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

/// A complete HTTP response.
#[derive(Debug, Clone, Serialize)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Headers in the order received, names in lower case; the sender has already taken credentials out.
    pub headers: Vec<(String, String)>,
    /// The body, decoded from its content encoding.
    pub content: Content,
}

impl Answer {
    /// The first header of that (lower-case) name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON, if it is JSON.
    pub fn json(&self) -> Option<&Value> {
        self.content.json.as_ref().ok()
    }

    /// Whether the status is 2xx.
    pub const fn is_success(&self) -> bool {
        self.status >= 200 && self.status < 300
    }

    /// The standard reason phrase of the status (`Not Found`), or the empty string for an unregistered one.
    pub fn reason(&self) -> &'static str {
        reason_phrase(self.status)
    }
}

/// The phrase that the HTTP registry gives a status. Where Okta takes it from is unknown; every phrase seen in
/// its messages is the registered one.
fn reason_phrase(status: u16) -> &'static str {
    http::StatusCode::from_u16(status).ok().and_then(|code| code.canonical_reason()).unwrap_or("")
}

/// A response body: its bytes, and the JSON in them, parsed once.
#[derive(Debug, Clone)]
pub struct Content {
    /// The bytes as decoded from the content encoding.
    pub bytes: Bytes,
    /// The bytes as JSON, or why they are not.
    pub json: Result<Value, NotJson>,
}

/// Why a body is not JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum NotJson {
    /// There are no bytes at all (as a 204 must be).
    #[error("the body is empty")]
    Empty,
    /// The bytes are not UTF-8.
    #[error("the body is not UTF-8 (first bad byte at offset {offset})")]
    NotUtf8 {
        /// Bytes before the first bad one.
        offset: usize,
    },
    /// The text does not parse.
    #[error("the body is not JSON: {message}")]
    Syntax {
        /// The parser's words, with line and column.
        message: String,
    },
    /// Nested deeper than any SCIM message can be.
    #[error("the body is nested deeper than 128 levels")]
    TooDeep,
}

impl Content {
    /// Parses the bytes once.
    pub fn new(bytes: Bytes) -> Self {
        let json = parse(&bytes);
        Content { bytes, json }
    }

    /// The body as text, bad bytes replaced.
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.bytes)
    }
}

fn parse(bytes: &[u8]) -> Result<Value, NotJson> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(NotJson::Empty);
    }
    let text =
        std::str::from_utf8(bytes).map_err(|error| NotJson::NotUtf8 { offset: error.valid_up_to() })?;
    serde_json::from_str(text).map_err(|error| {
        let message = error.to_string();
        if message.starts_with("recursion limit") { NotJson::TooDeep } else { NotJson::Syntax { message } }
    })
}

impl Serialize for Content {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.json {
            Ok(value) => value.serialize(serializer),
            Err(NotJson::Empty) => serializer.serialize_none(),
            Err(_) => serializer.serialize_str(&self.text()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Content, NotJson};

    #[test]
    fn every_kind_of_bad_body_is_told_apart() {
        let kind = |bytes: &'static [u8]| Content::new(bytes.into()).json.unwrap_err();
        assert_eq!(kind(b" \n"), NotJson::Empty);
        assert_eq!(kind(b"{\"a\":\"\xff\"}"), NotJson::NotUtf8 { offset: 6 });
        assert!(matches!(kind(b"<html>"), NotJson::Syntax { .. }));
        assert_eq!(Content::new("[".repeat(100_000).into()).json.unwrap_err(), NotJson::TooDeep);
    }
}
