//! What a request may do to the target, read from the request alone.
//!
//! The line is drawn where a lenient server draws it: it may match paths without regard to case, take an encoded
//! letter for the letter, and let a header or a parameter stand in for the method.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::exchange::{Call, Method, Payload};

/// What a request may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// It changes nothing.
    Read,
    /// It makes a resource.
    Create,
    /// It changes the resource that it names; one that names none may change any.
    Change,
    /// It is a job of several operations (RFC 7644 §3.7).
    Bulk,
}

/// What a call may do.
pub(super) fn effect(call: &Call) -> Effect {
    if stands_in_for_the_method(call) {
        return Effect::Change;
    }
    match call.method {
        Method::Get | Method::Head | Method::Options => return Effect::Read,
        Method::Put | Method::Patch | Method::Delete => return Effect::Change,
        Method::Post => {}
    }
    let segments = segments(&call.path);
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match segments.as_slice() {
        // Searches; and the levers of the embedded provider, which no other server has.
        [".search"] | [_, ".search"] | [".control", ..] => Effect::Read,
        [one] if one.eq_ignore_ascii_case("Bulk") || is_job(call) => Effect::Bulk,
        [_] => Effect::Create,
        _ => Effect::Change,
    }
}

/// Whether a header or a parameter may make the server take the call for one of another method. Several web
/// frameworks know such (`X-HTTP-Method-Override`, `_method`).
fn stands_in_for_the_method(call: &Call) -> bool {
    let by_header = call.headers.iter().any(|(name, _)| {
        let name = name.to_ascii_lowercase();
        name.contains("method-override") || name == "x-http-method"
    });
    by_header || call.query.as_deref().is_some_and(|query| decode(query).contains("_method="))
}

fn is_job(call: &Call) -> bool {
    let Some(body) = body(call) else { return false };
    let operations = body.get("Operations").and_then(Value::as_array);
    operations.is_some_and(|operations| operations.iter().any(|operation| operation.get("method").is_some()))
}

/// The endpoint (`/Users`) and the decoded id of the resource that a path names. A path of more segments names none:
/// nobody can say what a server makes of them.
pub(super) fn resource(path: &str) -> Option<(String, String)> {
    match segments(path).as_slice() {
        [endpoint, id] if !id.starts_with('.') => Some((format!("/{endpoint}"), id.clone())),
        _ => None,
    }
}

/// The endpoint that a creating call names, without what a server overlooks: `/Users` for `//Users/`.
pub(super) fn endpoint(path: &str) -> String {
    format!("/{}", segments(path).join("/"))
}

/// The body as JSON, also when it was written out as text.
pub(super) fn body(call: &Call) -> Option<Cow<'_, Value>> {
    match call.body.as_ref()? {
        Payload::Json(value) => Some(Cow::Borrowed(value)),
        Payload::Raw(text) => serde_json::from_str(text).ok().map(Cow::Owned),
    }
}

fn segments(path: &str) -> Vec<String> {
    path.split('/').filter(|segment| !segment.is_empty()).map(decode).collect()
}

pub(super) fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Effect, effect, endpoint, resource};
    use crate::exchange::{Call, Evidence, Method, Payload, Purpose};

    fn call(method: Method, path: &str) -> Call {
        Call::new(method, path, Evidence::Scenario, Purpose::Act)
    }

    #[test]
    fn a_post_creates_searches_or_changes_by_its_path() {
        for (path, expected) in [
            ("/Users", Effect::Create),
            ("//users/", Effect::Create),
            ("/Users/.search", Effect::Read),
            ("/.search", Effect::Read),
            ("/Bulk", Effect::Bulk),
            ("/%42ULK/", Effect::Bulk),
            ("/Users/7", Effect::Change),
            ("/Users//7", Effect::Change),
            ("/Users/7/.search", Effect::Change),
            ("/.x", Effect::Create),
            ("/", Effect::Change),
        ] {
            assert_eq!(effect(&call(Method::Post, path)), expected, "{path}");
        }
        let mut job = call(Method::Post, "/v2-bulk");
        job.body = Some(Payload::Raw(r#"{"Operations": [{"method": "DELETE", "path": "/Users/7"}]}"#.into()));
        assert_eq!(effect(&job), Effect::Bulk);
        let mut patch = call(Method::Post, "/Users");
        patch.body = Some(Payload::Json(json!({"Operations": [{"op": "add"}]})));
        assert_eq!(effect(&patch), Effect::Create);
    }

    #[test]
    fn a_read_that_stands_for_something_else_is_no_read() {
        assert_eq!(effect(&call(Method::Get, "/Users/7")), Effect::Read);
        for header in ["X-HTTP-Method-Override", "x-http-method", "X-Method-Override"] {
            let mut read = call(Method::Get, "/Users/7");
            read.headers.push((header.to_owned(), "DELETE".to_owned()));
            assert_eq!(effect(&read), Effect::Change, "{header}");
        }
        let mut read = call(Method::Get, "/Users/7");
        read.query = Some("%5Fmethod=DELETE".to_owned());
        assert_eq!(effect(&read), Effect::Change);
    }

    #[test]
    fn only_a_path_of_two_segments_names_a_resource() {
        assert_eq!(resource("/Users/a%2Fb"), Some(("/Users".into(), "a/b".into())));
        assert_eq!(resource("//Users/7/"), Some(("/Users".into(), "7".into())));
        for path in
            ["/Users", "/Users/7/x", "/Users/7/..%2F8", "/Users/.search", "/Users/..", "/x/Users/7", "/"]
        {
            assert_eq!(resource(path), None, "{path}");
        }
        assert_eq!(endpoint("//Users//"), "/Users");
    }
}
