//! Group Push of groups that Okta created (okta.md §1.13).

use serde_json::json;

use super::stage::{ADA, BOB, GROUP, Stage, assert_sent, error, list, remote, requests};
use crate::exchange::Evidence;
use crate::idp::Verdict;
use crate::idp::okta::{Act, Client, GroupCreateOrder};
use crate::idp::org::PushStatus;

const LOOK_UP: &str = "GET /Groups?filter=displayName%20eq%20%22Analysts%22&startIndex=1&count=100";

/// `{"schemas":[PatchOp],"Operations":…}` to the group.
macro_rules! patch {
    ($operations:literal) => {
        concat!(
            r#"PATCH /Groups/abf4dd94 {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":"#,
            $operations,
            "}"
        )
    };
}

/// `PUT` of the whole group.
macro_rules! put {
    ($name:literal, $members:literal) => {
        concat!(
            r#"PUT /Groups/abf4dd94 {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"abf4dd94","#,
            r#""displayName":""#,
            $name,
            r#"","members":"#,
            $members,
            "}"
        )
    };
}

const NAME: &str = patch!(r#"[{"op":"replace","value":{"id":"abf4dd94","displayName":"Analysts"}}]"#);
const READ: &str = "GET /Groups/abf4dd94";
const PUT_BOTH: &str = put!(
    "Analysts",
    r#"[{"value":"23a35c27","display":"ada@example.com"},{"value":"89bb1940","display":"bob@example.com"}]"#
);
const PUT_ADA: &str = put!("Analysts", r#"[{"value":"23a35c27","display":"ada@example.com"}]"#);

fn healthy(client: Client) -> Stage {
    Stage::new(client)
        .answers("GET /Groups?filter", 200, list(&[]))
        .answers("POST /Groups", 201, json!({ "id": GROUP, "displayName": "Analysts" }))
        .answers("GET /Groups/", 200, json!({ "id": GROUP, "displayName": "Analysts" }))
        .answers("PUT /Groups/", 200, json!({}))
        .answers_text("PATCH /Groups/", 204, "")
        .answers_text("DELETE /Groups/", 204, "")
}

fn analysts() -> String {
    "analysts".to_owned()
}

// Two request logs: lookup, POST with the members in it, GET, PUT of the same.
#[tokio::test]
async fn the_wizards_client_creates_a_group_with_its_members_and_repeats_it() {
    let mut stage = healthy(Client::Aiw).both_linked();
    let played = stage.play(Act::PushGroup(analysts())).await;
    assert_sent(
        &played,
        &[
            LOOK_UP,
            concat!(
                r#"POST /Groups {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Analysts","#,
                r#""members":[{"value":"23a35c27","display":"ada@example.com"},"#,
                r#"{"value":"89bb1940","display":"bob@example.com"}]}"#
            ),
            READ,
            PUT_BOTH,
        ],
    );
    let push = stage.push();
    assert!(push.acknowledged.exact && !push.linked && push.status == PushStatus::Active);
    assert_eq!(push.acknowledged.members.iter().collect::<Vec<_>>(), [ADA, BOB]);
    assert_eq!(played.groups.iter().collect::<Vec<_>>(), ["analysts"]);
}

// Okta's SCIM 2.0 reference: POST with an empty list; the members follow by PATCH, and the name with them.
#[tokio::test]
async fn a_catalogue_app_creates_an_empty_group_and_adds_the_members() {
    let mut stage = healthy(Client::Oin).both_linked();
    let played = stage.play(Act::PushGroup(analysts())).await;
    assert_sent(
        &played,
        &[
            LOOK_UP,
            r#"POST /Groups {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Analysts","members":[]}"#,
            NAME,
            patch!(
                r#"[{"op":"add","path":"members","value":[{"value":"23a35c27","display":"ada@example.com"},{"value":"89bb1940","display":"bob@example.com"}]}]"#
            ),
        ],
    );
}

#[tokio::test]
async fn a_catalogue_app_may_create_a_group_with_its_members() {
    let mut stage = healthy(Client::Oin)
        .both_linked()
        .with(|stage| stage.integration.options.group_create_order = GroupCreateOrder::MembersInPost);
    let played = stage.play(Act::PushGroup(analysts())).await;
    assert_eq!(requests(&played), [LOOK_UP, "POST /Groups"]);
    assert_eq!(stage.push().acknowledged.members.len(), 2);
}

#[tokio::test]
async fn with_the_names_at_hand_there_is_no_lookup() {
    for client in [Client::Aiw, Client::Oin] {
        let mut stage = healthy(client).with(|stage| stage.org.app_groups = Some(Default::default()));
        let played = stage.play(Act::PushGroup(analysts())).await;
        assert_eq!(requests(&played)[0], "POST /Groups");
        assert_eq!(stage.org.app_groups.as_ref().unwrap()["Analysts"], GROUP);
    }
}

#[tokio::test]
async fn an_empty_group_is_created_empty() {
    let mut oin = healthy(Client::Oin);
    let played = oin.play(Act::PushGroup(analysts())).await;
    assert_eq!(requests(&played), [LOOK_UP, "POST /Groups"]);
    let mut aiw = healthy(Client::Aiw);
    let played = aiw.play(Act::PushGroup(analysts())).await;
    assert_sent(
        &played,
        &[
            LOOK_UP,
            r#"POST /Groups {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Analysts","members":[]}"#,
            READ,
            put!("Analysts", "[]"),
        ],
    );
}

#[tokio::test]
async fn members_without_the_app_are_passed_over_in_silence() {
    let mut stage = healthy(Client::Oin).linked("bob", BOB).pushed(&[BOB]);
    let played = stage.play(Act::PushNow(analysts())).await;
    assert_sent(
        &played,
        &[
            NAME,
            patch!(
                r#"[{"op":"replace","path":"members","value":[{"value":"89bb1940","display":"bob@example.com"}]}]"#
            ),
        ],
    );
}

// Okta's SCIM 2.0 reference: full push.
#[tokio::test]
async fn push_now_and_activation_replace_all_members_in_a_catalogue_app() {
    for act in [Act::PushNow(analysts()), Act::ActivatePush(analysts())] {
        let mut stage = healthy(Client::Oin).both_linked().pushed(&[ADA]);
        let played = stage.play(act).await;
        assert_sent(
            &played,
            &[
                NAME,
                patch!(
                    r#"[{"op":"replace","path":"members","value":[{"value":"23a35c27","display":"ada@example.com"},{"value":"89bb1940","display":"bob@example.com"}]}]"#
                ),
            ],
        );
        assert!(played.trace.iter().all(|exchange| exchange.call.evidence == Evidence::Documented));
    }
}

#[tokio::test]
async fn push_now_of_an_empty_group_sends_an_empty_list() {
    let mut oin = healthy(Client::Oin).pushed(&[]);
    let played = oin.play(Act::PushNow(analysts())).await;
    assert_sent(&played, &[NAME, patch!(r#"[{"op":"replace","path":"members","value":[]}]"#)]);
    assert_eq!(played.trace[1].call.evidence, Evidence::Reported);
    let mut aiw = healthy(Client::Aiw).pushed(&[]);
    let played = aiw.play(Act::PushNow(analysts())).await;
    let empty = put!("Analysts", "[]");
    assert_sent(&played, &[READ, empty, READ, empty]);
}

// A request log: the user who is inactive in the app is dropped in the last PUT.
#[tokio::test]
async fn push_now_of_the_wizards_client_drops_who_lost_the_app_in_its_last_put() {
    for act in [Act::PushNow(analysts()), Act::ActivatePush(analysts())] {
        let mut stage = healthy(Client::Aiw).both_linked().pushed(&[ADA, BOB]);
        stage.org.users["bob"].assignment.individual = false;
        let played = stage.play(act).await;
        assert_sent(&played, &[READ, PUT_BOTH, READ, PUT_ADA]);
        assert!(stage.push().acknowledged.removed.contains(BOB));
    }
}

#[tokio::test]
async fn an_added_member_is_patched_in_or_stands_in_both_puts() {
    let act = || Act::AddMembers { group: analysts(), members: vec!["bob".into()] };
    let stage = |client| {
        healthy(client)
            .both_linked()
            .pushed(&[ADA])
            .with(|stage| _ = stage.org.groups["analysts"].members.shift_remove("bob"))
    };
    let mut oin = stage(Client::Oin);
    let played = oin.play(act()).await;
    assert_sent(
        &played,
        &[
            NAME,
            patch!(
                r#"[{"op":"add","path":"members","value":[{"value":"89bb1940","display":"bob@example.com"}]}]"#
            ),
        ],
    );
    let mut aiw = stage(Client::Aiw);
    let played = aiw.play(act()).await;
    assert_sent(&played, &[READ, PUT_BOTH, READ, PUT_BOTH]);
}

// A request log: the first PUT still carries the old list.
#[tokio::test]
async fn a_removed_member_is_patched_out_or_gone_in_the_second_put() {
    let act = || Act::RemoveMembers { group: analysts(), members: vec!["bob".into()] };
    let mut oin = healthy(Client::Oin).both_linked().pushed(&[ADA, BOB]);
    let played = oin.play(act()).await;
    assert_sent(&played, &[NAME, patch!(r#"[{"op":"remove","path":"members[value eq \"89bb1940\"]"}]"#)]);
    assert_eq!(oin.push().acknowledged.members.iter().collect::<Vec<_>>(), [ADA]);
    assert!(oin.push().acknowledged.removed.contains(BOB));
    let mut aiw = healthy(Client::Aiw).both_linked().pushed(&[ADA, BOB]);
    let played = aiw.play(act()).await;
    assert_sent(&played, &[READ, PUT_BOTH, READ, PUT_ADA]);
}

// Okta's SCIM 2.0 reference: removals first, one operation per person, then one that adds.
#[tokio::test]
async fn one_patch_removes_first_and_then_adds() {
    let mut stage = healthy(Client::Oin).both_linked().pushed(&[ADA]).with(|stage| {
        stage.org.users["ada"].assignment.individual = false;
        stage.org.groups["analysts"].members.shift_remove("bob");
    });
    let act = Act::AddMembers { group: analysts(), members: vec!["bob".into()] };
    let played = stage.play(act).await;
    assert_sent(
        &played,
        &[
            NAME,
            patch!(
                r#"[{"op":"remove","path":"members[value eq \"23a35c27\"]"},{"op":"add","path":"members","value":[{"value":"89bb1940","display":"bob@example.com"}]}]"#
            ),
        ],
    );
}

#[tokio::test]
async fn the_removal_of_somebody_deactivated_in_okta_is_not_pushed() {
    for client in [Client::Aiw, Client::Oin] {
        let mut stage = healthy(client)
            .both_linked()
            .pushed(&[ADA, BOB])
            .answers("GET /Users/", 200, remote(BOB, "bob@example.com", true))
            .answers("PUT /Users/", 200, json!({}))
            .answers_text("PATCH /Users/", 204, "");
        stage.play(Act::Deactivate("bob".into())).await;
        let played = stage.play(Act::RemoveMembers { group: analysts(), members: vec!["bob".into()] }).await;
        assert!(played.trace.is_empty(), "{:?}", requests(&played));
    }
}

#[tokio::test]
async fn in_an_assigned_group_members_come_with_an_account_and_go_without() {
    let mut stage = healthy(Client::Oin)
        .linked("ada", ADA)
        .pushed(&[ADA])
        .with(|stage| {
            stage.org.groups["analysts"].assigned = true;
            stage.org.groups["analysts"].members.shift_remove("bob");
        })
        .answers("GET /Users?filter", 404, error(404, "none"))
        .answers("POST /Users", 201, remote(BOB, "bob@example.com", true))
        .answers_text("PATCH /Users/", 204, "");
    let bob = || vec!["bob".to_owned()];
    let played = stage.play(Act::AddMembers { group: analysts(), members: bob() }).await;
    assert_eq!(requests(&played)[1..], ["POST /Users", "PATCH /Groups/abf4dd94", "PATCH /Groups/abf4dd94"]);
    let played = stage.play(Act::RemoveMembers { group: analysts(), members: bob() }).await;
    assert_eq!(
        requests(&played),
        ["PATCH /Groups/abf4dd94", "PATCH /Groups/abf4dd94", "PATCH /Users/89bb1940"]
    );
}

#[tokio::test]
async fn a_new_name_is_one_patch_or_one_whole_group() {
    let act = || Act::RenameGroup { group: analysts(), to: "Thinkers".into() };
    let mut oin = healthy(Client::Oin).both_linked().pushed(&[ADA, BOB]);
    let played = oin.play(act()).await;
    assert_sent(
        &played,
        &[patch!(r#"[{"op":"replace","value":{"id":"abf4dd94","displayName":"Thinkers"}}]"#)],
    );
    assert_eq!(oin.push().acknowledged.display_name, "Thinkers");
    let mut aiw = healthy(Client::Aiw).linked("ada", ADA).pushed(&[ADA]);
    let played = aiw.play(act()).await;
    assert_sent(&played, &[READ, put!("Thinkers", r#"[{"value":"23a35c27","display":"ada@example.com"}]"#)]);
}

#[tokio::test]
async fn names_are_left_alone_when_groups_are_not_renamed() {
    let mut stage = healthy(Client::Oin)
        .both_linked()
        .pushed(&[ADA])
        .with(|stage| stage.integration.options.rename_groups = false);
    let played = stage.play(Act::RenameGroup { group: analysts(), to: "Thinkers".into() }).await;
    assert!(played.trace.is_empty() && played.verdict.is_success());
    assert_eq!(stage.push().acknowledged.display_name, "Analysts");
    let played = stage.play(Act::PushNow(analysts())).await;
    assert_eq!(requests(&played), ["PATCH /Groups/abf4dd94"]);
}

#[tokio::test]
async fn a_deactivated_push_sends_nothing_until_it_is_activated() {
    for client in [Client::Aiw, Client::Oin] {
        let mut stage = healthy(client).both_linked().pushed(&[ADA]);
        stage.org.groups["analysts"].members.shift_remove("bob");
        assert!(stage.play(Act::DeactivatePush(analysts())).await.trace.is_empty());
        let act = Act::AddMembers { group: analysts(), members: vec!["bob".into()] };
        let played = stage.play(act).await;
        assert!(played.trace.is_empty() && played.verdict.is_success());
        let played = stage.play(Act::PushNow(analysts())).await;
        assert!(matches!(played.verdict, Verdict::NotRun { .. }) && played.trace.is_empty());
        let played = stage.play(Act::ActivatePush(analysts())).await;
        assert!(!played.trace.is_empty() && played.verdict.is_success());
        assert_eq!(stage.push().acknowledged.members.iter().collect::<Vec<_>>(), [ADA, BOB]);
    }
}

#[tokio::test]
async fn unlinking_leaves_the_group_or_deletes_it() {
    for client in [Client::Aiw, Client::Oin] {
        let mut stage = healthy(client).both_linked().pushed(&[ADA]);
        let played = stage.play(Act::UnlinkGroup { group: analysts(), delete: false }).await;
        assert!(played.trace.is_empty() && played.verdict.is_success());
        assert_eq!(stage.org.groups["analysts"].push, None);

        let mut stage = healthy(client).both_linked().pushed(&[ADA]);
        let played = stage.play(Act::UnlinkGroup { group: analysts(), delete: true }).await;
        assert_sent(&played, &["DELETE /Groups/abf4dd94"]);
        assert_eq!(stage.org.groups["analysts"].push, None);
    }
}

#[tokio::test]
async fn a_failed_push_shows_on_the_mapping_until_one_succeeds() {
    let mut stage = Stage::new(Client::Oin)
        .both_linked()
        .pushed(&[ADA])
        .refuses("PATCH /Groups/", 404, "User not found.")
        .answers_text("PATCH /Groups/", 204, "");
    stage.integration.options.rename_groups = false;
    let played = stage.play(Act::PushNow(analysts())).await;
    assert_eq!(
        played.verdict.text(),
        Some(
            "Unable to update Group Push mapping target App group Analysts: Error while updating user group \
             membership for group Analysts Not Found. Errors reported by remote server: User not found."
        )
    );
    assert_eq!(stage.push().status, PushStatus::Error);
    assert_eq!(stage.push().acknowledged.members.iter().collect::<Vec<_>>(), [ADA]);
    assert!(stage.play(Act::PushNow(analysts())).await.verdict.is_success());
    assert_eq!(stage.push().status, PushStatus::Active);
}

#[tokio::test]
async fn a_group_that_could_not_be_created_has_no_id_and_can_be_pushed_again() {
    let mut stage = Stage::new(Client::Oin)
        .both_linked()
        .answers("GET /Groups?filter", 200, list(&[]))
        .refuses("POST /Groups", 400, "no")
        .answers("POST /Groups", 201, json!({ "id": GROUP }))
        .answers_text("PATCH /Groups/", 204, "");
    let played = stage.play(Act::PushGroup(analysts())).await;
    assert_eq!(
        played.verdict.text(),
        Some(
            "Unable to update Group Push mapping target App group Analysts: Error while creating user group \
             Analysts: Bad Request. Errors reported by remote server: no"
        )
    );
    assert_eq!((stage.push().id.as_deref(), stage.push().status), (None, PushStatus::Error));
    let played = stage.play(Act::PushNow(analysts())).await;
    assert!(matches!(played.verdict, Verdict::NotRun { .. }) && played.trace.is_empty());
    assert!(stage.play(Act::PushGroup(analysts())).await.verdict.is_success());
}
