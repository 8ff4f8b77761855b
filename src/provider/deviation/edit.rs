//! How hooks read and change messages: bodies as JSON, PATCH operations, what a request is about.

use bytes::Bytes;
use serde_json::{Map, Value};

use crate::exchange::Method;
use crate::provider::message::{Request, Response};
use crate::provider::route::Route;
use crate::provider::store::Kind;
use crate::scim::error::{Error, ScimType};

/// The resource that a request names: its kind and id. `None` for collections and everything else.
pub(in crate::provider) fn resource(request: &Request) -> Option<(Kind, String)> {
    match Route::of(&request.path)? {
        Route::Resource(kind, id) => Some((kind, id)),
        _ => None,
    }
}

/// The collection that a request names.
pub(in crate::provider) fn collection(request: &Request) -> Option<Kind> {
    match Route::of(&request.path)? {
        Route::Collection(kind) => Some(kind),
        _ => None,
    }
}

/// The kind of resource that a request is about, whether it names one or their collection.
pub(in crate::provider) fn kind(request: &Request) -> Option<Kind> {
    resource(request).map(|(kind, _)| kind).or_else(|| collection(request))
}

/// Whether this is that method on one resource of that kind.
pub(in crate::provider) fn is(request: &Request, method: Method, wanted: Kind) -> bool {
    request.method == method && kind(request) == Some(wanted)
}

/// The request's body, if it is JSON.
pub(in crate::provider) fn sent(request: &Request) -> Option<Value> {
    serde_json::from_slice(&request.body).ok()
}

/// The response's body, if it is JSON.
pub(in crate::provider) fn answered(response: &Response) -> Option<Value> {
    serde_json::from_slice(&response.body).ok()
}

/// Changes the JSON body of a request; one that is not JSON stays as it is.
pub(in crate::provider) fn change_sent(request: &mut Request, change: impl FnOnce(&mut Value)) {
    if let Some(mut body) = sent(request) {
        change(&mut body);
        request.body = Bytes::from(body.to_string());
    }
}

/// Changes the JSON body of a response; one that is not JSON stays as it is.
pub(in crate::provider) fn change_answered(response: &mut Response, change: impl FnOnce(&mut Value)) {
    if let Some(mut body) = answered(response) {
        change(&mut body);
        response.body = Bytes::from(body.to_string());
    }
}

/// Changes every resource in a response: the one that it is, or those of a list.
pub(in crate::provider) fn change_resources(
    response: &mut Response,
    change: impl FnMut(&mut Map<String, Value>),
) {
    if response.status >= 300 {
        return;
    }
    change_answered(response, |body| match body.get_mut("Resources") {
        Some(Value::Array(list)) => list.iter_mut().filter_map(Value::as_object_mut).for_each(change),
        Some(_) => {}
        None => body.as_object_mut().into_iter().for_each(change),
    });
}

/// The operations of a PATCH body, to be changed, removed or added to. The key's case is the client's choice.
pub(in crate::provider) fn operations(body: &mut Value) -> Option<&mut Vec<Value>> {
    let body = body.as_object_mut()?;
    let (_, operations) = body.iter_mut().find(|(name, _)| name.eq_ignore_ascii_case("Operations"))?;
    operations.as_array_mut()
}

/// Changes the operations of a PATCH of that kind of resource.
pub(in crate::provider) fn change_operations(
    request: &mut Request,
    wanted: Kind,
    change: impl FnOnce(&mut Vec<Value>),
) {
    if is(request, Method::Patch, wanted) {
        change_sent(request, |body| {
            if let Some(operations) = operations(body) {
                change(operations);
            }
        });
    }
}

/// The path of a PATCH operation, empty when it has none.
pub(in crate::provider) fn path(operation: &Value) -> &str {
    operation.get("path").and_then(Value::as_str).unwrap_or_default()
}

/// Whether a PATCH operation is an `add`, a `replace` or a `remove`, in whatever case.
pub(in crate::provider) fn does(operation: &Value, op: &str) -> bool {
    operation.get("op").and_then(Value::as_str).is_some_and(|found| found.eq_ignore_ascii_case(op))
}

/// The value object of a PATCH operation without a path.
pub(in crate::provider) fn pathless_value(operation: &mut Value) -> Option<&mut Map<String, Value>> {
    if path(operation).is_empty() { operation.get_mut("value")?.as_object_mut() } else { None }
}

/// A refusal as SCIM wants it, without a keyword.
pub(in crate::provider) fn refuse(status: u16, detail: &str) -> Response {
    Response::refusal(status, detail)
}

/// 400 with a keyword.
pub(in crate::provider) fn refuse_as(scim_type: ScimType, detail: &str) -> Response {
    crate::provider::problem::response(&Error::of(scim_type, detail.to_owned()))
}

/// Labels the body of a response with another media type.
pub(in crate::provider) fn label(response: &mut Response, media_type: &str) {
    response.headers.retain(|(name, _)| *name != "content-type");
    response.headers.push(("content-type", media_type.to_owned()));
}

/// A web page instead of a SCIM message.
pub(in crate::provider) fn page(status: u16, html: &'static str) -> Response {
    let mut response = Response::empty(status);
    response.body = Bytes::from_static(html.as_bytes());
    label(&mut response, "text/html; charset=utf-8");
    response
}
