//! What ends an act, and what Okta then shows (okta.md §1.4, §1.6, §1.8, §1.14, §2.1, §2.2).

use indexmap::IndexMap;
use serde_json::json;

use super::stage::{ADA, LOOK_UP_ADA, Stage, follows, list, remote, requests, user};
use crate::exchange::{Evidence, FailureKind};
use crate::idp::okta::{Act, Attribute, Client};
use crate::idp::org::PushStatus;
use crate::idp::{ConsequenceKind, Verdict};

const BOTH: [Client; 2] = [Client::Aiw, Client::Oin];

fn update() -> Act {
    Act::Update { user: "ada".into(), set: IndexMap::from([("title".to_owned(), json!("Countess"))]) }
}

/// An error is shown whose text is not known.
fn is_unknown(verdict: &Verdict) -> bool {
    verdict.alert().is_some_and(|alert| alert.text.is_none() && alert.evidence == Evidence::Inferred)
}

#[tokio::test]
async fn a_refused_lookup_ends_the_assignment() {
    for client in BOTH {
        let mut stage = Stage::new(client).refuses("GET /Users?filter", 401, "Invalid SCIM token");
        let played = stage.play(user("ada")).await;
        assert_eq!(requests(&played), [LOOK_UP_ADA]);
        let text = "Error while verifying if user ada@example.com exists: Unauthorized. Errors reported by \
                    remote server: Invalid SCIM token";
        let alert = played.verdict.alert().unwrap();
        assert_eq!((alert.text.as_deref(), alert.evidence), (Some(text), Evidence::Reported));
        assert_eq!(
            alert.task.as_deref(),
            Some(&*format!("Automatic provisioning of user Ada Lovelace to app Acme failed: {text}"))
        );
    }
}

// Okta's SCIM 2.0 reference: a 409 stops the job; there is no second lookup and no PUT.
#[tokio::test]
async fn a_conflict_ends_the_assignment() {
    for client in BOTH {
        let mut stage = Stage::new(client).answers("GET /Users?filter", 200, list(&[])).refuses(
            "POST /Users",
            409,
            "userName is taken",
        );
        let played = stage.play(user("ada")).await;
        assert_eq!(requests(&played), [LOOK_UP_ADA, "POST /Users"]);
        assert_eq!(
            played.verdict.text(),
            Some(
                "Error while creating user ada@example.com: Conflict. Errors reported by remote server: \
                 userName is taken"
            )
        );
        assert_eq!(stage.org.users["ada"].link, None);
    }
}

#[tokio::test]
async fn a_404_counts_as_nobody_found_only_with_a_scim_error() {
    let mut stage = Stage::new(Client::Oin).answers_text("GET /Users?filter", 404, "<html>not here</html>");
    let played = stage.play(user("ada")).await;
    assert_eq!(requests(&played), [LOOK_UP_ADA]);
    assert!(
        played.verdict.text().unwrap().contains("Not Found. Errors reported by remote server: Invalid JSON")
    );
}

#[tokio::test]
async fn numbers_that_are_text_make_a_list_unreadable_and_lower_case_keys_do_not() {
    let text = json!({ "totalResults": "0", "startIndex": "1", "Resources": [] });
    let played = Stage::new(Client::Aiw).answers("GET /Users?filter", 200, text).play(user("ada")).await;
    assert!(is_unknown(&played.verdict) && played.trace.len() == 1);
    let found = remote(ADA, "ada@example.com", true);
    let lower = json!({ "totalresults": 1, "startindex": 1, "itemsperpage": 1, "resources": [found] });
    let mut stage = Stage::new(Client::Aiw)
        .answers("GET /Users?filter", 200, lower)
        .answers("GET /Users/", 200, found)
        .answers("PUT /Users/", 200, json!({}));
    assert!(stage.play(user("ada")).await.verdict.is_success());
}

#[tokio::test]
async fn create_users_off_and_nobody_found() {
    let mut stage = Stage::new(Client::Oin)
        .with(|stage| stage.integration.features.create_users = false)
        .answers("GET /Users?filter", 200, list(&[]));
    let played = stage.play(user("ada")).await;
    assert_eq!(requests(&played), [LOOK_UP_ADA]);
    assert_eq!(played.verdict.text(), Some("Matching user not found"));
}

#[tokio::test]
async fn deactivate_users_off_and_an_inactive_user_found() {
    let mut stage = Stage::new(Client::Oin)
        .with(|stage| stage.integration.features.deactivate_users = false)
        .answers("GET /Users?filter", 200, list(&[remote(ADA, "ada@example.com", false)]));
    let played = stage.play(user("ada")).await;
    assert_eq!(requests(&played), [LOOK_UP_ADA]);
    assert_eq!(played.verdict.text(), Some("User account is inactive"));
}

