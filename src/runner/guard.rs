//! The guard between a client model and the target.
//!
//! A faithful Okta writes to the first user that a lookup returns. On a server that ignores filters that is a
//! stranger. So a PUT, PATCH or DELETE whose resource the run does not own is not sent, nor is a group write that
//! names somebody else's id as a member. Owned means: created by this run, proven by an answer that carries the
//! name we sent, where that name holds the run id or a lookup of it had found nothing; or a fixture that its owner
//! marked writable. The operations of a bulk job are held to the same (`bulk`).

mod bulk;

use std::sync::Arc;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::journal::Journal;
use super::ledger::{Holding, Ledger};
use super::line::{Line, not_sent};
use super::name::RunId;
use crate::exchange::{Call, Evidence, Exchange, FailureKind, Method, Purpose, Wire};

/// A resource that is about to be created: where it is noted.
#[derive(Debug)]
struct Intended {
    place: usize,
    number: Option<u64>,
    attribute: &'static str,
    name: String,
}

/// The wire of one pass.
#[derive(Debug)]
pub struct Guard {
    line: Arc<Line>,
    ledger: Ledger,
    /// `None` with the embedded provider, whose store dies with the pass.
    journal: Option<Arc<Journal>>,
    run: RunId,
    /// Decoded queries that found nothing, in lower case.
    empty_lookups: Vec<String>,
    stopped: Vec<Arc<Exchange>>,
    /// Whether it guards anything: behind canned answers there is nobody to protect.
    awake: bool,
}

impl Guard {
    /// A guard for one pass.
    pub fn new(line: Arc<Line>, ledger: Ledger, journal: Option<Arc<Journal>>, run: RunId) -> Self {
        Guard { line, ledger, journal, run, empty_lookups: Vec::new(), stopped: Vec::new(), awake: true }
    }

    /// A guard that lets everything pass, for canned answers: no resource is behind them, and what Okta would do to a
    /// stranger there is worth seeing.
    pub(super) fn asleep(line: Arc<Line>, run: RunId) -> Self {
        Guard { awake: false, ..Guard::new(line, Ledger::default(), None, run) }
    }

    /// A guard for an act that is played beside others: it knows what this one knows, and owns the same resources.
    pub(super) fn branch(&self) -> Self {
        Guard {
            line: Arc::clone(&self.line),
            ledger: self.ledger.clone(),
            journal: self.journal.clone(),
            run: self.run.clone(),
            empty_lookups: self.empty_lookups.clone(),
            stopped: Vec::new(),
            awake: self.awake,
        }
    }

    /// Takes over what a branch has learnt and stopped.
    pub(super) fn absorb(&mut self, branch: Guard) {
        for lookup in branch.empty_lookups {
            if !self.empty_lookups.contains(&lookup) {
                self.empty_lookups.push(lookup);
            }
        }
        self.stopped.extend(branch.stopped);
    }

    /// The requests that it did not let out since the last call.
    pub fn take_stopped(&mut self) -> Vec<Arc<Exchange>> {
        std::mem::take(&mut self.stopped)
    }

    /// The line behind it, for the harness's own reads.
    pub fn line(&self) -> &Arc<Line> {
        &self.line
    }

    /// Where creations are noted, if they are.
    pub fn journal(&self) -> Option<&Journal> {
        self.journal.as_deref()
    }

