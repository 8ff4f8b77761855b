//! Losing the app and getting it back (okta.md §1.8–1.10).

use serde_json::json;

use super::stage::{ADA, BOB, LOOK_UP_ADA, Stage, assert_sent, list, remote, requests, user};
use crate::exchange::Evidence;
use crate::idp::Verdict;
use crate::idp::okta::{Act, Client};
use crate::idp::org::UserStatus;

const BOTH: [Client; 2] = [Client::Aiw, Client::Oin];

const PATCH_OFF: &str = concat!(
    r#"PATCH /Users/23a35c27 {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"#,
    r#""Operations":[{"op":"replace","value":{"active":false}}]}"#
);

fn losing_the_app() -> [Act; 2] {
    [Act::UnassignUser("ada".into()), Act::Deactivate("ada".into())]
}

// Okta's SCIM 2.0 reference: no path, an object, a boolean.
#[tokio::test]
async fn a_catalogue_app_switches_a_user_off_with_one_patch() {
    for act in losing_the_app() {
        let mut stage = Stage::new(Client::Oin).both_linked().answers_text("PATCH /Users/", 204, "");
        let played = stage.play(act).await;
        assert_sent(&played, &[PATCH_OFF]);
        assert_eq!(played.trace[0].call.evidence, Evidence::Documented);
        assert!(!stage.org.users["ada"].link.as_ref().unwrap().acknowledged.active);
    }
}

// Three request logs: the server's answer and nothing fresh but `active`.
#[tokio::test]
async fn the_wizards_client_puts_the_servers_answer_back_with_active_false() {
    for act in losing_the_app() {
        let mut stage = Stage::new(Client::Aiw)
            .both_linked()
            .answers("GET /Users/", 200, remote(ADA, "ada@example.com", true))
            .answers("PUT /Users/", 200, json!({}));
        let played = stage.play(act).await;
        assert_sent(
            &played,
            &[
                "GET /Users/23a35c27",
                concat!(
                    r#"PUT /Users/23a35c27 {"id":"23a35c27","schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"#,
                    r#""userName":"ada@example.com","name":{"formatted":"Old Name","givenName":"Old"},"#,
                    r#""emails":[{"value":"old@example.com","primary":true},{"value":"second@example.com"}],"#,
                    r#""seat":7,"active":false,"meta":{"resourceType":"User"}}"#
                ),
            ],
        );
        assert_eq!(played.trace[1].call.evidence, Evidence::Captured);
    }
}

#[tokio::test]
async fn no_group_push_follows_when_somebody_loses_the_app() {
    let mut stage =
        Stage::new(Client::Oin).both_linked().pushed(&[ADA, BOB]).answers_text("PATCH /Users/", 204, "");
    let played = stage.play(Act::UnassignUser("ada".into())).await;
    assert_eq!(requests(&played), ["PATCH /Users/23a35c27"]);
    assert!(played.groups.is_empty());
}

#[tokio::test]
async fn suspending_sends_nothing() {
    for client in BOTH {
        let mut stage = Stage::new(client).both_linked();
        let played = stage.play(Act::Suspend("ada".into())).await;
        assert!(played.trace.is_empty() && played.verdict.is_success());
        assert_eq!(stage.org.users["ada"].status, UserStatus::Suspended);
        let played = stage.play(Act::Unsuspend("ada".into())).await;
        assert!(played.trace.is_empty() && played.verdict.is_success());
        assert!(stage.org.users["ada"].has_app());
    }
}

#[tokio::test]
async fn a_user_who_keeps_the_app_through_a_group_is_not_switched_off() {
    let mut stage = Stage::new(Client::Oin).both_linked();
    stage.org.users["ada"].assignment.groups.insert("analysts".into());
    let played = stage.play(Act::UnassignUser("ada".into())).await;
    assert!(played.trace.is_empty() && played.verdict.is_success());
}

#[tokio::test]
async fn without_an_id_nothing_is_sent_when_somebody_loses_the_app() {
    let mut stage = Stage::new(Client::Oin);
    stage.org.users["ada"].assignment.individual = true;
    let played = stage.play(Act::UnassignUser("ada".into())).await;
    assert!(played.trace.is_empty());
    assert!(matches!(played.verdict, Verdict::NotRun { .. }));
}

