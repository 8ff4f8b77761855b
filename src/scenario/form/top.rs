//! The maps around the steps: the file itself, the cast, fragments, and the keys that every step shares.

use super::{ANSWERS, EXPECT, Form, INTEGRATION, RETRY, Shape, optional, required};
use crate::scenario::vocabulary::{BOXES, CLIENTS, FEATURES, MAX_GENERATED};

/// A scenario file.
pub(crate) const SCENARIO: Form = Form {
    name: "a scenario",
    open: false,
    keys: &[
        required("title", Shape::Text, "One line that says what the scenario shows."),
        optional("about", Shape::Text, "A paragraph: what the admin does, what Okta sends, why it matters."),
        optional(
            "tags",
            Shape::Tags,
            "Words to select by. `brief`, `essential`, `edge` and `heavy` (many resources; off against anything but loopback unless asked for), `load` (a thousand of them, to see how long it takes; not part of `selftest`) and `exclusive` (runs alone) have a meaning; others are free.",
        ),
        optional(
            "clients",
            Shape::Words(CLIENTS),
            "One pass per client. Without it: okta-aiw and okta-oin. `rfc` sends only what `request` steps spell out.",
        ),
        optional(
            "requires",
            Shape::OneOf(&[
                Shape::Word(BOXES),
                Shape::Word(FEATURES),
                Shape::ListOf(&Shape::OneOf(&[Shape::Word(BOXES), Shape::Word(FEATURES)])),
            ]),
            "Boxes that must be ticked in the app (create-users, update-users, deactivate-users, sync-password, groups, import-users, import-groups), for rfc scenarios features of ServiceProviderConfig (patch, filter, sort, etag, bulk, changePassword). If the target lacks one, the scenario is skipped with that reason.",
        ),
        optional(
            "source",
            Shape::Texts,
            "Where the behaviour is documented. Case ids of Okta's manual test plan stand here too: `OIN C9290`.",
        ),
        optional(
            "fixtures",
            Shape::OneOf(&[Shape::Name, Shape::ListOf(&Shape::Name)]),
            "Resources that the target's owner names in the config and that this scenario needs; `${NAME.userName}` and the like reach them. Without them on the target the scenario is skipped.",
        ),
        optional(
            "cast",
            Shape::Map(&CAST),
            "The org's people and groups. Nothing is sent for them until an act says so.",
        ),
        optional(
            "already",
            Shape::Map(&ALREADY),
            "What the harness itself puts on the target before the first step, and removes at the end.",
        ),
        optional(
            "each",
            Shape::OneOf(&[
                Shape::SomeIn(&Shape::SomeOf(&Shape::Any)),
                Shape::SomeOf(&Shape::SomeOf(&Shape::Any)),
            ]),
            "One pass per row, reached as `${each.NAME}`. A list of rows, or a map from a row's name to the row.",
        ),
        optional(
            "integration",
            Shape::Map(&INTEGRATION),
            "How the app must be set up in Okta for this scenario.",
        ),
        optional(
            "provider",
            Shape::MapOf(&Shape::Any),
            "Knobs of the embedded provider for this scenario's passes, `off` to take one of the profile's out; `scimulate vendors --knobs` lists them. A target cannot be turned like that: there the scenario is skipped.",
        ),
        optional(
            "accepts",
            Shape::MapOf(&Shape::Text),
            "Findings that are known and meant: a rule's id (or a family, `drift.*`) and the reason. They are reported as notes that say so.",
        ),
        optional(
            "answers",
            ANSWERS,
            "Canned answers instead of a target: what would Okta say if a server answered this? Each is used once, in order; the last one that fits a request is repeated.",
        ),
        optional(
            "timeout",
            Shape::Duration,
            "How long the client waits for one of the `answers`. Okta waits 60s, and so does the client without this.",
        ),
        required("steps", Shape::Steps, "What happens, in order."),
        optional("always", Shape::Steps, "Steps at the end, played even after a failure."),
    ],
};

/// `cast:`.
pub(crate) const CAST: Form = Form {
    name: "the cast",
    open: false,
    keys: &[
        optional(
            "users",
            Shape::Named(&Shape::OneOf(&[Shape::Map(&USER), Shape::Nothing])),
            "People by cast name.",
        ),
        optional(
            "groups",
            Shape::Named(&Shape::OneOf(&[Shape::Map(&GROUP), Shape::Nothing])),
            "Groups by cast name.",
        ),
    ],
};

