//! Lifting a suspension: nothing is sent, everything is as before (OIN case C9300).

use crate::exchange::Wire;
use crate::idp::okta::session::{Okta, Step, not_run};
use crate::idp::org::UserStatus;

/// Changes the directory only.
pub(in crate::idp::okta) fn play<W: Wire>(okta: &mut Okta<'_, W>, name: &str) -> Step {
    let user = okta.user_mut(name)?;
    if user.status != UserStatus::Suspended {
        return Err(not_run(format!("{name} is not suspended in Okta")));
    }
    user.status = UserStatus::Active;
    okta.touch_user(name);
    Ok(())
}
