//! Group pushes.

use serde_json::json;

use super::super::stage::{ADA, GROUP, Stage, list};
use super::{BOTH, assert_line, assert_log, assert_text, evidence, linked};
use crate::exchange::{Evidence, FailureKind};
use crate::idp::okta::{Act, Client};

const MAPPING: &str = "Unable to update Group Push mapping target App group Analysts: ";

fn push() -> Act {
    Act::PushGroup("analysts".into())
}

fn push_now() -> Act {
    Act::PushNow("analysts".into())
}

fn no_group(client: Client) -> Stage {
    linked(client).answers("GET /Groups?filter", 200, list(&[]))
}

// G1, G6 (okta.md), E10 (failures.md): POST refused.
#[tokio::test]
async fn a_group_that_is_refused() {
    for (status, phrase, detail) in [
        (400, "Bad Request", "Request is unparsable, syntactically incorrect, or violates schema."),
        (400, "Bad Request", "externalId is required"),
        (409, "Conflict", "Group already exists"),
    ] {
        for client in BOTH {
            let played = no_group(client).refuses("POST /Groups", status, detail).play(push()).await;
            let remote = format!("{phrase}. Errors reported by remote server: {detail}");
            assert_line(&played, &format!("{MAPPING}Error while creating user group Analysts: {remote}"));
            assert_log(&played, "application.provision.group.add", Some(&remote));
            assert_eq!(evidence(&played), Evidence::Reported);
        }
    }
}

// G1: the time before it is the answer's.
#[tokio::test]
async fn the_time_of_a_failed_push() {
    let mut stage = no_group(Client::Aiw).answers_with_header(
        "POST /Groups",
        400,
        ("date", "Thu, 26 Mar 2020 15:49:35 GMT"),
    );
    let played = stage.play(push()).await;
    assert_line(
        &played,
        &format!(
            "Failed on 03-26-2020 03:49:35PM UTC: {MAPPING}Error while creating user group Analysts: Bad Request. \
             Errors reported by remote server: slow down"
        ),
    );
}

// G2 (okta.md), E11 (failures.md): PATCH `replace members`.
#[tokio::test]
async fn members_that_are_refused() {
    let detail = "patch-REPLACE-operation not supported for group.members";
    let mut stage = linked(Client::Oin).pushed(&[ADA]).answers_text("PATCH /Groups/", 204, "").refuses(
        "PATCH /Groups/",
        501,
        detail,
    );
    let played = stage.play(push_now()).await;
    assert_line(
        &played,
        &format!(
            "{MAPPING}Error while updating user group membership for group Analysts Not Implemented. Errors reported \
             by remote server: {detail}"
        ),
    );
}

// S1 (okta.md), E13 (failures.md): a member whom the server cannot find.
#[tokio::test]
async fn a_member_whom_nobody_knows() {
    let mut stage = linked(Client::Oin).pushed(&[]).answers_text("PATCH /Groups/", 204, "").refuses(
        "PATCH /Groups/",
        404,
        "User not found.",
    );
    let played = stage.play(push_now()).await;
    assert_log(
        &played,
        "application.provision.group_membership.update",
        Some("Not Found. Errors reported by remote server: User not found."),
    );
}

// G3 (okta.md): no answer in time.
#[tokio::test]
async fn a_group_that_takes_too_long() {
    let played = no_group(Client::Oin).fails("POST /Groups", FailureKind::ReadTimeout).play(push()).await;
    assert_line(&played, &format!("{MAPPING}Error while creating user group Analysts: Read timed out"));
}

