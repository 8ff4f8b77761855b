//! What an update of a user must do, must leave alone, and must say of itself.

use crate::judge::catalogue::{Damage, ENTRA, EVERY_CLIENT, NOBODY_ELSE, Rule};
use crate::judge::level;

pub(super) const RULES: &[&Rule] = &[
    &TAKES_EFFECT,
    &ANSWER_IS_CURRENT,
    &OWN_BODY_ACCEPTED,
    &ACTIVE_KEPT,
    &GROUPS_READ_ONLY,
    &REACTIVATES_WITH_PROFILE,
    &UNKNOWN_ATTRIBUTES,
];

const TAKES_EFFECT: Rule = Rule {
    id: "update.takes-effect",
    title: "an update that is answered with a success has been carried out",
    explanation: "Put to the test by a PUT, and by add, replace and remove in a PATCH, with a read after each. A \
        server that does not support a change refuses it; an answer of 200 or 204 says that it was made. For Okta's \
        own pushes the same is found by reading back what they wrote.",
    source: "RFC 7644 §3.5.1, §3.5.2",
    why: "the client believes in a change that was never made, or makes it again for ever",
    fix: "store every attribute of a PUT, carry out add, replace and remove, or answer 400 to what is not supported",
    level: level::breaks_okta,
    damage: Damage::People,
    also_affects: EVERY_CLIENT,
};

/// The answer says otherwise than a read right after it.
pub(in crate::judge) const ANSWER_IS_CURRENT: Rule = Rule {
    id: "update.answer-is-current",
    title: "the answer to a write shows the new state",
    explanation: "Judged by comparing the answer to a PUT or PATCH with what a read finds right after it. Where the \
        change was made and the answer still shows what was there before, clients that believe the answer push \
        again and again, or report a failure that is none.",
    source: "RFC 7644 §3.1, §3.5.1, §3.5.2",
    why: "the client takes a change that was made for one that was not",
    fix: "load the resource again, or apply the change to it, before it is written into the answer",
    level: level::violation,
    damage: Damage::Trouble,
    also_affects: &[ENTRA],
};

const OWN_BODY_ACCEPTED: Rule = Rule {
    id: "update.own-body-accepted",
    title: "a PUT of the very resource that a read has shown is accepted",
    explanation: "Put to the test by sending back what a GET has answered. That is how Okta updates people: it reads \
        the user, writes its own values over it, and sends all of it back, id, meta and groups included. readOnly \
        attributes in a PUT are ignored.",
    source: "RFC 7644 §3.5.1; Okta SCIM 2.0 reference, \"Update a specific User (PUT)\"",
    why: "no update from Okta ever gets through",
    fix: "ignore id, meta and groups in the body of a PUT",
    level: level::breaks_okta,
    damage: Damage::Flow,
    also_affects: EVERY_CLIENT,
};

const ACTIVE_KEPT: Rule = Rule {
    id: "update.active-kept",
    title: "a PUT that does not mention active deactivates nobody",
    explanation: "Put to the test by a PUT without active on an active user. A server may clear what a PUT leaves \
        out, but active is no attribute like others: whether somebody may get in should not change unsaid. Okta \
        always sends it.",
    source: "RFC 7644 §3.5.1 (MAY); that active is kept is inferred",
    why: "people lose access because a client left one attribute out",
    fix: "keep active, or take it for true, when a PUT does not mention it",
    level: level::warning,
    damage: Damage::People,
    also_affects: NOBODY_ELSE,
};

const GROUPS_READ_ONLY: Rule = Rule {
    id: "user.groups-read-only",
    title: "what a PUT of a user says of its groups changes no membership",
    explanation: "Put to the test by updating somebody who is in a group, and reading the group. groups of a user \
        is readOnly: membership is changed at the group. Okta sends `groups: []` with every user whose groups the \
        server does not show.",
    source: "RFC 7643 §4.1.2; RFC 7644 §3.5.1",
    why: "every change of a profile throws the person out of all groups, unseen",
    fix: "ignore groups in the body of POST and PUT of a user",
    level: level::breaks_okta,
    damage: Damage::Access,
    also_affects: EVERY_CLIENT,
};

const REACTIVATES_WITH_PROFILE: Rule = Rule {
    id: "update.reactivates-with-profile",
    title: "one PUT may reactivate a user and change the profile",
    explanation: "Put to the test by a PUT with active: true and another name on a deactivated user. A PUT replaces \
        the whole resource, whatever state it was in. One published log shows Okta doing both in one request.",
    source: "RFC 7644 §3.5.1; LaunchDarkly documents the refusal",
    why: "somebody who comes back under another name stays outside",
    fix: "judge a PUT by the state that it leads to, not by the one before",
    level: level::warning,
    damage: Damage::Flow,
    also_affects: NOBODY_ELSE,
};

const UNKNOWN_ATTRIBUTES: Rule = Rule {
    id: "write.unknown-attributes",
    title: "an attribute that the server does not know keeps nothing else from being stored",
    explanation: "Put to the test by a create and a PUT with an attribute and an extension that nobody has defined. \
        The standard is silent, and identity providers send whatever an admin has mapped: a server that refuses all \
        of it for one unknown name leaves the department wrong because it does not know cost centres.",
    source: "inferred; RFC 7643 §3 and RFC 7644 §3.5.1 are silent on unknown attributes",
    why: "one attribute that an admin maps stops every update",
    fix: "ignore unknown attributes and unknown extensions in POST and PUT",
    level: level::warning,
    damage: Damage::Flow,
    also_affects: EVERY_CLIENT,
};
