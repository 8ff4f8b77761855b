//! The connection test, connections that fail, and imports.

use super::super::stage::{Stage, error, list, user};
use super::{assert_line, assert_log, assert_text, evidence};
use crate::exchange::{Evidence, FailureKind};
use crate::idp::okta::{Act, Client};

const ADVICE: &str = "The connector configuration could not be tested. Make sure that the URL, Authentication Parameters \
                      are correct and that there is an implementation available at the URL provided.";

fn target() -> Stage {
    Stage::new(Client::Aiw)
}

// T1: a 401 without words of its own.
#[tokio::test]
async fn a_token_that_is_refused() {
    for body in ["", "{}"] {
        let played = target().answers_text("GET /Users", 401, body).play(Act::TestConnection).await;
        assert_line(&played, &format!("Error authenticating: Unauthorized. {ADVICE}"));
        assert_text(&played, "Error authenticating: Unauthorized");
        assert_eq!(evidence(&played), Evidence::Reported);
    }
    let refused = error(401, "Authentication failure. The authentication header is invalid or missing");
    let played = target().answers("GET /Users", 401, refused).play(Act::TestConnection).await;
    assert_line(
        &played,
        &format!(
            "Error authenticating: Unauthorized. Errors reported by remote server: Authentication failure. The \
             authentication header is invalid or missing. {ADVICE}"
        ),
    );
    assert_log(
        &played,
        "application.integration.authentication_failure",
        Some(
            "Unauthorized. Errors reported by remote server: Authentication failure. The authentication header is \
             invalid or missing",
        ),
    );
}

// T2 and E19 (okta.md), E14 (failures.md): a host that is not there.
#[tokio::test]
async fn a_host_that_does_not_resolve() {
    let played = target().fails("GET /Users", FailureKind::NameNotResolved).play(Act::TestConnection).await;
    assert_line(&played, &format!("Error authenticating: null. {ADVICE}"));
    let played = target().fails("GET /Users", FailureKind::NameNotResolved).play(user("ada")).await;
    assert_text(&played, "Error while verifying if user ada@example.com exists: null");
}

// T3: the address is Okta's to know.
#[tokio::test]
async fn a_host_that_cannot_be_reached() {
    let played = target().fails("GET /Users", FailureKind::ConnectTimeout).play(Act::TestConnection).await;
    assert_text(
        &played,
        "Error authenticating: Connect to scim.example.com:443 [scim.example.com/{address}] failed: Connect timed out",
    );
    let played = target().fails("GET /Users", FailureKind::ConnectionRefused).play(Act::TestConnection).await;
    assert_text(
        &played,
        "Error authenticating: Connect to scim.example.com:443 [scim.example.com/{address}] failed: Connection refused",
    );
    assert_eq!(evidence(&played), Evidence::Inferred);
}

// T4: a page of HTML. The published text has the list of values in the words of an older Jackson.
#[tokio::test]
async fn a_page_of_html() {
    let page = "<html><body>Forbidden</body></html>";
    let played = target().answers_text("GET /Users", 403, page).play(Act::TestConnection).await;
    assert_text(
        &played,
        &format!(
            "Error authenticating: Forbidden. Errors reported by remote server: Invalid JSON: Unexpected character \
             ('<' (code 60)): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or \
             'false') at [Source: (String)\"{page}\"; line: 1, column: 2]"
        ),
    );
}

// E15 (failures.md): a 200 without a list.
#[tokio::test]
async fn a_200_without_a_list() {
    for body in ["", "null", "[]", "<html>Welcome</html>"] {
        let played = target().answers_text("GET /Users", 200, body).play(Act::TestConnection).await;
        assert_line(&played, "No results for users returned");
        assert_eq!(evidence(&played), Evidence::Documented);
    }
}

// No answer within a minute.
#[tokio::test]
async fn an_answer_that_does_not_come() {
    let played = target().fails("GET /Users", FailureKind::ReadTimeout).play(user("ada")).await;
    assert_text(&played, "Error while verifying if user ada@example.com exists: Read timed out");
    let mut stage = target()
        .answers("GET /Users?filter", 200, list(&[]))
        .fails("POST /Users", FailureKind::ClosedWithoutAnswer);
    assert_text(
        &stage.play(user("ada")).await,
        "Error while creating user ada@example.com: scim.example.com:443 failed to respond",
    );
    let played = target().fails("GET /Users", FailureKind::Truncated).play(user("ada")).await;
    assert_eq!(played.verdict.text(), None, "what Okta says of half an answer is not known");
}

#[tokio::test]
async fn lists_that_cannot_be_read() {
    let import = |users, groups| Act::Import { users, groups };
    let played = target().refuses("GET /Users", 500, "boom").play(import(true, false)).await;
    assert_text(
        &played,
        "Error while downloading all users: Internal Server Error. Errors reported by remote server: boom",
    );
    assert_log(
        &played,
        "application.provision.user.import",
        Some("Internal Server Error. Errors reported by remote server: boom"),
    );
    let played = target().refuses("GET /Groups", 404, "no groups").play(import(false, true)).await;
    assert_text(
        &played,
        "Error while downloading all groups: Not Found. Errors reported by remote server: no groups",
    );
    assert_eq!(evidence(&played), Evidence::Inferred);
}
