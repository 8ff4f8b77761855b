//! Base URLs as people give them.

use url::Url;

/// Checks a base URL. The slash at its end goes: calls bring their own.
///
/// # Errors
/// What is wrong and what to write instead. A password in the URL is not shown.
pub(super) fn base(text: &str) -> Result<Url, String> {
    let text = text.trim();
    if !text.contains("://") {
        return Err(format!("`{text}` has no scheme; write https://{}", text.trim_start_matches('/')));
    }
    let mut url = Url::parse(text).map_err(|error| {
        // The text may hold a password where the parser did not find one.
        let shown = text.split_once('@').map_or(text, |(_, behind)| behind);
        format!("`{shown}` is not a URL: {error}")
    })?;
    if !url.username().is_empty() || url.password().is_some() {
        let _ = url.set_username("");
        let _ = url.set_password(None);
        return Err(format!(
            "the target's URL holds credentials, which end up in logs; give {url} and `--basic USER` with --token-env \
             or --token-file"
        ));
    }
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("`{url}` is neither http:// nor https://"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        url.set_query(None);
        url.set_fragment(None);
        return Err(format!("a base URL has no query and no fragment; give {url}"));
    }
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    Ok(url)
}
