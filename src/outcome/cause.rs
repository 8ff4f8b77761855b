//! The defects behind the findings of a run.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::{Location, Outcome, PassResult, StepResult};
use crate::exchange::Method;
use crate::idp::Verdict;
use crate::judge::catalogue::{Damage, Rule};
use crate::judge::cause::Wider;
use crate::judge::{Finding, Level, Origin, cause};

/// Places that are kept of one cause; beyond these there is only their number.
const PLACES: usize = 3;

/// Forms of requests that are kept of one cause.
const FORMS: usize = 8;

/// One defect: what a single change in the server would repair, as far as that can be told.
#[derive(Debug, Clone)]
pub struct Cause {
    /// Place in the order of being seen, from 1. Findings refer to it.
    pub number: usize,
    /// What is broken.
    pub rule: &'static Rule,
    /// The gravest level of its findings.
    pub level: Level,
    /// What it costs, as far as it was seen.
    pub damage: Damage,
    /// What happened, in plain words and one line, from its gravest finding.
    pub headline: String,
    /// The most likely reason.
    pub likely_cause: Option<String>,
    /// What to change in the server.
    pub fix: String,
    /// RFC section or Okta source.
    pub source: Option<String>,
    /// For whom it was seen. No other client is judged by it.
    pub clients: IndexMap<String, Hits>,
    /// What was asked when it showed, and how often.
    pub forms: IndexMap<String, usize>,
    /// Where it showed first.
    pub places: Vec<Sighting>,
    /// What follows from it: findings by rule.
    pub consequences: IndexMap<&'static str, usize>,
    /// Steps that were not played because of it.
    pub steps_not_run: usize,
    /// Passes that were not played because of it.
    pub passes_not_run: usize,
    /// Numbers of causes that turned out to be part of this one.
    pub parts: Vec<usize>,
    wider: Option<Wider>,
    /// Findings that explain themselves.
    led: usize,
    /// The kind of write that was answered with a success and not stored as sent, where it is one.
    pub silent: Option<Method>,
    /// Causes of the same kind, by number: one change in the server may repair them together.
    pub related: Vec<usize>,
}

/// How often a cause was seen for one client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hits {
    /// The gravest level.
    pub level: Level,
    /// Findings, those that follow from it included.
    pub findings: usize,
    seen_in: BTreeSet<usize>,
}

impl Hits {
    const fn none(level: Level) -> Self {
        Hits { level, findings: 0, seen_in: BTreeSet::new() }
    }

    /// Passes.
    pub fn passes(&self) -> usize {
        self.seen_in.len()
    }
}

/// A place where a cause showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// Scenario name.
    pub scenario: String,
    /// Client name.
    pub client: String,
    /// Where in the scenario file.
    pub location: Location,
}

impl Cause {
    /// Findings, those that follow from it included.
    pub fn findings(&self) -> usize {
        self.clients.values().map(|hits| hits.findings).sum()
    }

