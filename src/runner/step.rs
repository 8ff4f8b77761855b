//! One step: play its acts, read back, and let the judges speak.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use super::guard::Guard;
use super::pass::Playing;
use super::read_back::{self, Reads, Subjects};
use super::{act, canned, expectation, line, location, raw, together};
use crate::exchange::{Call, FailureKind, Trace, Wire};
use crate::idp::okta::Integration;
use crate::idp::org::Org;
use crate::idp::{Consequence, Verdict, okta};
use crate::judge::drift::{Account, Attributes};
use crate::judge::rule::{self, RuleContext};
use crate::judge::{self, Finding, Level, known};
use crate::outcome::{Outcome, StepResult};
use crate::scenario::model::{Act, OktaExpectation, Step};

/// What an act, played once, came to.
#[derive(Debug, Default)]
pub(super) struct Performed {
    /// What the admin sees; `None` for raw requests and waits.
    pub(super) verdict: Option<Verdict>,
    pub(super) trace: Trace,
    pub(super) subjects: Subjects,
    pub(super) remarks: Vec<String>,
    pub(super) consequences: Vec<Consequence>,
    pub(super) duration: Duration,
    /// Who had which account on the target before it.
    pub(super) accounts: HashMap<String, Account>,
}

/// Plays a step: one result for each of its acts.
pub(super) async fn play(playing: &mut Playing<'_>, step: &Step) -> Vec<StepResult> {
    if step.parallel {
        return Box::pin(together::play(playing, step)).await;
    }
    let mut results = Vec::with_capacity(step.acts.len());
    for (index, act) in step.acts.iter().enumerate() {
        let is_last = index + 1 == step.acts.len();
        results.push(play_act(playing, step, act, is_last).await);
    }
    results
}

async fn play_act(playing: &mut Playing<'_>, step: &Step, act: &Act, is_last: bool) -> StepResult {
    let mut result = blank(playing, step, act);
    if let Some(reason) = standstill(playing) {
        result.outcome = Outcome::NotRun(reason);
        return result;
    }
    let clock = playing.guard.line().clock().clone();
    let began = clock.elapsed();
    loop {
        match perform(playing, act).await {
            Ok(performed) => judge(playing, step, act, is_last, performed, &mut result).await,
            Err(reason) => result.outcome = Outcome::NotRun(reason),
        }
        let Some(retry) = &step.retry else { break };
        let claimed = step.rule.as_ref().map(|named| named.value.as_str());
        let missed =
            |finding: &Finding| finding.rule.family() == "expect" || Some(finding.rule.id) == claimed;
        let holds = !result.findings.iter().any(missed);
        if holds || clock.elapsed().saturating_sub(began) >= retry.limit {
            break;
        }
        clock.wait(retry.every).await;
    }
    finish(playing, step, &mut result);
    result
}

/// Why nothing more is played in this pass.
pub(super) fn standstill(playing: &Playing<'_>) -> Option<String> {
    if playing.guard.line().dead().is_some() {
        return Some(line::LOST.to_owned());
    }
    if let Some(reason) = &playing.unsent {
        return Some(format!("it rests on a request that could not be sent: {reason}"));
    }
    playing.put_off.then(|| "it rests on a request that the target has put off (429)".to_owned())
}

/// Keeps what the act said, and draws the sum of what was found.
pub(super) fn finish(playing: &mut Playing<'_>, step: &Step, result: &mut StepResult) {
    if step.snapshot && !result.trace.is_empty() {
        playing.conversation.push((result.label.clone(), result.trace.clone()));
    }
    settle_outcome(playing, result);
    let went_wrong = matches!(result.outcome, Outcome::NotRun(_))
        || result.findings.iter().any(|finding| finding.level == Level::Error);
    let breaks_groundwork = result.findings.iter().any(|finding| rule::is_groundwork(finding.rule));
    playing.shaken |= step.rule.is_none() && went_wrong || breaks_groundwork;
}

