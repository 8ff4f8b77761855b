//! Push Groups: deactivate. Nothing is sent, now or for later changes (OIN case C9319).

use crate::exchange::Wire;
use crate::idp::okta::session::{Okta, Step, not_run};
use crate::idp::org::PushStatus;

/// Changes the mapping only.
pub(in crate::idp::okta) fn play<W: Wire>(okta: &mut Okta<'_, W>, group: &str) -> Step {
    let Some(push) = &mut okta.group_mut(group)?.push else {
        return Err(not_run(format!("{group} is not pushed")));
    };
    push.status = PushStatus::Inactive;
    okta.touch_group(group);
    Ok(())
}
