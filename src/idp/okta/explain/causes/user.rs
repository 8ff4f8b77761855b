//! Jobs of a user: assignment, profile push, deactivation.

use super::{Situation, doing, is, says, status};
use crate::idp::okta::explain::operation::Operation;
use crate::idp::okta::explain::remote::Remote;
use crate::idp::okta::explain::sentence::Sentence;

/// How targets say that another resource has the value.
const TAKEN: &[&str] = &[
    "already exists",
    "already exist",
    "already in use",
    "already taken",
    "already been taken",
    "duplicate",
    "not unique",
];

const WRITES: &[Operation] = &[Operation::CreateUser, Operation::PushProfile];

pub(super) const SITUATIONS: &[Situation] = &[
    Situation {
        id: "null-refused",
        summary: "The target refuses an attribute that Okta sends as null.",
        causes: &[
            "The attribute has no value in Okta, and on an update Okta sends such an attribute as null",
            "The target's input check allows a missing attribute or text, and no null",
        ],
        fixes: &[
            "Take null as \"no value\" in PUT and PATCH (RFC 7643, section 2.5)",
            "Until then give the attribute a value in Okta, or delete it from the app's profile: unmapping alone does \
             not stop Okta from sending it",
        ],
        scenario: Some("okta/messages/null-user-type"),
        faults: &["null-rejected"],
        sources: &["Sigma's guide to SCIM with Okta", "RFC 7643 section 2.5"],
        when: |parts| doing(parts, WRITES) && says(parts, &["null"]),
    },
    Situation {
        id: "no-seat",
        summary: "The target has no seat or licence left for the user.",
        causes: &["All seats are taken, or the plan does not hold the role that Okta sends"],
        fixes: &[
            "Free or buy seats on the target, then press Retry Selected",
            "Switch off leavers' accounts that still hold a seat",
        ],
        scenario: None,
        faults: &[],
        sources: &["vendors' help pages on provisioning with Okta"],
        when: |parts| {
            doing(parts, &[Operation::CreateUser, Operation::Reactivate, Operation::PushProfile])
                && says(
                    parts,
                    &["seat", "no licen", "licenses", "license limit", "quota", "plan limit", "user limit"],
                )
        },
    },
    Situation {
        id: "external-id-taken",
        summary: "The target holds another resource with the same externalId.",
        causes: &[
            "The user was deactivated and not deleted, and the lookup by userName does not show the inactive account",
            "The account was made again in Okta, or two Okta apps push the same user",
        ],
        fixes: &[
            "Show inactive users in GET /Users?filter=userName eq …, so that Okta links instead of creating",
            "Do not hold externalId unique: it belongs to the client (RFC 7643, section 3.1)",
        ],
        scenario: Some("okta/messages/conflict-on-create"),
        faults: &["inactive-hidden-from-lookup", "reprovision-post-409", "external-id-shared"],
        sources: &["better-auth/better-auth#11111", "RFC 7643 section 3.1"],
        when: |parts| {
            status(parts, &[409]) && doing(parts, WRITES) && says(parts, &["externalId", "external id"])
        },
    },
    Situation {
        id: "conflict-that-is-none",
        summary: "The target answers 409 to a value that it does not accept.",
        causes: &[
            "The value is not allowed (a domain, a character, a licence), and the target has one status for all",
        ],
        fixes: &[
            "Answer 400 with scimType invalidValue; 409 is for values that another resource has (RFC 7644, section 3.12)",
            "In Okta: change the value, or the setting on the target that forbids it",
        ],
        scenario: Some("okta/messages/conflict-on-create"),
        faults: &["409-for-validation", "domain-restriction"],
        sources: &["Miro's guide to provisioning with Okta", "RFC 7644 section 3.12"],
        when: |parts| {
            status(parts, &[409])
                && doing(parts, WRITES)
                && says(parts, &["whitelist", "not allowed", "domain", "invalid", "limit"])
        },
    },
    Situation {
        id: "user-exists",
        summary: "The target says that the user exists, and Okta's lookup did not find it.",
        causes: &[
            "The account was made by hand, by an invitation or by single sign-on, and the lookup shows only accounts \
             that SCIM made",
            "The lookup tells upper from lower case, or the create compares another attribute (the email) than the \
             lookup (userName)",
            "The account is inactive and the lookup hides it",
            "Single sign-on made the account between Okta's lookup and its create",
        ],
        fixes: &[
            "Let GET /Users?filter=userName eq … find whatever POST would conflict with: Okta links through that \
             answer alone, and a 409 ends its job",
            "In Okta: make the app username equal to the account's user name, then press Retry Selected",
        ],
        scenario: Some("okta/messages/conflict-on-create"),
        faults: &[
            "pre-existing-not-linkable",
            "username-case-sensitive",
            "dup-key-is-email",
            "inactive-hidden-from-lookup",
        ],
        sources: &["Okta's SCIM 2.0 reference, create users", "RFC 7644 section 3.3"],
        when: |parts| {
            doing(parts, &[Operation::CreateUser]) && (status(parts, &[409, 412]) || says(parts, TAKEN))
        },
    },
    Situation {
        id: "rename-conflict",
        summary: "The target refuses the new user name or email, because another account has it.",
        causes: &[
            "Another account has the value that Okta pushes",
            "The target compares the update with the user's own record and finds itself",
        ],
        fixes: &[
            "Leave the resource itself out when an update is checked for uniqueness",
            "In Okta: correct the value, then press Retry Selected",
        ],
        scenario: None,
        faults: &["put-collision-500"],
        sources: &["RFC 7644 section 3.5.1"],
        when: |parts| status(parts, &[409]) && doing(parts, &[Operation::PushProfile]),
    },
    Situation {
        id: "user-name-immutable",
        summary: "The target does not let the user name change.",
        causes: &["The user name is bound to other resources on the target, or the target never changes it"],
        fixes: &[
            "Accept a new userName on the same id: it is no key in SCIM (RFC 7643, section 4.1.1)",
            "In Okta: set the app username of this user by hand to what the target has",
        ],
        scenario: None,
        faults: &["username-immutable"],
        sources: &["a vendor's article on a changed email address", "RFC 7643 section 4.1.1"],
        when: |parts| {
            doing(parts, &[Operation::PushProfile])
                && says(parts, &["cannot be modified", "immutable", "cannot be changed", "cannot change"])
        },
    },
    Situation {
        id: "other-master",
        summary: "The target lets another source own the user's profile.",
        causes: &[
            "Single sign-on that makes and updates users owns the profile since the user signed in",
            "The user came from a directory that the target takes as the owner",
        ],
        fixes: &["Let one of the two own the profile: switch the target's other source off for these users"],
        scenario: None,
        faults: &[],
        sources: &["Okta's support article on Org2Org and just-in-time provisioning"],
        when: |parts| is(parts, Sentence::MasteredElsewhere) || says(parts, &["mastered", "on-premises"]),
    },
    Situation {
        id: "password-refused",
        summary: "The target holds a password that Okta made up to its own rules.",
        causes: &[
            "Every create carries a random password of eight characters, Sync Password on or off, and the target's \
             rules ask for more",
        ],
        fixes: &[
            "Ignore the password of a create when sign-in is by single sign-on",
            "Make the rules apply to people, not to provisioning",
        ],
        scenario: None,
        faults: &["placeholder-password-policy"],
        sources: &["Okta's support article on passwords in creates"],
        when: |parts| {
            doing(parts, &[Operation::CreateUser, Operation::PushPassword]) && says(parts, &["password"])
        },
    },
    Situation {
        id: "name-refused",
        summary: "The target refuses a name: one is missing, or has a character that it does not take.",
        causes: &[
            "First or last name is empty in Okta, and the target requires both",
            "The name or the user name has characters beyond letters and digits",
        ],
        fixes: &[
            "Accept every name: SCIM makes userName alone required (RFC 7643, section 4.1.1)",
            "In Okta: fill in or change the name, then press Retry Selected",
        ],
        scenario: None,
        faults: &["name-parts-required", "charset-limits", "username-charset-no-email"],
        sources: &["Okta's support article on Perimeter 81", "AWS's guide to SCIM with Okta"],
        when: |parts| {
            doing(parts, WRITES)
                && says(
                    parts,
                    &["VALIDATION_ERROR", "givenName", "familyName", "first name", "last name", "character"],
                )
        },
    },
    Situation {
        id: "write-refused",
        summary: "The target refuses what Okta sends for the user.",
        causes: &[
            "An attribute is missing, empty or null that the target requires",
            "A value is not one of those that the target knows (a role, a userType in another case, a locale)",
            "An attribute is in the body that the target does not know: Okta sends its whole profile, `groups` and \
             what the target itself answered before",
        ],
        fixes: &[
            "Say in `detail` which attribute is wrong; the admin sees nothing else",
            "Ignore attributes that are unknown or read-only instead of refusing the user (RFC 7644, section 3.3)",
            "In Okta: compare the user's values with what the target allows; remove attributes that it does not have \
             from the app's profile",
        ],
        scenario: Some("okta/messages/null-user-type"),
        faults: &[
            "unknown-attr-rejects-all",
            "readonly-in-put-400",
            "usertype-case-sensitive",
            "schemas-strict",
        ],
        sources: &["Okta's support article on AWS IAM Identity Center", "RFC 7644 sections 3.3 and 3.5.1"],
        when: |parts| status(parts, &[400, 422]) && doing(parts, WRITES) && super::not_json(parts).is_none(),
    },
    Situation {
        id: "user-gone",
        summary: "The target does not know the id under which Okta linked the user.",
        causes: &[
            "The account was deleted in the app, by hand or because the target deletes on deactivation",
            "The app was set up anew, or points at another workspace, and Okta kept the old ids",
            "The target shows the user only after the first sign-in",
        ],
        fixes: &[
            "In Okta: take the app away from the user and assign it again; Retry repeats the same request",
            "On the target: keep deactivated users, readable under their id (active: false)",
        ],
        scenario: Some("okta/messages/stale-id"),
        faults: &["deactivate-hard-deletes", "user-absent-until-login", "reactivate-new-id"],
        sources: &["Secoda's guide to SCIM with Okta", "AWS's guide to SCIM with Okta"],
        when: |parts| {
            is(parts, Sentence::UserGone)
                || is(parts, Sentence::ProfileErrors)
                || is(parts, Sentence::NotFoundInApp)
                || status(parts, &[404, 410])
                    && doing(
                        parts,
                        &[
                            Operation::PushProfile,
                            Operation::ImportProfile,
                            Operation::Deactivate,
                            Operation::Reactivate,
                            Operation::PushPassword,
                        ],
                    )
        },
    },
    Situation {
        id: "created-empty",
        summary: "The target created the user and answered without a body.",
        causes: &["POST /Users is answered 201, 200 or 204 and nothing follows the head"],
        fixes: &["Answer 201 with the whole user: Okta takes the id from there and reads nothing else"],
        scenario: Some("okta/messages/empty-create"),
        faults: &["create-empty-body"],
        sources: &["Okta's SCIM 2.0 reference, create users", "RFC 7644 section 3.3"],
        when: |parts| is(parts, Sentence::EmptyUser),
    },
    Situation {
        id: "created-without-schemas",
        summary: "The user in the target's answer has no `schemas`.",
        causes: &[
            "POST /Users is answered with a user that lacks the attribute",
            "The answer is an error or a page of its own shape with a 2xx status",
        ],
        fixes: &["Put \"schemas\": [\"urn:ietf:params:scim:schemas:core:2.0:User\"] into every user"],
        scenario: Some("okta/messages/create-without-schemas"),
        faults: &["create-no-schemas"],
        sources: &["grokability/snipe-it#18864", "RFC 7643 section 3"],
        when: |parts| is(parts, Sentence::NoSchemas),
    },
    Situation {
        id: "nobody-to-link",
        summary: "Okta found nobody to link to, and may not create.",
        causes: &[
            "Create Users is not ticked under Provisioning > To App",
            "The account was removed in the app",
            "The target's lookup by userName does not find the account",
        ],
        fixes: &[
            "In Okta: tick Create Users, or make the app username equal to the account's user name; then Retry Selected",
            "On the target: answer GET /Users?filter=userName eq … whatever the case",
        ],
        scenario: Some("okta/messages/nobody-to-link"),
        faults: &["username-case-sensitive", "pre-existing-not-linkable", "filter-plus-encoding"],
        sources: &["Okta's help, Troubleshoot provisioning"],
        when: |parts| is(parts, Sentence::MatchingUserNotFound),
    },
    Situation {
        id: "account-inactive",
        summary: "The account is inactive on the target, and Okta may not switch it on.",
        causes: &[
            "Deactivate Users is not ticked under Provisioning > To App: the box covers both directions",
        ],
        fixes: &[
            "In Okta: tick Deactivate Users, then Retry Selected; or activate the account on the target by hand",
        ],
        scenario: None,
        faults: &[],
        sources: &["Okta's support article on \"User account is inactive\""],
        when: |parts| is(parts, Sentence::UserInactive),
    },
    Situation {
        id: "reactivation-delayed",
        summary: "Okta switched the account on, and the target still shows it as inactive.",
        causes: &[
            "The target shows invited users as active: false until they accept",
            "The target answers the write with success and does not apply it",
            "The target reads from a copy that is behind",
        ],
        fixes: &[
            "Show active: true for a user whom Okta has assigned, invited or not",
            "Apply PATCH and PUT of active before answering",
        ],
        scenario: None,
        faults: &["reactivate-acked-not-applied", "active-on-create-ignored", "read-after-write-lag"],
        sources: &["grokability/snipe-it#14481", "kortix-ai/suna#4244"],
        when: |parts| is(parts, Sentence::ReactivationDelayed),
    },
    Situation {
        id: "namespace",
        summary: "An attribute of the app's profile has an external namespace that is no URN; Okta sends nothing.",
        causes: &[
            "The External namespace of a custom attribute was left as text, or has a blank or a typing mistake",
        ],
        fixes: &[
            "In Okta: Profile Editor > the app > the attribute named in the text: delete it and make it again with a \
             namespace such as urn:ietf:params:scim:schemas:core:2.0:User",
        ],
        scenario: None,
        faults: &[],
        sources: &["Okta's support article on \"Invalid externalNamespace\""],
        when: |parts| is(parts, Sentence::InvalidNamespace),
    },
    Situation {
        id: "wrong-type",
        summary: "The target shows an attribute with another type than the app's profile in Okta has.",
        causes: &[
            "The attribute is a list on the target (roles, entitlements) and a text in Okta, or the other way about",
            "An enumeration in Okta lacks the value, or has it in another case",
        ],
        fixes: &[
            "In Okta: give the attribute in the Profile Editor the type that the target sends, or remove it",
            "On the target: show the shape that /Schemas declares",
        ],
        scenario: None,
        faults: &["roles-shape"],
        sources: &["Okta's support article on \"Invalid value data type\"", "getsentry/sentry-docs#18656"],
        when: |parts| is(parts, Sentence::WrongType),
    },
    Situation {
        id: "assigned-before",
        summary: "The user had the app before provisioning was switched on; nothing was sent.",
        causes: &["Okta pushes nobody after the fact when provisioning is switched on"],
        fixes: &["In Okta: press Provision User on the Assignments tab"],
        scenario: None,
        faults: &[],
        sources: &["Okta's support article on users assigned before provisioning"],
        when: |parts| is(parts, Sentence::AssignedBefore),
    },
    Situation {
        id: "import-of-inactive",
        summary: "An import match was confirmed for a user who is deactivated in Okta; nothing was sent.",
        causes: &["The Okta user is inactive"],
        fixes: &["In Okta: activate the user first, then confirm the match"],
        scenario: None,
        faults: &[],
        sources: &["a published request log"],
        when: |parts| is(parts, Sentence::ImportOfInactive),
    },
    Situation {
        id: "no-patch",
        summary: "The target has no PATCH for users, and Okta does not fall back to PUT: the leaver keeps access.",
        causes: &[
            "A catalogue app sends PATCH to switch accounts off and on, and the target implements PUT alone",
        ],
        fixes: &[
            "Implement PATCH /Users/{id}, at least `replace` without a path and {\"active\": false} as its value",
            "Until then switch the account off by hand; the task has no Retry",
        ],
        scenario: Some("okta/messages/patch-not-implemented"),
        faults: &["no-patch-users"],
        sources: &["oktadeveloper/okta-blog-archive#1956", "RFC 7644 section 3.5.2"],
        when: |parts| {
            status(parts, &[405, 501]) && doing(parts, &[Operation::Deactivate, Operation::Reactivate])
        },
    },
    Situation {
        id: "deactivation-failed",
        summary: "The account could not be switched off: the leaver keeps access until somebody does it by hand.",
        causes: &[
            "The target, or the proxy before it, did not answer at that moment; Okta pushes a deactivation once",
            "The target has no PATCH (catalogue apps) or no PUT (apps made with the wizard)",
            "The target refuses the form of the PATCH: no path, an object as the value",
        ],
        fixes: &[
            "Switch the account off on the target now, then mark the task as complete",
            "Answer PATCH {\"op\":\"replace\",\"value\":{\"active\":false}} and PUT with active: false alike",
        ],
        scenario: Some("okta/messages/patch-not-implemented"),
        faults: &["no-patch-users", "patch-nopath-active-ignored", "deactivated-user-readonly"],
        sources: &["a published request log", "Okta's SCIM 2.0 reference, deactivate users"],
        when: |parts| is(parts, Sentence::Deprovisioning) || doing(parts, &[Operation::Deactivate]),
    },
    Situation {
        id: "unreadable-lookup",
        summary: "Okta cannot read the answer to its lookup; it stops without a reason.",
        causes: &[
            "totalResults, startIndex or itemsPerPage are text (\"1\") instead of numbers",
            "The server, or something before it, refuses Accept: application/scim+json, and no SCIM answer comes",
            "The answer is no ListResponse",
        ],
        fixes: &[
            "Send the three as JSON numbers, with Resources: [] when nobody is found",
            "Accept application/scim+json in the Accept header",
        ],
        scenario: None,
        faults: &["list-numbers-as-strings", "accept-scim-json-refused", "list-wrong-shape"],
        sources: &[
            "Okta's support article on \"Sync user in external application\"",
            "RFC 7644 section 3.4.2",
        ],
        when: |parts| {
            parts.event_type.as_deref() == Some("application.provision.user.sync") && parts.remote.is_none()
        },
    },
    Situation {
        id: "lookup-refused",
        summary: "The target refuses Okta's lookup.",
        causes: &[
            "The target does not know the filter `userName eq \"…\"`, or reads its encoding otherwise (%20 and +)",
            "The base URL points elsewhere than at the SCIM service",
        ],
        fixes: &[
            "Answer GET /Users?filter=userName eq \"…\"&startIndex=1&count=100 with a ListResponse, empty if need be",
            "In Okta: check the base URL; it ends before /Users",
        ],
        scenario: None,
        faults: &["filter-plus-encoding", "filter-regex-narrow", "base-url-wrong", "no-match-404"],
        sources: &["Okta's SCIM 2.0 reference, determine if the user exists", "RFC 7644 section 3.4.2.2"],
        when: |parts| {
            status(parts, &[400, 404, 405, 422, 501])
                && doing(parts, &[Operation::VerifyUser])
                && super::not_json(parts).is_none()
        },
    },
    Situation {
        id: "banner",
        summary: "This line says only that a push failed; the error itself stands under Dashboard > Tasks.",
        causes: &["Any failed push shows it"],
        fixes: &[
            "Open Dashboard > Tasks, or the user's entry in the System Log, and explain the text from there",
        ],
        scenario: None,
        faults: &[],
        sources: &["a vendor's article on failed profile updates"],
        when: |parts| is(parts, Sentence::Banner),
    },
    Situation {
        id: "words-of-the-app",
        summary: "The text after the action is the app's own. Apps with a connector of their own do not speak SCIM.",
        causes: &[
            "The app's connector in Okta passes on what the app's API said; the form of SCIM errors (\"… Errors \
             reported by remote server: …\") is not in it",
        ],
        fixes: &["Look the words up in the app's own documentation"],
        scenario: None,
        faults: &[],
        sources: &["Okta's help, Troubleshoot provisioning"],
        when: |parts| matches!(parts.remote, Some(Remote::Other { .. })) && parts.is_placed_by_task(),
    },
];
