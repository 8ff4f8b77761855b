//! A text under construction: rows with a label, wrapped at words with a hanging indent.

use std::borrow::Cow;
use std::ops::Range;

use console::measure_text_width;
use textwrap::core::Word;
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

use super::clean;
use super::layout::{Layout, Tone};

/// Where the values of rows begin.
const VALUE_COLUMN: usize = 16;

/// Appends laid-out text to a string. Everything handed to it may come from outside; it is escaped here.
pub(super) struct Page<'a> {
    /// How.
    pub(super) layout: Layout,
    out: &'a mut String,
}

impl<'a> Page<'a> {
    pub(super) fn new(layout: Layout, out: &'a mut String) -> Self {
        Page { layout, out }
    }

    /// An empty line.
    pub(super) fn gap(&mut self) {
        self.out.push('\n');
    }

    /// A line that is laid out, escaped and coloured already.
    pub(super) fn ready(&mut self, line: &str) {
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    /// `left`, and `right` at the right edge when both fit, else on a line of its own. Both are ready.
    pub(super) fn ends(&mut self, left: &str, right: &str) {
        let (left_width, right_width) = (measure_text_width(left), measure_text_width(right));
        let columns = self.layout.columns();
        if left_width + 2 + right_width <= columns {
            let pad = columns - left_width - right_width;
            self.ready(&format!("{left}{:pad$}{right}", ""));
        } else {
            self.ready(left);
            self.ready(&format!("      {right}"));
        }
    }

    /// How many columns the value of a row has.
    pub(super) fn value_width(&self) -> usize {
        self.layout.columns() - VALUE_COLUMN
    }

    /// A labelled row; the text wraps.
    pub(super) fn row(&mut self, label: &str, text: &str) {
        let text = self.safe(text);
        for (index, line) in self.wrap(&text, self.value_width()).iter().enumerate() {
            let label = if index == 0 { label } else { "" };
            self.ready_row(label, line);
        }
    }

    /// A labelled row with a command, which is never broken: it is there to be pasted.
    pub(super) fn command(&mut self, label: &str, command: &str) {
        self.ready_row(label, &clean::line(command));
    }

    /// A labelled row whose one line is ready.
    pub(super) fn ready_row(&mut self, label: &str, line: &str) {
        let head = self.label(label);
        self.ready(&format!("{head}{line}"));
    }

    /// The padded, coloured label of a row.
    fn label(&self, label: &str) -> String {
        let width = VALUE_COLUMN - 2;
        let padded = format!("{label:<width$}");
        // The padding stays outside the colour, so that trailing blanks can be trimmed.
        format!(
            "  {}{}",
            self.layout.paint(Tone::Label, padded.trim_end()),
            &padded[padded.trim_end().len()..]
        )
    }

    /// Running text with an indent; the first line may begin with a ready head, under which the rest is indented.
    pub(super) fn paragraph(&mut self, indent: usize, head: &str, text: &str) {
        let hang = indent + measure_text_width(head);
        let text = self.safe(text);
        let width = self.layout.columns().saturating_sub(hang).max(20);
        for (index, line) in self.wrap(&text, width).iter().enumerate() {
            if index == 0 {
                self.ready(&format!("{:indent$}{head}{line}", ""));
            } else {
                self.ready(&format!("{:hang$}{line}", ""));
            }
        }
    }

    /// The text, escaped, and without the one sign of ours that a terminal may lack.
    fn safe<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let text = clean::line(text);
        if self.layout.unicode || !text.contains('§') { text } else { text.replace('§', "section ").into() }
    }

    /// Breaks escaped text at words.
    pub(super) fn wrap<'t>(&self, text: &'t str, width: usize) -> Vec<Cow<'t, str>> {
        let options = Options::new(width)
            .word_separator(WordSeparator::Custom(words))
            .word_splitter(WordSplitter::NoHyphenation)
            .wrap_algorithm(WrapAlgorithm::FirstFit);
        textwrap::wrap(text, options)
    }

    /// The text with the pointed part in colour.
    pub(super) fn pointed(&self, text: &str, focus: Option<Range<usize>>) -> String {
        match focus.and_then(|range| {
            Some((text.get(..range.start)?, text.get(range.clone())?, text.get(range.end..)?))
        }) {
            Some((before, focus, after)) => format!("{before}{}{after}", self.layout.paint(Tone::Bad, focus)),
            None => text.to_owned(),
        }
    }
}

/// Splits at blanks, and within URLs where a query or a parameter begins, so that long ones break where they can be
/// read.
fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let mut rest = line;
    Box::new(std::iter::from_fn(move || {
        let mut end = None;
        let mut blank = false;
        for (at, character) in rest.char_indices() {
            if (blank && character != ' ') || (at > 0 && character == '&') {
                end = Some(at);
                break;
            }
            blank = character == ' ';
            if character == '?' && rest[at + 1..].starts_with(|next: char| next != ' ') {
                end = Some(at + 1);
                break;
            }
        }
        let (word, tail) = rest.split_at(end.unwrap_or(rest.len()));
        rest = tail;
        (!word.is_empty()).then(|| Word::from(word))
    }))
}

#[cfg(test)]
mod tests {
    use super::{Layout, Page};

    #[test]
    fn queries_break_between_their_parameters() {
        let mut out = String::new();
        let page = Page::new(Layout::default(), &mut out);
        let lines = page.wrap("GET /Users?filter=userName&startIndex=1&count=100 is it? yes", 24);
        assert_eq!(lines, ["GET /Users?", "filter=userName", "&startIndex=1&count=100", "is it? yes"]);
    }

    #[test]
    fn rows_hang_under_their_values() {
        let mut out = String::new();
        Page::new(Layout { width: 40, ..Layout::default() }, &mut out)
            .row("fix", "apply every attribute of the value");
        assert_eq!(out, "  fix           apply every attribute of\n                the value\n");
    }
}
