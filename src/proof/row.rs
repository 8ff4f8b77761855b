//! What the rules said of one subject, and what is to be said against that.

use std::collections::BTreeMap;

use super::Subject;
use crate::judge::{Finding, Level};
use crate::outcome::{Outcome, PassResult};
use crate::provider::variant::Standing;

/// How a rule spoke up for one client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// In how many passes.
    pub passes: usize,
    /// At worst how grave.
    pub level: Level,
}

/// One subject and all that was found on it.
#[derive(Debug, Clone)]
pub struct Row {
    /// What was played against.
    pub subject: Subject,
    /// By client, then by rule.
    pub seen: BTreeMap<String, BTreeMap<String, Seen>>,
    /// Passes that ended in something else than a judgement, with the reason.
    pub broken: Vec<String>,
    /// How many passes were played, by client.
    pub passes: BTreeMap<String, usize>,
    /// The first few findings of each rule in full, to look into.
    pub samples: BTreeMap<String, Vec<String>>,
}

/// How many findings of a rule are kept in full.
const SAMPLES: usize = 3;

impl Row {
    pub(super) fn new(subject: Subject) -> Self {
        Row {
            subject,
            seen: BTreeMap::new(),
            broken: Vec::new(),
            passes: BTreeMap::new(),
            samples: BTreeMap::new(),
        }
    }

    /// Takes a pass in.
    pub(super) fn add(&mut self, pass: &PassResult) {
        *self.passes.entry(pass.client.clone()).or_default() += 1;
        let mut worst: BTreeMap<&str, Level> = BTreeMap::new();
        let of_steps =
            pass.steps.iter().flat_map(|step| step.findings.iter().map(|f| (step.label.as_str(), f)));
        let of_pass = pass.findings.iter().map(|finding| ("", finding));
        for (step, finding) in of_steps.chain(of_pass) {
            let level = worst.entry(finding.rule.id).or_insert(finding.level);
            *level = (*level).max(finding.level);
            self.sample(pass, step, finding);
        }
        let seen = self.seen.entry(pass.client.clone()).or_default();
        for (rule, level) in worst {
            let seen = seen.entry(rule.to_owned()).or_insert(Seen { passes: 0, level });
            seen.passes += 1;
            seen.level = seen.level.max(level);
        }
        if let (Outcome::NotRun(reason), true) = (&pass.outcome, pass.steps.is_empty()) {
            self.broken.push(format!("{} {}: {reason}", pass.scenario, pass.client));
        }
    }

    fn sample(&mut self, pass: &PassResult, step: &str, finding: &Finding) {
        let samples = self.samples.entry(finding.rule.to_string()).or_default();
        if samples.len() < SAMPLES {
            let (scenario, client, level) = (&pass.scenario, &pass.client, finding.level.as_str());
            samples.push(format!("{level} {scenario} {client} [{step}] {}", finding.message));
        }
    }

    /// The worst that a rule of this list said for a client.
    fn worst(&self, client: &str, rules: &[&str]) -> Option<Level> {
        let seen = self.seen.get(client)?;
        rules.iter().filter_map(|rule| seen.get(*rule)).map(|seen| seen.level).max()
    }

    /// Findings of a client that reach a level, as `rule (level)`.
    fn reaching(&self, client: &str, level: Level) -> Vec<String> {
        let seen = self.seen.get(client).into_iter().flatten();
        seen.filter(|(_, seen)| seen.level >= level)
            .map(|(rule, seen)| format!("{rule} ({})", seen.level.as_str()))
            .collect()
    }

    /// What is wrong with the row; nothing when the rules did what they claim.
    pub fn objections(&self) -> Vec<String> {
        let clients = || self.passes.keys().map(String::as_str);
        let mut objections: Vec<String> = Vec::new();
        let mut forbid = |client: &str, level: Level, why: &str| {
            let found = self.reaching(client, level);
            if !found.is_empty() {
                objections.push(format!("{client}: {} {why}", found.join(", ")));
            }
        };
        match self.subject {
            Subject::Correct => {
                clients().for_each(|client| forbid(client, Level::Note, "on the correct provider"));
            }
            Subject::Variant(variant) => {
                let level = match variant.standing {
                    Standing::Legal => Level::Violation,
                    Standing::Tolerable => Level::Error,
                };
                clients().for_each(|client| forbid(client, level, "on a server that is in the right"));
            }
            Subject::Fault(fault) => {
                let is_claimed =
                    |client: &str| fault.breaks.iter().any(|broken| *broken == client || *broken == "any");
                for client in clients().filter(|client| client.starts_with("okta") && !is_claimed(client)) {
                    forbid(client, Level::Error, "though the fault is not known to break this client");
                }
                for client in clients().filter(|client| is_claimed(client)) {
                    if client.starts_with("okta") && self.worst(client, fault.found_by) != Some(Level::Error)
                    {
                        objections.push(format!("{client}: no error by {}", fault.found_by.join(", ")));
                    }
                }
                for rule in fault.found_by {
                    if !clients().any(|client| self.worst(client, &[rule]).is_some()) {
                        objections.push(format!("{rule} never spoke up"));
                    }
                }
            }
        }
        // A fault may well keep the stage of some scenarios from being set: that is for those that were played to show.
        if !matches!(self.subject, Subject::Fault(_)) {
            objections.extend(self.broken.iter().map(|broken| format!("not played: {broken}")));
        }
        objections
    }
}
