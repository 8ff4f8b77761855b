//! userType and roles: what becomes of a value that the server does not know, or of a shape that it does not expect.

use crate::judge::catalogue::{Damage, ENTRA, NOBODY_ELSE, Rule};
use crate::judge::level;

pub(super) const RULES: &[&Rule] = &[&KEPT_OR_REFUSED, &ROLES];

const KEPT_OR_REFUSED: Rule = Rule {
    id: "user-type.kept-or-refused",
    title: "a userType that the server does not know is stored or refused, never replaced by another",
    explanation: "Put to the test by a PUT with a userType that nobody has defined. A server with a closed list says \
        400 invalidValue and names what it knows; one without stores the text. Some vendors document that they fall \
        back to a default instead: nobody learns then that the person got another licence or other rights.",
    source: "RFC 7643 §4.1.1; RFC 7644 §3.12 (invalidValue)",
    why: "a mistyped value gives somebody other rights, and the admin sees success",
    fix: "answer 400 invalidValue with the list of known values, or keep the value that was there",
    level: level::warning,
    damage: Damage::People,
    also_affects: NOBODY_ELSE,
};

const ROLES: Rule = Rule {
    id: "roles.shapes",
    title: "roles are taken as the objects that the standard defines",
    explanation: "Put to the test by roles with value, type and primary, in a create and in a PATCH, as Microsoft \
        Entra ID sends them. A server without roles ignores them. That only plain texts are taken is one vendor's \
        habit, and keeps Entra's users out.",
    source: "RFC 7643 §4.1.2; MicrosoftDocs/entra-docs#215 (Entra's forms)",
    why: "Entra cannot create anybody who has an app role",
    fix: "take roles as an array of objects with a value, and ignore parts that you do not know",
    level: level::warning,
    damage: Damage::Flow,
    also_affects: &[ENTRA],
};
