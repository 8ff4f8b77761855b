//! The door between a client model and the world.

use std::future::Future;

use super::{Call, Exchange};

/// Something that carries a call to a server and brings back what came of it.
///
/// The real one is the runner's chain of guard, pacing and sender; tests use scripted ones, and a dry run one that
/// answers from the embedded provider. A failure is an [`Exchange`] too, so this never returns an error.
pub trait Wire: Send {
    /// Performs the call. Cancelling the future abandons the call.
    fn exchange(&mut self, call: Call) -> impl Future<Output = Exchange> + Send;
}
