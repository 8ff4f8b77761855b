//! Entity tags (RFC 7644 §3.14): `If-Match` for writes, `If-None-Match` for reads.

use super::message::Headers;
use super::store::Record;
use crate::scim::error::Error;

/// Refuses a write whose `If-Match` names another state of the resource.
pub(super) fn check_match(if_match: Option<&str>, record: &Record) -> Result<(), Error> {
    match if_match {
        Some(tags) if !lists(tags, &record.tag()) => Err(Error::new(
            412,
            format!("the resource has changed: its version is {}, If-Match asks for {tags}", record.tag()),
        )),
        _ => Ok(()),
    }
}

/// Whether a read may be answered 304: `If-None-Match` names the state that the resource is in.
pub(super) fn is_known(headers: &Headers, record: &Record) -> bool {
    headers.if_none_match.as_ref().is_some_and(|tags| lists(tags, &record.tag()))
}

/// Whether a list of tags names this one. Compared weakly everywhere: SCIM's own examples send weak tags in
/// `If-Match`, which HTTP's strong comparison would never let match.
fn lists(tags: &str, tag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").trim_matches('"').to_owned();
    tags.split(',').any(|listed| listed.trim() == "*" || opaque(listed) == opaque(tag))
}

#[cfg(test)]
mod tests {
    use super::lists;

    #[test]
    fn tags_match_weakly_in_a_list_and_by_star() {
        assert!(lists("W/\"1\"", "W/\"1\""));
        assert!(lists("\"1\"", "W/\"1\""));
        assert!(lists("W/\"9\", W/\"1\"", "W/\"1\""));
        assert!(lists(" * ", "W/\"1\""));
        assert!(!lists("W/\"11\"", "W/\"1\""));
    }
}