#[tokio::test]
async fn a_create_that_answers_nothing_or_no_user() {
    let create =
        async |status: u16, body: &str| {
            let mut stage = Stage::new(Client::Oin)
                .answers("GET /Users?filter", 200, list(&[]))
                .answers_text("POST /Users", status, body);
            let played = stage.play(user("ada")).await;
            assert_eq!(stage.org.users["ada"].link, None);
            played.verdict
        };
    let empty = "Error while creating user ada@example.com: Create new user returned empty user.";
    assert_eq!(create(201, "").await.text(), Some(empty));
    assert_eq!(create(204, "").await.text(), Some(empty));
    assert_eq!(
        create(201, r#"{"id":"1"}"#).await.text(),
        Some("Error while creating user ada@example.com: No schema's defined in scim user")
    );
    assert!(is_unknown(&create(201, r#"{"schemas":[]}"#).await));
    assert!(is_unknown(&create(201, "[]").await));
}

#[tokio::test]
async fn a_namespace_that_is_no_urn_is_refused_before_the_create() {
    let mut stage = Stage::new(Client::Oin)
        .ada("badge", json!("7"))
        .with(|stage| {
            _ = stage.integration.mapping.insert("badge".into(), Attribute::new("badge", "acme:badge"))
        })
        .answers("GET /Users?filter", 200, list(&[]));
    let played = stage.play(user("ada")).await;
    assert_eq!(requests(&played), [LOOK_UP_ADA]);
    assert_eq!(
        played.verdict.text(),
        Some(
            "Error while creating user ada@example.com: Invalid externalNamespace: acme:badge for property: badge"
        )
    );
}

// A request log: no second lookup, no POST.
#[tokio::test]
async fn a_vanished_user_ends_the_profile_push_and_the_same_read_is_repeated() {
    for client in BOTH {
        let mut stage = Stage::new(client).both_linked().refuses("GET /Users/", 404, "gone");
        for _ in 0..2 {
            let played = stage.play(update()).await;
            assert_eq!(requests(&played), ["GET /Users/23a35c27"]);
            assert_eq!(
                played.verdict.text(),
                Some(
                    "Error while trying to push profile update for ada@example.com: No user returned for user 23a35c27"
                )
            );
            assert!(follows(&played, ConsequenceKind::StaleId));
        }
        assert_eq!(stage.org.remote_user_id("ada"), Some(ADA));
    }
}

// Sigma's guide quotes this text.
#[tokio::test]
async fn a_refused_profile_push_shows_the_detail_and_acknowledges_nothing() {
    for client in BOTH {
        let detail = "Request is malformed: Error: Expecting string at 0.1.userType but instead got: null.";
        let mut stage = Stage::new(client)
            .both_linked()
            .answers("GET /Users/", 200, json!({ "id": ADA }))
            .refuses("PUT /Users/", 400, detail);
        let before = stage.org.users["ada"].link.clone();
        let played = stage.play(update()).await;
        let text = format!(
            "Error while trying to push profile update for ada@example.com: Bad Request. Errors reported by \
             remote server: {detail}"
        );
        assert_eq!(played.verdict.text(), Some(&*text));
        assert_eq!(
            played.verdict.alert().and_then(|alert| alert.task.as_deref()),
            Some(&*format!("Automatic profile push of user Ada Lovelace to app Acme failed: {text}"))
        );
        assert_eq!(stage.org.users["ada"].link, before);
        assert_eq!(stage.org.users["ada"].profile["title"], "Countess");
    }
}

// Reported by an Okta engineer: a PATCH that is answered 501 has no PUT after it.
#[tokio::test]
async fn a_refused_deactivation_is_sent_once_and_the_account_stays_acknowledged_active() {
    let mut stage = Stage::new(Client::Oin).both_linked().refuses("PATCH /Users/", 501, "no PATCH here");
    let played = stage.play(Act::Deactivate("ada".into())).await;
    assert_eq!(requests(&played), ["PATCH /Users/23a35c27"]);
    let alert = played.verdict.alert().unwrap();
    assert_eq!(alert.heading.as_deref(), Some("Application accounts need deprovisioning"));
    assert!(
        follows(&played, ConsequenceKind::DeprovisioningTask)
            && follows(&played, ConsequenceKind::NoFallback)
    );
    assert!(stage.org.users["ada"].needs_deprovisioning);
    assert!(stage.org.users["ada"].link.as_ref().unwrap().acknowledged.active);
    assert!(!stage.org.users["ada"].has_app());
}

// A forum thread: the id is not kept when the first push failed, so a leaver is not switched off.
#[tokio::test]
async fn after_a_failed_link_nothing_is_sent_when_the_app_is_taken_away() {
    let found = remote(ADA, "ada@example.com", true);
    let mut stage = Stage::new(Client::Oin)
        .answers("GET /Users?filter", 200, list(std::slice::from_ref(&found)))
        .answers("GET /Users/", 200, found)
        .refuses("PUT /Users/", 400, "no");
    assert!(!stage.play(user("ada")).await.verdict.is_success());
    let played = stage.play(Act::UnassignUser("ada".into())).await;
    assert!(played.trace.is_empty());
    assert_eq!(
        played.verdict,
        Verdict::NotRun { reason: "no id is known for ada on the target, so Okta sends nothing".into() }
    );
}

// Okta's SCIM concepts page (2026): whole seconds are honoured, anything else means five minutes.
#[tokio::test]
async fn a_429_puts_the_job_off() {
    let mut stage =
        Stage::new(Client::Oin).answers_with_header("GET /Users?filter", 429, ("retry-after", "17"));
    let played = stage.play(user("ada")).await;
    let Verdict::Rescheduled { reason } = &played.verdict else { panic!("{:?}", played.verdict) };
    assert_eq!(reason, "the target answered 429; Okta would try again in 17 s");
    let mut stage = Stage::new(Client::Oin).answers_with_header(
        "GET /Users?filter",
        429,
        ("retry-after", "Wed, 21 Oct 2026 07:28:00 GMT"),
    );
    let played = stage.play(Act::AssignGroup("analysts".into())).await;
    assert_eq!(played.trace.len(), 1, "the next member is not tried");
    let Verdict::Rescheduled { reason } = &played.verdict else { panic!("{:?}", played.verdict) };
    assert!(reason.contains("5 minutes"), "{reason}");
    let mut stage = Stage::new(Client::Oin).pushed(&[]).fails("PATCH /Groups/", FailureKind::RateLimited);
    let played = stage.play(Act::PushNow("analysts".into())).await;
    assert!(matches!(played.verdict, Verdict::Rescheduled { .. }));
    assert_eq!(stage.push().status, PushStatus::Active);
}

#[tokio::test]
async fn a_call_that_the_guard_holds_back_ends_the_act() {
    for kind in [FailureKind::Guarded, FailureKind::NotSent] {
        let stranger = remote("somebody", "other@example.com", true);
        let mut stage = Stage::new(Client::Oin)
            .answers("GET /Users?filter", 200, list(std::slice::from_ref(&stranger)))
            .answers("GET /Users/", 200, stranger)
            .fails("PUT /Users/", kind);
        let played = stage.play(Act::AssignGroup("analysts".into())).await;
        assert_eq!(
            requests(&played)[1..],
            ["GET /Users/somebody", "PUT /Users/somebody"],
            "nobody else is tried"
        );
        assert_eq!(played.verdict, Verdict::NotRun { reason: "it did not work".into() });
        assert_eq!(stage.org.users["ada"].link, None);
    }
}

#[tokio::test]
async fn boxes_that_are_not_ticked_keep_okta_from_sending() {
    let mut stage = Stage::new(Client::Oin).both_linked().pushed(&[ADA]).with(|stage| {
        let features = &mut stage.integration.features;
        features.update_users = false;
        features.deactivate_users = false;
        features.sync_password = false;
        features.push_groups = false;
    });
    let password = Act::SyncPassword { user: "ada".into(), password: None };
    let acts = [update(), password, Act::PushNow("analysts".into()), Act::UnassignUser("ada".into())];
    for act in acts {
        let played = stage.play(act).await;
        let Verdict::NotRun { reason } = &played.verdict else { panic!("{:?}", played.verdict) };
        assert!(reason.contains("is not ticked in the app") && played.trace.is_empty(), "{reason}");
    }
}

#[tokio::test]
async fn an_attribute_that_is_not_mapped_is_said_and_not_sent() {
    let mut stage = Stage::new(Client::Oin).both_linked();
    let act = Act::Update { user: "ada".into(), set: IndexMap::from([("shoe".to_owned(), json!(38))]) };
    let played = stage.play(act).await;
    assert!(played.trace.is_empty());
    assert!(matches!(played.verdict, Verdict::NotRun { .. }));
}

#[tokio::test]
async fn people_and_groups_that_the_org_does_not_have_are_not_played() {
    let mut stage = Stage::new(Client::Oin);
    for act in [user("eve"), Act::PushGroup("nobody".into())] {
        let played = stage.play(act).await;
        assert!(matches!(played.verdict, Verdict::NotRun { .. }) && played.trace.is_empty());
    }
}
