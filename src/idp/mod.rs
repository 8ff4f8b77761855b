//! The identity provider: what it knows ([`org`]) and how Okta pushes it ([`okta`]).
//!
//! A client model is one async function per act that reads top to bottom like the client's own sequence. It talks
//! to the world only through [`crate::exchange::Wire`]: no socket, no clock, no file. Clients are an open set; each
//! has a room of its own below this one, and they share the [`org`] and the [`Verdict`].

pub mod okta;
pub mod org;
mod verdict;

pub use verdict::Verdict;
