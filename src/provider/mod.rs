//! The embedded SCIM 2.0 server: correct by RFC 7643 and RFC 7644, in memory, without a socket.
//!
//! [`Provider::handle`] turns a [`Request`] into a [`Response`]. Everything is a plain function of the request, the
//! store and what [`Settings`] inject: no socket (that is `serve`), no clock and no source of chance of its own. So
//! the same code answers over loopback, in a dry run ([`Loopback`]) and in tests.
//!
//! The way through: [`handle`](Provider::handle) checks credentials and finds the operation (`route`); each
//! operation has a file of its own (`create`, `read`, `replace`, `patch`, `remove`, `query`, `search`, `discovery`,
//! `bulk`). What a client sends becomes a stored resource in `admit`; a stored resource becomes what a client sees
//! in `view`. The `store` keeps resources, indices and membership, and knows nothing of HTTP.
//!
//! How it can be made to differ: a [`Behaviour`] names [`fault`]s (known defects, one at a time) and [`variant`]s
//! (differences that are no defects), and sets [`knob`]s (ways of behaving with values). All are `deviation`s, which
//! stand around the correct path and never in it.
//!
//! Choices where the RFCs leave one, so that nobody has to guess:
//! - PUT clears every readWrite attribute that the body omits (RFC 7644 §3.5.1 allows it), but for `password` and
//!   `active`, which stay.
//! - Unknown attributes are ignored. An extension that nobody declared is stored as sent, when the body carries an
//!   object under its URN: Okta's custom attributes need no schema at the server.
//! - A member that does not exist is refused: 400 invalidValue.
//! - Two groups may share a displayName (its uniqueness is `none` in RFC 7643 §8.7.1); users never share a userName.
//! - A page holds at most `filter.maxResults` resources; more matches are paged, not refused with tooMany.
//! - A user that is created or replaced without `active` is active, and the answer says so. PATCH can leave it without.
//! - PATCH understands what Entra and JumpCloud write beyond the RFC (`tolerance`): texts for booleans, and a remove
//!   that lists its values.

mod admit;
mod aim;
mod behaviour;
mod bulk;
mod catalogue;
mod condition;
mod create;
mod deviation;
mod discovery;
pub mod fault;
mod handle;
pub mod knob;
mod loopback;
mod message;
mod parameters;
mod patch;
mod problem;
mod query;
mod read;
mod remove;
mod replace;
mod route;
mod search;
mod seed;
mod settings;
mod store;
pub mod token;
mod tolerance;
pub mod variant;
mod view;

#[cfg(test)]
mod tests;

pub use behaviour::Behaviour;
pub use deviation::Deviations;
pub use handle::Provider;
pub use loopback::Loopback;
pub use message::{Framing, Headers, Request, Response};
pub use settings::{Access, Clock, Ids, Limits, Settings};
