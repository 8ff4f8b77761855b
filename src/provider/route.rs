//! Which resource a path names, and which methods it takes (RFC 7644 §3.2, Table 2). Nothing is done here yet.

use percent_encoding::percent_decode_str;

use super::store::Kind;
use crate::exchange::Method;

/// What a path names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Route {
    /// The base URL itself: a query over every type (RFC 7644 §3.4.2.1).
    Root,
    /// `/Users`.
    Collection(Kind),
    /// `/Users/{id}`, the id decoded.
    Resource(Kind, String),
    /// `/Users/.search`, or `/.search` for every type.
    Search(Option<Kind>),
    /// `/Me`, and whatever is below it.
    Me,
    /// `/Bulk`.
    Bulk,
    /// `/ServiceProviderConfig`.
    Config,
    /// `/Schemas`, or one of them.
    Schemas(Option<String>),
    /// `/ResourceTypes`, or one of them.
    ResourceTypes(Option<String>),
}

impl Route {
    /// The route of a path below the base, if there is one. One slash at the end is tolerated.
    pub(super) fn of(path: &str) -> Option<Route> {
        let path = path.strip_prefix('/').unwrap_or(path);
        let path = path.strip_suffix('/').unwrap_or(path);
        let (first, rest) = match path.split_once('/') {
            Some((first, rest)) => (first, Some(rest)),
            None => (path, None),
        };
        let kind = Kind::ALL.into_iter().find(|kind| kind.endpoint().trim_start_matches('/') == first);
        Some(match (first, kind, rest) {
            ("", _, None) => Route::Root,
            (_, Some(kind), None) => Route::Collection(kind),
            (_, Some(kind), Some(".search")) => Route::Search(Some(kind)),
            (_, Some(kind), Some(id)) => Route::Resource(kind, segment(id)?),
            (".search", _, None) => Route::Search(None),
            ("Me", ..) => Route::Me,
            ("Bulk", _, None) => Route::Bulk,
            ("ServiceProviderConfig", _, None) => Route::Config,
            ("Schemas", _, None) => Route::Schemas(None),
            ("Schemas", _, Some(id)) => Route::Schemas(Some(segment(id)?)),
            ("ResourceTypes", _, None) => Route::ResourceTypes(None),
            ("ResourceTypes", _, Some(id)) => Route::ResourceTypes(Some(segment(id)?)),
            _ => return None,
        })
    }

    /// The methods that the route takes, in the order of the `Allow` header. `HEAD` goes wherever `GET` goes.
    pub(super) const fn methods(&self) -> &'static [Method] {
        match self {
            Route::Root | Route::Config | Route::Schemas(_) | Route::ResourceTypes(_) => {
                &[Method::Get, Method::Head]
            }
            Route::Collection(_) => &[Method::Get, Method::Head, Method::Post],
            Route::Resource(..) => &[Method::Get, Method::Head, Method::Put, Method::Patch, Method::Delete],
            Route::Search(_) | Route::Bulk => &[Method::Post],
            Route::Me => {
                &[Method::Get, Method::Head, Method::Post, Method::Put, Method::Patch, Method::Delete]
            }
        }
    }
}

/// One decoded path segment.
fn segment(raw: &str) -> Option<String> {
    if raw.contains('/') {
        return None;
    }
    percent_decode_str(raw).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::{Kind, Route};

    #[test]
    fn every_endpoint_of_the_standard_has_a_route() {
        let id = |text: &str| Some(text.to_owned());
        for (path, route) in [
            ("", Some(Route::Root)),
            ("/", Some(Route::Root)),
            ("/Users", Some(Route::Collection(Kind::User))),
            ("/Users/", Some(Route::Collection(Kind::User))),
            ("/Groups/a%20b", Some(Route::Resource(Kind::Group, "a b".to_owned()))),
            ("/Users/.search", Some(Route::Search(Some(Kind::User)))),
            ("/.search", Some(Route::Search(None))),
            ("/Me", Some(Route::Me)),
            ("/Me/x", Some(Route::Me)),
            ("/Bulk", Some(Route::Bulk)),
            ("/ServiceProviderConfig", Some(Route::Config)),
            ("/Schemas/urn:x", Some(Route::Schemas(id("urn:x")))),
            ("/ResourceTypes", Some(Route::ResourceTypes(None))),
        ] {
            assert_eq!(Route::of(path), route, "{path}");
        }
    }

    #[test]
    fn anything_else_has_none() {
        for path in ["/users", "/Users/1/2", "/v1/Users", "/Bulk/1", "/ServiceProviderConfig/1", "/Devices"] {
            assert_eq!(Route::of(path), None, "{path}");
        }
    }
}
