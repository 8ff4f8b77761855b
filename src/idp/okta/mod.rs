//! Okta as a SCIM client: what it sends for each thing that an admin does, and what it then shows.
//!
//! - [`Integration`]: how the admin set the app up, and the options that settle what no document states
//! - [`Act`]: what an admin can do; [`play`] does it. One file per act under `act/`, each reading top to bottom like
//!   Okta's own sequence; sequences that several acts share stand under `flow/`
//! - `body/`: the JSON that Okta sends; `call`: the requests around it; `read`: what Okta reads from an answer;
//!   `message`: the texts that it shows
//! - [`explain`]: what a text that Okta showed means; [`reproduce`]: the play that shows it again
//! - `session`: what an act works with (the org, the way out, what was sent so far)
//!
//! Every call carries its [`Evidence`](crate::exchange::Evidence). Nothing here opens a socket or reads a clock;
//! what Okta makes up comes from a generator that the caller seeds.

mod act;
mod body;
mod call;
pub mod explain;
mod flow;
mod integration;
mod mapping;
mod message;
mod play;
mod played;
mod random;
mod read;
pub mod reproduce;
mod session;
#[cfg(test)]
mod tests;

pub use body::user::user_resource;
pub use call::connection_test;
pub use integration::{
    Attribute, ClearedAs, Client, Features, GroupCreateOrder, Integration, LinkMembership, Options,
    PasswordPatch, UniqueIdentifier,
};
pub use play::play;
pub use played::{Act, Played};
pub use random::random_okta_id;
