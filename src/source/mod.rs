//! Text files with positions: the one room that names the YAML crate.
//!
//! [`Source`] is a file's text, [`Span`] a place in it, [`Node`] the tree of a YAML document in which every node
//! knows its span, and [`Diagnostic`] a mistake at such a place, rendered as `file:line:col` with the line, a caret
//! and a `help:`. This room reads files; it knows nothing of scenarios.

mod diagnostic;
mod file;
mod node;
mod text;
mod yaml;

pub use diagnostic::{Diagnostic, render};
pub use file::{ReadError, read, yaml_files};
pub use node::{Node, NodeKind};
pub use text::{Source, SourceId, Sources, Span, Spanned};
pub use yaml::parse;
