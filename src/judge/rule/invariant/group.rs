//! What clients rely on with groups, their members apart.

use crate::judge::catalogue::{Damage, ENTRA, NOBODY_ELSE, Rule};
use crate::judge::level;

pub(super) const RULES: &[&Rule] =
    &[&NAMED_WITHOUT_PATH, &GONE_IS_404, &EXTERNAL_ID, &LISTED_MEMBERS, &EXCLUDED];

const NAMED_WITHOUT_PATH: Rule = Rule {
    id: "group.named-without-path",
    title: "a PATCH of a group's name without a path is applied, though it repeats the id",
    explanation: "Put to the test with the body that a catalogue app of Okta's sends before every change of members: a \
        replace without a path whose value holds displayName and the group's own id. The id is read-only, but repeating \
        what is there changes nothing, and so is no mistake.",
    source: "RFC 7644 §3.5.2.3; Okta SCIM 2.0 reference, \"Update a specific Group name\"",
    why: "the push mapping goes to an error, and no change of members arrives any more",
    fix: "apply every attribute of the value object, and ignore an id that is the group's own",
    level: level::breaks_okta,
    damage: Damage::Flow,
    also_affects: NOBODY_ELSE,
};

const GONE_IS_404: Rule = Rule {
    id: "write.gone-is-refused",
    title: "a write to a group that is gone is answered 404",
    explanation: "Put to the test by deleting a pushed group behind the client's back and changing its members. The 404 \
        is how Okta learns of it: the push mapping goes to an error, and the admin can unlink the group and push it \
        again. A PUT never makes a resource.",
    source: "RFC 7644 §3.5.1 (MUST NOT), §3.12; Okta help, troubleshoot Group Push",
    why: "the push mapping is green, and nobody gets or loses access by it any more",
    fix: "look the group up first, and answer 404 with an Error body when it is not there",
    level: level::breaks_okta,
    damage: Damage::Access,
    also_affects: &[ENTRA],
};

const EXTERNAL_ID: Rule = Rule {
    id: "group.external-id-changes",
    title: "the externalId of a group can be changed, where groups have one",
    explanation: "Put to the test by making a group with an externalId and replacing it. The attribute is the client's; a \
        server that keeps it must let the client change it. One that keeps none is not meant. Okta sends none.",
    source: "RFC 7643 §3.1",
    why: "a client that matches groups by it finds the wrong one, or makes a second",
    fix: "store externalId of a group like any other attribute that the client may write",
    level: level::violation,
    damage: Damage::Trouble,
    also_affects: &[ENTRA],
};

const LISTED_MEMBERS: Rule = Rule {
    id: "list.shows-members",
    title: "a list of groups shows their members",
    explanation: "Put to the test by asking for a group by its name. `members` is returned unless the client asks not to \
        have it, in a list as well as alone. A client that compares memberships by a list otherwise takes every group \
        for empty.",
    source: "RFC 7643 §4.2, §7 (returned: default)",
    why: "imports show groups without anybody in them",
    fix: "show `members` in lists, unless excludedAttributes names them",
    level: level::warning,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

const EXCLUDED: Rule = Rule {
    id: "query.excluded-attributes",
    title: "excludedAttributes=members leaves the members out, and nothing else",
    explanation: "Put to the test by the question that Entra asks before every change of a group: \
        excludedAttributes=members with a filter on displayName. The group comes without members and with its name.",
    source: "RFC 7644 §3.4.2.5, §3.9",
    why: "every look at a large group carries all its members along, and runs into time limits",
    fix: "drop the attributes that excludedAttributes names from the answer",
    level: level::violation,
    damage: Damage::Trouble,
    also_affects: &[ENTRA],
};
