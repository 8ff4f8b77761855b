//! PATCH of a user: what the standard says of operations and of the message as a whole, and the forms of Entra.

use crate::judge::catalogue::{Damage, ENTRA, EVERY_CLIENT, NOBODY_ELSE, Rule};
use crate::judge::level;

pub(super) const RULES: &[&Rule] = &[&ATOMIC, &NO_OP, &EMPTY, &VALUE_PATH, &EXTENSION_PATH, &FLAT_KEYS];

const ATOMIC: Rule = Rule {
    id: "patch.atomic",
    title: "a PATCH of which one operation fails changes nothing",
    explanation: "Put to the test by a good operation followed by one that must fail, and a read. Either all \
        operations take effect or none does.",
    source: "RFC 7644 §3.5.2",
    why: "client and server disagree about what is stored, and neither knows",
    fix: "apply the operations to a copy, and store it once all of them have worked",
    level: level::okta_is_lax,
    damage: Damage::Trouble,
    also_affects: EVERY_CLIENT,
};

const NO_OP: Rule = Rule {
    id: "patch.no-op-accepted",
    title: "a PATCH that changes nothing is a success",
    explanation: "Put to the test by sending the same PATCH twice. Clients repeat themselves after a timeout, and \
        synchronise what they cannot see; that the state is as wanted already is no mistake.",
    source: "RFC 7644 §3.5.2.1 (SHOULD NOT change the resource, and is no error)",
    why: "clients report failures for people who are perfectly in order",
    fix: "answer 200 or 204 when there is nothing to change",
    level: level::warning,
    damage: Damage::Trouble,
    also_affects: &[ENTRA],
};

const EMPTY: Rule = Rule {
    id: "patch.empty-refused",
    title: "a PATCH without operations is refused with 400",
    explanation: "Put to the test by an empty list of operations. A message must hold at least one; one without is a \
        mistake of the client, which nobody learns of when it is answered with a success. The duty is the client's: \
        that a server refuses it is expected, not literally required.",
    source: "RFC 7644 §3.5.2 (binds the client); the refusal is inferred",
    why: "a client that loses its operations on the way is told that all is well",
    fix: "answer 400 invalidSyntax when Operations is missing or empty",
    level: level::warning,
    damage: Damage::Tidiness,
    also_affects: NOBODY_ELSE,
};

const VALUE_PATH: Rule = Rule {
    id: "patch.value-path",
    title: "a path like emails[type eq \"work\"].value changes the value that it selects",
    explanation: "Put to the test by replacing the address of a user who has a work email, and by one who has none. \
        The first must work. For the second the standard wants 400 noTarget while Entra hopes for a new email: \
        both are taken for right here, and so is no third answer.",
    source: "RFC 7644 §3.5.2, §3.5.2.3; Microsoft's page on SCIM compliance of the Entra provisioning service",
    why: "Entra sends every change of an email this way, and loses the whole PATCH with it",
    fix: "evaluate the filter in the path against the values, and return type and primary with them",
    level: level::warning,
    damage: Damage::Flow,
    also_affects: &[ENTRA],
};

const EXTENSION_PATH: Rule = Rule {
    id: "patch.extension-path",
    title: "a path may name an attribute of an extension by its full URN",
    explanation: "Put to the test by adding, replacing and removing attributes of the enterprise extension, on a user \
        who has none of them before. The URN ends at its last colon; the dot in 2.0 separates nothing.",
    source: "RFC 7644 §3.10, §3.5.2; Microsoft's page on SCIM compliance of the Entra provisioning service",
    why: "Entra cannot change department, manager or employee number",
    fix: "split a path at the last colon first, and create the extension's object when it is not there",
    level: level::warning,
    damage: Damage::Flow,
    also_affects: &[ENTRA],
};

const FLAT_KEYS: Rule = Rule {
    id: "patch.flat-keys",
    title: "dotted names and URNs as keys of a value without a path are understood or refused",
    explanation: "Put to the test by one replace whose value has keys like name.givenName. That is no form of the \
        standard; Entra sends it to servers that ask for its stricter mode. A server sets what is meant or answers \
        400; it neither ignores it with a success nor stores an attribute of that name.",
    source: "inferred from RFC 7644 §3.5.2.1; Microsoft's page on SCIM compliance of the Entra provisioning service",
    why: "Entra's updates are answered with a success and never arrive",
    fix: "read a key of a value without a path as a path of its own",
    level: level::warning,
    damage: Damage::People,
    also_affects: &[ENTRA],
};
