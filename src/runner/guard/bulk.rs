//! A bulk job (RFC 7644 §3.7) under guard: each of its operations is held to the rules for a call of its own.

use serde_json::Value;

use super::{Guard, Intended, effect, id_of};
use crate::exchange::{Call, Exchange, FailureKind, Method, Payload};

impl Guard {
    /// Sends a job if every operation of it might go out alone. What its POSTs create is noted before and after, as
    /// for single calls.
    pub(super) async fn bulk(&mut self, call: Call) -> Exchange {
        let operations: Vec<Call> = operations(&call);
        let mut intended: Vec<Option<Intended>> = Vec::with_capacity(operations.len());
        for operation in &operations {
            let objection = match operation.method {
                Method::Post => self.strange_member(operation).await,
                Method::Put | Method::Patch | Method::Delete => self.objection(operation).await,
                Method::Get | Method::Head | Method::Options => None,
            };
            if let Some(reason) = objection {
                self.drop_intents(intended);
                return self.stop(call, reason);
            }
            if operation.method != Method::Post {
                intended.push(None);
                continue;
            }
            match self.intend(operation).await {
                Ok(intent) => intended.push(Some(intent)),
                Err(reason) => {
                    self.drop_intents(intended);
                    return super::not_sent(call, FailureKind::NotSent, reason);
                }
            }
        }
        let exchange = self.line.send(call).await;
        if exchange.failure().is_some_and(|failure| super::never_left(failure.kind)) {
            self.drop_intents(intended);
            return exchange;
        }
        let answers = exchange.answer().and_then(|answer| answer.json()?.get("Operations")?.as_array());
        for (at, intent) in intended.into_iter().enumerate() {
            let Some(intent) = intent else { continue };
            // The answer names an operation by its bulkId; one without is found at its place.
            let answer = answers.and_then(|answers| {
                let own = bulk_id(&exchange.call, at);
                let same = |answer: &&Value| own.is_some() && answer.get("bulkId") == own.as_ref();
                answers.iter().find(same).or_else(|| answers.get(at))
            });
            if let Some((id, resource)) = answer.and_then(created) {
                // The answer shows the resource or only its location; then one read will prove whose it is.
                self.created(&intent, &id, resource.unwrap_or(&Value::Null));
            }
        }
        exchange
    }

    /// Takes intents back whose job never left, the last first.
    fn drop_intents(&mut self, intended: Vec<Option<Intended>>) {
        for intent in intended.into_iter().rev().flatten() {
            self.not_created(&intent);
        }
    }
}

/// The operations of a job as calls of their own.
fn operations(call: &Call) -> Vec<Call> {
    let body = effect::body(call);
    let operations = body.as_ref().and_then(|body| body.get("Operations")).and_then(Value::as_array);
    operations
        .into_iter()
        .flatten()
        .map(|operation| {
            let text = |key| operation.get(key).and_then(Value::as_str).unwrap_or_default();
            // A method that nobody knows is guarded like the worst.
            let method = Method::parse(&text("method").to_ascii_uppercase()).unwrap_or(Method::Delete);
            let mut single = Call::new(method, text("path"), call.evidence, call.purpose);
            single.body = operation.get("data").cloned().map(Payload::Json);
            single
        })
        .collect()
}

fn bulk_id(call: &Call, at: usize) -> Option<Value> {
    effect::body(call)?.get("Operations")?.get(at)?.get("bulkId").cloned()
}

/// The id that an operation's answer gives to what it created, and the resource if it is shown.
fn created(answer: &Value) -> Option<(String, Option<&Value>)> {
    let status = answer.get("status")?;
    let is_success =
        status.as_str().map_or_else(|| status.as_u64() == Some(201), |text| text.starts_with('2'));
    if !is_success {
        return None;
    }
    let resource = answer.get("response").filter(|resource| resource.is_object());
    if let Some(id) = resource.and_then(id_of) {
        return Some((id, resource));
    }
    let location = answer.get("location")?.as_str()?;
    let id = location.rsplit('/').next().filter(|id| !id.is_empty())?;
    let id = percent_encoding::percent_decode_str(id).decode_utf8_lossy().into_owned();
    Some((id, None))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::created;

    #[test]
    fn what_was_created_is_read_from_the_resource_or_from_its_location() {
        let shown = json!({"status": "201", "location": "https://x/Users/7", "response": {"id": "8"}});
        assert_eq!(created(&shown).unwrap().0, "8");
        let located = json!({"status": 201, "location": "https://x/v2/Users/a%2Fb"});
        assert_eq!(created(&located).unwrap().0, "a/b");
        assert_eq!(created(&json!({"status": "409", "location": "https://x/Users/7"})), None);
        assert_eq!(created(&json!({"location": "https://x/Users/7"})), None);
    }
}
