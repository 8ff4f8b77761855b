//! Explains a text that an admin pasted: which part of Okta it comes from, which request was answered how, why that
//! happens, and what helps.
//!
//! - `normal`: the text, cleaned · `entry`: the System Log's JSON · `grammar`: the text taken apart, with `operation`
//!   (what Okta was doing), `remote` (what the target said), `fragment` (complaints about JSON) and `sentence` (Okta's
//!   own sentences)
//! - `answer`: the request and the reply behind it · `causes`: the catalogue of situations
//!
//! Nothing here looks a text up as a whole: names, reason phrases and details may be any.

mod answer;
mod causes;
mod entry;
mod fragment;
mod grammar;
mod normal;
mod operation;
mod remote;
mod sentence;
#[cfg(test)]
mod tests;

use serde::Serialize;

pub use answer::{Body, Caused, Reply};
pub use causes::{SITUATIONS, Situation};
pub use fragment::{Looks, NotJson};
pub use grammar::Parts;
pub use operation::{Operation, Request};
pub use remote::{Remote, Words};
pub use sentence::Sentence;

/// What a text means.
#[derive(Debug, Clone, Serialize)]
pub struct Explanation {
    /// The text as it was read: in one line, without what stood around it.
    pub text: String,
    /// What was recognised.
    pub parts: Parts,
    /// The request that failed, and what came back for it.
    pub caused: Option<Caused>,
    /// The situations that fit, the most particular one first.
    pub situations: Vec<&'static Situation>,
}

impl Explanation {
    /// Whether the text can be placed. When not, [`parts`](Self::parts) says what was recognised all the same.
    pub fn is_placed(&self) -> bool {
        self.parts.is_placed()
    }

    /// The scenario that makes the text appear, when there is one.
    pub fn scenario(&self) -> Option<&'static str> {
        self.situations.iter().find_map(|situation| situation.scenario)
    }
}

/// Explains a text. It may be cut, wrapped over lines, or pasted with quotation marks and markup.
pub fn explain(text: &str) -> Explanation {
    let cleaned = normal::normal(text);
    let parts = entry::read(text).unwrap_or_else(|| grammar::parse(&cleaned));
    let situations = causes::fitting(&parts);
    Explanation { caused: answer::of(&parts), text: cleaned, parts, situations }
}
