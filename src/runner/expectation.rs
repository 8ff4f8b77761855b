//! Hands what the author expects to the judge, with everything interpolated and read.

use std::sync::Arc;

use serde_json::Value;

use super::guard::read_call;
use super::pass::{Playing, Refused};
use super::read_back::{Reads, group_path, user_path};
use super::step::Performed;
use crate::exchange::{Call, Credentials, Evidence, Exchange, Method, Purpose, Trace, encode_component};
use crate::idp::Verdict;
use crate::idp::okta::Attribute;
use crate::judge::expect::{self, Shown};
use crate::judge::{Finding, Level, rule};
use crate::scenario::model::{Act, OktaExpectation, Step};
use crate::scenario::template::{Reference, Unresolved, interpolate, resolve};
use crate::scim::urn;
use crate::source::{Node, NodeKind, Spanned};

/// Judges every expectation of the step for this act. What must be found on the target is asked after the step's
/// last act.
pub(super) async fn judge(
    playing: &mut Playing<'_>,
    step: &Step,
    act: &Act,
    performed: &Performed,
    reads: &mut Reads,
    is_last: bool,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(verdict) = &performed.verdict {
        let finding = shown(playing, step, act, verdict);
        findings.extend(finding.map(|finding| expect::with_what_helps(finding, verdict, &performed.trace)));
    }
    if let Some(exchange) = performed.trace.last()
        && matches!(act, Act::Request(_))
        && !playing.put_off
        && !is_locked_out(playing, step, performed)
    {
        findings.extend(reply(playing, step, exchange));
        if is_another_success(step, exchange) {
            findings.retain(|finding| finding.rule.id != "expect.status");
        }
    }
    if let Some(calls) = &step.expect.calls {
        let patterns: Vec<&str> = calls.value.iter().map(|call| call.value.as_str()).collect();
        findings.extend(expect::calls(&patterns, &performed.trace, calls.span));
    }
    if let Some(within) = &step.expect.within {
        findings.extend(expect::within(within.value, performed.duration, within.span));
    }
    // What was put off is done later, so nothing of it can be there yet.
    if is_last && !playing.put_off {
        for (name, node) in &step.expect.remote {
            findings.extend(remote(playing, name, node, reads, &performed.trace, act).await);
        }
    }
    let claimed = step.rule.as_ref().and_then(|named| rule::named(&named.value));
    let client = &playing.play.client;
    if let (Some(rule), Some(exchange), Act::Request(_)) = (claimed, performed.trace.last(), act) {
        if shows_a_refusal_only(playing, exchange, rule.id) {
            return Vec::new();
        }
        note_refusal(playing, exchange, rule.id, !findings.is_empty());
    }
    let refused = performed.trace.iter().rfind(|exchange| !exchange.is_success());
    let findings = findings.into_iter().map(|finding| match claimed {
        // Nothing has been put to the test yet.
        Some(_) if playing.put_off => finding,
        Some(rule) if playing.shaken || finding.rule == &expect::UNRESOLVED => {
            expect::as_consequence(finding, rule, client)
        }
        Some(rule) => expect::as_breach(finding.or_shown_by(refused), rule, client),
        None => finding,
    });
    // However many expectations show it, the rule is broken once; the first says most, since a refusal explains the
    // state that it leaves.
    let most = if claimed.is_some() { 1 } else { usize::MAX };
    findings.map(|finding| weighed(finding, performed)).take(most).collect()
}

/// Whether a step that puts some other rule to the test asks for a success and got one under another number, a 200 for a
/// 201, say: that is what the rules about statuses are for, and it says nothing about the rule in question.
fn is_another_success(step: &Step, exchange: &Exchange) -> bool {
    let claims_another = step.rule.as_ref().is_some_and(|rule| !rule.value.starts_with("status."));
    let wanted = step.expect.status.as_ref().map(Node::to_value);
    let wants_success = match &wanted {
        Some(Value::Array(choices)) => choices.iter().all(is_success),
        Some(one) => is_success(one),
        None => false,
    };
    claims_another && wants_success && exchange.is_success()
}

