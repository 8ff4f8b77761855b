//! Requests named in short: `GET /Users?filter`, `PATCH /Users/*`.

use percent_encoding::percent_decode_str;

use super::Method;

/// A pattern of requests.
///
/// `METHOD /path`, where `*` stands for one segment of the path. After `?` come parameters that must be in the query,
/// by name (`?filter`) or with their value (`?startIndex=1&count=100`); a pattern without `?` means a request without
/// a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallPattern<'p> {
    method: &'p str,
    path: &'p str,
    query: Option<&'p str>,
}

impl<'p> CallPattern<'p> {
    /// Reads a pattern; `None` when it is none.
    pub fn parse(text: &'p str) -> Option<Self> {
        let (method, target) = text.trim().split_once(char::is_whitespace)?;
        let target = target.trim();
        let (path, query) =
            target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
        Some(CallPattern { method, path, query })
    }

    /// Whether a request fits; `path` is below the base URL, both it and the query percent-encoded.
    pub fn fits(&self, method: Method, path: &str, query: Option<&str>) -> bool {
        self.method.eq_ignore_ascii_case(method.as_str())
            && path_fits(self.path, path)
            && query_fits(self.query, query)
    }
}

fn path_fits(pattern: &str, path: &str) -> bool {
    let decode = |segment| percent_decode_str(segment).decode_utf8_lossy();
    let (mut wanted, mut found) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), found.next()) {
            (None, None) => return true,
            (Some("*"), Some(_)) => {}
            (Some(one), Some(other)) if decode(one) == decode(other) => {}
            _ => return false,
        }
    }
}

fn query_fits(pattern: Option<&str>, query: Option<&str>) -> bool {
    let Some(pattern) = pattern else { return query.is_none_or(str::is_empty) };
    let query = query.unwrap_or_default();
    let parameter = |name: &str| {
        url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value)
    };
    pattern.split('&').filter(|part| !part.is_empty()).all(|part| match part.split_once('=') {
        None => parameter(part).is_some(),
        Some((name, _)) => {
            let wanted = url::form_urlencoded::parse(part.as_bytes()).next().map(|(_, value)| value);
            wanted.is_some() && parameter(name) == wanted
        }
    })
}

#[cfg(test)]
mod tests {
    use super::CallPattern;
    use crate::exchange::Method;

    fn fits(pattern: &str, method: Method, path: &str, query: Option<&str>) -> bool {
        CallPattern::parse(pattern).unwrap().fits(method, path, query)
    }

    #[test]
    fn a_star_is_one_segment_and_the_query_must_be_as_said() {
        assert!(fits("GET /Users?filter", Method::Get, "/Users", Some("filter=a&count=1")));
        assert!(!fits("GET /Users", Method::Get, "/Users", Some("filter=a")));
        assert!(fits("PUT /Users/*", Method::Put, "/Users/a%20b", None));
        assert!(!fits("PUT /Users/*", Method::Put, "/Users/a/b", None));
        assert!(!fits("PUT /Users/*", Method::Patch, "/Users/a", None));
        assert!(fits("GET /Users?startIndex=1&count=2", Method::Get, "/Users", Some("count=2&startIndex=1")));
        assert!(!fits("GET /Users?count=2", Method::Get, "/Users", Some("count=100")));
        assert_eq!(CallPattern::parse("GET"), None);
    }
}
