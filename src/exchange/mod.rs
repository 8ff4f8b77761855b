//! One request with what came of it, as data.
//!
//! This room owns the words that every other room speaks about traffic:
//! [`Call`] (what a client wants to send), [`Answer`] and [`Failure`] (what came back), [`Exchange`] (both
//! together, owned and serialisable) and [`Trace`] (the exchanges of one act, in order). [`CallPattern`] names calls in
//! short; [`Credentials`] says whose a call carries. [`Wire`] is the only
//! door through which a client model reaches the world. [`Secret`] and [`Redactor`] keep credentials out of
//! everything that is printed or stored.
//!
//! It must not open a socket, read a clock or know what an IdP is.

mod answer;
mod call;
mod credentials;
mod curl;
mod failure;
mod pattern;
mod secret;
mod trace;
mod wire;

pub use answer::{Answer, Content, NotJson};
pub use call::{Call, Evidence, Method, Payload, Purpose, encode_component};
pub use credentials::Credentials;
pub use curl::curl_line;
pub use failure::{Failure, FailureKind};
pub use pattern::CallPattern;
pub use secret::{Redactor, Secret};
pub use trace::{CANNED_BASE, Exchange, Repeat, Timing, Trace};
pub use wire::Wire;
