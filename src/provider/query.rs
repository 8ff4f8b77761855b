//! Queries (RFC 7644 §3.4.2): which resources match, in which order, which page of them.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

use super::handle::{Provider, State};
use super::message::{Request, Response};
use super::parameters::{Parameters, Seen};
use super::store::{Kind, Record};
use super::view::View;
use crate::scim::error::{Error, ScimType};
use crate::scim::filter::{Filter, Op, Unknown};
use crate::scim::path::Attr;
use crate::scim::sort::Sort;
use crate::scim::urn;

/// GET of a collection, or of the root.
pub(super) fn by_get(provider: &Provider, request: &Request, kinds: &[Kind]) -> Result<Response, Error> {
    let parameters = Parameters::from_query(request.query.as_deref())?;
    provider.view(|state| run(state, &parameters, kinds, &request.base, provider.settings().limits.results))
}

/// Runs a query over some resource types.
pub(super) fn run(
    state: &State,
    parameters: &Parameters,
    kinds: &[Kind],
    base: &str,
    most: usize,
) -> Result<Response, Error> {
    let mut found = Vec::new();
    for &kind in kinds {
        // On an endpoint of several types, an attribute that a type does not define has no value (§3.4.2.1).
        let unknown = if kinds.len() == 1 { Unknown::Refuse } else { Unknown::Absent };
        find(state, kind, parameters.filter.as_ref(), unknown, base, &mut found)?;
    }
    if let Some(sort) = &parameters.sort {
        put_in_order(state, sort, kinds, base, &mut found)?;
    }
    let page = parameters.page.of(found.len(), most);
    let shown: Vec<Seen<'_>> =
        found[page].iter().map(|record| parameters.shown.of(state, record, base)).collect();
    let list = List { total: found.len(), start: parameters.page.start_index, page: &shown };
    // Nothing in a list can fail to be written as JSON.
    Ok(Response::json(200, serde_json::to_vec(&list).unwrap_or_default()))
}

fn find<'s>(
    state: &'s State,
    kind: Kind,
    filter: Option<&Filter>,
    unknown: Unknown,
    base: &str,
    found: &mut Vec<&'s Record>,
) -> Result<(), Error> {
    let Some(filter) = filter else {
        found.extend(state.store.all(kind));
        return Ok(());
    };
    if names(filter, &is_secret) {
        return Err(sensitive());
    }
    let bound = filter.bind(state.catalogue.of(kind), unknown)?;
    let needs_view = names(filter, &is_made_when_shown);
    let matches = |record: &Record| match needs_view {
        true => bound.matches(&View::new(&state.store, record, base).to_value()),
        false => bound.matches(&record.value),
    };
    match candidates(state, kind, filter) {
        Some(candidates) => found.extend(candidates.into_iter().filter(|record| matches(record))),
        None => found.extend(state.store.all(kind).filter(|record| matches(record))),
    }
    Ok(())
}

fn put_in_order<'s>(
    state: &'s State,
    sort: &Sort,
    kinds: &[Kind],
    base: &str,
    found: &mut Vec<&'s Record>,
) -> Result<(), Error> {
    if is_secret(&sort.by) {
        return Err(sensitive());
    }
    // Of several types, the first that knows the attribute says how its values compare.
    let knows = |kind: &&Kind| {
        state
            .catalogue
            .of(**kind)
            .find(sort.by.uri.as_deref(), &sort.by.name, sort.by.part.as_deref())
            .is_some()
    };
    let kind = kinds.iter().find(knows).or(kinds.first()).copied().unwrap_or(Kind::User);
    let schemas = state.catalogue.of(kind);
    if !is_made_when_shown(&sort.by) {
        return sort.apply(found, |record| &record.value, schemas);
    }
    let mut rows: Vec<(&Record, Value)> =
        found.iter().map(|&record| (record, View::new(&state.store, record, base).to_value())).collect();
    sort.apply(&mut rows, |(_, shown)| shown, schemas)?;
    *found = rows.into_iter().map(|(record, _)| record).collect();
    Ok(())
}

/// RFC 7644 §7.5.2: what must not be seen must not be guessed by asking either.
fn is_secret(attr: &Attr) -> bool {
    attr.name.eq_ignore_ascii_case("password")
}

fn sensitive() -> Error {
    Error::of(ScimType::Sensitive, "password can be neither filtered nor sorted by")
}

/// The few resources that an index says could match; `None` when no index helps. What an index finds is still held
/// against the whole filter.
fn candidates<'s>(state: &'s State, kind: Kind, filter: &Filter) -> Option<Vec<&'s Record>> {
    match filter {
        Filter::And(operands) => operands.iter().find_map(|operand| candidates(state, kind, operand)),
        Filter::Compare { attr, op: Op::Eq, value } => {
            if attr.part.is_some()
                || attr.uri.as_ref().is_some_and(|uri| !urn::same(uri, &state.catalogue.of(kind).core().id))
            {
                return None;
            }
            let value = value.as_str()?;
            let is = |name: &str| attr.name.eq_ignore_ascii_case(name);
            match kind {
                _ if is("id") => Some(state.store.get(kind, value).into_iter().collect()),
                _ if is("externalId") => Some(state.store.with_external_id(kind, value)),
                Kind::User if is("userName") => Some(state.store.named(kind, value)),
                Kind::Group if is("displayName") => Some(state.store.named(kind, value)),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether an attribute, or a part of it, is not stored but made when the resource is shown.
fn is_made_when_shown(attr: &Attr) -> bool {
    const PARTS: [&str; 5] = ["$ref", "display", "displayName", "location", "version"];
    let is = |name: &str| attr.name.eq_ignore_ascii_case(name);
    is("groups")
        || ["members", "meta", "manager"].into_iter().any(is)
            && attr.part.as_ref().is_none_or(|part| PARTS.iter().any(|made| part.eq_ignore_ascii_case(made)))
}

/// Whether a filter names an attribute outside `[]` that fits.
pub(super) fn names(filter: &Filter, fits: &impl Fn(&Attr) -> bool) -> bool {
    match filter {
        Filter::Compare { attr, .. } | Filter::Present(attr) | Filter::Within { attr, .. } => fits(attr),
        Filter::Not(operand) => names(operand, fits),
        Filter::And(operands) | Filter::Or(operands) => operands.iter().any(|operand| names(operand, fits)),
    }
}

/// A ListResponse. Paging is always stated, though it is only required of partial pages.
struct List<'a> {
    total: usize,
    start: usize,
    page: &'a [Seen<'a>],
}

impl Serialize for List<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(5))?;
        map.serialize_entry("schemas", &[urn::LIST_RESPONSE])?;
        map.serialize_entry("totalResults", &self.total)?;
        map.serialize_entry("startIndex", &self.start)?;
        map.serialize_entry("itemsPerPage", &self.page.len())?;
        map.serialize_entry("Resources", self.page)?;
        map.end()
    }
}
