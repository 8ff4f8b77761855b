//! Resources that are shown in the wrong form.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use bytes::Bytes;
use regex::{Captures, Regex};
use serde_json::Value;

use super::Fault;
use crate::exchange::Method;
use crate::provider::deviation::{Deviation, Hook, Make, edit};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};
use crate::provider::store::Kind;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "meta-location-bad",
        failure: "F142",
        title: "Location and meta.location are relative",
        breaks: &[],
        severity: 1,
        source: "elimity-com/scim#172; jelhub/scimgateway#110; simpleidserver/SimpleIdServer#37",
        found_by: &["meta.location"],
        make: Make::Hook(Hook::Response(relative_location)),
    },
    Fault {
        name: "id-integer",
        failure: "F143",
        title: "ids are numbers",
        breaks: &["jumpcloud"],
        severity: 2,
        source: "JumpCloud's SCIM troubleshooting article",
        found_by: &["resource.id-string"],
        make: Make::Fresh(|| Arc::new(NumberedIds::default())),
    },
    Fault {
        name: "patch-attributes-204",
        failure: "F144",
        title: "a PATCH that asks for attributes is answered 204",
        breaks: &[],
        severity: 1,
        source: "better-auth/better-auth#10422",
        found_by: &["status.projected-patch"],
        make: Make::Hook(Hook::Response(|_, request, response| {
            let asks = request.query.as_deref().unwrap_or_default().contains("attributes=");
            if request.method == Method::Patch && asks && response.status == 200 {
                *response = Response::empty(204);
            }
        })),
    },
    Fault {
        name: "names-missing-in-reply",
        failure: "F145",
        title: "users are shown without their names",
        breaks: &["okta-aiw", "okta-oin"],
        severity: 2,
        source: "onyx-dot-app/onyx#8925; PostHog/posthog#42205",
        found_by: &["user.names", "drift.name"],
        make: Make::Hook(Hook::Response(|_, request, response| {
            if edit::kind(request) == Some(Kind::User) {
                edit::change_resources(response, |user| {
                    user.shift_remove("name");
                });
            }
        })),
    },
];

fn relative_location(_: &Provider, request: &Request, response: &mut Response) {
    let base = format!("{}/", request.base);
    edit::change_resources(response, |resource| {
        let location = resource.get_mut("meta").and_then(|meta| meta.get_mut("location"));
        if let Some(location) = location
            && let Some(relative) = location.as_str().and_then(|url| url.strip_prefix(&base))
        {
            *location = relative.to_owned().into();
        }
    });
    for (name, value) in &mut response.headers {
        if *name == "location"
            && let Some(relative) = value.strip_prefix(&base)
        {
            *value = relative.to_owned();
        }
    }
}

/// Gives every resource a number in place of its id, and takes the number wherever the id would stand. Numbers have
/// ten digits, so that nothing else looks like one.
#[derive(Debug, Default)]
struct NumberedIds {
    /// The id behind each number, from `FIRST` on, and the place of each id in that list.
    known: Mutex<(Vec<String>, HashMap<String, usize>)>,
}

const FIRST: usize = 9_100_000_000;

impl NumberedIds {
    fn number(&self, id: &str) -> usize {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (ids, places) = &mut *known;
        let at = *places.entry(id.to_owned()).or_insert_with(|| {
            ids.push(id.to_owned());
            ids.len() - 1
        });
        FIRST + at
    }

    fn to_ids(&self, text: &str) -> String {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let id = |number: &Captures<'_>| {
            let at = number[0].parse::<usize>().ok().and_then(|number| number.checked_sub(FIRST));
            at.and_then(|at| known.0.get(at)).cloned().unwrap_or_else(|| number[0].to_owned())
        };
        NUMBER.as_ref().map_or_else(|| text.to_owned(), |it| it.replace_all(text, id).into_owned())
    }

    /// A client may send a number back as the number that it is.
    fn in_body(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.to_ids(text),
            Value::Number(number) if number.as_u64().is_some_and(|number| number >= FIRST as u64) => {
                *value = self.to_ids(&number.to_string()).into();
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.in_body(item)),
            Value::Object(members) => members.values_mut().for_each(|member| self.in_body(member)),
            _ => {}
        }
    }

    fn to_numbers(&self, text: &str) -> String {
        let number = |id: &Captures<'_>| self.number(&id[0]).to_string();
        UUID.as_ref().map_or_else(|| text.to_owned(), |it| it.replace_all(text, number).into_owned())
    }
}

static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"91[0-9]{8}").ok());

static UUID: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}").ok());

impl Deviation for NumberedIds {
    fn request(&self, _: &Provider, request: &mut Request) {
        request.path = self.to_ids(&request.path);
        request.query = request.query.as_deref().map(|query| self.to_ids(query));
        edit::change_sent(request, |body| self.in_body(body));
    }

    fn response(&self, _: &Provider, _: &Request, response: &mut Response) {
        if let Ok(body) = std::str::from_utf8(&response.body) {
            response.body = Bytes::from(self.to_numbers(body));
        }
        for (_, value) in &mut response.headers {
            *value = self.to_numbers(value);
        }
        edit::change_resources(response, |resource| {
            if let Some(id) = resource.get_mut("id")
                && let Some(number) = id.as_str().and_then(|id| id.parse::<u64>().ok())
            {
                *id = number.into();
            }
        });
    }
}
