//! Canned answers: to what, and with what.

use super::{Form, Shape, optional, required};
use crate::scenario::vocabulary::CALL;

/// The words of `cut:`.
pub(crate) const CUTS: &[&str] = &["reset", "truncate", "empty", "malformed"];

/// The words of `unreachable:`.
pub(crate) const UNREACHABLE: &[&str] = &["name", "refused", "timeout", "tls"];

/// The value of `answers:`.
pub(crate) const ANSWERS: Shape = Shape::SomeIn(&Shape::Map(&ANSWER));

/// One item of `answers:`.
pub(crate) const ANSWER: Form = Form {
    name: "an answer",
    open: false,
    keys: &[
        required(
            "to",
            Shape::Pattern(CALL),
            "The requests that it is for, written as in `calls`: `GET /Users?filter`, `PUT /Users/*`. Without `?` the request must have no query; `*` stands for one segment of the path.",
        ),
        required("with", Shape::Map(&CANNED), "What is answered."),
    ],
};

/// `with:` of an answer.
pub(crate) const CANNED: Form = Form {
    name: "`with`",
    open: false,
    keys: &[
        optional(
            "status",
            Shape::OneOf(&[Shape::Between(200, 599), Shape::Pattern("\\$\\{")]),
            "The status. Without it: 201 for `created`, else 200; `error` needs one.",
        ),
        optional(
            "headers",
            Shape::MapOf(&Shape::Scalar),
            "Further headers. Without a Content-Type of its own, JSON is application/scim+json and a text is text/plain.",
        ),
        optional(
            "body",
            Shape::Any,
            "The body: a tree is sent as JSON, a text as it stands (plain text, HTML, broken JSON).",
        ),
        optional("error", Shape::Scalar, "A SCIM Error message with this detail."),
        optional(
            "users",
            Shape::OneOf(&[Shape::Members, Shape::ListOf(&Shape::Member)]),
            "A ListResponse of these users of the cast; `[]` for nobody.",
        ),
        optional(
            "groups",
            Shape::OneOf(&[Shape::Members, Shape::ListOf(&Shape::Member)]),
            "A ListResponse of these groups of the cast; `[]` for none.",
        ),
        optional(
            "created",
            Shape::Member,
            "201 with what was posted, an id and `meta`; from now on this is the resource of that user or group.",
        ),
        optional(
            "user",
            Shape::Member,
            "The user's resource as it is now: as created or last changed, else as Okta would create it.",
        ),
        optional(
            "group",
            Shape::Member,
            "The group's resource as it is now: as created or last changed, else as Okta would create it.",
        ),
        optional("delay", Shape::Duration, "The wait before the answer."),
        optional(
            "cut",
            Shape::Word(CUTS),
            "How the answer does not arrive. `reset`: the connection is reset; `empty`: it is closed without a byte; `malformed`: what comes is no HTTP; `truncate`: the connection is closed in the middle of the body.",
        ),
        optional(
            "unreachable",
            Shape::Word(UNREACHABLE),
            "Why no connection comes about, so that nothing is sent. `name`: the host name does not resolve; `refused`: nothing listens there; `timeout`: nobody answers; `tls`: the handshake fails.",
        ),
    ],
};
