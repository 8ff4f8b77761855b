//! How text is laid out: width, colour, symbols, depth.

use console::Style;

/// What the surface that a text is meant for can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Columns. Taken as at least 40 and at most 160: longer lines are hard to read.
    pub width: usize,
    /// Whether ANSI colours are wanted. Colour never carries a meaning that no word carries.
    pub colour: bool,
    /// Whether symbols outside ASCII are wanted (`│ ✓ →`); otherwise their twins (`| + ->`).
    pub unicode: bool,
    /// Whether every step, every finding and whole exchanges are shown.
    pub verbose: bool,
}

impl Default for Layout {
    fn default() -> Self {
        Layout { width: 80, colour: false, unicode: true, verbose: false }
    }
}

/// What a piece of text is, so that it can be coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// A heading.
    Strong,
    /// Something beside the point.
    Faint,
    /// The name of a row.
    Label,
    /// All is well.
    Good,
    /// Something failed.
    Bad,
    /// Worth a look.
    Caution,
}

impl Layout {
    /// The columns that are used.
    pub(super) fn columns(&self) -> usize {
        self.width.clamp(40, 160)
    }

    /// The text in its colour.
    pub(super) fn paint(&self, tone: Tone, text: &str) -> String {
        if !self.colour || text.is_empty() {
            return text.to_owned();
        }
        let style = match tone {
            Tone::Strong => Style::new().bold(),
            Tone::Faint => Style::new().dim(),
            Tone::Label => Style::new().cyan(),
            Tone::Good => Style::new().green(),
            Tone::Bad => Style::new().red().bold(),
            Tone::Caution => Style::new().yellow(),
        };
        // Forced, because the decision was the caller's and must not depend on this process's environment.
        style.force_styling(true).apply_to(text).to_string()
    }

    /// `…` or `...`.
    pub(super) const fn ellipsis(&self) -> &'static str {
        if self.unicode { "…" } else { "..." }
    }

    /// `→` or `->`.
    pub(super) const fn arrow(&self) -> &'static str {
        if self.unicode { "→" } else { "->" }
    }

    /// The line between line numbers and an excerpt.
    pub(super) const fn bar(&self) -> &'static str {
        if self.unicode { "│" } else { "|" }
    }

    /// `×` or `x`.
    pub(super) const fn times(&self) -> &'static str {
        if self.unicode { "×" } else { "x" }
    }
}
