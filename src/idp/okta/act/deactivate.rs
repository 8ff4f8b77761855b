//! Deactivating a person in Okta (okta.md §1.8).

use crate::exchange::Wire;
use crate::idp::okta::flow::deprovision;
use crate::idp::okta::session::{Okta, Step, not_run};
use crate::idp::org::UserStatus;

/// The person loses every assignment, and the account is switched off. Group memberships in Okta stay, so an
/// assignment through a group comes back with the person.
pub(in crate::idp::okta) async fn play<W: Wire>(okta: &mut Okta<'_, W>, name: &str) -> Step {
    let user = okta.user_mut(name)?;
    if user.status == UserStatus::Deprovisioned {
        return Err(not_run(format!("{name} is deactivated in Okta already")));
    }
    let had_app = user.has_app();
    user.status = UserStatus::Deprovisioned;
    user.assignment.lost |= user.assignment.individual;
    user.assignment.individual = false;
    user.assignment.groups.clear();
    if !had_app {
        return Ok(());
    }
    deprovision::user(okta, name).await
}
