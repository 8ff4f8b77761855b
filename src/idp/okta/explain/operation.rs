//! What Okta can have been doing, and the requests that belong to it (okta.md part 1, §2.3).

use serde::Serialize;

/// One kind of job, as Okta's messages name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operation {
    /// Test API Credentials.
    Authenticate,
    /// An OAuth token for the connection.
    GetToken,
    /// The lookup before a create or a link.
    VerifyUser,
    /// The create.
    CreateUser,
    /// A profile push, at assignment or later.
    PushProfile,
    /// Reading a linked user's profile.
    ImportProfile,
    /// Switching an account off.
    Deactivate,
    /// Switching an account on.
    Reactivate,
    /// Pushing a password.
    PushPassword,
    /// Creating, finding or renaming a group.
    PushGroup,
    /// Reading a pushed group before it is put.
    ReadGroup,
    /// A group's members.
    UpdateMembership,
    /// Deleting a pushed group.
    DeleteGroup,
    /// Importing users.
    DownloadUsers,
    /// Importing groups.
    DownloadGroups,
    /// Importing memberships.
    DownloadMemberships,
    /// Reading schemas or custom objects.
    DownloadSchemas,
}

/// A request that Okta sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Request {
    /// `GET`, `PATCH`, …
    pub method: &'static str,
    /// The path and query below the base URL; names in braces.
    pub target: &'static str,
    /// Which client sends it: `okta-oin`, `okta-aiw`, or both.
    pub clients: &'static str,
}

const fn request(method: &'static str, target: &'static str, clients: &'static str) -> Request {
    Request { method, target, clients }
}

const BOTH: &str = "both clients";
const AIW: &str = "okta-aiw";
const OIN: &str = "okta-oin";

const TEST: Request = request("GET", "/Users?startIndex=1&count=2", BOTH);
const LOOK_UP_USER: Request =
    request("GET", "/Users?filter=userName eq \"{userName}\"&startIndex=1&count=100", BOTH);
const CREATE_USER: Request = request("POST", "/Users", BOTH);
const GET_USER: Request = request("GET", "/Users/{id}", BOTH);
const PUT_USER: Request = request("PUT", "/Users/{id}", BOTH);
const PUT_USER_WHOLE: Request = request("PUT", "/Users/{id}", AIW);
const PATCH_USER: Request = request("PATCH", "/Users/{id}", OIN);
const LIST_USERS: Request = request("GET", "/Users?startIndex=1&count=100", BOTH);
const LOOK_UP_GROUP: Request =
    request("GET", "/Groups?filter=displayName eq \"{displayName}\"&startIndex=1&count=100", BOTH);
const CREATE_GROUP: Request = request("POST", "/Groups", BOTH);
const GET_GROUP: Request = request("GET", "/Groups/{id}", AIW);
const PUT_GROUP: Request = request("PUT", "/Groups/{id}", AIW);
const PATCH_GROUP: Request = request("PATCH", "/Groups/{id}", OIN);
const DELETE_GROUP: Request = request("DELETE", "/Groups/{id}", BOTH);
const LIST_GROUPS: Request = request("GET", "/Groups?startIndex=1&count=100", BOTH);
const SCHEMAS: Request = request("GET", "/Schemas", BOTH);

impl Operation {
    /// What Okta was doing, to follow "Okta was …".
    pub const fn doing(self) -> &'static str {
        match self {
            Operation::Authenticate => "testing the connection",
            Operation::GetToken => "getting an OAuth token",
            Operation::VerifyUser => "looking for the user, before creating or linking",
            Operation::CreateUser => "creating the user",
            Operation::PushProfile => "pushing the user's profile",
            Operation::ImportProfile => "reading the profile of a user that it links to",
            Operation::Deactivate => "switching the account off",
            Operation::Reactivate => "switching the account on",
            Operation::PushPassword => "pushing a password",
            Operation::PushGroup => "finding, creating or renaming a pushed group",
            Operation::ReadGroup => "reading a pushed group",
            Operation::UpdateMembership => "pushing a group's members",
            Operation::DeleteGroup => "deleting a pushed group",
            Operation::DownloadUsers => "importing users",
            Operation::DownloadGroups => "importing groups",
            Operation::DownloadMemberships => "importing a group's members",
            Operation::DownloadSchemas => "reading the target's schemas or custom objects",
        }
    }

    /// What an admin does to make it happen.
    pub const fn act(self) -> &'static str {
        match self {
            Operation::Authenticate | Operation::GetToken => {
                "presses Test API Credentials, or saves the integration"
            }
            Operation::VerifyUser | Operation::CreateUser => "assigns the app to a user or a group",
            Operation::PushProfile => {
                "edits a profile, or assigns the app to somebody who has an account already"
            }
            Operation::ImportProfile => {
                "assigns the app to somebody who has an account, with Update User Attributes off"
            }
            Operation::Deactivate => "takes the app away, or deactivates the user in Okta",
            Operation::Reactivate => "assigns the app again",
            Operation::PushPassword => "changes a password, with Sync Password on",
            Operation::PushGroup => "pushes a group, links one, or renames one that is pushed",
            Operation::ReadGroup | Operation::UpdateMembership => {
                "presses Push now, or changes a pushed group"
            }
            Operation::DeleteGroup => "unlinks a pushed group and deletes it in the app",
            Operation::DownloadUsers | Operation::DownloadGroups | Operation::DownloadMemberships => {
                "presses Import Now, or saves the settings"
            }
            Operation::DownloadSchemas => "saves the settings",
        }
    }

    /// The requests of which one was refused, the likelier one first.
    pub const fn requests(self) -> &'static [Request] {
        match self {
            Operation::Authenticate => &[TEST],
            Operation::GetToken => &[],
            Operation::VerifyUser => &[LOOK_UP_USER],
            Operation::CreateUser => &[CREATE_USER],
            Operation::PushProfile => &[PUT_USER, GET_USER],
            Operation::ImportProfile => &[GET_USER],
            Operation::Deactivate | Operation::Reactivate | Operation::PushPassword => {
                &[PATCH_USER, PUT_USER_WHOLE]
            }
            Operation::PushGroup => &[CREATE_GROUP, PATCH_GROUP, LOOK_UP_GROUP],
            Operation::ReadGroup | Operation::DownloadMemberships => &[GET_GROUP],
            Operation::UpdateMembership => &[PATCH_GROUP, PUT_GROUP],
            Operation::DeleteGroup => &[DELETE_GROUP],
            Operation::DownloadUsers => &[LIST_USERS],
            Operation::DownloadGroups => &[LIST_GROUPS],
            Operation::DownloadSchemas => &[SCHEMAS],
        }
    }

    /// Whether a group is what it is about.
    pub const fn is_about_group(self) -> bool {
        matches!(
            self,
            Operation::PushGroup
                | Operation::ReadGroup
                | Operation::UpdateMembership
                | Operation::DeleteGroup
                | Operation::DownloadMemberships
        )
    }
}