// G4 (okta.md): a stale id. What follows `AppGroup@` is an address in Okta's memory and cannot be known.
#[tokio::test]
async fn a_group_that_is_gone() {
    let mut stage = linked(Client::Aiw).pushed(&[ADA]).refuses("GET /Groups/", 404, "gone");
    let played = stage.play(push_now()).await;
    let text = played.verdict.text().unwrap();
    let begins = format!(
        "{MAPPING}Error while trying to get the group Analysts with the externalId {GROUP} and id \
         com.saasure.db.dto.platform.entity.AppGroup@"
    );
    assert!(text.starts_with(&begins), "{text}");
    let shows =
        format!("[status=ACTIVE,name=Analysts,description=<null>,externalId={GROUP},appInstanceId=0oa");
    let ends =
        ",userGroupId=00gANA,oktaMastered=true,pushed=false,changeStatus=<null>,data=<null>,objectClass=]";
    assert!(text.contains(&shows) && text.ends_with(ends), "{text}");
    assert_log(
        &played,
        "application.provision.group.verify_exists",
        Some("Not Found. Errors reported by remote server: gone"),
    );
}

// G7 (okta.md): the linked group was deleted.
#[tokio::test]
async fn a_linked_group_that_is_gone() {
    for client in BOTH {
        let mut stage = linked(client).pushed(&[ADA]).refuses("GET /Groups/", 404, "gone").refuses(
            "PATCH /Groups/",
            404,
            "gone",
        );
        stage.org.groups["analysts"].push.as_mut().unwrap().linked = true;
        let played = stage.play(push_now()).await;
        assert_eq!(
            played.verdict.alert().unwrap().banner.as_deref(),
            Some(
                "Linked group is missing in Acme. Change the linked group to resume pushing group memberships."
            )
        );
    }
    // A member who is not there is another matter.
    let mut stage = linked(Client::Oin).pushed(&[]).answers_text("PATCH /Groups/", 204, "").refuses(
        "PATCH /Groups/",
        404,
        "User not found.",
    );
    stage.org.groups["analysts"].push.as_mut().unwrap().linked = true;
    assert_eq!(stage.play(push_now()).await.verdict.alert().unwrap().banner, None);
}

// S2 (okta.md): plain text from a proxy.
#[tokio::test]
async fn a_group_that_a_proxy_refuses() {
    let played =
        no_group(Client::Aiw).answers_text("POST /Groups", 502, "error code: 502").play(push()).await;
    let reason = "Bad Gateway. Errors reported by remote server: Invalid JSON: Unrecognized token 'error': was expecting \
                  (JSON String, Number, Array, Object or token 'null', 'true' or 'false') at [Source: (String)\"error \
                  code: 502\"; line: 1, column: 6]";
    assert_log(&played, "application.provision.group.add", Some(reason));
    assert_text(&played, &format!("{MAPPING}Error while creating user group Analysts: {reason}"));
}

#[tokio::test]
async fn a_lookup_a_rename_and_a_deletion_that_are_refused() {
    let played = linked(Client::Oin).refuses("GET /Groups?filter", 403, "no").play(push()).await;
    assert_text(
        &played,
        &format!(
            "{MAPPING}Error while creating user group Analysts: Forbidden. Errors reported by remote server: no"
        ),
    );
    assert_eq!(evidence(&played), Evidence::Inferred);

    let mut stage = linked(Client::Oin).pushed(&[ADA]).refuses("PATCH /Groups/", 409, "taken");
    let rename = Act::RenameGroup { group: "analysts".into(), to: "Engines".into() };
    assert_text(
        &stage.play(rename).await,
        "Unable to update Group Push mapping target App group Engines: Error while creating user group Engines: \
         Conflict. Errors reported by remote server: taken",
    );

    let mut stage = linked(Client::Oin).pushed(&[ADA]).refuses("DELETE /Groups/", 405, "never");
    let unlink = Act::UnlinkGroup { group: "analysts".into(), delete: true };
    assert_text(
        &stage.play(unlink).await,
        &format!(
            "{MAPPING}Error while deleting user group: Method Not Allowed. Errors reported by remote server: never"
        ),
    );
    assert_eq!(json!(stage.push().status), "ERROR");
}
