//! Assigning and editing people (okta.md §1.3–1.7, §1.11).

use indexmap::IndexMap;
use serde_json::json;

use super::stage::{ADA, BOB, GROUP, LOOK_UP_ADA, Stage, assert_sent, error, list, remote, requests, user};
use crate::exchange::Evidence;
use crate::idp::Verdict;
use crate::idp::okta::{Act, Client};

const BOTH: [Client; 2] = [Client::Aiw, Client::Oin];

fn update(attribute: &str, value: serde_json::Value) -> Act {
    Act::Update { user: "ada".into(), set: IndexMap::from([(attribute.to_owned(), value)]) }
}

#[tokio::test]
async fn the_connection_test_reads_one_page_of_two_users() {
    for client in BOTH {
        let mut stage = Stage::new(client).answers("GET /Users", 200, list(&[]));
        let played = stage.play(Act::TestConnection).await;
        assert_sent(&played, &["GET /Users?startIndex=1&count=2"]);
        assert_eq!(played.verdict, Verdict::Success);
    }
}

#[tokio::test]
async fn saving_the_settings_reads_the_groups_and_remembers_their_names() {
    for client in BOTH {
        let groups = list(&[json!({ "id": GROUP, "displayName": "Analysts" })]);
        let mut stage =
            Stage::new(client).answers("GET /Users", 200, list(&[])).answers("GET /Groups", 200, groups);
        let played = stage.play(Act::EnableProvisioning).await;
        assert_sent(&played, &["GET /Users?startIndex=1&count=2", "GET /Groups?startIndex=1&count=100"]);
        assert_eq!(stage.org.app_groups.as_ref().unwrap()["Analysts"], GROUP);
    }
}

#[tokio::test]
async fn saving_the_settings_without_import_groups_does_not_read_groups() {
    let mut stage = Stage::new(Client::Aiw)
        .with(|stage| stage.integration.features.import_groups = false)
        .answers("GET /Users", 200, list(&[]));
    let played = stage.play(Act::EnableProvisioning).await;
    assert_sent(&played, &["GET /Users?startIndex=1&count=2"]);
    assert_eq!(stage.org.app_groups, None);
}

// Okta's SCIM 2.0 reference, create: the documented body, key by key.
#[tokio::test]
async fn a_new_user_is_looked_up_and_created() {
    for client in BOTH {
        let mut stage = Stage::new(client)
            .ada("displayName", json!("Ada Lovelace"))
            .ada("locale", json!("en-US"))
            .answers("GET /Users?filter", 200, list(&[]))
            .answers("POST /Users", 201, remote(ADA, "ada@example.com", true));
        let played = stage.play(user("ada")).await;
        assert_sent(
            &played,
            &[
                LOOK_UP_ADA,
                concat!(
                    r#"POST /Users {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"#,
                    r#""userName":"ada@example.com","name":{"givenName":"Ada","familyName":"Lovelace"},"#,
                    r#""emails":[{"primary":true,"value":"ada@example.com","type":"work"}],"#,
                    r#""displayName":"Ada Lovelace","locale":"en-US","externalId":"00uADA","#,
                    r#""groups":[],"password":"<password>","active":true}"#
                ),
            ],
        );
        assert_eq!(played.verdict, Verdict::Success);
        assert!(played.trace.iter().all(|exchange| exchange.call.evidence == Evidence::Documented));
        assert_eq!(played.users.iter().collect::<Vec<_>>(), ["ada"]);
        let link = stage.org.users["ada"].link.as_ref().unwrap();
        assert_eq!((link.id.as_str(), link.acknowledged.active), (ADA, true));
        assert_eq!(link.acknowledged.attributes["name.familyName"], "Lovelace");
        assert!(!link.acknowledged.attributes.contains_key("password"));
    }
}

// A published request log of the wizard's client: title and department mapped.
#[tokio::test]
async fn the_enterprise_extension_is_there_only_with_a_value_and_stands_before_external_id() {
    let mut stage = Stage::new(Client::Aiw)
        .ada("department", json!("Engineering"))
        .ada("title", json!("Manager"))
        .ada("costCenter", json!(null))
        .answers("GET /Users?filter", 404, error(404, "none"))
        .answers("POST /Users", 201, remote(ADA, "ada@example.com", true));
    let played = stage.play(user("ada")).await;
    assert_sent(
        &played,
        &[
            LOOK_UP_ADA,
            concat!(
                r#"POST /Users {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","#,
                r#""urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],"#,
                r#""userName":"ada@example.com","name":{"givenName":"Ada","familyName":"Lovelace"},"#,
                r#""emails":[{"primary":true,"value":"ada@example.com","type":"work"}],"title":"Manager","#,
                r#""urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Engineering"},"#,
                r#""externalId":"00uADA","groups":[],"password":"<password>","active":true}"#
            ),
        ],
    );
}

