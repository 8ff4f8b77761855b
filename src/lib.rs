//! scimulate does to a SCIM server what Okta would do to it, and says whether the server survives.
//!
//! # The way from a YAML file to a report
//!
//! ```text
//! scenarios/**/*.yaml
//!    │ source     text, places, diagnostics
//!    ▼
//! scenario        the parsed, validated file
//!    │
//!    ▼
//! runner ──────►  idp/okta            one async function per act, in Okta's own order;
//!    │                 │              reaches the world only through `exchange::Wire`
//!    │                 ▼
//!    │            guard ─► sender     nothing is written that the run does not own
//!    │                 │ exchange::Trace
//!    ▼                 ▼
//! judge           rules · drift · expectations · bystanders          pure
//! snapshot        the conversation as stable text, against the approved one
//!    │
//!    ▼
//! outcome         events, of which every `report` is a fold
//! ```
//!
//! A room imports nothing that stands below it in that order; a test holds this. [`scim`] is the standard's
//! vocabulary, [`provider`] a correct SCIM server as a pure function, [`profile`] says how one behaves like a
//! vendor's, [`serve`] puts it on a socket, [`answers`] stands in for a server with what a scenario wrote down,
//! [`proof`] plays every known defect to show that it is found, and [`cli`] is the only room that sees the environment and
//! prints.
//!
//! # From a Rust project
//!
//! [`trials()`] turns scenarios into tests of `cargo test` and nextest:
//!
//! ```no_run
//! use scimulate::{Trials, trials};
//!
//! fn main() -> std::process::ExitCode {
//!     trials(Trials::against("http://127.0.0.1:8080/scim/v2").bearer("test-token").tag("essential"))
//! }
//! ```

pub mod answers;
pub mod cli;
mod duration;
pub mod exchange;
pub mod idp;
pub mod judge;
pub mod outcome;
pub mod profile;
pub mod proof;
pub mod provider;
pub mod report;
pub mod runner;
pub mod scenario;
pub mod scim;
pub mod sender;
pub mod serve;
pub mod snapshot;
pub mod source;
mod trials;

pub use trials::{Trials, trials};
