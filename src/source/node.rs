//! A YAML document as a tree in which every node knows where it stands.

use serde_json::Value;

use super::{Diagnostic, SourceId, Span, Spanned};

/// A YAML value and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The value.
    pub kind: NodeKind,
    /// Where it was written.
    pub span: Span,
}

/// The kinds of YAML value (YAML 1.2 core schema: `no` and `on` are strings, `00123` is a string).
#[derive(Debug, Clone, PartialEq)]
pub enum NodeKind {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, kept exactly.
    Number(serde_json::Number),
    /// Any other scalar.
    String(String),
    /// A list.
    Sequence(Vec<Node>),
    /// A map, in file order; duplicate keys are refused by the parser.
    Mapping(Vec<(Spanned<String>, Node)>),
}

/// Parses one YAML document.
///
/// # Errors
/// One diagnostic at the place where the text stops being YAML (syntax, duplicate key, too deep, too large).
pub fn parse(source: SourceId, text: &str) -> Result<Node, Diagnostic> {
    let _ = (source, text, Value::Null);
    Err(Diagnostic::error("not written yet", Span { source, start: 0, end: 0 }))
}
