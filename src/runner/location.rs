//! Places in scenario files, ready to print.

use crate::outcome::Location;
use crate::source::{Sources, Span};

/// The place of a span.
pub(super) fn of(sources: &Sources, span: Span) -> Location {
    let source = sources.get(span.source);
    let (line, column) = source.position(span.start);
    let (end_line, end_column) = source.position(span.end);
    let excerpt = source.line(line).to_owned();
    let rest = (excerpt.chars().count() + 1).saturating_sub(column);
    let width = if end_line == line { end_column.saturating_sub(column) } else { rest };
    Location {
        path: source.path.display().to_string(),
        line,
        column,
        excerpt,
        width: width.clamp(1, rest.max(1)),
    }
}
