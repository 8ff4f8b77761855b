//! The keys of a profile file. Knobs and settings have tables of their own.

use crate::provider::knob::{Field, Shape, optional, required};

/// The file.
pub(super) const PROFILE: &[Field] = &[
    required("name", Shape::Text, "A short name: lower-case letters, digits and hyphens."),
    required("title", Shape::Text, "One line: whose server this is."),
    optional("about", Shape::Text, "A paragraph: what the profile rests on, and what it leaves out."),
    optional(
        "sources",
        Shape::MapOf(&Shape::Text),
        "The documents behind it, by the short name under which they are cited.",
    ),
    optional("provider", Shape::Any, "Knobs of the embedded provider."),
    optional("faults", Shape::Texts, "Known defects that the server has too; `scimulate faults` lists them."),
    optional(
        "variants",
        Shape::Texts,
        "Harmless differences that it has too; `scimulate faults --variants` lists them.",
    ),
    optional("integration", Shape::Any, "How the app is set up in Okta."),
    optional(
        "accepts",
        Shape::MapOf(&Shape::Text),
        "Findings that are known and meant: a rule's id (or a family, `drift.*`) and the reason. They are reported as \
         notes.",
    ),
    optional("rows", Shape::ListOf(&Shape::Map(ROW)), "What the vendor's documents say, one row each."),
];

/// A row.
pub(super) const ROW: &[Field] = &[
    required("id", Shape::Text, "Its number: `S1`."),
    required("says", Shape::Text, "What the documents say, in a sentence."),
    optional("source", Shape::Texts, "Where: the short name of a document and a line, `guide:21`."),
    optional("inferred", Shape::Text, "What in it is inferred, and from what."),
    optional("scenario", Shape::Texts, "The scenarios that show it, by name."),
    optional("not-over-http", Shape::Text, "Why it cannot be seen over HTTP."),
    optional(
        "client-side",
        Shape::Text,
        "Why nothing of it reaches the server: it is the IdP's own behaviour.",
    ),
];

/// What stands around a value that says what it rests on.
pub(super) const ANNOTATED: &[Field] = &[
    required("value", Shape::Any, "The value."),
    optional("documented", Shape::Texts, "The lines that say so: `guide:21`."),
    optional("inferred", Shape::Text, "The reason, where no document says it."),
];

/// Keys of `integration:` that scenarios do not have.
pub(super) const INTEGRATION: &[Field] = &[
    optional(
        "clients",
        Shape::Texts,
        "The clients that push: `okta-oin` for a catalogue app, `okta-aiw` for a custom one.",
    ),
    optional(
        "auth",
        Shape::Text,
        "\"Authentication mode\", in words; the token itself is given on the command line.",
    ),
    optional(
        "always-set",
        Shape::MapOf(&Shape::Any),
        "Attributes that every user must have here, by Okta's name.",
    ),
];
