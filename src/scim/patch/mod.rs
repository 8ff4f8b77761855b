//! PATCH (RFC 7644 §3.5.2): what the message says, and what it does to a resource.
//!
//! | file | what it does |
//! | --- | --- |
//! | `parse` | body → operations |
//! | `apply` | operations → a changed resource, or the resource as it was |
//! | `edit` | one change to one attribute |
//! | `values` | changes to the values of a multi-valued attribute |
//!
//! Where the RFC is silent: adding to `attr[filter]` that matches nothing is `noTarget`, as for replace; removing what
//! is not there succeeds; `attr.sub` of a multi-valued attribute means each of its values; keys of a path-less value
//! are read as paths; `remove` of a multi-valued attribute with a `value` is refused, since one reading of it empties
//! the attribute and another does not.

mod apply;
mod edit;
mod parse;
#[cfg(test)]
mod tests;
mod values;

use std::fmt;

use serde_json::Value;

use super::path::Path;

pub use apply::apply;
pub use parse::{Leniency, parse, parse_with};

/// A PatchOp message. Values stay where they are, in the body.
#[derive(Debug, Clone, PartialEq)]
pub struct Patch<'a> {
    /// What to do, in order.
    pub operations: Vec<Operation<'a>>,
}

/// One operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation<'a> {
    /// What to do.
    pub op: Op,
    /// With what part of the resource; `None` is the resource itself.
    pub path: Option<Path>,
    /// The `value`, if the message has one; null is one.
    pub value: Option<&'a Value>,
}

/// The verb of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// Add.
    Add,
    /// Remove.
    Remove,
    /// Replace.
    Replace,
}

impl Op {
    /// The word that messages use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Op::Add => "add",
            Op::Remove => "remove",
            Op::Replace => "replace",
        }
    }
}

impl fmt::Display for Operation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => write!(f, "{} '{path}'", self.op.as_str()),
            None => write!(f, "{} without path", self.op.as_str()),
        }
    }
}

/// What a PATCH changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changed {
    /// The attributes, and extensions by URN, in the schema's spelling, that are not as before. Empty when the PATCH
    /// asked for what was so already; `meta.lastModified` must not move then (RFC 7644 §3.5.2.1).
    pub attributes: Vec<String>,
}

impl Changed {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.attributes.is_empty()
    }

    /// Whether that attribute, or the extension of that URN, changed.
    pub fn contains(&self, name: &str) -> bool {
        self.attributes.iter().any(|one| one == name)
    }

    fn note(&mut self, name: &str) {
        if !self.contains(name) {
            self.attributes.push(name.to_owned());
        }
    }
}
