//! Gathers the causes of a run, pass by pass.

use std::cmp::Reverse;

use indexmap::IndexMap;

use super::{Cause, FORMS, PLACES, Sighting};
use crate::exchange::Method;
use crate::idp::Verdict;
use crate::judge::cause::Wider;
use crate::judge::{Finding, Level, Origin, cause};
use crate::outcome::{Location, Outcome, PassResult, StepResult};

/// Collects causes over a run, one pass after the other.
#[derive(Debug, Default)]
pub struct Causes {
    by_key: IndexMap<String, Cause>,
}

impl Causes {
    /// Finds out what led to what in the pass, and tells each finding its cause. What explains itself comes first in
    /// each step, in the order that it had.
    pub fn take(&mut self, pass: &mut PassResult) {
        if let Some(exchange) = &pass.obstacle
            && let Some(cause) = self.by_key.get_mut(&cause::refused(exchange))
        {
            pass.cause = Some(cause.number);
            cause.passes_not_run += 1;
        }
        // Without a finding nothing has a cause; most passes are like that.
        if pass.findings.is_empty() && pass.steps.iter().all(|step| step.findings.is_empty()) {
            return;
        }
        let origins = Origins::of(pass);
        for (index, step) in pass.steps.iter_mut().enumerate() {
            for (at, finding) in step.findings.iter_mut().enumerate() {
                finding.follows_from = origins.of_finding(index, at);
            }
        }
        for (at, finding) in pass.findings.iter_mut().enumerate() {
            finding.follows_from = origins.of_finding(origins.steps, at);
        }
        let mut numbers: Vec<Vec<usize>> = vec![Vec::new(); origins.steps + 1];
        // What explains itself before what follows from it.
        for (index, numbers) in numbers.iter_mut().enumerate() {
            *numbers = vec![0; findings(pass, index).len()];
            for (at, number) in numbers.iter_mut().enumerate() {
                if origins.links[index][at].is_none() {
                    *number = self.own(pass, index, at);
                }
            }
        }
        for index in 0..numbers.len() {
            for at in 0..numbers[index].len() {
                if let Some(link) = origins.links[index][at] {
                    numbers[index][at] = numbers[link.step][link.index];
                    self.consequence(pass, index, at, numbers[index][at]);
                }
            }
        }
        for (index, stopper) in origins.stoppers.iter().enumerate() {
            let number = stopper.map(|(step, at)| numbers[step][at]);
            pass.steps[index].cause = number;
            if let Some(cause) = number.and_then(|number| self.numbered(number)) {
                cause.steps_not_run += 1;
            }
        }
        for (index, numbers) in numbers.into_iter().enumerate() {
            let findings = match pass.steps.get_mut(index) {
                Some(step) => &mut step.findings,
                None => &mut pass.findings,
            };
            for (finding, number) in findings.iter_mut().zip(numbers) {
                finding.cause = Some(number);
            }
        }
        pass.steps.iter_mut().for_each(lead_first);
        pass.findings.sort_by_key(|finding| finding.follows_from.is_some());
    }

    /// All causes, the gravest first. One that a wider one of this run explains has become part of it.
    pub fn into_sorted(mut self) -> Vec<Cause> {
        for at in 0..self.by_key.len() {
            if let Some(wider) = self.wider(at)
                && let Some((_, part)) = self.by_key.get_index_mut(at)
            {
                let part = part.clone();
                self.by_key[wider].absorb(part);
            }
        }
        let is_part = |cause: &Cause, all: &[usize]| all.contains(&cause.number);
        let parts: Vec<usize> = self.by_key.values().flat_map(|cause| cause.parts.iter().copied()).collect();
        let mut causes: Vec<Cause> =
            self.by_key.into_values().filter(|cause| !is_part(cause, &parts)).collect();
        let silent: Vec<(usize, Option<Method>)> =
            causes.iter().map(|cause| (cause.number, cause.silent)).collect();
        for cause in causes.iter_mut().filter(|cause| cause.silent.is_some()) {
            let is_related = |(number, method): &&(usize, Option<Method>)| {
                *number != cause.number && *method == cause.silent
            };
            cause.related = silent.iter().filter(is_related).map(|(number, _)| *number).collect();
        }
        causes.sort_by_key(|cause| {
            let is_wrong = cause.level >= Level::Violation;
            (
                Reverse(is_wrong),
                Reverse(cause.damage),
                Reverse(cause.level),
                Reverse(cause.findings()),
                cause.number,
            )
        });
        causes
    }

    /// The cause that explains the one at that place too, and that no other explains in its turn.
    fn wider(&self, at: usize) -> Option<usize> {
        let mut way = vec![at];
        while let Some(next) = way.last().and_then(|last| self.next_wider(*last)) {
            if way.contains(&next) {
                // They explain each other; the one that showed first stands for all.
                return way.iter().copied().min().filter(|first| *first != at);
            }
            way.push(next);
        }
        way.last().copied().filter(|last| *last != at)
    }

    fn next_wider(&self, at: usize) -> Option<usize> {
        let (_, part) = self.by_key.get_index(at)?;
        let wider = part.wider.as_ref()?;
        self.by_key.iter().position(|(key, other)| {
            let fits = match wider {
                Wider::Key(wanted) => key == wanted,
                Wider::Rule(rule) => other.rule.id == *rule,
                Wider::Family(family) => other.rule.family() == *family,
            };
            fits && other.number != part.number && other.level >= Level::Violation
        })
    }

