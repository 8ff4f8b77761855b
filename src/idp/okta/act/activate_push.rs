//! Push Groups: activate (OIN case C9320).

use crate::exchange::Wire;
use crate::idp::okta::flow::membership::{self, Extent};
use crate::idp::okta::session::{Okta, Step};
use crate::idp::org::PushStatus;

/// An immediate full push (documented).
pub(in crate::idp::okta) async fn play<W: Wire>(okta: &mut Okta<'_, W>, group: &str) -> Step {
    okta.needs(|features| features.push_groups, "Push Groups")?;
    okta.remote_group_id(group)?;
    if let Some(push) = &mut okta.group_mut(group)?.push {
        push.status = PushStatus::Active;
    }
    membership::push(okta, group, Extent::Full).await
}
