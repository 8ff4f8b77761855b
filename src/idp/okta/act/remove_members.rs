//! Removing people from a group in Okta (okta.md §1.13; OIN case C9333).

use crate::exchange::Wire;
use crate::idp::okta::flow::each::Jobs;
use crate::idp::okta::flow::membership::{self, Extent};
use crate::idp::okta::flow::{deprovision, profile};
use crate::idp::okta::session::{Okta, Step};
use crate::idp::org::UserStatus;

/// Pushes the membership, then switches off the accounts of those who had the app through this group alone. The
/// removal of somebody who is deactivated in Okta is not pushed (reported); which of the two comes first is inferred.
pub(in crate::idp::okta) async fn play<W: Wire>(
    okta: &mut Okta<'_, W>,
    group: &str,
    members: &[String],
) -> Step {
    let left = okta.group_mut(group)?;
    left.members.retain(|name| !members.contains(name));
    let mut anybody_active = false;
    for name in members {
        let user = okta.user_mut(name)?;
        user.assignment.groups.shift_remove(group);
        anybody_active |= user.status != UserStatus::Deprovisioned;
    }

    let mut jobs = Jobs::default();
    if anybody_active && membership::takes_changes(okta, group)? {
        jobs.note(membership::push(okta, group, Extent::Changes).await)?;
    }
    for name in members {
        if okta.group(group)?.assigned && okta.user(name)?.link.is_some() {
            jobs.note(deprovision::user(okta, name).await)?;
            if okta.user(name)?.has_app() {
                jobs.note(profile::push_moved(okta, name).await)?;
            }
        }
    }
    jobs.finish()
}
