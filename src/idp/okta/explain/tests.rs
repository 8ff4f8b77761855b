//! Texts as people paste them, and what they must be read as.
//!
//! The texts are short facts from public pages and threads: what a message said. Names in them are placeholders.

use super::{Body, Looks, Operation, Remote, Reply, Sentence, Words, explain};
use crate::exchange::FailureKind;

/// What a text must be read as: the operation, the status, and the first situation.
struct Read {
    text: &'static str,
    operation: Option<Operation>,
    status: Option<u16>,
    situation: &'static str,
}

const fn read(
    text: &'static str,
    operation: Operation,
    status: Option<u16>,
    situation: &'static str,
) -> Read {
    Read { text, operation: Some(operation), status, situation }
}

use Operation::*;

const TEXTS: &[Read] = &[
    // A vendor's guide to SCIM with Okta, E1.
    read(
        "Error while trying to push profile update for {email address}: Bad Request. Errors reported by remote server: \
         Request is malformed: Error: Expecting string at 0.1.userType but instead got: null.",
        PushProfile,
        Some(400),
        "null-refused",
    ),
    // E2, E3
    read(
        "Automatic provisioning of user <USER'S NAME> to app Secoda failed: Error while trying to push profile update \
         for <EMAIL>: User not found",
        PushProfile,
        None,
        "user-gone",
    ),
    read(
        "Automatic profile push of user Jane Doe to app AWS IAM Identity Center failed: Error while trying to push \
         profile update for jane_doe@example.com: No user returned for user 9067a2a1f4-7b4a6d3e",
        PushProfile,
        None,
        "user-gone",
    ),
    // E4
    read(
        "Automatic profile push of user {user} to app {IAM Identity Center} failed: Error while trying to push profile \
         update for {user}@Corp.Example.com: Bad Request. Errors reported by remote server: Request is unparsable, \
         syntactically incorrect, or violates schema.",
        PushProfile,
        Some(400),
        "write-refused",
    ),
    // E6: a full stop where a colon should be, and an address with full stops.
    read(
        "Automatic profile push of user Xx to app TeamOhana SCIM failed: Error while trying to push profile update for \
         name@company.com. Internal Server Error. Errors reported by remote server:",
        PushProfile,
        Some(500),
        "server-error",
    ),
    // E7
    read(
        "Automatic provisioning of user <username> to app Forest Admin failed: Error while verifying if user <username> \
         exists: Unauthorized. Errors reported by remote server: Invalid SCIM token, please check your configuration",
        VerifyUser,
        Some(401),
        "token-refused",
    ),
    // E8
    read(
        "Error while verifying if user a@b.co exists: Bad Request. Errors reported by remote server: Invalid JSON: \
         Unrecognized token 'Invalid': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or \
         'false') at [Source: (String)\"Invalid bearer token header.\"; line: 1, column: 8]",
        VerifyUser,
        Some(400),
        "plain-text-body",
    ),
    // E9, with a typographic apostrophe
    read(
        "Automatic provisioning of user User Lastname to app Snipe-IT failed: Error while creating user email@user.com: \
         No schema\u{2019}s defined in scim user",
        CreateUser,
        None,
        "created-without-schemas",
    ),
    // E10
    read(
        "Automatic provisioning of user userName to app AppName failed: Error while creating user displayName: Create \
         new user returned empty user.",
        CreateUser,
        None,
        "created-empty",
    ),
    // E11
    read(
        "Automatic provisioning of user x to app Raftab failed: Error while creating user x: Invalid externalNamespace: \
         urn ietf params for property: deliveryAddress",
        CreateUser,
        None,
        "namespace",
    ),
    // E12: no user in the task, none in the action, the colon in the wrong place.
    read(
        "Automatic provisioning of user to app Perimeter 81 failed: Error while creating <username> :Unprocessable \
         Entity. Errors reported by remote server: VALIDATION_ERROR.",
        CreateUser,
        Some(422),
        "name-refused",
    ),
    // E13, E14
    read(
        "Automatic provisioning of user John Doe to app Salesforce.com failed: Matching user not found.",
        VerifyUser,
        None,
        "nobody-to-link",
    ),
    read(
        "Automatic provisioning of user u to app Airbase failed: User account is inactive",
        VerifyUser,
        None,
        "account-inactive",
    ),
    // E16
    read(
        "Automatic provisioning of user u to app SCIM 2.0 Test App (Header Auth) failed: Error while trying to import \
         user profile for u: Error setting property, appUser=u property=roles error=[Error in object 'appUser': codes \
         [invalidValueTypeForProperty.appUser,invalidValueTypeForProperty]; arguments [roles]; default message \
         [Invalid value data type]]",
        ImportProfile,
        None,
        "wrong-type",
    ),
    // E19
    read("Error while verifying if user exists: null", VerifyUser, None, "name-not-resolved"),
    // E20, E21
    read("Application accounts need deprovisioning", Deactivate, None, "deactivation-failed"),
    read("profile updates have errors", PushProfile, None, "user-gone"),
    // E22, E23
    read(
        "Automatic provisioning of user <user> to app Snowflake failed: Error while creating user <user>: Conflict. \
         Errors reported by remote server: User exists with given userName and/or enterprise:user.snowflakeUserName",
        CreateUser,
        Some(409),
        "user-exists",
    ),
    read(
        "Error while creating user u: Conflict. Errors reported by remote server: DomainAddress is not whitelisted",
        CreateUser,
        Some(409),
        "conflict-that-is-none",
    ),
    // T1 to T4, T6
    read(
        "Error authenticating: Unauthorized. The connector configuration could not be tested. Make sure that the URL, \
         Authentication Parameters are correct and that there is an implementation available at the URL provided.",
        Authenticate,
        Some(401),
        "connection-token-refused",
    ),
    read("Error authenticating: null", Authenticate, None, "name-not-resolved"),
    read(
        "Error authenticating: Connect to domain:443 [domain.com/203.0.113.7] failed: Connect timed out",
        Authenticate,
        None,
        "unreachable",
    ),
    read(
        "Error authenticating: Forbidden. Errors reported by remote server: Invalid JSON: Unexpected character ('<' \
         (code 60)): expected a valid value (number, String, array, object, 'true', 'false' or 'null') at [Source: \
         java.io.StringReader@4c76ba04; line: 1, column: 2]",
        Authenticate,
        Some(403),
        "html-body",
    ),
    read("SCIM 2.0 Base Url: Does not match required pattern", Authenticate, None, "pattern"),
    // G1 to G7
    read(
        "Failed on 03-26-2020 03:49:35PM UTC: Unable to update Group Push mapping target App group AWS_SecurityRO: \
         Error while creating user group AWS_SecurityRO: Bad Request. Errors reported by remote server: Request is \
         unparsable, syntactically incorrect, or violates schema.",
        PushGroup,
        Some(400),
        "group-refused",
    ),
    read(
        "Unable to update Group Push mapping target App group my group: Error while updating user group membership for \
         group my group Not Implemented. Errors reported by remote server: patch-REPLACE-operation not supported for \
         group.members",
        UpdateMembership,
        Some(501),
        "members-replace-unsupported",
    ),
    read(
        "Failed on 06-14-2021 12:16:29PM UTC: Unable to update Group Push mapping target App group {Group Name}: Error \
         while creating user group {Group Name}: Read timed out",
        PushGroup,
        None,
        "group-too-slow",
    ),
    read(
        "Failed on 01-23-2026 05:57:01PM UTC: Unable to update Group Push mapping target App group g: Error while trying \
         to get the group g with the externalId 7f and id com.saasure.db.dto.platform.entity.AppGroup@4091a703[status=\
         ACTIVE,name=g,description=<null>,externalId=7f,objectClass=]",
        ReadGroup,
        None,
        "group-gone",
    ),
    read(
        "Unable to update Group Push mapping target App group g: Error while creating user group g: HTTP 403 Forbidden",
        PushGroup,
        Some(403),
        "group-forbidden",
    ),
    read(
        "Unable to update Group Push mapping target App group g: Bad Request. Errors reported by remote server: \
         externalId is required",
        PushGroup,
        Some(400),
        "group-refused",
    ),
    read(
        "Linked group is missing in AWS. Change the linked group to resume pushing group memberships.",
        UpdateMembership,
        None,
        "group-gone",
    ),
    // S1 to S5
    Read {
        text: "Not Found. Errors reported by remote server: User not found.",
        operation: None,
        status: Some(404),
        situation: "member-unknown",
    },
    Read {
        text: "FAILURE: Not Found / User not found",
        operation: None,
        status: Some(404),
        situation: "member-unknown",
    },
    read(
        "application.provision.group.add FAILURE Bad Gateway. Errors reported by remote server: Invalid JSON: \
         Unrecognized token 'error' … line: 1, column: 6",
        PushGroup,
        Some(502),
        "plain-text-body",
    ),
    read(
        "Push user deactivation to external application  FAILURE: Bad Gateway",
        Deactivate,
        Some(502),
        "deactivation-failed",
    ),
    read("Sync user in external application\nFAILURE:", VerifyUser, None, "unreadable-lookup"),
    read(
        "application.provision.user.push_profile : No user returned for user 9067",
        PushProfile,
        None,
        "user-gone",
    ),
    // failures.md E7, E8, E10, E15, E19, E23
    read(
        "Automatic provisioning of user to app failed: User XXXX provision to app failed due to delay in reactivating \
         remote User. Rescheduling provision job.",
        Reactivate,
        None,
        "reactivation-delayed",
    ),
    read(
        "Push new user to external application FAILURE: Conflict.\nErrors reported by remote server: SCIM User \
         externalId already exists",
        CreateUser,
        Some(409),
        "external-id-taken",
    ),
    read("No results for users returned", Authenticate, None, "no-list"),
    // Not in the catalogues: support articles, vendors' help pages, issue threads.
    read(
        "Automatic provisioning of user <user> to app Qualified failed: Error while verifying if user <user> exists: \
         Unauthorized. Errors reported by remote server: Unauthorized",
        VerifyUser,
        Some(401),
        "token-refused",
    ),
    read(
        "Automatic provisioning of user <user> to app AWS IAM Identity Center failed: Error while creating user <user>: \
         Bad Request. Errors reported by remote server: Request is unparsable, syntactically incorrect, or violates \
         schema",
        CreateUser,
        Some(400),
        "write-refused",
    ),
    Read {
        text: "Unauthorized. Errors reported by the remote server: Token is invalid or expired.",
        operation: None,
        status: Some(401),
        situation: "token-refused",
    },
    Read {
        text: "Bad Request. Errors reported by remote server: One (or more) of the arguments is invalid.",
        operation: None,
        status: Some(400),
        situation: "refused",
    },
    read(
        "Error while trying to push profile update for \u{2018}Username\u{2019}: Bad Request. Errors reported by remote \
         server: rpc error: code = InvalidArgument desc = The username cannot be modified because the user is bound to \
         one or more resources. Please fix this on the Tasks Page",
        PushProfile,
        Some(400),
        "user-name-immutable",
    ),
    read(
        "Automatic profile push of user <username> to app Okta Org2Org failed: Error while trying to push profile update \
         for <username>: Operation failed because user profile is mastered under another system.",
        PushProfile,
        None,
        "other-master",
    ),
    read(
        "Automatic profile push of user <user> to app Salesforce.com failed: User's Profile can't be set to 'Identity \
         User' because it's derived from a license that doesn't require the following permission(s): ChatterinternalUser.",
        PushProfile,
        None,
        "words-of-the-app",
    ),
    read(
        "Automatic profile push of user <first> <last> to app Microsoft Office 365 failed: Could not push profile for \
         Office 365 user received error: Received response with HTTP status code 400. httpStatusCode=400 \
         errorCode=Request_BadRequest errorMessage=\"Unable to update the specified properties for on-premises mastered \
         Directory Sync objects\"",
        PushProfile,
        Some(400),
        "other-master",
    ),
    read(
        "Failed on 04-02-2025 06:37:24PM UTC: Unable to update Group Push mapping target App group SRE:Team: Error while \
         creating user group SRE:Team: Conflict. Errors reported by remote server: A team with this slug already exists.",
        PushGroup,
        Some(409),
        "group-exists",
    ),
    read(
        "> Automatic provisioning of user \\<name\\> to app Fleet end user authentication failed: Error while trying to \
         push profile update for \\<email\\>: Bad Request. Errors reported by remote server: Bad Request. Invalid \
         parameter provided in request: value.",
        PushProfile,
        Some(400),
        "write-refused",
    ),
    read(
        "Automatic provisioning of user John Doe to app Salesforce.com failed: The credentials used to connect to the API \
         were invalid; please check your configuration",
        VerifyUser,
        None,
        "token-refused",
    ),
    read(
        "Could not verify the administrator credentials; please confirm that these are set correctly",
        Authenticate,
        None,
        "token-refused",
    ),
    Read {
        text: "User was assigned this application before Provisioning was enabled and not provisioned in the downstream \
               application. Click Provision User.",
        operation: None,
        status: None,
        situation: "assigned-before",
    },
    read(
        "\u{201c}An error occurred while pushing a profile update to this app\u{201d}",
        PushProfile,
        None,
        "banner",
    ),
    Read {
        text: "Bad Gateway. Errors reported by remote server: Invalid JSON: Unrecognized token 'User': was expecting \
               (JSON String, Number, Array, Object or token 'null', 'true' or 'false') at [Source: (String)\"User already \
               exists\"; line: 1, column: 5]",
        operation: None,
        status: Some(502),
        situation: "plain-text-body",
    },
    read(
        "Error while creating user ada@x.org: Unprocessable Content. Errors reported by remote server: email is not valid",
        CreateUser,
        Some(422),
        "write-refused",
    ),
    read(
        "Error while downloading all groups: Not Found. Errors reported by remote server: Endpoint not found",
        DownloadGroups,
        Some(404),
        "endpoint-missing",
    ),
    read(
        "Error while creating user ada: Gateway Timeout. Errors reported by remote server: Invalid JSON: Unexpected \
         character ('&lt;' (code 60)): expected a valid value",
        CreateUser,
        Some(504),
        "html-body",
    ),
    read(
        "Error while deactivating user: Forbidden. Errors reported by remote server: cannot deactivate owner",
        Deactivate,
        Some(403),
        "deactivation-failed",
    ),
    read(
        "Error while reactivating user: Method Not Allowed. Errors reported by remote server: no",
        Reactivate,
        Some(405),
        "no-patch",
    ),
    read(
        "Error pushing password: Bad Request. Errors reported by remote server: Password too short",
        PushPassword,
        Some(400),
        "password-refused",
    ),
    read("Error while retrieving OAuth token: Unauthorized", GetToken, Some(401), "connection-token-refused"),
    // As documentation marks them up.
    read(
        "Automatic profile push of <user> to app IAM Identity Center failed: Error while trying to push profile update for \
         <user>@Corp.Example.com: Bad Request. Errors reported by remote server: Request is unparsable, syntactically \
         incorrect, or violates schema.",
        PushProfile,
        Some(400),
        "write-refused",
    ),
    read(
        "  - **`Automatic profile push of user `Jane Doe`to app\nAWS IAM Identity Center failed: Error while trying to push \
         profile update\nfor`jane_doe@example.com`: No user returned for user\n`xxxxx-xxxxxx``**",
        PushProfile,
        None,
        "user-gone",
    ),
    read(
        "<code>Automatic provisioning of user {name of user} to app Spotinst failed: Matching user not found.</code>",
        VerifyUser,
        None,
        "nobody-to-link",
    ),
    read(
        "Failed on XX-XX-XXXX XX:XX:XX PM UTC: Unable to update Group Push mapping target App group `<group_name>`: Error \
         while trying to get the group `<group_name>` with the externalId `<uuid>`",
        ReadGroup,
        None,
        "group-gone",
    ),
    // Cells of an exported log, apps with a connector of their own, and Java's own words.
    read(
        "application.provision.user.push_profile,FAILURE,\"Bad Request. Errors reported by remote server: no\"",
        PushProfile,
        Some(400),
        "write-refused",
    ),
    Read {
        text: "FAILURE : Forbidden. Errors reported by remote server: no",
        operation: None,
        status: Some(403),
        situation: "forbidden",
    },
    read(
        "Automatic provisioning of user X to app Zoom failed: Error while creating user: User already exists in the \
         account: x@y.z",
        CreateUser,
        None,
        "user-exists",
    ),
    read(
        "Error while creating user j@d.com: 409 Conflict - login_used",
        CreateUser,
        Some(409),
        "user-exists",
    ),
    read(
        "Error while creating user ada@x.com: Forbidden. Errors reported by remote server: seat limit reached",
        CreateUser,
        Some(403),
        "no-seat",
    ),
    read(
        "Error while verifying if user a@b.c exists: java.net.UnknownHostException: scim.example.internal",
        VerifyUser,
        None,
        "name-not-resolved",
    ),
    read(
        "Error while trying to push profile update for b@x.com: sun.security.validator.ValidatorException: PKIX path \
         building failed: unable to find valid certification path to requested target",
        PushProfile,
        None,
        "tls",
    ),
    read(
        "Unable to delete Group Push mapping target App group X: Error while deleting user group X: Not Found. Errors \
         reported by remote server: Group not found",
        DeleteGroup,
        Some(404),
        "group-gone",
    ),
    read(
        "Error while creating user bob: Precondition Failed. Errors reported by remote server: The member's email address \
         is not linked to a SAML account or has an inactive SCIM identity.",
        CreateUser,
        Some(412),
        "user-exists",
    ),
    read(
        "An error occurred while assigning this app. Automatic provisioning of user Ada to app Acme failed: Error while \
         creating user ada: Internal Server Error. Errors reported by remote server: Invalid JSON: Unexpected \
         end-of-input: expected close marker for Object (start marker at [Source: (String)\"{\"message\":\"; line: 1, \
         column: 1]) at [Source: (String)\"{\"message\":\"; line: 1, column: 12]",
        CreateUser,
        Some(500),
        "broken-json-body",
    ),
    read(
        "Error while creating user a@b: Too Many Requests. Errors reported by remote server: slow down",
        CreateUser,
        Some(429),
        "rate-limit",
    ),
];

