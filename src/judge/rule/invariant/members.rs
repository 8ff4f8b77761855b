//! What every form of a change of members does, and what it must not do.

use crate::judge::catalogue::{Damage, ENTRA, EVERY_CLIENT, JUMPCLOUD, NOBODY_ELSE, Rule};
use crate::judge::level;

pub(super) const RULES: &[&Rule] = &[
    &STORED_ON_CREATE,
    &REMOVE_BY_FILTER,
    &REMOVE_BY_VALUE,
    &ADD_APPENDS,
    &ADD_REPEATED,
    &REPLACE_SETS,
    &WITHOUT_PATH,
    &ONLY_WHEN_NAMED,
    &NULL_PARTS,
    &EXTRA_PARTS,
    &UNKNOWN_REFUSED,
    &CHANGE_UNDONE,
    &NAMES_THE_UNKNOWN,
    &NO_GHOSTS,
];

/// Groundwork: whatever else is asked of a group's members rests on it.
pub(super) const STORED_ON_CREATE: Rule = Rule {
    id: "members.stored-on-create",
    title: "a group that is created with members has them",
    explanation: "Put to the test by creating a group with its members and reading it. What else is asked of the members \
        of such a group rests on that, so nothing more is blamed on other rules once it has failed. Okta creates its \
        groups empty and adds the members afterwards; other clients send both at once.",
    source: "RFC 7644 §3.3; RFC 7643 §4.2",
    why: "a whole team is without access, and the client believes that it has it",
    fix: "store the members that the POST of a group lists, as those of a PUT",
    level: level::okta_is_lax,
    damage: Damage::Access,
    also_affects: NOBODY_ELSE,
};

const REMOVE_BY_FILTER: Rule = Rule {
    id: "members.remove-by-filter",
    title: "removing a member by a filter in the path takes out that member and nobody else",
    explanation: "Put to the test on a group of four, with the path members[value eq \"ID\"] as Okta and Entra send it. \
        Servers fail here in both directions: the filter is not understood and the member stays, or it is thrown away \
        and the remove of `members` empties the whole group. Both answer 200.",
    source: "RFC 7644 §3.5.2.2",
    why: "somebody who left keeps access, or a whole team loses it, and nobody is told",
    fix: "parse the filter of the path and remove the members that match it",
    level: level::breaks_okta,
    damage: Damage::Access,
    also_affects: EVERY_CLIENT,
};

const REMOVE_BY_VALUE: Rule = Rule {
    id: "members.remove-by-value",
    title: "a remove that lists members in `value` takes out these and nobody else",
    explanation: "Put to the test with the form that Entra sends unless a flag is set in its base URL, and JumpCloud \
        always: path `members`, and the ones to go in `value`. The standard gives `value` no meaning in a remove; read \
        by the letter the request empties the group, which no client ever means. Refusing it with 400 is safe, doing \
        what is meant is better.",
    source: "inferred from RFC 7644 §3.5.2.2; Microsoft's SCIM compliance page",
    why: "one person leaves, and the whole team loses access",
    fix: "remove the members that `value` lists; a refusal harms nobody, but then such clients can remove nobody",
    level: level::warning,
    damage: Damage::People,
    also_affects: &[ENTRA, JUMPCLOUD],
};

const ADD_APPENDS: Rule = Rule {
    id: "members.add-appends",
    title: "adding a member leaves the others in the group",
    explanation: "Put to the test by adding one person to a group that has others. An add to an attribute with several \
        values appends. The member object holds what Okta sends: `value` and `display`, no `type`, no `$ref`.",
    source: "RFC 7644 §3.5.2.1; RFC 7643 §4.2",
    why: "everybody else in the team loses access when one person joins, or the newcomer never arrives",
    fix: "append to the list; take a member without `type` for a user",
    level: level::breaks_okta,
    damage: Damage::Access,
    also_affects: EVERY_CLIENT,
};

const ADD_REPEATED: Rule = Rule {
    id: "members.add-repeated",
    title: "adding somebody who is a member already changes nothing and succeeds",
    explanation: "Put to the test by adding the same person twice. Some clients repeat their adds on every schedule, and \
        every client repeats a request whose answer it has lost.",
    source: "RFC 7644 §3.5.2.1; RFC 7643 §2.4 (a value appears once)",
    why: "the push fails for the sake of one who is in already, or the list fills with copies",
    fix: "leave out what is there already and answer as for any other add",
    level: level::warning,
    damage: Damage::Trouble,
    also_affects: &[JUMPCLOUD],
};

const REPLACE_SETS: Rule = Rule {
    id: "members.replace-sets-list",
    title: "replacing the members leaves exactly those that were sent",
    explanation: "Put to the test with a PATCH that replaces [B, C] by [A, B], with an empty list, and with a PUT. Push \
        now and Link send this. An empty list empties the group and is no mistake: somebody emptied it.",
    source: "RFC 7644 §3.5.1, §3.5.2.3; RFC 7643 §2.5",
    why: "people who were taken out of the group keep its access, or those who belong to it have none",
    fix: "replace the whole list, whether it is long or empty",
    level: level::breaks_okta,
    damage: Damage::Access,
    also_affects: EVERY_CLIENT,
};

