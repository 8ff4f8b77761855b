//! How hooks read and change queries: their parameters, the one filter that every client sends, the list that answers.

use serde_json::{Value, json};

use super::edit;
use crate::exchange::Method;
use crate::provider::message::{Request, Response};
use crate::provider::store::Kind;
use crate::scim::filter::{self, Filter, Op};
use crate::scim::urn;

/// The decoded value of a query parameter.
pub(in crate::provider) fn parameter(request: &Request, name: &str) -> Option<String> {
    let query = request.query.as_deref()?;
    let found = url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name);
    found.map(|(_, value)| value.into_owned())
}

/// Gives a query parameter another value, or takes it away.
pub(in crate::provider) fn set_parameter(request: &mut Request, name: &str, value: Option<&str>) {
    let Some(query) = request.query.take() else { return };
    let mut written = url::form_urlencoded::Serializer::new(String::new());
    for (key, old) in url::form_urlencoded::parse(query.as_bytes()) {
        match value {
            _ if key != name => _ = written.append_pair(&key, &old),
            Some(value) => _ = written.append_pair(&key, value),
            None => {}
        }
    }
    request.query = Some(written.finish());
}

/// The filter of a query over a collection of that kind.
pub(in crate::provider) fn lookup(request: &Request, wanted: Kind) -> Option<String> {
    let is_query = request.method == Method::Get && edit::collection(request) == Some(wanted);
    if is_query { parameter(request, "filter") } else { None }
}

/// The attribute and the value of a lookup `attribute eq "value"`.
pub(in crate::provider) fn equality(request: &Request, wanted: Kind) -> Option<(String, String)> {
    match filter::parse(&lookup(request, wanted)?).ok()? {
        Filter::Compare { attr, op: Op::Eq, value: Value::String(value) } => Some((attr.to_string(), value)),
        _ => None,
    }
}

/// Whether this is a list in which nothing was found.
pub(in crate::provider) fn found_nothing(response: &Response) -> bool {
    response.status == 200 && edit::answered(response).is_some_and(|list| list["totalResults"] == 0)
}

/// A list of nothing.
pub(in crate::provider) fn nothing() -> Response {
    let list = json!({
        "schemas": [urn::LIST_RESPONSE], "totalResults": 0, "startIndex": 1, "itemsPerPage": 0, "Resources": [],
    });
    Response::json(200, list.to_string().into_bytes())
}

/// Drops resources from a list, and counts what is left.
pub(in crate::provider) fn keep(response: &mut Response, keep: impl Fn(&Value) -> bool) {
    edit::change_answered(response, |list| {
        let Some(Value::Array(resources)) = list.get_mut("Resources") else { return };
        let before = resources.len();
        resources.retain(|resource| keep(resource));
        let (left, dropped) = (resources.len(), before - resources.len());
        list["itemsPerPage"] = left.into();
        list["totalResults"] = (list["totalResults"].as_u64().unwrap_or_default() - dropped as u64).into();
    });
}
