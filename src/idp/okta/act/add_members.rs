//! Adding people to a group in Okta (okta.md §1.13; OIN case C9332).

use crate::exchange::Wire;
use crate::idp::okta::flow::each::Jobs;
use crate::idp::okta::flow::membership::{self, Extent};
use crate::idp::okta::flow::{profile, provision};
use crate::idp::okta::session::{Okta, Step};
use crate::idp::org::UserStatus;

/// Where the app is assigned to the group, the new members get their accounts first; then the membership is pushed.
/// Members without the app are passed over in silence (documented).
pub(in crate::idp::okta) async fn play<W: Wire>(
    okta: &mut Okta<'_, W>,
    group: &str,
    members: &[String],
) -> Step {
    let joined = okta.group_mut(group)?;
    joined.members.extend(members.iter().cloned());
    let assigned = joined.assigned;

    let mut jobs = Jobs::default();
    for name in members {
        let user = okta.user_mut(name)?;
        if !assigned || user.status == UserStatus::Deprovisioned {
            continue;
        }
        let had_account = user.has_app() && user.link.as_ref().is_some_and(|link| link.acknowledged.active);
        user.assignment.groups.insert(group.to_owned());
        let job = match had_account {
            true => profile::push_moved(okta, name).await,
            false => provision::account(okta, name).await,
        };
        jobs.note(job)?;
    }
    if membership::takes_changes(okta, group)? {
        jobs.note(membership::push(okta, group, Extent::Changes).await)?;
    }
    jobs.finish()
}
