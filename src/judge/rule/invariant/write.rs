//! How bodies of writes are read.

use crate::judge::catalogue::{Damage, ENTRA, NOBODY_ELSE, Rule};
use crate::judge::level;

pub(super) const RULES: &[&Rule] = &[&NAME_CASE, &FITTING_STATUS];

const NAME_CASE: Rule = Rule {
    id: "write.name-case",
    title: "attribute names in a body are read whatever their case",
    explanation: "Put to the test by a create that spells its attributes `UserName`, `Emails`, `Active`. Attribute \
        names have no case in SCIM. Okta and Microsoft Entra ID spell them as the standard does; others do not.",
    source: "RFC 7643 §2.1; RFC 7644 §3.10",
    why: "the server asks for attributes that were sent, or drops them unsaid",
    fix: "look attributes up without regard to case",
    level: level::okta_is_lax,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

const FITTING_STATUS: Rule = Rule {
    id: "error.fitting-status",
    title: "a value that the server does not take is refused with 400 or 403, not with 409 or 412",
    explanation: "Put to the test by creates that lack what they need or that the server may not want. Clients read \
        the status: a 409 is a duplicate, which some of them try again for ever; a 412 is a version that has moved \
        on. What is wrong with the request itself is a 400 with a scimType, what is not allowed is a 403.",
    source: "RFC 7644 §3.12 (SHOULD)",
    why: "the client takes the mistake for a duplicate or a stale version and tries again without end",
    fix: "answer 400 invalidValue and name the attribute in the detail; 403 for what is forbidden",
    level: level::warning,
    damage: Damage::Trouble,
    also_affects: &[ENTRA],
};
