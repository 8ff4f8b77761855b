//! Drift: differences between what the org says must be on the target and what a read-back finds there.
//!
//! A silent 200 is the worst failure there is, so a write is not believed until it has been read. The org's
//! *acknowledged* state is what every 2xx so far means must now be true; the functions here compare it with the
//! harness's own GET:
//! - [`user`], [`group`]: one resource
//! - [`account`]: whether somebody who comes back has the account of old
//! - [`user_groups`]: whether a user's own view of its groups agrees, where the server shows one at all
//! - [`Settling`]: what a second look made of the first; what went away was lag, told by [`lag`]
//!
//! Equal by definition: absent = null = `[]`; datetimes as instants; `password` and readOnly attributes are never
//! compared; `userName` ignores case (lost case is a rule of its own). Levels: see [`Settings`].

mod account;
mod attribute;
mod emails;
mod group;
mod membership;
mod rules;
mod settings;
mod settling;
mod stale;
mod subject;
mod user;

#[cfg(test)]
mod tests;

pub use account::{Account, account};
pub use group::group;
pub use membership::user_groups;
pub(super) use rules::GONE;
pub(super) use rules::RULES;
pub use settings::{Attributes, Settings};
pub use settling::{Settling, lag, may_settle};
pub(super) use subject::opening;
pub use user::user;
