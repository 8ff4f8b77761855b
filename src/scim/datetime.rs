//! `dateTime` values (RFC 7643 §2.3.5, xsd:dateTime): text to instant. No clock.

use jiff::Timestamp;

/// The instant that an xsd:dateTime names; `None` when the text is not one. A value without a zone is read as UTC.
pub fn instant(text: &str) -> Option<Timestamp> {
    let bytes = text.as_bytes();
    // The parser below also takes a space for the `T`, week dates and zone annotations; xsd:dateTime does not.
    if bytes.get(4) != Some(&b'-') || bytes.get(10) != Some(&b'T') || bytes.contains(&b'[') {
        return None;
    }
    text.parse().or_else(|_| format!("{text}Z").parse()).ok()
}

/// Whether the value names its zone, as it should.
pub fn has_zone(text: &str) -> bool {
    text.parse::<Timestamp>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::{has_zone, instant};

    #[test]
    fn one_moment_written_in_two_zones_is_one_instant() {
        assert_eq!(instant("2011-05-13T04:42:34Z"), instant("2011-05-12T23:42:34-05:00"));
        assert_eq!(instant("2011-05-13T04:42:34Z"), instant("2011-05-13T04:42:34.000Z"));
        assert_eq!(instant("2011-05-13T04:42:34Z"), instant("2011-05-13T04:42:34"));
        assert!(instant("2011-05-13T04:42:34.1234567+00:00").is_some());
        assert!(has_zone("2011-05-13T04:42:34Z") && !has_zone("2011-05-13T04:42:34"));
    }

    #[test]
    fn what_is_no_date_and_time_has_no_instant() {
        for text in [
            "",
            "2011-05-13",
            "04:42:34Z",
            "2011-05-13 04:42:34Z",
            "2011-13-13T04:42:34Z",
            "yesterday",
            "2011-05-13T04:42:34Z[UTC]",
            "2024-W01-1T00:00:00Z",
        ] {
            assert_eq!(instant(text), None, "{text}");
        }
    }
}
