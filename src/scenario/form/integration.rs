//! Settings of the app that a scenario may ask for.
//!
//! The names are those of the Okta model's integration with hyphens; the room of that model lies below this one, so
//! the table stands here and the runner turns names into settings.

use super::{Form, Shape, optional};

const MAPPED: Form = Form {
    name: "a mapped attribute",
    open: false,
    keys: &[
        super::required(
            "name",
            Shape::Text,
            "The external name: the JSON key, with a dot for a sub-attribute.",
        ),
        optional(
            "namespace",
            Shape::Text,
            "The external namespace, a schema URN. Without it: the core User schema.",
        ),
    ],
};

/// `integration:`.
pub(crate) const INTEGRATION: Form = Form {
    name: "`integration`",
    open: false,
    keys: &[
        optional("app-label", Shape::Text, "The app's label, as it stands in Okta's messages."),
        optional(
            "unique-identifier",
            Shape::Word(&["userName", "email"]),
            "\"Unique identifier field for users\": whose value stands in the lookup's filter.",
        ),
        optional("create-users", Shape::Boolean, "The box \"Create Users\"."),
        optional("update-users", Shape::Boolean, "The box \"Update User Attributes\"."),
        optional("deactivate-users", Shape::Boolean, "The box \"Deactivate Users\"."),
        optional("sync-password", Shape::Boolean, "The box \"Sync Password\"."),
        optional("push-groups", Shape::Boolean, "The box \"Push Groups\"."),
        optional("import-users", Shape::Boolean, "The box \"Import New Users and Profile Updates\"."),
        optional("import-groups", Shape::Boolean, "The box \"Import Groups\"."),
        optional(
            "cleared-as",
            Shape::OneOf(&[Shape::Word(&["null", "empty-string", "omitted"]), Shape::Nothing]),
            "How a cleared attribute is sent on update.",
        ),
        optional(
            "password-patch",
            Shape::Word(&["value-object", "path"]),
            "The body of okta-oin's password PATCH.",
        ),
        optional(
            "group-create-order",
            Shape::Word(&["empty-then-patch", "members-in-post"]),
            "Whether okta-oin creates a group with its members in the POST.",
        ),
        optional(
            "link-membership",
            Shape::Word(&["add", "replace"]),
            "What linking a group sends for its members.",
        ),
        optional("rename-groups", Shape::Boolean, "\"Rename app groups to match group name in Okta\"."),
        optional(
            "plus-for-blank",
            Shape::Boolean,
            "Whether blanks in a filter are sent as `+` instead of `%20`.",
        ),
        optional(
            "mapping",
            Shape::MapOf(&Shape::OneOf(&[Shape::Text, Shape::Map(&MAPPED), Shape::Nothing])),
            "Further attributes of the app profile: Okta attribute to external name, or to name and namespace; null takes one out of the mapping.",
        ),
    ],
};

/// The form of one mapped attribute.
pub(crate) const MAPPED_ATTRIBUTE: &Form = &MAPPED;