const WITHOUT_PATH: Rule = Rule {
    id: "members.without-path",
    title: "members in the value object of a replace without a path are applied",
    explanation: "Put to the test with a form that Okta has been seen to send when a pushed group is empty: a replace \
        without a path, with displayName and members in its value object.",
    source: "RFC 7644 §3.5.2.3; jelhub/scimgateway issue 113",
    why: "a group that was emptied in the directory keeps its members, and they keep their access",
    fix: "apply every attribute of the value object when an operation has no path",
    level: level::breaks_okta,
    damage: Damage::Access,
    also_affects: &[ENTRA],
};

const ONLY_WHEN_NAMED: Rule = Rule {
    id: "members.only-when-named",
    title: "a PATCH that does not name the members leaves them alone",
    explanation: "Put to the test by changing a group's name without a path, as Okta does with every change of members, \
        and by setting another attribute. A server that takes a replace for a new group, with nobody in it unless \
        told, empties a team when somebody renames it.",
    source: "RFC 7644 §3.5.2.3",
    why: "a whole team loses access when its group is renamed",
    fix: "change only the attributes that the operation names; without a path, those of its value object",
    level: level::breaks_okta,
    damage: Damage::Access,
    also_affects: EVERY_CLIENT,
};

const NULL_PARTS: Rule = Rule {
    id: "members.null-parts",
    title: "a sub-attribute of a member that is null counts as absent",
    explanation: "Put to the test by adding a member with `display: null` and `$ref: null`. Logs show a custom app of \
        Okta's to send such nulls in its PUT. Null and absent say the same.",
    source: "RFC 7643 §2.5; jelhub/scimgateway issue 95",
    why: "the whole membership is refused for the sake of a name that nobody needs",
    fix: "drop sub-attributes that are null before validating the member",
    level: level::breaks_okta,
    damage: Damage::Flow,
    also_affects: NOBODY_ELSE,
};

const EXTRA_PARTS: Rule = Rule {
    id: "members.extra-parts",
    title: "a sub-attribute of a member that the schema does not have is ignored",
    explanation: "Put to the test with `displayName` in a member, which Microsoft's own tests send. The standard does not \
        say what to do with it; who only needs `value` can do without the rest.",
    source: "inferred from RFC 7644 §3.5.2; AzureAD/SCIMReferenceCode issue 20",
    why: "a membership is refused for something that does not matter",
    fix: "read `value` of each member and ignore what is not known",
    level: level::warning,
    damage: Damage::Trouble,
    also_affects: &[ENTRA],
};

const UNKNOWN_REFUSED: Rule = Rule {
    id: "members.unknown-refused",
    title: "a member who does not exist is refused, or stored like any other",
    explanation: "Put to the test by adding an id that nobody has, and a read. A server need not check references, and \
        may store what it was sent; but one that checks, and drops the unknown one in silence, says that something was \
        stored which was not.",
    source: "RFC 7643 §2.3.7; RFC 7644 §3.5.2",
    why: "the client believes in a membership that does not exist, and never sends it again",
    fix: "answer 400 invalidValue and name the id",
    level: level::warning,
    damage: Damage::Trouble,
    also_affects: EVERY_CLIENT,
};

const CHANGE_UNDONE: Rule = Rule {
    id: "members.refused-change-undone",
    title: "a change of members that is refused leaves the group as it was",
    explanation: "Put to the test by replacing the members by a list with an unknown id in it. Whoever clears the list \
        first and looks the members up afterwards has emptied the group by the time the request is refused.",
    source: "RFC 7644 §3.5.2 (a PATCH is atomic)",
    why: "a whole team loses access because one of its members is out of date",
    fix: "resolve every member first, or undo the change when it fails",
    level: level::breaks_okta,
    damage: Damage::Access,
    also_affects: EVERY_CLIENT,
};

const NAMES_THE_UNKNOWN: Rule = Rule {
    id: "members.refusal-names-the-unknown",
    title: "a refusal for an unknown member names that id and not the good ones",
    explanation: "Put to the test by adding somebody who exists and an id that nobody has. Refusing both is right, since a \
        PATCH is atomic. But the admin has to find the one that is out of date, and Okta does not try again: a detail \
        that names every id helps nobody.",
    source: "RFC 7644 §3.12 (detail); fleetdm/fleet issue 52600",
    why: "one stale id blocks a group's push, and nobody can tell which",
    fix: "name only the ids that were not found in `detail`",
    level: level::warning,
    damage: Damage::Trouble,
    also_affects: EVERY_CLIENT,
};

const NO_GHOSTS: Rule = Rule {
    id: "members.no-ghosts",
    title: "a member who does not exist is not made",
    explanation: "Put to the test by adding an id that nobody has and reading it. Ids are the server's to give out, and a \
        group's member list makes no users.",
    source: "RFC 7643 §3.1 (the server assigns ids), §4.2",
    why: "accounts appear that nobody manages and nobody will deactivate",
    fix: "look members up, and never create them",
    level: level::breaks_okta,
    damage: Damage::Access,
    also_affects: EVERY_CLIENT,
};
