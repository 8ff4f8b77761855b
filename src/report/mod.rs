//! What people and machines get to read: one format per file, each a pure fold of the run's events.
//!
//! - [`Human`]: the screen. A pass is printed when it ends; at the end come the findings, a table scenario × client,
//!   what was left behind, and why the run ended as it did.
//! - [`Json`]: the versioned machine format, described by [`json::SCHEMA`].
//! - [`Junit`]: JUnit XML: a suite per pass, a case per step.
//! - [`Progress`]: a progress bar, fed by the same events.
//! - [`plan`]: the text of a dry run.
//! - [`columns`]: the lists that commands print.
//! - [`rules`]: the catalogue of rules: a table, and a page about one.
//! - [`explain`]: a page about a text that Okta showed.
//! - [`reproduce`]: what came of playing a text that Okta showed.
//! - [`Layout`]: width, colour and symbols of everything that is text.
//!
//! Reports turn events into text and let their caller write it: nothing here prints, opens a file or knows how late
//! it is. No report judges: levels, verdicts and outcomes arrive ready-made, so no two reports can disagree. What a
//! server or a file said is escaped before it reaches a terminal (`clean`).
//!
//! Memory stays flat over a run: the screen keeps one line per pass for its table, JSON is streamed, and bodies are
//! dropped once they have been rendered.

mod clean;
mod excerpt;
pub mod explain;
mod human;
pub mod json;
mod junit;
mod layout;
mod page;
pub mod plan;
mod progress;
pub mod reproduce;
pub mod rules;
mod table;
mod words;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;

pub use human::Human;
pub use json::Json;
pub use junit::Junit;
pub use layout::Layout;
pub use progress::Progress;
pub use table::columns;
pub(crate) use words::shell_word;

use crate::outcome::Event;

/// A fold of the run's events into text.
pub trait Report {
    /// Takes one event in and appends what is now ready to be written. A caller may write and clear `out` after each
    /// call; the document is complete after [`Event::RunFinished`].
    fn event(&mut self, event: &Event, out: &mut String);
}
