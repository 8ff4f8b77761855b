//! Attributes that may be there, may be missing, or may be written this way or that.

use serde_json::{Map, Value, json};

use super::{Standing, Variant};
use crate::provider::deviation::{Hook, Make, edit};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};
use crate::scim::urn;

pub(super) const VARIANTS: &[Variant] = &[
    Variant {
        name: "extra-attributes",
        title: "resources show attributes that nobody sent",
        standing: Standing::Legal,
        source: "RFC 7643 §3.3; RFC 7644 §3.3: a server may add attributes",
        make: Make::Hook(Hook::Response(extra_attributes)),
    },
    Variant {
        name: "extra-schemas",
        title: "users carry an extension of the server's own",
        standing: Standing::Legal,
        source: "RFC 7643 §3.3",
        make: Make::Hook(Hook::Response(extra_schemas)),
    },
    Variant {
        name: "without-user-groups",
        title: "users do not show their groups",
        standing: Standing::Legal,
        source: "RFC 7643 §4.1.2: no attribute but userName and id is required",
        make: Make::Hook(Hook::Response(|_, _, response| {
            edit::change_resources(response, |resource| {
                resource.shift_remove("groups");
            });
        })),
    },
    Variant {
        name: "members-without-type-and-ref",
        title: "members of groups have a value and nothing else",
        standing: Standing::Legal,
        source: "RFC 7643 §4.2: type and $ref are optional",
        make: Make::Hook(Hook::Response(bare_members)),
    },
    Variant {
        name: "null-for-unassigned",
        title: "attributes without a value are shown as null",
        standing: Standing::Legal,
        source: "RFC 7643 §2.5: null and unassigned are the same",
        make: Make::Hook(Hook::Response(nulls)),
    },
    Variant {
        name: "empty-arrays-shown",
        title: "lists without elements are shown as []",
        standing: Standing::Legal,
        source: "RFC 7643 §2.5: an empty array and unassigned are the same",
        make: Make::Hook(Hook::Response(empty_arrays)),
    },
    Variant {
        name: "errors-with-more",
        title: "errors carry further members",
        standing: Standing::Legal,
        source: "RFC 7644 §3.12 forbids none",
        make: Make::Hook(Hook::Response(rich_errors)),
    },
    Variant {
        name: "formatted-name-derived",
        title: "the server composes name.formatted and displayName",
        standing: Standing::Legal,
        source: "RFC 7643 §4.1.1",
        make: Make::Hook(Hook::Response(formatted_name)),
    },
    Variant {
        name: "user-name-in-lower-case",
        title: "the server keeps userName in lower case",
        standing: Standing::Tolerable,
        source: "RFC 7643 §7 lets values that are not case-exact change case; Okta's OIN tests do not",
        make: Make::Hook(Hook::Request(lower_user_name)),
    },
];

fn extra_attributes(_: &Provider, _: &Request, response: &mut Response) {
    edit::change_resources(response, |resource| {
        resource.insert("internalNumber".to_owned(), json!(7));
        if let Some(meta) = resource.get_mut("meta").and_then(Value::as_object_mut) {
            meta.insert("createdBy".to_owned(), json!("scim"));
        }
    });
}

fn extra_schemas(_: &Provider, _: &Request, response: &mut Response) {
    const OWN: &str = "urn:example:params:scim:schemas:extension:vendor:2.0:User";
    edit::change_resources(response, |resource| {
        if is_user(resource)
            && let Some(schemas) = resource.get_mut("schemas").and_then(Value::as_array_mut)
        {
            schemas.push(json!(OWN));
            resource.insert(OWN.to_owned(), json!({"seat": "viewer"}));
        }
    });
}

fn is_user(resource: &Map<String, Value>) -> bool {
    resource
        .get("schemas")
        .and_then(Value::as_array)
        .is_some_and(|schemas| schemas.iter().any(|schema| schema == urn::USER))
}

fn bare_members(_: &Provider, _: &Request, response: &mut Response) {
    edit::change_resources(response, |resource| {
        for member in resource.get_mut("members").and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(member) = member.as_object_mut() {
                member.retain(|name, _| name == "value");
            }
        }
    });
}

fn nulls(_: &Provider, request: &Request, response: &mut Response) {
    // Who asks for some attributes gets no others.
    if request.query.as_deref().is_some_and(|query| query.to_ascii_lowercase().contains("attributes=")) {
        return;
    }
    edit::change_resources(response, |resource| {
        if is_user(resource) {
            for name in ["title", "nickName", "userType", "externalId", "phoneNumbers", "locale"] {
                resource.entry(name.to_owned()).or_insert(Value::Null);
            }
        }
    });
}

fn empty_arrays(_: &Provider, request: &Request, response: &mut Response) {
    if request.query.as_deref().is_some_and(|query| query.to_ascii_lowercase().contains("attributes=")) {
        return;
    }
    edit::change_resources(response, |resource| {
        let names: &[&str] =
            if is_user(resource) { &["phoneNumbers", "roles", "groups"] } else { &["members"] };
        if resource.contains_key("schemas") && resource.contains_key("id") {
            for name in names {
                resource.entry((*name).to_owned()).or_insert_with(|| json!([]));
            }
        }
    });
}

fn rich_errors(_: &Provider, _: &Request, response: &mut Response) {
    if response.status >= 400 {
        edit::change_answered(response, |body| {
            if let Some(body) = body.as_object_mut() {
                body.insert("requestId".to_owned(), json!("8d1f"));
                body.insert("documentation".to_owned(), json!("https://docs.example.com/errors"));
            }
        });
    }
}

fn formatted_name(_: &Provider, request: &Request, response: &mut Response) {
    if request.query.as_deref().is_some_and(|query| query.to_ascii_lowercase().contains("attributes=")) {
        return;
    }
    edit::change_resources(response, |resource| {
        let Some(name) = resource.get_mut("name").and_then(Value::as_object_mut) else { return };
        let part = |key: &str| name.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let formatted = format!("{} {}", part("givenName"), part("familyName")).trim().to_owned();
        name.entry("formatted".to_owned()).or_insert(json!(formatted));
        resource.entry("displayName".to_owned()).or_insert(json!(formatted));
    });
}

fn lower_user_name(_: &Provider, request: &mut Request) {
    if request.method.is_write() {
        edit::change_sent(request, |body| {
            if let Some(Value::String(name)) = body.get_mut("userName") {
                *name = name.to_lowercase();
            }
        });
    }
}
