//! Removes what a run created: read again, name checked, then deleted, else deactivated.

use serde_json::{Value, json};

use super::guard::{Taken, attribute, is_ours, named};
use super::line::Line;
use super::name::RunId;
use crate::exchange::{
    Answer, Call, Evidence, Exchange, Method, NotJson, Payload, Purpose, encode_component,
};

/// What became of a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Removed {
    /// It is not there any more, or never was.
    Gone,
    /// The target does not delete it; it is inactive now.
    Deactivated,
    /// It is still there, for this reason.
    Left(String),
}

/// Which resource to remove.
#[derive(Debug, Clone, Copy)]
pub(super) struct Doomed<'a> {
    /// `/Users` or `/Groups`.
    pub(super) endpoint: &'a str,
    /// Its id, if known; else it is looked up by name.
    pub(super) id: Option<&'a str>,
    /// `userName` or `displayName`.
    pub(super) attribute: &'a str,
    /// Its unique name.
    pub(super) name: &'a str,
    /// Who had that name before, where it does not carry the run id.
    pub(super) taken: &'a Taken,
}

impl Doomed<'_> {
    /// Whether what has the name can be told from somebody else's.
    fn is_known_by_name(&self, run: &RunId) -> bool {
        run.marks(self.name) || self.taken.is_some()
    }
}

/// Removes one resource of the run.
pub(super) async fn remove(line: &Line, run: &RunId, doomed: Doomed<'_>) -> Removed {
    let doubt = match doomed.id {
        None => None,
        Some(id) => match remove_by_id(line, run, doomed, id).await {
            Ok(removed) => return removed,
            Err(doubt) => Some(doubt),
        },
    };
    if doomed.name.is_empty() {
        // Nothing to look for: the call had no name.
        return doubt.map_or(Removed::Gone, |doubt| Removed::Left(doubt.reason().to_owned()));
    }
    if !doomed.is_known_by_name(run) {
        let reason = "whether it was made is not known, and what has that name now may be somebody else's";
        return Removed::Left(doubt.map_or(reason, Doubt::reason).to_owned());
    }
    // The answer to the creating call was lost, or named something else. What was really created has the name.
    let named = match (look_up(line, doomed).await, doubt) {
        (Ok(named), Some(doubt @ Doubt::Stranger)) if named.is_empty() => {
            return Removed::Left(doubt.reason().to_owned());
        }
        (Ok(named), _) => named,
        (Err(_), Some(doubt)) => return Removed::Left(doubt.reason().to_owned()),
        (Err(reason), None) => return Removed::Left(reason),
    };
    let mut worst = Removed::Gone;
    for id in named {
        match remove_by_id(line, run, doomed, &id).await {
            Ok(Removed::Gone) => {}
            Ok(Removed::Deactivated) if worst == Removed::Gone => worst = Removed::Deactivated,
            Ok(Removed::Deactivated) => {}
            Ok(left @ Removed::Left(_)) => worst = left,
            Err(doubt) => worst = Removed::Left(doubt.reason().to_owned()),
        }
    }
    worst
}

/// Why what an id leads to was not touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doubt {
    /// Success, but no resource to be seen.
    Nothing,
    /// Somebody else's resource.
    Stranger,
}

impl Doubt {
    const fn reason(self) -> &'static str {
        match self {
            Doubt::Nothing => "could not be read again: the answer was a success without a resource",
            Doubt::Stranger => "what is there now does not carry the run's name, so it was not touched",
        }
    }
}

/// The ids of resources with exactly that name (ignoring case). A server that ignores the filter returns strangers;
/// they do not have the name.
async fn look_up(line: &Line, doomed: Doomed<'_>) -> Result<Vec<String>, String> {
    let mut call = own_call(Method::Get, doomed.endpoint.to_owned(), None);
    let filter = format!("{} eq {}", doomed.attribute, Value::from(doomed.name));
    call.query = Some(format!("filter={}&startIndex=1&count=100", encode_component(&filter)));
    let exchange = line.send(call).await;
    if exchange.status() == Some(404) {
        return Ok(Vec::new());
    }
    let Some(body) = exchange.answer().filter(|answer| answer.is_success()).and_then(|answer| answer.json())
    else {
        return Err(format!("could not be looked up: {}", what_came(&exchange)));
    };
    let mut ids: Vec<String> = named(body, doomed.attribute, doomed.name).collect();
    ids.retain(|id| doomed.taken.as_ref().is_none_or(|taken| !taken.contains(id)));
    Ok(ids)
}