#[test]
fn every_text_is_placed() {
    for Read { text, operation, status, situation } in TEXTS {
        let found = explain(text);
        assert!(found.is_placed(), "{text}");
        let is_job = text.contains("The credentials used");
        if !is_job {
            assert_eq!(found.parts.operation, *operation, "{text}\n{:#?}", found.parts);
        }
        assert_eq!(
            found.parts.remote.as_ref().and_then(Remote::status),
            *status,
            "{text}\n{:#?}",
            found.parts
        );
        let first = found.situations.first().map(|situation| situation.id);
        assert_eq!(first, Some(*situation), "{text}\n{:#?}", found.parts);
    }
}

/// The same without what stands before the action, without the end of a sentence, and broken over lines.
#[test]
fn every_text_is_placed_in_part_and_broken_over_lines() {
    for Read { text, operation, status, situation } in TEXTS {
        let whole = explain(text);
        let broken = text.replace(' ', " \n\t ");
        assert_eq!(explain(&broken).parts, whole.parts, "{text}");
        let quoted = format!("  \u{201c}{text}\u{201d}\n");
        if !text.contains(['\u{201c}', '"', '`']) && !text.starts_with('>') {
            assert_eq!(explain(&quoted).parts, whole.parts, "{text}");
        }
        let Some(at) = text.find("Error while") else { continue };
        let part = explain(&text[at..]);
        assert_eq!(part.parts.operation, *operation, "{text}");
        assert_eq!(part.parts.remote.as_ref().and_then(Remote::status), *status, "{text}");
        assert_eq!(part.situations.first().map(|situation| situation.id), Some(*situation), "{text}");
    }
}

