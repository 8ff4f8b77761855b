//! What the IdP's admin would see.

use serde::Serialize;

use super::Alert;

/// What the IdP's admin would see for an act. It says nothing about the state of the target: a silent 200 that
/// changed nothing is [`Verdict::Success`], with a drift finding beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "result", rename_all = "kebab-case")]
pub enum Verdict {
    /// No error is shown.
    Success,
    /// An error is shown.
    Failure(Box<Alert>),
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

    /// What is shown, when an error is.
    pub const fn alert(&self) -> Option<&Alert> {
        match self {
            Verdict::Failure(alert) => Some(alert),
            _ => None,
        }
    }

    /// The error text, when one is shown and known.
    pub fn text(&self) -> Option<&str> {
        self.alert()?.text.as_deref()
    }
}
