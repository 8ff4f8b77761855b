//! Numbers as people read them.

use std::time::Duration;

/// `3 steps`, `1 pass`.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// `0.4 ms`, `12 ms`, `1.2 s`, `2 min 03 s`.
pub(super) fn duration(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    if seconds < 0.01 {
        format!("{:.1} ms", seconds * 1000.0)
    } else if seconds < 1.0 {
        format!("{:.0} ms", seconds * 1000.0)
    } else if seconds < 60.0 {
        format!("{seconds:.1} s")
    } else {
        format!("{} min {:02} s", duration.as_secs() / 60, duration.as_secs() % 60)
    }
}

/// `2, 3 and 5`.
pub(super) fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// Whether a name means the same to a shell and to a file system.
pub(super) fn is_plain(name: &str) -> bool {
    name.chars().all(|character| character.is_ascii_alphanumeric() || "/-_.@=+,".contains(character))
}

/// The text as one word of a shell's.
pub(crate) fn shell_word(text: &str) -> String {
    if is_plain(text) && !text.is_empty() {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::{count, duration, list};
    use std::time::Duration;

    #[test]
    fn durations_have_the_precision_that_matters() {
        let texts = [400, 12_000, 1_234_000, 123_000_000].map(|us| duration(Duration::from_micros(us)));
        assert_eq!(texts, ["0.4 ms", "12 ms", "1.2 s", "2 min 03 s"]);
    }

    #[test]
    fn counts_and_lists_read_as_english() {
        assert_eq!(
            (count(1, "pass", "passes"), count(0, "pass", "passes")),
            ("1 pass".into(), "0 passes".into())
        );
        assert_eq!(list(&["2".into(), "3".into(), "5".into()]), "2, 3 and 5");
    }
}