#[test]
fn names_are_taken_out() {
    let found = explain(
        "Automatic profile push of user Jane Doe to app AWS IAM Identity Center failed: Error while trying to push \
         profile update for jane.doe@example.com: Bad Request. Errors reported by remote server: no: really.",
    );
    let parts = found.parts;
    assert_eq!(parts.job.as_deref(), Some("profile push"));
    assert_eq!(parts.user.as_deref(), Some("Jane Doe"));
    assert_eq!(parts.app.as_deref(), Some("AWS IAM Identity Center"));
    assert_eq!(parts.user_name.as_deref(), Some("jane.doe@example.com"));
    assert_eq!(parts.remote.unwrap().detail(), Some("no: really."));

    for (text, user) in [
        ("Error while verifying if user exists@x.com exists: Unauthorized", "exists@x.com"),
        ("Error while verifying if user \"a@b.c\" exists: Forbidden", "a@b.c"),
        ("Error while creating user a@b.c: Errors reported by remote server: no", "a@b.c"),
        ("Error while verifying if user a@b.c exists: java.net.UnknownHostException: x", "a@b.c"),
        ("Error while creating user X: HTTP/1.1 401 Unauthorized", "X"),
        ("Error while deactivating user bob@acme.com: Not Implemented", "bob@acme.com"),
    ] {
        assert_eq!(explain(text).parts.user_name.as_deref(), Some(user), "{text}");
    }

    for (text, group) in [
        (
            "Failed on 04-02-2025 06:37:24PM UTC: Unable to update Group Push mapping target App group A: B: Error while \
             creating user group A: B: Conflict. Errors reported by remote server: x",
            "A: B",
        ),
        (
            "Unable to update Group Push mapping target App group Not Found: Error while updating user group membership \
             for group Not Found Not Implemented. Errors reported by remote server: x",
            "Not Found",
        ),
        ("Unable to update Group Push mapping target App group Ops Team: Read timed out", "Ops Team"),
    ] {
        let found = explain(text);
        assert_eq!(found.parts.group.as_deref(), Some(group), "{text}");
        assert!(found.caused.is_some(), "{text}");
    }
    let quoted =
        explain("Automatic profile push of user `Jane Doe`to app\nAcme failed: User not found").parts;
    assert_eq!((quoted.user.as_deref(), quoted.app.as_deref()), (Some("Jane Doe"), Some("Acme")));
    let time = explain(
        "Failed on 04-02-2025 06:37:24PM UTC: Unable to update Group Push mapping target App group A: Read timed out",
    );
    assert_eq!(time.parts.failed_on.as_deref(), Some("04-02-2025 06:37:24PM UTC"));
}

