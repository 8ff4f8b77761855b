//! What follows from a failure: what Okta remembers, does next, and does not do.

use std::time::Duration;

use serde_json::json;

use super::super::stage::{ADA, BOB, GROUP, Stage, follows, list, remote, requests, user};
use super::{BOTH, assert_text, linked, update};
use crate::exchange::{Evidence, FailureKind};
use crate::idp::okta::{Act, Client, Played};
use crate::idp::org::{FailedPush, PushStatus};
use crate::idp::{ConsequenceKind, Verdict};

fn evidence_of(played: &Played, kind: ConsequenceKind) -> Evidence {
    played.consequences.iter().find(|found| found.kind == kind).expect("it follows").evidence
}

// Okta's SCIM 2.0 reference.
#[tokio::test]
async fn a_conflict_stops_the_job() {
    let mut stage = Stage::new(Client::Aiw).answers("GET /Users?filter", 200, list(&[])).refuses(
        "POST /Users",
        409,
        "taken",
    );
    let played = stage.play(user("ada")).await;
    assert_eq!(evidence_of(&played, ConsequenceKind::JobStopped), Evidence::Documented);
    assert!(follows(&played, ConsequenceKind::NotLinked) && !follows(&played, ConsequenceKind::ManualRetry));
}

// failures.md T2. The thread is about the profile push after a reactivation: the account is on, and stays on.
#[tokio::test]
async fn a_leaver_keeps_access_when_the_push_at_reassignment_failed() {
    for client in BOTH {
        let mut stage = Stage::new(client)
            .answers("GET /Users?filter", 200, list(&[remote(ADA, "ada@example.com", false)]))
            .answers("GET /Users/", 200, remote(ADA, "ada@example.com", true))
            .answers_text("PATCH /Users/", 204, "")
            .answers("PUT /Users/", 200, json!({}))
            .refuses("PUT /Users/", 400, "no");
        if client == Client::Oin {
            stage = Stage::new(client)
                .answers("GET /Users?filter", 200, list(&[remote(ADA, "ada@example.com", false)]))
                .answers("GET /Users/", 200, remote(ADA, "ada@example.com", true))
                .answers_text("PATCH /Users/", 204, "")
                .refuses("PUT /Users/", 400, "no");
        }
        assert!(!stage.play(user("ada")).await.verdict.is_success());
        assert_eq!(stage.org.users["ada"].failed_push, Some(FailedPush::Assignment));
        for act in [Act::UnassignUser("ada".into()), Act::Deactivate("ada".into())] {
            let played = stage.play(act.clone()).await;
            assert!(played.trace.is_empty());
            if let Act::UnassignUser(_) = act {
                let Verdict::NotRun { reason } = &played.verdict else { panic!("{:?}", played.verdict) };
                assert!(reason.starts_with("ada@example.com keeps access: "), "{reason}");
                assert_eq!(evidence_of(&played, ConsequenceKind::LeaverKeepsAccess), Evidence::Reported);
            }
        }
    }
}

// failures.md T2, drawn out to a later push: inferred, and marked so.
#[tokio::test]
async fn a_leaver_keeps_access_when_the_last_profile_push_failed_and_not_after_one_that_succeeded() {
    for client in BOTH {
        let mut stage = linked(client)
            .answers("GET /Users/", 200, remote(ADA, "ada@example.com", true))
            .refuses("PUT /Users/", 400, "no")
            .answers("PUT /Users/", 200, json!({}))
            .answers_text("PATCH /Users/", 204, "");
        let played = stage.play(update()).await;
        assert_eq!(evidence_of(&played, ConsequenceKind::DeactivationAtRisk), Evidence::Inferred);
        let mut failed = linked(client);
        failed.org = stage.org.clone();
        let played = failed.play(Act::Deactivate("ada".into())).await;
        assert!(played.trace.is_empty() && follows(&played, ConsequenceKind::LeaverKeepsAccess));
        assert_eq!(evidence_of(&played, ConsequenceKind::LeaverKeepsAccess), Evidence::Inferred);

        assert!(stage.play(update()).await.verdict.is_success());
        assert_eq!(stage.org.users["ada"].failed_push, None);
        let played = stage.play(Act::Deactivate("ada".into())).await;
        assert!(played.verdict.is_success() && !played.trace.is_empty() && played.consequences.is_empty());
    }
}

