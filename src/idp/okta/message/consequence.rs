//! What Okta does next and does not do, in sentences (okta.md §1.4, §1.6, §1.8, §1.13, §1.14; failures.md T2).

use crate::exchange::Evidence;
use crate::idp::{Consequence, ConsequenceKind};

fn says(kind: ConsequenceKind, text: String, evidence: Evidence) -> Consequence {
    Consequence { kind, text, evidence }
}

/// A create was answered 409.
pub(in crate::idp::okta) fn conflict_stops_the_job(user: &str) -> Consequence {
    let text = format!(
        "Okta stops here: it does not look {user} up again and sends no PUT. The account stays unlinked until the \
         lookup by userName finds it."
    );
    says(ConsequenceKind::JobStopped, text, Evidence::Documented)
}

/// A job that assigns failed.
pub(in crate::idp::okta) fn not_linked(user: &str) -> Consequence {
    let text = format!(
        "Okta keeps no id for {user}. If the app is taken away now, Okta sends no deactivation; an account that exists \
         on the target stays as it is."
    );
    says(ConsequenceKind::NotLinked, text, Evidence::Reported)
}

/// A later profile push failed. The report speaks of an assignment; that a later push has the same effect is inferred.
pub(in crate::idp::okta) fn deactivation_at_risk(user: &str) -> Consequence {
    let text = format!(
        "Until a push of {user} succeeds, Okta sends no deactivation when the app is taken away: a leaver would keep \
         access."
    );
    says(ConsequenceKind::DeactivationAtRisk, text, Evidence::Inferred)
}

/// The app was taken away after a failed push.
pub(in crate::idp::okta) fn leaver_keeps_access(user: &str, evidence: Evidence) -> Consequence {
    let text = format!(
        "{user} keeps access: the last push of this user failed, so Okta sends no deactivation and opens no task. \
         Switch the account off on the target by hand."
    );
    says(ConsequenceKind::LeaverKeepsAccess, text, evidence)
}

/// A deactivation failed.
pub(in crate::idp::okta) fn deprovisioning_task(user: &str) -> Consequence {
    let text = format!(
        "Okta does not try again. It opens a task under \"Application accounts need deprovisioning\"; {user} keeps \
         access until somebody switches the account off by hand."
    );
    says(ConsequenceKind::DeprovisioningTask, text, Evidence::Captured)
}

/// A PATCH of `active` was answered 501.
pub(in crate::idp::okta) fn no_fallback() -> Consequence {
    let text = "Okta does not fall back to PUT when a target has no PATCH.".to_owned();
    says(ConsequenceKind::NoFallback, text, Evidence::Reported)
}

/// The GET before a push was answered 404.
pub(in crate::idp::okta) fn stale_id(user: &str) -> Consequence {
    let text = format!(
        "Okta keeps the old id: it does not look {user} up again and creates nothing, and Retry repeats the same GET. \
         Taking the app away and assigning it again makes it look the user up."
    );
    says(ConsequenceKind::StaleId, text, Evidence::Captured)
}

/// Any other failure of a user's job.
pub(in crate::idp::okta) fn manual_retry() -> Consequence {
    let text = "The task stays under Dashboard > Tasks until an admin presses Retry Selected.".to_owned();
    says(ConsequenceKind::ManualRetry, text, Evidence::Captured)
}

/// A group push was refused.
pub(in crate::idp::okta) fn mapping_in_error(group: &str) -> Consequence {
    let text = format!(
        "The push mapping of {group} is in error, and Okta does not try again by itself: later changes of its members \
         are not pushed until Push now succeeds or the mapping is activated again."
    );
    says(ConsequenceKind::MappingInError, text, Evidence::Inferred)
}

/// A group push failed in a way that may pass. Two event types are documented, one for each; where Okta draws the
/// line between them is inferred.
pub(in crate::idp::okta) fn mapping_retried(group: &str) -> Consequence {
    let text = format!("The push mapping of {group} is in error; Okta tries the push again by itself.");
    says(ConsequenceKind::Retried, text, Evidence::Inferred)
}

/// A change of a group whose mapping is in error.
pub(in crate::idp::okta) fn change_not_pushed(group: &str) -> Consequence {
    let text = format!(
        "The push mapping of {group} is in error since an earlier push failed, so Okta does not push this change. Push \
         now overwrites the target's group with Okta's."
    );
    says(ConsequenceKind::MappingInError, text, Evidence::Inferred)
}

/// The account is still shown as inactive after it was switched on.
pub(in crate::idp::okta) fn reactivation_repeated(user: &str) -> Consequence {
    let text = format!(
        "Okta puts the job off and pushes the reactivation of {user} again, as long as it is needed."
    );
    says(ConsequenceKind::Retried, text, Evidence::Reported)
}

/// A 429.
pub(in crate::idp::okta) fn rescheduled() -> Consequence {
    let text = "Okta tries the job ten times at most, each time after the wait that the answer asks for; after the \
                tenth try the job has failed.";
    says(ConsequenceKind::Retried, text.to_owned(), Evidence::Documented)
}