/// `already:`.
pub(crate) const ALREADY: Form = Form {
    name: "`already`",
    open: false,
    keys: &[
        optional(
            "users",
            Shape::Named(&Shape::OneOf(&[Shape::Map(&ALREADY_USER), Shape::Nothing])),
            "Users that are on the target already. A name that is in the cast too gets the same default userName.",
        ),
        optional(
            "groups",
            Shape::Named(&Shape::OneOf(&[Shape::Map(&ALREADY_GROUP), Shape::Nothing])),
            "Groups that are on the target already; their members are `already` users.",
        ),
    ],
};

/// A person in the cast.
pub(crate) const USER: Form = Form {
    name: "a user",
    open: true,
    keys: &[
        optional("userName", Shape::Scalar, "Without it: `<name>.<run>@<user domain>`."),
        optional("givenName", Shape::Scalar, "Without it: the cast name with a capital."),
        optional("familyName", Shape::Scalar, "Without it: `Example`."),
        optional("email", Shape::Scalar, "The work email. Without it: the userName."),
        optional(
            "active",
            Shape::Never,
            "Whether a cast member is active is the IdP's business: `deactivate` and `reactivate`, or `already`.",
        ),
    ],
};

/// A person in `already:`.
pub(crate) const ALREADY_USER: Form = Form {
    name: "a user",
    open: true,
    keys: &[
        optional("userName", Shape::Scalar, "Without it: `<name>.<run>@<user domain>`."),
        optional("givenName", Shape::Scalar, "Without it: the cast name with a capital."),
        optional("familyName", Shape::Scalar, "Without it: `Example`."),
        optional("email", Shape::Scalar, "The work email. Without it: the userName."),
        optional("active", Shape::Boolean, "Whether the user is active on the target. Without it: true."),
    ],
};

/// A group in the cast.
pub(crate) const GROUP: Form = Form {
    name: "a group",
    open: false,
    keys: &[
        optional("displayName", Shape::Scalar, "Without it: the cast name. The run id is added to it."),
        optional("members", Shape::Crowd, "Who is in it, by cast name."),
        optional(
            "count",
            Shape::Count(MAX_GENERATED),
            "That many further members, named `<group>-1`, `<group>-2`, …",
        ),
    ],
};

/// A group in `already:`.
pub(crate) const ALREADY_GROUP: Form = Form {
    name: "a group",
    open: false,
    keys: &[
        optional("displayName", Shape::Scalar, "Without it: the cast name. The run id is added to it."),
        optional("members", Shape::Crowd, "Who is in it, by cast name."),
        optional(
            "count",
            Shape::Count(MAX_GENERATED),
            "That many further members, named `<group>-1`, `<group>-2`, …",
        ),
        optional(
            "copies",
            Shape::Count(MAX_GENERATED),
            "That many further groups without members, to fill pages of a list.",
        ),
    ],
};

/// The keys that every step shares; its act is one more key.
pub(crate) const STEP: Form = Form {
    name: "a step",
    open: false,
    keys: &[
        optional(
            "id",
            Shape::Name,
            "A name by which later steps reach this step's last answer: `${id.body.meta.location}`, `${id.status}`, `${id.headers.location}`.",
        ),
        optional(
            "expect",
            Shape::Map(&EXPECT),
            "What must come of it. Every expectation is its own finding.",
        ),
        optional("retry", Shape::Map(&RETRY), "Plays the act again until all expectations of the step hold."),
        optional(
            "drift",
            Shape::Switch,
            "Whether the target is read back after the act and compared with the org. Without it: on (off for `request`).",
        ),
        optional(
            "parallel",
            Shape::Switch,
            "Plays the acts of the step (one for each member, or each request of a list) at the same time. Without it: off. Answers then depend on who comes first, so such a step is not part of the snapshot unless `snapshot: on` says so.",
        ),
        optional("snapshot", Shape::Switch, "Whether the act is part of the snapshot. Without it: on."),
        optional(
            "rule",
            Shape::Text,
            "The rule that the step puts to the test (`scimulate rules` lists them): a missed expectation is reported as a breach of it, with its level, reason and fix.",
        ),
    ],
};

/// `uses:`.
pub(crate) const USES: Form = Form {
    name: "`uses`",
    open: false,
    keys: &[
        required("fragment", Shape::Text, "The fragment file, relative to this file."),
        optional(
            "with",
            Shape::MapOf(&Shape::Any),
            "Values for the fragment's `vars`, reached there as `${var:NAME}`.",
        ),
    ],
};

/// A fragment file.
pub(crate) const FRAGMENT: Form = Form {
    name: "a fragment",
    open: false,
    keys: &[
        optional("about", Shape::Text, "What these steps are for."),
        optional(
            "vars",
            Shape::MapOf(&Shape::Any),
            "The variables of the fragment and their defaults; null = must be given.",
        ),
        required("steps", Shape::Steps, "The shared steps."),
    ],
};
