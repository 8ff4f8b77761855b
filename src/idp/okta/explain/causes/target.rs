//! What may befall any request: the token, the way to the target, the target itself.

use super::{Situation, doing, failed, is, not_json, says, status};
use crate::exchange::FailureKind;
use crate::idp::okta::explain::fragment::Looks;
use crate::idp::okta::explain::operation::Operation;
use crate::idp::okta::explain::remote::{Remote, Words};
use crate::idp::okta::explain::sentence::Sentence;

/// The situation of which nothing more is known.
pub(super) const REFUSED: &str = "refused";

pub(super) const SITUATIONS: &[Situation] = &[
    Situation {
        id: "html-body",
        summary: "A web page came back instead of a SCIM error, and Okta shows its parser's complaint.",
        causes: &[
            "A proxy, a firewall or a sign-in page answered, not the SCIM service",
            "The base URL is not that of the SCIM service",
            "The server's framework has a page of its own for errors",
        ],
        fixes: &[
            "Answer every error below the SCIM path with JSON: schemas, status and detail (RFC 7644, section 3.12)",
            "Check the base URL, and let Okta's addresses through the firewall",
        ],
        scenario: Some("okta/messages/html-on-connection-test"),
        faults: &["no-match-500-html", "auth-error-not-scim", "base-url-wrong"],
        sources: &["Snowflake's guide to SCIM with Okta", "RFC 7644 section 3.12"],
        when: |parts| not_json(parts).is_some_and(|body| body.looks == Looks::Html),
    },
    Situation {
        id: "plain-text-body",
        summary: "Plain text came back instead of a SCIM error, and Okta shows its parser's complaint.",
        causes: &[
            "The server writes its error as text; the first word of it is in the message",
            "A proxy before the server answered in its place (502, 503, 504)",
        ],
        fixes: &["Answer every error with JSON: schemas, status and detail (RFC 7644, section 3.12)"],
        scenario: Some("okta/messages/plain-text-refusal"),
        faults: &["error-plain-text", "auth-error-not-scim"],
        sources: &[
            "Okta's support article on Heap",
            "Metatavu/keycloak-scim-server#101",
            "RFC 7644 section 3.12",
        ],
        when: |parts| not_json(parts).is_some_and(|body| body.looks == Looks::PlainText),
    },
    Situation {
        id: "broken-json-body",
        summary: "The body begins like JSON and is none.",
        causes: &[
            "The body breaks off: its length is wrong, or a proxy cut it",
            "The body was put together by hand: a comma, a quotation mark or a bracket is missing",
        ],
        fixes: &["Let a JSON library write the body, and check Content-Length"],
        scenario: Some("okta/messages/broken-json"),
        faults: &["error-wrapped"],
        sources: &["RFC 7644 section 3.12"],
        when: |parts| {
            not_json(parts).is_some_and(|body| !matches!(body.looks, Looks::Html | Looks::PlainText))
        },
    },
    Situation {
        id: "connection-token-refused",
        summary: "The target refuses the token, or the way it is sent.",
        causes: &[
            "The token is wrong, expired or was made without the permission for SCIM",
            "The field holds the token without the word Bearer, or with it twice",
            "The admin who made the token was deactivated or lost the role",
        ],
        fixes: &[
            "In Okta: Provisioning > Integration > Edit: enter a new token, press Test API Credentials, save",
            "Look at the Authorization header that arrives at the target",
        ],
        scenario: Some("okta/messages/unauthorized-connection-test"),
        faults: &["auth-error-not-scim", "token-owner-bound", "token-scope-missing"],
        sources: &["Okta's support article on \"Error authenticating: Unauthorized\""],
        when: |parts| {
            status(parts, &[401, 403]) && doing(parts, &[Operation::Authenticate, Operation::GetToken])
        },
    },
    Situation {
        id: "token-refused",
        summary: "The target refuses the token.",
        causes: &[
            "The token expired or was made anew, and Okta has the old one",
            "The admin who made the token was deactivated or lost the role",
        ],
        fixes: &[
            "In Okta: Provisioning > Integration > Edit: enter a new token, press Test API Credentials, save; then \
             Dashboard > Tasks > Retry Selected",
            "On the target: bind the token to the tenant, not to a person",
        ],
        scenario: Some("okta/messages/lookup-unauthorized"),
        faults: &["token-owner-bound", "token-scope-missing", "old-token-still-valid"],
        sources: &["Okta's support articles on Forest Admin and Qualified"],
        when: |parts| {
            status(parts, &[401])
                || is(parts, Sentence::CredentialsInvalid)
                || status(parts, &[400, 403])
                    && says(parts, &["token", "credential", "api key", "authenticat"])
        },
    },
    Situation {
        id: "forbidden",
        summary: "The target knows the token and does not allow the request.",
        causes: &[
            "The token's owner lacks the role, or the token lacks the scope, for this request",
            "The user is protected on the target (an owner, an admin, a member of another directory)",
            "The target's plan does not include provisioning",
        ],
        fixes: &[
            "Give the token the permission, then press Retry Selected",
            "Say in `detail` what is missing; the admin sees nothing else",
        ],
        scenario: None,
        faults: &["token-scope-missing", "owner-protected"],
        sources: &["RFC 7644 section 3.12"],
        when: |parts| status(parts, &[403]),
    },
    Situation {
        id: "no-list",
        summary: "The connection test was answered with success, and without a list of users.",
        causes: &[
            "With no users on the target the body is empty, null or [] instead of a ListResponse",
            "The base URL is that of a website, which answers every path",
            "A proxy takes the body away",
        ],
        fixes: &[
            "Answer with schemas, totalResults: 0, startIndex: 1, itemsPerPage: 0 and Resources: []",
            "Check the base URL: GET {base URL}/Users must be the SCIM service",
        ],
        scenario: Some("okta/messages/no-users-to-read"),
        faults: &["empty-list-not-scim", "base-url-wrong"],
        sources: &["Okta's support article on \"No results for users returned\"", "RFC 7644 section 3.4.2"],
        when: |parts| is(parts, Sentence::NoResults),
    },
    Situation {
        id: "pattern",
        summary: "Okta's form refuses the base URL; nothing was sent.",
        causes: &["The URL ends in a slash, has an underscore in it, or does not begin with https"],
        fixes: &["Enter the URL without the slash at its end"],
        scenario: None,
        faults: &["slash-sensitivity"],
        sources: &["AWS's guide to SCIM with Okta"],
        when: |parts| is(parts, Sentence::Pattern),
    },
    Situation {
        id: "template-conflict",
        summary: "Okta cannot save the settings: a custom attribute has the name of one in Okta's template.",
        causes: &["An attribute was added by hand that the template of the app has too"],
        fixes: &[
            "In Okta: Profile Editor > the app: delete the custom attribute, then save the settings again",
        ],
        scenario: None,
        faults: &[],
        sources: &["Okta's support article on conflicts with custom properties"],
        when: |parts| is(parts, Sentence::TemplateConflict),
    },
    Situation {
        id: "name-not-resolved",
        summary: "Okta could not reach the target and has no message for it; the host name does not resolve, most likely.",
        causes: &[
            "The host name is misspelt, or only known inside your network",
            "A tunnel that was used for trying things out is gone",
            "The certificate or a redirect got in the way",
        ],
        fixes: &["Open {base URL}/Users from outside your network: it must answer, if only with 401"],
        scenario: None,
        faults: &["base-url-wrong"],
        sources: &["grokability/snipe-it#13901", "a published request log"],
        when: |parts| failed(parts, &[FailureKind::NameNotResolved]),
    },
    Situation {
        id: "unreachable",
        summary: "No connection to the target could be made.",
        causes: &[
            "A firewall drops or refuses requests from Okta's addresses",
            "The service is down, or listens on another port",
            "The name resolves to an address inside your network",
        ],
        fixes: &[
            "Let Okta's addresses in; Okta publishes the list",
            "Try curl {base URL}/Users from outside your network",
        ],
        scenario: None,
        faults: &["base-url-wrong"],
        sources: &["Okta's support article on \"Connect timed out\""],
        when: |parts| failed(parts, &[FailureKind::ConnectTimeout, FailureKind::ConnectionRefused]),
    },
    Situation {
        id: "tls",
        summary: "The certificate of the target does not hold for Okta.",
        causes: &[
            "An intermediate certificate is missing: browsers fetch it, Okta does not",
            "The certificate is self-signed, expired, or for another name",
        ],
        fixes: &["Send the whole chain of certificates, from an issuer that is publicly trusted"],
        scenario: None,
        faults: &[],
        sources: &["Java's words for a chain that it cannot verify"],
        when: |parts| failed(parts, &[FailureKind::Tls]),
    },
    Situation {
        id: "too-slow",
        summary: "The target took longer than Okta waits, 60 seconds without a byte.",
        causes: &[
            "The request does slow work before it answers (mails, other services, large lists)",
            "The server is overloaded or starting",
        ],
        fixes: &[
            "Answer first and work later; page long lists",
            "Let a repeated POST find what the first one made: Okta may send it again",
        ],
        scenario: Some("okta/messages/too-late"),
        faults: &["slow-over-60s"],
        sources: &["Okta's SCIM FAQ"],
        when: |parts| failed(parts, &[FailureKind::ReadTimeout]),
    },
    Situation {
        id: "connection-lost",
        summary: "The connection ended before the answer was complete.",
        causes: &["The server or a proxy closed it: a crash, a restart, a limit on size or time"],
        fixes: &["Look at the server's and the proxy's log for the moment of the request"],
        scenario: Some("okta/messages/connection-reset"),
        faults: &[],
        sources: &["the words of Apache's HTTP client"],
        when: |parts| failed(parts, &[FailureKind::ClosedWithoutAnswer, FailureKind::Truncated]),
    },
    Situation {
        id: "rate-limit",
        summary: "The target asked Okta to wait, as often as Okta was ready to.",
        causes: &[
            "The target's limit is lower than what Okta sends when a large group is assigned",
            "The target sends no Retry-After in seconds, so that Okta waits 5, 10, 20 … minutes",
        ],
        fixes: &["Send 429 with Retry-After in whole seconds, and allow more requests"],
        scenario: Some("okta/messages/rate-limited-for-good"),
        faults: &["429-no-retry-after"],
        sources: &["Okta's SCIM concepts page"],
        when: |parts| status(parts, &[429]) || is(parts, Sentence::RateLimit),
    },
    Situation {
        id: "gateway",
        summary: "A proxy answered in the target's place: the SCIM service was not there, or too slow.",
        causes: &["The service was down, restarting or slower than the proxy waits"],
        fixes: &[
            "Look at the proxy's log for the moment of the request",
            "Retry Selected under Dashboard > Tasks once the service is up; a deactivation has no Retry",
        ],
        scenario: None,
        faults: &[],
        sources: &["a published request log"],
        when: |parts| status(parts, &[502, 503, 504]),
    },
    Situation {
        id: "server-error",
        summary: "The target failed while it worked on the request.",
        causes: &[
            "A mistake in the server that this user's or group's data brings out",
            "The target answers 500 where it means 4xx: a conflict, a missing value",
        ],
        fixes: &[
            "Look at the server's log for the moment of the request",
            "Say in `detail` what was wrong, with the status that fits",
        ],
        scenario: Some("okta/messages/server-error-without-body"),
        faults: &["client-error-500", "put-collision-500"],
        sources: &["TeamOhana's help article on provisioning errors"],
        when: |parts| status(parts, &[500]),
    },
    Situation {
        id: "more-than-one",
        summary: "The target's lookup answers with several resources for one name.",
        causes: &["Two resources have the same name, or the filter is ignored and the first page comes back"],
        fixes: &["Keep userName unique, and apply the filter"],
        scenario: None,
        faults: &["lookup-returns-duplicates", "filter-ignored"],
        sources: &["Okta's list of messages"],
        when: |parts| is(parts, Sentence::MoreThanOne),
    },
    Situation {
        id: "endpoint-missing",
        summary: "There is nothing at that address, or not for that method.",
        causes: &[
            "The base URL is wrong: it ends before /Users and has no slash at its end",
            "The target does not implement this endpoint or method",
        ],
        fixes: &["Check the base URL with Test API Credentials; implement the method that is missing"],
        scenario: None,
        faults: &["base-url-wrong", "slash-sensitivity", "group-patch-405"],
        sources: &["RFC 7644 section 3.2"],
        when: |parts| status(parts, &[404, 405, 410, 501]),
    },
    Situation {
        id: "no-words",
        summary: "The target refuses without saying why.",
        causes: &["The body is empty, or has no `detail`: Okta shows nothing else of it"],
        fixes: &["Put the reason into `detail` of a SCIM error (RFC 7644, section 3.12)"],
        scenario: Some("okta/messages/server-error-without-body"),
        faults: &["404-body-missing", "error-wrapped"],
        sources: &["RFC 7644 section 3.12"],
        when: |parts| matches!(parts.remote, Some(Remote::Answered { words: Words::Nothing, .. })),
    },
    Situation {
        id: REFUSED,
        summary: "The target refuses the request.",
        causes: &["The words after \"remote server\" are the target's own reason"],
        fixes: &[
            "Look the words up in the target's documentation, or in its log for the moment of the request",
        ],
        scenario: None,
        faults: &[],
        sources: &["Okta's help, Troubleshoot provisioning"],
        when: |parts| matches!(parts.remote, Some(Remote::Answered { .. })),
    },
];
