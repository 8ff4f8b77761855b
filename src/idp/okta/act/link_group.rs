//! Push Groups: link a group to one that the app has already (okta.md §1.13).

use crate::exchange::Wire;
use crate::idp::okta::flow::{list, lookup, membership};
use crate::idp::okta::session::{Okta, Step, not_run};
use crate::idp::org::{AcknowledgedGroup, PushMapping, PushStatus};

/// Finds the app's group by name and pushes name and members to it. The names that Okta read when the settings were
/// saved decide; when the name is not among them, the admin presses Refresh App Groups first.
pub(in crate::idp::okta) async fn play<W: Wire>(okta: &mut Okta<'_, W>, group: &str, to: &str) -> Step {
    okta.needs(|features| features.push_groups, "Push Groups")?;
    if okta.group(group)?.push.as_ref().is_some_and(|push| push.id.is_some()) {
        return Err(not_run(format!("{group} is pushed already")));
    }
    okta.touch_group(group);
    let known = okta.org.app_groups.as_ref().map(|names| names.get(to).cloned());
    let id = match known {
        Some(Some(id)) => Some(id),
        Some(None) => {
            list::refresh_app_groups(okta).await?;
            okta.org.app_groups.as_ref().and_then(|names| names.get(to).cloned())
        }
        None => match lookup::group(okta, to).await {
            Ok(hit) => hit.map(|hit| hit.id),
            Err(verdict) => return membership::note(okta, group, Err(verdict)),
        },
    };
    let Some(id) = id else {
        return Err(not_run(format!("the target has no group named \"{to}\" to link to")));
    };
    link(okta, group, to, id).await
}

/// Ties the group to that id and pushes. Others who are in the app's group stay there (Okta's test plan C9315, C9330)
/// until a full push.
pub(super) async fn link<W: Wire>(okta: &mut Okta<'_, W>, group: &str, to: &str, id: String) -> Step {
    okta.group_mut(group)?.push = Some(PushMapping {
        id: Some(id),
        status: PushStatus::Active,
        acknowledged: AcknowledgedGroup { display_name: to.to_owned(), ..AcknowledgedGroup::default() },
        linked: true,
        retried: false,
    });
    let result = membership::link(okta, group).await;
    membership::note(okta, group, result)
}
