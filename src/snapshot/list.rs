//! Lists, and the walks over their pages: what is this pass's own in them, and what is not.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::body::rank;
use super::sight::Sight;
use crate::exchange::{Call, Exchange, Method};

/// A list that was read page by page.
pub(super) struct Walk<'e> {
    /// How many exchanges it covers.
    pub(super) length: usize,
    /// What to print: every page, or one that stands for all of them.
    pub(super) pages: Vec<Page<'e>>,
    /// Whether the target holds others, so that totals depend on who else uses it.
    pub(super) others: bool,
}

/// One page of a list.
pub(super) struct Page<'e> {
    /// The envelope.
    pub(super) list: &'e Map<String, Value>,
    /// The entries to print.
    pub(super) entries: Vec<&'e Value>,
}

/// The list that begins with the first of these exchanges, if that is one.
///
/// How many pages a walk takes depends on how many strangers are there. So a walk that meets any is printed as one
/// exchange, and one that meets none page by page, as it was.
pub(super) fn walk<'e>(exchanges: &[&'e Arc<Exchange>], sight: &mut Sight<'_>) -> Option<Walk<'e>> {
    let first = exchanges.first()?;
    let mut lists = vec![list(first)?];
    for pair in exchanges.windows(2) {
        match list(pair[1]) {
            Some(next) if continues(&pair[0].call, &pair[1].call) => lists.push(next),
            _ => break,
        }
    }
    let (mut own, mut met) = (0, 0);
    for entry in lists.iter().flat_map(|list| entries(list)) {
        sight.recognise(entry);
        met += 1;
        if sight.is_own(entry) {
            own += 1;
        } else {
            sight.left_out(entry);
        }
    }
    let unseen = !sight.table.own_store
        && parameter(&first.call, "filter").is_none()
        && total(lists[0]).is_some_and(|total| total > own);
    let others = met > own || unseen;
    // Without `sortBy` a server may return any order (RFC 7644 §3.4.2.3), and one that sorts by a random id does.
    let sorted = parameter(&first.call, "sortBy").is_some();
    let page = |list: &'e Map<String, Value>, of: &[&'e Map<String, Value>]| {
        let mut shown: Vec<&Value> =
            of.iter().flat_map(|list| entries(list)).filter(|entry| sight.is_own(entry)).collect();
        if !sorted {
            shown.sort_by_cached_key(|entry| rank(entry, sight));
        }
        Page { list, entries: shown }
    };
    let pages = if others {
        vec![page(lists[0], &lists)]
    } else {
        lists.iter().map(|list| page(list, &[list])).collect()
    };
    Some(Walk { length: lists.len(), pages, others })
}

/// Whether a key names the entries of a list. Okta accepts `resources` too.
pub(super) fn is_entries(key: &str) -> bool {
    key.eq_ignore_ascii_case("Resources")
}

/// Whether a key names a number that depends on what else is on the target.
pub(super) fn is_count(key: &str) -> bool {
    key.eq_ignore_ascii_case("totalResults") || key.eq_ignore_ascii_case("itemsPerPage")
}

/// Whether the endpoint describes the server: its entries are nobody's.
pub(super) fn is_discovery(call: &Call) -> bool {
    matches!(call.endpoint(), "Schemas" | "ResourceTypes" | "ServiceProviderConfig")
}

fn list(exchange: &Exchange) -> Option<&Map<String, Value>> {
    let answer = exchange.answer().filter(|answer| answer.is_success())?;
    let list = answer.json()?.as_object()?;
    let is_list = list.keys().any(|key| is_entries(key) || key.eq_ignore_ascii_case("totalResults"));
    (is_list && !is_discovery(&exchange.call)).then_some(list)
}

fn entries(list: &Map<String, Value>) -> &[Value] {
    list.iter()
        .find(|(key, _)| is_entries(key))
        .and_then(|(_, value)| value.as_array())
        .map_or(&[], Vec::as_slice)
}

/// Whether the second call asks for a later page of what the first one asked for.
fn continues(first: &Call, second: &Call) -> bool {
    let start = |call: &Call| parameter(call, "startIndex").and_then(|index| index.parse::<u64>().ok());
    let rest = |call: &Call| -> Vec<String> {
        parameters(call).filter(|pair| !pair.starts_with("startIndex=")).map(str::to_owned).collect()
    };
    first.method == Method::Get
        && second.method == Method::Get
        && first.path == second.path
        && matches!((start(first), start(second)), (Some(here), Some(there)) if there > here)
        && rest(first) == rest(second)
}

fn parameters(call: &Call) -> impl Iterator<Item = &str> {
    call.query.as_deref().unwrap_or_default().split('&')
}

fn parameter<'c>(call: &'c Call, name: &str) -> Option<&'c str> {
    parameters(call).find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

/// The total, also as the string that it must not be.
fn total(list: &Map<String, Value>) -> Option<u64> {
    let (_, value) = list.iter().find(|(key, _)| key.eq_ignore_ascii_case("totalResults"))?;
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}
