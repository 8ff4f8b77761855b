//! Rules about every resource in an answer: alone or in a list (RFC 7643 §3).

use serde_json::{Map, Value};

use super::Rule;
use super::seen::{Kind, Operation, Place, Seen};
use super::sink::{Proof, Sink};
use crate::judge::catalogue::{Damage, EVERY_CLIENT, JUMPCLOUD, NOBODY_ELSE};
use crate::judge::{Level, json, level};

pub(super) const RULES: &[&Rule] =
    &[&SHAPE, &USER_SCHEMAS, &SCHEMAS, &ID, &ID_STRING, &META, &RESOURCE_TYPE, &LOCATION, &DATES];

const SHAPE: Rule = Rule {
    id: "resource.shape",
    title: "one resource is answered as an object, not in a list",
    explanation: "Checked on every answer that shows one resource. It is the bare object. Okta changes the object \
        that its GET returned and sends it back in a PUT, so a list around it would be sent back as a \
        user.",
    source: "RFC 7644 §3.4.1",
    why: "Okta changes the answer of its GET and sends it back: it would PUT a list",
    fix: "answer with the bare resource",
    level: level::breaks_okta,
    damage: Damage::Flow,
    also_affects: EVERY_CLIENT,
};

const USER_SCHEMAS: Rule = Rule {
    id: "user.schemas",
    title: "a user says which schemas it has",
    explanation: "Checked on every user that an answer shows. Without a `schemas` array Okta stops with \"No \
        schema's defined in scim user\", although the user was made.",
    source: "RFC 7643 §3; Okta shows \"No schema's defined in scim user\"",
    why: "Okta stops although the user was made",
    fix: "send a `schemas` array with every resource",
    level: level::breaks_okta,
    damage: Damage::Flow,
    also_affects: NOBODY_ELSE,
};

