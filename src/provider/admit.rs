//! What a client sent, made into what the store keeps (RFC 7643 §2, RFC 7644 §3.3 and §3.5.1).
//!
//! The schemas' side of it (names, types, required and readOnly attributes) is `scim::conform`'s; here stands what
//! this server decides on top. Whether members exist and names are free is the store's business.

use serde_json::{Map, Value};

use super::catalogue::{Catalogue, is_urn};
use super::store::Kind;
use crate::scim::conform;
use crate::scim::error::Error;

/// The attributes to store for a body of POST or PUT. `before` is the resource that PUT is about to replace.
pub(super) fn resource(
    body: &Value,
    kind: Kind,
    catalogue: &Catalogue,
    before: Option<&Value>,
) -> Result<Map<String, Value>, Error> {
    let schemas = catalogue.of(kind);
    let mut attributes = conform::resource(body, schemas)?;
    if kind == Kind::User {
        keep_what_put_cannot_mean(&mut attributes, body, before);
        assume_active(&mut attributes);
    }
    // A URN that the client lists without data, or that this server does not know, is not repeated: `schemas` says
    // what is in the resource (RFC 7643 §3).
    let mut uris: Vec<Value> = vec![schemas.core().id.as_str().into()];
    uris.extend(attributes.keys().filter(|name| is_urn(name)).map(|name| name.as_str().into()));
    attributes.insert("schemas".to_owned(), uris.into());
    Ok(attributes)
}

/// `active` of a user that never said otherwise.
fn assume_active(attributes: &mut Map<String, Value>) {
    if !attributes.contains_key("active") {
        attributes.insert("active".to_owned(), true.into());
    }
}

/// A PUT replaces everything else. But a client that read the resource before has never seen the password, and one
/// that does not know `active` must not bring a user back to life.
fn keep_what_put_cannot_mean(attributes: &mut Map<String, Value>, body: &Value, before: Option<&Value>) {
    for name in ["password", "active"] {
        let is_mentioned =
            body.as_object().is_some_and(|body| body.keys().any(|key| key.eq_ignore_ascii_case(name)));
        if let (false, Some(value)) = (is_mentioned, before.and_then(|before| before.get(name))) {
            attributes.insert(name.to_owned(), value.clone());
        }
    }
}
