//! What kind of request an exchange is, worked out once so that every family reads it the same way.

use std::sync::Arc;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::RuleContext;
use crate::exchange::{Answer, Call, Exchange, Method, Payload};
use crate::judge::json;
use crate::scim::urn;

/// What a request asks for, as RFC 7644 Table 2 sorts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operation {
    /// POST to a resource endpoint.
    Create,
    /// GET of one resource.
    Read,
    /// GET of a resource endpoint, or POST to its `/.search`.
    List,
    /// PUT of one resource.
    Replace,
    /// PATCH of one resource.
    Patch,
    /// DELETE of one resource.
    Delete,
    /// GET of `/ServiceProviderConfig`, `/ResourceTypes` or `/Schemas`.
    Discovery,
    /// Anything else (`/Me`, `/Bulk`, endpoints that the standard does not name).
    Other,
}

/// The resource type that an endpoint serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `/Users`.
    User,
    /// `/Groups`.
    Group,
    /// Several types or an unknown one.
    Any,
}

impl Kind {
    /// The value of `meta.resourceType`.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Kind::User => "User",
            Kind::Group => "Group",
            Kind::Any => "resource",
        }
    }

    /// The URN of the base schema, where the endpoint fixes it.
    pub(super) const fn urn(self) -> Option<&'static str> {
        match self {
            Kind::User => Some(urn::USER),
            Kind::Group => Some(urn::GROUP),
            Kind::Any => None,
        }
    }
}

/// An exchange as the rules see it.
pub(super) struct Seen<'a> {
    pub(super) exchange: &'a Arc<Exchange>,
    pub(super) call: &'a Call,
    pub(super) context: &'a RuleContext<'a>,
    pub(super) operation: Operation,
    pub(super) kind: Kind,
}

impl<'a> Seen<'a> {
    pub(super) fn new(exchange: &'a Arc<Exchange>, context: &'a RuleContext<'a>) -> Self {
        let (operation, kind) = classify(&exchange.call);
        Seen { exchange, call: &exchange.call, context, operation, kind }
    }

    /// The answer, if a complete one came.
    pub(super) fn answer(&self) -> Option<&'a Answer> {
        self.exchange.answer()
    }

    /// The answer, if it is a success.
    pub(super) fn success(&self) -> Option<&'a Answer> {
        self.answer().filter(|answer| answer.is_success())
    }

    /// The answer, if it is a refusal (4xx, 5xx).
    pub(super) fn refusal(&self) -> Option<&'a Answer> {
        self.answer().filter(|answer| answer.status >= 400)
    }

    /// The JSON body of a success. Bytes after a 204 are no body, whatever they say.
    pub(super) fn body(&self) -> Option<&'a Value> {
        self.success().filter(|answer| answer.status != 204).and_then(Answer::json)
    }

    /// The body of a success that answers with one resource.
    pub(super) fn resource(&self) -> Option<&'a Map<String, Value>> {
        match self.operation {
            Operation::Create | Operation::Read | Operation::Replace | Operation::Patch => {
                self.body().and_then(Value::as_object)
            }
            _ => None,
        }
    }

    /// Every resource in the answer with its JSON pointer: one, or those of a list.
    pub(super) fn resources(&self) -> impl Iterator<Item = (Place, &'a Map<String, Value>)> {
        let single = self.resource().map(|object| (Place::Body, object));
        let listed = match self.operation {
            Operation::List => {
                self.body().and_then(Value::as_object).and_then(|object| json::entry(object, "Resources"))
            }
            _ => None,
        };
        let listed = listed.into_iter().flat_map(|(_, value)| value.as_array().into_iter().flatten());
        single.into_iter().chain(
            listed
                .enumerate()
                .filter_map(|(index, value)| value.as_object().map(|object| (Place::Listed(index), object))),
        )
    }

    /// The JSON body that was sent.
    pub(super) fn sent(&self) -> Option<&'a Value> {
        self.call.body.as_ref().and_then(Payload::json)
    }

    /// The decoded value of a query parameter.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        parameter(self.call.query.as_deref()?, name)
    }

    /// Whether the request asks for only some attributes, so that others may be missing.
    pub(super) fn is_projected(&self) -> bool {
        let asks = |name| self.call.query.as_deref().is_some_and(|query| has_parameter(query, name));
        let searches = |name| self.sent().is_some_and(|sent| json::attribute(sent, name).is_some());
        ["attributes", "excludedAttributes"]
            .into_iter()
            .any(|name| asks(name) || (self.call.method == Method::Post && searches(name)))
    }

    /// The decoded id that the path names.
    pub(super) fn id(&self) -> Option<String> {
        self.call.resource_id().map(decode)
    }
}

