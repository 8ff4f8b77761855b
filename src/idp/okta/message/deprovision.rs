//! What Okta shows when an account could not be switched off (okta.md §1.8; §2.2 E20, S3).

use super::task;
use crate::exchange::Evidence;
use crate::idp::Verdict;
use crate::idp::org::User;

/// The heading of the task list, as a published log has it. There is no Retry under it, only "Mark All Complete".
const HEADING: &str = "Application accounts need deprovisioning";

/// The heading over a failed deactivation. The line under it is not published, so the text stays inferred.
pub(in crate::idp::okta) fn frame(verdict: Verdict, user: &User, app: &str) -> Verdict {
    let Verdict::Failure(mut alert) = verdict else { return verdict };
    alert.heading = Some(HEADING.to_owned());
    alert.evidence = Evidence::Inferred;
    task::about_user(&mut alert, user, app);
    Verdict::Failure(alert)
}
