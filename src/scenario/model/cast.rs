//! Who is there: people and groups, in the org or on the target beforehand.

use indexmap::IndexMap;

use crate::source::{Node, Span, Spanned};

/// People and groups by cast name, in file order.
#[derive(Debug, Clone, Default)]
pub struct Cast {
    /// People.
    pub users: IndexMap<String, CastUser>,
    /// Groups.
    pub groups: IndexMap<String, CastGroup>,
}

/// A person in `cast:` or `already:`.
#[derive(Debug, Clone)]
pub struct CastUser {
    /// Where the name was written.
    pub span: Span,
    /// Attributes as written: `userName`, `givenName`, `email`, `active` (only in `already`), custom ones.
    pub attributes: Vec<(Spanned<String>, Node)>,
}

/// A group in `cast:` or `already:`.
#[derive(Debug, Clone)]
pub struct CastGroup {
    /// Where the name was written.
    pub span: Span,
    /// Its name as written; the cast name when absent. The run id is added when played.
    pub display_name: Option<Spanned<String>>,
    /// Members, by cast name (for `already`: of `already` users).
    pub members: Vec<Spanned<String>>,
    /// `count: 150` makes that many further members `<group>-1 … <group>-150`, so that big groups stay readable.
    pub generate: Option<u32>,
    /// `copies: 101` (only in `already`) makes that many further groups without members, to fill pages of a list.
    pub copies: Option<u32>,
}