/// Where in the body a resource stands; turned into a pointer only when something is wrong there.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place {
    /// The body is the resource.
    Body,
    /// An element of `Resources`.
    Listed(usize),
}

impl Place {
    /// The JSON pointer of an attribute of the resource.
    pub(super) fn pointer(self, attribute: &str) -> String {
        match self {
            Place::Body => json::step("", attribute),
            Place::Listed(index) => json::step(&format!("/Resources/{index}"), attribute),
        }
    }
}

/// The decoded value of a query parameter.
pub(super) fn parameter(query: &str, name: &str) -> Option<String> {
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.into_owned())
}

fn has_parameter(query: &str, name: &str) -> bool {
    query.split('&').any(|pair| pair.split('=').next().is_some_and(|key| key.eq_ignore_ascii_case(name)))
}

fn decode(segment: &str) -> String {
    percent_decode_str(segment).decode_utf8_lossy().into_owned()
}

fn classify(call: &Call) -> (Operation, Kind) {
    let endpoint = call.endpoint();
    let kind = if endpoint.eq_ignore_ascii_case("Users") {
        Kind::User
    } else if endpoint.eq_ignore_ascii_case("Groups") {
        Kind::Group
    } else {
        Kind::Any
    };
    let mut segments = call.path.split('/').filter(|segment| !segment.is_empty()).skip(1);
    let (second, deeper) = (segments.next(), segments.next().is_some());
    if deeper {
        return (Operation::Other, kind);
    }
    let operation = match (call.method, kind, second) {
        (Method::Post, _, Some(".search")) => Operation::List,
        (Method::Post, Kind::Any, None) if endpoint == ".search" => Operation::List,
        (Method::Get, Kind::Any, _) if is_discovery(endpoint) => Operation::Discovery,
        (_, Kind::Any, _) => Operation::Other,
        (Method::Get, _, None) => Operation::List,
        (Method::Get, _, Some(_)) => Operation::Read,
        (Method::Post, _, None) => Operation::Create,
        (Method::Put, _, Some(_)) => Operation::Replace,
        (Method::Patch, _, Some(_)) => Operation::Patch,
        (Method::Delete, _, Some(_)) => Operation::Delete,
        _ => Operation::Other,
    };
    (operation, kind)
}

fn is_discovery(endpoint: &str) -> bool {
    ["ServiceProviderConfig", "ResourceTypes", "Schemas"]
        .iter()
        .any(|name| endpoint.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::{Kind, Operation, classify, parameter};
    use crate::exchange::{Call, Evidence, Method, Purpose};

    fn of(method: Method, path: &str) -> (Operation, Kind) {
        classify(&Call::new(method, path, Evidence::Scenario, Purpose::Act))
    }

    #[test]
    fn requests_are_sorted_by_method_and_path() {
        assert_eq!(of(Method::Get, "/Users"), (Operation::List, Kind::User));
        assert_eq!(of(Method::Get, "/Users/1"), (Operation::Read, Kind::User));
        assert_eq!(of(Method::Post, "/Groups"), (Operation::Create, Kind::Group));
        assert_eq!(of(Method::Post, "/Users/.search"), (Operation::List, Kind::User));
        assert_eq!(of(Method::Post, "/.search"), (Operation::List, Kind::Any));
        assert_eq!(of(Method::Patch, "/Groups/1"), (Operation::Patch, Kind::Group));
        assert_eq!(of(Method::Get, "/Schemas"), (Operation::Discovery, Kind::Any));
        assert_eq!(of(Method::Get, "/Me"), (Operation::Other, Kind::Any));
        assert_eq!(of(Method::Get, "/Users/1/groups"), (Operation::Other, Kind::User));
    }

    #[test]
    fn query_values_are_decoded_whichever_way_blanks_were_written() {
        let query = "filter=userName%20eq%20%22a%2Bb%40x%22&startIndex=1";
        assert_eq!(parameter(query, "filter").as_deref(), Some("userName eq \"a+b@x\""));
        assert_eq!(parameter("filter=userName+eq+1", "FILTER").as_deref(), Some("userName eq 1"));
        assert_eq!(parameter(query, "count"), None);
    }
}
