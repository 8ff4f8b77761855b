//! The line of the scenario file, a caret under it, and what happened there.

use console::measure_text_width;

use super::super::clean;
use super::super::layout::Tone;
use super::super::page::Page;
use crate::outcome::Location;

/// Columns of the line number.
const NUMBER: usize = 5;

/// Writes the excerpt with the message at the caret; beside it when it fits, else below.
pub(super) fn write(page: &mut Page<'_>, location: &Location, message: &str, tone: Tone) {
    let layout = page.layout;
    let bar = layout.paint(Tone::Faint, layout.bar());
    let room = layout.columns() - NUMBER - 3;
    let (line, before) = window(location, room, layout.ellipsis());
    let number = layout.paint(Tone::Faint, &format!("{:>NUMBER$}", location.line));
    page.ready(&format!("{number} {bar} {line}"));

    let width = location.width.clamp(1, room.saturating_sub(before).max(1));
    let carets = layout.paint(tone, &"^".repeat(width));
    let message = clean::line(message);
    let margin = format!("{:NUMBER$} {bar} {:before$}", "", "");
    if before + width + 1 + measure_text_width(&message) <= room {
        page.ready(&format!("{margin}{carets} {}", layout.paint(tone, &message)));
        return;
    }
    page.ready(&format!("{margin}{carets}"));
    // Below, the message may begin further left than the caret, or long texts would become a thin column.
    let indent = before.min(room / 3);
    for text in page.wrap(&message, room - indent) {
        page.ready(&format!("{:NUMBER$} {bar} {:indent$}{}", "", "", layout.paint(tone, &text)));
    }
}

/// The part of the line that fits with the marked place in it, and the columns before that place.
fn window(location: &Location, room: usize, ellipsis: &str) -> (String, usize) {
    // A tab has no fixed width on a screen; one blank keeps the caret where it belongs.
    let characters: Vec<char> = location.excerpt.trim_end().replace('\t', " ").chars().collect();
    let at = location.column.saturating_sub(1).min(characters.len());
    let text = |part: &[char]| clean::line(&part.iter().collect::<String>()).into_owned();
    let (before, after) = (text(&characters[..at]), text(&characters[at..]));
    let width = measure_text_width(&before);
    if width + measure_text_width(&after) <= room {
        return (before + &after, width);
    }
    if width <= room / 2 {
        return (console::truncate_str(&(before + &after), room, ellipsis).into_owned(), width);
    }
    let kept = text(&characters[at.saturating_sub(room / 4)..at]);
    let start = format!("{ellipsis}{kept}");
    let width = measure_text_width(&start);
    (console::truncate_str(&(start + &after), room, ellipsis).into_owned(), width)
}

#[cfg(test)]
mod tests {
    use super::super::super::layout::{Layout, Tone};
    use super::super::super::page::Page;
    use crate::outcome::Location;

    fn shown(excerpt: &str, column: usize, width: usize, message: &str) -> String {
        let location = Location { path: "s.yaml".into(), line: 7, column, excerpt: excerpt.into(), width };
        let mut out = String::new();
        let layout = Layout { width: 60, ..Layout::default() };
        super::write(&mut Page::new(layout, &mut out), &location, message, Tone::Bad);
        assert!(out.lines().all(|line| console::measure_text_width(line) <= 60), "{out}");
        out
    }

    #[test]
    fn the_caret_stands_under_the_place_also_after_tabs_and_wide_letters() {
        assert_eq!(shown("\tré: 日本 x", 9, 1, "here"), "    7 │  ré: 日本 x\n      │           ^ here\n");
    }

    #[test]
    fn a_place_far_to_the_right_is_brought_into_view() {
        let text = shown(&format!("{}HERE{}", "a".repeat(200), "b".repeat(200)), 201, 4, "no");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[0].find("HERE").map(|at| lines[0][..at].chars().count()),
            lines[1].find('^').map(|at| lines[1][..at].chars().count())
        );
    }

    #[test]
    fn a_message_that_does_not_fit_beside_the_caret_stands_below() {
        let text = shown("  - deactivate: ada", 5, 15, &"words ".repeat(20));
        assert!(text.lines().count() > 3 && text.contains("\n      │     ^^^^^^^^^^^^^^^\n"), "{text}");
    }

    #[test]
    fn an_empty_line_still_gets_a_caret() {
        assert_eq!(shown("", 1, 0, "nothing here"), "    7 │\n      │ ^ nothing here\n");
    }
}
