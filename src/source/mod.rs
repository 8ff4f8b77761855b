//! Text files with positions: the one room that names the YAML crate.
//!
//! [`Source`] is a file's text, [`Span`] a place in it, [`Node`] the tree of a YAML document in which every node
//! knows its span, and [`Diagnostic`] a mistake at such a place, rendered as `file:line:col` with the line, a caret
//! and a `help:`. This room reads files; it knows nothing of scenarios.

mod diagnostic;
mod node;
mod text;

pub use diagnostic::{Diagnostic, render};
pub use node::{Node, NodeKind, parse};
pub use text::{Source, SourceId, Sources, Span, Spanned};
