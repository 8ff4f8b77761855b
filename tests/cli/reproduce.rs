//! From a pasted text to the exchange that causes it, and back to the text.

use scimulate::exchange::Method;
use serde_json::json;

use crate::program::{Ended, Program};
use crate::server::{Reply, Server, http};

fn reproduce(text: &str) -> Ended {
    Program::new().run(&["reproduce", "--", text])
}

/// One text for each kind of answer, failure and sentence.
const TEXTS: &[&str] = &[
    "Error while trying to push profile update for jane@x.org: Bad Request. Errors reported by remote server: Request is \
     malformed: Error: Expecting string at 0.1.userType but instead got: null.",
    "Automatic provisioning of user Jane Doe to app Snowflake failed: Error while creating user jd: Conflict. Errors \
     reported by remote server: User exists with given userName and/or enterprise:user.snowflakeUserName",
    "Error while verifying if user jd exists: Bad Request. Errors reported by remote server: Invalid JSON: Unrecognized \
     token 'Invalid': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false') at [Source: \
     (String)\"Invalid bearer token header.\"; line: 1, column: 8]",
    "Automatic profile push of user Jane Doe to app AWS failed: Error while trying to push profile update for \
     jane@x.org: No user returned for user 9067a2a1f4-7b4a6d3e",
    "Automatic provisioning of user Jane Doe to app Secoda failed: Error while trying to push profile update for \
     jane@x.org: User not found",
    "Automatic provisioning of user Jane Doe to app Acme failed: Matching user not found",
    "Automatic provisioning of user Jane Doe to app Acme failed: User account is inactive",
    "Error while creating user jane@x.org: No schema's defined in scim user",
    "Error while creating user jane@x.org: Create new user returned empty user.",
    "Error authenticating: null",
    "Error authenticating: Connect to acme.com:443 [acme.com/203.0.113.7] failed: Connect timed out",
    "Failed on 06-14-2021 12:16:29PM UTC: Unable to update Group Push mapping target App group Wizards: Error while \
     creating user group Wizards: Read timed out",
    "Unable to update Group Push mapping target App group Wizards: Error while updating user group membership for group \
     Wizards Not Implemented. Errors reported by remote server: patch-REPLACE-operation not supported for group.members",
    "Linked group is missing in AWS. Change the linked group to resume pushing group memberships.",
    "Application accounts need deprovisioning",
    "No results for users returned",
];

#[test]
fn the_answer_behind_a_text_brings_the_text_out_again() {
    for text in TEXTS {
        reproduce(text).ends_with(0).says("The same text came out").says("Okta shows");
    }
}

#[test]
fn the_whole_exchange_is_shown() {
    reproduce(TEXTS[1])
        .ends_with(0)
        .says("> POST /Users")
        .says("\"userName\": \"jd\"")
        .says("< 409 Conflict")
        .says("\"detail\": \"User exists with given userName and/or enterprise:user.snowflakeUserName\"")
        .says("yes, to the letter");
}

#[test]
fn a_text_comes_from_standard_input_too_wrapped_and_quoted() {
    let pasted = "> \u{201c}Error while creating user jd:\n> Conflict. Errors reported by\n  remote server: taken\u{201d}\n";
    let pasted = pasted.replace("\n> ", "\n");
    Program::new().run_with_input(&["reproduce", "-"], &pasted).ends_with(0).says("< 409 Conflict");
    Program::new().run_with_input(&["reproduce"], " \n").ends_with(2).says("there is no text to reproduce");
}

#[test]
fn what_cannot_be_placed_or_played_says_why() {
    reproduce("the weather is fine").ends_with(2).says("does not have the form");
    reproduce("SCIM 2.0 Base Url: Does not match required pattern").ends_with(2).says("no request is sent");
    reproduce("Error while creating user jd").ends_with(2).says("scimulate explain");
}

#[test]
fn another_text_is_told_as_such() {
    // No server of ours can send a phrase that is not registered.
    reproduce("Error while creating user jd: Very Bad Thing. Errors reported by remote server: no")
        .ends_with(1)
        .says("Another text came out");
}

#[test]
fn the_scenario_can_be_kept_and_run() {
    let program = Program::new();
    program.run(&["reproduce", TEXTS[0], "--save", "mine.yaml"]).ends_with(0);
    program
        .run(&["run", "mine.yaml", "--client", "okta-oin"])
        .ends_with(1)
        .says("Expecting string at 0.1.userType");
}

#[test]
fn a_target_that_answers_so_brings_the_text_out_with_its_own_names() {
    let server = Server::behaving(|seen, correct| {
        if seen.is(Method::Post, "/Users") {
            let body: serde_json::Value = serde_json::from_slice(&seen.body).unwrap();
            let detail = format!("User {} exists already", body["userName"].as_str().unwrap());
            let error = json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "detail": detail, "status": "409" });
            return Reply::Bytes(http("409 Conflict", error.to_string().as_bytes()));
        }
        Reply::Answer(correct.answer(seen))
    });
    let text = "Automatic provisioning of user Jane Doe to app Acme failed: Error while creating user jane@x.org: Conflict. \
                Errors reported by remote server: User jane@x.org exists already";
    let program = Program::new();
    program
        .run(&["reproduce", text, "--target", &server.url()])
        .ends_with(0)
        .says("okta/messages/conflict-on-create")
        .says("yes, names, ids, hosts and times aside");
    assert_eq!(program.open_names(), Vec::<String>::new());
}

#[test]
fn a_right_target_does_not_show_the_text_and_keeps_nothing() {
    let server = Server::correct();
    let before = server.contents();
    Program::new()
        .run(&["reproduce", TEXTS[1], "--target", &server.url()])
        .ends_with(1)
        .says("Okta shows success")
        .says("The text did not come out");
    assert_eq!(server.contents(), before);
}

#[test]
fn a_target_needs_consent_and_must_be_there() {
    Program::new()
        .run(&["reproduce", TEXTS[1], "--target", "http://192.0.2.1/scim/v2"])
        .ends_with(2)
        .says("--i-own-this-target");
    Program::new()
        .run(&["reproduce", TEXTS[1], "--target", "http://127.0.0.1:9/scim/v2"])
        .ends_with(3)
        .says("cannot be reached");
}
