//! The SCIM Error message (RFC 7644 §3.12): what a server says when it refuses. Knows nothing of HTTP but the status.

use serde_json::{Map, Value, json};

use super::{text, urn};

/// A refusal: the HTTP status, the keyword that names the reason, and words for a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct Error {
    /// The HTTP status.
    pub status: u16,
    /// The keyword of RFC 7644 Table 9.
    pub scim_type: Option<ScimType>,
    /// What is wrong and where, for a person.
    pub detail: String,
}

impl Error {
    /// A refusal without a keyword.
    pub fn new(status: u16, detail: impl Into<String>) -> Self {
        Error { status, scim_type: None, detail: detail.into() }
    }

    /// A refusal with a keyword; the status is the one that goes with it.
    pub fn of(scim_type: ScimType, detail: impl Into<String>) -> Self {
        Error { status: scim_type.status(), scim_type: Some(scim_type), detail: detail.into() }
    }

    /// The message body. `status` is a string, as RFC 7644 §3.12 has it.
    pub fn to_json(&self) -> Value {
        let mut body = json!({"schemas": [urn::ERROR]});
        if let Some(scim_type) = self.scim_type {
            body["scimType"] = scim_type.as_str().into();
        }
        body["detail"] = self.detail.as_str().into();
        body["status"] = self.status.to_string().into();
        body
    }

    /// Reads an Error message, tolerantly: a number for `status` is taken, an unknown keyword is dropped. `None`
    /// when the body does not carry the Error URN or no status can be read.
    pub fn from_json(body: &Value) -> Option<Self> {
        let body = body.as_object()?;
        if !is_error(body) {
            return None;
        }
        let status = match text::member(body, "status")? {
            Value::String(text) => text.parse().ok()?,
            Value::Number(number) => u16::try_from(number.as_u64()?).ok()?,
            _ => return None,
        };
        let scim_type = text::member(body, "scimType").and_then(Value::as_str).and_then(ScimType::parse);
        let detail = text::member(body, "detail").and_then(Value::as_str).unwrap_or_default().to_owned();
        Some(Error { status, scim_type, detail })
    }
}

fn is_error(body: &Map<String, Value>) -> bool {
    text::member(body, "schemas")
        .and_then(Value::as_array)
        .is_some_and(|all| all.iter().filter_map(Value::as_str).any(|one| urn::same(one, urn::ERROR)))
}

/// The keywords of RFC 7644 Table 9, and those that RFC 9865 adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScimType {
    /// The filter is malformed or compares what cannot be compared.
    InvalidFilter,
    /// The filter yields more than the server is willing to return.
    TooMany,
    /// A value that must be unique is in use.
    Uniqueness,
    /// The attribute cannot be changed like this.
    Mutability,
    /// The body is not the message that it should be.
    InvalidSyntax,
    /// The PATCH path is malformed or names nothing that the schema knows.
    InvalidPath,
    /// The PATCH path names nothing to work on.
    NoTarget,
    /// A value is missing or of the wrong type.
    InvalidValue,
    /// The protocol version is not supported.
    InvalidVers,
    /// The request would put sensitive data into a URL.
    Sensitive,
    /// RFC 9865: the cursor is not one of this server's.
    InvalidCursor,
    /// RFC 9865: the cursor is too old.
    ExpiredCursor,
    /// RFC 9865: the count differs from that of the first page.
    InvalidCount,
}

impl ScimType {
    /// All keywords, in the order of the RFCs' tables.
    pub const ALL: [Self; 13] = [
        Self::InvalidFilter,
        Self::TooMany,
        Self::Uniqueness,
        Self::Mutability,
        Self::InvalidSyntax,
        Self::InvalidPath,
        Self::NoTarget,
        Self::InvalidValue,
        Self::InvalidVers,
        Self::Sensitive,
        Self::InvalidCursor,
        Self::ExpiredCursor,
        Self::InvalidCount,
    ];

    /// The keyword as it stands in a message.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidFilter => "invalidFilter",
            Self::TooMany => "tooMany",
            Self::Uniqueness => "uniqueness",
            Self::Mutability => "mutability",
            Self::InvalidSyntax => "invalidSyntax",
            Self::InvalidPath => "invalidPath",
            Self::NoTarget => "noTarget",
            Self::InvalidValue => "invalidValue",
            Self::InvalidVers => "invalidVers",
            Self::Sensitive => "sensitive",
            Self::InvalidCursor => "invalidCursor",
            Self::ExpiredCursor => "expiredCursor",
            Self::InvalidCount => "invalidCount",
        }
    }

    /// The keyword for exactly that text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }

    /// The HTTP status that goes with it: 409 for uniqueness (RFC 7644 §3.3), 403 for sensitive (§7.5.2), else 400.
    pub const fn status(self) -> u16 {
        match self {
            Self::Uniqueness => 409,
            Self::Sensitive => 403,
            _ => 400,
        }
    }
}

impl std::fmt::Display for ScimType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Error, ScimType};

    #[test]
    fn a_message_is_read_back_as_written() {
        let error = Error::of(ScimType::Mutability, "Attribute 'id' is readOnly");
        let body = error.to_json();
        assert_eq!(
            body,
            json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "scimType": "mutability",
                "detail": "Attribute 'id' is readOnly", "status": "400"})
        );
        assert_eq!(Error::from_json(&body), Some(error));
        let plain = Error::new(404, "Resource 2819c223 not found");
        assert_eq!(plain.to_json().get("scimType"), None);
        assert_eq!(Error::from_json(&plain.to_json()), Some(plain));
    }

    #[test]
    fn a_number_for_the_status_is_tolerated_and_anything_else_is_not_an_error_message() {
        let read = |status| {
            Error::from_json(
                &json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": status}),
            )
        };
        assert_eq!(read(json!(409)).unwrap().status, 409);
        assert_eq!(read(json!("conflict")), None);
        assert_eq!(read(json!(null)), None);
        assert_eq!(Error::from_json(&json!({"status": "404"})), None);
        assert_eq!(Error::from_json(&json!("oops")), None);
    }

    #[test]
    fn the_messages_of_the_rfc_are_read_and_written_as_printed() {
        let vectors: serde_json::Value =
            serde_json::from_str(include_str!("../../tests/vectors/scim-messages.json")).unwrap();
        for vector in vectors["errors"].as_array().unwrap() {
            let mut error = Error::from_json(&vector["body"]).unwrap();
            assert_eq!(error.to_json(), vector["body"], "{}", vector["section"]);
            // One prints another status than the answer has (erratum 6893).
            error.status = u16::try_from(vector["http"].as_u64().unwrap()).unwrap();
            if let Some(scim_type) = error.scim_type {
                assert_eq!(error, Error::of(scim_type, error.detail.clone()), "{}", vector["section"]);
            }
        }
    }

    #[test]
    fn keywords_and_statuses_are_those_of_the_tables() {
        let status = |keyword: &str| ScimType::parse(keyword).unwrap().status();
        for keyword in [
            "invalidFilter",
            "tooMany",
            "mutability",
            "invalidSyntax",
            "invalidPath",
            "noTarget",
            "invalidValue",
            "invalidVers",
            "invalidCursor",
            "expiredCursor",
            "invalidCount",
        ] {
            assert_eq!(status(keyword), 400, "{keyword}");
        }
        assert_eq!((status("uniqueness"), status("sensitive")), (409, 403));
        assert_eq!(ScimType::parse("InvalidFilter"), None);
        assert_eq!(ScimType::ALL.len(), 13);
    }
}
