//! The one room that names the web framework: puts providers on a socket.
//!
//! [`start`] takes a listener and serves until it is told to stop, on a thread and a runtime of its own, so that it
//! never competes with the runner for a worker. [`Site`] says what is served: one provider at `/scim/v2`, or many
//! stores, each at `/<tenant>/scim/v2` and made when it is first asked for ([`Tenants`]). It must know nothing of SCIM
//! but the base path; what a request means is `provider`'s business.

mod bridge;
mod site;
mod thread;

#[cfg(test)]
mod tests;

pub use site::{Site, Tenants};
pub use thread::{Running, start};
