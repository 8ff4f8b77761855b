//! Why no complete answer came.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An exchange that ended without a complete HTTP response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What went wrong, for code.
    pub kind: FailureKind,
    /// What went wrong, for people: a lowercase fragment without URL and without credentials.
    pub message: String,
}

/// The ways in which a request can fail below HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailureKind {
    /// The host name does not resolve.
    NameNotResolved,
    /// Nothing listens, or the host refused.
    ConnectionRefused,
    /// No TCP connection within the connect timeout.
    ConnectTimeout,
    /// The TLS handshake failed (unknown issuer, wrong name, protocol).
    Tls,
    /// No byte arrived within the read timeout (Okta's is 60 s).
    ReadTimeout,
    /// The connection was closed or reset before an answer began.
    ClosedWithoutAnswer,
    /// The connection ended in the middle of the body.
    Truncated,
    /// The body exceeded the size cap; the rest was not read.
    TooLarge,
    /// The bytes are not HTTP (bad status line, bad chunk, bad content encoding).
    Malformed,
    /// A redirect that must not be followed: of a write, to another origin with credentials, or too many.
    Redirect,
    /// The guard did not let the request out: the run does not own the resource.
    Guarded,
    /// The run was interrupted, or the target was already known to be dead.
    NotSent,
    /// The target asked to wait longer than the run may (`--max-wait`).
    RateLimited,
    /// Anything else.
    Other,
}

impl FailureKind {
    /// Whether the request was held back here, so that nobody else ever saw it.
    pub const fn is_held_back(self) -> bool {
        matches!(self, FailureKind::Guarded | FailureKind::NotSent)
    }

    /// Whether the target could not be reached at all.
    pub const fn is_unreachable(self) -> bool {
        matches!(
            self,
            FailureKind::NameNotResolved
                | FailureKind::ConnectionRefused
                | FailureKind::ConnectTimeout
                | FailureKind::Tls
        )
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
