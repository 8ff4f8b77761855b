//! Group Push to a group that was there before. No document shows the bodies, so every call of a link is inferred; the
//! outcome that Okta's test plan asks for (C9315, C9330) is that Okta's members are in and the others stay.

use indexmap::IndexMap;
use serde_json::{Value, json};

use super::stage::{ADA, BOB, GROUP, Stage, list, requests};
use crate::exchange::Evidence;
use crate::idp::Verdict;
use crate::idp::okta::{Act, Client, LinkMembership, Played};

const STRANGER: &str = "5ca1ab1e";

fn target(client: Client) -> Stage {
    let group = json!({ "id": GROUP, "displayName": "Team", "members": [
        { "value": STRANGER, "display": "old@example.com", "type": "User", "$ref": "http://target/Users/5ca1ab1e" },
        { "value": ADA },
    ] });
    Stage::new(client)
        .answers("GET /Groups?filter", 200, list(std::slice::from_ref(&group)))
        .answers("GET /Groups?startIndex", 200, list(std::slice::from_ref(&group)))
        .answers("GET /Groups/", 200, group)
        .answers("PUT /Groups/", 200, json!({}))
        .answers_text("PATCH /Groups/", 204, "")
}

fn link() -> Act {
    Act::LinkGroup { group: "analysts".into(), to: "Team".into() }
}

fn body(played: &Played, call: usize) -> &Value {
    played.trace[call].call.body.as_ref().and_then(|body| body.json()).unwrap()
}

#[tokio::test]
async fn a_catalogue_app_renames_and_adds() {
    let mut stage = target(Client::Oin).both_linked();
    let played = stage.play(link()).await;
    assert_eq!(
        requests(&played),
        [
            "GET /Groups?filter=displayName%20eq%20%22Team%22&startIndex=1&count=100",
            "PATCH /Groups/abf4dd94",
            "PATCH /Groups/abf4dd94"
        ]
    );
    assert_eq!(body(&played, 1)["Operations"][0]["value"]["displayName"], "Analysts");
    let add = &body(&played, 2)["Operations"][0];
    assert_eq!((&add["op"], add["value"].as_array().unwrap().len()), (&json!("add"), 2));
    assert!(played.trace[1..].iter().all(|exchange| exchange.call.evidence == Evidence::Inferred));
    let push = stage.push();
    assert!(push.linked && !push.acknowledged.exact);
    assert_eq!(push.acknowledged.members.len(), 2);
}

#[tokio::test]
async fn the_wizards_client_keeps_the_others_in_its_put() {
    let mut stage = target(Client::Aiw).both_linked();
    let played = stage.play(link()).await;
    assert_eq!(requests(&played)[1..], ["GET /Groups/abf4dd94", "PUT /Groups/abf4dd94"]);
    // Members go out as Okta writes them, without the server's `type` and `$ref`.
    assert_eq!(
        body(&played, 2)["members"],
        json!([
            { "value": STRANGER, "display": "old@example.com" },
            { "value": ADA, "display": "ada@example.com" },
            { "value": BOB, "display": "bob@example.com" },
        ])
    );
    assert_eq!(stage.push().acknowledged.members.iter().collect::<Vec<_>>(), [ADA, BOB]);
}

#[tokio::test]
async fn without_renaming_the_app_group_keeps_its_name() {
    let mut aiw =
        target(Client::Aiw).both_linked().with(|stage| stage.integration.options.rename_groups = false);
    let played = aiw.play(link()).await;
    assert_eq!(body(&played, 2)["displayName"], "Team");
    assert_eq!(aiw.push().acknowledged.display_name, "Team");
    let mut oin =
        target(Client::Oin).both_linked().with(|stage| stage.integration.options.rename_groups = false);
    let played = oin.play(link()).await;
    assert_eq!(requests(&played)[1..], ["PATCH /Groups/abf4dd94"]);
}

#[tokio::test]
async fn a_link_may_replace_the_members() {
    for client in [Client::Aiw, Client::Oin] {
        let mut stage = target(client)
            .both_linked()
            .with(|stage| stage.integration.options.link_membership = LinkMembership::Replace);
        let played = stage.play(link()).await;
        let sent = body(&played, 2);
        let members = sent.get("members").unwrap_or(&sent["Operations"][0]["value"]);
        assert_eq!(members.as_array().unwrap().len(), 2);
        assert!(stage.push().acknowledged.exact);
    }
}

#[tokio::test]
async fn later_changes_leave_the_others_alone_and_push_now_does_not() {
    let remove = || Act::RemoveMembers { group: "analysts".into(), members: vec!["bob".into()] };
    let mut stage = target(Client::Aiw).both_linked();
    stage.play(link()).await;
    let played = stage.play(remove()).await;
    assert_eq!(body(&played, 1)["members"].as_array().unwrap().len(), 3);
    assert_eq!(
        body(&played, 3)["members"],
        json!([
            { "value": STRANGER, "display": "old@example.com" },
            { "value": ADA, "display": "ada@example.com" },
        ])
    );
    let played = stage.play(Act::PushNow("analysts".into())).await;
    assert_eq!(body(&played, 3)["members"], json!([{ "value": ADA, "display": "ada@example.com" }]));
    let push = stage.push();
    assert!(push.acknowledged.exact && !push.linked);
}

#[tokio::test]
async fn the_names_that_okta_knows_decide_without_a_lookup() {
    let mut stage = target(Client::Oin)
        .both_linked()
        .with(|stage| stage.org.app_groups = Some(IndexMap::from([("Team".into(), GROUP.into())])));
    let played = stage.play(link()).await;
    assert_eq!(requests(&played), ["PATCH /Groups/abf4dd94", "PATCH /Groups/abf4dd94"]);
}

#[tokio::test]
async fn an_unknown_name_makes_the_admin_refresh_the_app_groups() {
    let mut stage =
        target(Client::Oin).both_linked().with(|stage| stage.org.app_groups = Some(IndexMap::new()));
    let played = stage.play(link()).await;
    assert_eq!(requests(&played)[0], "GET /Groups?startIndex=1&count=100");
    assert!(played.verdict.is_success());
}

#[tokio::test]
async fn a_name_that_the_target_does_not_have_cannot_be_linked() {
    let mut stage = Stage::new(Client::Oin).both_linked().answers("GET /Groups?filter", 200, list(&[]));
    let played = stage.play(link()).await;
    let Verdict::NotRun { reason } = &played.verdict else { panic!("{:?}", played.verdict) };
    assert_eq!(reason, "the target has no group named \"Team\" to link to");
    assert_eq!(stage.org.groups["analysts"].push, None);
}

#[tokio::test]
async fn pushing_a_group_whose_name_is_taken_links_it() {
    let mut stage = target(Client::Oin).both_linked();
    let played = stage.play(Act::PushGroup("analysts".into())).await;
    assert!(stage.push().linked && played.verdict.is_success());
    assert!(requests(&played).iter().all(|request| !request.starts_with("POST")));
}

#[tokio::test]
async fn a_group_that_was_left_in_the_app_can_be_linked_again() {
    let mut stage = target(Client::Oin).both_linked().pushed(&[ADA]);
    stage.play(Act::UnlinkGroup { group: "analysts".into(), delete: false }).await;
    assert!(stage.play(link()).await.verdict.is_success());
    assert_eq!(stage.push().id.as_deref(), Some(GROUP));
}
