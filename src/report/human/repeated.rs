//! Rules that several steps of a pass break in the same way.

use super::super::page::Page;
use super::super::words;
use crate::judge::Finding;
use crate::outcome::StepResult;

/// Rules that several steps of one pass break in the same way.
#[derive(Default)]
pub(super) struct Repeated {
    rules: Vec<(String, Vec<String>)>,
}

impl Repeated {
    /// Whether the rule led a step of this pass before; if so, this step is remembered beside it.
    pub(super) fn take(&mut self, finding: &Finding, step: &StepResult) -> bool {
        // A step with something worse or different beside it keeps a block of its own.
        let alone =
            step.findings.iter().all(|other| other.rule == finding.rule || other.level < finding.level);
        match self.rules.iter_mut().find(|(rule, _)| *rule == finding.rule.id) {
            Some((_, steps)) if alone => {
                steps.push(step.number.to_string());
                true
            }
            Some(_) => false,
            None => {
                self.rules.push((finding.rule.to_string(), Vec::new()));
                false
            }
        }
    }

    pub(super) fn write(&self, page: &mut Page<'_>) {
        for (rule, steps) in self.rules.iter().filter(|(_, steps)| !steps.is_empty()) {
            let word = if steps.len() == 1 { "step" } else { "steps" };
            page.paragraph(
                2,
                "",
                &format!("+ {rule} again in {word} {}; --verbose shows it there", words::list(steps)),
            );
        }
    }
}
