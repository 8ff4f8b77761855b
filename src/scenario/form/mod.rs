//! The shape of a scenario file as tables: which keys a map may have, what each means, what its value looks like.
//!
//! The lowering refuses what is not in these tables, and [`super::schema`] turns the same tables into JSON Schema, so
//! that editors, the program and the documentation cannot drift apart. Nothing is read or judged here.

mod act;
mod answer;
mod expect;
mod integration;
mod top;

pub(crate) use act::{ACTS, ActForm, Mapping, Takes};
pub(crate) use answer::{ANSWER, ANSWERS, CANNED, CUTS, UNREACHABLE};
pub(crate) use expect::{EXPECT, OKTA_ERROR, RETRY};
pub(crate) use integration::{INTEGRATION, MAPPED_ATTRIBUTE};
pub(crate) use top::{
    ALREADY, ALREADY_GROUP, ALREADY_USER, CAST, FRAGMENT, GROUP, SCENARIO, STEP, USER, USES,
};

/// A map with a fixed set of keys.
#[derive(Debug)]
pub(crate) struct Form {
    /// What people call it: `a step`.
    pub(crate) name: &'static str,
    /// Its keys, in the order in which documentation shows them.
    pub(crate) keys: &'static [Key],
    /// Whether further keys are allowed (attributes of a user).
    pub(crate) open: bool,
}

/// One key of a [`Form`].
#[derive(Debug)]
pub(crate) struct Key {
    /// As written in the file.
    pub(crate) name: &'static str,
    /// One or two sentences for editors.
    pub(crate) about: &'static str,
    /// Whether the map is wrong without it.
    pub(crate) required: bool,
    /// What the value looks like.
    pub(crate) shape: Shape,
}

/// What a value looks like: as much as a JSON Schema can see.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shape {
    /// A text.
    Text,
    /// A text, number or boolean, with `${…}`.
    Scalar,
    /// A text or a list of texts.
    Texts,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A list of distinct words of this set; `None` = free words.
    Words(&'static [&'static str]),
    /// Tags: lower-case words with hyphens.
    Tags,
    /// `on` or `off`.
    Switch,
    /// `true` or `false`.
    Boolean,
    /// `500ms`, `2s`, `1m`.
    Duration,
    /// A whole number from 1 to this.
    Count(u32),
    /// A whole number from the one to the other.
    Between(u32, u32),
    /// A name that the file gives to something.
    Name,
    /// A cast name.
    Member,
    /// A cast name or a list of them.
    Members,
    /// A cast name or a list of them, which may be empty.
    Crowd,
    /// A text that matches this regular expression.
    Pattern(&'static str),
    /// A status that is expected: a number, a list of numbers, or a matcher.
    Status,
    /// Whatever JSON can say.
    Any,
    /// A map from anything to such a value.
    MapOf(&'static Shape),
    /// The same with at least one entry.
    SomeOf(&'static Shape),
    /// A map from names that the file gives, or has given, to such a value.
    Named(&'static Shape),
    /// A list of such values.
    ListOf(&'static Shape),
    /// A list of at least one such value.
    SomeIn(&'static Shape),
    /// A map with fixed keys.
    Map(&'static Form),
    /// One of several shapes.
    OneOf(&'static [Shape]),
    /// A list of steps.
    Steps,
    /// Nothing (`null`).
    Nothing,
    /// A key that must not be there, though others that are not in the table may.
    Never,
}

/// A key that may be left out.
pub(crate) const fn optional(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key { name, about, required: false, shape }
}

/// A key that must be there.
pub(crate) const fn required(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key { name, about, required: true, shape }
}

impl Form {
    /// The key of that name.
    pub(crate) fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// All names.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> + Clone + use<> {
        self.keys.iter().map(|key| key.name)
    }
}