/// Judges an act that was played; overwrites what an earlier try left in the result.
pub(super) async fn judge(
    playing: &mut Playing<'_>,
    step: &Step,
    act: &Act,
    is_last: bool,
    performed: Performed,
    result: &mut StepResult,
) {
    if let (Some(id), Some(last)) = (&step.id, performed.trace.last()) {
        playing.answers.insert(id.value.clone(), Arc::clone(last));
    }
    let unsent = performed
        .trace
        .iter()
        .filter_map(|exchange| exchange.failure())
        .find(|failure| failure.kind == FailureKind::NotSent);
    playing.unsent = playing.unsent.take().or_else(|| unsent.map(|failure| failure.message.clone()));
    // A refusal in a step that puts a rule to the test is a breach of that rule; to be told of it once is enough.
    let is_the_rule_s = step.rule.is_some() && !playing.shaken;
    let is_locked_out = expectation::is_locked_out(playing, step, &performed);
    let expected_failure = (expects_failure(step) || is_the_rule_s) && !is_locked_out;
    let context = RuleContext { client: &playing.play.client, expected_failure };
    let mut findings: Vec<Finding> = Vec::new();
    // A canned answer is as its author wants it; only what follows from it is judged.
    if playing.book.is_none() {
        findings.extend(performed.trace.iter().flat_map(|exchange| rule::check(exchange, &context)));
    }
    findings.extend(canned::unmatched(playing, &performed.trace));
    for stopped in playing.guard.take_stopped() {
        findings.push(judge::guard::foreign_resource(&stopped, None));
    }
    let mut reads = Reads::new();
    if step.drift && playing.config.own_requests.read_backs && !matches!(act, Act::Request(_) | Act::Await) {
        let watched = watched(playing, step);
        let reading = read_back::drift(playing, &performed.subjects, &performed.trace, &watched);
        let (drift, seen) = Box::pin(reading).await;
        findings.extend(drift);
        findings.extend(performed.subjects.users.iter().filter_map(|name| {
            let user = playing.org.users.get(name)?;
            judge::drift::account(name, performed.accounts.get(name), user, &performed.trace)
        }));
        reads = seen;
    }
    if matches!(act, Act::Import { .. }) {
        findings.extend(judge::import(&performed.trace, &known(playing), &playing.play.client));
    }
    let not_run = match &performed.verdict {
        Some(Verdict::NotRun { reason }) if !expectation::expects_nothing(step, act) => Some(reason.clone()),
        _ => None,
    };
    if not_run.is_none() {
        playing.put_off |= expectation::is_put_off(playing, step, &performed);
        let missed = expectation::judge(playing, step, act, &performed, &mut reads, is_last).await;
        let claimed = step.rule.as_ref().map(|named| named.value.as_str());
        for finding in missed {
            // The answer itself may have shown the breach already; the read-back then proves it.
            let known = findings.iter_mut().find(|known| known.rule == finding.rule);
            match known.filter(|known| Some(known.rule.id) == claimed) {
                Some(known) if known.read_back.is_none() => known.read_back = finding.read_back,
                Some(_) => {}
                None => findings.push(finding),
            }
        }
    }
    known::settle(&mut findings, &playing.play.scenario, &playing.config.known);
    let count = performed.trace.iter().filter(|exchange| exchange.was_sent()).count();
    result.outcome = not_run.map_or(Outcome::Passed, Outcome::NotRun);
    result.verdict = performed.verdict;
    result.remarks = performed.remarks;
    result.consequences = performed.consequences;
    result.duration = performed.duration;
    result.requests += count;
    result.trace = performed.trace;
    result.read_backs = reads.into_values().collect();
    result.findings = findings;
}

/// An act with everything interpolated.
#[derive(Debug)]
pub(super) enum Prepared {
    /// A wait: nothing is sent.
    Wait,
    /// A raw request. Boxed: it is much larger than the others.
    Request(Box<Call>),
    /// An act of an IdP's client.
    Okta(okta::Act),
}

/// What an act works with.
pub(super) struct Stage<'s> {
    pub(super) integration: Option<&'s Integration>,
    pub(super) org: &'s mut Org,
    pub(super) guard: &'s mut Guard,
    pub(super) random: &'s mut fastrand::Rng,
}

/// Lets the client play the act.
async fn perform(playing: &mut Playing<'_>, act: &Act) -> Result<Performed, String> {
    let prepared = prepare(playing, act)?;
    let accounts = accounts(playing);
    let stage = Stage {
        integration: playing.integration.as_ref(),
        org: &mut playing.org,
        guard: &mut playing.guard,
        random: &mut playing.random,
    };
    let performed = carry_out(prepared, stage).await?;
    Ok(Performed { accounts, ..performed })
}

/// Who has which account on the target.
pub(super) fn accounts(playing: &Playing<'_>) -> HashMap<String, Account> {
    let users = playing.org.users.iter();
    users.filter_map(|(name, user)| Some((name.clone(), Account::of(user)?))).collect()
}

/// Puts in what `${…}` stands for.
pub(super) fn prepare(playing: &Playing<'_>, act: &Act) -> Result<Prepared, String> {
    let scope = playing.scope();
    let explain = |mistake: crate::source::Diagnostic| {
        format!("{} ({})", mistake.message, playing.config.sources.locate(mistake.span))
    };
    Ok(match act {
        Act::Await => Prepared::Wait,
        Act::Request(request) => {
            let call = raw::call(request, &scope).map_err(explain)?;
            if playing.lost.contains(&call.path) {
                return Err(format!("{} is gone since an earlier step", call.path));
            }
            Prepared::Request(Box::new(call))
        }
        other => match act::okta_act(other, &scope).map_err(explain)? {
            Some(act) if playing.integration.is_some() => Prepared::Okta(act),
            _ => return Err(format!("the client {} plays only `request` and `await`", playing.play.client)),
        },
    })
}

