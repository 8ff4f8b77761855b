//! The choices where no document decides, and the forms of queries.

use indexmap::IndexMap;
use serde_json::{Value, json};

use super::stage::{ADA, LOOK_UP_ADA, Stage, assert_sent, list, remote, requests, user};
use crate::exchange::Evidence;
use crate::idp::okta::{Act, ClearedAs, Client, PasswordPatch, UniqueIdentifier};

#[tokio::test]
async fn a_cleared_attribute_goes_out_as_null_as_text_or_not_at_all() {
    let push = async |form: ClearedAs| {
        let mut stage = Stage::new(Client::Aiw)
            .both_linked()
            .ada("department", json!("Maths"))
            .with(|stage| stage.integration.options.cleared_as = form)
            .answers(
                "GET /Users/",
                200,
                json!({ "id": ADA, "title": "T", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { "department": "Maths" } }),
            )
            .answers("PUT /Users/", 200, json!({}));
        let set = IndexMap::from([("title".to_owned(), Value::Null), ("department".to_owned(), Value::Null)]);
        let played = stage.play(Act::Update { user: "ada".into(), set }).await;
        let call = &played.trace[1].call;
        let body = call.body.as_ref().and_then(|body| body.json()).unwrap();
        let extension = &body["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"];
        (body.get("title").cloned(), extension.get("department").cloned(), call.evidence)
    };
    assert_eq!(push(ClearedAs::Null).await, (Some(Value::Null), Some(Value::Null), Evidence::Reported));
    assert_eq!(push(ClearedAs::EmptyString).await, (Some(json!("")), Some(json!("")), Evidence::Inferred));
    assert_eq!(push(ClearedAs::Omitted).await, (None, None, Evidence::Inferred));
}

#[tokio::test]
async fn a_password_patch_may_have_a_path() {
    let mut stage = Stage::new(Client::Oin)
        .both_linked()
        .with(|stage| stage.integration.options.password_patch = PasswordPatch::Path)
        .answers_text("PATCH /Users/", 204, "");
    let act = Act::SyncPassword { user: "ada".into(), password: Some("s3cret".into()) };
    let played = stage.play(act).await;
    assert_sent(
        &played,
        &[concat!(
            r#"PATCH /Users/23a35c27 {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"#,
            r#""Operations":[{"op":"replace","path":"password","value":"s3cret"}]}"#
        )],
    );
}

// Okta's SCIM 2.0 reference: with e-mail as unique identifier the filter still names userName.
#[tokio::test]
async fn the_unique_identifier_changes_the_value_of_the_filter_and_not_its_attribute() {
    let mut stage = Stage::new(Client::Aiw)
        .ada("email", json!("ada@work.example"))
        .with(|stage| stage.integration.unique_identifier = UniqueIdentifier::Email)
        .answers("GET /Users?filter", 200, list(&[]))
        .answers("POST /Users", 201, remote(ADA, "ada@example.com", true));
    let played = stage.play(user("ada")).await;
    assert_eq!(
        requests(&played)[0],
        "GET /Users?filter=userName%20eq%20%22ada%40work.example%22&startIndex=1&count=100"
    );
}

#[tokio::test]
async fn blanks_in_a_filter_may_be_plus_signs_as_in_2018() {
    let mut stage = Stage::new(Client::Aiw)
        .with(|stage| stage.integration.options.plus_for_blank = true)
        .answers("GET /Users?filter", 200, list(&[]))
        .answers("POST /Users", 201, remote(ADA, "ada@example.com", true));
    let played = stage.play(user("ada")).await;
    assert_eq!(requests(&played)[0], LOOK_UP_ADA.replace("%20", "+"));
}

#[tokio::test]
async fn odd_characters_in_names_and_ids_are_encoded() {
    let mut stage = Stage::new(Client::Oin)
        .with(|stage| stage.org.users["ada"].user_name = "a+\"d\"&ä@example.com".into())
        .answers("GET /Users?filter", 200, list(&[remote("a b/c", "x", true)]))
        .answers("GET /Users/", 200, json!({ "id": "a b/c" }))
        .answers("PUT /Users/", 200, json!({}));
    let played = stage.play(user("ada")).await;
    assert_eq!(
        requests(&played),
        [
            "GET /Users?filter=userName%20eq%20%22a%2B%5C%22d%5C%22%26%C3%A4%40example.com%22&startIndex=1&count=100",
            "GET /Users/a%20b%2Fc",
            "PUT /Users/a%20b%2Fc"
        ]
    );
}
