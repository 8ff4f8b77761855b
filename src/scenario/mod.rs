//! The scenario file: parsed, validated, every node with its place.
//!
//! A file becomes a tree with places ([`crate::source`]), is lowered by hand into the [`model`] (`lower/`, after the
//! tables in `form/`), and is found through the [`Catalogue`]: the set inside the binary plus the user's own
//! directories. [`select`] turns names, tags and clients into [`model::Play`]s. [`template`] puts values in when a
//! pass is played; [`matcher`] is the table of reserved words that expectations use. Nothing here sends anything or
//! knows how an act is carried out.

mod catalogue;
mod files;
mod form;
mod lower;
mod possible;
mod reference;
mod schema;
mod scope;
mod select;
mod shipped;
pub(crate) mod suggest;
mod tag;
mod vocabulary;

pub mod matcher;
pub mod model;
pub mod template;

pub(crate) use lower::integration;

pub use catalogue::{Catalogue, LoadError, Places, Problems};
pub use schema::schema;
pub use select::{Selection, SelectionError, left_out, select};
pub use shipped::{PREFIX as SHIPPED, export, profiles, text as shipped_text};
pub(crate) use suggest::nearest;
pub use tag::{Expression as TagExpression, ParseError as TagParseError};
pub use vocabulary::{DEFAULT_FAMILY_NAME, VENDORS, default_given_name, default_user_name};
