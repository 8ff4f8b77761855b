//! How a refusal becomes a response: always a SCIM Error message (RFC 7644 §3.12).

use super::message::Response;
use super::store::Refusal;
use crate::scim::error::{Error, ScimType};

/// The response that carries an error.
pub(super) fn response(error: &Error) -> Response {
    Response::json(error.status, error.to_json().to_string().into_bytes())
}

/// 404 for a resource that is not there.
pub(super) fn not_found(id: &str) -> Error {
    Error::new(404, format!("Resource {id} not found"))
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        let scim_type = match refusal {
            Refusal::Taken(_) => ScimType::Uniqueness,
            Refusal::NoSuchMember(_) | Refusal::NamelessMember => ScimType::InvalidValue,
        };
        Error::of(scim_type, refusal.to_string())
    }
}
