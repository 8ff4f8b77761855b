//! Several people in one act: each has a job of their own, so one failure does not keep the others from being tried.

use crate::idp::Verdict;
use crate::idp::okta::session::Step;

/// Collects how the jobs ended. The act's verdict is the first failure.
#[derive(Default)]
pub(in crate::idp::okta) struct Jobs {
    first: Option<Verdict>,
}

impl Jobs {
    /// Takes a job's end over. Only a failure lets the next job run: when the target asks to wait, or a call was not
    /// let out, the act ends here.
    pub(in crate::idp::okta) fn note(&mut self, job: Step) -> Step {
        match job {
            Err(failure @ Verdict::Failure(_)) => {
                self.first.get_or_insert(failure);
                Ok(())
            }
            other => other,
        }
    }

    /// The end of all jobs.
    pub(in crate::idp::okta) fn finish(self) -> Step {
        self.first.map_or(Ok(()), Err)
    }
}