async fn remove_by_id(line: &Line, run: &RunId, doomed: Doomed<'_>, id: &str) -> Result<Removed, Doubt> {
    let path = format!("{}/{}", doomed.endpoint, encode_component(id));
    let read = line.send(own_call(Method::Get, path.clone(), None)).await;
    let resource = match read.answer() {
        Some(answer) if answer.status == 404 || answer.status == 410 => return Ok(Removed::Gone),
        Some(answer) if answer.is_success() => answer.json().ok_or(Doubt::Nothing)?,
        _ => return Ok(Removed::Left(format!("could not be read again: {}", what_came(&read)))),
    };
    if !is_ours(resource, run, doomed.attribute, doomed.name, doomed.taken) {
        return Err(Doubt::Stranger);
    }
    let deleted = line.send(own_call(Method::Delete, path.clone(), None)).await;
    match deleted.status() {
        Some(204 | 404 | 410) => return Ok(Removed::Gone),
        Some(status) if (200..300).contains(&status) => return Ok(after_delete(line, path, &deleted).await),
        _ => {}
    }
    if doomed.endpoint == "/Users" && deactivate(line, &path, resource).await {
        return Ok(Removed::Deactivated);
    }
    Ok(Removed::Left(format!("DELETE was refused: {}", what_came(&deleted))))
}

/// What a DELETE did that was answered with another success than 204: a page of some proxy is one too.
async fn after_delete(line: &Line, path: String, deleted: &Exchange) -> Removed {
    let read = line.send(own_call(Method::Get, path, None)).await;
    let now = read.answer().filter(|answer| answer.is_success()).and_then(|answer| answer.json());
    match (read.status(), now) {
        (Some(404 | 410), _) => Removed::Gone,
        (_, Some(now)) if attribute(now, "active") == Some(&Value::Bool(false)) => Removed::Deactivated,
        (_, Some(_)) => Removed::Left(format!("DELETE was {}, and it is still there", what_came(deleted))),
        (_, None) => Removed::Left(format!("whether DELETE took effect is not known: {}", what_came(&read))),
    }
}

/// Whether a write was answered by somebody who speaks JSON, or with nothing at all, as it should.
fn is_believable(exchange: &Exchange) -> bool {
    let readable = |answer: &Answer| matches!(answer.content.json, Ok(_) | Err(NotJson::Empty));
    exchange.is_success() && exchange.answer().is_some_and(readable)
}

/// Puts a fixture back as it was found, if it differs now (its `meta` may).
pub(super) async fn put_back(line: &Line, path: &str, found: &Value) -> Removed {
    let read = line.send(own_call(Method::Get, path.to_owned(), None)).await;
    let without_meta = |resource: &Value| {
        let mut resource = resource.clone();
        resource.as_object_mut().map(|map| map.shift_remove("meta"));
        resource
    };
    let now = read.answer().filter(|answer| answer.is_success()).and_then(|answer| answer.json());
    if now.is_some_and(|now| without_meta(now) == without_meta(found)) {
        return Removed::Gone;
    }
    let put = line.send(own_call(Method::Put, path.to_owned(), Some(found.clone()))).await;
    if is_believable(&put) {
        return Removed::Gone;
    }
    Removed::Left(format!("it could not be put back as it was found: {}", what_came(&put)))
}

/// By PATCH, and by PUT where PATCH is refused.
async fn deactivate(line: &Line, path: &str, resource: &Value) -> bool {
    if attribute(resource, "active") == Some(&Value::Bool(false)) {
        return true;
    }
    let patch = json!({
        "schemas": [crate::scim::urn::PATCH_OP],
        "Operations": [{"op": "replace", "path": "active", "value": false}],
    });
    if is_believable(&line.send(own_call(Method::Patch, path.to_owned(), Some(patch))).await) {
        return true;
    }
    let mut whole = resource.clone();
    whole["active"] = Value::Bool(false);
    is_believable(&line.send(own_call(Method::Put, path.to_owned(), Some(whole))).await)
}

/// A call of the neutral client, sent for the harness itself.
fn own_call(method: Method, path: String, body: Option<Value>) -> Call {
    let mut call = Call::new(method, path, Evidence::Scenario, Purpose::TidyUp);
    call.headers.push(("Accept".to_owned(), "application/scim+json".to_owned()));
    if let Some(body) = body {
        call.headers.push(("Content-Type".to_owned(), "application/scim+json".to_owned()));
        call.body = Some(Payload::Json(body));
    }
    call
}

/// `answered 405 Method Not Allowed`, `connection refused`.
fn what_came(exchange: &Exchange) -> String {
    match &exchange.result {
        Ok(answer) => format!("answered {} {}", answer.status, answer.reason()),
        Err(failure) => failure.to_string(),
    }
}
