//! A YAML document as a tree in which every node knows where it stands.
//!
//! This module holds the tree and the ways to walk it; [`super::yaml`] makes it out of a text.

use serde_json::Value;

use super::{Span, Spanned};

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

impl Node {
    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            NodeKind::String(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a boolean.
    pub const fn as_bool(&self) -> Option<bool> {
        match self.kind {
            NodeKind::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The value of a whole, non-negative number.
    pub fn as_u64(&self) -> Option<u64> {
        match &self.kind {
            NodeKind::Number(number) => number.as_u64(),
            _ => None,
        }
    }

    /// The items of a list.
    pub fn as_sequence(&self) -> Option<&[Node]> {
        match &self.kind {
            NodeKind::Sequence(items) => Some(items),
            _ => None,
        }
    }

    /// The entries of a map, in file order.
    pub fn as_mapping(&self) -> Option<&[(Spanned<String>, Node)]> {
        match &self.kind {
            NodeKind::Mapping(entries) => Some(entries),
            _ => None,
        }
    }

    /// Whether it is `null` (or nothing was written).
    pub const fn is_null(&self) -> bool {
        matches!(self.kind, NodeKind::Null)
    }

    /// The value of a map's key; `None` too when this is not a map.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|(_, value)| value)
    }

    /// A map's key and value; `None` too when this is not a map.
    pub fn entry(&self, key: &str) -> Option<&(Spanned<String>, Node)> {
        self.as_mapping()?.iter().find(|(name, _)| name.value == key)
    }

    /// Where the value stands that a JSON pointer (RFC 6901) names: `/emails/0/value`. The empty pointer is this node.
    pub fn at_pointer(&self, pointer: &str) -> Option<Span> {
        if pointer.is_empty() {
            return Some(self.span);
        }
        let mut node = self;
        for token in pointer.strip_prefix('/')?.split('/') {
            let token = token.replace("~1", "/").replace("~0", "~");
            node = match &node.kind {
                NodeKind::Mapping(_) => node.get(&token)?,
                NodeKind::Sequence(items) => items.get(token.parse::<usize>().ok()?)?,
                _ => return None,
            };
        }
        Some(node.span)
    }

    /// The same value as JSON, keys in file order.
    pub fn to_value(&self) -> Value {
        match &self.kind {
            NodeKind::Null => Value::Null,
            NodeKind::Bool(value) => Value::Bool(*value),
            NodeKind::Number(number) => Value::Number(number.clone()),
            NodeKind::String(text) => Value::String(text.clone()),
            NodeKind::Sequence(items) => items.iter().map(Node::to_value).collect(),
            NodeKind::Mapping(entries) => Value::Object(
                entries.iter().map(|(key, value)| (key.value.clone(), value.to_value())).collect(),
            ),
        }
    }

    /// What it is, for messages: `a list`.
    pub const fn describe(&self) -> &'static str {
        match &self.kind {
            NodeKind::Null => "nothing (null)",
            NodeKind::Bool(_) => "a boolean",
            NodeKind::Number(_) => "a number",
            NodeKind::String(_) => "a text",
            NodeKind::Sequence(_) => "a list",
            NodeKind::Mapping(_) => "a map",
        }
    }
}
