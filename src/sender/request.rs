//! What goes out: the URL and the headers of a call.
//!
//! Wire form as Okta's (documented, 2018): the client's headers with Authorization and Host before Connection and
//! Accept-Encoding, all in title case over HTTP/1.1.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{ACCEPT_ENCODING, AUTHORIZATION, CONNECTION, HOST, HeaderMap, HeaderName, HeaderValue};
use url::Url;

use super::{Auth, Error};
use crate::exchange::{Call, Failure, FailureKind};

/// The header that authorises every request.
pub(super) fn authorization(auth: &Auth) -> Result<Option<(HeaderName, HeaderValue)>, Error> {
    let (name, value, what) = match auth {
        Auth::None => return Ok(None),
        Auth::Bearer(token) => {
            (AUTHORIZATION, format!("Bearer {}", token.expose()), String::from("bearer token"))
        }
        Auth::Basic { user, password } => {
            let pair = STANDARD.encode(format!("{user}:{}", password.expose()));
            (AUTHORIZATION, format!("Basic {pair}"), String::from("password"))
        }
        Auth::Header { name, value } => {
            let header = HeaderName::try_from(name.as_str()).map_err(|_| Error::HeaderName(name.clone()))?;
            (header, value.expose().to_owned(), format!("value of the header {name}"))
        }
    };
    let mut value = HeaderValue::try_from(value).map_err(|_| Error::Credential { what })?;
    value.set_sensitive(true);
    Ok(Some((name, value)))
}

/// The Host header of a URL.
pub(super) fn host(url: &Url) -> Result<HeaderValue, Error> {
    let name = url.host_str().filter(|name| !name.is_empty()).ok_or(Error::Url)?;
    let text = url.port().map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"));
    HeaderValue::try_from(text).map_err(|_| Error::Url)
}

/// The absolute URL of a call below `base`, which has no slash at its end.
///
/// Path and query arrive as they stand in the call, but for characters that no URL may hold: those are encoded. Only
/// they are parsed: the host stays the target's, whatever they say.
pub(super) fn url(base: &Url, call: &Call) -> Result<Url, Failure> {
    let cannot = |reason: &str| Failure {
        kind: FailureKind::Other,
        message: format!("the path {:?} cannot be sent: {reason}", call.path),
    };
    let query = call.query.as_deref();
    if call.path.contains(char::is_control) || query.is_some_and(|query| query.contains(char::is_control)) {
        return Err(cannot("it holds a control character"));
    }
    // Every HTTP library takes these out: a DELETE of the resource `..` would become one of its parent.
    if call.path.split('/').any(is_dots) {
        return Err(cannot("its `.` or `..` would change where it leads"));
    }
    let mut path = String::with_capacity(base.path().len() + call.path.len());
    path.push_str(base.path().trim_end_matches('/'));
    path.push_str(&literal(&call.path));
    let mut url = base.clone();
    url.set_path(&path);
    url.set_query(query.map(literal).as_deref());
    Ok(url)
}

/// A fragment is never sent and a backslash would turn into a slash; both are meant as characters here.
fn literal(part: &str) -> Cow<'_, str> {
    if part.contains(['#', '\\']) {
        Cow::Owned(part.replace('#', "%23").replace('\\', "%5C"))
    } else {
        Cow::Borrowed(part)
    }
}

/// Whether a segment is `.` or `..`, in any of the spellings that URL parsers know.
fn is_dots(segment: &str) -> bool {
    // Nearly no segment is that short or starts like one.
    if segment.len() > "%2e%2e".len() || !segment.starts_with(['.', '%']) {
        return false;
    }
    let plain = segment.to_ascii_lowercase().replace("%2e", ".");
    plain == "." || plain == ".."
}

/// The headers of a call in wire order: the sender's own stand where Okta's guide of 2018 shows them. One that the call
/// brings itself is not added again.
pub(super) fn headers(
    call: &Call,
    authorization: Option<&(HeaderName, HeaderValue)>,
    host: &HeaderValue,
) -> Result<HeaderMap, Failure> {
    let mut headers = HeaderMap::with_capacity(call.headers.len() + 4);
    let mut pending: Vec<(HeaderName, HeaderValue)> =
        authorization.cloned().into_iter().chain([(HOST, host.clone())]).collect();
    pending.retain(|(own, _)| !call.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(own.as_str())));
    for (name, value) in &call.headers {
        if name.eq_ignore_ascii_case(CONNECTION.as_str()) {
            headers.extend(pending.drain(..));
        }
        let header = HeaderName::try_from(name.as_str())
            .ok()
            .zip(HeaderValue::try_from(value.as_str()).ok())
            .ok_or_else(|| Failure {
                kind: FailureKind::Other,
                message: format!("the header {name:?} cannot be sent: its name or value holds a character that headers may not hold"),
            })?;
        headers.append(header.0, header.1);
    }
    let own = [
        (CONNECTION, HeaderValue::from_static("Keep-Alive")),
        (ACCEPT_ENCODING, HeaderValue::from_static("gzip,deflate")),
    ];
    for (name, value) in pending.into_iter().chain(own) {
        headers.entry(name).or_insert(value);
    }
    Ok(headers)
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::url;
    use crate::exchange::{Call, Evidence, Method, Purpose};

    fn sent(path: &str, query: Option<&str>) -> Result<String, String> {
        let mut call = Call::new(Method::Get, path, Evidence::Scenario, Purpose::Act);
        call.query = query.map(str::to_owned);
        let base = Url::parse("https://h.example/scim/v2").unwrap();
        url(&base, &call).map(Into::into).map_err(|failure| failure.message)
    }

    #[test]
    fn path_and_query_arrive_as_they_are_written() {
        let query = "filter=userName%20eq%20%22a%2bb%40x%22&startIndex=1&count=100";
        assert_eq!(sent("/Users", Some(query)), Ok(format!("https://h.example/scim/v2/Users?{query}")));
        assert_eq!(
            sent("/Users", Some("filter=a+eq+b")),
            Ok("https://h.example/scim/v2/Users?filter=a+eq+b".into())
        );
        assert_eq!(
            sent("/Users/a%2Fb%20c;x=1", None),
            Ok("https://h.example/scim/v2/Users/a%2Fb%20c;x=1".into())
        );
    }

    #[test]
    fn characters_that_no_url_holds_are_encoded_and_never_cut() {
        assert_eq!(
            sent("/Users/a#b\\c d", Some("x=\"é#\"")),
            Ok("https://h.example/scim/v2/Users/a%23b%5Cc%20d?x=%22%C3%A9%23%22".into())
        );
    }

    #[test]
    fn no_path_leads_to_another_host_or_into_the_query() {
        assert_eq!(sent("//evil.example/x", None), Ok("https://h.example/scim/v2//evil.example/x".into()));
        assert_eq!(
            sent("/http://evil.example", None),
            Ok("https://h.example/scim/v2/http://evil.example".into())
        );
        assert_eq!(sent("@evil.example/", None), Ok("https://h.example/scim/v2@evil.example/".into()));
        assert_eq!(sent("/Users/a?b=c ", None), Ok("https://h.example/scim/v2/Users/a%3Fb=c%20".into()));
    }

    #[test]
    fn an_id_made_of_dots_is_refused_instead_of_leading_elsewhere() {
        for path in ["/Users/..", "/Users/%2E%2e", "/Users/./x", "/Users/%2e."] {
            assert!(sent(path, None).unwrap_err().contains("would change where it leads"), "{path}");
        }
        assert!(sent("/Users/...", None).is_ok());
        assert!(sent("/Users/a\nb", None).unwrap_err().contains("control character"));
    }
}
