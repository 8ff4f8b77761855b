//! Durations on the command line: `500ms`, `2s`, `1m`.

use std::time::Duration;

/// Parses a duration.
///
/// # Errors
/// What is wrong, with examples.
pub(super) fn parse(text: &str) -> Result<Duration, String> {
    let duration: jiff::SignedDuration =
        text.parse().map_err(|_| format!("`{text}` is not a duration; write 500ms, 2s or 1m"))?;
    Duration::try_from(duration).map_err(|_| format!("`{text}` is negative"))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::parse;

    #[test]
    fn units_are_needed_and_read() {
        assert_eq!(parse("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(parse("1m 30s"), Ok(Duration::from_secs(90)));
        assert!(parse("60").is_err());
        assert!(parse("-1s").unwrap_err().contains("negative"));
    }
}
