//! What the IdP does next, and does not do.

use serde::Serialize;

use crate::exchange::Evidence;

/// Something that follows from how an act ended, beyond what the admin sees at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Consequence {
    /// Which.
    pub kind: ConsequenceKind,
    /// A sentence for people.
    pub text: String,
    /// How we know that the IdP behaves so.
    pub evidence: Evidence,
}

/// Kinds of consequences, for code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConsequenceKind {
    /// The job is over: no second lookup, no other request in its place.
    JobStopped,
    /// The IdP keeps no id for the user, so nothing can be sent for them later.
    NotLinked,
    /// A later loss of the app will not be pushed.
    DeactivationAtRisk,
    /// The loss of the app was not pushed: the leaver keeps access.
    LeaverKeepsAccess,
    /// The deactivation is not tried again; a person has to switch the account off.
    DeprovisioningTask,
    /// A refused PATCH is not followed by a PUT.
    NoFallback,
    /// The IdP repeats the same request and never looks the user up again.
    StaleId,
    /// The push mapping is in error, and changes are not pushed.
    MappingInError,
    /// The IdP tries again by itself.
    Retried,
    /// The admin can press Retry.
    ManualRetry,
}
