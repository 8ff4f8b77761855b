//! Texts that no play can show, and why.

use crate::idp::okta::explain::Operation;

/// Why a text cannot be played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unplayable {
    /// The text could not be placed.
    #[error("the text does not have the form of any message of Okta's that is known here")]
    NotPlaced,
    /// No job of Okta's that the model plays sends such a request.
    #[error("Okta was {}, and that is not played here", .0.doing())]
    NotModelled(Operation),
    /// Okta says it before it sends anything.
    #[error("Okta says this of its own accord: no request is sent, so no answer causes it")]
    NoRequest,
    /// An answer is known to cause it, but its text does not tell which.
    #[error("the text names the kind of error, and not the request that failed nor its answer")]
    TooLittle,
}
