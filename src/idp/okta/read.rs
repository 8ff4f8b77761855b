//! What Okta reads from an answer. It is lax where Okta is known to be (media type, lower-case list keys, a 404 as an
//! empty lookup) and strict where it is known to be strict (integers in lists).

use serde_json::{Map, Value};

use crate::exchange::{Answer, Exchange};
use crate::scim::urn;

/// A page of a list.
pub(super) struct Page<'e> {
    /// The resources on this page.
    pub(super) resources: &'e [Value],
    /// `totalResults`, if the server states it.
    pub(super) total: Option<u64>,
}

/// The list in a 2xx answer; `None` when there is none that Okta could read. Numbers as strings make a list
/// unreadable (Okta's reference demands integers; a server that sent strings got a silent stop).
pub(super) fn page(exchange: &Exchange) -> Option<Page<'_>> {
    let body = success(exchange)?.json()?.as_object()?;
    // Okta's 2018 guide: list keys are also accepted in lower case.
    let key = |name: &str| body.get(name).or_else(|| body.get(&name.to_ascii_lowercase()));
    let number = |name: &str| match key(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => value.as_u64().map(Some).ok_or(()),
    };
    let total = number("totalResults").ok()?;
    number("startIndex").ok()?;
    number("itemsPerPage").ok()?;
    let resources = match key("Resources") {
        None | Some(Value::Null) => &[][..],
        Some(value) => value.as_array()?,
    };
    Some(Page { resources, total })
}

/// Whether a lookup's answer is a 404 with a SCIM Error body, which Okta's reference accepts as "nothing found".
pub(super) fn is_not_found(exchange: &Exchange) -> bool {
    let Some(answer) = exchange.answer() else { return false };
    answer.status == 404
        && answer
            .json()
            .and_then(|body| body.get("schemas")?.as_array())
            .is_some_and(|schemas| schemas.iter().any(|schema| schema == urn::ERROR))
}

/// The resource in a 2xx answer.
pub(super) fn resource(exchange: &Exchange) -> Option<&Map<String, Value>> {
    success(exchange)?.json()?.as_object()
}

/// A resource's `id`. A number is taken for its text, as lenient JSON binding does (inferred).
pub(super) fn id(resource: &Map<String, Value>) -> Option<String> {
    match resource.get("id")? {
        Value::String(id) if !id.is_empty() => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

/// A resource's `active`; a server that does not show it means active.
pub(super) fn active(resource: &Map<String, Value>) -> bool {
    resource.get("active") != Some(&Value::Bool(false))
}

/// The remote user ids in a group, in order.
pub(super) fn members(group: &Map<String, Value>) -> impl Iterator<Item = (&str, &Value)> {
    group
        .get("members")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|member| Some((member.get("value")?.as_str()?, member)))
}

fn success(exchange: &Exchange) -> Option<&Answer> {
    exchange.answer().filter(|answer| answer.is_success())
}
