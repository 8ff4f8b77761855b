//! The guard between a client model and the target.
//!
//! A faithful Okta writes to the first user that a lookup returns. On a server that ignores filters that is a
//! stranger. So a PUT, PATCH or DELETE whose resource the run does not own is not sent, nor is a group write that
//! names somebody else's id as a member. Owned means: created by this run, proven by an answer that carries the
//! name we sent, where that name holds the run id or nobody had it before, and no read has shown somebody else under
//! that id since; or a fixture that its owner marked writable.
//!
//! `effect` tells what a request may do, `name` whose a name is, `bulk` holds the operations of a job to the same.

mod bulk;
mod effect;
mod name;

use std::sync::Arc;

use serde_json::Value;

use self::effect::{Effect, decode, effect};
pub(super) use self::name::{Taken, attribute, carries_run, has_name, id_of, is_ours, named, names};

use super::journal::{self, Journal};
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
    taken: Taken,
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
        if let Some(reason) = self.strange_id(&effect::endpoint(&call.path), "", &call).await {
            return self.stop(call, reason);
        }
        let intent = match self.intend(&call).await {
            Ok(intent) => intent,
            Err(reason) => return not_sent(call, FailureKind::NotSent, reason),
        };
        let exchange = self.line.send(call).await;
        let nothing_came_of_it = match &exchange.result {
            Err(failure) => never_left(failure.kind),
            // Whoever has the name that was refused had it before.
            Ok(answer) => answer.status / 100 == 4 && !self.run.marks(&intent.name),
        };
        if nothing_came_of_it {
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
    /// must not go out: without an intent on disk a killed run would leave the resource for ever, and a name that may
    /// be somebody else's could not be told from ours afterwards.
    async fn intend(&self, call: &Call) -> Result<Intended, String> {
        let endpoint = effect::endpoint(&call.path);
        let (attribute, name) = unique_name(effect::body(call).as_deref(), &endpoint);
        // Not knowing is no reason to send nothing: then nothing of that name is ours.
        let taken = self.taken(&endpoint, attribute, &name).await.unwrap_or_default();
        let intent = journal::New { endpoint: &endpoint, attribute, name: &name, taken: taken.as_deref() };
        let number = self.journal.as_ref().map(|journal| journal.intend(&intent));
        let number = number.transpose().map_err(|error| error.to_string())?;
        let holding =
            Holding { name: name.clone(), number, taken: taken.clone(), ..Holding::of(&endpoint, attribute) };
        Ok(Intended { place: self.ledger.add(holding), number, attribute, name, taken })
    }

    /// The call never left, or was refused: there is nothing to look for.
    fn not_created(&self, intent: &Intended) {
        self.ledger.forget(intent.place);
        if let (Some(journal), Some(number)) = (&self.journal, intent.number) {
            // An intent that stays in the journal only makes `clean` look once more.
            let _ = journal.settled(number);
        }
    }

    /// The answer gave the resource an id.
    fn created(&self, intent: &Intended, id: &str, resource: &Value) {
        let ours = is_ours(resource, &self.run, intent.attribute, &intent.name, &intent.taken);
        self.ledger.identify(intent.place, id, ours);
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
        let Some((endpoint, id)) = effect::resource(&call.path) else {
            return Some(format!("{} {} names no resource of this run", call.method, call.path));
        };
        // A made-up id that carries the run id can only miss: scenarios use it to ask for a 404.
        if !self.run.marks(&id) {
            self.look_once(&endpoint, &id).await;
            if !self.owns(self.ledger.find(&endpoint, &id), &id).await {
                return Some(format!("{endpoint}/{id} was not created by this run"));
            }
        }
        if let Some(reason) = self.strange_id(&endpoint, &id, call).await {
            return Some(reason);
        }
        self.strange_member(call).await
    }

    /// Why a body must not hold the `id` that it holds: a server may go by it rather than by the path, and there is
    /// somebody else under it.
    async fn strange_id(&self, endpoint: &str, of_path: &str, call: &Call) -> Option<String> {
        let id = effect::body(call).as_deref().and_then(id_of)?;
        if id.eq_ignore_ascii_case(of_path) || self.run.marks(&id) {
            return None;
        }
        let is_stranger = match self.ledger.find(endpoint, &id) {
            Some(holding) => !self.owns(Some(holding), &id).await,
            None => self.read_by_id(endpoint, &id).await.is_some_and(|found| !carries_run(&found, &self.run)),
        };
        is_stranger
            .then(|| format!("the request's body names {endpoint}/{id}, which was not created by this run"))
    }

    /// Why a group must not be written: somebody else's user would become a member of it.
    async fn strange_member(&self, call: &Call) -> Option<String> {
        for id in member_ids(&*effect::body(call)?) {
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

    /// Whether what we hold under an id is ours; if the creating answer did not show its name, one read settles that.
    async fn owns(&self, holding: Option<Holding>, id: &str) -> bool {
        let Some(holding) = holding else { return false };
        if holding.proven {
            return true;
        }
        let endpoint = holding.endpoint.as_str();
        let ours = self.read_by_id(endpoint, id).await.is_some_and(|found| {
            is_ours(&found, &self.run, holding.attribute, &holding.name, &holding.taken)
        });
        if ours {
            self.ledger.prove(endpoint, id);
        }
        ours
    }

    async fn read_by_id(&self, endpoint: &str, id: &str) -> Option<Value> {
        let path = format!("{endpoint}/{}", crate::exchange::encode_component(id));
        let read = self.line.send(read_call(path)).await;
        self.witness(&read);
        read.answer().filter(|answer| answer.is_success()).and_then(|answer| answer.json()).cloned()
    }

    /// Reads a resource before the first write to it, unless a read has shown it already: a creating answer can show
    /// our name and somebody else's id. What cannot be read yet may be late, and is nobody else's.
    async fn look_once(&self, endpoint: &str, id: &str) {
        // Behind the embedded provider there is nobody to protect.
        if self.journal.is_some() && self.ledger.find(endpoint, id).is_some_and(|holding| !holding.seen) {
            self.read_by_id(endpoint, id).await;
        }
    }

    /// Takes note of a read: who shows another name than the one that we gave is not what we made, whatever the
    /// creating answer said.
    pub(super) fn witness(&self, read: &Exchange) {
        let Some((endpoint, id)) = effect::resource(&read.call.path) else { return };
        let Some(holding) = self.ledger.find(&endpoint, &id).filter(|holding| holding.found.is_none()) else {
            return;
        };
        let answer = read.answer();
        let resource = answer.filter(|answer| answer.is_success()).and_then(|answer| answer.json());
        if resource.is_some_and(|resource| name::is_strange(resource, &self.run, &holding)) {
            self.ledger.doubt(&endpoint, &id);
        } else if answer.is_some() {
            self.ledger.see(&endpoint, &id);
        }
    }

    async fn read(&mut self, call: Call) -> Exchange {
        let exchange = self.line.send(call).await;
        self.witness(&exchange);
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
    kind.is_unreachable() || kind.is_held_back()
}

/// Whether a query was answered with no resource at all (a 404 counts: Okta takes it for an empty list).
fn found_nothing(exchange: &Exchange) -> bool {
    let Some(answer) = exchange.answer() else { return false };
    let total = answer.json().and_then(|body| body.get("totalResults")).and_then(Value::as_u64);
    answer.status == 404 || (answer.is_success() && total == Some(0))
}

impl Wire for Guard {
    async fn exchange(&mut self, call: Call) -> Exchange {
        if !self.awake {
            return self.line.send(call).await;
        }
        match effect(&call) {
            Effect::Read => self.read(call).await,
            Effect::Create => self.create(call).await,
            Effect::Change => self.change(call).await,
            Effect::Bulk => self.bulk(call).await,
        }
    }
}

/// A read of the harness itself, with the neutral client's headers.
pub(super) fn read_call(path: String) -> Call {
    let mut call = Call::new(Method::Get, path, Evidence::Scenario, Purpose::ReadBack);
    call.headers = vec![("Accept".to_owned(), "application/scim+json".to_owned())];
    call
}

fn unique_name(body: Option<&Value>, endpoint: &str) -> (&'static str, String) {
    let attribute = if endpoint.eq_ignore_ascii_case("/Users") { "userName" } else { "displayName" };
    let name = body.and_then(|body| body.get(attribute)).and_then(Value::as_str).unwrap_or_default();
    (attribute, name.to_owned())
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

    use super::member_ids;

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