#[tokio::test]
async fn an_active_user_who_is_found_is_read_and_put_back_as_a_whole() {
    for client in BOTH {
        let found = remote(ADA, "ada@example.com", true);
        let mut stage = Stage::new(client)
            .answers("GET /Users?filter", 200, list(std::slice::from_ref(&found)))
            .answers("GET /Users/", 200, found)
            .answers("PUT /Users/", 200, json!({}));
        let played = stage.play(user("ada")).await;
        assert_sent(
            &played,
            &[
                LOOK_UP_ADA,
                "GET /Users/23a35c27",
                // The server's own keys in the server's own order; its stale name.formatted and its `seat` come back.
                concat!(
                    r#"PUT /Users/23a35c27 {"id":"23a35c27","schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"#,
                    r#""userName":"ada@example.com","#,
                    r#""name":{"formatted":"Old Name","givenName":"Ada","familyName":"Lovelace"},"#,
                    r#""emails":[{"primary":true,"value":"ada@example.com","type":"work"}],"seat":7,"active":true,"#,
                    r#""meta":{"resourceType":"User"},"externalId":"00uADA","groups":[]}"#
                ),
            ],
        );
        assert_eq!(stage.org.remote_user_id("ada"), Some(ADA));
    }
}

#[tokio::test]
async fn with_updates_off_a_found_user_is_imported_instead() {
    let found = remote(ADA, "ada@example.com", true);
    let mut stage = Stage::new(Client::Oin)
        .with(|stage| stage.integration.features.update_users = false)
        .answers("GET /Users?filter", 200, list(std::slice::from_ref(&found)))
        .answers("GET /Users/", 200, found);
    let played = stage.play(user("ada")).await;
    assert_sent(&played, &[LOOK_UP_ADA, "GET /Users/23a35c27"]);
    let link = stage.org.users["ada"].link.as_ref().unwrap();
    assert!(link.id == ADA && link.acknowledged.attributes.is_empty());
}

// A published log: POST of the user, then the group's GET and PUT at once.
#[tokio::test]
async fn the_pushed_groups_of_a_new_user_follow() {
    let stage = |client| {
        Stage::new(client)
            .linked("bob", BOB)
            .pushed(&[BOB])
            .answers("GET /Users?filter", 200, list(&[]))
            .answers("POST /Users", 201, remote(ADA, "ada@example.com", true))
            .answers("GET /Groups/", 200, json!({ "id": GROUP }))
            .answers("PUT /Groups/", 200, json!({}))
            .answers_text("PATCH /Groups/", 204, "")
    };
    let mut aiw = stage(Client::Aiw);
    let played = aiw.play(user("ada")).await;
    assert_sent(
        &Tail(2).of(played),
        &[
            "GET /Groups/abf4dd94",
            concat!(
                r#"PUT /Groups/abf4dd94 {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"abf4dd94","#,
                r#""displayName":"Analysts","members":[{"value":"23a35c27","display":"ada@example.com"},"#,
                r#"{"value":"89bb1940","display":"bob@example.com"}]}"#
            ),
        ],
    );
    let mut oin = stage(Client::Oin);
    let played = oin.play(user("ada")).await;
    assert_sent(
        &Tail(2).of(played),
        &[
            concat!(
                r#"PATCH /Groups/abf4dd94 {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"#,
                r#""Operations":[{"op":"replace","value":{"id":"abf4dd94","displayName":"Analysts"}}]}"#
            ),
            concat!(
                r#"PATCH /Groups/abf4dd94 {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"#,
                r#""Operations":[{"op":"add","path":"members","value":[{"value":"23a35c27","display":"ada@example.com"}]}]}"#
            ),
        ],
    );
    assert_eq!(oin.push().acknowledged.members.iter().collect::<Vec<_>>(), [BOB, ADA]);
}

#[tokio::test]
async fn an_assigned_group_gives_every_member_an_account_and_one_failure_does_not_stop_the_next() {
    for client in BOTH {
        let mut stage = Stage::new(client)
            .answers("GET /Users?filter", 200, list(&[]))
            .refuses("POST /Users", 409, "taken")
            .answers("POST /Users", 201, remote(BOB, "bob@example.com", true));
        let played = stage.play(Act::AssignGroup("analysts".into())).await;
        assert_eq!(
            requests(&played),
            [
                LOOK_UP_ADA,
                "POST /Users",
                "GET /Users?filter=userName%20eq%20%22bob%40example.com%22&startIndex=1&count=100",
                "POST /Users",
            ]
        );
        assert_eq!(
            played.verdict.text(),
            Some(
                "Error while creating user ada@example.com: Conflict. Errors reported by remote server: taken"
            )
        );
        assert_eq!(stage.org.remote_user_id("ada"), None);
        assert_eq!(stage.org.remote_user_id("bob"), Some(BOB));
    }
}