    /// What the pass owns.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    async fn create(&mut self, call: Call) -> Exchange {
        if let Some(reason) = self.strange_member(&call).await {
            return self.stop(call, reason);
        }
        let intent = match self.intend(&call) {
            Ok(intent) => intent,
            Err(reason) => return not_sent(call, FailureKind::NotSent, reason),
        };
        let exchange = self.line.send(call).await;
        if exchange.failure().is_some_and(|failure| never_left(failure.kind)) {
            self.not_created(&intent);
        } else if let Some(body) =
            exchange.answer().filter(|answer| answer.is_success()).and_then(|answer| answer.json())
            && let Some(id) = id_of(body)
        {
            self.created(&intent, &id, body);
        }
        exchange
    }

    /// Notes what a creating call is about to make, in the journal and in the ledger. The error says why the call
    /// must not go out: without an intent on disk a killed run would leave the resource for ever.
    fn intend(&self, call: &Call) -> Result<Intended, String> {
        let endpoint = call.path.trim_end_matches('/').to_owned();
        let (attribute, name) = unique_name(call.body.as_ref().and_then(|body| body.json()), &endpoint);
        let number = self.journal.as_ref().map(|journal| journal.intend(&endpoint, attribute, &name));
        let number = number.transpose().map_err(|error| error.to_string())?;
        let holding =
            Holding { endpoint, id: None, attribute, name: name.clone(), number, proven: false, found: None };
        Ok(Intended { place: self.ledger.add(holding), number, attribute, name })
    }

    /// The call never left: there is nothing to look for.
    fn not_created(&self, intent: &Intended) {
        self.ledger.forget(intent.place);
        if let (Some(journal), Some(number)) = (&self.journal, intent.number) {
            // An intent that stays in the journal only makes `clean` look once more.
            let _ = journal.settled(number);
        }
    }

    /// The answer gave the resource an id.
    fn created(&self, intent: &Intended, id: &str, resource: &Value) {
        self.ledger.identify(intent.place, id, self.is_ours(resource, intent.attribute, &intent.name));
        if let (Some(journal), Some(number)) = (&self.journal, intent.number) {
            // The intent is on disk already; without the id `clean` looks the resource up by its name.
            let _ = journal.created(number, id);
        }
    }

    async fn change(&mut self, call: Call) -> Exchange {
        match self.objection(&call).await {
            None => self.line.send(call).await,
            Some(reason) => self.stop(call, reason),
        }
    }

    fn stop(&mut self, call: Call, reason: String) -> Exchange {
        let stopped = not_sent(call, FailureKind::Guarded, reason);
        self.stopped.push(Arc::new(stopped.clone()));
        stopped
    }

    /// Why a write must not go out.
    async fn objection(&self, call: &Call) -> Option<String> {
        let endpoint = format!("/{}", call.endpoint());
        let Some(id) = call.resource_id().map(decode) else {
            return Some(format!("{} {} names no resource of this run", call.method, call.path));
        };
        // A made-up id that carries the run id can only miss: scenarios use it to ask for a 404.
        if !self.run.marks(&id) && !self.is_owned(&endpoint, &id).await {
            return Some(format!("{endpoint}/{id} was not created by this run"));
        }
        self.strange_member(call).await
    }

    /// Why a group must not be written: somebody else's user would become a member of it.
    async fn strange_member(&self, call: &Call) -> Option<String> {
        for id in member_ids(call.body.as_ref().and_then(|body| body.json())?) {
            // What another operation of the same job is about to create is the run's own (RFC 7644 §3.7.2; an id
            // never looks like that, RFC 7643 §3.1).
            if id.starts_with("bulkId:") {
                continue;
            }
            if !self.run.marks(&id) && !self.owns(self.ledger.with_id(&id), &id).await {
                return Some(format!("the request names the member {id}, which was not created by this run"));
            }
        }
        None
    }

    /// Whether the resource is ours.
    async fn is_owned(&self, endpoint: &str, id: &str) -> bool {
        self.owns(self.ledger.find(endpoint, id), id).await
    }

    /// Whether what we hold under an id is ours; if the creating answer did not show its name, one read settles that.
    async fn owns(&self, holding: Option<Holding>, id: &str) -> bool {
        let Some(holding) = holding else { return false };
        if holding.proven {
            return true;
        }
        let endpoint = holding.endpoint.as_str();
        let path = format!("{endpoint}/{}", crate::exchange::encode_component(id));
        let read = self.line.send(read_call(path)).await;
        let body = read.answer().filter(|answer| answer.is_success()).and_then(|answer| answer.json());
        let ours = body.is_some_and(|body| self.is_ours(body, holding.attribute, &holding.name));
        if ours {
            self.ledger.prove(endpoint, id);
        }
        ours
    }

    /// Whether an answer proves that the resource is the one that we meant to create.
    fn is_ours(&self, resource: &Value, attribute: &str, name: &str) -> bool {
        carries_run(resource, &self.run) || (has_name(resource, attribute, name) && self.was_free(name))
    }

    /// Whether a lookup of that name found nothing before.
    fn was_free(&self, name: &str) -> bool {
        let quoted = Value::from(name).to_string().to_lowercase();
        !name.is_empty() && self.empty_lookups.iter().any(|query| query.contains(&quoted))
    }

    async fn read(&mut self, call: Call) -> Exchange {
        let exchange = self.line.send(call).await;
        if let Some(query) = &exchange.call.query
            && query.contains("filter=")
            && found_nothing(&exchange)
        {
            // `+` is the other spelling of a blank; a literal one is always encoded.
            self.empty_lookups.push(decode(&query.replace('+', " ")).to_lowercase());
        }
        exchange
    }
}

/// Whether the request cannot have reached the target, so that nothing can have been created.
const fn never_left(kind: FailureKind) -> bool {
    kind.is_unreachable() || matches!(kind, FailureKind::NotSent | FailureKind::Guarded)
}

/// Whether a query was answered with no resource at all (a 404 counts: Okta takes it for an empty list).
fn found_nothing(exchange: &Exchange) -> bool {
    let Some(answer) = exchange.answer() else { return false };
    let total = answer.json().and_then(|body| body.get("totalResults")).and_then(Value::as_u64);
    answer.status == 404 || (answer.is_success() && total == Some(0))
}

