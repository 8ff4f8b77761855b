//! Telling lag from drift by looking twice.

use std::time::Duration;

use super::rules;
use crate::judge::{Finding, Level};

/// Whether reading again after a while may show that the difference was only lag. A wrong id does not heal, and what
/// the server chose as a default is no difference.
pub fn may_settle(finding: &Finding) -> bool {
    rules::RULES.contains(&finding.rule)
        && ![&rules::ID, &rules::DEFAULT, &rules::LAG].contains(&finding.rule)
}

/// What the first read-back found, kept until later ones have confirmed or refuted it.
///
/// The caller reads again within its settle window and calls the same drift function; each look replaces the one
/// before. What is there in the last look is drift, what has gone was lag.
#[derive(Debug, Clone, Default)]
pub struct Settling {
    first: Vec<Finding>,
    last: Vec<Finding>,
    settled_after: Option<Duration>,
}

impl Settling {
    /// Begins with the findings of the first look.
    pub fn new(first: Vec<Finding>) -> Self {
        Settling { last: first.clone(), first, settled_after: None }
    }

    /// Whether another look may change anything.
    pub fn is_worthwhile(&self) -> bool {
        self.last.iter().any(|finding| may_settle(finding) && finding.level > Level::Note)
    }

    /// A later look, and how long after the act it was taken.
    pub fn look(&mut self, findings: Vec<Finding>, after: Duration) {
        if findings.iter().filter(|finding| may_settle(finding)).count()
            < self.last.iter().filter(|finding| may_settle(finding)).count()
        {
            self.settled_after = Some(after);
        }
        self.last = findings;
    }

    /// The drift that stayed, and one note for what was only late.
    pub fn finish(self) -> Vec<Finding> {
        let mut findings = self.last;
        let gone = |one: &&Finding| may_settle(one) && !findings.iter().any(|other| is_same(one, other));
        let late = self.first.iter().find(gone);
        if let (Some(late), Some(after)) = (late, self.settled_after) {
            let mut note = lag(after);
            note.message = format!("{}: at first {}", note.message, late.message);
            note.exchange.clone_from(&late.exchange);
            note.evidence = late.evidence;
            note.read_back.clone_from(&late.read_back);
            findings.push(note);
        }
        findings
    }
}

fn is_same(one: &Finding, other: &Finding) -> bool {
    one.rule == other.rule && one.pointer == other.pointer
}

/// A note that a change became visible only after a while.
pub fn lag(after: Duration) -> Finding {
    let message = format!("the change was visible only after {} ms", after.as_millis());
    let mut finding = Finding::new(&rules::LAG, Level::Note, message);
    finding.likely_cause = Some("reads come from a replica or a cache that follows the writes".to_owned());
    finding.fix =
        Some("let a client read what it has written: Okta reads a user right after changing it".to_owned());
    finding.source = Some("RFC 7644 §3.1".into());
    finding
}
