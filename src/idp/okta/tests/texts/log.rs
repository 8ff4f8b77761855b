//! System Log entries as JSON, banners, and deprovisioning.

use serde_json::{Value, json};

use super::super::stage::{ADA, Stage, list, remote, user};
use super::{BOTH, assert_log, linked, update};
use crate::idp::Place;
use crate::idp::okta::{Act, Client, Played};

fn verdict(played: &Played) -> Value {
    serde_json::to_value(&played.verdict).unwrap()
}

#[tokio::test]
async fn an_entry_has_the_shape_of_oktas_api() {
    let mut stage = Stage::new(Client::Oin).answers("GET /Users?filter", 200, list(&[])).refuses(
        "POST /Users",
        409,
        "taken",
    );
    let played = stage.play(user("ada")).await;
    assert_eq!(
        verdict(&played)["event"],
        json!({
            "eventType": "application.provision.user.push",
            "displayMessage": "Push new user to external application",
            "outcome": {
                "result": "FAILURE",
                "reason": "Conflict. Errors reported by remote server: taken",
            },
            "severity": "ERROR",
            "target": [
                { "type": "AppUser", "alternateId": "ada@example.com", "displayName": "Ada Lovelace" },
                { "type": "AppInstance", "alternateId": "Acme", "displayName": "Acme" },
            ],
            "legacyEventType": "app.api.error.create_user",
        })
    );
    assert_eq!(verdict(&played)["banner"], "An error occurred while assigning this app.");
    assert_eq!(verdict(&played)["place"], "tasks");
}

#[tokio::test]
async fn a_long_detail_is_whole_in_the_task_and_cut_in_the_log() {
    let detail = "x".repeat(400);
    let mut stage = linked(Client::Aiw)
        .answers("GET /Users/", 200, remote(ADA, "ada@example.com", true))
        .refuses("PUT /Users/", 400, &detail);
    let played = stage.play(update()).await;
    assert!(played.verdict.text().unwrap().ends_with(&detail));
    let reason = verdict(&played)["event"]["outcome"]["reason"].as_str().unwrap().to_owned();
    assert_eq!(reason.len(), 255);
    // E18 (okta.md), E21 (failures.md)
    assert_eq!(verdict(&played)["banner"], "An error occurred while pushing a profile update to this app");
}

// E20 and S3 (okta.md).
#[tokio::test]
async fn a_deactivation_that_fails() {
    for client in BOTH {
        let mut stage = linked(client)
            .answers("GET /Users/", 200, remote(ADA, "ada@example.com", true))
            .answers_text("PUT /Users/", 502, "error code: 502")
            .answers_text("PATCH /Users/", 502, "error code: 502");
        let played = stage.play(Act::UnassignUser("ada".into())).await;
        assert_log(&played, "application.provision.user.deactivate", Some("Bad Gateway"));
        let alert = played.verdict.alert().unwrap();
        assert_eq!(alert.heading.as_deref(), Some("Application accounts need deprovisioning"));
        assert_eq!((alert.task.as_deref(), alert.place), (None, Place::Tasks));
        let event = alert.event.as_ref().unwrap();
        assert_eq!(event.display_message.as_deref(), Some("Push user deactivation to external application"));
        assert_eq!(event.target[0].alternate_id, "ada@example.com");
    }
}
