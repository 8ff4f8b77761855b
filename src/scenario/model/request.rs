//! The raw call of a `request` step.

use super::Template;
use crate::source::{Node, Spanned};

/// A raw call of a `request` step.
#[derive(Debug, Clone)]
pub struct Request {
    /// GET, POST …, checked to be a method.
    pub method: Spanned<String>,
    /// Below the base URL, with a leading slash; templates allowed.
    pub path: Template,
    /// Raw query text (sent as written after interpolation), or name/value pairs that get encoded.
    pub query: Option<Query>,
    /// Further headers.
    pub headers: Vec<(Spanned<String>, Template)>,
    /// A tree (sent as JSON) or a scalar text (sent raw).
    pub body: Option<Node>,
    /// `form used by Entra` and the like, shown in reports.
    pub note: Option<String>,
    /// Whose credentials it carries, if not the client's own: `none`, `wrong`, `old-token` …
    pub credentials: Option<String>,
}

/// The query of a raw call.
#[derive(Debug, Clone)]
pub enum Query {
    /// As written.
    Raw(Template),
    /// Encoded by us, in file order.
    Pairs(Vec<(Spanned<String>, Template)>),
}
