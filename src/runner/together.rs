//! A step whose acts are played at the same time, as the jobs of an IdP are.
//!
//! Each act works on a copy of the org and has a guard of its own; what it changed is put together afterwards, in the
//! order of the file. So results and snapshots stand in that order too, whichever answer came first. Everything is
//! judged when all acts are over.

use futures_util::future::join_all;

use super::guard::Guard;
use super::pass::Playing;
use super::step::{self, Performed, Prepared, Stage};
use crate::idp::org::Org;
use crate::outcome::{Outcome, StepResult};
use crate::scenario::model::{Act, Step};

/// One act with everything that it works with.
struct Part {
    prepared: Prepared,
    org: Org,
    guard: Guard,
    random: fastrand::Rng,
}

/// Plays all acts of a step at once: one result for each.
pub(super) async fn play(playing: &mut Playing<'_>, step: &Step) -> Vec<StepResult> {
    let mut results: Vec<StepResult> = step.acts.iter().map(|act| step::blank(playing, step, act)).collect();
    if let Some(reason) = step::standstill(playing) {
        for result in &mut results {
            result.outcome = Outcome::NotRun(reason.clone());
        }
        return results;
    }
    let performed = perform(playing, &step.acts).await;
    let acts = step.acts.iter().zip(performed).enumerate();
    for ((index, (act, performed)), result) in acts.zip(&mut results) {
        let is_last = index + 1 == step.acts.len();
        match performed {
            Ok(performed) => step::judge(playing, step, act, is_last, performed, result).await,
            Err(reason) => result.outcome = Outcome::NotRun(reason),
        }
        step::finish(playing, step, result);
    }
    results
}

async fn perform(playing: &mut Playing<'_>, acts: &[Act]) -> Vec<Result<Performed, String>> {
    let before = playing.org.clone();
    let parts: Vec<Result<Part, String>> = acts
        .iter()
        .map(|act| {
            Ok(Part {
                prepared: step::prepare(playing, act)?,
                org: before.clone(),
                guard: playing.guard.branch(),
                random: playing.random.fork(),
            })
        })
        .collect();
    let accounts = step::accounts(playing);
    let integration = playing.integration.as_ref();
    let played = join_all(parts.into_iter().map(|part| async move {
        let mut part = part?;
        let stage =
            Stage { integration, org: &mut part.org, guard: &mut part.guard, random: &mut part.random };
        let performed = step::carry_out(part.prepared, stage).await?;
        Ok((performed, part.org, part.guard))
    }))
    .await;
    let mut performed = Vec::with_capacity(played.len());
    for part in played {
        performed.push(part.map(|(act, org, guard)| {
            playing.guard.absorb(guard);
            take_over(&mut playing.org, &before, org);
            Performed { accounts: accounts.clone(), ..act }
        }));
    }
    performed
}

/// Takes over what one act changed.
fn take_over(org: &mut Org, before: &Org, after: Org) {
    for (name, user) in after.users {
        if before.users.get(&name) != Some(&user) {
            org.users.insert(name, user);
        }
    }
    for (name, group) in after.groups {
        if before.groups.get(&name) != Some(&group) {
            org.groups.insert(name, group);
        }
    }
    if after.app_groups != before.app_groups
        && let Some(learnt) = after.app_groups
    {
        org.app_groups.get_or_insert_default().extend(learnt);
    }
}
