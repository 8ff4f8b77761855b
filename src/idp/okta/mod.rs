//! Okta as a SCIM client: what it sends for each thing that an admin does, and what it then shows.
//!
//! - [`Integration`]: how the admin set the app up, and the options that settle what no document states
//! - [`Act`]: what an admin can do; [`play`] does it, one file per act under `act/`
//! - `body`: the JSON that Okta sends; `message`: the texts that it shows
//!
//! Every call carries its [`Evidence`](crate::exchange::Evidence). Nothing here opens a socket or reads a clock.

mod integration;
mod played;

pub use integration::{
    Attribute, ClearedAs, Client, Features, GroupCreateOrder, Integration, LinkMembership, Options,
    PasswordPatch, UniqueIdentifier,
};
pub use played::{Act, Played};