    /// Passes in which it was seen.
    pub fn passes(&self) -> usize {
        self.clients.values().map(|hits| hits.passes()).sum()
    }
}

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
        cause.lead_with(finding, label);
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
        if cause.places.len() < PLACES && !cause.places.iter().any(is_here) {
            cause.places.push(Sighting {
                scenario: pass.scenario.clone(),
                client: pass.client.clone(),
                location: location.clone(),
            });
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

impl Cause {
    fn new(number: usize, finding: &Finding, label: &str) -> Self {
        // What an author expects says little without the step.
        let of_step = ["expect.body", "expect.headers", "expect.remote", "expect.okta", "expect.calls"]
            .contains(&finding.rule.id)
            && !label.is_empty();
        let headline = cause::headline(finding);
        Cause {
            number,
            rule: finding.rule,
            level: finding.level,
            damage: cause::damage(finding),
            headline: if of_step { format!("{label}: {headline}") } else { headline },
            likely_cause: finding.likely_cause.clone(),
            fix: finding.fix.clone().unwrap_or_else(|| finding.rule.fix.to_owned()),
            source: finding.source.as_deref().map(str::to_owned),
            clients: IndexMap::new(),
            forms: IndexMap::new(),
            places: Vec::new(),
            consequences: IndexMap::new(),
            steps_not_run: 0,
            passes_not_run: 0,
            parts: Vec::new(),
            wider: cause::wider(finding),
            led: 0,
            silent: cause::silent(finding),
            related: Vec::new(),
        }
    }

    /// Takes in a cause that this one explains.
    fn absorb(&mut self, part: Cause) {
        for (client, hits) in part.clients {
            let own = self.clients.entry(client).or_insert_with(|| Hits::none(hits.level));
            own.level = own.level.max(hits.level);
            own.findings += hits.findings;
            own.seen_in.extend(hits.seen_in);
        }
        if part.rule != self.rule {
            *self.consequences.entry(part.rule.id).or_default() += part.led;
        }
        for (rule, times) in part.consequences {
            *self.consequences.entry(rule).or_default() += times;
        }
        for (form, times) in part.forms {
            if self.forms.len() < FORMS || self.forms.contains_key(&form) {
                *self.forms.entry(form).or_default() += times;
            }
        }
        self.level = self.level.max(part.level);
        self.steps_not_run += part.steps_not_run;
        self.passes_not_run += part.passes_not_run;
        self.parts.push(part.number);
        self.parts.extend(part.parts);
    }

    /// A graver finding gives the cause its words.
    fn lead_with(&mut self, finding: &Finding, label: &str) {
        let damage = cause::damage(finding);
        if (damage, finding.level) > (self.damage, self.level) {
            let fresh = Cause::new(self.number, finding, label);
            self.rule = fresh.rule;
            self.headline = fresh.headline;
            self.likely_cause = fresh.likely_cause;
            self.fix = fresh.fix;
            self.source = fresh.source;
        }
        self.level = self.level.max(finding.level);
        self.damage = self.damage.max(damage);
    }

    fn count(&mut self, pass: &PassResult, finding: &Finding) {
        let hits = self.clients.entry(pass.client.clone()).or_insert_with(|| Hits::none(finding.level));
        hits.level = hits.level.max(finding.level);
        hits.findings += 1;
        hits.seen_in.insert(pass.index);
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::Causes;
    use crate::exchange::{Answer, Call, Content, Evidence, Exchange, Method, Purpose, Timing};
    use crate::judge::catalogue::Damage;
    use crate::judge::{Finding, Level};
    use crate::outcome::{Location, Outcome, PassResult, SnapshotState, StepResult};
    use crate::source::{SourceId, Span};

    /// A create that was answered with an empty body.
    fn post(status: u16) -> Arc<Exchange> {
        let content = Content::new(Vec::new().into());
        Arc::new(Exchange {
            call: Call::new(Method::Post, "/Users", Evidence::Documented, Purpose::Act),
            url: String::new(),
            result: Ok(Answer { status, headers: Vec::new(), content }),
            timing: Timing::default(),
            repeats: Vec::new(),
        })
    }

    fn place(line: usize) -> Location {
        Location { path: "s.yaml".into(), line, column: 1, excerpt: String::new(), width: 1 }
    }

    fn step(number: usize, outcome: Outcome, findings: Vec<Finding>) -> StepResult {
        StepResult {
            number,
            label: "assign ada".into(),
            location: place(number),
            used_from: Vec::new(),
            outcome,
            verdict: None,
            finding_locations: (0..findings.len()).map(|at| Some(place(100 + at))).collect(),
            findings,
            trace: Vec::new(),
            read_backs: Vec::new(),
            remarks: Vec::new(),
            consequences: Vec::new(),
            duration: Duration::ZERO,
            requests: 0,
            cause: None,
        }
    }

    fn pass(index: usize, client: &str, steps: Vec<StepResult>) -> PassResult {
        PassResult {
            index,
            scenario: format!("s/{index}"),
            title: String::new(),
            client: client.into(),
            location: place(1),
            outcome: Outcome::Failed,
            obstacle: None,
            cause: None,
            steps,
            findings: Vec::new(),
            snapshot: SnapshotState::Matched,
            duration: Duration::ZERO,
            requests: 0,
            own_requests: 0,
        }
    }

    #[test]
    fn the_same_defect_has_one_number_in_all_passes_and_clients_are_told_apart() {
        let broken = |level| step(1, Outcome::Failed, vec![Finding::of("list.integers", level, "a string")]);
        let mut causes = Causes::default();
        let mut passes =
            [pass(0, "okta-oin", vec![broken(Level::Error)]), pass(1, "rfc", vec![broken(Level::Violation)])];
        passes.iter_mut().for_each(|pass| causes.take(pass));
        assert!(passes.iter().all(|pass| pass.steps[0].findings[0].cause == Some(1)));
        let causes = causes.into_sorted();
        assert_eq!((causes.len(), causes[0].findings(), causes[0].passes()), (1, 2, 2));
        assert_eq!(causes[0].clients["okta-oin"].level, Level::Error);
        assert_eq!(causes[0].clients["rfc"].level, Level::Violation);
    }

    #[test]
    fn what_explains_itself_comes_first_and_keeps_its_place() {
        let findings = vec![
            Finding::of("expect.okta", Level::Error, "Okta shows an error"),
            Finding::of("list.integers", Level::Error, "a string"),
        ];
        let mut causes = Causes::default();
        let unplayed = step(2, Outcome::NotRun("no id".into()), Vec::new());
        let mut pass = pass(0, "okta-oin", vec![step(1, Outcome::Failed, findings), unplayed]);
        causes.take(&mut pass);
        let first = &pass.steps[0];
        assert_eq!(first.findings[0].rule.id, "list.integers");
        assert_eq!(first.finding_location(0).line, 101);
        let origin = first.findings[1].follows_from.unwrap();
        assert_eq!((origin.rule.id, origin.step), ("list.integers", Some(1)));
        assert_eq!(pass.steps[1].cause, Some(1));
        let causes = causes.into_sorted();
        assert_eq!((causes[0].consequences["expect.okta"], causes[0].steps_not_run), (1, 1));
    }

    #[test]
    fn a_narrow_cause_becomes_part_of_a_wider_one_that_the_run_saw() {
        let refused = |status: u16, rule: &str, expected: Option<&str>| {
            let mut finding = Finding::of(rule, Level::Error, "refused");
            finding.exchange = Some(post(status));
            finding.expected = expected.map(str::to_owned);
            finding.span = expected.map(|_| Span { source: SourceId(0), start: 0, end: 1 });
            step(1, Outcome::Failed, vec![finding])
        };
        let mut causes = Causes::default();
        causes.take(&mut pass(0, "rfc", vec![refused(400, "media.reads-scim-json", Some("201"))]));
        causes.take(&mut pass(1, "okta-oin", vec![refused(400, "status.accepted", None)]));
        causes.take(&mut pass(2, "rfc", vec![refused(409, "media.reads-scim-json", Some("201"))]));
        let causes = causes.into_sorted();
        let told: Vec<_> = causes.iter().map(|cause| (cause.rule.id, cause.number, &*cause.parts)).collect();
        assert_eq!(told, [("status.accepted", 2, &[1][..])], "{causes:#?}");
    }

    #[test]
    fn the_gravest_damage_leads_and_a_graver_finding_gives_a_cause_its_words() {
        let mut causes = Causes::default();
        let mild = Finding::of("list.filter-applied", Level::Warning, "mild");
        let grave = Finding::of("list.filter-applied", Level::Error, "grave");
        let untidy = Finding::of("create.location", Level::Violation, "no header");
        let steps = vec![
            step(1, Outcome::Failed, vec![untidy]),
            step(2, Outcome::Passed, vec![mild]),
            step(3, Outcome::Failed, vec![grave]),
        ];
        causes.take(&mut pass(0, "okta-oin", steps));
        let causes = causes.into_sorted();
        assert_eq!(causes[0].headline, "grave");
        assert_eq!((causes[0].damage, causes[0].number), (Damage::Access, 2));
        assert_eq!(causes[1].rule.id, "create.location");
    }
}