// One leaver held back does not keep the next from being switched off.
#[tokio::test]
async fn others_in_the_group_are_switched_off_all_the_same() {
    let mut stage = linked(Client::Oin).answers_text("PATCH /Users/", 204, "");
    stage.org.groups["analysts"].assigned = true;
    for user in stage.org.users.values_mut() {
        user.assignment.individual = false;
        user.assignment.groups.insert("analysts".into());
    }
    stage.org.users["ada"].failed_push = Some(FailedPush::Profile);
    let played = stage.play(Act::UnassignGroup("analysts".into())).await;
    assert_eq!(requests(&played), [format!("PATCH /Users/{BOB}")]);
    assert!(played.verdict.is_success() && follows(&played, ConsequenceKind::LeaverKeepsAccess));
}

// A published log: pushed once, then a task for a person.
#[tokio::test]
async fn a_failed_deactivation_is_not_tried_again() {
    let mut stage =
        linked(Client::Oin).refuses("PATCH /Users/", 500, "no").answers_text("PATCH /Users/", 204, "");
    let played = stage.play(Act::UnassignUser("ada".into())).await;
    assert_eq!(evidence_of(&played, ConsequenceKind::DeprovisioningTask), Evidence::Captured);
    assert!(stage.org.users["ada"].needs_deprovisioning);
    let again = stage.play(Act::Deactivate("ada".into())).await;
    assert!(again.trace.is_empty(), "{:?}", requests(&again));
    assert!(stage.org.users["ada"].link.as_ref().unwrap().acknowledged.active);
}

// Okta's event types: one failure is tried again, the other is not.
#[tokio::test]
async fn a_refused_group_push_holds_later_changes_back_until_push_now() {
    for client in BOTH {
        let mut stage = linked(client)
            .pushed(&[ADA])
            .answers("GET /Groups/", 200, json!({ "id": GROUP }))
            .refuses("PUT /Groups/", 400, "no")
            .refuses("PATCH /Groups/", 400, "no")
            .answers("PUT /Groups/", 200, json!({}))
            .answers_text("PATCH /Groups/", 204, "");
        let played = stage.play(Act::PushNow("analysts".into())).await;
        assert!(follows(&played, ConsequenceKind::MappingInError));
        assert_eq!(stage.push().status, PushStatus::Error);

        for act in [
            Act::RemoveMembers { group: "analysts".into(), members: vec!["bob".into()] },
            Act::AddMembers { group: "analysts".into(), members: vec!["bob".into()] },
            Act::RenameGroup { group: "analysts".into(), to: "Engines".into() },
        ] {
            let played = stage.play(act).await;
            assert!(played.trace.is_empty(), "{:?}", requests(&played));
            let Verdict::NotRun { reason } = &played.verdict else { panic!("{:?}", played.verdict) };
            assert!(reason.contains("is in error since an earlier push failed"), "{reason}");
        }
        let played = stage.play(Act::PushNow("analysts".into())).await;
        assert!(played.verdict.is_success(), "{:?}", played.verdict);
        assert_eq!(stage.push().acknowledged.members.iter().collect::<Vec<_>>(), [ADA, BOB]);
        let leave = Act::RemoveMembers { group: "analysts".into(), members: vec!["bob".into()] };
        assert!(!stage.play(leave).await.trace.is_empty());
    }
}

#[tokio::test]
async fn a_group_push_without_an_answer_is_tried_again() {
    let mut stage = linked(Client::Oin)
        .pushed(&[ADA])
        .fails("PATCH /Groups/", FailureKind::ReadTimeout)
        .answers_text("PATCH /Groups/", 204, "");
    let played = stage.play(Act::PushNow("analysts".into())).await;
    assert!(follows(&played, ConsequenceKind::Retried));
    assert!(stage.push().status == PushStatus::Error && stage.push().is_pushing());
    let join = Act::AddMembers { group: "analysts".into(), members: vec!["bob".into()] };
    assert!(!stage.play(join).await.trace.is_empty());
    assert_eq!(stage.push().status, PushStatus::Active);
}

// Okta's SCIM concepts page: ten attempts, then the job has failed.
#[tokio::test]
async fn the_tenth_429_is_the_last() {
    let answers =
        || Stage::new(Client::Oin).answers_with_header("GET /Users?filter", 429, ("retry-after", "1"));
    let played = answers().repeated(8).play(user("ada")).await;
    assert!(matches!(played.verdict, Verdict::Rescheduled { .. }));
    assert_eq!(evidence_of(&played, ConsequenceKind::Retried), Evidence::Documented);
    let played = answers().repeated(9).play(user("ada")).await;
    assert_text(
        &played,
        "API rate limit exceeded. Too Many Requests. Errors reported by remote server: slow down",
    );
    assert!(played.trace[0].repeats.iter().all(|repeat| repeat.waited == Duration::from_secs(1)));
}
