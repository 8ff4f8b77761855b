//! Lists that may look this way or that.

use serde_json::Value;

use super::{Standing, Variant};
use crate::exchange::Method;
use crate::provider::deviation::{Hook, Make, edit};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};
use crate::scim::error::ScimType;

pub(super) const VARIANTS: &[Variant] = &[
    Variant {
        name: "empty-list-without-resources",
        title: "a list of nothing has no Resources",
        standing: Standing::Legal,
        source: "RFC 7644 §3.4.2",
        make: Make::Hook(Hook::Response(no_empty_resources)),
    },
    Variant {
        name: "whole-list-without-paging",
        title: "a list that is complete says neither startIndex nor itemsPerPage",
        standing: Standing::Legal,
        source: "RFC 7644 §3.4.2: both are required of partial results only",
        make: Make::Hook(Hook::Response(no_paging)),
    },
    Variant {
        name: "newest-first",
        title: "lists run from the newest to the oldest",
        standing: Standing::Legal,
        source: "RFC 7644 §3.4.2.3: without sortBy the order is the server's",
        make: Make::Hook(Hook::Request(newest_first)),
    },
    Variant {
        name: "filters-only-eq",
        title: "filters with anything but eq are refused with 400 invalidFilter",
        standing: Standing::Legal,
        source: "RFC 7644 §3.4.2.2: what is not supported is refused with invalidFilter",
        make: Make::Hook(Hook::Instead(only_eq)),
    },
    Variant {
        name: "pretty-printed",
        title: "bodies are indented, their keys sorted, non-ASCII escaped",
        standing: Standing::Legal,
        source: "RFC 8259",
        make: Make::Hook(Hook::Response(pretty)),
    },
];

fn no_empty_resources(_: &Provider, _: &Request, response: &mut Response) {
    edit::change_answered(response, |body| {
        if body.get("Resources").and_then(Value::as_array).is_some_and(Vec::is_empty)
            && let Some(body) = body.as_object_mut()
        {
            body.shift_remove("Resources");
        }
    });
}

fn no_paging(_: &Provider, _: &Request, response: &mut Response) {
    edit::change_answered(response, |body| {
        let count = body.get("Resources").and_then(Value::as_array).map(Vec::len);
        let is_whole = count.is_some_and(|count| body.get("totalResults") == Some(&count.into()));
        if let (true, Some(body)) = (is_whole, body.as_object_mut()) {
            body.shift_remove("startIndex");
            body.shift_remove("itemsPerPage");
        }
    });
}

/// Within what is returned: a list over several pages stays the same from one walk to the next.
fn newest_first(_: &Provider, request: &mut Request) {
    let sorts = request.query.as_deref().is_some_and(|query| query.to_ascii_lowercase().contains("sortby="));
    if request.method == Method::Get && edit::collection(request).is_some() && !sorts {
        let query = request.query.take().map_or_else(String::new, |query| format!("{query}&"));
        request.query = Some(format!("{query}sortBy=meta.created&sortOrder=descending"));
    }
}

fn only_eq(_: &Provider, request: &Request) -> Option<Response> {
    let query = request.query.as_deref()?;
    let (_, filter) = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "filter")?;
    let operator = filter.split_whitespace().nth(1)?;
    (request.method == Method::Get && !operator.eq_ignore_ascii_case("eq"))
        .then(|| edit::refuse_as(ScimType::InvalidFilter, "only eq is supported"))
}

fn pretty(_: &Provider, _: &Request, response: &mut Response) {
    let Some(body) = edit::answered(response) else { return };
    let Ok(text) = serde_json::to_string_pretty(&sorted(body)) else { return };
    let mut ascii = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii() {
            ascii.push(character);
        } else {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                ascii.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    ascii.push('\n');
    response.body = ascii.into();
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Object(mut map) => {
            map.sort_keys();
            map.into_iter().map(|(name, value)| (name, sorted(value))).collect()
        }
        Value::Array(list) => list.into_iter().map(sorted).collect(),
        other => other,
    }
}
