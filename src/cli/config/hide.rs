//! Takes what may be a credential out of the text in which mistakes are shown.
//!
//! Mistakes show the line they are in, and a line of this file can hold a token. It is found by the words before it, not
//! by the tree, because a file that is not even YAML is shown too. Every byte keeps its place.

use regex::{Captures, Regex};

/// A key whose value is a credential, with the value on the same line.
const KEY: &str = concat!(
    r#"(?P<before>\b(?:auth|bearer|password|value|old-token|ordinary-user|other-tenant)["']?[ \t]*:[ \t]*)"#,
    r#"(?P<secret>"[^"\n]*"?|'[^'\n]*'?|[^\s"',}\]{\[][^,}\]\n]*)"#,
);

/// User and password in a URL.
const USER_INFO: &str = r#"(?P<before>://)(?P<secret>[^/\s"'@]+)(?P<after>@)"#;

/// The text with a star for every byte of what may be a credential. References to the environment stay.
pub(super) fn credentials(text: &str) -> String {
    [KEY, USER_INFO].iter().fold(continuations(text), |text, pattern| {
        let hidden = compiled(pattern).replace_all(&text, |found: &Captures<'_>| {
            let after = found.name("after").map_or("", |after| after.as_str());
            format!("{}{}{after}", &found["before"], hidden(&found["secret"]))
        });
        hidden.into_owned()
    })
}

/// The text without the further lines of credentials: what stands deeper than the line of its key goes on with the value
/// that began there, in quotes, folded or plain.
fn continuations(text: &str) -> String {
    let key = compiled(KEY);
    let mut depth = None;
    let lines = text.split_inclusive('\n').map(|line| {
        let own = line.len() - line.trim_start_matches([' ', '\t']).len();
        if line.trim().is_empty() || depth.is_some_and(|depth| own > depth) {
            return if depth.is_some() { hidden(line) } else { line.to_owned() };
        }
        let goes_on = key.captures(line).is_some_and(|found| !found["secret"].contains("${"));
        depth = goes_on.then_some(own);
        line.to_owned()
    });
    lines.collect()
}

fn hidden(secret: &str) -> String {
    if secret.contains("${") {
        return secret.to_owned();
    }
    // Blanks show nothing, and lines must stay where they are.
    secret
        .chars()
        .flat_map(|letter| {
            let stands = letter.is_ascii_whitespace();
            let times = if stands { 1 } else { letter.len_utf8() };
            std::iter::repeat_n(if stands { letter } else { '*' }, times)
        })
        .collect()
}

fn compiled(pattern: &str) -> Regex {
    #[expect(clippy::expect_used, reason = "the patterns are constants, and a test uses both")]
    Regex::new(pattern).expect("the pattern is right")
}

#[cfg(test)]
mod tests {
    use super::credentials;

    #[test]
    fn what_may_be_a_credential_is_stars_and_all_else_stays_where_it_is() {
        for (text, shown) in [
            ("auth: { bearer: s3cret }", "auth: { bearer: ****** }"),
            ("auth: { bearer: \"s3, c\", header: x }", "auth: { bearer: **** **, header: x }"),
            ("  password: 's3cret' # why", "  password: ******** # why"),
            ("  \"value\" :  s3cret\nuser: jd", "  \"value\" :  ******\nuser: jd"),
            ("old-token: s3", "old-token: **"),
            ("auth: s3", "auth: **"),
            ("bearer: \"${env:TOKEN}\"", "bearer: \"${env:TOKEN}\""),
            ("url: https://jd:s3cret@h/scim", "url: https://*********@h/scim"),
            ("url: https://h/scim@2", "url: https://h/scim@2"),
            ("bearer:\n  next: line", "bearer:\n  next: line"),
            ("bearer: \"never closed", "bearer: ****** ******"),
            ("- bearer: >-\n    s3\n\n    cr\nurl: x", "- bearer: **\n    **\n\n    **\nurl: x"),
            ("  password: \"s3\n    cret\" , x: 1\n  y: 2", "  password: ***\n    ***** * ** *\n  y: 2"),
            ("  bearer: ${env:A}\n    deeper: 1", "  bearer: ${env:A}\n    deeper: 1"),
        ] {
            assert_eq!(credentials(text), shown);
            assert_eq!(credentials(text).len(), text.len());
        }
    }
}
