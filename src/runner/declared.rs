//! What a server says of itself: /Schemas and /ServiceProviderConfig. Both are optional for an Okta target, so their
//! absence is no finding.

use std::sync::Arc;

use serde_json::Value;

use super::line::Line;
use crate::exchange::{Call, Evidence, Method, Purpose};
use crate::judge::drift::Attributes;

/// Reads the paths that /Schemas declares: `userType`, `name.givenName`, `urn:…:User:department`.
pub(super) async fn read(line: &Line) -> Option<Arc<Attributes>> {
    let body = get(line, "/Schemas").await?;
    // RFC 7644 §4 asks for a ListResponse; some servers answer a bare list.
    let schemas = body.get("Resources").unwrap_or(&body).as_array()?;
    let mut declared = Attributes::none();
    for schema in schemas {
        let urn = schema.get("id").and_then(Value::as_str).unwrap_or_default();
        let prefix = if urn.contains(":core:2.0:") { String::new() } else { format!("{urn}:") };
        for attribute in schema.get("attributes").and_then(Value::as_array).into_iter().flatten() {
            if let Some(name) = attribute.get("name").and_then(Value::as_str) {
                declared.insert(&format!("{prefix}{name}"));
            }
        }
    }
    Some(Arc::new(declared))
}

/// Reads /ServiceProviderConfig (RFC 7643 §5). Only scenarios of the neutral client ask for it.
pub(super) async fn features(line: &Line) -> Option<Arc<Value>> {
    get(line, "/ServiceProviderConfig").await.map(Arc::new)
}

async fn get(line: &Line, path: &str) -> Option<Value> {
    let mut call = Call::new(Method::Get, path, Evidence::Scenario, Purpose::Preflight);
    call.headers.push(("Accept".to_owned(), "application/scim+json".to_owned()));
    let exchange = line.send(call).await;
    exchange.answer().filter(|answer| answer.is_success())?.json().cloned()
}
