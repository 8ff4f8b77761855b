//! Activating a person in Okta, and assigning the app again (okta.md §1.9).

use crate::exchange::Wire;
use crate::idp::okta::flow::provision;
use crate::idp::okta::session::{Okta, Step, not_run};
use crate::idp::org::UserStatus;

/// Assignments through groups come back by themselves; an individual one, which Okta does not restore, is made again
/// as the admin would. Either way the account is looked up like at the first assignment, and found inactive.
pub(in crate::idp::okta) async fn play<W: Wire>(okta: &mut Okta<'_, W>, name: &str) -> Step {
    if okta.user(name)?.status != UserStatus::Deprovisioned {
        return Err(not_run(format!("{name} is not deactivated in Okta")));
    }
    let groups: Vec<String> = okta
        .org
        .groups
        .iter()
        .filter(|(_, group)| group.assigned && group.members.contains(name))
        .map(|(group, _)| group.clone())
        .collect();
    let user = okta.user_mut(name)?;
    user.status = UserStatus::Active;
    user.assignment.groups.extend(groups);
    user.assignment.individual = std::mem::take(&mut user.assignment.lost);
    if !user.has_app() {
        return Ok(());
    }
    provision::user(okta, name).await
}
