//! The acts: how each is written, and what must have happened before it can.

use super::{Form, RETRY, Shape, optional, required};
use crate::scenario::vocabulary::{CREDENTIALS, METHODS, PATH};

/// One act.
#[derive(Debug)]
pub(crate) struct ActForm {
    /// Its key in a step.
    pub(crate) name: &'static str,
    /// What the admin does.
    pub(crate) about: &'static str,
    /// How its value is written.
    pub(crate) takes: Takes,
    /// What it needs and does on the Push Groups tab.
    pub(crate) mapping: Mapping,
}

/// How an act's value is written.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Takes {
    /// No value.
    Nothing,
    /// Users or groups: a name or a list of names.
    Anyone,
    /// Users or groups, or a map whose `user` or `group` is whom it is done to.
    AnyoneOrMap(&'static Form),
    /// Users: a name or a list of names.
    Users,
    /// Groups: a name or a list of names.
    Groups,
    /// A map whose `user` (a name or a list) is whom it is done to.
    UserMap(&'static Form),
    /// A map whose `group` (a name or a list) is what it is done to.
    GroupMap(&'static Form),
    /// Users, or such a map.
    UsersOrMap(&'static Form),
    /// Groups, or such a map.
    GroupsOrMap(&'static Form),
    /// `users`, `groups`, both in a list, or nothing.
    Import,
    /// A raw call: a map, or `GET /path`.
    Request(&'static Form),
    /// How often and how long.
    Await(&'static Form),
}

/// What an act needs and does on the Push Groups tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mapping {
    /// Nothing.
    Unconcerned,
    /// Makes a mapping; there must be none.
    Makes,
    /// Needs an active mapping.
    NeedsActive,
    /// Needs an active mapping and pauses it.
    Pauses,
    /// Needs a paused mapping and wakes it.
    Wakes,
    /// Needs a mapping, active or not, and ends it.
    Ends,
}

const fn act(name: &'static str, takes: Takes, about: &'static str) -> ActForm {
    ActForm { name, about, takes, mapping: Mapping::Unconcerned }
}

const fn push(name: &'static str, takes: Takes, mapping: Mapping, about: &'static str) -> ActForm {
    ActForm { name, about, takes, mapping }
}

/// All acts, named as the admin console names them.
pub(crate) const ACTS: &[ActForm] = &[
    act("test-connection", Takes::Nothing, "Test API Credentials / Test Connector Configuration."),
    act("enable-provisioning", Takes::Nothing, "Saves the To App settings."),
    act(
        "assign",
        Takes::AnyoneOrMap(&ASSIGN),
        "Assigns the app to a user or a group; as a map, with values on the assignment.",
    ),
    act("unassign", Takes::Anyone, "Takes the app away from a user or a group."),
    act("update", Takes::UserMap(&UPDATE), "Edits attributes; null clears."),
    act("rename-user", Takes::UserMap(&RENAME_USER), "Changes the username."),
    act("deactivate", Takes::Users, "Deactivates the person in Okta; all assignments are lost."),
    act("reactivate", Takes::Users, "Activates the person in Okta again."),
    act("suspend", Takes::Users, "Suspends the person in Okta: nothing is sent."),
    act("unsuspend", Takes::Users, "Lifts the suspension: nothing is sent."),
    act(
        "sync-password",
        Takes::UsersOrMap(&SYNC_PASSWORD),
        "Pushes a password, a random one unless one is given.",
    ),
    push("push-group", Takes::Groups, Mapping::Makes, "Push Groups: creates the group in the app."),
    push(
        "link-group",
        Takes::GroupsOrMap(&LINK_GROUP),
        Mapping::Makes,
        "Push Groups: links the group to one that is in the app already.",
    ),
    push("push-now", Takes::Groups, Mapping::NeedsActive, "Push Groups: Push now, a full push."),
    act("rename-group", Takes::GroupMap(&RENAME_GROUP), "Renames the group in Okta."),
    act("add-members", Takes::GroupMap(&MEMBERS), "Adds people to the group in Okta."),
    act("remove-members", Takes::GroupMap(&MEMBERS), "Removes people from the group in Okta."),
    push("deactivate-push", Takes::Groups, Mapping::Pauses, "Push Groups: deactivates the push."),
    push(
        "activate-push",
        Takes::Groups,
        Mapping::Wakes,
        "Push Groups: activates the push, an immediate full push.",
    ),
    push("unlink-group", Takes::GroupMap(&UNLINK), Mapping::Ends, "Push Groups: unlinks the pushed group."),
    act("import", Takes::Import, "Import Now: `users`, `groups`, or both (also when nothing is said)."),
    act(
        "request",
        Takes::Request(&REQUEST),
        "One raw SCIM call, or a list of them. It does not change the org, drift is off for it, and what it creates is removed at the end.",
    ),
    act(
        "await",
        Takes::Await(&RETRY),
        "Waits until the step's expectations hold; only the read-back is repeated.",
    ),
];

const ASSIGN: Form = Form {
    name: "`assign`",
    open: false,
    keys: &[
        optional("user", Shape::Member, "To whom."),
        optional("group", Shape::Member, "To which group."),
        optional(
            "profile",
            Shape::SomeOf(&Shape::Any),
            "Values on the assignment, by Okta's attribute. A user's own beat a group's; among groups the first in priority decides.",
        ),
        optional(
            "priority",
            Shape::Count(u32::MAX),
            "The group's place among the assigned groups, 1 is the first. Without it: the place that it has, or the last.",
        ),
    ],
};

const UPDATE: Form = Form {
    name: "`update`",
    open: false,
    keys: &[
        required("user", Shape::Members, "Whose attributes."),
        required("set", Shape::SomeOf(&Shape::Any), "Attribute names (Okta's) and new values; null clears."),
    ],
};

const RENAME_USER: Form = Form {
    name: "`rename-user`",
    open: false,
    keys: &[
        required("user", Shape::Member, "Whose username."),
        required("to", Shape::Scalar, "The new username, such as `countess.${run}@example.com`."),
    ],
};

const SYNC_PASSWORD: Form = Form {
    name: "`sync-password`",
    open: false,
    keys: &[
        required("user", Shape::Members, "Whose password."),
        optional("password", Shape::Scalar, "The password; a random one when absent."),
    ],
};

const LINK_GROUP: Form = Form {
    name: "`link-group`",
    open: false,
    keys: &[
        required("group", Shape::Member, "Okta's group."),
        optional(
            "to",
            Shape::Scalar,
            "The displayName of the group in the app; the group's own name when absent.",
        ),
    ],
};

const RENAME_GROUP: Form = Form {
    name: "`rename-group`",
    open: false,
    keys: &[
        required("group", Shape::Member, "Which group."),
        required("to", Shape::Scalar, "The new name, such as `Readers ${run}`."),
    ],
};

const MEMBERS: Form = Form {
    name: "a change of members",
    open: false,
    keys: &[
        required("group", Shape::Member, "Which group."),
        required("members", Shape::Members, "Whom, by cast name."),
    ],
};

const UNLINK: Form = Form {
    name: "`unlink-group`",
    open: false,
    keys: &[
        required("group", Shape::Members, "Which group."),
        required(
            "remote",
            Shape::Word(&["keep", "delete"]),
            "Leave the group in the app, or delete it there.",
        ),
    ],
};

const REQUEST: Form = Form {
    name: "`request`",
    open: false,
    keys: &[
        required("method", Shape::Word(METHODS), "GET, POST, PUT, PATCH, DELETE …"),
        required(
            "path",
            Shape::Pattern(PATH),
            "Below the base URL, with a leading slash: `/Users/${ada.id}`.",
        ),
        optional(
            "query",
            Shape::OneOf(&[Shape::Text, Shape::MapOf(&Shape::Any)]),
            "A text is sent as written; a map is encoded.",
        ),
        optional("headers", Shape::MapOf(&Shape::Any), "Further headers."),
        optional("body", Shape::Any, "A map or list is sent as JSON, a text as it stands."),
        optional(
            "credentials",
            Shape::Word(CREDENTIALS),
            "Whose credentials it carries, if not the client's own. The last three are tokens that the target's owner gave (`other-tokens:`); without them the scenario is skipped.",
        ),
        optional("note", Shape::Text, "Shown in reports: whose form of the call this is."),
    ],
};
