//! Paths, queries, filters and URLs: the places where ids stand inside a longer text.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::sight::Sight;
use super::text::{self, Kind};

/// Appends a path below the base URL: `/Users/17` → `/Users/<ada.id>`.
pub(super) fn write_path(out: &mut String, path: &str, sight: &Sight<'_>) {
    let mut endpoint = false;
    for (index, segment) in path.split('/').enumerate() {
        if index > 0 {
            out.push('/');
        }
        match sight.id(&decoded(segment)) {
            Some(placeholder) if endpoint => out.push_str(placeholder),
            _ => text::write(out, segment, Kind::Value, sight),
        }
        // Endpoints are spelt `Users`, `Groups`, `Schemas` (RFC 7644 §3.2); an id follows one.
        endpoint = segment.starts_with(|first: char| first.is_ascii_uppercase());
    }
}

/// Appends a raw query: ids are found in filters, percent-encoded or not.
pub(super) fn write_query(out: &mut String, query: &str, sight: &Sight<'_>) {
    for (index, pair) in query.split('&').enumerate() {
        if index > 0 {
            out.push('&');
        }
        write_filter(out, pair, sight);
    }
}

/// Appends a filter or a PATCH path: `members[value eq "17"]` → `members[value eq "<ada.id>"]`.
pub(super) fn write_filter(out: &mut String, filter: &str, sight: &Sight<'_>) {
    let mut rest = filter;
    let mut before = String::new();
    while let Some((head, opening, inner, closing, tail)) = quoted(rest) {
        text::write(out, head, Kind::Value, sight);
        before.push_str(&decoded(&head.replace('+', " ")));
        out.push_str(opening);
        match sight.id(&decoded(inner)) {
            Some(placeholder) if names_an_id(&before) => out.push_str(placeholder),
            _ => text::write(out, inner, Kind::Value, sight),
        }
        out.push_str(closing);
        before.push_str("\"\"");
        rest = tail;
    }
    text::write(out, rest, Kind::Value, sight);
}

/// Appends a URL, absolute or not: `$ref`, `meta.location`, a `Location` header.
pub(super) fn write_url(out: &mut String, url: &str, sight: &Sight<'_>) {
    let (address, query) = url.split_once('?').map_or((url, None), |(address, query)| (address, Some(query)));
    let place = sight.table.places.iter().find_map(|(literal, placeholder)| {
        let rest = address.strip_prefix(literal.as_str())?;
        (rest.is_empty() || rest.starts_with('/')).then_some((*placeholder, rest))
    });
    match place {
        Some((placeholder, rest)) => {
            out.push_str(placeholder);
            write_path(out, rest, sight);
        }
        None => write_path(out, address, sight),
    }
    if let Some(query) = query {
        out.push('?');
        write_query(out, query, sight);
    }
}

/// Splits at the first quoted value: before it, the quote, the value, the quote, after it.
fn quoted(text: &str) -> Option<(&str, &str, &str, &str, &str)> {
    let (start, quote) = match (text.find('"'), text.find("%22")) {
        (Some(plain), Some(encoded)) if encoded < plain => (encoded, "%22"),
        (Some(plain), _) => (plain, "\""),
        (None, Some(encoded)) => (encoded, "%22"),
        (None, None) => return None,
    };
    let inner = start + quote.len();
    let length = text[inner..].find(quote)?;
    let end = inner + length;
    Some((
        &text[..start],
        quote,
        &text[inner..end],
        &text[end..end + quote.len()],
        &text[end + quote.len()..],
    ))
}

/// Whether a value at this point of a filter is compared with an id: `id eq `, `members[value eq `, `members eq `.
fn names_an_id(before: &str) -> bool {
    let mut words = before.trim_end().rsplit([' ', '(', '=']);
    let _operator = words.next();
    let Some(attribute) = words.next() else { return false };
    let (owner, name) = match attribute.rsplit_once('[') {
        Some((owner, name)) => (owner, name),
        None => attribute.rsplit_once('.').unwrap_or(("", attribute)),
    };
    is_id(last(owner), last(name)) || (owner.is_empty() && holds_references(last(name)))
}

/// An attribute without its URN: `urn:…:User:manager` → `manager`.
fn last(attribute: &str) -> &str {
    attribute.rsplit([':', '.']).next().unwrap_or(attribute)
}

/// Whether the attribute `name` of an element of `owner` is the id of a resource.
pub(super) fn is_id(owner: &str, name: &str) -> bool {
    name.eq_ignore_ascii_case("id")
        || name.eq_ignore_ascii_case("managerId")
        || (name.eq_ignore_ascii_case("value") && holds_references(owner))
}

/// Whether the values of an attribute are references to resources.
pub(super) fn holds_references(attribute: &str) -> bool {
    ["members", "groups", "manager"].iter().any(|known| known.eq_ignore_ascii_case(attribute))
}

fn decoded(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}
