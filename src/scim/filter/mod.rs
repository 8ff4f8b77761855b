//! Filters (RFC 7644 §3.4.2.2): text to tree, tree to text, and whether a resource matches.
//!
//! `parse` checks the grammar alone. `bind` holds a tree against the schemas of a resource type, once, so that testing
//! thousands of resources repeats none of that work. Nothing here knows of queries or stores.

mod bind;
mod compare;
mod display;
mod parse;
#[cfg(test)]
mod tests;

use serde_json::Value;

use super::error::Error as Refusal;
use super::path::Attr;
use super::schema::ResourceSchemas;

pub use bind::{Bound, Unknown};
pub(super) use compare::compare_numbers;
pub(super) use parse::Parser;
pub use parse::{Error, parse};

/// A filter as a tree.
///
/// `and` and `or` keep a chain without parentheses in one node, so depth is only what the text nests.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// `userName eq "ada"`
    Compare {
        /// What is compared.
        attr: Attr,
        /// How.
        op: Op,
        /// With what: a text, a number, `true`, `false` or `null`.
        value: Value,
    },
    /// `title pr`
    Present(Attr),
    /// `emails[type eq "work"]`: one and the same value passes the inner filter.
    Within {
        /// The attribute whose values are tested.
        attr: Attr,
        /// The filter on a value's parts.
        filter: Box<Filter>,
    },
    /// `not (title pr)`
    Not(Box<Filter>),
    /// `a pr and b pr and c pr`
    And(Vec<Filter>),
    /// `a pr or b pr or c pr`
    Or(Vec<Filter>),
}

/// A comparison operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Op {
    /// Equal.
    Eq,
    /// Not equal.
    Ne,
    /// Contains.
    Co,
    /// Starts with.
    Sw,
    /// Ends with.
    Ew,
    /// Greater than.
    Gt,
    /// Greater than or equal to.
    Ge,
    /// Less than.
    Lt,
    /// Less than or equal to.
    Le,
}

impl Op {
    /// All operators.
    pub const ALL: [Op; 9] = [Op::Eq, Op::Ne, Op::Co, Op::Sw, Op::Ew, Op::Gt, Op::Ge, Op::Lt, Op::Le];

    /// The operator's two letters.
    pub const fn as_str(self) -> &'static str {
        match self {
            Op::Eq => "eq",
            Op::Ne => "ne",
            Op::Co => "co",
            Op::Sw => "sw",
            Op::Ew => "ew",
            Op::Gt => "gt",
            Op::Ge => "ge",
            Op::Lt => "lt",
            Op::Le => "le",
        }
    }

    /// Whether it asks for an order.
    pub const fn orders(self) -> bool {
        matches!(self, Op::Gt | Op::Ge | Op::Lt | Op::Le)
    }

    /// Whether it looks into a text.
    pub const fn searches(self) -> bool {
        matches!(self, Op::Co | Op::Sw | Op::Ew)
    }
}

impl Filter {
    /// Whether the resource matches. To test many resources, [`bind`](Filter::bind) once instead.
    ///
    /// # Errors
    /// 400 `invalidFilter` for a name that the schemas do not know, or a comparison that makes no sense.
    pub fn matches(&self, resource: &Value, schemas: &ResourceSchemas) -> Result<bool, Refusal> {
        Ok(self.bind(schemas, Unknown::Refuse)?.matches(resource))
    }

    /// The comparison, when the filter is nothing but one `eq`: what a store can answer from an index.
    pub fn single_eq(&self) -> Option<(&Attr, &Value)> {
        match self {
            Filter::Compare { attr, op: Op::Eq, value } => Some((attr, value)),
            _ => None,
        }
    }
}
