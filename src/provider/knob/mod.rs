//! Knobs: deviations with parameters, of which vendor profiles are made.
//!
//! A fault is one defect with a name; a [`Knob`] is a way of behaving with values that a profile gives
//! (`default-user-type: lite`). Knobs of one subject stand together in one file as a table with the deviations below
//! it. The tables say what a value looks like ([`Shape`]), and so they are the reference that profile files, their
//! JSON Schema and the documentation follow. To add one: write the deviation, add it to a table; a test puts every
//! example into force.
//!
//! - `answer`: how a knob refuses: status, wording, and what kind of body
//! - `sent`: what a request says of an attribute, whether it is a whole resource or a PATCH
//! - `control`: what people do at the vendor's own pages (sign in for the first time, make a new token), as requests

mod answer;
mod attribute;
pub(super) mod control;
mod existing;
mod group;
mod life;
mod offer;
mod pace;
mod sent;
mod sign_in;
mod token;
#[cfg(test)]
mod trial;
mod user_name;
mod user_type;
mod wording;

use std::fmt;

use serde_json::Value;

use super::settings::Settings;
pub use control::PREFIX as CONTROL;
pub use existing::Residents;
pub(super) use token::prefix as token_prefix;

/// A way of behaving that takes a value.
#[derive(Clone, Copy)]
pub struct Knob {
    /// The stable name: `default-user-type`.
    pub name: &'static str,
    /// What such a server does, as a sentence or two.
    pub about: &'static str,
    /// What its value looks like.
    pub shape: Shape,
    /// A value, as JSON.
    pub example: &'static str,
    make: fn(&Value, &mut Settings) -> Result<(), String>,
}

impl fmt::Debug for Knob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Knob").field(&self.name).finish()
    }
}

/// What a value looks like.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// `true` or `false`.
    Flag,
    /// A text.
    Text,
    /// A text or a list of texts.
    Texts,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A whole number.
    Number,
    /// `200ms`, `2s`.
    Duration,
    /// Whatever JSON can say.
    Any,
    /// A map with these keys.
    Map(&'static [Field]),
    /// A list of such values.
    ListOf(&'static Shape),
    /// A map from any name to such a value.
    MapOf(&'static Shape),
}

/// A key of a map.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// As written.
    pub name: &'static str,
    /// What it means.
    pub about: &'static str,
    /// Whether the map is wrong without it.
    pub required: bool,
    /// What its value looks like.
    pub shape: Shape,
}

/// A key that may be left out.
pub const fn optional(name: &'static str, shape: Shape, about: &'static str) -> Field {
    Field { name, about, required: false, shape }
}

/// A key that must be there.
pub const fn required(name: &'static str, shape: Shape, about: &'static str) -> Field {
    Field { name, about, required: true, shape }
}

/// Tables by subject, in the order in which people read them.
const SUBJECTS: &[&[Knob]] = &[
    offer::KNOBS,
    token::KNOBS,
    user_type::KNOBS,
    attribute::KNOBS,
    user_name::KNOBS,
    existing::KNOBS,
    life::KNOBS,
    sign_in::KNOBS,
    group::KNOBS,
    wording::KNOBS,
    pace::KNOBS,
];

/// Every knob.
pub fn registry() -> impl Iterator<Item = &'static Knob> + Clone {
    SUBJECTS.iter().flat_map(|subject| subject.iter())
}

/// The knob of that name.
pub fn named(name: &str) -> Option<&'static Knob> {
    registry().find(|knob| knob.name == name)
}

/// A knob with its value.
#[derive(Debug, Clone)]
pub struct Setting {
    knob: &'static Knob,
    value: Value,
}

impl Setting {
    /// A knob set to a value.
    ///
    /// # Errors
    /// The value means nothing to the knob; the message says why.
    pub fn new(knob: &'static Knob, value: Value) -> Result<Self, String> {
        (knob.make)(&value, &mut Settings::default())?;
        Ok(Setting { knob, value })
    }

    /// The knob.
    pub const fn knob(&self) -> &'static Knob {
        self.knob
    }

    /// Its value.
    pub const fn value(&self) -> &Value {
        &self.value
    }

    /// Puts it into force.
    pub(super) fn add_to(&self, settings: &mut Settings) {
        // The same value made a deviation when the setting was made.
        let made = (self.knob.make)(&self.value, settings);
        debug_assert!(made.is_ok(), "{}: {made:?}", self.knob.name);
    }
}

/// Reads a knob's value as its own type.
fn read<T: serde::de::DeserializeOwned>(value: &Value) -> Result<T, String> {
    T::deserialize(value).map_err(|error| error.to_string())
}

/// A name as written, or with `*` at its end the beginning of many: whether it covers a text. Case does not count, as
/// it does not for user names.
fn covers(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.to_lowercase(), text.to_lowercase());
    match pattern.strip_suffix('*') {
        Some(beginning) => text.starts_with(beginning),
        None => text == pattern,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Setting, covers, registry};
    use crate::provider::Settings;

    #[test]
    fn every_example_makes_a_deviation_and_names_are_unique() {
        let mut names = BTreeSet::new();
        for knob in registry() {
            assert!(names.insert(knob.name), "{} stands twice", knob.name);
            let example = serde_json::from_str(knob.example).unwrap();
            let setting =
                Setting::new(knob, example).unwrap_or_else(|error| panic!("{}: {error}", knob.name));
            setting.add_to(&mut Settings::default());
        }
    }

    #[test]
    fn a_value_that_means_nothing_is_refused() {
        for knob in registry() {
            let nonsense = serde_json::json!({"no such key": [1]});
            assert!(Setting::new(knob, nonsense).is_err(), "{}", knob.name);
        }
    }

    #[test]
    fn a_star_stands_for_the_rest_of_a_name() {
        assert!(covers("legacy.*", "Legacy.x1@example.com") && covers("a@b.c", "A@B.C"));
        assert!(!covers("legacy", "legacy.x1") && !covers("b*", "a"));
    }
}