/// Plays it.
pub(super) async fn carry_out(prepared: Prepared, stage: Stage<'_>) -> Result<Performed, String> {
    let clock = stage.guard.line().clock().clone();
    let began = clock.elapsed();
    match prepared {
        Prepared::Wait => Ok(Performed::default()),
        Prepared::Request(call) => {
            let exchange = stage.guard.exchange(*call).await;
            let duration = clock.elapsed().saturating_sub(began);
            Ok(Performed { trace: vec![Arc::new(exchange)], duration, ..Performed::default() })
        }
        Prepared::Okta(act) => {
            // `prepare` makes no such act for a client without an app.
            let Some(integration) = stage.integration else { return Ok(Performed::default()) };
            // Boxed, as all that only some steps need: a pass is allocated whole, and stays small without it.
            let played = Box::pin(okta::play(&act, stage.org, integration, stage.guard, stage.random)).await;
            Ok(Performed {
                verdict: Some(played.verdict),
                trace: played.trace,
                subjects: Subjects { users: played.users, groups: played.groups },
                remarks: played.remarks,
                consequences: played.consequences,
                duration: clock.elapsed().saturating_sub(began),
                ..Performed::default()
            })
        }
    }
}

/// Whether the author expects a refusal: an error in Okta, or a status that is stated.
fn expects_failure(step: &Step) -> bool {
    step.expect.status.is_some()
        || step.expect.okta.iter().any(|(_, wanted)| !matches!(wanted, OktaExpectation::Success(_)))
}

/// What is known to be on the target: what the harness put there, and what the client has pushed.
fn known<'p>(playing: &'p Playing<'_>) -> Vec<judge::Known<'p>> {
    let placed = playing.placed.iter().map(|(name, placed)| judge::Known {
        name,
        endpoint: placed.endpoint,
        id: &placed.id,
        body: Some(&placed.body),
    });
    let org = &playing.org;
    let users = org.users.iter().filter(|(_, user)| user.has_app());
    let users = users.filter_map(|(name, user)| Some((name, "/Users", user.remote_id()?)));
    let groups = org.groups.iter().filter_map(|(name, group)| {
        Some((name, "/Groups", group.push.as_ref().and_then(|push| push.id.as_deref())?))
    });
    let pushed =
        users.chain(groups).map(|(name, endpoint, id)| judge::Known { name, endpoint, id, body: None });
    placed.chain(pushed).collect()
}

/// Attributes whose drift is an error: what the step expects, and what the target's mapping names.
fn watched(playing: &Playing<'_>, step: &Step) -> Attributes {
    let mut watched = Attributes::none();
    let mapping = playing.integration.as_ref().map(|integration| &integration.mapping);
    for (_, node) in &step.expect.remote {
        for (attribute, _) in node.as_mapping().unwrap_or_default() {
            watched.insert(&attribute.value);
            if let Some(target) = mapping.and_then(|mapping| mapping.get(&attribute.value)) {
                watched.insert(&target.external_name);
            }
        }
    }
    for target in playing.config.app_of(&playing.play.scenario).mapping.values() {
        watched.insert(&target.external_name);
    }
    watched
}

fn settle_outcome(playing: &Playing<'_>, result: &mut StepResult) {
    judge::order(&mut result.findings);
    if result.findings.iter().any(|finding| finding.level >= playing.config.fail_on) {
        result.outcome = Outcome::Failed;
    }
    let sources = &playing.config.sources;
    result.finding_locations =
        result.findings.iter().map(|finding| finding.span.map(|span| location::of(sources, span))).collect();
    let shown = playing.config.keep_exchanges || !result.findings.is_empty();
    if !shown {
        result.trace = Trace::new();
        result.read_backs = Trace::new();
    }
}

pub(super) fn blank(playing: &mut Playing<'_>, step: &Step, act: &Act) -> StepResult {
    let sources = &playing.config.sources;
    let number = playing.next_number;
    playing.next_number += 1;
    StepResult {
        number,
        label: act.label(),
        location: location::of(sources, step.span),
        used_from: step.used_from.iter().map(|span| location::of(sources, *span)).collect(),
        outcome: Outcome::Passed,
        verdict: None,
        findings: Vec::new(),
        finding_locations: Vec::new(),
        trace: Trace::new(),
        read_backs: Trace::new(),
        remarks: Vec::new(),
        consequences: Vec::new(),
        duration: Duration::ZERO,
        requests: 0,
        cause: None,
    }
}
