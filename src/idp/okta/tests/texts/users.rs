//! A user's jobs: assignment, profile push.

use serde_json::json;

use super::super::stage::{ADA, Stage, error, list, remote, user};
use super::{BOTH, assert_line, assert_log, assert_text, evidence, linked, update};
use crate::exchange::Evidence;
use crate::idp::okta::{Attribute, Client};

const PROVISIONING: &str = "Automatic provisioning of user Ada Lovelace to app Acme failed: ";
const PROFILE_PUSH: &str = "Automatic profile push of user Ada Lovelace to app Acme failed: ";
const PUSHING: &str = "Error while trying to push profile update for ada@example.com: ";
const VERIFYING: &str = "Error while verifying if user ada@example.com exists: ";
const CREATING: &str = "Error while creating user ada@example.com: ";
const JSON_VALUES: &str = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

fn nobody(client: Client) -> Stage {
    Stage::new(client).answers("GET /Users?filter", 200, list(&[]))
}

// E1, E4, E5 (okta.md); E1, E19, E20 (failures.md): PUT refused with a detail.
#[tokio::test]
async fn a_profile_push_that_is_refused_with_a_detail() {
    for detail in [
        "Request is malformed: Error: Expecting string at 0.1.userType but instead got: null.",
        "Request is unparsable, syntactically incorrect, or violates schema.",
        "Bad Request. Invalid parameter provided in request: value.",
        "rpc error: code = InvalidArgument desc = The username cannot be modified because the user is bound to one or \
         more resources",
    ] {
        for client in BOTH {
            let mut stage = linked(client)
                .answers("GET /Users/", 200, remote(ADA, "ada@example.com", true))
                .refuses("PUT /Users/", 400, detail);
            let played = stage.play(update()).await;
            let remote = format!("Bad Request. Errors reported by remote server: {detail}");
            assert_line(&played, &format!("{PROFILE_PUSH}{PUSHING}{remote}"));
            assert_log(&played, "application.provision.user.push_profile", Some(&remote));
            assert_eq!(evidence(&played), Evidence::Reported);
        }
    }
}

// E5 (okta.md): the same in the job that assigns.
#[tokio::test]
async fn a_link_that_is_refused_with_a_detail() {
    let found = remote(ADA, "ada@example.com", true);
    let detail = "Bad Request. Invalid parameter provided in request: value.";
    let mut stage = Stage::new(Client::Aiw)
        .answers("GET /Users?filter", 200, list(std::slice::from_ref(&found)))
        .answers("GET /Users/", 200, found)
        .refuses("PUT /Users/", 400, detail);
    let played = stage.play(user("ada")).await;
    let text = format!("{PROVISIONING}{PUSHING}Bad Request. Errors reported by remote server: {detail}");
    assert_line(&played, &text);
}

// E2 and E3 (okta.md), E9 (failures.md): a stale id. Two vendors, two texts, one in each kind of job.
#[tokio::test]
async fn a_user_who_is_gone() {
    for client in BOTH {
        let found = remote(ADA, "ada@example.com", true);
        let mut stage = Stage::new(client).answers("GET /Users?filter", 200, list(&[found])).refuses(
            "GET /Users/",
            404,
            "Resource not found",
        );
        let played = stage.play(user("ada")).await;
        assert_line(&played, &format!("{PROVISIONING}{PUSHING}User not found"));
        assert_eq!(evidence(&played), Evidence::Inferred);

        let played = linked(client).refuses("GET /Users/", 404, "Resource not found").play(update()).await;
        assert_line(&played, &format!("{PROFILE_PUSH}{PUSHING}No user returned for user {ADA}"));
        // S5
        assert_log(
            &played,
            "application.provision.user.push_profile",
            Some(&format!("No user returned for user {ADA}")),
        );
        // E21
        let heading = played.verdict.alert().unwrap().heading.as_deref();
        assert_eq!(heading, Some("profile updates have errors"));
    }
}

// E6 (okta.md): a 500 without a detail.
#[tokio::test]
async fn a_500_without_words() {
    for body in ["", "{}"] {
        let mut stage = linked(Client::Oin)
            .answers("GET /Users/", 200, remote(ADA, "ada@example.com", true))
            .answers_text("PUT /Users/", 500, body);
        let played = stage.play(update()).await;
        assert_line(
            &played,
            &format!("{PROFILE_PUSH}{PUSHING}Internal Server Error. Errors reported by remote server:"),
        );
    }
}

