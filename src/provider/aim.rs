//! What a write is aimed at: one resource, and the state that it must be in.

use super::message::Request;
use super::store::{Kind, Record, Store};
use super::{condition, problem};
use crate::scim::error::Error;

/// The resource that PUT, PATCH or DELETE works on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Aim<'a> {
    /// Its type.
    pub(super) kind: Kind,
    /// Its id.
    pub(super) id: &'a str,
    /// The base URL of the request.
    pub(super) base: &'a str,
    /// The tags that its version must be among, if the client cares.
    pub(super) if_match: Option<&'a str>,
}

impl<'a> Aim<'a> {
    /// The aim of a request.
    pub(super) fn of(request: &'a Request, kind: Kind, id: &'a str) -> Self {
        Aim { kind, id, base: &request.base, if_match: request.headers.if_match.as_deref() }
    }

    /// The resource: 404 if it is not there, 412 if it is in another state.
    pub(super) fn record<'s>(&self, store: &'s Store) -> Result<&'s Record, Error> {
        let record = store.get(self.kind, self.id).ok_or_else(|| problem::not_found(self.id))?;
        condition::check_match(self.if_match, record)?;
        Ok(record)
    }
}
