//! The identity provider: what it knows ([`org`]) and how Okta pushes it ([`okta`]).
//!
//! A client model is one async function per act that reads top to bottom like the client's own sequence. It talks
//! to the world only through [`crate::exchange::Wire`]: no socket, no clock, no file. Clients are an open set; each
//! has a room of its own below this one, and they share the [`org`], the [`Verdict`] with the [`Alert`] that an admin
//! is shown, and the [`Consequence`]s.

mod alert;
mod consequence;
mod log_event;
pub mod okta;
pub mod org;
mod verdict;

pub use alert::{Alert, Place};
pub use consequence::{Consequence, ConsequenceKind};
pub use log_event::{LogEvent, LogOutcome, LogTarget};
pub use verdict::Verdict;
