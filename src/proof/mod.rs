//! The proof that the rules do what they claim: every fault found, nothing found on a right server.
//!
//! [`prove`] plays scenarios against the embedded provider once as it is, once with each fault, and once with each
//! variant, and notes which rules spoke for which client ([`Row`]). A row then says itself what is wrong with it
//! ([`Row::objections`]): a fault that its rules missed, a client that was called broken though nobody claims it, a
//! harmless variant called an error. Faults are played without a socket, since a thousand passes are needed; what
//! only shows on a socket is played over one.
//!
//! It stands above the runner and uses it as any caller would.

mod play;
mod row;
mod subject;

pub use play::{Plan, is_worth_playing, prove};
pub use row::{Row, Seen};
pub use subject::Subject;
