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
    [KEY, USER_INFO].iter().fold(text.to_owned(), |text, pattern| {
        #[expect(clippy::expect_used, reason = "the patterns are constants, and a test uses both")]
        let pattern = Regex::new(pattern).expect("the pattern is right");
        let hidden = pattern.replace_all(&text, |found: &Captures<'_>| {
            let after = found.name("after").map_or("", |after| after.as_str());
            let secret = &found["secret"];
            let shown = if secret.contains("${") { secret.to_owned() } else { "*".repeat(secret.len()) };
            format!("{}{shown}{after}", &found["before"])
        });
        hidden.into_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::credentials;

    #[test]
    fn what_may_be_a_credential_is_stars_and_all_else_stays_where_it_is() {
        for (text, shown) in [
            ("auth: { bearer: s3cret }", "auth: { bearer: *******}"),
            ("auth: { bearer: \"s3, c\", header: x }", "auth: { bearer: *******, header: x }"),
            ("  password: 's3cret' # why", "  password: ******** # why"),
            ("  \"value\" :  s3cret\nuser: jd", "  \"value\" :  ******\nuser: jd"),
            ("old-token: s3", "old-token: **"),
            ("auth: s3", "auth: **"),
            ("bearer: \"${env:TOKEN}\"", "bearer: \"${env:TOKEN}\""),
            ("url: https://jd:s3cret@h/scim", "url: https://*********@h/scim"),
            ("url: https://h/scim@2", "url: https://h/scim@2"),
            ("bearer:\n  next: line", "bearer:\n  next: line"),
            ("bearer: \"never closed", "bearer: *************"),
        ] {
            assert_eq!(credentials(text), shown);
            assert_eq!(credentials(text).len(), text.len());
        }
    }
}