    fn numbered(&mut self, number: usize) -> Option<&mut Cause> {
        self.by_key.get_index_mut(number.checked_sub(1)?).map(|(_, cause)| cause)
    }

    /// Takes in a finding that explains itself. Returns the number of its cause.
    fn own(&mut self, pass: &PassResult, index: usize, at: usize) -> usize {
        let finding = &findings(pass, index)[at];
        let location = location(pass, index, at);
        let place = format!("{}:{}", location.path, location.line);
        let label = pass.steps.get(index).map_or("", |step| step.label.as_str());
        let next = self.by_key.len() + 1;
        let key = cause::key(finding, &place);
        if let Some(Wider::Key(wider)) = cause::wider(finding)
            && !self.by_key.contains_key(&key)
            && let Some(cause) = self.by_key.get_mut(&wider)
        {
            cause.level = cause.level.max(finding.level);
            cause.count(pass, finding);
            *cause.consequences.entry(finding.rule.id).or_default() += 1;
            return cause.number;
        }
        let cause = self.by_key.entry(key).or_insert_with(|| Cause::new(next, finding, label));
        let leads = cause.lead_with(finding, label);
        cause.led += 1;
        cause.count(pass, finding);
        if let Some(exchange) = &finding.exchange {
            let form = cause::form(&exchange.call);
            if let Some(times) = cause.forms.get_mut(&form) {
                *times += 1;
            } else if cause.forms.len() < FORMS {
                cause.forms.insert(form, 1);
            }
        }
        let is_here = |seen: &Sighting| seen.scenario == pass.scenario && seen.client == pass.client;
        let here = || Sighting {
            scenario: pass.scenario.clone(),
            client: pass.client.clone(),
            location: location.clone(),
        };
        if leads {
            cause.places.retain(|seen| !is_here(seen));
            cause.places.insert(0, here());
            cause.places.truncate(PLACES);
        } else if cause.places.len() < PLACES && !cause.places.iter().any(is_here) {
            cause.places.push(here());
        }
        cause.number
    }

    /// Takes in a finding that follows from a cause.
    fn consequence(&mut self, pass: &PassResult, index: usize, at: usize, number: usize) {
        let finding = &findings(pass, index)[at];
        let Some(cause) = self.numbered(number) else { return };
        cause.level = cause.level.max(finding.level);
        // What was only expected did not come about for this reason; it does no damage of its own.
        if finding.span.is_none() {
            cause.damage = cause.damage.max(cause::damage(finding));
        }
        cause.count(pass, finding);
        *cause.consequences.entry(finding.rule.id).or_default() += 1;
    }
}

/// What led to what in one pass.
struct Origins {
    steps: usize,
    links: Vec<Vec<Option<cause::Link>>>,
    stoppers: Vec<Option<(usize, usize)>>,
    named: Vec<Vec<Option<Origin>>>,
}

impl Origins {
    fn of(pass: &PassResult) -> Self {
        let mut steps: Vec<cause::Step<'_>> = pass.steps.iter().map(view).collect();
        steps.push(cause::Step { findings: &pass.findings, trace: &[], names: Vec::new(), stopped: false });
        let links = cause::links(&steps);
        let stopper = |(index, step): (usize, &StepResult)| {
            matches!(step.outcome, Outcome::NotRun(_)).then(|| cause::stopper(&steps, index)).flatten()
        };
        let first = |(step, at): (usize, usize)| match links[step][at] {
            Some(link) => (link.step, link.index),
            None => (step, at),
        };
        let stoppers = pass.steps.iter().enumerate().map(|it| stopper(it).map(first)).collect();
        let origin = |link: &cause::Link| Origin {
            step: pass.steps.get(link.step).map(|step| step.number),
            rule: findings(pass, link.step)[link.index].rule,
            relation: link.relation,
        };
        let named =
            links.iter().map(|links| links.iter().map(|link| link.as_ref().map(origin)).collect()).collect();
        Origins { steps: pass.steps.len(), links, stoppers, named }
    }

    fn of_finding(&self, step: usize, at: usize) -> Option<Origin> {
        self.named[step][at]
    }
}

fn view(step: &StepResult) -> cause::Step<'_> {
    let stopped = match (&step.outcome, &step.verdict) {
        (Outcome::NotRun(_) | Outcome::Skipped(_), _) => true,
        (_, Some(verdict)) => *verdict != Verdict::Success,
        (_, None) => step.trace.last().is_some_and(|exchange| !exchange.is_success()),
    };
    // `add-members analysts`: what comes after the act are cast names.
    let names = step.label.split_whitespace().skip(1).map(|name| name.trim_matches([',', '`'])).collect();
    cause::Step { findings: &step.findings, trace: &step.trace, names, stopped }
}

fn findings(pass: &PassResult, step: usize) -> &[Finding] {
    pass.steps.get(step).map_or(&pass.findings, |step| &step.findings)
}

fn location(pass: &PassResult, step: usize, at: usize) -> &Location {
    pass.steps.get(step).map_or(&pass.location, |step| step.finding_location(at))
}

/// Puts what explains itself first; findings and their places stay together.
fn lead_first(step: &mut StepResult) {
    step.finding_locations.resize(step.findings.len(), None);
    let findings = std::mem::take(&mut step.findings);
    let mut pairs: Vec<_> = findings.into_iter().zip(std::mem::take(&mut step.finding_locations)).collect();
    pairs.sort_by_key(|(finding, _)| finding.follows_from.is_some());
    (step.findings, step.finding_locations) = pairs.into_iter().unzip();
}
