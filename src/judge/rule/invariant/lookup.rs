//! What a client relies on when it looks for a user or group before it writes.

use crate::judge::catalogue::{Damage, ENTRA, EVERY_CLIENT, Rule};
use crate::judge::level;

pub(super) const RULES: &[&Rule] = &[&IGNORES_CASE, &SPECIAL_CHARACTERS, &FILTER_FORMS];

const IGNORES_CASE: Rule = Rule {
    id: "lookup.ignores-case",
    title: "a lookup by userName finds the user whatever the case of the letters",
    explanation: "Put to the test by looking a user up in other letters than it was made in. userName is compared \
        without regard to case. Okta looks a person up by the login of its own directory, in whatever case that is \
        written, before it creates anybody.",
    source: "RFC 7643 §4.1.1, §7; RFC 7644 §3.4.2.2",
    why: "the client finds nobody, makes the person a second time, or is refused with 409 for ever",
    fix: "compare userName without regard to case in filters, and in the check for duplicates",
    level: level::breaks_okta,
    damage: Damage::People,
    also_affects: EVERY_CLIENT,
};

const SPECIAL_CHARACTERS: Rule = Rule {
    id: "lookup.special-characters",
    title: "a lookup finds a userName with signs in it that URLs and filters treat specially",
    explanation: "Put to the test by looking up names with +, %, an apostrophe or letters outside ASCII. They come \
        percent-encoded in the URL, and inside the filter as a JSON string. Decoding twice, or reading a + that was \
        sent as %2B as a blank, makes the server search for somebody else.",
    source: "RFC 7644 §3.4.2.2; RFC 3986 §2.1; that a + must be sent as %2B is inferred",
    why: "the client finds nobody, and is then refused with 409 for ever, or makes the person a second time",
    fix: "decode the query once, then read the value of the filter as a JSON string",
    level: level::breaks_okta,
    damage: Damage::People,
    also_affects: EVERY_CLIENT,
};

const FILTER_FORMS: Rule = Rule {
    id: "lookup.filter-forms",
    title: "a filter is read whatever the case of its words, and a form that is not understood is refused; it never just finds nothing",
    explanation: "Put to the test by asking for one known user in several ways: names and operators in other case, \
        other attributes, `and`, parts of emails. Names and operators ignore case, so those must find the user. What \
        a server does not support it refuses with 400 invalidFilter. An empty list is the one wrong answer: it says \
        that nobody is there.",
    source: "RFC 7644 §3.4.2.2, §3.12 Table 9",
    why: "the client believes that nobody is there, and makes the person a second time",
    fix: "parse filters by the grammar of RFC 7644 instead of by a pattern; answer 400 invalidFilter to the rest",
    level: level::okta_is_lax,
    damage: Damage::People,
    also_affects: &[ENTRA],
};
