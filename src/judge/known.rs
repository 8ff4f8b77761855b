//! Findings that are known of a server and meant: a documented behaviour that breaks a rule is reported, with the reason
//! why it is known, and fails nothing.

use std::sync::Arc;

use super::{Finding, Level, catalogue};
use crate::scenario::model::Scenario;
use crate::scenario::suggest;
use crate::source::{Diagnostic, Spanned};

/// A rule that is known to be broken, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The rule's id, or a family of rules: `drift.*`.
    pub rule: String,
    /// Why that is known and meant.
    pub reason: String,
}

impl Known {
    /// Whether the finding is one of these. What an author expects is never given up.
    fn covers(&self, finding: &Finding) -> bool {
        let id = finding.rule.id;
        if finding.rule.family() == "expect" {
            return false;
        }
        match self.rule.strip_suffix(".*") {
            Some(family) => finding.rule.family() == family,
            None => id == self.rule,
        }
    }
}

/// Lowers findings that a scenario accepts, or that are known of what it is played against, to notes that say why. The
/// first reason that fits is given, the scenario's own first.
pub fn settle(findings: &mut [Finding], scenario: &Scenario, known: &[Known]) {
    if scenario.accepts.is_empty() && known.is_empty() {
        return;
    }
    let accepts = scenario.accepts.iter();
    let accepts = accepts.map(|(rule, reason)| Known { rule: rule.value.clone(), reason: reason.clone() });
    lower(findings, &accepts.chain(known.iter().cloned()).collect::<Vec<_>>());
}

fn lower(findings: &mut [Finding], known: &[Known]) {
    for finding in findings.iter_mut().filter(|finding| finding.level > Level::Note) {
        if let Some(known) = known.iter().find(|known| known.covers(finding)) {
            let level = finding.level.as_str();
            finding.level = Level::Note;
            finding.message.push_str(&format!(" (known, else {level}: {})", known.reason));
        }
    }
}

/// One diagnostic for each `accepts:` that names a rule or family which does not exist.
pub fn unknown(scenarios: &[Arc<Scenario>]) -> Vec<Diagnostic> {
    scenarios
        .iter()
        .flat_map(|scenario| &scenario.accepts)
        .filter_map(|(rule, _)| no_such_rule(rule))
        .collect()
}

/// The diagnostic for a name that is neither a rule nor a family of rules.
pub fn no_such_rule(name: &Spanned<String>) -> Option<Diagnostic> {
    let is_known = match name.value.strip_suffix(".*") {
        Some(family) => catalogue::all().any(|rule| rule.family() == family),
        None => catalogue::find(&name.value).is_some(),
    };
    if is_known {
        return None;
    }
    let help = match suggest::nearest(&name.value, catalogue::all().map(|rule| rule.id)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`scimulate rules` lists them".to_owned(),
    };
    Some(Diagnostic::error(format!("there is no rule `{}`", name.value), name.span).help(help))
}

#[cfg(test)]
mod tests {
    use super::{Known, lower};
    use crate::judge::{Finding, Level};

    fn known(rule: &str) -> Known {
        Known { rule: rule.to_owned(), reason: "the vendor says so".to_owned() }
    }

    #[test]
    fn a_known_finding_becomes_a_note_that_says_why_and_the_rest_stays() {
        let mut findings = [
            Finding::of("drift.active", Level::Error, "one"),
            Finding::of("guard.foreign-resource", Level::Error, "two"),
        ];
        lower(&mut findings, &[known("drift.*")]);
        assert_eq!(findings.each_ref().map(|finding| finding.level), [Level::Note, Level::Error]);
        assert_eq!(findings[0].message, "one (known, else error: the vendor says so)");
    }

    #[test]
    fn a_missed_expectation_is_never_known() {
        let mut findings = [Finding::of("expect.okta", Level::Error, "missed")];
        lower(&mut findings, &[known("expect.*"), known("expect.okta")]);
        assert_eq!(findings[0].level, Level::Error);
    }
}
