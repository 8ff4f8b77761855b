//! Who is let in (RFC 7644 §2, §6).

use crate::judge::catalogue::{Damage, EVERY_CLIENT, NOBODY_ELSE, Rule};
use crate::judge::level;

pub(super) const RULES: &[&Rule] = &[&REQUIRED, &REPLACED, &PRIVILEGED, &TENANT];

const REQUIRED: Rule = Rule {
    id: "credentials.required",
    title: "a request without valid credentials is refused with 401 and changes nothing",
    explanation: "Put to the test by reading and writing without credentials and with made-up ones. Okta shows the \
        admin an error about credentials only for a 401; its submission tests want one, as a SCIM Error.",
    source: "RFC 7644 §2; Okta's OIN SPEC test, step 21",
    why: "anybody who knows the address can read or change people, or the admin is not told what is wrong",
    fix: "check the credentials before anything else, and answer 401 with WWW-Authenticate and a SCIM Error",
    level: level::violation,
    damage: Damage::Access,
    also_affects: EVERY_CLIENT,
};

const REPLACED: Rule = Rule {
    id: "credentials.replaced",
    title: "a token that was replaced is no longer accepted",
    explanation: "Put to the test with the old token that the target's owner gave (`other-tokens: { old-token: … }`). \
        A token is replaced because somebody may have seen it.",
    source: "RFC 7644 §2 (401 for credentials that are not valid)",
    why: "whoever has the old token can still read and change everybody",
    fix: "refuse a token with 401 from the moment at which it is replaced",
    level: level::violation,
    damage: Damage::Access,
    also_affects: NOBODY_ELSE,
};

const PRIVILEGED: Rule = Rule {
    id: "credentials.privileged",
    title: "the token of an ordinary user opens nothing",
    explanation: "Put to the test with the token of somebody who may sign in and administers nothing, which the \
        target's owner gave (`other-tokens: { ordinary-user: … }`). Every SCIM request needs the right to provision.",
    source: "RFC 7644 §2: the client is mapped to an access policy",
    why: "any employee can make administrators, or read who works here",
    fix: "ask for a scope or role that only provisioning clients have, and answer 403 without it",
    level: level::violation,
    damage: Damage::Access,
    also_affects: NOBODY_ELSE,
};

const TENANT: Rule = Rule {
    id: "credentials.tenant",
    title: "another tenant's token reaches nobody of this tenant",
    explanation: "Put to the test by reading and changing a user of the run with the token of another tenant, which the \
        target's owner gave (`other-tokens: { other-tenant: … }`). An id that belongs to another tenant does not exist.",
    source: "RFC 7644 §6",
    why: "one customer can read and change the people of another",
    fix: "look every id up within the tenant of the token, and answer 404 when it is not there",
    level: level::violation,
    damage: Damage::Access,
    also_affects: NOBODY_ELSE,
};
