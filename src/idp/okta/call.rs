//! The requests around the bodies: headers, paths and queries as Okta writes them (okta.md §1.1).

use serde_json::Value;

use super::Options;
use crate::exchange::{Call, Evidence, Method, Payload, Purpose, encode_component};

const CONTENT_TYPE: (&str, &str) = ("Content-Type", "application/scim+json; charset=utf-8");

/// Headers in the documented order (Okta's 2018 guide; request logs agree). Authorization, Host and Content-Length,
/// which stand among them, are the sender's. Content-Type stands where a vendor's log of Okta's traffic shows it.
fn headers(with_content_type: bool) -> Vec<(String, String)> {
    let before = [("Accept", "application/scim+json"), ("Accept-Charset", "utf-8")];
    let after = [
        ("User-Agent", "Okta SCIM Client 1.0.0"),
        ("Connection", "Keep-Alive"),
        ("Accept-Encoding", "gzip,deflate"),
    ];
    before
        .into_iter()
        .chain(with_content_type.then_some(CONTENT_TYPE))
        .chain(after)
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// A read.
pub(super) fn get(path: impl Into<String>, query: Option<String>, evidence: Evidence) -> Call {
    let mut call = Call::new(Method::Get, path, evidence, Purpose::Act);
    call.headers = headers(false);
    call.query = query;
    call
}

/// A write with a body.
pub(super) fn write(method: Method, path: impl Into<String>, body: Value, evidence: Evidence) -> Call {
    let mut call = Call::new(method, path, evidence, Purpose::Act);
    call.headers = headers(true);
    call.body = Some(Payload::Json(body));
    call
}

/// `DELETE /Groups/{id}`. Okta's 2018 guide shows a Content-Type on it although it has no body. There is no such call
/// for users: Okta does not send DELETE for them (okta.md §1.10).
pub(super) fn delete_group(id: &str) -> Call {
    let mut call = Call::new(Method::Delete, group_path(id), Evidence::Documented, Purpose::Act);
    call.headers = headers(true);
    call
}

/// The connection test: one page of two users, and nothing else (documented; captured twice).
pub fn connection_test(purpose: Purpose) -> Call {
    let mut call = get("/Users", Some("startIndex=1&count=2".to_owned()), Evidence::Documented);
    call.purpose = purpose;
    call
}

/// `/Users/{id}`
pub(super) fn user_path(id: &str) -> String {
    format!("/Users/{}", encode_component(id))
}

/// `/Groups/{id}`
pub(super) fn group_path(id: &str) -> String {
    format!("/Groups/{}", encode_component(id))
}

/// A lookup by one attribute: `filter=userName%20eq%20%22…%22&startIndex=1&count=100`, the documented order. The
/// current documentation encodes blanks as `%20`, that of 2018 as `+`.
pub(super) fn lookup(endpoint: &'static str, attribute: &str, value: &str, options: &Options) -> Call {
    // A quote in a value must be escaped as in JSON, or the filter would end there.
    let value = value.replace('\\', "\\\\").replace('"', "\\\"");
    let mut filter = encode_component(&format!("{attribute} eq \"{value}\""));
    if options.plus_for_blank {
        filter = filter.replace("%20", "+");
    }
    get(endpoint, Some(format!("filter={filter}&startIndex=1&count={PAGE}")), Evidence::Documented)
}

/// The page size of every list that Okta reads, the connection test aside.
pub(super) const PAGE: usize = 100;

/// One page of a list: `startIndex=101&count=100`.
pub(super) fn page(endpoint: &'static str, start: usize) -> Call {
    get(endpoint, Some(format!("startIndex={start}&count={PAGE}")), Evidence::Documented)
}