#[test]
fn the_request_and_its_answer_are_found() {
    let caused = |text: &str| explain(text).caused.unwrap();
    let create = caused("Error while creating user a: Conflict. Errors reported by remote server: taken");
    assert_eq!((create.requests[0].method, create.requests[0].target), ("POST", "/Users"));
    assert_eq!(
        create.reply,
        Reply::Answer { status: Some(409), body: Body::Error { detail: "taken".into() } }
    );
    let gone = caused("Error while trying to push profile update for a: No user returned for user 7");
    assert_eq!((gone.requests[0].method, gone.requests[0].target), ("GET", "/Users/{id}"));
    assert_eq!(gone.reply, Reply::Answer { status: Some(404), body: Body::Unknown });
    let late = caused("Error while creating user group g: Read timed out");
    assert_eq!(late.reply, Reply::NoAnswer { failure: FailureKind::ReadTimeout });
    assert!(caused("Invalid externalNamespace: x for property: y").requests.is_empty());
    let text = caused(
        "Error while verifying if user a exists: Bad Request. Errors reported by remote server: Invalid JSON: \
         Unrecognized token 'no': was expecting (…) at [Source: (String)\"no: \"really\"\"; line: 1, column: 3]",
    );
    let Reply::Answer { body: Body::NotJson(body), .. } = text.reply else { panic!("{:?}", text.reply) };
    assert_eq!((body.looks, body.body.as_deref()), (Looks::PlainText, Some("no: \"really\"")));
    let sync = caused(
        r#"{"eventType":"application.provision.user.sync","outcome":{"result":"FAILURE","reason":null}}"#,
    );
    assert_eq!(sync.reply, Reply::Answer { status: Some(200), body: Body::UnreadableList });
}

