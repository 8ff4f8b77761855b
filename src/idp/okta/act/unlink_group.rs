//! Push Groups: unlink, and leave or delete the app's group (okta.md §1.13; OIN cases C9318, C9321).

use crate::exchange::Wire;
use crate::idp::okta::call;
use crate::idp::okta::flow::membership;
use crate::idp::okta::message::{self, Action};
use crate::idp::okta::session::{Okta, Step, not_run};

/// How many members of a deleted group are looked at.
const FEW: usize = 5;

/// Leaving sends nothing; deleting is one DELETE. The mapping goes when the target has agreed.
pub(in crate::idp::okta) async fn play<W: Wire>(okta: &mut Okta<'_, W>, group: &str, delete: bool) -> Step {
    if okta.group(group)?.push.is_none() {
        return Err(not_run(format!("{group} is not pushed")));
    }
    okta.touch_group(group);
    if delete {
        let id = okta.remote_group_id(group)?;
        let exchange = okta.send(call::delete_group(&id)).await?;
        if !exchange.is_success() {
            let failed = message::failed(Action::DeletingGroup(&okta.group(group)?.display_name), &exchange);
            return membership::note(okta, group, Err(failed));
        }
        // Whoever deletes a group must leave its members alone; a few of them are enough to see that.
        let members: Vec<String> = okta
            .group(group)?
            .push
            .iter()
            .flat_map(|push| &push.acknowledged.members)
            .filter_map(|id| okta.org.user_by_remote_id(id).cloned())
            .take(FEW)
            .collect();
        members.iter().for_each(|name| okta.touch_user(name));
        if let Some(names) = &mut okta.org.app_groups {
            names.retain(|_, known| *known != id);
        }
    }
    okta.group_mut(group)?.push = None;
    Ok(())
}
