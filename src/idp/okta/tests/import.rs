//! Imports (okta.md §1.12).

use serde_json::{Value, json};

use super::stage::{ADA, BOB, GROUP, Stage, assert_sent, list, remote, requests};
use crate::idp::Verdict;
use crate::idp::okta::{Act, Client};

const ALL: Act = Act::Import { users: true, groups: true };

fn page(total: usize, ids: std::ops::Range<usize>) -> Value {
    let users: Vec<Value> = ids.map(|id| remote(&format!("id{id}"), "x@example.com", true)).collect();
    json!({ "totalResults": total, "startIndex": 1, "itemsPerPage": users.len(), "Resources": users })
}

#[tokio::test]
async fn pages_of_a_hundred_are_read_while_the_total_says_more() {
    for client in [Client::Aiw, Client::Oin] {
        let mut stage = Stage::new(client)
            .answers("GET /Users?startIndex=1&", 200, page(250, 0..100))
            .answers("GET /Users?startIndex=101&", 200, page(250, 100..200))
            .answers("GET /Users?startIndex=201&", 200, page(250, 200..250))
            .answers("GET /Groups", 200, list(&[]));
        let played = stage.play(ALL).await;
        assert_sent(
            &played,
            &[
                "GET /Users?startIndex=1&count=100",
                "GET /Users?startIndex=101&count=100",
                "GET /Users?startIndex=201&count=100",
                "GET /Groups?startIndex=1&count=100",
            ],
        );
        assert_eq!(
            played.remarks,
            [
                "250 users scanned! 250 new users imported 0 existing users updated 0 existing users unchanged 0 users removed 0 groups scanned!"
            ]
        );
    }
}

// Okta's test plan C9304 prints this line.
#[tokio::test]
async fn one_new_user_is_counted_as_okta_counts() {
    let mut stage = Stage::new(Client::Aiw).answers("GET /Users", 200, page(1, 0..1)).answers(
        "GET /Groups",
        200,
        list(&[]),
    );
    let played = stage.play(ALL).await;
    assert_eq!(
        played.remarks,
        [
            "1 users scanned! 1 new user imported 0 existing users updated 0 existing users unchanged 0 users removed 0 groups scanned!"
        ]
    );
}

// A request log: inactive users are not imported, a linked one shows as removed; groups that Okta pushed do not count.
#[tokio::test]
async fn inactive_users_and_pushed_groups_are_left_out() {
    let ada = json!({ "id": ADA, "userName": "ada@example.com", "active": false });
    let bob = json!({ "id": BOB, "userName": "bob@example.com", "active": true });
    let changed = json!({ "id": BOB, "userName": "robert@example.com", "active": true });
    let groups =
        list(&[json!({ "id": GROUP, "displayName": "Analysts" }), json!({ "id": "x", "displayName": "X" })]);
    let mut stage = Stage::new(Client::Aiw)
        .both_linked()
        .pushed(&[])
        .answers("GET /Users", 200, list(&[ada.clone(), bob]))
        .answers("GET /Users", 200, list(&[ada, changed]))
        .answers("GET /Groups", 200, groups);
    let before = stage.org.users.clone();
    let played = stage.play(ALL).await;
    assert_eq!(
        played.remarks,
        [
            "1 users scanned! 0 new users imported 0 existing users updated 1 existing users unchanged 1 users removed 1 groups scanned!"
        ]
    );
    let played = stage.play(ALL).await;
    assert!(played.remarks[0].contains("1 existing users updated 0 existing users unchanged"));
    assert_eq!(stage.org.users, before);
    assert_eq!(stage.org.app_groups.as_ref().unwrap()["X"], "x");
}

#[tokio::test]
async fn with_import_groups_off_groups_are_not_read() {
    let mut stage = Stage::new(Client::Aiw)
        .with(|stage| stage.integration.features.import_groups = false)
        .answers("GET /Users", 200, list(&[]));
    let played = stage.play(ALL).await;
    assert_sent(&played, &["GET /Users?startIndex=1&count=100"]);
    let played = stage.play(Act::Import { users: false, groups: true }).await;
    assert!(matches!(played.verdict, Verdict::NotRun { .. }) && played.trace.is_empty());
}

#[tokio::test]
async fn a_server_with_smaller_pages_is_read_to_the_end() {
    let mut stage = Stage::new(Client::Oin)
        .answers("GET /Users?startIndex=1&", 200, page(30, 0..20))
        .answers("GET /Users?startIndex=21&", 200, page(30, 20..30));
    let played = stage.play(Act::Import { users: true, groups: false }).await;
    assert_eq!(played.trace.len(), 2);
    assert!(played.remarks[0].starts_with("30 users scanned!"));
}

#[tokio::test]
async fn a_server_that_repeats_a_page_or_promises_more_than_it_has_does_not_keep_okta_for_ever() {
    let mut stage = Stage::new(Client::Oin).answers("GET /Users", 200, page(1_000_000, 0..100));
    let played = stage.play(Act::Import { users: true, groups: false }).await;
    assert_eq!(played.trace.len(), 2);
    let mut stage = Stage::new(Client::Oin).answers("GET /Users", 200, page(5, 0..0));
    let played = stage.play(Act::Import { users: true, groups: false }).await;
    assert_eq!(played.trace.len(), 1);
}

#[tokio::test]
async fn a_page_limit_ends_the_walk_and_is_said() {
    let mut stage = Stage::new(Client::Oin)
        .with(|stage| stage.integration.options.page_limit = Some(1))
        .answers("GET /Users", 200, page(250, 0..100));
    let played = stage.play(Act::Import { users: true, groups: false }).await;
    assert_eq!(requests(&played).len(), 1);
    assert_eq!(played.remarks[0], "stopped reading /Users after 1 pages; there is more on the target");
}