// E7 (okta.md), E5 (failures.md).
#[tokio::test]
async fn a_lookup_that_is_refused() {
    for client in BOTH {
        let detail = "Invalid SCIM token, please check your configuration";
        let played = Stage::new(client).refuses("GET /Users?filter", 401, detail).play(user("ada")).await;
        let remote = format!("Unauthorized. Errors reported by remote server: {detail}");
        assert_line(&played, &format!("{PROVISIONING}{VERIFYING}{remote}"));
        assert_log(&played, "application.provision.user.verify_exists", Some(&remote));
    }
}

// E8 (okta.md), E17 (failures.md): plain text.
#[tokio::test]
async fn a_lookup_that_is_answered_with_plain_text() {
    for (body, token, column) in
        [("Invalid bearer token header.", "Invalid", 8), ("Unsupported media type", "Unsupported", 12)]
    {
        let mut stage = Stage::new(Client::Oin).answers_text("GET /Users?filter", 400, body);
        let played = stage.play(user("ada")).await;
        let expected = format!(
            "{PROVISIONING}{VERIFYING}Bad Request. Errors reported by remote server: Invalid JSON: Unrecognized token \
             '{token}': was expecting {JSON_VALUES} at [Source: (String)\"{body}\"; line: 1, column: {column}]"
        );
        assert_line(&played, &expected);
        assert_eq!(evidence(&played), Evidence::Reported);
    }
}

// E9 (okta.md), E18 (failures.md).
#[tokio::test]
async fn a_created_user_without_schemas() {
    let mut stage = nobody(Client::Oin).answers("POST /Users", 201, json!({ "id": ADA, "userName": "a" }));
    let played = stage.play(user("ada")).await;
    assert_line(&played, &format!("{PROVISIONING}{CREATING}No schema's defined in scim user"));
    assert_eq!(evidence(&played), Evidence::Inferred);
}

// E10 (okta.md), E4 (failures.md).
#[tokio::test]
async fn a_create_that_is_answered_with_nothing() {
    for status in [200, 201, 204] {
        let mut stage = nobody(Client::Aiw).answers_text("POST /Users", status, "");
        let played = stage.play(user("ada")).await;
        assert_line(&played, &format!("{PROVISIONING}{CREATING}Create new user returned empty user."));
        assert_eq!(evidence(&played), Evidence::Documented);
    }
}

// E11 (okta.md): no answer causes it, so none is needed.
#[tokio::test]
async fn a_namespace_that_is_no_urn() {
    let mut stage = nobody(Client::Oin).ada("badge", json!("7"));
    _ = stage.integration.mapping.insert("badge".into(), Attribute::new("badge", "acme:badge"));
    let played = stage.play(user("ada")).await;
    let text = "Invalid externalNamespace: acme:badge for property: badge";
    assert_line(&played, &format!("{PROVISIONING}{CREATING}{text}"));
}

// E12, E22, E23 (okta.md); E2, E3, E8 (failures.md): POST refused.
#[tokio::test]
async fn a_create_that_is_refused() {
    for (status, phrase, detail) in [
        (409, "Conflict", "User exists with given userName and/or enterprise:user.snowflakeUserName"),
        (409, "Conflict", "DomainAddress is not whitelisted"),
        (409, "Conflict", "SCIM User externalId already exists"),
        (422, "Unprocessable Entity", "VALIDATION_ERROR."),
    ] {
        for client in BOTH {
            let played = nobody(client).refuses("POST /Users", status, detail).play(user("ada")).await;
            let remote = format!("{phrase}. Errors reported by remote server: {detail}");
            assert_line(&played, &format!("{PROVISIONING}{CREATING}{remote}"));
            assert_log(&played, "application.provision.user.push", Some(&remote));
            let event = played.verdict.alert().unwrap().event.as_ref().unwrap();
            assert_eq!(event.display_message.as_deref(), Some("Push new user to external application"));
        }
    }
}

// E13, E14 (okta.md), E6 (failures.md).
#[tokio::test]
async fn boxes_that_are_not_ticked() {
    let mut stage = nobody(Client::Oin);
    stage.integration.features.create_users = false;
    assert_line(&stage.play(user("ada")).await, &format!("{PROVISIONING}Matching user not found"));

    let inactive = list(&[remote(ADA, "ada@example.com", false)]);
    let mut stage = Stage::new(Client::Oin).answers("GET /Users?filter", 200, inactive);
    stage.integration.features.deactivate_users = false;
    assert_line(&stage.play(user("ada")).await, &format!("{PROVISIONING}User account is inactive"));
}