fn is_success(status: &Value) -> bool {
    status.as_u64().is_some_and(|status| (200..300).contains(&status))
}

/// Whether this is a read of what a refused write left as it was, where the write should have worked, or where this
/// very rule lets it be refused: it says nothing about what the write would have done.
fn shows_a_refusal_only(playing: &Playing<'_>, exchange: &Exchange, rule: &str) -> bool {
    let refused = playing.refused.get(&exchange.call.path);
    !exchange.call.method.is_write()
        && refused.is_some_and(|refused| refused.is_missed || refused.rule == rule)
}

/// Remembers whether the last write to this path was refused.
fn note_refusal(playing: &mut Playing<'_>, exchange: &Exchange, rule: &'static str, is_missed: bool) {
    let call = &exchange.call;
    if !matches!(call.method, Method::Put | Method::Patch | Method::Delete) {
        return;
    }
    if exchange.is_success() {
        playing.refused.remove(&call.path);
    } else {
        playing.refused.insert(call.path.clone(), Refused { rule, is_missed });
    }
}

/// Whether the target has put off what the step wants done, though the step does not expect that.
pub(super) fn is_put_off(playing: &Playing<'_>, step: &Step, performed: &Performed) -> bool {
    match &performed.verdict {
        Some(Verdict::Rescheduled { .. }) => {
            !step.expect.okta.iter().any(|(_, wanted)| matches!(wanted, OktaExpectation::Rescheduled(_)))
        }
        Some(_) => false,
        None => performed
            .trace
            .last()
            .is_some_and(|exchange| exchange.status() == Some(429) && !wants(playing, step, exchange)),
    }
}

/// Whether a raw request was refused because of the client's own credentials. Then nothing that the step asks has been
/// put to the test.
pub(super) fn is_locked_out(playing: &Playing<'_>, step: &Step, performed: &Performed) -> bool {
    performed.verdict.is_none()
        && performed.trace.last().is_some_and(|exchange| {
            exchange.status() == Some(401)
                && exchange.call.credentials == Credentials::Own
                && !wants(playing, step, exchange)
        })
}

/// Whether the step names the status of the answer among those that it wants.
fn wants(playing: &Playing<'_>, step: &Step, exchange: &Arc<Exchange>) -> bool {
    let Some(node) = &step.expect.status else { return false };
    resolve(node, &playing.scope()).is_ok_and(|wanted| expect::status(&wanted, exchange, node).is_none())
}

/// What follows from a request whose form is only inferred is held against nobody.
fn weighed(mut finding: Finding, performed: &Performed) -> Finding {
    let rests_on_inference = performed
        .trace
        .iter()
        .any(|exchange| exchange.call.method.is_write() && exchange.call.evidence == Evidence::Inferred);
    if rests_on_inference {
        finding.evidence = Evidence::Inferred;
    }
    finding.weighed_by_evidence()
}

/// What the step says that Okta must show for this act.
fn wanted<'s>(step: &'s Step, act: &Act) -> Option<&'s OktaExpectation> {
    let member = act.member().map(|member| member.value.as_str());
    let wanted = step.expect.okta.iter().find(|(whom, _)| match whom {
        Some(whom) => Some(whom.value.as_str()) == member,
        None => true,
    });
    wanted.map(|(_, wanted)| wanted)
}

/// Whether the act is expected to send nothing: then it has been played when it did.
pub(super) fn expects_nothing(step: &Step, act: &Act) -> bool {
    matches!(wanted(step, act), Some(OktaExpectation::Nothing(_)))
}

