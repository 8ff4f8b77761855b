//! From a step's act, as written, to the act that a client plays.

use indexmap::IndexMap;
use serde_json::Value;

use super::scope::Scope;
use crate::idp::okta;
use crate::scenario::model::{Act, Member};
use crate::scenario::template::{interpolate, resolve};
use crate::source::{Diagnostic, Node, Spanned};

/// The act for Okta's clients, with everything interpolated. `None` for acts that no client plays (`request`,
/// `await`).
///
/// # Errors
/// A value that only the run could have is not there.
pub(super) fn okta_act(act: &Act, scope: &Scope<'_>) -> Result<Option<okta::Act>, Diagnostic> {
    let name = |member: &Member| member.value.clone();
    let names = |members: &[Member]| members.iter().map(name).collect();
    let is_group = |member: &Member| scope.org.groups.contains_key(&member.value);
    Ok(Some(match act {
        Act::TestConnection => okta::Act::TestConnection,
        Act::EnableProvisioning => okta::Act::EnableProvisioning,
        Act::Assign(who) if is_group(who) => okta::Act::AssignGroup(name(who)),
        Act::Assign(who) => okta::Act::AssignUser(name(who)),
        Act::AssignWith { who, profile, priority } => {
            let values = resolved(profile, scope)?;
            if is_group(who) {
                okta::Act::AssignGroupWith { group: name(who), values, priority: *priority }
            } else {
                okta::Act::AssignUserWith { user: name(who), values }
            }
        }
        Act::Unassign(who) if is_group(who) => okta::Act::UnassignGroup(name(who)),
        Act::Unassign(who) => okta::Act::UnassignUser(name(who)),
        Act::Update { user, set } => okta::Act::Update { user: name(user), set: resolved(set, scope)? },
        Act::RenameUser { user, to } => {
            okta::Act::RenameUser { user: name(user), to: interpolate(to, scope)? }
        }
        Act::Deactivate(user) => okta::Act::Deactivate(name(user)),
        Act::Reactivate(user) => okta::Act::Reactivate(name(user)),
        Act::Suspend(user) => okta::Act::Suspend(name(user)),
        Act::Unsuspend(user) => okta::Act::Unsuspend(name(user)),
        Act::SyncPassword { user, password } => okta::Act::SyncPassword {
            user: name(user),
            password: password.as_ref().map(|password| interpolate(password, scope)).transpose()?,
        },
        Act::PushGroup(group) => okta::Act::PushGroup(name(group)),
        Act::LinkGroup { group, to } => {
            let to = match to {
                Some(to) => scope.unique(&interpolate(to, scope)?),
                None => scope
                    .org
                    .groups
                    .get(&group.value)
                    .map(|group| group.display_name.clone())
                    .unwrap_or_default(),
            };
            okta::Act::LinkGroup { group: name(group), to }
        }
        Act::PushNow(group) => okta::Act::PushNow(name(group)),
        Act::RenameGroup { group, to } => {
            okta::Act::RenameGroup { group: name(group), to: scope.unique(&interpolate(to, scope)?) }
        }
        Act::AddMembers { group, members } => {
            okta::Act::AddMembers { group: name(group), members: names(members) }
        }
        Act::RemoveMembers { group, members } => {
            okta::Act::RemoveMembers { group: name(group), members: names(members) }
        }
        Act::DeactivatePush(group) => okta::Act::DeactivatePush(name(group)),
        Act::ActivatePush(group) => okta::Act::ActivatePush(name(group)),
        Act::UnlinkGroup { group, delete } => okta::Act::UnlinkGroup { group: name(group), delete: *delete },
        Act::Import { users, groups } => okta::Act::Import { users: *users, groups: *groups },
        Act::Request(_) | Act::Await => return Ok(None),
    }))
}

/// Attributes and values, with everything interpolated.
fn resolved(
    written: &[(Spanned<String>, Node)],
    scope: &Scope<'_>,
) -> Result<IndexMap<String, Value>, Diagnostic> {
    written.iter().map(|(attribute, node)| Ok((attribute.value.clone(), resolve(node, scope)?))).collect()
}
