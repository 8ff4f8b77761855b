//! What a server's own /Schemas declares. Optional for an Okta target, so its absence is no finding.

use std::sync::Arc;

use serde_json::Value;

use super::line::Line;
use crate::exchange::{Call, Evidence, Method, Purpose};
use crate::judge::drift::Attributes;

/// Reads the paths that /Schemas declares: `userType`, `name.givenName`, `urn:…:User:department`.
pub(super) async fn read(line: &Line) -> Option<Arc<Attributes>> {
    let mut call = Call::new(Method::Get, "/Schemas", Evidence::Scenario, Purpose::Preflight);
    call.headers.push(("Accept".to_owned(), "application/scim+json".to_owned()));
    let exchange = line.send(call).await;
    let body = exchange.answer().filter(|answer| answer.is_success())?.json()?;
    // RFC 7644 §4 asks for a ListResponse; some servers answer a bare list.
    let schemas = body.get("Resources").unwrap_or(body).as_array()?;
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
