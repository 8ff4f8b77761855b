//! The rules of expectations: one for each thing that a step may expect.

use crate::judge::catalogue::{Damage, NOBODY_ELSE, Rule};
use crate::judge::level;

/// Every rule of this room.
pub(in crate::judge) const RULES: &[&Rule] =
    &[&OKTA, &REMOTE, &STATUS, &HEADERS, &BODY, &CALLS, &WITHIN, &UNRESOLVED];

pub(super) const OKTA: Rule = Rule {
    id: "expect.okta",
    title: "Okta shows what the scenario expects",
    explanation: "Judged for every act: what the admin would see, against `expect: okta:` of the step; a step that \
        says nothing expects no error. A text that no source settles can be compared, but is held against \
        nobody: then it is a warning.",
    source: "the scenario; the wording of errors follows Okta's documentation and published reports",
    why: "the admin sees an error, or another one, or none where one is due",
    fix: "see the request that was refused; where the error is right, say so in the scenario",
    level: level::error,
    damage: Damage::Flow,
    also_affects: NOBODY_ELSE,
};

pub(crate) const REMOTE: Rule = Rule {
    id: "expect.remote",
    title: "the target holds what the scenario expects",
    explanation: "Judged by reading the resources that `expect: remote:` of the step names, after the act.",
    source: "the scenario",
    why: "what is on the server is not what its author says must be there",
    fix: "store what the act sent, or correct the expectation",
    level: level::error,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

pub(super) const STATUS: Rule = Rule {
    id: "expect.status",
    title: "the status is the one that the scenario expects",
    explanation: "Judged for `request` steps with `expect: status:`. A status that is stated replaces what rules think of it.",
    source: "the scenario",
    why: "the server answers otherwise than the scenario's author says it must",
    fix: "answer with the expected status, or correct the expectation",
    level: level::error,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

pub(super) const HEADERS: Rule = Rule {
    id: "expect.headers",
    title: "a header is what the scenario expects",
    explanation: "Judged for `request` steps with `expect: headers:`; the names of headers have no case.",
    source: "the scenario",
    why: "the server answers otherwise than the scenario's author says it must",
    fix: "send the expected header, or correct the expectation",
    level: level::error,
    damage: Damage::Tidiness,
    also_affects: NOBODY_ELSE,
};

pub(super) const BODY: Rule = Rule {
    id: "expect.body",
    title: "the body is what the scenario expects",
    explanation: "Judged for `request` steps with `expect: body:`: what is named must be there, other members may be.",
    source: "the scenario",
    why: "the server answers otherwise than the scenario's author says it must",
    fix: "answer with the expected body, or correct the expectation",
    level: level::error,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

pub(super) const CALLS: Rule = Rule {
    id: "expect.calls",
    title: "the act sends the requests that the scenario expects",
    explanation: "Judged for steps with `expect: calls:`. Which request comes next depends on the answers, so an \
        unexpected answer shows here as another sequence.",
    source: "the scenario",
    why: "the client took another way than the scenario's author says it must",
    fix: "see the answer after which the sequence differs",
    level: level::error,
    damage: Damage::Tidiness,
    also_affects: NOBODY_ELSE,
};

pub(super) const WITHIN: Rule = Rule {
    id: "expect.within",
    title: "the act is done in the time that the scenario allows",
    explanation: "Judged for steps with `expect: within:`. Read-backs and waiting for a rate limit are not counted \
        twice: it is the time of the act itself.",
    source: "the scenario",
    why: "the server is slower than its author allows; Okta gives up after 60 s",
    fix: "answer faster, or allow more time",
    level: level::error,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

pub(crate) const UNRESOLVED: Rule = Rule {
    id: "expect.unresolved",
    title: "every value that an expectation refers to exists when it is judged",
    explanation: "Told when an expectation mentions an id or an answer that does not exist at that moment, usually \
        because an earlier step failed.",
    source: "the scenario",
    why: "the expectation cannot be judged",
    fix: "see the earlier step that should have made the value",
    level: level::error,
    damage: Damage::Tidiness,
    also_affects: NOBODY_ELSE,
};
