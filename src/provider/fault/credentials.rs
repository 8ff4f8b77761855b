//! Credentials that are refused in the wrong form, or accepted though they must not be.

use serde_json::json;

use super::Fault;
use crate::exchange::Method;
use crate::provider::deviation::{Hook, Make, edit};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};
use crate::provider::settings::Access;
use crate::provider::store::Kind;
use crate::provider::token;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "auth-error-not-scim",
        failure: "F01",
        title: "wrong credentials are refused in the framework's own words, not with a SCIM Error",
        breaks: &[],
        severity: 2,
        source: "PostHog/posthog#42205; onyx-dot-app/onyx#8925; Okta support on Forest Admin",
        found_by: &["error.schemas"],
        make: Make::Hook(Hook::Response(own_words)),
    },
    Fault {
        name: "token-scope-missing",
        failure: "F11",
        title: "the token may provision users, and every write of a group is answered 403",
        breaks: &["okta-aiw", "okta-oin"],
        severity: 3,
        source: "Okta support: minimum permissions required for Group Push; Grafana's SCIM troubleshooting page",
        found_by: &["status.accepted"],
        make: Make::Hook(Hook::Instead(|_, request| {
            let writes = request.method != Method::Get && edit::kind(request) == Some(Kind::Group);
            writes.then(|| edit::refuse(403, "The token lacks the scope groups:write"))
        })),
    },
    Fault {
        name: "old-token-still-valid",
        failure: "F12",
        title: "a token that was replaced (`old-token`) is still accepted",
        breaks: &[],
        severity: 4,
        source: "RFC 7644 §2; Sigma's and Sisense's guides on replacing the token",
        found_by: &["credentials.replaced"],
        make: Make::Hook(Hook::Request(|provider, request| accept(provider, request, token::OLD))),
    },
    Fault {
        name: "two-tokens-clash",
        failure: "F12",
        title: "a new token is refused while an older one (`old-token`) exists",
        breaks: &["any"],
        severity: 3,
        source: "Sigma's and Sisense's guides: a second set-up fails until the first token is removed",
        found_by: &["status.accepted"],
        make: Make::Hook(Hook::Instead(|_, request| {
            let is_older =
                request.headers.authorization.as_deref() == Some(&format!("Bearer {}", token::OLD));
            let refusal =
                || edit::refuse(401, "Another token is active for this organization: remove it first");
            (!is_older).then(|| refusal().with("www-authenticate", "Bearer realm=\"scim\""))
        })),
    },
    Fault {
        name: "cross-tenant-id",
        failure: "F147",
        title: "the token of another tenant (`other-tenant-token`) reads and changes this tenant's users",
        breaks: &[],
        severity: 5,
        source: "tale-project/tale#2036; vouch-sh/vouch#317; PostHog/posthog#52372",
        found_by: &["credentials.tenant"],
        make: Make::Hook(Hook::Request(|provider, request| accept(provider, request, token::OTHER_TENANT))),
    },
    Fault {
        name: "user-jwt-accepted",
        failure: "F148",
        title: "the token of an ordinary user (`ordinary-user-token`) opens SCIM",
        breaks: &[],
        severity: 5,
        source: "Senthil455/Atlas-Workforce-System#175",
        found_by: &["credentials.privileged"],
        make: Make::Hook(Hook::Request(|provider, request| accept(provider, request, token::ORDINARY_USER))),
    },
];

fn own_words(_: &Provider, _: &Request, response: &mut Response) {
    if response.status == 401 {
        edit::change_answered(response, |body| *body = json!({"detail": "Invalid token."}));
    }
}

/// Takes one token for the valid one.
fn accept(provider: &Provider, request: &mut Request, also: &str) {
    if let Access::Bearer(valid) = &provider.settings().access
        && request.headers.authorization.as_deref() == Some(&format!("Bearer {also}"))
    {
        request.headers.authorization = Some(format!("Bearer {}", valid.expose()));
    }
}