#[tokio::test]
async fn a_reactivated_user_is_looked_up_switched_on_and_pushed() {
    let off = remote(ADA, "ada@example.com", false);
    let on = remote(ADA, "ada@example.com", true);
    let stage = |client| {
        Stage::new(client)
            .both_linked()
            .answers("GET /Users?filter", 200, list(std::slice::from_ref(&off)))
            .answers("PUT /Users/", 200, json!({}))
            .answers_text("PATCH /Users/", 204, "")
    };
    let mut aiw = stage(Client::Aiw)
        .answers("GET /Users/", 200, on.clone())
        .answers("GET /Users/", 200, off.clone())
        .answers("GET /Users/", 200, on.clone());
    aiw.play(Act::Deactivate("ada".into())).await;
    let played = aiw.play(Act::Reactivate("ada".into())).await;
    assert_eq!(
        requests(&played),
        [
            LOOK_UP_ADA,
            "GET /Users/23a35c27",
            "PUT /Users/23a35c27",
            "GET /Users/23a35c27",
            "PUT /Users/23a35c27"
        ]
    );
    let bodies: Vec<_> =
        played.trace.iter().filter_map(|exchange| exchange.call.body.as_ref()?.json()).collect();
    assert!(bodies[0]["name"]["givenName"] == "Old" && bodies[0]["active"] == true);
    assert!(bodies[1]["name"]["givenName"] == "Ada" && bodies[1]["active"] == true);

    let mut oin = stage(Client::Oin).answers("GET /Users/", 200, on);
    oin.play(Act::Deactivate("ada".into())).await;
    let played = oin.play(Act::Reactivate("ada".into())).await;
    assert_eq!(
        requests(&played),
        [LOOK_UP_ADA, "PATCH /Users/23a35c27", "GET /Users/23a35c27", "PUT /Users/23a35c27"]
    );
    let on = played.trace[1].call.body.as_ref().and_then(|body| body.json()).unwrap();
    assert_eq!(on["Operations"], json!([{ "op": "replace", "value": { "active": true } }]));
    assert!(oin.org.users["ada"].link.as_ref().unwrap().acknowledged.active);
}

#[tokio::test]
async fn assigning_again_after_unassigning_goes_the_same_way() {
    let off = remote(ADA, "ada@example.com", false);
    let mut stage = Stage::new(Client::Oin)
        .both_linked()
        .answers("GET /Users?filter", 200, list(&[off]))
        .answers("GET /Users/", 200, remote(ADA, "ada@example.com", true))
        .answers("PUT /Users/", 200, json!({}))
        .answers_text("PATCH /Users/", 204, "");
    stage.play(Act::UnassignUser("ada".into())).await;
    let played = stage.play(user("ada")).await;
    assert_eq!(
        requests(&played),
        [LOOK_UP_ADA, "PATCH /Users/23a35c27", "GET /Users/23a35c27", "PUT /Users/23a35c27"]
    );
}

#[tokio::test]
async fn a_target_that_deletes_on_deactivation_gets_a_new_create() {
    let mut stage = Stage::new(Client::Oin)
        .both_linked()
        .answers_text("PATCH /Users/", 204, "")
        .answers("GET /Users?filter", 200, list(&[]))
        .answers("POST /Users", 201, remote("new-id", "ada@example.com", true));
    stage.play(Act::Deactivate("ada".into())).await;
    let played = stage.play(Act::Reactivate("ada".into())).await;
    assert_eq!(requests(&played), [LOOK_UP_ADA, "POST /Users"]);
    assert_eq!(stage.org.remote_user_id("ada"), Some("new-id"));
}

#[tokio::test]
async fn an_assignment_through_a_group_comes_back_and_an_unassigned_person_stays_without() {
    let mut stage = Stage::new(Client::Oin).both_linked().answers_text("PATCH /Users/", 204, "");
    stage.org.groups["analysts"].assigned = true;
    stage.org.groups["analysts"].members.shift_remove("bob");
    let ada = &mut stage.org.users["ada"].assignment;
    ada.individual = false;
    ada.groups.insert("analysts".into());
    stage.play(Act::Deactivate("ada".into())).await;
    assert!(!stage.org.users["ada"].has_app());
    let mut stage = stage.refuses("GET /Users?filter", 500, "down");
    let played = stage.play(Act::Reactivate("ada".into())).await;
    assert_eq!(requests(&played), [LOOK_UP_ADA]);
    assert!(stage.org.users["ada"].assignment.groups.contains("analysts"));

    stage.play(Act::UnassignUser("bob".into())).await;
    stage.play(Act::Deactivate("bob".into())).await;
    let played = stage.play(Act::Reactivate("bob".into())).await;
    assert!(played.trace.is_empty() && played.verdict.is_success());
    assert!(!stage.org.users["bob"].has_app());
}

#[tokio::test]
async fn an_unassigned_group_switches_off_those_who_have_no_other_assignment() {
    let mut stage = Stage::new(Client::Oin).both_linked().answers_text("PATCH /Users/", 204, "");
    stage.org.groups["analysts"].assigned = true;
    for name in ["ada", "bob"] {
        stage.org.users[name].assignment.groups.insert("analysts".into());
    }
    stage.org.users["ada"].assignment.individual = false;
    let played = stage.play(Act::UnassignGroup("analysts".into())).await;
    assert_sent(&played, &[PATCH_OFF]);
}
