//! What an admin can do, and what came of it.

use indexmap::{IndexMap, IndexSet};
use serde_json::Value;

use crate::exchange::Trace;
use crate::idp::org::Name;
use crate::idp::{Consequence, Verdict};

/// One thing that an admin does, with everything interpolated.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// Test API Credentials / Test Connector Configuration.
    TestConnection,
    /// Saves the To App settings.
    EnableProvisioning,
    /// Assigns the app to a user.
    AssignUser(Name),
    /// Assigns the app to a group.
    AssignGroup(Name),
    /// Assigns the app to a user, with values on the assignment.
    AssignUserWith {
        /// Whom.
        user: Name,
        /// Okta attribute → value.
        values: IndexMap<String, Value>,
    },
    /// Assigns the app to a group, with values for its members; for a group that has it already, the values and the
    /// priority are changed.
    AssignGroupWith {
        /// Which.
        group: Name,
        /// Okta attribute → value.
        values: IndexMap<String, Value>,
        /// The place among the assigned groups, from 1; where it is, or last, when none is given.
        priority: Option<u32>,
    },
    /// Takes the individual assignment away.
    UnassignUser(Name),
    /// Takes the group's assignment away.
    UnassignGroup(Name),
    /// Edits profile attributes; `null` clears.
    Update {
        /// Whose.
        user: Name,
        /// Okta attribute → value.
        set: IndexMap<String, Value>,
    },
    /// Changes the username.
    RenameUser {
        /// Whose.
        user: Name,
        /// The new username.
        to: String,
    },
    /// Deactivates the person in Okta.
    Deactivate(Name),
    /// Activates the person in Okta; assignments as documented in okta.md §1.9.
    Reactivate(Name),
    /// Suspends: nothing is sent.
    Suspend(Name),
    /// Unsuspends: nothing is sent.
    Unsuspend(Name),
    /// Pushes a password.
    SyncPassword {
        /// Whose.
        user: Name,
        /// The new password; random when absent.
        password: Option<String>,
    },
    /// Push Groups: create.
    PushGroup(Name),
    /// Push Groups: link.
    LinkGroup {
        /// Okta's group.
        group: Name,
        /// The remote group's displayName.
        to: String,
    },
    /// Push now.
    PushNow(Name),
    /// Renames the Okta group.
    RenameGroup {
        /// Which.
        group: Name,
        /// The new name.
        to: String,
    },
    /// Adds people to the Okta group.
    AddMembers {
        /// Which.
        group: Name,
        /// Whom.
        members: Vec<Name>,
    },
    /// Removes people from the Okta group.
    RemoveMembers {
        /// Which.
        group: Name,
        /// Whom.
        members: Vec<Name>,
    },
    /// Deactivates the push mapping.
    DeactivatePush(Name),
    /// Activates the push mapping: a full push.
    ActivatePush(Name),
    /// Unlinks the pushed group.
    UnlinkGroup {
        /// Which.
        group: Name,
        /// Also delete the group in the target app.
        delete: bool,
    },
    /// Import Now.
    Import {
        /// Read users.
        users: bool,
        /// Read groups.
        groups: bool,
    },
}

/// What came of an act.
#[derive(Debug, Clone)]
pub struct Played {
    /// What the admin sees.
    pub verdict: Verdict,
    /// What was sent and answered, in order.
    pub trace: Trace,
    /// Users whose remote resource the act pushed to (or meant to): the ones to read back.
    pub users: IndexSet<Name>,
    /// Groups whose remote resource the act pushed to (or meant to).
    pub groups: IndexSet<Name>,
    /// Further lines that the admin sees (the summary of an import).
    pub remarks: Vec<String>,
    /// What Okta does next, and does not do.
    pub consequences: Vec<Consequence>,
}
