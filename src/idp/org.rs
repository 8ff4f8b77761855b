//! The mock IdP's own directory: users, groups, assignments, push mappings, and what the target last acknowledged.
//!
//! The org is plain, serialisable data. Client models change it as their acts succeed; drift compares the
//! *acknowledged* state in it with what a read-back finds on the target.

use indexmap::{IndexMap, IndexSet};
use serde::{Deserialize, Serialize};
use serde_json::Value;

mod acknowledge;
mod assignment;
mod build;
mod query;

/// The short name by which a scenario speaks of a user or a group (`ada`, `analysts`).
pub type Name = String;

/// Everything the IdP knows in one pass.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Org {
    /// The people, by cast name.
    pub users: IndexMap<Name, User>,
    /// The groups, by cast name.
    pub groups: IndexMap<Name, Group>,
    /// Remote groups that the IdP learnt of when provisioning was saved or refreshed: displayName → id. `None` until
    /// a listing was read. It decides between Create and Link (okta.md §1.3).
    pub app_groups: Option<IndexMap<String, String>>,
}

/// A person in the IdP's directory.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct User {
    /// Okta's own id (`00u…`), pushed as `externalId`.
    pub okta_id: String,
    /// The user's login and, unless the assignment says otherwise, the app username.
    pub user_name: String,
    /// The directory profile by Okta's attribute name (`givenName`, `userType`, `email`, `custom.x`): JSON as set by
    /// the scenario; `null` = cleared.
    pub profile: IndexMap<String, Value>,
    /// Life cycle in the IdP.
    pub status: UserStatus,
    /// The assignment to the app under test.
    pub assignment: Assignment,
    /// The link to the resource on the target.
    pub link: Option<UserLink>,
    /// The job that failed last, if no push of this user has succeeded since. Okta sends no deactivation then
    /// (failures.md T2).
    #[serde(default)]
    pub failed_push: Option<FailedPush>,
    /// Listed under "Application accounts need deprovisioning": a deactivation failed, and a person has to see to it
    /// (okta.md §1.8).
    #[serde(default)]
    pub needs_deprovisioning: bool,
}

/// Which job of a user failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailedPush {
    /// The one that assigns the app: no id is kept.
    Assignment,
    /// A later push of the profile.
    Profile,
}

/// Life cycle of a person in the IdP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum UserStatus {
    /// Can sign in.
    Active,
    /// Cannot sign in for now; nothing is pushed for it.
    Suspended,
    /// Deactivated.
    Deprovisioned,
}

/// How a user is assigned to the app.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// Assigned individually.
    pub individual: bool,
    /// Assigned through these groups (cast names).
    pub groups: IndexSet<Name>,
    /// Was assigned individually when the person was deactivated. Okta does not restore such an assignment by
    /// itself (okta.md §1.9); the act `reactivate` makes it again, as an admin would.
    #[serde(default)]
    pub lost: bool,
    /// Values that the assignment itself carries, by Okta's attribute: they beat those of any group.
    #[serde(default)]
    pub values: IndexMap<String, Value>,
    /// What the profile holds beneath values of assignments, to come back when they are gone.
    #[serde(default)]
    pub covered: IndexMap<String, Option<Value>>,
}

/// What the IdP remembers of the user's resource on the target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UserLink {
    /// The resource's `id` on the target, as read from an answer.
    pub id: String,
    /// The state that the target acknowledged last with a 2xx.
    pub acknowledged: Acknowledged,
}

/// What a 2xx answer to a push means must now be on the target.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Acknowledged {
    /// The attributes pushed, by SCIM path (`userName`, `name.givenName`, `emails`, `userType`,
    /// `urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department`). `null` = pushed as cleared.
    pub attributes: IndexMap<String, Value>,
    /// The value of `active` pushed last.
    pub active: bool,
}

/// A group in the IdP's directory.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// Okta's own id (`00g…`); never pushed.
    pub okta_id: String,
    /// Its name.
    pub display_name: String,
    /// Its members, by cast name, whether or not they have the app.
    pub members: IndexSet<Name>,
    /// Whether the app is assigned to the group (and so to its members).
    pub assigned: bool,
    /// Values that the group's assignment carries for its members, by Okta's attribute.
    #[serde(default)]
    pub values: IndexMap<String, Value>,
    /// The place among the assigned groups, from 1: of several values the first group's counts. 0 = not assigned yet.
    #[serde(default)]
    pub priority: u32,
    /// The push mapping, if the group is pushed.
    pub push: Option<PushMapping>,
}

/// Group Push: the tie between an IdP group and a group on the target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PushMapping {
    /// The remote group's `id`; `None` while no answer has given one.
    pub id: Option<String>,
    /// Whether changes are pushed.
    pub status: PushStatus,
    /// The name and the members that the target acknowledged last.
    pub acknowledged: AcknowledgedGroup,
    /// Linked to a group that was there before: others may be in it, so drift asks only for ours. A full push
    /// overwrites the membership and ends this.
    pub linked: bool,
    /// With [`PushStatus::Error`]: Okta tries the push again by itself. Otherwise changes are not pushed until a full
    /// push succeeds.
    #[serde(default)]
    pub retried: bool,
}

/// The state of a push mapping, as the Push Groups tab shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PushStatus {
    /// Changes are pushed.
    Active,
    /// Deactivated by the admin.
    Inactive,
    /// The last push failed.
    Error,
}

/// What a 2xx answer to a group push means must now be on the target.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcknowledgedGroup {
    /// The name pushed last.
    pub display_name: String,
    /// Remote user ids that must be members.
    pub members: IndexSet<String>,
    /// Whether exactly these must be members (a full push), or at least these (a link).
    pub exact: bool,
    /// Remote user ids that a push removed and that must be gone.
    pub removed: IndexSet<String>,
}
