//! The raw call of a `request` step, as the neutral client sends it.

use serde_json::Value;

use super::scope::Scope;
use crate::exchange::{Call, Credentials, Evidence, Method, Payload, Purpose, encode_component};
use crate::scenario::model::{Query, Request};
use crate::scenario::template::{Lookup, Reference, interpolate, resolve};
use crate::source::{Diagnostic, NodeKind};

/// Builds the call.
///
/// # Errors
/// A value that only the run could have is not there.
pub(super) fn call(request: &Request, scope: &Scope<'_>) -> Result<Call, Diagnostic> {
    let method = Method::parse(&request.method.value)
        .ok_or_else(|| Diagnostic::error("this is no HTTP method that can be sent", request.method.span))?;
    let mut call = Call::new(
        method,
        encode_path(&interpolate(&request.path, &InPath(scope))?),
        Evidence::Scenario,
        Purpose::Act,
    );
    call.query = match &request.query {
        None => None,
        Some(Query::Raw(text)) => Some(interpolate(text, scope)?.replace(' ', "%20")),
        Some(Query::Pairs(pairs)) => {
            let mut parts = Vec::new();
            for (name, value) in pairs {
                let value = interpolate(value, scope)?;
                parts.push(format!("{}={}", encode_component(&name.value), encode_component(&value)));
            }
            Some(parts.join("&"))
        }
    };
    for (name, value) in &request.headers {
        call.headers.push((name.value.clone(), interpolate(value, scope)?));
    }
    call.body = match &request.body {
        None => None,
        Some(node) => Some(match (&node.kind, resolve(node, scope)?) {
            // A text is sent as it stands: that is how a scenario sends broken JSON.
            (NodeKind::String(_), Value::String(text)) => Payload::Raw(text),
            (_, value) => Payload::Json(value),
        }),
    };
    call.credentials = request.credentials.as_deref().and_then(Credentials::parse).unwrap_or_default();
    add_default(&mut call, "Accept", "application/scim+json");
    if call.body.is_some() {
        add_default(&mut call, "Content-Type", "application/scim+json");
    }
    Ok(call)
}

/// Values as they stand in a path: an id is one segment, whatever characters the server put into it.
struct InPath<'a>(&'a Scope<'a>);

impl Lookup for InPath<'_> {
    fn get(&self, reference: &Reference) -> Option<Value> {
        let value = self.0.get(reference)?;
        let is_id =
            matches!(reference, Reference::Path(path) if path.last().is_some_and(|last| last == "id"));
        match &value {
            Value::String(id) if is_id => Some(encode_component(id).into()),
            _ => Some(value),
        }
    }

    fn names(&self) -> Vec<String> {
        self.0.names()
    }
}

fn add_default(call: &mut Call, name: &str, value: &str) {
    if !call.headers.iter().any(|(existing, _)| existing.eq_ignore_ascii_case(name)) {
        call.headers.push((name.to_owned(), value.to_owned()));
    }
}

/// Encodes what cannot stand in a path (an id with a blank or an `@`); what is encoded already stays.
fn encode_path(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for letter in path.chars() {
        if letter.is_ascii_alphanumeric() || "/-._~%:$!*'(),;=@".contains(letter) {
            encoded.push(letter);
        } else {
            encoded.push_str(&encode_component(letter.encode_utf8(&mut [0; 4])));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::encode_path;

    #[test]
    fn only_what_cannot_stand_in_a_path_is_encoded() {
        assert_eq!(encode_path("/Users/a b@x.org"), "/Users/a%20b@x.org");
        assert_eq!(encode_path("/Users/a%20b?"), "/Users/a%20b%3F");
    }
}
