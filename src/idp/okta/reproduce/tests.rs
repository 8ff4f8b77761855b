//! Texts, the plays that are made for them, and what counts as the same text.

use serde_json::{Value, json};

use super::{Sameness, Stage, Unplayable, compare, stage};
use crate::exchange::Evidence;
use crate::idp::okta::Client;
use crate::idp::okta::explain::explain;
use crate::idp::{Alert, Place};

fn play(text: &str) -> Stage {
    stage(&explain(text), None).unwrap_or_else(|reason| panic!("{text}: {reason}"))
}

/// The answers of a play, `to` and `with`, in order.
fn answers(stage: &Stage) -> Vec<(String, Value)> {
    let list = stage.scenario["answers"].as_array().unwrap();
    list.iter().map(|answer| (answer["to"].as_str().unwrap().to_owned(), answer["with"].clone())).collect()
}

fn last(text: &str) -> (String, Value) {
    answers(&play(text)).pop().unwrap()
}

const PUSH: &str = "Automatic profile push of user Jane Doe to app Acme failed: Error while trying to push profile \
                    update for jane@x.org: Bad Request. Errors reported by remote server: Expecting string at \
                    0.1.userType but instead got: null.";

#[test]
fn names_of_the_text_go_to_the_people_of_the_play() {
    let stage = play(PUSH);
    assert_eq!(stage.scenario["cast"]["users"]["ada"]["userName"], json!("jane@x.org"));
    assert_eq!(stage.scenario["cast"]["users"]["ada"]["displayName"], json!("Jane Doe"));
    assert_eq!(stage.scenario["integration"]["app-label"], json!("Acme"));
    assert_eq!(stage.client, Client::Oin);
    let group = play(
        "Unable to update Group Push mapping target App group Wizards: Error while creating user group Wizards: \
         Conflict. Errors reported by remote server: taken",
    );
    assert_eq!(group.scenario["cast"]["groups"]["analysts"]["displayName"], json!("Wizards"));
}

#[test]
fn the_refusal_stands_where_the_text_says() {
    let (to, with) = last(PUSH);
    assert_eq!(to, "PUT /Users/*");
    assert_eq!(with["status"], json!(400));
    assert_eq!(with["error"], json!("Expecting string at 0.1.userType but instead got: null."));
    let update = &play(PUSH).scenario["steps"][1]["update"];
    assert_eq!(update["set"], json!({ "userType": null }), "the words name what was cleared");
    for (text, to, with) in [
        (
            "Error while verifying if user a exists: null",
            "GET /Users?filter",
            json!({ "unreachable": "name" }),
        ),
        ("Error authenticating: Unauthorized", "GET /Users?startIndex=1&count=2", json!({ "status": 401 })),
        (
            "Error while creating user ab: Create new user returned empty user.",
            "POST /Users",
            json!({ "status": 201 }),
        ),
        ("Error while creating user group Wizards: Read timed out", "POST /Groups", json!({ "delay": "3s" })),
        (
            "Error while deactivating user: Not Implemented. Errors reported by remote server: no",
            "PATCH /Users/*",
            json!({ "status": 501, "error": "no" }),
        ),
        (
            "Error while verifying if user a exists: Bad Request. Errors reported by remote server: Invalid JSON: \
             Unrecognized token 'Invalid': was expecting (JSON String, Number, Array, Object or token 'null', 'true' \
             or 'false') at [Source: (String)\"Invalid bearer token header.\"; line: 1, column: 8]",
            "GET /Users?filter",
            json!({ "status": 400, "body": "Invalid bearer token header." }),
        ),
    ] {
        assert_eq!(last(text), (to.to_owned(), with), "{text}");
    }
}

