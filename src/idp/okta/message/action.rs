//! The middle part of a message: what Okta was doing (okta.md §2.1, ACTION; §2.3, Okta's own list).

use super::push_mapping;
use crate::exchange::Evidence;
use crate::idp::Place;

/// What Okta was doing when the target refused.
#[derive(Debug, Clone, Copy)]
pub(in crate::idp::okta) enum Action<'n> {
    /// The connection test.
    Authenticating,
    /// The lookup before a create or a link; the app username.
    VerifyingUser(&'n str),
    /// POST of a user; the app username.
    CreatingUser(&'n str),
    /// The GET before a profile push, in the job that assigns.
    ReadingLinkedUser(&'n str),
    /// The GET before a profile push of somebody who has the app already: the app username, and the id.
    ReadingUser(&'n str, &'n str),
    /// PUT of a profile.
    PushingProfile(&'n str),
    /// GET of a linked user's profile when updates are off.
    ImportingProfile(&'n str),
    /// Switching an account off.
    Deactivating,
    /// Switching an account on.
    Reactivating,
    /// Pushing a password.
    PushingPassword,
    /// The lookup before a group is created; the group's name.
    FindingGroup(&'n str),
    /// POST of a group; the group's name.
    CreatingGroup(&'n str),
    /// A new name for a pushed group.
    RenamingGroup(&'n str),
    /// The GET before a pushed group is put: the group's name, its id, and Okta's id of the group.
    ReadingGroup(&'n str, &'n str, &'n str),
    /// A group's members.
    UpdatingMembership(&'n str),
    /// DELETE of a group.
    DeletingGroup(&'n str),
    /// Reading all users.
    DownloadingUsers,
    /// Reading all groups.
    DownloadingGroups,
}

impl<'n> Action<'n> {
    /// The group whose push this is part of.
    pub(super) const fn group(self) -> Option<&'n str> {
        match self {
            Action::FindingGroup(group)
            | Action::CreatingGroup(group)
            | Action::RenamingGroup(group)
            | Action::ReadingGroup(group, ..)
            | Action::UpdatingMembership(group)
            | Action::DeletingGroup(group) => Some(group),
            _ => None,
        }
    }

    /// Where the admin meets the error.
    pub(super) const fn place(self) -> Place {
        match self {
            Action::Authenticating => Place::ConnectionTest,
            Action::DownloadingUsers | Action::DownloadingGroups => Place::Import,
            action if action.group().is_some() => Place::PushGroups,
            _ => Place::Tasks,
        }
    }

    /// The action with what the target said. The names are Okta's: users by their app username, groups by name.
    pub(in crate::idp::okta) fn with(self, remote: &str) -> String {
        match self {
            Action::Authenticating => format!("Error authenticating: {remote}"),
            Action::VerifyingUser(user) => format!("Error while verifying if user {user} exists: {remote}"),
            Action::CreatingUser(user) => format!("Error while creating user {user}: {remote}"),
            Action::ReadingLinkedUser(user) | Action::ReadingUser(user, _) | Action::PushingProfile(user) => {
                format!("Error while trying to push profile update for {user}: {remote}")
            }
            Action::ImportingProfile(user) => {
                format!("Error while trying to import user profile for {user}: {remote}")
            }
            Action::Deactivating => format!("Error while deactivating user: {remote}"),
            Action::Reactivating => format!("Error while reactivating user: {remote}"),
            Action::PushingPassword => format!("Error pushing password: {remote}"),
            // One wording for find, create and rename: Okta's list of messages calls all of it an "upsert".
            Action::FindingGroup(group) | Action::CreatingGroup(group) | Action::RenamingGroup(group) => {
                format!("Error while creating user group {group}: {remote}")
            }
            // The published text has no remote part: it ends with what Okta's own record of the group looks like.
            Action::ReadingGroup(group, id, okta_id) => push_mapping::unreadable(group, id, okta_id),
            // The one sample has no colon before the remote part.
            Action::UpdatingMembership(group) => {
                format!("Error while updating user group membership for group {group} {remote}")
            }
            Action::DeletingGroup(_) => format!("Error while deleting user group: {remote}"),
            Action::DownloadingUsers => format!("Error while downloading all users: {remote}"),
            Action::DownloadingGroups => format!("Error while downloading all groups: {remote}"),
        }
    }

    /// How we know the wording. What Okta's list of messages has without a name, and no sample shows, is inferred.
    pub(super) const fn evidence(self) -> Evidence {
        match self {
            Action::Authenticating
            | Action::VerifyingUser(_)
            | Action::CreatingUser(_)
            | Action::ReadingLinkedUser(_)
            | Action::ReadingUser(..)
            | Action::PushingProfile(_)
            | Action::ImportingProfile(_)
            | Action::CreatingGroup(_)
            | Action::ReadingGroup(..)
            | Action::UpdatingMembership(_) => Evidence::Reported,
            Action::Deactivating
            | Action::Reactivating
            | Action::PushingPassword
            | Action::FindingGroup(_)
            | Action::RenamingGroup(_)
            | Action::DeletingGroup(_)
            | Action::DownloadingUsers
            | Action::DownloadingGroups => Evidence::Inferred,
        }
    }
}
