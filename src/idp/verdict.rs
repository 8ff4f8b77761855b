//! What the IdP's admin would see.

use serde::Serialize;

use crate::exchange::Evidence;

/// What the IdP's admin would see for an act. It says nothing about the state of the target: a silent 200 that
/// changed nothing is [`Verdict::Success`], with a drift finding beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "result", rename_all = "kebab-case")]
pub enum Verdict {
    /// No error is shown.
    Success,
    /// An error is shown.
    Failure {
        /// The error in the IdP's own wording; `None` = an error is shown, but its text is not known.
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        /// How we know the wording.
        evidence: Evidence,
    },
    /// The IdP puts the job off and will try again by itself (429).
    Rescheduled {
        /// Why, and when it would try again.
        reason: String,
    },
    /// The IdP sends nothing for this act, or cannot go on: nothing to show, with the reason.
    NotRun {
        /// `no id is known for ada on the target`, …
        reason: String,
    },
}

impl Verdict {
    /// Whether the admin sees no error.
    pub const fn is_success(&self) -> bool {
        matches!(self, Verdict::Success)
    }

    /// The error text, when one is shown and known.
    pub fn text(&self) -> Option<&str> {
        match self {
            Verdict::Failure { text, .. } => text.as_deref(),
            _ => None,
        }
    }
}
