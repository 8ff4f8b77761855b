//! The rules of drift: what a read-back may show.

use crate::judge::catalogue::{Damage, EVERY_CLIENT, JUMPCLOUD, NOBODY_ELSE, Rule};
use crate::judge::level;

/// Every rule of this room.
pub(in crate::judge) const RULES: &[&Rule] = &[
    &GONE,
    &ACCOUNT,
    &ID,
    &ACTIVE,
    &USER_NAME_LOST,
    &NAME,
    &ATTRIBUTE,
    &DEFAULT,
    &EMAILS,
    &USER_GROUPS,
    &GROUP_NAME,
    &GROUP_MEMBERS,
    &MEMBER_VALUE,
    &INACTIVE_MEMBERS,
    &MEMBER_REPEATED,
    &UNREADABLE,
    &LAG,
];

pub(in crate::judge) const GONE: Rule = Rule {
    id: "drift.gone",
    title: "a resource stays readable under its id",
    explanation: "Checked by reading a resource back after each act that should have left it there. A right server \
        keeps it under the id that it gave out. An inactive user stays readable too: the standard lets a \
        server hide it, but Okta reactivates people under the same id and is documented to need it.",
    source: "RFC 7644 §3.4.1; Okta SCIM FAQ: active and inactive users must be returned",
    why: "whoever comes back is unknown: Okta cannot reactivate them, and they lose what they had",
    fix: "keep the resource; after a deactivation answer its GET with 200 and active: false",
    level: level::error,
    damage: Damage::People,
    also_affects: EVERY_CLIENT,
};

pub(super) const ACCOUNT: Rule = Rule {
    id: "drift.account",
    title: "whoever comes back has the account of old",
    explanation: "Checked after each act by comparing the id that the person now has with the one from before. Okta looks \
        a person up by userName, also one whom it deactivated itself, and takes the first account that it is shown. \
        A server that hides inactive accounts, or gives them another id, ends up with two of them.",
    source: "RFC 7643 §3.1; Okta SCIM FAQ: active and inactive users must be returned",
    why: "the person starts from nothing while what they had lies with an account that nobody manages any more",
    fix: "let a lookup by userName find inactive users too, and keep the id of an account for ever",
    level: level::error,
    damage: Damage::People,
    also_affects: EVERY_CLIENT,
};

pub(super) const ID: Rule = Rule {
    id: "drift.id",
    title: "the id of a resource never changes",
    explanation: "Checked by reading a resource back: its id is still the one that the client was given. Everything \
        that a client does later is addressed by this id.",
    source: "RFC 7643 §3.1",
    why: "the client goes on with an id that is another resource's, or nobody's",
    fix: "never change the id of a resource",
    level: level::error,
    damage: Damage::Access,
    also_affects: EVERY_CLIENT,
};

pub(super) const ACTIVE: Rule = Rule {
    id: "drift.active",
    title: "active is what the client set",
    explanation: "Checked by reading a user back after each act. `active` is what the last write set, whichever form \
        it came in: PUT, PATCH with a path, PATCH with a value object. Okta believes the status code and \
        does not look again, so a write that is answered 200 and not stored leaves somebody with access \
        who has left, or without access who has come.",
    source: "RFC 7644 §3.5.1, §3.5.2.3; Okta SCIM FAQ",
    why: "a leaver keeps access, or somebody who came back has none, and the admin is told that all is well",
    fix: "store `active` in whichever form it comes, and answer with what was stored",
    level: level::error,
    damage: Damage::Access,
    also_affects: EVERY_CLIENT,
};

pub(super) const USER_NAME_LOST: Rule = Rule {
    id: "drift.user-name",
    title: "userName is what the client set",
    explanation: "Checked by reading a user back after each act; upper and lower case do not matter here. A client \
        finds its users by this name.",
    source: "RFC 7644 §3.1, §3.5.1, §3.5.2.3",
    why: "the next lookup does not find the person, and a second account is made",
    fix: "store userName as sent, or refuse the change",
    level: level::error,
    damage: Damage::People,
    also_affects: EVERY_CLIENT,
};

