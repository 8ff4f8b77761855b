//! Suspending a person: nothing is sent, the assignment stays (okta.md §1.8; OIN case C9295).

use crate::exchange::Wire;
use crate::idp::okta::session::{Okta, Step, not_run};
use crate::idp::org::UserStatus;

/// Changes the directory only.
pub(in crate::idp::okta) fn play<W: Wire>(okta: &mut Okta<'_, W>, name: &str) -> Step {
    let user = okta.user_mut(name)?;
    if user.status != UserStatus::Active {
        return Err(not_run(format!("{name} is not active in Okta")));
    }
    user.status = UserStatus::Suspended;
    okta.touch_user(name);
    Ok(())
}