/// What Okta must show. A step that says nothing expects no error.
fn shown(playing: &Playing<'_>, step: &Step, act: &Act, verdict: &Verdict) -> Option<Finding> {
    let member = act.member().map(|member| member.value.as_str());
    let named = if step.acts.len() > 1 { member } else { None };
    match wanted(step, act) {
        None => expect::okta(Shown::Success, verdict, named, step.span),
        Some(OktaExpectation::Success(span)) => expect::okta(Shown::Success, verdict, named, *span),
        Some(OktaExpectation::Failure(span)) => expect::okta(Shown::Failure, verdict, named, *span),
        Some(OktaExpectation::Nothing(span)) => expect::okta(Shown::Nothing, verdict, named, *span),
        Some(OktaExpectation::Rescheduled(span)) => expect::okta(Shown::Rescheduled, verdict, named, *span),
        Some(OktaExpectation::Error(template)) => match interpolate(template, &playing.scope()) {
            Ok(text) => expect::okta(Shown::Error(&text), verdict, named, template.span),
            Err(missing) => Some(unresolved(playing, missing)),
        },
    }
}

/// What a raw request must be answered.
fn reply(playing: &Playing<'_>, step: &Step, exchange: &Arc<Exchange>) -> Vec<Finding> {
    let scope = playing.scope();
    let mut findings = Vec::new();
    if let Some(node) = &step.expect.status {
        match resolve(node, &scope) {
            Ok(value) => findings.extend(expect::status(&value, exchange, node)),
            Err(missing) => findings.push(unresolved(playing, missing)),
        }
    }
    for (name, node) in &step.expect.headers {
        match resolve(node, &scope) {
            Ok(value) => findings.extend(expect::header(&name.value, &value, exchange, node)),
            Err(missing) => findings.push(unresolved(playing, missing)),
        }
    }
    if let Some(node) = &step.expect.body {
        match resolve(node, &scope) {
            Ok(value) => findings.extend(expect::body(&value, exchange, node)),
            Err(missing) => findings.push(unresolved(playing, missing)),
        }
    }
    findings
}

/// What a read-back of one cast member must find.
async fn remote(
    playing: &mut Playing<'_>,
    whom: &Spanned<String>,
    node: &Node,
    reads: &mut Reads,
    trace: &Trace,
    act: &Act,
) -> Vec<Finding> {
    let (name, span) = (whom.value.as_str(), whom.span);
    let fresh = matches!(act, Act::Await);
    let wants_gone = node.kind == NodeKind::Null;
    let read = match read(playing, name, reads, fresh).await {
        Some(read) => read,
        // No id was ever given out for it, so there is nothing on the target that could be meant.
        None if wants_gone => return Vec::new(),
        None => {
            let mut finding =
                Finding::new(&expect::REMOTE, Level::Error, format!("{name} is not on the target"));
            finding.span = Some(span);
            finding.about = vec![name.to_owned()];
            return vec![finding];
        }
    };
    if wants_gone {
        return expect::remote_gone(name, &read, span).into_iter().collect();
    }
    let mut expected = match resolve(node, &playing.scope()) {
        Ok(expected) => expected,
        Err(missing) => return vec![unresolved(playing, missing)],
    };
    let is_write_to_it =
        |exchange: &&Arc<Exchange>| exchange.call.method.is_write() && exchange.call.path == read.call.path;
    let write = trace.iter().rev().find(is_write_to_it);
    let known_as = name.strip_prefix("already.").unwrap_or(name);
    if let (Act::Request(_), Some(404 | 410), Some(write)) = (act, read.status(), write)
        && write.is_success()
    {
        playing.lost.insert(read.call.path.clone());
        return vec![expect::remote_lost(known_as, write, &read, &playing.play.client, span)];
    }
    let placed = name.strip_prefix("already.").and_then(|name| playing.placed.get(name));
    if playing.org.groups.contains_key(name) || placed.is_some_and(|resource| resource.endpoint == "/Groups")
    {
        let of_already =
            |id: &str| playing.placed.iter().find(|(_, placed)| placed.id == id).map(|(name, _)| name);
        let cast_name = |id: &str| playing.org.user_by_remote_id(id).or_else(|| of_already(id)).cloned();
        if let Some(members) = expected.get_mut("members") {
            without_already(members);
        }
        return expect::remote_group(known_as, &expected, &cast_name, &read, write, node);
    }
    let path_of = |attribute: &str| scim_path(playing.integration.as_ref()?.mapping.get(attribute)?);
    expect::remote_user(known_as, &expected, &path_of, &read, write, node)
}

