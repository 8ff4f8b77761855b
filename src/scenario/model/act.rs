//! The acts, named as the admin console names them.

use super::{Member, Request, Template};
use crate::source::{Node, Spanned};

/// One thing that an admin does (or, for `Request`, `Await` and `Probe`, that the author does).
#[derive(Debug, Clone)]
pub enum Act {
    /// Test API Credentials / Test Connector Configuration.
    TestConnection,
    /// Saves the To App settings.
    EnableProvisioning,
    /// Assigns the app to a user or a group.
    Assign(Member),
    /// Assigns the app with values on the assignment, to a group also with a priority among the assigned groups.
    AssignWith {
        /// Whom.
        who: Member,
        /// Attribute names (Okta's) and values that the assignment carries.
        profile: Vec<(Spanned<String>, Node)>,
        /// The place among the assigned groups, from 1; `None` for a user, and for the last place.
        priority: Option<u32>,
    },
    /// Takes the app away from a user or a group.
    Unassign(Member),
    /// Edits attributes; `null` clears.
    Update {
        /// Whose.
        user: Member,
        /// Attribute names (Okta's) and new values.
        set: Vec<(Spanned<String>, Node)>,
    },
    /// Changes the username.
    RenameUser {
        /// Whose.
        user: Member,
        /// The new username.
        to: Template,
    },
    /// Deactivates the person in the IdP (loses all assignments).
    Deactivate(Member),
    /// Activates the person again; group assignments come back, an individual one is made again.
    Reactivate(Member),
    /// Suspends the person: nothing is sent.
    Suspend(Member),
    /// Lifts the suspension: nothing is sent.
    Unsuspend(Member),
    /// Pushes a password.
    SyncPassword {
        /// Whose.
        user: Member,
        /// The password; a random one when absent.
        password: Option<Template>,
    },
    /// Push Groups: create.
    PushGroup(Member),
    /// Push Groups: link to an existing remote group.
    LinkGroup {
        /// The IdP's group.
        group: Member,
        /// The remote group's displayName; the IdP group's own when absent.
        to: Option<Template>,
    },
    /// Push Groups: Push now (full push).
    PushNow(Member),
    /// Renames the IdP group.
    RenameGroup {
        /// Which.
        group: Member,
        /// The new name.
        to: Template,
    },
    /// Adds people to the IdP group.
    AddMembers {
        /// Which.
        group: Member,
        /// Whom.
        members: Vec<Member>,
    },
    /// Removes people from the IdP group.
    RemoveMembers {
        /// Which.
        group: Member,
        /// Whom.
        members: Vec<Member>,
    },
    /// Push Groups: deactivate.
    DeactivatePush(Member),
    /// Push Groups: activate (an immediate full push).
    ActivatePush(Member),
    /// Push Groups: unlink.
    UnlinkGroup {
        /// Which.
        group: Member,
        /// Delete the group in the target app, or leave it.
        delete: bool,
    },
    /// Import Now.
    Import {
        /// Read users.
        users: bool,
        /// Read groups.
        groups: bool,
    },
    /// One raw SCIM call. Boxed: it is much larger than the others.
    Request(Box<Request>),
    /// Waits until the step's expectations hold.
    Await,
}

impl Act {
    /// The act's key in the file.
    pub const fn name(&self) -> &'static str {
        match self {
            Act::TestConnection => "test-connection",
            Act::EnableProvisioning => "enable-provisioning",
            Act::Assign(_) | Act::AssignWith { .. } => "assign",
            Act::Unassign(_) => "unassign",
            Act::Update { .. } => "update",
            Act::RenameUser { .. } => "rename-user",
            Act::Deactivate(_) => "deactivate",
            Act::Reactivate(_) => "reactivate",
            Act::Suspend(_) => "suspend",
            Act::Unsuspend(_) => "unsuspend",
            Act::SyncPassword { .. } => "sync-password",
            Act::PushGroup(_) => "push-group",
            Act::LinkGroup { .. } => "link-group",
            Act::PushNow(_) => "push-now",
            Act::RenameGroup { .. } => "rename-group",
            Act::AddMembers { .. } => "add-members",
            Act::RemoveMembers { .. } => "remove-members",
            Act::DeactivatePush(_) => "deactivate-push",
            Act::ActivatePush(_) => "activate-push",
            Act::UnlinkGroup { .. } => "unlink-group",
            Act::Import { .. } => "import",
            Act::Request(_) => "request",
            Act::Await => "await",
        }
    }

    /// Whom or what it is done to.
    pub const fn member(&self) -> Option<&Member> {
        match self {
            Act::Assign(member)
            | Act::Unassign(member)
            | Act::Deactivate(member)
            | Act::Reactivate(member)
            | Act::Suspend(member)
            | Act::Unsuspend(member)
            | Act::PushGroup(member)
            | Act::PushNow(member)
            | Act::DeactivatePush(member)
            | Act::ActivatePush(member)
            | Act::AssignWith { who: member, .. }
            | Act::Update { user: member, .. }
            | Act::RenameUser { user: member, .. }
            | Act::SyncPassword { user: member, .. }
            | Act::LinkGroup { group: member, .. }
            | Act::RenameGroup { group: member, .. }
            | Act::AddMembers { group: member, .. }
            | Act::RemoveMembers { group: member, .. }
            | Act::UnlinkGroup { group: member, .. } => Some(member),
            Act::TestConnection
            | Act::EnableProvisioning
            | Act::Import { .. }
            | Act::Request(_)
            | Act::Await => None,
        }
    }

    /// Whether the neutral client can play it: the author spells everything out, no IdP is needed.
    pub const fn is_neutral(&self) -> bool {
        matches!(self, Act::Request(_) | Act::Await)
    }

    /// The act as a reader would say it, for one member: `deactivate ada`.
    pub fn label(&self) -> String {
        match self {
            Act::Request(request) => format!("request {} {}", request.method.value, request.path.value),
            Act::Import { users, groups } if users != groups => {
                format!("import {}", if *users { "users" } else { "groups" })
            }
            _ => match self.member() {
                Some(member) => format!("{} {}", self.name(), member.value),
                None => self.name().to_owned(),
            },
        }
    }
}