/// How an action begins, what ends its name, and what it means. Longer beginnings come first.
pub(super) const ACTIONS: &[(&str, Operation)] = &[
    ("Error while verifying if user", Operation::VerifyUser),
    ("Error while creating user group", Operation::PushGroup),
    ("Error while creating user", Operation::CreateUser),
    ("Error while trying to push profile update for", Operation::PushProfile),
    ("Error while trying to push profile update", Operation::PushProfile),
    ("Error while trying to import user profile for", Operation::ImportProfile),
    ("Error while trying to import user profile", Operation::ImportProfile),
    ("Error while deactivating user", Operation::Deactivate),
    ("Error while reactivating user", Operation::Reactivate),
    ("Error while activating user", Operation::Reactivate),
    ("Error pushing password for", Operation::PushPassword),
    ("Error pushing password", Operation::PushPassword),
    ("Error while deleting user group", Operation::DeleteGroup),
    ("Error while updating user group membership for group", Operation::UpdateMembership),
    ("Error while updating user group membership for", Operation::UpdateMembership),
    ("Error while updating user group membership", Operation::UpdateMembership),
    ("Error while adding user(s) to group", Operation::UpdateMembership),
    ("Error while removing user(s) from group", Operation::UpdateMembership),
    ("Error while updating user group", Operation::PushGroup),
    ("Error while trying to get the group", Operation::ReadGroup),
    ("Error while trying to find an individual group by id", Operation::ReadGroup),
    ("Error while downloading all users", Operation::DownloadUsers),
    ("Error while downloading all groups", Operation::DownloadGroups),
    ("Error while downloading users for group", Operation::DownloadMemberships),
    ("Error while downloading app schemas", Operation::DownloadSchemas),
    ("Error while downloading custom objects", Operation::DownloadSchemas),
    ("Error while retrieving OAuth token", Operation::GetToken),
    ("Error while refreshing OAuth token", Operation::GetToken),
    ("Failed to validate Admin credentials", Operation::Authenticate),
    ("Error authenticating", Operation::Authenticate),
    // As a support article quotes it, without the word "user".
    ("Error while creating", Operation::CreateUser),
];

/// The System Log's messages and event types.
pub(super) const EVENTS: &[(&str, &str, Operation)] = &[
    (
        "Verify user exists in external application",
        "application.provision.user.verify_exists",
        Operation::VerifyUser,
    ),
    ("Push new user to external application", "application.provision.user.push", Operation::CreateUser),
    (
        "Push user's profile to external application",
        "application.provision.user.push_profile",
        Operation::PushProfile,
    ),
    (
        "Import profile from external application",
        "application.provision.user.import_profile",
        Operation::ImportProfile,
    ),
    (
        "Push user deactivation to external application",
        "application.provision.user.deactivate",
        Operation::Deactivate,
    ),
    (
        "Push user reactivation in external application",
        "application.provision.user.reactivate",
        Operation::Reactivate,
    ),
    (
        "Issue pushing user password to external application",
        "application.provision.user.password",
        Operation::PushPassword,
    ),
    ("Sync user in external application", "application.provision.user.sync", Operation::VerifyUser),
    ("", "application.provision.group.add", Operation::PushGroup),
    ("", "application.provision.group.update", Operation::PushGroup),
    ("", "application.provision.group.verify_exists", Operation::ReadGroup),
    ("", "application.provision.group.remove", Operation::DeleteGroup),
    ("", "application.provision.group.import", Operation::DownloadGroups),
    ("", "application.provision.group_membership.add", Operation::UpdateMembership),
    ("", "application.provision.group_membership.remove", Operation::UpdateMembership),
    ("", "application.provision.group_membership.update", Operation::UpdateMembership),
    ("", "application.provision.group_membership.import", Operation::DownloadMemberships),
    ("", "application.provision.user.import", Operation::DownloadUsers),
    ("", "application.integration.authentication_failure", Operation::Authenticate),
];
