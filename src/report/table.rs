//! A table whose last column wraps: for the lists that commands print.

use console::measure_text_width;
use textwrap::{Options, WordSplitter};

/// Lays rows out in columns of `width` together. Every column but the last is as wide as its widest cell; the last
/// takes what remains, and wraps with a hanging indent.
pub fn columns<const N: usize>(rows: impl IntoIterator<Item = [String; N]>, width: usize) -> String {
    let rows: Vec<[String; N]> = rows.into_iter().collect();
    let last = N.saturating_sub(1);
    let mut widths = [0; N];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(measure_text_width(cell));
        }
    }
    let indent: usize = widths[..last].iter().map(|width| width + 2).sum();
    let options =
        Options::new(width.saturating_sub(indent).max(24)).word_splitter(WordSplitter::NoHyphenation);
    let mut out = String::new();
    for row in &rows {
        let mut line = String::new();
        for (cell, width) in row[..last].iter().zip(&widths) {
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', width + 2 - measure_text_width(cell)));
        }
        for (index, text) in textwrap::wrap(&row[last], &options).iter().enumerate() {
            if index > 0 {
                line = " ".repeat(indent);
            }
            line.push_str(text);
            out.push_str(line.trim_end());
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::columns;

    #[test]
    fn the_last_column_wraps_under_itself() {
        let rows = [["a", "one two three four five six"], ["long", "x"]].map(|row| row.map(str::to_owned));
        assert_eq!(columns(rows, 20), "a     one two three four five\n      six\nlong  x\n");
    }
}