#[test]
fn a_reason_phrase_of_the_servers_own_is_kept() {
    let found = explain("Error while creating user a: Very Bad Thing. Errors reported by remote server: no");
    let Some(Remote::Answered { phrase, status, words }) = found.parts.remote else { panic!() };
    assert_eq!((&*phrase, status), ("Very Bad Thing", None));
    assert_eq!(words, Words::Detail { detail: "no".into() });
    assert_eq!(found.parts.user_name.as_deref(), Some("a"));
}

#[test]
fn an_action_that_is_not_known_does_not_hide_the_reason_phrase() {
    let found =
        explain("Error while doing the new thing: Not Acceptable. Errors reported by remote server: no");
    assert_eq!(found.parts.remote.as_ref().and_then(Remote::status), Some(406));
}

#[test]
fn what_cannot_be_placed_is_said_in_parts() {
    for text in ["", "hello", "This choice creates a conflict.", "Error 500"] {
        let found = explain(text);
        assert!(!found.is_placed() && found.situations.is_empty(), "{text}: {:#?}", found.parts);
    }
    let found =
        explain("Automatic provisioning of user Ada to app Acme failed: a thing that nobody has seen");
    assert!(found.is_placed());
    assert_eq!((found.parts.user.as_deref(), found.parts.app.as_deref()), (Some("Ada"), Some("Acme")));
    assert_eq!(found.situations.first().map(|situation| situation.id), Some("words-of-the-app"));
}

