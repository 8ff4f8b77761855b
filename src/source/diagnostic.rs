//! A mistake at a place, and how it is shown.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Source, Sources, Span};

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
    let mut ordered: Vec<&Diagnostic> = diagnostics.iter().collect();
    ordered.sort_by_key(|diagnostic| (diagnostic.span.source, diagnostic.span.start));
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut text = String::new();
    for diagnostic in ordered {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&renderer.render(&[group(sources, diagnostic)]));
        text.push('\n');
    }
    text
}

fn group<'a>(sources: &'a Sources, diagnostic: &'a Diagnostic) -> Group<'a> {
    let primary = diagnostic.span;
    let source = sources.get(primary.source);
    let title = Level::ERROR.primary_title(&diagnostic.message);
    // A file without a line, or one that could not be read, has nothing to show.
    if source.text.is_empty() {
        let group = title.element(Origin::path(source.path.to_string_lossy()).line(1).char_column(1));
        return match &diagnostic.help {
            Some(help) => group.element(Level::HELP.message(help)),
            None => group,
        };
    }
    let mut group = title.element(
        Snippet::source(&source.text).path(source.path.to_string_lossy()).annotations(
            std::iter::once(
                AnnotationKind::Primary.span(first_line(source, primary)).label(diagnostic.label.as_deref()),
            )
            .chain(
                diagnostic.related.iter().filter(|(span, _)| span.source == primary.source).map(
                    |(span, label)| {
                        AnnotationKind::Context.span(first_line(source, *span)).label(label.as_str())
                    },
                ),
            ),
        ),
    );
    // Places in other files get a snippet of their own below.
    for (span, label) in diagnostic.related.iter().filter(|(span, _)| span.source != primary.source) {
        let source = sources.get(span.source);
        group = group.element(
            Snippet::source(&source.text)
                .path(source.path.to_string_lossy())
                .annotation(AnnotationKind::Context.span(first_line(source, *span)).label(label.as_str())),
        );
    }
    match &diagnostic.help {
        Some(help) => group.element(Level::HELP.message(help)),
        None => group,
    }
}

/// The part of a span that the caret line marks: a span over several lines would bury its own first line.
fn first_line(source: &Source, span: Span) -> Range<usize> {
    let start = span.start.min(source.text.len());
    let end = span.end.clamp(start, source.text.len());
    let marked = source.text.get(start..end).unwrap_or_default();
    start..start + marked.lines().next().map_or(0, |line| line.trim_end().len())
}

#[cfg(test)]
mod tests {
    use super::{Diagnostic, Sources, Span, render};

    #[test]
    fn a_mistake_shows_its_line_its_caret_and_what_to_do() {
        let mut sources = Sources::default();
        let other = sources.add("fragments/a.yaml", "steps:\n  - deactivat: ada\n".to_owned());
        let main = sources.add("a.yaml", "title: é\nsteps:\n  - uses: fragments/a.yaml\n".to_owned());
        let diagnostics = [
            Diagnostic::error("no such act: `deactivat`", Span { source: other, start: 11, end: 20 })
                .label("not an act")
                .related(Span { source: main, start: 27, end: 43 }, "used here")
                .help("did you mean `deactivate`?"),
            Diagnostic::error("the title is too short", Span { source: main, start: 7, end: 9 }),
        ];
        assert_eq!(
            render(&sources, &diagnostics, false),
            "\
error: no such act: `deactivat`
 --> fragments/a.yaml:2:5
  |
2 |   - deactivat: ada
  |     ^^^^^^^^^ not an act
  |
 ::: a.yaml:3:11
  |
3 |   - uses: fragments/a.yaml
  |           ---------------- used here
  |
  = help: did you mean `deactivate`?

error: the title is too short
 --> a.yaml:1:8
  |
1 | title: é
  |        ^
"
        );
        assert!(render(&sources, &diagnostics, true).contains('\u{1b}'));
    }
}
