//! From an explained text back to the play that shows it: which act, which answers, and whether the same text came out.
//!
//! - `stage`: the scenario, as data: who is there, what is answered, what the admin does
//! - `play`: the same in the making, one entry for each thing that Okta can have been doing
//! - `refusal`: the one answer that causes the text
//! - `unplayable`: texts that no play can show, and why
//! - `same`: whether what Okta showed is what was pasted
//!
//! Pure: a scenario is described here and played elsewhere. Names that the text holds are given to the people and groups
//! of the play, so that the same text can come out to the letter.

mod play;
mod refusal;
mod same;
mod stage;
#[cfg(test)]
mod tests;
mod unplayable;

pub use same::{Sameness, compare};
pub use stage::{Stage, stage};
pub use unplayable::Unplayable;