// Sigma's guide: a user type that was taken away arrives as null.
#[tokio::test]
async fn an_update_puts_the_whole_resource_and_a_cleared_attribute_as_null() {
    for client in BOTH {
        let mut stage = Stage::new(client)
            .both_linked()
            .ada("userType", json!("lite"))
            .answers("GET /Users/", 200, json!({ "id": ADA, "userType": "lite", "password": "leaked" }))
            .answers("PUT /Users/", 200, json!({}));
        let played = stage.play(update("userType", json!(null))).await;
        assert_sent(
            &played,
            &[
                "GET /Users/23a35c27",
                concat!(
                    r#"PUT /Users/23a35c27 {"id":"23a35c27","userType":null,"password":"leaked","#,
                    r#""userName":"ada@example.com","name":{"givenName":"Ada","familyName":"Lovelace"},"#,
                    r#""emails":[{"primary":true,"value":"ada@example.com","type":"work"}],"#,
                    r#""externalId":"00uADA","groups":[],"active":true}"#
                ),
            ],
        );
        assert_eq!(played.trace[1].call.evidence, Evidence::Reported);
        let acknowledged = &stage.org.users["ada"].link.as_ref().unwrap().acknowledged.attributes;
        assert_eq!(acknowledged["userType"], json!(null));
    }
}

#[tokio::test]
async fn an_update_of_the_user_type_sends_the_value_verbatim() {
    let mut stage = Stage::new(Client::Oin)
        .both_linked()
        .answers("GET /Users/", 200, json!({ "id": ADA }))
        .answers("PUT /Users/", 200, json!({}));
    let played = stage.play(update("userType", json!("Essential"))).await;
    let body = played.trace[1].call.body.as_ref().and_then(|body| body.json()).unwrap();
    assert_eq!(body["userType"], "Essential");
    assert_eq!(played.trace[1].call.evidence, Evidence::Captured);
}

#[tokio::test]
async fn a_rename_is_a_put_to_the_same_id() {
    for client in BOTH {
        let mut stage = Stage::new(client)
            .both_linked()
            .answers("GET /Users/", 200, json!({ "id": ADA, "userName": "ada@example.com" }))
            .answers("PUT /Users/", 200, json!({}));
        let act = Act::RenameUser { user: "ada".into(), to: "countess@example.com".into() };
        let played = stage.play(act).await;
        assert_eq!(requests(&played), ["GET /Users/23a35c27", "PUT /Users/23a35c27"]);
        let body = played.trace[1].call.body.as_ref().and_then(|body| body.json()).unwrap();
        assert_eq!(body["userName"], "countess@example.com");
        assert_eq!(body["emails"][0]["value"], "ada@example.com");
    }
}

#[tokio::test]
async fn a_password_is_patched_by_a_catalogue_app_and_put_by_the_wizards_client() {
    let act = || Act::SyncPassword { user: "ada".into(), password: Some("new-secret".into()) };
    let mut oin = Stage::new(Client::Oin).both_linked().answers_text("PATCH /Users/", 204, "");
    let played = oin.play(act()).await;
    assert_sent(
        &played,
        &[concat!(
            r#"PATCH /Users/23a35c27 {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"#,
            r#""Operations":[{"op":"replace","value":{"password":"new-secret"}}]}"#
        )],
    );
    assert_eq!(played.trace[0].call.evidence, Evidence::Inferred);

    let mut aiw = Stage::new(Client::Aiw)
        .both_linked()
        .answers("GET /Users/", 200, json!({ "id": ADA, "userName": "ada@example.com" }))
        .answers("PUT /Users/", 200, json!({}));
    let played = aiw.play(act()).await;
    assert_sent(
        &played,
        &[
            "GET /Users/23a35c27",
            r#"PUT /Users/23a35c27 {"id":"23a35c27","userName":"ada@example.com","password":"new-secret"}"#,
        ],
    );
    assert!(played.users.contains("ada"));
}

/// Drops the first calls, to compare what follows.
struct Tail(usize);

impl Tail {
    fn of(&self, mut played: crate::idp::okta::Played) -> crate::idp::okta::Played {
        played.trace.drain(..self.0);
        played
    }
}
