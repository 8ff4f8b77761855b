//! GET of one resource (RFC 7644 §3.4.1), and how every operation shows the resource that it worked on.

use super::aim::Aim;
use super::handle::{Provider, State};
use super::message::{Request, Response};
use super::parameters::Shown;
use super::store::{Kind, Record};
use super::{condition, problem, view};
use crate::scim::error::Error;

/// Answers 200 with the resource, or 304 when the client has that state already.
pub(super) fn read(provider: &Provider, request: &Request, kind: Kind, id: &str) -> Result<Response, Error> {
    let shown = Shown::from_query(request.query.as_deref())?;
    provider.view(|state| {
        let record = state.store.get(kind, id).ok_or_else(|| problem::not_found(id))?;
        if condition::is_known(&request.headers, record) {
            return Ok(Response::empty(304).with("etag", record.tag()));
        }
        Ok(show(state, record, &request.base, &shown, 200))
    })
}

/// A response that carries the resource, its URL and its tag.
fn show(state: &State, record: &Record, base: &str, shown: &Shown, status: u16) -> Response {
    // Nothing in a resource can fail to be written as JSON.
    let body = serde_json::to_vec(&shown.of(state, record, base)).unwrap_or_default();
    let location = view::location(base, record.kind, record.id());
    Response::json(status, body).with("location", location).with("etag", record.tag())
}

/// The response to a write: the resource as it is stored now.
pub(super) fn show_stored(
    state: &State,
    aim: Aim<'_>,
    shown: &Shown,
    status: u16,
) -> Result<Response, Error> {
    let record = state.store.get(aim.kind, aim.id).ok_or_else(|| problem::not_found(aim.id))?;
    Ok(show(state, record, aim.base, shown, status))
}
