//! Push Groups: Push now (okta.md §1.13; OIN case C9316).

use crate::exchange::Wire;
use crate::idp::okta::flow::membership::{self, Extent};
use crate::idp::okta::session::{Okta, Step, not_run};
use crate::idp::org::{PushMapping, PushStatus};

/// Overwrites the app's group: Okta's members and nobody else, an empty group included.
pub(in crate::idp::okta) async fn play<W: Wire>(okta: &mut Okta<'_, W>, group: &str) -> Step {
    okta.needs(|features| features.push_groups, "Push Groups")?;
    okta.remote_group_id(group)?;
    let push = okta.group(group)?.push.as_ref();
    if push.map(|push: &PushMapping| push.status) == Some(PushStatus::Inactive) {
        return Err(not_run(format!("the push of {group} is deactivated; Okta offers no Push now there")));
    }
    membership::push(okta, group, Extent::Full).await
}
