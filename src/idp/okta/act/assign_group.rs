//! Assigning the app to a group: to each of its members (OIN case C9307).

use crate::exchange::Wire;
use crate::idp::okta::flow::each::Jobs;
use crate::idp::okta::flow::{membership, provision};
use crate::idp::okta::session::{Okta, Step};
use crate::idp::org::UserStatus;

/// Every member without a working account gets one; the pushed groups follow once, after all of them.
pub(in crate::idp::okta) async fn play<W: Wire>(okta: &mut Okta<'_, W>, group: &str) -> Step {
    let assigned = okta.group_mut(group)?;
    assigned.assigned = true;
    let members: Vec<String> = assigned.members.iter().cloned().collect();

    let mut jobs = Jobs::default();
    let mut provisioned = Vec::new();
    for name in &members {
        let user = okta.user_mut(name)?;
        if user.status == UserStatus::Deprovisioned {
            continue;
        }
        let had_account = user.has_app() && user.link.as_ref().is_some_and(|link| link.acknowledged.active);
        user.assignment.groups.insert(group.to_owned());
        if had_account {
            continue;
        }
        let job = provision::account(okta, name).await;
        if job.is_ok() {
            provisioned.push(name.as_str());
        }
        jobs.note(job)?;
    }
    jobs.note(membership::follow(okta, &provisioned).await)?;
    jobs.finish()
}