/// `already.ada` → `ada`, as read-backs name members.
fn without_already(members: &mut Value) {
    match members {
        Value::String(name) => {
            if let Some(bare) = name.strip_prefix("already.") {
                *name = bare.to_owned();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(without_already),
        Value::Object(matchers) => matchers.values_mut().for_each(without_already),
        _ => {}
    }
}

/// The SCIM path of a mapped attribute: `name.givenName`, `emails` (of Okta's notation for one element of a list),
/// `urn:…:User:department`.
fn scim_path(target: &Attribute) -> Option<String> {
    let name = target.external_name.split(".^[").next()?;
    Some(if target.external_namespace == urn::USER {
        name.to_owned()
    } else {
        format!("{}:{name}", target.external_namespace)
    })
}

/// The read-back of a cast member: the one that drift made, a new one, or a lookup by name where no id is known.
async fn read(
    playing: &mut Playing<'_>,
    name: &str,
    reads: &mut Reads,
    fresh: bool,
) -> Option<Arc<Exchange>> {
    let placed = name.strip_prefix("already.").and_then(|name| playing.placed.get(name));
    let placed = placed.map(|resource| format!("{}/{}", resource.endpoint, encode_component(&resource.id)));
    let org = &playing.org;
    let by_id = org
        .remote_user_id(name)
        .map(user_path)
        .or_else(|| org.remote_group_id(name).map(group_path))
        .or(placed);
    let path = match by_id {
        Some(path) => path,
        None => found_by_name(playing, name).await?,
    };
    if !fresh && let Some(read) = reads.get(&path) {
        return Some(Arc::clone(read));
    }
    let read = Arc::new(playing.guard.line().send(read_call(path.clone())).await);
    reads.insert(path, Arc::clone(&read));
    Some(read)
}

/// The path of the resource that bears the member's unique name.
async fn found_by_name(playing: &Playing<'_>, name: &str) -> Option<String> {
    let (endpoint, attribute, value) = match playing.org.users.get(name) {
        Some(user) => ("/Users", "userName", user.user_name.as_str()),
        None => ("/Groups", "displayName", playing.org.groups.get(name)?.display_name.as_str()),
    };
    let mut call = Call::new(Method::Get, endpoint, Evidence::Scenario, Purpose::ReadBack);
    let filter = format!("{attribute} eq {}", Value::from(value));
    call.query = Some(format!("filter={}&startIndex=1&count=2", encode_component(&filter)));
    call.headers = vec![("Accept".to_owned(), "application/scim+json".to_owned())];
    let exchange = playing.guard.line().send(call).await;
    let body = exchange.answer()?.json()?;
    // The case of names does not count in SCIM; another rule minds it.
    let resources = body.get("Resources").or_else(|| body.get("resources"))?.as_array()?;
    let found = resources.iter().find(|resource| super::guard::has_name(resource, attribute, value))?;
    Some(format!("{endpoint}/{}", encode_component(&super::guard::id_of(found)?)))
}

/// An expectation that could not be judged because a value in it does not exist.
fn unresolved(playing: &Playing<'_>, Unresolved { mistake, reference }: Unresolved) -> Finding {
    let mut finding = Finding::new(&expect::UNRESOLVED, Level::Error, mistake.message);
    finding.span = Some(mistake.span);
    finding.fix = mistake.help;
    // The file was checked, so it is the answer that lacks something, not the file that has a slip.
    if let Some(Reference::Path(path)) = reference
        && let Some(step) = path.first().filter(|root| playing.answers.contains_key(*root))
    {
        finding.fix = Some(format!("let the answer to the step `{step}` hold that value"));
    }
    finding
}