pub(super) const NAME: Rule = Rule {
    id: "drift.name",
    title: "the parts of a name are what the client set",
    explanation: "Checked by reading a user back after each act: givenName, familyName and the other parts of \
        `name`.",
    source: "RFC 7644 §3.1, §3.5.1, §3.5.2.3",
    why: "the person goes by a wrong name, and the admin is told that it was changed",
    fix: "store every part of `name` in whichever form it comes",
    level: level::error,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

pub(super) const ATTRIBUTE: Rule = Rule {
    id: "drift.attribute",
    title: "a pushed attribute is stored as pushed",
    explanation: "Checked by reading a user back after each act, for what the step expects and what the target's \
        mapping names (error), what the server's own /Schemas declares (warning), and what it does not \
        declare (note). Absent, null and an empty list are the same; datetimes are compared as instants.",
    source: "RFC 7644 §3.1, §3.5.1, §3.5.2.3",
    why: "the server goes on with an old or another value: a role or licence may hang on it",
    fix: "store the attribute in whichever form it comes, or refuse the request",
    level: level::error,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

pub(super) const DEFAULT: Rule = Rule {
    id: "drift.default",
    title: "a cleared attribute is empty, or has the server's default",
    explanation: "Checked by reading a user back after an act that cleared an attribute. The standard lets a server \
        put its own default there, so this is only told.",
    source: "RFC 7643 §2.5",
    why: "what Okta shows as empty is not empty on the server",
    fix: "nothing, if the default is meant",
    level: level::note,
    damage: Damage::Tidiness,
    also_affects: NOBODY_ELSE,
};

pub(super) const EMAILS: Rule = Rule {
    id: "drift.emails",
    title: "emails are those that the client set, with the same one primary",
    explanation: "Checked by reading a user back after each act. Every pushed address is there, the primary one is \
        still primary, and a replaced one is gone. Types do not matter.",
    source: "RFC 7644 §3.1, §3.5.1, §3.5.2.3",
    why: "mail goes to an old address, or to nobody",
    fix: "replace `emails` as a whole when it is replaced; keep `primary`",
    level: level::error,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

pub(super) const USER_GROUPS: Rule = Rule {
    id: "drift.user-groups",
    title: "a user's groups agree with the groups' members",
    explanation: "Checked by reading a user back after a change of a small group's members, on servers that show \
        `groups` of a user at all. Okta never reads it.",
    source: "RFC 7643 §4.1.2",
    why: "whoever reads access from the user sees another picture than who reads it from the group",
    fix: "derive `groups` from the members of groups",
    level: level::warning,
    damage: Damage::Tidiness,
    also_affects: NOBODY_ELSE,
};

pub(super) const GROUP_NAME: Rule = Rule {
    id: "drift.group-name",
    title: "a group is called what the client called it",
    explanation: "Checked by reading a group back after each act; lost upper and lower case is a warning.",
    source: "RFC 7644 §3.1, §3.5.1, §3.5.2.3",
    why: "the group cannot be linked again, and a second one is made",
    fix: "store displayName in whichever form it comes, also in the value object of a PATCH without a path",
    level: level::error,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

pub(super) const GROUP_MEMBERS: Rule = Rule {
    id: "drift.group-members",
    title: "a group has the members that the client pushed",
    explanation: "Checked by reading a group back after each act. Whoever was added is there, whoever was removed is \
        not, and nobody else was touched. Access usually hangs on groups, and Okta does not look again.",
    source: "RFC 7644 §3.5.1, §3.5.2; RFC 7643 §4.2",
    why: "people have access who must not have it, or lose what they need, and the admin is told that all is \
        well",
    fix: "apply add, remove (with a value filter in the path) and replace of `members` as sent, and to \
        nobody else",
    level: level::error,
    damage: Damage::Access,
    also_affects: EVERY_CLIENT,
};

pub(super) const MEMBER_VALUE: Rule = Rule {
    id: "drift.group-member-value",
    title: "a member's value is an id",
    explanation: "Checked by reading a group back. `value` of a member is the id of a user or a group; some servers \
        put a userName there.",
    source: "RFC 7643 §4.2",
    why: "clients that match members by id take everybody for a stranger",
    fix: "send the member's id in `value`; a name can go to `display`",
    level: level::warning,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

pub(super) const INACTIVE_MEMBERS: Rule = Rule {
    id: "drift.group-inactive-members",
    title: "whether a deactivated user stays in its groups is the server's choice",
    explanation: "Told when a user who was deactivated is no longer shown in a group. Products differ and no \
        standard settles it; Okta removes people from pushed groups by itself.",
    source: "products differ here; no standard says either",
    why: "after a reactivation the memberships may be missing until the group is pushed again",
    fix: "nothing, if it is meant; say so in your documentation",
    level: level::note,
    damage: Damage::Tidiness,
    also_affects: NOBODY_ELSE,
};

pub(super) const MEMBER_REPEATED: Rule = Rule {
    id: "drift.group-member-repeated",
    title: "a member is listed once",
    explanation: "Checked by reading a group back. Adding a member who is there already changes nothing; clients \
        repeat such requests.",
    source: "RFC 7644 §3.5.2.1; RFC 7643 §2.4",
    why: "when the member is removed once, one entry may stay, and with it the access",
    fix: "adding an existing value changes nothing and succeeds",
    level: level::warning,
    damage: Damage::Trouble,
    also_affects: &[JUMPCLOUD],
};

pub(super) const UNREADABLE: Rule = Rule {
    id: "drift.unreadable",
    title: "what was written can be read",
    explanation: "Checked after each act: a GET of the resource by its id is answered with the resource. Without it \
        nothing can be said about what the server stored.",
    source: "RFC 7644 §3.4.1",
    why: "Okta reads a user before it changes it by PUT, and stops here",
    fix: "answer GET of a resource by its id with the resource",
    level: level::violation,
    damage: Damage::Flow,
    also_affects: NOBODY_ELSE,
};

pub(super) const LAG: Rule = Rule {
    id: "drift.lag",
    title: "a client can read what it has just written",
    explanation: "Told when a difference was gone at a second look within the settle window. Okta reads a user right \
        before changing it and sends back what it read, so late reads can undo earlier writes.",
    source: "RFC 7644 §3.1",
    why: "an old state that was read too early may be written back",
    fix: "read from where the writes went, or wait for the replica",
    level: level::note,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};
