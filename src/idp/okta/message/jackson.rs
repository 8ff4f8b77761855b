//! What Okta's JSON parser says of a body that is not JSON.
//!
//! Okta's messages carry the complaints of Jackson, a Java library, word for word. Two wordings are in published
//! messages (an unknown token, a `<`); all others are written as Jackson 2.10 to 2.14 writes them, which is the
//! range that the published ones fit. Jackson reads the first value and no further, so a body that begins with one
//! (`404 page not found`) is JSON to it.

mod scan;

use self::scan::Scan;

/// How many characters of the body stand in a message.
const SNIPPET: usize = 500;
/// A longer text is read as a stream, whose content Jackson does not repeat.
const LONGEST_STRING: usize = 0x8000;

/// The complaint about a body, with its place: `Unrecognized token 'error': was expecting (…) at [Source:
/// (String)"error code: 502"; line: 1, column: 6]`. `None` when Jackson can read a value.
pub(super) fn complaint(body: &str) -> Option<String> {
    let mut scan = Scan::new(body);
    let fault = scan.first_value().err()?;
    let source = source(body);
    let text = fault.text(&|at| location(&source, at));
    Some(format!("{text} at {}", location(&source, scan.place())))
}

fn location(source: &str, (line, column): (usize, usize)) -> String {
    format!("[Source: {source}; line: {line}, column: {column}]")
}

/// `(String)"the body"`, shortened as Jackson shortens it. It counts in UTF-16 units.
fn source(body: &str) -> String {
    let units = body.encode_utf16().count();
    if units > LONGEST_STRING {
        return "(StringReader)".to_owned();
    }
    let mut left = SNIPPET;
    let shown: String = body
        .chars()
        .take_while(|character| {
            let fits = character.len_utf16() <= left;
            left = left.saturating_sub(character.len_utf16());
            fits
        })
        .collect();
    let rest = units.saturating_sub(SNIPPET);
    if rest == 0 {
        format!("(String)\"{shown}\"")
    } else {
        format!("(String)\"{shown}\"[truncated {rest} chars]")
    }
}

#[cfg(test)]
mod tests {
    use super::complaint;

    const EXPECTED: &str = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

    #[track_caller]
    fn assert_says(body: &str, begins: &str, line: usize, column: usize) {
        let expected = format!("{begins} at [Source: (String)\"{body}\"; line: {line}, column: {column}]");
        assert_eq!(complaint(body).as_deref(), Some(&*expected));
    }

    // Columns as in published messages: 8, 6 and 12 for tokens, 2 for a `<`.
    #[test]
    fn published_messages_are_met() {
        let token = |token: &str| format!("Unrecognized token '{token}': was expecting {EXPECTED}");
        assert_says("Invalid bearer token header.", &token("Invalid"), 1, 8);
        assert_says("error code: 502", &token("error"), 1, 6);
        assert_says("Unsupported media type", &token("Unsupported"), 1, 12);
        let less = format!("Unexpected character ('<' (code 60)): expected a valid value {EXPECTED}");
        assert_says("<html></html>", &less, 1, 2);
        assert_says("\r\n  <!DOCTYPE html>", &less, 2, 4);
    }

    #[test]
    fn tokens_that_begin_like_a_literal_are_told_whole() {
        let token = |token: &str| format!("Unrecognized token '{token}': was expecting {EXPECTED}");
        assert_says("nginx is down", &token("nginx"), 1, 6);
        assert_says("nullable", &token("nullable"), 1, 9);
        assert_says("tru", &token("tru"), 1, 4);
        assert_says("Not found", &token("Not"), 1, 4);
        assert_says("Internal", &token("Internal"), 1, 9);
        assert_says("Ärger", &token("Ärger"), 1, 6);
        let long = "x".repeat(300);
        let text = complaint(&long).unwrap();
        assert!(text.starts_with(&format!("Unrecognized token '{}...': was", "x".repeat(256))), "{text}");
        assert!(text.ends_with("line: 1, column: 257]"), "{text}");
    }

    #[test]
    fn json_that_breaks_off_or_apart() {
        let open = |kind: &str, body: &str, column: usize| {
            format!(
                "Unexpected end-of-input: expected close marker for {kind} (start marker at [Source: \
                 (String)\"{body}\"; line: 1, column: {column}])"
            )
        };
        let body = r#"{"detail":"a""#;
        assert_says(body, &open("Object", body, 1), 1, 14);
        let body = r#"{"a":[1"#;
        assert_says(body, &open("Array", body, 6), 1, 8);
        let string = "Unexpected end-of-input: was expecting closing quote for a string value";
        assert_says(r#"{"detail":"a"#, string, 1, 13);
        assert_says(r#"{"det"#, "Unexpected end-of-input in field name", 1, 6);
        assert_says(r#"{"a":"#, "Unexpected end-of-input within/between Object entries", 1, 6);
        assert_says(r#"{"a":1,"#, "Unexpected end-of-input within/between Object entries", 1, 8);
        let name = "was expecting double-quote to start field name";
        assert_says("{a:1}", &format!("Unexpected character ('a' (code 97)): {name}"), 1, 3);
        assert_says("{'a':1}", &format!("Unexpected character (''' (code 39)): {name}"), 1, 3);
        assert_says(r#"{"a":1,}"#, &format!("Unexpected character ('}}' (code 125)): {name}"), 1, 9);
        let comma = "was expecting comma to separate Object entries";
        assert_says(r#"{"a":1 "b":2}"#, &format!("Unexpected character ('\"' (code 34)): {comma}"), 1, 9);
        let colon = "was expecting a colon to separate field name and value";
        assert_says(r#"{"a" 1}"#, &format!("Unexpected character ('1' (code 49)): {colon}"), 1, 7);
        let value = format!(
            "Unexpected character ('\u{201c}' (code 8220 / 0x201c)): expected a valid value {EXPECTED}"
        );
        assert_says("{\"a\":\u{201c}b\u{201d}}", &value, 1, 7);
    }

    #[test]
    fn the_first_value_is_enough() {
        for body in
            ["404 page not found", "\"Unauthorized\"", "null", "{} trailing", "[1,-2.5e3,\"\\u00e9\"] x"]
        {
            assert_eq!(complaint(body), None, "{body}");
        }
        let glued = "Unexpected character ('p' (code 112)): Expected space separating root-level values";
        assert_says("404page", glued, 1, 5);
    }

    #[test]
    fn long_bodies_are_shortened() {
        let body = format!("<{}", "a".repeat(700));
        let text = complaint(&body).unwrap();
        assert!(text.contains("\"[truncated 201 chars]; line: 1, column: 2]"), "{text}");
        let body = format!("<{}", "a".repeat(40_000));
        assert!(complaint(&body).unwrap().ends_with("[Source: (StringReader); line: 1, column: 2]"));
    }
}