const SCHEMAS: Rule = Rule {
    id: "resource.schemas",
    title: "schemas is an array that holds the base schema and those of the extensions in use",
    explanation: "Checked on every resource that an answer shows. `schemas` names the base schema and each extension \
        whose attributes are there; strict clients read no others.",
    source: "RFC 7643 §3, §3.3",
    why: "clients do not know how to read the attributes",
    fix: "list the base schema and every extension whose attributes are in the resource",
    level: level::violation,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

const ID: Rule = Rule {
    id: "resource.id",
    title: "every resource has a non-empty id",
    explanation: "Checked on every resource that an answer shows. Without an id a client cannot address what it \
        found or made: no change and no deactivation will ever reach it.",
    source: "RFC 7643 §3.1",
    why: "the client has nothing to address the resource by",
    fix: "send `id` with every resource, also when only some attributes were asked for",
    level: level::breaks_okta,
    damage: Damage::Access,
    also_affects: EVERY_CLIENT,
};

const ID_STRING: Rule = Rule {
    id: "resource.id-string",
    title: "an id is a string",
    explanation: "Checked on every resource that an answer shows. An id is a string, also when it is made of digits. \
        Clients with typed models refuse a number.",
    source: "RFC 7643 §3.1",
    why: "strict clients refuse a number",
    fix: "send the id in quotes",
    level: level::violation,
    damage: Damage::Flow,
    also_affects: &[JUMPCLOUD],
};

const META: Rule = Rule {
    id: "meta.present",
    title: "every resource has meta",
    explanation: "Checked on every resource that an answer shows. `meta` says what the resource is, where it lives \
        and when it changed.",
    source: "RFC 7643 §3.1",
    why: "clients cannot tell type, address and age of the resource",
    fix: "send `meta` with resourceType, created, lastModified and location",
    level: level::violation,
    damage: Damage::Tidiness,
    also_affects: NOBODY_ELSE,
};

const RESOURCE_TYPE: Rule = Rule {
    id: "meta.resource-type",
    title: "meta.resourceType is the name of the resource type",
    explanation: "Checked on every `meta`. The name is `User` or `Group`, in just this spelling.",
    source: "RFC 7643 §3.1; RFC 7644 §3.3",
    why: "clients that read several types from one list cannot tell them apart",
    fix: "send `User` or `Group`, spelled just so",
    level: level::violation,
    damage: Damage::Tidiness,
    also_affects: NOBODY_ELSE,
};

const LOCATION: Rule = Rule {
    id: "meta.location",
    title: "meta.location is the absolute URL of this very resource on this server",
    explanation: "Checked on every `meta`. It should be the absolute URL of this very resource, as clients reach it; \
        behind a proxy it is often that of an inner host, or says http.",
    source: "RFC 7643 §3.1; that it is absolute is our expectation (§2.3.7 allows relative ones)",
    why: "clients that follow it get lost",
    fix: "send the URL under which clients reach the resource, behind a proxy too",
    level: level::warning,
    damage: Damage::Tidiness,
    also_affects: NOBODY_ELSE,
};

const DATES: Rule = Rule {
    id: "meta.dates",
    title: "meta.created and meta.lastModified are valid DateTimes",
    explanation: "Checked on every `meta`. `created` and `lastModified` are XML DateTimes; a client with typed \
        models fails on the whole resource when it cannot read them.",
    source: "RFC 7643 §2.3.5, §3.1",
    why: "typed clients fail on the whole resource",
    fix: "send them like 2008-01-23T04:56:22Z",
    level: level::violation,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

pub(super) fn check(seen: &Seen<'_>, sink: &mut Sink<'_>) {
    shape(seen, sink);
    let projected = seen.is_projected();
    for (place, resource) in seen.resources() {
        if place_is_list(place, resource) {
            continue;
        }
        schemas(seen.kind, place, resource, projected, sink);
        id(place, resource, sink);
        meta(seen, place, resource, projected, sink);
    }
}

/// A list where one resource was asked for has been reported; judging its members as attributes would only repeat it.
fn place_is_list(place: Place, object: &Map<String, Value>) -> bool {
    matches!(place, Place::Body)
        && json::entry(object, "Resources").is_some_and(|(_, value)| value.is_array())
}

fn shape(seen: &Seen<'_>, sink: &mut Sink<'_>) {
    let single =
        matches!(seen.operation, Operation::Create | Operation::Read | Operation::Replace | Operation::Patch);
    let Some(body) = seen.body().filter(|_| single) else { return };
    let message = match body {
        Value::Object(object) if place_is_list(Place::Body, object) => {
            "one resource was answered as a list".to_owned()
        }
        Value::Object(_) => return,
        other => format!("one resource was answered as {}", json::kind(other)),
    };
    let proof = Proof::new(message).expected(format!("a {}", seen.kind.name()));
    sink.report(&SHAPE, proof.found(json::short(Some(body))));
}

fn schemas(kind: Kind, place: Place, resource: &Map<String, Value>, projected: bool, sink: &mut Sink<'_>) {
    let value = json::entry(resource, "schemas").map(|(_, value)| value);
    // The standard's own example of a projected list leaves schemas out, though its text demands them.
    let at_most = if projected { Level::Warning } else { Level::Error };
    if json::is_unassigned(value) {
        let rule = if kind == Kind::User { &USER_SCHEMAS } else { &SCHEMAS };
        let proof = Proof::new(format!("the {} has no schemas", kind.name())).at(place.pointer("schemas"));
        sink.report(rule, proof.expected(expected_schemas(kind)).found(json::short(value)).at_most(at_most));
        return;
    }
    let Some(urns) = value.and_then(Value::as_array) else {
        let proof =
            Proof::new("schemas is not an array").expected("an array of URNs").found(json::short(value));
        sink.report(&SCHEMAS, proof.at(place.pointer("schemas")));
        return;
    };
    let lists =
        |urn: &str| urns.iter().filter_map(Value::as_str).any(|listed| listed.eq_ignore_ascii_case(urn));
    if let Some(urn) = kind.urn().filter(|urn| !lists(urn)) {
        let proof = Proof::new(format!("schemas of the {} lacks the base schema", kind.name())).expected(urn);
        sink.report(&SCHEMAS, proof.found(json::short(value)).at(place.pointer("schemas")));
    }
    let unlisted = resource.iter().find(|(key, value)| {
        key.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("urn:"))
            && value.as_object().is_some_and(|object| !object.is_empty())
            && !lists(key)
    });
    if let Some((urn, _)) = unlisted {
        let proof =
            Proof::new("an extension in the resource is not listed in its schemas").expected(urn.as_str());
        let proof = proof.found(json::short(value)).at(place.pointer("schemas"));
        sink.report(&SCHEMAS, proof.at_most(Level::Warning));
    }
}

fn expected_schemas(kind: Kind) -> String {
    kind.urn().map_or_else(|| "an array of URNs".to_owned(), |urn| format!("[\"{urn}\"]"))
}

fn id(place: Place, resource: &Map<String, Value>, sink: &mut Sink<'_>) {
    let value = json::entry(resource, "id").map(|(_, value)| value);
    match value {
        Some(Value::String(id)) if !id.is_empty() => {}
        Some(Value::Number(number)) => {
            let proof =
                Proof::new(format!("the id is the number {number}")).expected(format!("\"{number}\""));
            sink.report(&ID_STRING, proof.found(number.to_string()).at(place.pointer("id")));
        }
        other => {
            let proof = Proof::new("the resource has no id").expected("a non-empty string");
            sink.report(&ID, proof.found(json::short(other)).at(place.pointer("id")));
        }
    }
}

fn meta(seen: &Seen<'_>, place: Place, resource: &Map<String, Value>, projected: bool, sink: &mut Sink<'_>) {
    let Some(meta) = json::entry(resource, "meta").map(|(_, meta)| meta).filter(|meta| !meta.is_null())
    else {
        if !projected {
            sink.report(&META, Proof::new("the resource has no meta").at(place.pointer("meta")));
        }
        return;
    };
    let at = |name: &str| json::step(&place.pointer("meta"), name);
    if !meta.is_object() {
        let proof = Proof::new(format!("meta is {}", json::kind(meta))).expected("an object");
        sink.report(&META, proof.found(json::short(Some(meta))).at(place.pointer("meta")));
        return;
    }
    // Only some of meta may have been asked for.
    let is_missing = |value: Option<&Value>| value.is_none_or(Value::is_null);
    let kind = json::attribute(meta, "resourceType");
    let named = seen.kind != Kind::Any;
    let right =
        if named { kind.and_then(Value::as_str) == Some(seen.kind.name()) } else { !is_missing(kind) };
    let excused = projected && is_missing(kind);
    if !right && !excused {
        let expected = if named { seen.kind.name() } else { "the name of the type" };
        let message =
            if is_missing(kind) { "meta has no resourceType" } else { "meta.resourceType is wrong" };
        let proof = Proof::new(message).expected(expected).found(json::short(kind));
        sink.report(&RESOURCE_TYPE, proof.at(at("resourceType")));
    }
    location(&seen.exchange.url, meta, resource, projected, &at, sink);
    for name in ["created", "lastModified"] {
        let Some(value) = json::attribute(meta, name).filter(|value| !value.is_null()) else { continue };
        if !value.as_str().is_some_and(json::is_datetime) {
            let proof =
                Proof::new(format!("meta.{name} is not a DateTime")).expected("like 2008-01-23T04:56:22Z");
            sink.report(&DATES, proof.found(json::short(Some(value))).at(at(name)));
        }
    }
}

fn location(
    called: &str,
    meta: &Value,
    resource: &Map<String, Value>,
    projected: bool,
    at: &dyn Fn(&str) -> String,
    sink: &mut Sink<'_>,
) {
    let value = json::attribute(meta, "location").filter(|value| !value.is_null());
    let Some(value) = value else {
        if !projected {
            sink.report(&LOCATION, Proof::new("meta has no location").at(at("location")));
        }
        return;
    };
    let id = json::entry(resource, "id").and_then(|(_, id)| id.as_str());
    if value.as_str().zip(id).is_some_and(|(text, id)| is_plainly_here(text, called, id)) {
        return;
    }
    let url = value.as_str().and_then(|text| url::Url::parse(text).ok());
    let message = match &url {
        None => "meta.location is not an absolute URL",
        Some(url) => {
            let last =
                url.path_segments().and_then(|segments| segments.rev().find(|segment| !segment.is_empty()));
            let last = last.map(|last| percent_encoding::percent_decode_str(last).decode_utf8_lossy());
            match (id, last) {
                (Some(id), Some(last)) if last != id => "meta.location does not end with the resource's id",
                _ if url::Url::parse(called).is_ok_and(|called| called.origin() != url.origin()) => {
                    "meta.location leads to another host, port or scheme than the one that was called"
                }
                _ => return,
            }
        }
    };
    let proof = Proof::new(message).expected("the absolute URL of this server that ends with the id");
    sink.report(&LOCATION, proof.found(json::short(Some(value))).at(at("location")));
}

/// Whether a location is the called server's own text, a path and an id that needs no decoding. Nearly all are, and
/// long lists need no parser then.
fn is_plainly_here(location: &str, called: &str, id: &str) -> bool {
    let host = called.find("://").map_or(0, |scheme| scheme + "://".len());
    let origin = called[host..].find('/').map_or(called, |length| &called[..host + length]);
    let is_plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let path = location.strip_prefix(origin).and_then(|rest| rest.strip_suffix(id));
    is_plain
        && !id.is_empty()
        && path.is_some_and(|path| {
            path.starts_with('/') && path.ends_with('/') && !path.contains(['?', '#', '\\'])
        })
}

#[cfg(test)]
mod tests {
    use super::is_plainly_here;

    #[test]
    fn only_what_no_parser_could_read_otherwise_is_plainly_here() {
        let called = "https://h.example:8443/scim/v2/Users?filter=x";
        let here = |location: &str, id: &str| is_plainly_here(location, called, id);
        assert!(here("https://h.example:8443/scim/v2/Users/a-1_B", "a-1_B"));
        assert!(is_plainly_here("http://h/Users/7", "http://h", "7"));
        for (location, id) in [
            ("https://h.example:8443/scim/v2/Users/a", "b"),
            ("https://h.example:8443/scim/v2/Users/xa", "a"),
            ("https://h.example/scim/v2/Users/a", "a"),
            ("https://h.example:8443@evil.example/Users/a", "a"),
            ("https://h.example:84433/Users/a", "a"),
            ("https://h.example:8443/Users?next=/a", "a"),
            ("https://h.example:8443/Users#/a", "a"),
            ("https://h.example:8443\\Users/a", "a"),
            ("/scim/v2/Users/a", "a"),
            ("https://h.example:8443/scim/v2/Users/a%2Fb", "a%2Fb"),
            ("https://h.example:8443/scim/v2/Users/", ""),
        ] {
            assert!(!here(location, id), "{location}");
        }
    }
}
