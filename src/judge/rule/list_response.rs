//! Rules about lists (RFC 7644 §3.4.2).

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::Rule;
use super::seen::{Operation, Seen};
use super::sink::{Proof, Sink};
use crate::judge::catalogue::{Damage, EVERY_CLIENT, NOBODY_ELSE};
use crate::judge::{Level, json, level};
use crate::scim::filter::{self, Filter, Op};
use crate::scim::urn;

pub(super) const RULES: &[&Rule] = &[
    &SHAPE,
    &SCHEMAS,
    &INTEGERS,
    &KEY_CASE,
    &TOTAL,
    &RESOURCES,
    &COUNT,
    &ITEMS_PER_PAGE,
    &START_INDEX,
    &FULL_PAGE,
    &DISTINCT,
    &FILTER,
];

const SHAPE: Rule = Rule {
    id: "list.shape",
    title: "a query is answered with a ListResponse object",
    explanation: "Checked on every answer to a query. A right server answers with a ListResponse object, also for \
        one result and for none. Okta looks for the list before it creates anybody; it stops when there is \
        none.",
    source: "RFC 7644 §3.4.2; Okta shows \"No results for users returned\" otherwise",
    why: "the client finds no list in the answer",
    fix: "answer with a ListResponse, also for one result and for none",
    level: level::breaks_okta,
    damage: Damage::Flow,
    also_affects: EVERY_CLIENT,
};

