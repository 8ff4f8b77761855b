//! What a create must take as it comes, and what it must not obey.

use crate::judge::catalogue::{Damage, ENTRA, NOBODY_ELSE, Rule};
use crate::judge::level;

pub(super) const RULES: &[&Rule] = &[&ID_IGNORED, &ACTIVE_BY_DEFAULT, &SCHEMAS_TOLERATED];

const ID_IGNORED: Rule = Rule {
    id: "create.id-ignored",
    title: "an id in a create is ignored: it never leads to a user who is there already",
    explanation: "Put to the test by creating a user with the id of another one in the body. id is readOnly and the \
        server's to give, so it is ignored: the new user gets an id of its own, and the other stays as it was.",
    source: "RFC 7643 §3.1; RFC 7644 §3.3",
    why: "whoever may create users can overwrite any user whose id they know",
    fix: "drop readOnly attributes from the body of a POST before anything else looks at it",
    level: level::violation,
    damage: Damage::Access,
    also_affects: NOBODY_ELSE,
};

const ACTIVE_BY_DEFAULT: Rule = Rule {
    id: "create.active-by-default",
    title: "a user who is created without active is active",
    explanation: "Put to the test by a create that does not mention active. The default is the server's choice, but \
        every identity provider takes a new user for an active one.",
    source: "RFC 7643 §4.1.1 (the meaning of active is the server's); that true is expected is inferred",
    why: "people are assigned the app and cannot get in",
    fix: "take a missing active for true on create",
    level: level::warning,
    damage: Damage::People,
    also_affects: NOBODY_ELSE,
};

const SCHEMAS_TOLERATED: Rule = Rule {
    id: "create.schemas-tolerated",
    title: "a create may list schemas that the server does not know",
    explanation: "Put to the test by a create whose schemas names an extension that nobody has defined here, without \
        data for it. Okta lists the URN of every custom attribute that an admin maps, and other clients list \
        extensions that they do not use. To refuse that is a legitimate reading of the standard, and it keeps people \
        out.",
    source: "RFC 7643 §3 (silent on unknown URNs); tolerance is inferred from what clients send",
    why: "nobody can be created once an admin maps a custom attribute",
    fix: "ignore URNs in schemas that the server does not know",
    level: level::warning,
    damage: Damage::Flow,
    also_affects: &[ENTRA, "OneLogin"],
};
