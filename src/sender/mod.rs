//! Puts calls on the network: the one room that names the HTTP client.
//!
//! [`Target`] says where to and how, [`Sender`] does it. One call becomes one
//! [`Exchange`](crate::exchange::Exchange), whatever happens: every way in which a server can misbehave below HTTP
//! ends in one [`Failure`](crate::exchange::Failure). `request` builds what goes out, `receive` takes in what comes
//! back within its limits, `redirect` decides where a redirect may lead, `fail` names what went wrong, `tls` decides
//! whom to trust, `dial` knows whether a connection is new, `kept` whether an old one can be trusted.
//!
//! This room must not know what is asked or answered, must not pace, wait or repeat (but for a read on a connection
//! that the server had already closed), and reads neither files nor the environment.

mod dial;
mod error;
mod fail;
mod kept;
mod receive;
mod redirect;
mod request;
mod send;
mod target;
mod tls;

#[cfg(test)]
mod tests;

pub use error::Error;
pub use send::Sender;
pub use target::{Auth, Pem, Proxy, Target, Timeouts};