#[test]
fn okta_s_own_sentences_are_told_from_a_targets_words() {
    let of_okta = explain("Error while trying to push profile update for a: User not found");
    assert_eq!(of_okta.parts.sentence(), Some(Sentence::UserGone));
    let of_target = explain(
        "Error while trying to push profile update for a: Not Found. Errors reported by remote server: User not found",
    );
    assert_eq!(of_target.parts.sentence(), None);
    assert_eq!(of_target.parts.remote.unwrap().status(), Some(404));
}

#[test]
fn the_catalogue_has_no_gaps() {
    let mut ids = std::collections::HashSet::new();
    for situation in super::SITUATIONS.iter().flat_map(|room| room.iter()) {
        assert!(ids.insert(situation.id), "{} is there twice", situation.id);
        assert!(!situation.causes.is_empty() && !situation.fixes.is_empty(), "{}", situation.id);
        assert!(!situation.sources.is_empty() && situation.summary.ends_with('.'), "{}", situation.id);
    }
}

/// Everything that Okta's model shows can be explained again: names, status and words come back as they went in.
#[test]
fn what_the_model_words_can_be_read() {
    use crate::idp::okta::message::Action;
    let remote = "Conflict. Errors reported by remote server: it: is taken.";
    for (action, operation) in [
        (Action::VerifyingUser("a@b.co"), VerifyUser),
        (Action::CreatingUser("a@b.co"), CreateUser),
        (Action::PushingProfile("a@b.co"), PushProfile),
        (Action::ImportingProfile("a@b.co"), ImportProfile),
        (Action::Deactivating, Deactivate),
        (Action::Reactivating, Reactivate),
        (Action::PushingPassword, PushPassword),
        (Action::CreatingGroup("Ops"), PushGroup),
        (Action::UpdatingMembership("Ops"), UpdateMembership),
        (Action::DeletingGroup("Ops"), DeleteGroup),
        (Action::DownloadingUsers, DownloadUsers),
        (Action::DownloadingGroups, DownloadGroups),
        (Action::Authenticating, Authenticate),
    ] {
        let text = action.with(remote);
        let parts = explain(&text).parts;
        assert_eq!(parts.operation, Some(operation), "{text}");
        let remote = parts.remote.as_ref().unwrap();
        assert_eq!((remote.status(), remote.detail()), (Some(409), Some("it: is taken.")), "{text}");
        assert!(parts.user_name.is_none_or(|user| user == "a@b.co"), "{text}");
        assert!(parts.group.is_none_or(|group| group == "Ops"), "{text}");
    }
}
