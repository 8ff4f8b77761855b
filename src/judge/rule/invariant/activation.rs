//! Switching users off and on, in forms that other clients than Okta send.

use crate::judge::catalogue::{Damage, ENTRA, NOBODY_ELSE, Rule};
use crate::judge::level;

pub(super) const RULES: &[&Rule] = &[&AS_TEXT, &ANY_CASE, &ADD_SETS, &REPEATABLE, &KEEPS_PROFILE];

const AS_TEXT: Rule = Rule {
    id: "patch.active-as-text",
    title: "`active` as the text \"False\" or \"True\" means the boolean",
    explanation: "Put to the test with the form that Entra sends unless a flag is set in its base URL: \"False\" and \
        \"True\" as texts. The standard wants a boolean, so a refusal with 400 is legal, and then Entra cannot \
        deactivate anybody. The dangerous server is the one that answers 200 and takes \"False\" for true, because a \
        text that is not empty counts as true in its language.",
    source: "RFC 7643 §2.3.2 (a boolean); Microsoft's SCIM compliance page (the texts)",
    why: "leavers keep their access, or a deactivation activates them",
    fix: "read \"True\" and \"False\" as booleans, in any case; never by whether a text is empty",
    level: level::warning,
    damage: Damage::People,
    also_affects: &[ENTRA],
};

const ANY_CASE: Rule = Rule {
    id: "patch.op-any-case",
    title: "`Add`, `Replace` and `Remove` are understood in any case",
    explanation: "Put to the test with operations written as Entra writes them unless a flag is set in its base URL. The \
        standard writes them in lower case and does not say what to do with others, so this is a tolerance; without \
        it every PATCH of such a client fails.",
    source: "inferred from RFC 7644 §3.5.2; Microsoft's SCIM compliance page",
    why: "no change that the client makes arrives, deactivations included",
    fix: "compare `op` without regard to case",
    level: level::warning,
    damage: Damage::Flow,
    also_affects: &[ENTRA],
};

const ADD_SETS: Rule = Rule {
    id: "patch.add-sets-single",
    title: "an add to an attribute with one value sets it",
    explanation: "Put to the test by adding `active`. Where the attribute has one value, an add replaces it: add and \
        replace do the same there. Some clients send one, some the other.",
    source: "RFC 7644 §3.5.2.1",
    why: "deactivations of clients that write add are refused, and leavers keep their access",
    fix: "treat add on an attribute with one value like replace",
    level: level::violation,
    damage: Damage::Flow,
    also_affects: &[ENTRA],
};

const REPEATABLE: Rule = Rule {
    id: "user.deactivation-repeatable",
    title: "deactivating a user who is inactive changes nothing and succeeds",
    explanation: "Put to the test by the same PATCH twice. A client that has lost an answer sends its request again, and \
        so does one whose schedule finds the person out of scope once more. No RFC says it in so many words: a PATCH \
        that asks for what is there is no mistake.",
    source: "inferred from RFC 7644 §3.5.2",
    why: "the admin is shown a failed deactivation of somebody who is inactive, and may open the wrong ticket",
    fix: "answer as for the first time; compare nothing with the state before",
    level: level::warning,
    damage: Damage::Trouble,
    also_affects: &[ENTRA],
};

const KEEPS_PROFILE: Rule = Rule {
    id: "user.reactivation-keeps-profile",
    title: "a user who is activated again has the profile of old",
    explanation: "Put to the test by a PATCH that switches a user off and one that switches it on again, neither of which \
        names anything but `active`. Okta hides this mistake where it pushes the whole profile afterwards; a client \
        that sends what changed, and nothing else, does not.",
    source: "RFC 7644 §3.5.2, §3.5.2.3 (a PATCH changes what it names)",
    why: "people come back with a default role: too little for their work, or more than they had",
    fix: "keep every attribute through deactivation and activation",
    level: level::breaks_okta,
    damage: Damage::Access,
    also_affects: NOBODY_ELSE,
};
