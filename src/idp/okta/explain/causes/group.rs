//! Group pushes.

use super::{Situation, doing, failed, is, says, status};
use crate::exchange::FailureKind;
use crate::idp::okta::explain::operation::Operation;
use crate::idp::okta::explain::sentence::Sentence;

const GROUPS: &[Operation] =
    &[Operation::PushGroup, Operation::UpdateMembership, Operation::ReadGroup, Operation::DeleteGroup];

pub(super) const SITUATIONS: &[Situation] = &[
    Situation {
        id: "group-exists",
        summary: "The target has a group of that name, and Okta tried to create another.",
        causes: &[
            "A group was made on the target before, and Okta's list of the app's groups is old or was never read",
            "The target changes names (lower case, dashes), so two of Okta's groups fall together, or its own lookup \
             does not find the changed one",
            "The group was removed on the target and its name is still taken",
        ],
        fixes: &[
            "In Okta: press Refresh App Groups, then push again and choose Link Group",
            "On the target: answer GET /Groups?filter=displayName eq … with the group that a POST would conflict with",
        ],
        scenario: Some("okta/messages/group-conflict"),
        faults: &["group-name-conflict-unlinkable", "group-name-normalised"],
        sources: &["getsentry/sentry#88623"],
        when: |parts| {
            is(parts, Sentence::GroupExists)
                || doing(parts, &[Operation::PushGroup, Operation::UpdateMembership])
                    && (status(parts, &[409])
                        || says(parts, &["already exists", "already taken", "duplicate"]))
        },
    },
    Situation {
        id: "members-replace-unsupported",
        summary: "The target cannot replace a group's member list, and Push now does just that.",
        causes: &[
            "PATCH with {\"op\":\"replace\",\"path\":\"members\"} is not implemented, or not for an empty list",
        ],
        fixes: &["Implement `replace` for members, with an empty list too (RFC 7644, section 3.5.2.3)"],
        scenario: Some("okta/messages/group-membership-not-implemented"),
        faults: &["replace-members-501", "replace-members-empty-400", "group-patch-405"],
        sources: &["Captain-P-Goldfish/scim-for-keycloak#144", "RFC 7644 section 3.5.2.3"],
        when: |parts| {
            doing(parts, &[Operation::UpdateMembership])
                && (status(parts, &[405, 501])
                    || says(parts, &["replace", "not supported", "not implemented"]))
        },
    },
    Situation {
        id: "member-unknown",
        summary: "The target does not know one of the members, and refuses the whole group for it.",
        causes: &[
            "A member was deleted or deactivated on the target, or has another id there since",
            "A member is invited and not yet a user on the target",
            "The group is pushed before its users are",
        ],
        fixes: &[
            "Take the members that are known and pass over the others",
            "In Okta: take the app away from that user and assign it again, then Push now",
        ],
        scenario: None,
        faults: &["unknown-member-rejects-all", "pending-users-not-members"],
        sources: &["getsentry/sentry#122540", "lightdash/lightdash#24458"],
        when: |parts| {
            (doing(parts, GROUPS) || parts.operation.is_none())
                && (status(parts, &[404]) && says(parts, &["user", "member"])
                    || doing(parts, GROUPS) && says(parts, &["member"]) && status(parts, &[400, 404, 422]))
        },
    },
    Situation {
        id: "group-gone",
        summary: "The group that Okta pushes to is not on the target any more.",
        causes: &[
            "The group was deleted in the app",
            "The app was set up anew, and Okta kept the old ids",
            "The target leaves the group out of GET /Groups/{id}",
        ],
        fixes: &[
            "In Okta: unlink the pushed group (leave it in the app), press Refresh App Groups, and push it again",
        ],
        scenario: None,
        faults: &["group-deleted-in-app-404"],
        sources: &["Okta's help, Troubleshoot Group Push", "AWS's guide to SCIM with Okta"],
        when: |parts| {
            is(parts, Sentence::GroupUnreadable)
                || is(parts, Sentence::LinkedGroupMissing)
                || status(parts, &[404, 410]) && doing(parts, GROUPS)
                || doing(parts, &[Operation::ReadGroup])
        },
    },
    Situation {
        id: "group-too-slow",
        summary: "The target took longer than Okta waits, 60 seconds without a byte.",
        causes: &["The group is large, and the target looks every member up while Okta waits"],
        fixes: &[
            "Answer first and work later, or look members up together",
            "Push now overwrites the list: after a timeout part of it may be missing, so push again",
        ],
        scenario: Some("okta/messages/too-late"),
        faults: &["slow-over-60s", "group-over-limit"],
        sources: &["Miro's guide to provisioning with Okta", "Okta's SCIM FAQ"],
        when: |parts| doing(parts, GROUPS) && failed(parts, &[FailureKind::ReadTimeout]),
    },
    Situation {
        id: "group-name",
        summary: "The target does not take the group's name.",
        causes: &["The name is too long, or has characters that the target does not allow"],
        fixes: &["Accept the name as it is, or rename the group in Okta"],
        scenario: None,
        faults: &["group-name-normalised", "group-rename-unsupported"],
        sources: &["Okta's list of messages"],
        when: |parts| is(parts, Sentence::GroupNameTooLong),
    },
    Situation {
        id: "group-forbidden",
        summary: "The token may push users and not groups.",
        causes: &["The token, or its owner's role, lacks the permission to create groups"],
        fixes: &["Give the token the permission for groups, then press Retry All Groups"],
        scenario: None,
        faults: &["token-scope-missing"],
        sources: &["Okta's support article on permissions for Group Push in Org2Org"],
        when: |parts| status(parts, &[403]) && doing(parts, GROUPS),
    },
    Situation {
        id: "group-refused",
        summary: "The target refuses what Okta sends for the group.",
        causes: &[
            "The target asks for an externalId; Okta sends none for groups",
            "The target does not take a PATCH without a path, as Okta renames: {\"op\":\"replace\",\"value\":{\"id\":…,\
             \"displayName\":…}}",
            "A member lacks `type`, or its `display` is null; Okta sends `value` and `display` alone",
            "The list is longer than the target takes at once",
        ],
        fixes: &[
            "Take a group with displayName and members alone, and merge a value without a path into the group",
            "Say in `detail` what is wrong; the admin sees nothing else",
        ],
        scenario: Some("okta/messages/group-refused"),
        faults: &[
            "external-id-required",
            "group-nopath-rename-400",
            "member-type-required",
            "member-null-subattrs",
            "group-over-limit",
        ],
        sources: &["myles2007/okta-aws-sso-scim-groups-connector", "RFC 7644 section 3.5.2.3"],
        when: |parts| {
            status(parts, &[400, 413, 422]) && doing(parts, GROUPS) && super::not_json(parts).is_none()
        },
    },
];