// E16 (okta.md): linked with updates off; the server shows a list where text is expected.
#[tokio::test]
async fn an_attribute_of_the_wrong_type() {
    let mut found = remote(ADA, "ada@example.com", true);
    found["roles"] = json!([{ "value": "admin" }]);
    let mut stage = Stage::new(Client::Oin)
        .answers("GET /Users?filter", 200, list(std::slice::from_ref(&found)))
        .answers("GET /Users/", 200, found);
    stage.integration.features.update_users = false;
    _ = stage.integration.mapping.insert("roles".into(), Attribute::core("roles"));
    let played = stage.play(user("ada")).await;
    assert_line(
        &played,
        &format!(
            "{PROVISIONING}Error while trying to import user profile for ada@example.com: Error setting property, \
             appUser=ada@example.com property=roles error=[Error in object 'appUser': codes \
             [invalidValueTypeForProperty.appUser,invalidValueTypeForProperty]; arguments [roles]; default message \
             [Invalid value data type]]"
        ),
    );
    assert_eq!(stage.org.remote_user_id("ada"), None);
}

// E7 (failures.md): the account is still shown as inactive after it was switched on.
#[tokio::test]
async fn an_account_that_stays_inactive() {
    for client in BOTH {
        let found = remote(ADA, "ada@example.com", false);
        let mut stage = Stage::new(client)
            .answers("GET /Users?filter", 200, list(std::slice::from_ref(&found)))
            .answers("GET /Users/", 200, found)
            .answers("PUT /Users/", 200, json!({}))
            .answers_text("PATCH /Users/", 204, "");
        let played = stage.play(user("ada")).await;
        assert_line(
            &played,
            &format!(
                "{PROVISIONING}User ada@example.com provision to app failed due to delay in reactivating remote User. \
                 Rescheduling provision job."
            ),
        );
    }
}

// S4 (okta.md), E16 (failures.md): a list with numbers as text.
#[tokio::test]
async fn a_lookup_that_okta_cannot_read() {
    let body = json!({ "totalResults": 0, "startIndex": "1", "itemsPerPage": 0, "Resources": [] });
    let played = Stage::new(Client::Oin).answers("GET /Users?filter", 200, body).play(user("ada")).await;
    assert_eq!(played.verdict.text(), None);
    assert_log(&played, "application.provision.user.sync", None);
    let event = played.verdict.alert().unwrap().event.as_ref().unwrap();
    assert_eq!(event.legacy_event_type.as_deref(), Some("app.user_management.provision_user_failed"));
}

// A 2xx that is no JSON, and one without an id: the first is pieced together, the second is not known.
#[tokio::test]
async fn a_created_user_that_okta_cannot_use() {
    let mut stage = nobody(Client::Oin).answers_text("POST /Users", 201, "created");
    let played = stage.play(user("ada")).await;
    assert_text(
        &played,
        &format!(
            "{CREATING}Invalid JSON: Unrecognized token 'created': was expecting {JSON_VALUES} at [Source: \
             (String)\"created\"; line: 1, column: 8]"
        ),
    );
    assert_eq!(evidence(&played), Evidence::Inferred);

    let no_id = json!({ "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"] });
    let played = nobody(Client::Oin).answers("POST /Users", 201, no_id).play(user("ada")).await;
    assert_eq!(played.verdict.text(), None);
    assert_log(&played, "application.provision.user.push", None);
}

#[tokio::test]
async fn a_password_and_an_account_that_cannot_be_switched_on() {
    let act = || crate::idp::okta::Act::SyncPassword { user: "ada".into(), password: None };
    let mut stage = linked(Client::Oin).refuses("PATCH /Users/", 400, "too short");
    let played = stage.play(act()).await;
    assert_text(&played, "Error pushing password: Bad Request. Errors reported by remote server: too short");
    assert_eq!(evidence(&played), Evidence::Inferred);

    let mut stage = Stage::new(Client::Oin)
        .answers("GET /Users?filter", 200, list(&[remote(ADA, "ada@example.com", false)]))
        .answers("PATCH /Users/", 403, error(403, "no seat"));
    let played = stage.play(user("ada")).await;
    assert_line(
        &played,
        &format!(
            "{PROVISIONING}Error while reactivating user: Forbidden. Errors reported by remote server: no seat"
        ),
    );
}
