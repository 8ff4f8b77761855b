//! What a step may expect, and how it is tried again.

use super::{Form, Shape, optional, required};
use crate::scenario::vocabulary::CALL;

/// What Okta shows, apart from errors with their texts.
const SHOWN: &[&str] = &["success", "failure", "rescheduled", "nothing"];

/// `expect:`.
pub(crate) const EXPECT: Form = Form {
    name: "`expect`",
    open: false,
    keys: &[
        optional(
            "okta",
            Shape::OneOf(&[
                Shape::Word(SHOWN),
                Shape::Map(&OKTA_ERROR),
                Shape::Named(&Shape::OneOf(&[Shape::Word(SHOWN), Shape::Map(&OKTA_ERROR)])),
            ]),
            "What the admin must see: `success`, `failure` (some error, whatever its text), `rescheduled` (Okta puts the job off and tries again by itself), `nothing` (Okta sends nothing for the act, and shows nothing), or `error:` with the exact text. For several members one value for all, or a map by cast name.",
        ),
        optional(
            "remote",
            Shape::MapOf(&Shape::OneOf(&[Shape::MapOf(&Shape::Any), Shape::Nothing])),
            "What a read-back must find, by cast name (`already.NAME` for what was there before): attributes by Okta's or by SCIM's name, members of a group by cast name in any order. null: the resource must be gone.",
        ),
        optional(
            "status",
            Shape::Status,
            "The status that a `request` must get: a number, a list of numbers, or a matcher.",
        ),
        optional(
            "headers",
            Shape::MapOf(&Shape::Any),
            "Headers of the answer to a `request`; names in any case.",
        ),
        optional(
            "body",
            Shape::Any,
            "The body of the answer to a `request`: a subset unless a matcher says otherwise.",
        ),
        optional(
            "calls",
            Shape::ListOf(&Shape::Pattern(CALL)),
            "The calls that the act must make, in order: `GET /Users?filter`, `POST /Users`, `PATCH /Users/*`.",
        ),
        optional("within", Shape::Duration, "How long the act may take."),
    ],
};

/// `error:` below `okta:`.
pub(crate) const OKTA_ERROR: Form = Form {
    name: "`okta`",
    open: false,
    keys: &[required("error", Shape::Scalar, "Exactly the text that the admin must see; `${…}` allowed.")],
};

/// `retry:`, and the value of `await:`.
pub(crate) const RETRY: Form = Form {
    name: "`retry`",
    open: false,
    keys: &[
        optional(
            "until",
            Shape::Word(&["expected"]),
            "Always `expected`: all expectations of the step hold. May be left out.",
        ),
        optional("every", Shape::Duration, "The pause between tries. Without it: 500ms."),
        required("for", Shape::Duration, "When to give up."),
    ],
};
