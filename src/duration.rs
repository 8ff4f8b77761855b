//! Durations as people write them, on the command line, in the configuration, in scenarios and in profiles.
//!
//! One or several whole numbers, each with its unit: `500ms`, `2s`, `1m`, `1h`, `1m 30s`. This room knows nothing of
//! where the text stands; whoever reads it says so.

use std::time::Duration;

/// What to do about what is no duration.
pub(crate) const HELP: &str = "write a whole number and its unit, such as 500ms, 2s or 1m";

/// The same as a regular expression, for JSON Schemas.
pub(crate) const PATTERN: &str = "[0-9]+(ms|s|m|h)( ?[0-9]+(ms|s|m|h))*";

/// Why a text is no duration that will do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Wrong {
    /// It is not written as a duration.
    #[error("`{0}` is not a duration")]
    Form(String),
    /// It is, and more than is allowed here.
    #[error("`{text}` is longer than {}", shown(*.longest))]
    TooLong {
        /// As written.
        text: String,
        /// The most that is allowed.
        longest: Duration,
    },
}

impl Wrong {
    /// What to do about it.
    pub(crate) fn help(&self) -> String {
        match self {
            Wrong::Form(_) => HELP.to_owned(),
            Wrong::TooLong { longest, .. } => format!("{} is the most", shown(*longest)),
        }
    }
}

/// The duration that a text says.
///
/// # Errors
/// The text says none, or one that no clock can count.
pub(crate) fn parse(text: &str) -> Result<Duration, Wrong> {
    sum(text).ok_or_else(|| Wrong::Form(text.to_owned()))
}

/// The duration that a text says, if it is not longer than that.
///
/// # Errors
/// As [`parse`], and for a longer one.
pub(crate) fn parse_up_to(text: &str, longest: Duration) -> Result<Duration, Wrong> {
    let duration = parse(text)?;
    if duration > longest { Err(Wrong::TooLong { text: text.to_owned(), longest }) } else { Ok(duration) }
}

fn sum(text: &str) -> Option<Duration> {
    let mut total = Duration::ZERO;
    let mut rest = text;
    loop {
        let unit_at = rest.find(|character: char| !character.is_ascii_digit())?;
        let number: u64 = rest[..unit_at].parse().ok()?;
        let after = &rest[unit_at..];
        let unit_end = after.find(|character: char| !character.is_ascii_alphabetic()).unwrap_or(after.len());
        let part = match &after[..unit_end] {
            "ms" => Duration::from_millis(number),
            "s" => Duration::from_secs(number),
            "m" => Duration::from_secs(number.checked_mul(60)?),
            "h" => Duration::from_secs(number.checked_mul(3600)?),
            _ => return None,
        };
        total = total.checked_add(part)?;
        rest = &after[unit_end..];
        if rest.is_empty() {
            return Some(total);
        }
        rest = rest.strip_prefix(' ').unwrap_or(rest);
    }
}

/// A limit of ours, which are whole minutes.
fn shown(longest: Duration) -> String {
    format!("{}m", longest.as_secs() / 60)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{PATTERN, Wrong, parse, parse_up_to};

    const RIGHT: [(&str, Duration); 8] = [
        ("500ms", Duration::from_millis(500)),
        ("0s", Duration::ZERO),
        ("2s", Duration::from_secs(2)),
        ("01m", Duration::from_secs(60)),
        ("1h", Duration::from_secs(3600)),
        ("1m 30s", Duration::from_secs(90)),
        ("1m30s", Duration::from_secs(90)),
        ("18446744073709551615s", Duration::from_secs(u64::MAX)),
    ];
    const WRONG: [&str; 17] = [
        "", " ", "60", "s", "1 s", "1.5s", "-1s", "+1s", "1S", "1sec", "1d", "1µs", "٣s", "1s ", "1m  30s",
        "1m,30s", "PT5M",
    ];

    #[test]
    fn a_whole_number_and_its_unit_make_a_duration() {
        let pattern = regex::Regex::new(&format!("^({PATTERN})$")).unwrap();
        for (text, duration) in RIGHT {
            assert_eq!(parse(text), Ok(duration), "{text}");
            assert!(pattern.is_match(text), "{text}");
        }
        for text in WRONG {
            assert_eq!(parse(text), Err(Wrong::Form(text.to_owned())));
            assert!(!pattern.is_match(text), "{text}");
        }
        // No clock counts these, which no pattern can see.
        for text in ["18446744073709551616s", "18446744073709551615h", "18446744073709551615s 1s"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_limit_is_named_by_the_mistake() {
        let five = Duration::from_secs(300);
        assert_eq!(parse_up_to("5m", five), Ok(five));
        let wrong = parse_up_to("5m 1ms", five).unwrap_err();
        assert_eq!(wrong.to_string(), "`5m 1ms` is longer than 5m");
        assert_eq!(wrong.help(), "5m is the most");
        assert_eq!(parse_up_to("x", five).unwrap_err().to_string(), "`x` is not a duration");
    }
}