impl Wire for Guard {
    async fn exchange(&mut self, call: Call) -> Exchange {
        match call.method {
            _ if !self.awake => self.line.send(call).await,
            Method::Post if call.endpoint().starts_with('.') || call.path.ends_with("/.search") => {
                self.line.send(call).await
            }
            Method::Post if call.endpoint() == "Bulk" => self.bulk(call).await,
            Method::Post if call.resource_id().is_none() => self.create(call).await,
            Method::Post | Method::Put | Method::Patch | Method::Delete => self.change(call).await,
            Method::Get | Method::Head | Method::Options => self.read(call).await,
        }
    }
}

/// Whether one of the names by which we mark resources carries the run id. The addresses count as well: a server may
/// have taken a user without a userName, and dropped the rest.
pub(super) fn carries_run(resource: &Value, run: &RunId) -> bool {
    let names = ["userName", "displayName", "externalId"].iter().filter_map(|name| resource.get(name));
    let emails = resource.get("emails").and_then(Value::as_array);
    let addresses = emails.into_iter().flatten().filter_map(|email| email.get("value"));
    names.chain(addresses).any(|text| text.as_str().is_some_and(|text| run.marks(text)))
}

/// Whether the resource has exactly that name, ignoring case as servers may.
pub(super) fn has_name(resource: &Value, attribute: &str, name: &str) -> bool {
    !name.is_empty()
        && resource
            .get(attribute)
            .and_then(Value::as_str)
            .is_some_and(|found| found.to_lowercase() == name.to_lowercase())
}

/// A read of the harness itself, with the neutral client's headers.
pub(super) fn read_call(path: String) -> Call {
    let mut call = Call::new(Method::Get, path, Evidence::Scenario, Purpose::ReadBack);
    call.headers = vec![("Accept".to_owned(), "application/scim+json".to_owned())];
    call
}

/// The id of a resource: a string, or what a careless server makes of it.
pub(super) fn id_of(resource: &Value) -> Option<String> {
    match resource.get("id")? {
        Value::String(id) if !id.is_empty() => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

fn unique_name(body: Option<&Value>, endpoint: &str) -> (&'static str, String) {
    let attribute = if endpoint == "/Users" { "userName" } else { "displayName" };
    let name = body.and_then(|body| body.get(attribute)).and_then(Value::as_str).unwrap_or_default();
    (attribute, name.to_owned())
}

fn decode(segment: &str) -> String {
    percent_decode_str(segment).decode_utf8_lossy().into_owned()
}

/// Ids that a write would make members of a group: in `members` of a resource, and in the values of PATCH
/// operations. Removing a member needs no guard: it can only take somebody out of a group of ours.
fn member_ids(body: &Value) -> Vec<String> {
    let mut ids = Vec::new();
    collect_members(body.get("members"), &mut ids);
    for operation in body.get("Operations").and_then(Value::as_array).into_iter().flatten() {
        let is_remove =
            operation.get("op").and_then(Value::as_str).is_some_and(|op| op.eq_ignore_ascii_case("remove"));
        if is_remove {
            continue;
        }
        let value = operation.get("value");
        let on_members =
            operation.get("path").and_then(Value::as_str).is_some_and(|path| path.starts_with("members"));
        if on_members {
            collect_members(value, &mut ids);
        }
        collect_members(value.and_then(|value| value.get("members")), &mut ids);
    }
    ids
}

fn collect_members(members: Option<&Value>, ids: &mut Vec<String>) {
    let members: Vec<&Value> = match members {
        Some(Value::Array(list)) => list.iter().collect(),
        Some(single @ Value::Object(_)) => vec![single],
        _ => return,
    };
    ids.extend(members.iter().filter_map(|member| member.get("value")?.as_str().map(str::to_owned)));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{carries_run, member_ids};
    use crate::runner::name::RunId;

    #[test]
    fn a_resource_is_known_by_any_of_its_names_and_by_its_addresses() {
        let run = RunId::parse("k3f9x2ab").unwrap();
        let nameless = |address: &str| json!({"id": "3", "userName": "", "emails": [{"value": address}]});
        assert!(carries_run(&json!({"userName": "ada.k3f9x2ab-1@example.com"}), &run));
        assert!(carries_run(&nameless("ada.k3f9x2ab-1@example.com"), &run));
        assert!(!carries_run(&nameless("ada@example.com"), &run));
        assert!(!carries_run(&json!({"userName": "ada@example.com", "nickName": "k3f9x2ab"}), &run));
    }

    #[test]
    fn members_are_found_in_every_form_that_adds_them() {
        let put = json!({"members": [{"value": "a"}, {"value": "b"}]});
        assert_eq!(member_ids(&put), ["a", "b"]);
        let patch = json!({"Operations": [
            {"op": "remove", "path": "members[value eq \"x\"]"},
            {"op": "add", "path": "members", "value": [{"value": "c"}]},
            {"op": "Replace", "value": {"members": [{"value": "d"}]}},
        ]});
        assert_eq!(member_ids(&patch), ["c", "d"]);
    }
}
