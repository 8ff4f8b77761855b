//! A pasted text, cleaned: line breaks and runs of blanks become one blank, typographic quotes straight ones, and what
//! a page or an issue tracker puts around or into a quotation goes.

/// The text as it is read.
pub(super) fn normal(text: &str) -> String {
    let text = decoded(text);
    let plain: String = text
        .chars()
        .filter_map(|character| match character {
            '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{2032}' | '`' => Some('\''),
            '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{2033}' => Some('"'),
            '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}' => None,
            blank if blank.is_whitespace() => Some(' '),
            control if control.is_control() => None,
            other => Some(other),
        })
        .collect();
    let plain = plain
        .replace("\\<", "<")
        .replace("\\>", ">")
        .replace("\\_", "_")
        .replace("\\*", "*")
        .replace("**", "");
    let words: Vec<&str> = plain.split(' ').filter(|word| !word.is_empty()).collect();
    unquoted(&words.join(" ")).to_owned()
}

/// HTML's entities, as a page's source holds them.
fn decoded(text: &str) -> String {
    // The ampersand comes last, so that nothing is decoded twice.
    const ENTITIES: [(&str, &str); 9] = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&apos;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ];
    ENTITIES.iter().fold(text.to_owned(), |text, (entity, plain)| text.replace(entity, plain))
}

/// Without quotation marks and markup around the whole, and without the mark of a quotation or a list before it.
fn unquoted(text: &str) -> &str {
    const AROUND: [(&str, &str); 6] = [
        ("\"", "\""),
        ("'", "'"),
        ("<code>", "</code>"),
        ("<p>", "</p>"),
        ("<strong>", "</strong>"),
        ("<li>", "</li>"),
    ];
    let mut text = text.trim_start_matches(['>', '*', '-', '\u{2022}', ' ']).trim();
    while let Some(inner) = AROUND
        .iter()
        .find_map(|(before, after)| text.strip_prefix(before)?.strip_suffix(after))
        .filter(|inner| !inner.is_empty())
    {
        text = inner.trim();
    }
    text
}

/// The place of a text in another, whatever its case.
pub(super) fn find(text: &str, wanted: &str) -> Option<usize> {
    text.to_ascii_lowercase().find(&wanted.to_ascii_lowercase())
}

/// What stands before and after the first occurrence of a text.
pub(super) fn split<'t>(text: &'t str, wanted: &str) -> Option<(&'t str, &'t str)> {
    let at = find(text, wanted)?;
    Some((&text[..at], &text[at + wanted.len()..]))
}

/// Whether a text occurs in another, whatever its case.
pub(super) fn holds(text: &str, wanted: &str) -> bool {
    find(text, wanted).is_some()
}

/// What comes after a text at the beginning.
pub(super) fn after<'t>(text: &'t str, wanted: &str) -> Option<&'t str> {
    let head = text.get(..wanted.len())?;
    head.eq_ignore_ascii_case(wanted).then(|| &text[wanted.len()..])
}

/// Without blanks, colons and full stops at both ends.
pub(super) fn bare(text: &str) -> &str {
    text.trim_matches([' ', ':', '.', ','])
}

#[cfg(test)]
mod tests {
    use super::{normal, split};

    #[test]
    fn pasted_texts_are_cleaned() {
        assert_eq!(
            normal(
                "> \u{201c}Error  while\r\n\tcreating user\u{a0}&lt;a&gt;:\u{200b} it\u{2019}s &amp;lt; x\u{201d} "
            ),
            "Error while creating user <a>: it's &lt; x"
        );
        assert_eq!(normal("'User not found'"), "User not found");
        assert_eq!(normal("\""), "\"");
        assert_eq!(normal(" \n"), "");
    }

    #[test]
    fn texts_are_found_whatever_their_case() {
        assert_eq!(split("Ädam FAILED on Monday", "failed on"), Some(("Ädam ", " Monday")));
    }
}
