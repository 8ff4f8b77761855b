//! The defects behind the findings of a run: what is known of one ([`Cause`]), and in `gather` how they are found,
//! pass by pass ([`Causes`]).

mod gather;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::{Location, PassResult};
use crate::exchange::Method;
use crate::judge::catalogue::{Damage, Rule};
use crate::judge::cause::Wider;
use crate::judge::{Finding, Level, cause};
pub use gather::Causes;

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
    /// Where it showed first; the finding that gives it its words comes before the others.
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

    /// A graver finding gives the cause its words. Says whether it did.
    fn lead_with(&mut self, finding: &Finding, label: &str) -> bool {
        let damage = cause::damage(finding);
        let is_graver = (damage, finding.level) > (self.damage, self.level);
        if is_graver {
            let mut fresh = Cause::new(self.number, finding, label);
            if fresh.likely_cause.is_none() && fresh.rule == self.rule {
                fresh.likely_cause = self.likely_cause.take();
            }
            self.rule = fresh.rule;
            self.headline = fresh.headline;
            self.likely_cause = fresh.likely_cause;
            self.fix = fresh.fix;
            self.source = fresh.source;
        }
        self.level = self.level.max(finding.level);
        self.damage = self.damage.max(damage);
        is_graver
    }

    fn count(&mut self, pass: &PassResult, finding: &Finding) {
        let hits = self.clients.entry(pass.client.clone()).or_insert_with(|| Hits::none(finding.level));
        hits.level = hits.level.max(finding.level);
        hits.findings += 1;
        hits.seen_in.insert(pass.index);
    }
}
