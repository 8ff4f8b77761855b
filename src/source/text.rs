//! A file's text, and places in it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Which of the loaded [`Sources`] a span belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(pub u32);

/// A byte range in one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    /// The file.
    pub source: SourceId,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// A value together with the place where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub span: Span,
}

impl<T> std::ops::Deref for Spanned<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

/// One file (or embedded file) with its text.
#[derive(Debug)]
pub struct Source {
    /// The path as it is shown to people: relative to the working directory, or `<shipped>/okta/users/create.yaml`.
    pub path: PathBuf,
    /// The whole text.
    pub text: String,
    /// Byte offset of the start of each line.
    line_starts: Vec<usize>,
}

impl Source {
    /// Wraps a text.
    pub fn new(path: impl Into<PathBuf>, text: String) -> Self {
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Source { path: path.into(), text, line_starts }
    }

    /// Line and column of a byte offset, both from 1; the column counts characters.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let offset = offset.min(self.text.len());
        let line = self.line_starts.partition_point(|start| *start <= offset);
        let start = self.line_starts[line - 1];
        (line, self.text.get(start..offset).map_or(1, |before| before.chars().count() + 1))
    }

    /// The text of a line (from 1), without its line break.
    pub fn line(&self, number: usize) -> &str {
        let Some(start) = number.checked_sub(1).and_then(|index| self.line_starts.get(index)) else {
            return "";
        };
        let end = self.line_starts.get(number).copied().unwrap_or(self.text.len());
        self.text[*start..end].trim_end_matches(['\n', '\r'])
    }
}

/// All files of one invocation. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<Arc<Source>>,
}

impl Sources {
    /// Adds a file.
    pub fn add(&mut self, path: impl AsRef<Path>, text: String) -> SourceId {
        self.files.push(Arc::new(Source::new(path.as_ref(), text)));
        // More files than that do not fit into memory.
        SourceId(u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX))
    }

    /// The file with that id, which must come from this set.
    pub fn get(&self, id: SourceId) -> &Source {
        &self.files[id.0 as usize]
    }

    /// All files.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.files.iter().map(|source| &**source)
    }

    /// `path:line:col` of the start of a span.
    pub fn locate(&self, span: Span) -> String {
        let source = self.get(span.source);
        let (line, column) = source.position(span.start);
        format!("{}:{line}:{column}", source.path.display())
    }
}

#[cfg(test)]
mod tests {
    use super::Source;

    #[test]
    fn columns_count_characters_and_lines_end_at_the_break() {
        let source = Source::new("a.yaml", "é: 1\r\nb: 2".to_owned());
        assert_eq!(source.position(4), (1, 4));
        assert_eq!(source.position(7), (2, 1));
        assert_eq!((source.line(1), source.line(2), source.line(3)), ("é: 1", "b: 2", ""));
    }
}
