//! The catalogue of rules as text: a table of all, and a page about one.

use super::layout::{Layout, Tone};
use super::page::Page;
use super::words;
use crate::judge::catalogue::Rule;
use crate::judge::{Finding, Level};

/// The clients whose levels are shown, the standard's view last.
pub const CLIENTS: [&str; 3] = ["okta-aiw", "okta-oin", STANDARD];

/// The client that has no wishes beyond the standard's.
const STANDARD: &str = "rfc";

/// From here on a rule and its title share a line.
const WIDE: usize = 120;

/// All rules with their levels.
pub fn table(layout: Layout, rules: &[&'static Rule]) -> String {
    let mut out = String::new();
    let mut page = Page::new(layout, &mut out);
    let widest = rules.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    let wide = layout.columns() >= WIDE;
    let mut head = format!("{:<widest$}", "rule");
    for client in CLIENTS {
        head.push_str(&format!("  {client:<9}"));
    }
    head.push_str(if wide { "  what is right" } else { "" });
    page.ready(&layout.paint(Tone::Strong, head.trim_end()));
    for rule in rules {
        let mut line = format!("{:<widest$}", rule.id);
        for client in CLIENTS {
            let level = (rule.level)(client);
            let word = layout.paint(level_tone(level), level.as_str());
            line.push_str(&format!("  {word}{:1$}", "", 9 - level.as_str().len()));
        }
        if wide {
            page.paragraph(0, &format!("{line}  "), rule.title);
        } else {
            page.ready(&line);
            page.paragraph(4, "", rule.title);
        }
    }
    page.gap();
    let rules = words::count(rules.len(), "rule", "rules");
    page.paragraph(0, "", &format!("{rules}; scimulate explain RULE says more about one"));
    out
}

/// Everything about one rule, and the faults that prove it.
pub fn page(layout: Layout, rule: &'static Rule, faults: &[&str]) -> String {
    let mut out = String::new();
    let mut page = Page::new(layout, &mut out);
    page.ready(&layout.paint(Tone::Strong, rule.id));
    page.paragraph(2, "", rule.title);
    page.gap();
    page.paragraph(2, "", rule.explanation);
    page.gap();
    page.row("if broken", rule.why);
    page.row("damage", &format!("{} of 5: {}", rule.damage.grade(), rule.damage.as_str()));
    let levels: Vec<String> =
        CLIENTS.iter().map(|client| format!("{} for {client}", (rule.level)(client).as_str())).collect();
    page.row("level", &levels.join(", "));
    if let Some(difference) = difference(rule) {
        page.row("", &difference);
    }
    page.row("source", rule.source);
    page.row("fix", rule.fix);
    if !rule.also_affects.is_empty() {
        page.row("also affects", &also_affects(rule));
    }
    if let Some(first) = faults.first() {
        let faults: Vec<String> = faults.iter().map(|fault| (*fault).to_owned()).collect();
        page.row("proved by", &words::list(&faults));
        page.command("see it", &format!("scimulate run --fault {first}"));
    }
    out
}

/// Whom else a breach is known to hit.
pub(super) fn also_affects(rule: &Rule) -> String {
    let clients: Vec<String> = rule.also_affects.iter().map(|client| (*client).to_owned()).collect();
    words::list(&clients)
}

/// What the standard says of it where Okta takes it more lightly.
pub(super) fn difference(rule: &Rule) -> Option<String> {
    let (okta, standard) = ((rule.level)("okta-oin"), (rule.level)(STANDARD));
    (standard > okta).then(|| {
        let stand = match okta {
            Level::Note => "Okta accepts it",
            Level::Error | Level::Violation | Level::Warning => "Okta survives it",
        };
        format!("By the standard it is {}; {stand}.", named(standard))
    })
}

/// Whether the client takes a breach more lightly than the standard does.
pub(super) fn is_tolerated(rule: &Rule, client: &str) -> bool {
    (rule.level)(STANDARD) > (rule.level)(client)
}

/// What the standard says of a finding that its client takes more lightly.
pub(super) fn standard_view(finding: &Finding, client: &str) -> Option<String> {
    // A finding that is milder than its rule has reasons of its own, which no other client's view tells.
    let is_usual = finding.level == (finding.rule.level)(client);
    (is_usual && is_tolerated(finding.rule, client))
        .then(|| format!("by the standard {}", named((finding.rule.level)(STANDARD))))
}

const fn named(level: Level) -> &'static str {
    match level {
        Level::Error => "an error",
        Level::Violation => "a violation",
        Level::Warning => "a warning",
        Level::Note => "a note",
    }
}

/// The colour of a level.
pub(super) const fn level_tone(level: Level) -> Tone {
    match level {
        Level::Error | Level::Violation => Tone::Bad,
        Level::Warning => Tone::Caution,
        Level::Note => Tone::Faint,
    }
}

#[cfg(test)]
mod tests {
    use super::{page, standard_view, table};
    use crate::judge::{Finding, Level, catalogue};
    use crate::report::Layout;

    fn fits(text: &str, columns: usize) {
        for line in text.lines() {
            assert!(console::measure_text_width(line) <= columns, "{line}");
        }
    }

    #[test]
    fn every_rule_has_a_page_that_fits_the_screen() {
        for rule in catalogue::all() {
            let text = page(Layout::default(), rule, &["filter-ignored", "put-active-false-ignored"]);
            fits(&text, 80);
            assert!(text.starts_with(rule.id) && text.contains("  fix  "), "{text}");
        }
    }

    #[test]
    fn the_table_fits_narrow_and_wide_screens() {
        let rules: Vec<_> = catalogue::all().collect();
        let narrow = table(Layout::default(), &rules);
        fits(&narrow, 80);
        let wide = table(Layout { width: 140, ..Layout::default() }, &rules);
        fits(&wide, 140);
        assert!(wide.lines().count() < narrow.lines().count());
    }

    #[test]
    fn the_standard_is_heard_where_its_view_is_another() {
        let lax = Finding::of("media.scim-json", Level::Note, "");
        assert_eq!(standard_view(&lax, "okta-oin").as_deref(), Some("by the standard a violation"));
        assert_eq!(standard_view(&lax, "rfc"), None);
        let graver = Finding::of("list.integers", Level::Error, "");
        assert_eq!(standard_view(&graver, "okta-oin"), None);
        let same = Finding::of("error.body", Level::Violation, "");
        assert_eq!(standard_view(&same, "okta-oin"), None);
        let milder = Finding::of("media.type", Level::Note, "");
        assert_eq!(standard_view(&milder, "okta-oin"), None);
    }
}
