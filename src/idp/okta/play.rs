//! From an act to the sequence that plays it.

use super::session::Okta;
use super::{Act, Integration, Played, act};
use crate::exchange::Wire;
use crate::idp::org::Org;

/// Plays one act: sends what Okta sends, follows the answers as Okta does, and keeps the org up to date.
///
/// `random` makes passwords; seed it to repeat a pass. What the target does not acknowledge is not taken over into
/// the org's acknowledged state. Errors of the target are no errors of this function: they are the verdict.
pub async fn play<W: Wire>(
    act: &Act,
    org: &mut Org,
    integration: &Integration,
    wire: &mut W,
    random: &mut fastrand::Rng,
) -> Played {
    let mut okta = Okta::new(org, integration, wire, random);
    let session = &mut okta;
    let result = match act {
        Act::TestConnection => act::test_connection::play(session).await,
        Act::EnableProvisioning => act::enable_provisioning::play(session).await,
        Act::AssignUser(user) => act::assign_user::play(session, user).await,
        Act::AssignGroup(group) => act::assign_group::play(session, group).await,
        Act::AssignUserWith { user, values } => act::assign_user::with(session, user, values).await,
        Act::AssignGroupWith { group, values, priority } => {
            act::assign_group::with(session, group, values, *priority).await
        }
        Act::UnassignUser(user) => act::unassign_user::play(session, user).await,
        Act::UnassignGroup(group) => act::unassign_group::play(session, group).await,
        Act::Update { user, set } => act::update::play(session, user, set).await,
        Act::RenameUser { user, to } => act::rename_user::play(session, user, to).await,
        Act::Deactivate(user) => act::deactivate::play(session, user).await,
        Act::Reactivate(user) => act::reactivate::play(session, user).await,
        Act::Suspend(user) => act::suspend::play(session, user),
        Act::Unsuspend(user) => act::unsuspend::play(session, user),
        Act::SyncPassword { user, password } => {
            act::sync_password::play(session, user, password.as_deref()).await
        }
        Act::PushGroup(group) => act::push_group::play(session, group).await,
        Act::LinkGroup { group, to } => act::link_group::play(session, group, to).await,
        Act::PushNow(group) => act::push_now::play(session, group).await,
        Act::RenameGroup { group, to } => act::rename_group::play(session, group, to).await,
        Act::AddMembers { group, members } => act::add_members::play(session, group, members).await,
        Act::RemoveMembers { group, members } => act::remove_members::play(session, group, members).await,
        Act::DeactivatePush(group) => act::deactivate_push::play(session, group),
        Act::ActivatePush(group) => act::activate_push::play(session, group).await,
        Act::UnlinkGroup { group, delete } => act::unlink_group::play(session, group, *delete).await,
        Act::Import { users, groups } => act::import::play(session, *users, *groups).await,
    };
    okta.finish(result)
}