const SCHEMAS: Rule = Rule {
    id: "list.schemas",
    title: "a list is marked as a ListResponse in its schemas",
    explanation: "Checked on every ListResponse. Its `schemas` array must hold the URN of the ListResponse message; \
        strict clients do not take it for a list otherwise.",
    source: "RFC 7644 §3.4.2",
    why: "strict clients do not take it for a list",
    fix: "send `\"schemas\": [\"urn:ietf:params:scim:api:messages:2.0:ListResponse\"]`",
    level: level::violation,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

const INTEGERS: Rule = Rule {
    id: "list.integers",
    title: "totalResults, startIndex and itemsPerPage are JSON integers",
    explanation: "Checked on every ListResponse. totalResults, startIndex and itemsPerPage are JSON numbers. Okta's \
        documentation asks for integers by name; with strings the job ends after the lookup and the log \
        gives no reason.",
    source: "RFC 7644 §3.4.2; Okta SCIM 2.0 reference (\"must be integers, not strings\")",
    why: "Okta stops after the lookup without saying why",
    fix: "send numbers without quotes; do not echo the query string",
    level: level::breaks_okta,
    damage: Damage::Flow,
    also_affects: NOBODY_ELSE,
};

const KEY_CASE: Rule = Rule {
    id: "list.key-case",
    title: "the members of a list are spelled as the standard spells them",
    explanation: "Checked on every ListResponse. `Resources` begins with a capital letter. Okta reads `resources` as \
        well; many others do not and see an empty list.",
    source: "RFC 7644 §3.4.2; Okta is documented to accept lower case",
    why: "names are case-insensitive, but many clients look only for `Resources`",
    fix: "spell them `Resources`, `totalResults`, `startIndex`, `itemsPerPage`",
    level: level::okta_accepts,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

const TOTAL: Rule = Rule {
    id: "list.total-results",
    title: "totalResults is there and counts all matches",
    explanation: "Checked on every ListResponse. totalResults counts all matches, whatever this page holds; a client \
        that pages stops by it.",
    source: "RFC 7644 §3.4.2, §3.4.2.4",
    why: "the client cannot tell whether there are more pages",
    fix: "always send totalResults: the number of all matches, not of this page",
    level: level::violation,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

const RESOURCES: Rule = Rule {
    id: "list.resources",
    title: "Resources is an array of objects, and there when something was found",
    explanation: "Checked on every ListResponse. What was found stands in the array `Resources`. Where it is missing \
        although totalResults is above zero, a client takes the person for unknown and creates a second \
        one.",
    source: "RFC 7644 §3.4.2",
    why: "the client takes the answer for an empty list and creates the user again",
    fix: "send what was found as an array in `Resources`",
    level: level::breaks_okta,
    damage: Damage::People,
    also_affects: EVERY_CLIENT,
};

const COUNT: Rule = Rule {
    id: "list.count",
    title: "a page holds no more resources than were asked for",
    explanation: "Checked on every query with `count`. A page never holds more than was asked for; otherwise pages \
        overlap and imports read people twice.",
    source: "RFC 7644 §3.4.2.4",
    why: "pages overlap; imports read resources twice",
    fix: "honour `count`",
    level: level::violation,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

const ITEMS_PER_PAGE: Rule = Rule {
    id: "list.items-per-page",
    title: "itemsPerPage is the number of resources in this page",
    explanation: "Checked on every ListResponse. itemsPerPage is how many resources this page holds. A client that \
        adds it to startIndex skips or repeats people when it is wrong.",
    source: "RFC 7644 §3.4.2.4",
    why: "clients that page by it skip or repeat resources",
    fix: "send the number of elements of `Resources`",
    level: level::violation,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

const START_INDEX: Rule = Rule {
    id: "list.start-index",
    title: "startIndex is the place of the first resource of this page, from 1",
    explanation: "Checked on every ListResponse. startIndex is the place, counted from 1, of the first resource of \
        this page.",
    source: "RFC 7644 §3.4.2.4",
    why: "clients that page by it skip or repeat resources",
    fix: "send the 1-based index of the first element of `Resources`",
    level: level::violation,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

const FULL_PAGE: Rule = Rule {
    id: "list.full-page",
    title: "a page is as long as was asked for while there are more resources",
    explanation: "Checked when a page is shorter than asked for although more would follow. The standard lets a \
        server send less; Okta adds 100 to startIndex whatever came, so what a short page leaves out is \
        never imported.",
    source: "Okta SCIM 2.0 reference: the next startIndex is the last plus 100",
    why: "Okta adds 100 to startIndex whatever the page held, so what a short page leaves out may never be imported",
    fix: "allow pages of 100 resources",
    level: short_pages,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

const DISTINCT: Rule = Rule {
    id: "list.distinct",
    title: "no id occurs twice in a list",
    explanation: "Checked on every ListResponse. One resource is listed once; otherwise one person looks like two.",
    source: "RFC 7643 §3.1",
    why: "one person looks like two",
    fix: "return each resource once",
    level: level::violation,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

const FILTER: Rule = Rule {
    id: "list.filter-applied",
    title: "only resources that match the filter are returned",
    explanation: "Checked on every lookup. A right server returns only what matches the filter, or refuses a filter \
        that it does not support. Okta looks a person up before it creates anybody and links to the first \
        resource that comes back: with the filter ignored this is a stranger, whose name, address and \
        access it then overwrites.",
    source: "RFC 7644 §3.4.2.2; Okta links to the first resource of a lookup",
    why: "Okta would link its user to a stranger and overwrite them",
    fix: "apply the filter, or refuse it with 400 invalidFilter",
    level: level::breaks_okta,
    damage: Damage::Access,
    also_affects: EVERY_CLIENT,
};

fn short_pages(client: &str) -> Level {
    // The standard lets a server cap its pages; what Okta makes of it is concluded from its documented next index.
    if level::is_okta(client) { Level::Warning } else { Level::Note }
}

pub(super) fn check(seen: &Seen<'_>, sink: &mut Sink<'_>) {
    if seen.operation != Operation::List {
        return;
    }
    let Some(body) = seen.body() else { return };
    let Some(list) = body.as_object().filter(|object| is_list(object)) else {
        let message = match body {
            Value::Object(_) => "the query was answered with an object that is no list".to_owned(),
            other => format!("the query was answered with {} instead of a ListResponse", json::kind(other)),
        };
        sink.report(&SHAPE, Proof::new(message).expected("a ListResponse").found(json::short(Some(body))));
        return;
    };
    schemas(list, sink);
    let numbers = Numbers::read(list, sink);
    key_case(list, sink);
    let resources = resources(seen, list, &numbers, sink);
    if let Some(resources) = resources {
        page(seen, resources, &numbers, sink);
        distinct(resources, sink);
        matches_filter(seen, resources, sink);
    }
}

/// Anything that has at least one of a list's members is judged as a list.
fn is_list(object: &Map<String, Value>) -> bool {
    ["Resources", "totalResults"].iter().any(|name| json::entry(object, name).is_some())
}

fn schemas(list: &Map<String, Value>, sink: &mut Sink<'_>) {
    let schemas = json::entry(list, "schemas").map(|(_, value)| value);
    let marked = schemas.and_then(Value::as_array).is_some_and(|urns| {
        urns.iter().filter_map(Value::as_str).any(|urn| urn.eq_ignore_ascii_case(urn::LIST_RESPONSE))
    });
    if !marked {
        let expected = format!("[\"{}\"]", urn::LIST_RESPONSE);
        let proof = Proof::new("the list is not marked as a ListResponse").expected(expected);
        sink.report(&SCHEMAS, proof.found(json::short(schemas)).at("/schemas"));
    }
}

/// The three numbers of a list, where they are numbers.
struct Numbers {
    total: Option<u64>,
    start: Option<u64>,
    per_page: Option<u64>,
}

impl Numbers {
    fn read(list: &Map<String, Value>, sink: &mut Sink<'_>) -> Self {
        let mut read = |name: &str| {
            let (key, value) = json::entry(list, name)?;
            if value.is_null() {
                return None;
            }
            let number = value.as_u64();
            if number.is_none() {
                let message = format!("{name} is {} instead of an integer", json::kind(value));
                let message = if value.is_number() { format!("{name} is {value}") } else { message };
                let proof =
                    Proof::new(message).expected("a whole number from 0").found(json::short(Some(value)));
                sink.report(&INTEGERS, proof.at(json::step("", key)));
            }
            number
        };
        let numbers = Numbers {
            total: read("totalResults"),
            start: read("startIndex"),
            per_page: read("itemsPerPage"),
        };
        let total = json::entry(list, "totalResults").map(|(_, value)| value);
        if total.is_none_or(Value::is_null) {
            sink.report(&TOTAL, Proof::new("the list has no totalResults").at("/totalResults"));
        }
        numbers
    }
}

fn key_case(list: &Map<String, Value>, sink: &mut Sink<'_>) {
    for name in ["Resources", "totalResults", "startIndex", "itemsPerPage"] {
        if let Some((key, _)) = json::entry(list, name).filter(|(key, _)| *key != name) {
            let proof = Proof::new(format!("`{key}` is spelled `{name}` in the standard")).expected(name);
            sink.report(&KEY_CASE, proof.found(key).at(json::step("", key)));
        }
    }
}

fn resources<'v>(
    seen: &Seen<'_>,
    list: &'v Map<String, Value>,
    numbers: &Numbers,
    sink: &mut Sink<'_>,
) -> Option<&'v [Value]> {
    let value = json::entry(list, "Resources").map(|(_, value)| value);
    match value {
        None | Some(Value::Null) => {
            let count = seen.parameter("count").and_then(|count| count.parse::<i64>().ok());
            let nothing_asked = count.is_some_and(|count| count <= 0);
            if let Some(total) = numbers.total.filter(|total| *total > 0 && !nothing_asked) {
                // Past the last page there is nothing to show although totalResults is above zero.
                let past = seen.parameter("startIndex").and_then(|start| start.parse::<u64>().ok());
                if past.is_none_or(|start| start <= total) {
                    let proof = Proof::new(format!("totalResults is {total}, and there are no Resources"));
                    sink.report(&RESOURCES, proof.at("/Resources"));
                }
            }
            None
        }
        Some(Value::Array(items)) => {
            if let Some(at) = items.iter().position(|item| !item.is_object()) {
                let message = format!("a resource in the list is {}", json::kind(&items[at]));
                let proof = Proof::new(message).expected("an object").found(json::short(Some(&items[at])));
                sink.report(&RESOURCES, proof.at(format!("/Resources/{at}")));
            }
            Some(items)
        }
        Some(other) => {
            let proof = Proof::new(format!("Resources is {} instead of an array", json::kind(other)));
            sink.report(
                &RESOURCES,
                proof.expected("an array").found(json::short(Some(other))).at("/Resources"),
            );
            None
        }
    }
}

fn page(seen: &Seen<'_>, resources: &[Value], numbers: &Numbers, sink: &mut Sink<'_>) {
    let asked = |name| seen.parameter(name).and_then(|value| value.parse::<i64>().ok());
    let found = resources.len() as u64;
    let count = asked("count").map(|count| count.max(0).unsigned_abs());
    let start = asked("startIndex").map_or(1, |start| start.max(1).unsigned_abs());

    if let Some(count) = count.filter(|count| found > *count) {
        let proof = Proof::new(format!("{count} resources were asked for and {found} came"));
        sink.report(
            &COUNT,
            proof.expected(format!("at most {count}")).found(found.to_string()).at("/Resources"),
        );
    }
    if let Some(per_page) = numbers.per_page.filter(|per_page| *per_page != found) {
        // Echoing the wanted page size is so common that clients have learnt to live with it; a reviewer of Okta's
        // catalogue refused it all the same.
        let proof = if count == Some(per_page) {
            let at_most = if level::is_okta(seen.context.client) { Level::Warning } else { Level::Violation };
            Proof::new("itemsPerPage repeats the count that was asked for").at_most(at_most)
        } else {
            Proof::new(format!("itemsPerPage is {per_page}, and the page holds {found}"))
        };
        sink.report(
            &ITEMS_PER_PAGE,
            proof.expected(found.to_string()).found(per_page.to_string()).at("/itemsPerPage"),
        );
    }
    if let Some(index) = numbers.start.filter(|index| *index != start) {
        let proof = Proof::new(format!("startIndex is {index} on the page that begins at {start}"));
        let proof = proof.expected(start.to_string()).found(index.to_string()).at("/startIndex");
        // An empty page has no first resource that it could name.
        sink.report(&START_INDEX, if found == 0 { proof.at_most(Level::Note) } else { proof });
    }
    let Some(total) = numbers.total else { return };
    let last = start - 1 + found;
    if found > 0 && total < last {
        let proof = if start > total {
            // Both numbers may be right for what came; what was asked for is not there.
            let message =
                format!("a page from {start} on was asked for, and {found} of {total} resources came");
            Proof::new(message)
                .cause("startIndex is ignored past the last match, or totalResults counts this page")
                .fix("begin every page at startIndex, also past the last match; count all matches in totalResults")
        } else {
            Proof::new(format!("totalResults is {total}, and this page ends at number {last}"))
                .cause("totalResults counts this page, or startIndex is ignored")
        };
        sink.report(
            &TOTAL,
            proof.expected(format!("at least {last}")).found(total.to_string()).at("/totalResults"),
        );
    }
    if let Some(count) = count.filter(|count| found < *count && last < total && found > 0) {
        let message =
            format!("the page holds {found} of the {count} asked for, though there are {total} in all");
        sink.report(&FULL_PAGE, Proof::new(message).expected(count.to_string()).found(found.to_string()));
    }
}

fn distinct(resources: &[Value], sink: &mut Sink<'_>) {
    let mut known = HashSet::with_capacity(resources.len());
    for (at, resource) in resources.iter().enumerate() {
        if let Some(id) = json::text(resource, "id").filter(|id| !known.insert(*id)) {
            let proof = Proof::new(format!("the id {id} occurs twice in the list")).found(id);
            sink.report(&DISTINCT, proof.at(format!("/Resources/{at}/id")));
        }
    }
}

/// Only the one filter that every client sends is evaluated here, `attribute eq "value"`, and only against
/// resources that show the attribute: nothing else can be judged without guessing.
fn matches_filter(seen: &Seen<'_>, resources: &[Value], sink: &mut Sink<'_>) {
    let Some(text) = seen.parameter("filter") else { return };
    let Some((name, wanted)) = equality(&text) else { return };
    for (at, resource) in resources.iter().enumerate() {
        let Some(found) = json::at_path(resource, &name).and_then(Value::as_str) else { continue };
        // Of the attributes that clients look up, id and externalId are case-exact (RFC 7643 §3.1).
        let exact = name.eq_ignore_ascii_case("id") || name.eq_ignore_ascii_case("externalId");
        let same = if exact { found == wanted } else { found.to_lowercase() == wanted.to_lowercase() };
        if same {
            continue;
        }
        let proof = Proof::new(format!("a lookup of {name} {wanted:?} returned {found:?}"));
        let proof = proof.expected(format!("{wanted:?}")).found(format!("{found:?}"));
        let proof = proof.at(json::step(&format!("/Resources/{at}"), &name));
        // Matching the email instead still finds the right person.
        sink.report(
            &FILTER,
            if has_email(resource, &wanted) {
                proof.cause("the lookup also matches emails").at_most(Level::Violation)
            } else if resources.len() > 1 {
                proof.cause("the filter is ignored, and everything is returned")
            } else {
                proof
            },
        );
    }
}

/// `attribute eq "value"` and nothing more.
fn equality(filter: &str) -> Option<(String, String)> {
    match filter::parse(filter).ok()? {
        Filter::Compare { attr, op: Op::Eq, value: Value::String(value) } => Some((attr.to_string(), value)),
        _ => None,
    }
}

fn has_email(resource: &Value, wanted: &str) -> bool {
    let emails = json::attribute(resource, "emails").and_then(Value::as_array);
    emails.is_some_and(|emails| {
        emails
            .iter()
            .any(|email| json::text(email, "value").is_some_and(|value| value.eq_ignore_ascii_case(wanted)))
    })
}
