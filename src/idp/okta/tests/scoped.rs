//! Values on assignments: whose counts, and when that is pushed (okta.md §1.7; Sigma's guide and quickstart).

use indexmap::IndexMap;
use serde_json::{Value, json};

use super::stage::{ADA, BOB, LOOK_UP_ADA, Stage, list, remote, requests};
use crate::idp::Verdict;
use crate::idp::okta::{Act, Client, Played};
use crate::idp::org::Group;

fn values(user_type: &str) -> IndexMap<String, Value> {
    IndexMap::from([("userType".to_owned(), json!(user_type))])
}

fn group(user_type: &str, priority: Option<u32>) -> Act {
    Act::AssignGroupWith { group: "analysts".into(), values: values(user_type), priority }
}

/// Ada and Bob have accounts, and the target takes every profile.
fn linked() -> Stage {
    let stage = Stage::new(Client::Oin).both_linked();
    [(ADA, "ada@example.com"), (BOB, "bob@example.com")].into_iter().fold(stage, |stage, (id, name)| {
        stage.answers(&format!("GET /Users/{id}"), 200, remote(id, name, true)).answers(
            &format!("PUT /Users/{id}"),
            200,
            remote(id, name, true),
        )
    })
}

fn pushed_types(played: &Played) -> Vec<Value> {
    let bodies = played.trace.iter().filter_map(|exchange| exchange.call.body.as_ref()?.json());
    bodies.map(|body| body["userType"].clone()).collect()
}

#[tokio::test]
async fn a_groups_value_is_pushed_to_members_who_have_an_account_and_only_when_it_changes_something() {
    let mut stage = linked();
    let played = stage.play(group("lite", None)).await;
    assert_eq!(pushed_types(&played), [json!("lite"), json!("lite")]);
    let again = stage.play(group("lite", None)).await;
    assert_eq!((requests(&again).len(), again.verdict), (0, Verdict::Success));
}

#[tokio::test]
async fn a_value_of_ones_own_stays_when_a_group_brings_another() {
    let mut stage = linked();
    let own = Act::AssignUserWith { user: "ada".into(), values: values("pro") };
    assert_eq!(pushed_types(&stage.play(own).await), [json!("pro")]);
    // Only Bob's changes.
    assert_eq!(pushed_types(&stage.play(group("lite", None)).await), [json!("lite")]);
    // What is edited on such an assignment stays the person's own.
    let edit = Act::Update { user: "ada".into(), set: values("admin") };
    assert_eq!(pushed_types(&stage.play(edit).await), [json!("admin")]);
    assert_eq!(pushed_types(&stage.play(group("essential", None)).await), [json!("essential")]);
}

#[tokio::test]
async fn moving_a_group_to_the_top_pushes_its_value() {
    let mut stage = linked().with(|stage| {
        let makers = Group::new("00gMAK", "Makers", ["ada".to_owned()]);
        stage.org.groups.insert("makers".into(), makers);
    });
    stage.play(group("lite", None)).await;
    let makers =
        |priority| Act::AssignGroupWith { group: "makers".into(), values: values("author"), priority };
    let second = stage.play(makers(None)).await;
    assert_eq!(requests(&second).len(), 0, "the first group's value counts");
    assert_eq!(pushed_types(&stage.play(makers(Some(1))).await), [json!("author")]);
    // Without that group the other one's value counts again.
    let left = Act::RemoveMembers { group: "makers".into(), members: vec!["ada".into()] };
    assert_eq!(pushed_types(&stage.play(left).await), [json!("lite")]);
}

#[tokio::test]
async fn a_new_account_is_created_with_the_value_of_the_assignment() {
    let mut stage = Stage::new(Client::Oin).answers(LOOK_UP_ADA, 200, list(&[])).answers(
        "POST /Users",
        201,
        remote(ADA, "ada@example.com", true),
    );
    let own = Act::AssignUserWith { user: "ada".into(), values: values("pro") };
    assert_eq!(pushed_types(&stage.play(own).await), [json!("pro")]);
}