#[test]
fn the_job_decides_between_a_link_and_a_later_push() {
    let linked = play(&PUSH.replace("profile push of", "provisioning of"));
    assert_eq!(linked.scenario["steps"], json!([{ "assign": "ada" }]));
    assert_eq!(answers(&linked)[0], ("GET /Users?filter".to_owned(), json!({ "users": ["ada"] })));
    assert_eq!(play(PUSH).scenario["steps"].as_array().unwrap().len(), 2);
}

#[test]
fn references_in_a_text_stay_text() {
    let (_, with) =
        last("Error while creating user ab: Conflict. Errors reported by remote server: ${ada.id}");
    assert_eq!(with["error"], json!("$${ada.id}"));
}

#[test]
fn texts_that_no_answer_causes_are_not_played() {
    let why = |text: &str| stage(&explain(text), None).unwrap_err();
    assert_eq!(why("the weather is fine"), Unplayable::NotPlaced);
    assert_eq!(why("Error while creating user ab"), Unplayable::TooLittle);
    assert_eq!(why("SCIM 2.0 Base Url: Does not match required pattern"), Unplayable::NoRequest);
    assert!(matches!(why("Error while retrieving OAuth token: Unauthorized"), Unplayable::NotModelled(_)));
}

#[test]
fn a_play_for_a_target_has_no_answers_and_no_names_of_others() {
    let scenario = play(PUSH).for_target();
    assert_eq!(scenario.get("answers"), None);
    assert_eq!(scenario["cast"]["users"]["ada"].get("userName"), None);
    let text = Stage::text(&scenario);
    assert!(text.contains("steps:\n  - {\"assign\":\"ada\"}\n"), "{text}");
}

fn shown(text: &str, task: &str) -> Alert {
    Alert {
        text: Some(text.to_owned()),
        task: Some(task.to_owned()),
        evidence: Evidence::Reported,
        ..Alert::unknown(Place::Tasks)
    }
}

#[test]
fn a_text_is_the_same_in_more_than_one_way() {
    let text = "Error while creating user ada.k3@example.com: Conflict. Errors reported by remote server: \
                ada.k3@example.com is taken";
    let task = format!("Automatic provisioning of user Ada Lovelace to app scimulate failed: {text}");
    let alert = shown(text, &task);
    for (pasted, sameness) in [
        (text, Sameness::Same),
        (&*format!("{task}."), Sameness::Same),
        ("Conflict - Errors reported by remote server: ada.k3@example.com is taken", Sameness::InPart),
        (
            "Automatic provisioning of user Jane Doe to app Acme failed: Error while creating user jane@x.org: Conflict. \
             Errors reported by remote server: jane@x.org is taken",
            Sameness::ButForNames,
        ),
        (
            "Error while creating <name> :Conflict. Errors reported by the remote server: ada.k3@example.com is taken",
            Sameness::InSubstance,
        ),
        (
            "Error while creating user jane@x.org: Conflict. Errors reported by remote server: another reason",
            Sameness::Different,
        ),
        (
            "Error while verifying if user jane@x.org exists: Conflict. Errors reported by remote server: \
             ada.k3@example.com is taken",
            Sameness::Different,
        ),
        ("Error while creating user jane@x.org: Read timed out", Sameness::Different),
    ] {
        assert_eq!(compare(&explain(pasted), &alert), sameness, "{pasted}");
    }
}

#[test]
fn ids_and_hosts_do_not_count() {
    let gone = "Error while trying to push profile update for ada: No user returned for user 77-1";
    let alert = shown(gone, gone);
    let pasted =
        "Error while trying to push profile update for jane@x.org: No user returned for user 9067a2a1f4";
    assert_eq!(compare(&explain(pasted), &alert), Sameness::ButForNames);
    let late = "Error authenticating: Connect to scim.example.com:443 [scim.example.com/{address}] failed: Connect timed out";
    let pasted =
        "Error authenticating: Connect to acme.com:443 [acme.com/203.0.113.7] failed: Connect timed out";
    assert_eq!(compare(&explain(pasted), &shown(late, late)), Sameness::ButForNames);
}
