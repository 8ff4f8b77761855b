//! What follows when a user has lost the app: the account is switched off. Okta does not delete it (okta.md §1.10).

use super::active;
use crate::exchange::Wire;
use crate::idp::okta::session::{Okta, Step};

/// Switches the account off unless the user still has the app, or the target has acknowledged before that it is off.
/// No group push follows: the inactive user stays in the remote group until the next membership event (captured).
pub(in crate::idp::okta) async fn user<W: Wire>(okta: &mut Okta<'_, W>, name: &str) -> Step {
    let user = okta.user(name)?;
    if user.has_app() || user.link.as_ref().is_some_and(|link| !link.acknowledged.active) {
        return Ok(());
    }
    okta.needs(|features| features.deactivate_users, "Deactivate Users")?;
    let id = okta.remote_user_id(name)?;
    okta.touch_user(name);
    active::set(okta, name, &id, false).await
}
