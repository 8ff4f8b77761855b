//! What a failed pass has to say, by cause: the finding that explains itself, and what follows from it.

use super::super::page::Page;
use super::super::words;
use super::view::{View, is_snapshot};
use crate::judge::Finding;
use crate::outcome::{Location, PassResult, StepResult};

/// One cause in one pass.
pub(super) struct Chapter<'a> {
    /// The step of the finding that leads; `None` if it belongs to no step.
    pub(super) step: Option<&'a StepResult>,
    /// The finding that leads, and its place among those of the step.
    pub(super) lead: (usize, &'a Finding),
    pub(super) location: &'a Location,
}

/// The causes for which a pass failed, in the order in which they showed. What leads a chapter explains the others, also
/// where it would not have failed the run by itself.
pub(super) fn of<'a>(view: &View<'_>, pass: &'a PassResult) -> Vec<Chapter<'a>> {
    let mut chapters: Vec<Chapter<'a>> = Vec::new();
    for chapter in told(pass) {
        let finding = chapter.lead.1;
        if !view.fails(finding)
            || is_snapshot(finding)
            || chapters.iter().any(|known| known.is_about(finding))
        {
            continue;
        }
        let origin = finding.follows_from.and_then(|_| {
            told(pass).find(|other| other.lead.1.follows_from.is_none() && other.is_about(finding))
        });
        chapters.push(origin.unwrap_or(chapter));
    }
    chapters
}

/// Every finding of the pass with its place.
fn told(pass: &PassResult) -> impl Iterator<Item = Chapter<'_>> {
    let of_steps = pass.steps.iter().flat_map(|step| {
        let findings = step.findings.iter().enumerate();
        findings.map(move |lead| Chapter { step: Some(step), lead, location: step.finding_location(lead.0) })
    });
    let own = pass.findings.iter().enumerate();
    of_steps.chain(own.map(|lead| Chapter { step: None, lead, location: &pass.location }))
}

impl Chapter<'_> {
    fn is_about(&self, finding: &Finding) -> bool {
        match finding.cause {
            Some(cause) => self.lead.1.cause == Some(cause),
            None => std::ptr::eq(self.lead.1, finding),
        }
    }

    /// `leads to` and `not run`: everything else in the pass that has the same cause.
    pub(super) fn consequences(&self, pass: &PassResult, page: &mut Page<'_>) {
        let others = |finding: &&Finding| self.is_about(finding) && !std::ptr::eq(*finding, self.lead.1);
        let mut again: Vec<String> = Vec::new();
        let mut folded: Vec<(&'static str, Vec<String>)> = Vec::new();
        let of_steps = pass
            .steps
            .iter()
            .flat_map(|step| step.findings.iter().map(move |finding| (Some(step.number), finding)));
        let own = pass.findings.iter().map(|finding| (None, finding));
        for (step, finding) in of_steps.chain(own).filter(|(_, finding)| others(finding)) {
            let step = step.map_or_else(|| "at the end".to_owned(), |number| number.to_string());
            let steps = if finding.follows_from.is_none() && finding.rule == self.lead.1.rule {
                &mut again
            } else {
                match folded.iter().position(|(rule, _)| *rule == finding.rule.id) {
                    Some(known) => &mut folded[known].1,
                    None => {
                        folded.push((finding.rule.id, Vec::new()));
                        let last = folded.len() - 1;
                        &mut folded[last].1
                    }
                }
            };
            if !steps.contains(&step) {
                steps.push(step);
            }
        }
        if !again.is_empty() {
            page.row("also", in_steps(&again).trim_start());
        }
        if !folded.is_empty() {
            let rules: Vec<String> =
                folded.iter().map(|(rule, steps)| format!("{rule} {}", in_steps(steps))).collect();
            page.row("leads to", &words::list(&rules));
        }
        for (reason, steps) in unplayed(pass, |step| step.cause.is_some() && step.cause == self.lead.1.cause)
        {
            page.row("not run", &format!("{}: {reason}", words::list(&steps)));
        }
    }
}

fn in_steps(steps: &[String]) -> String {
    match steps {
        [one] if one == "at the end" => one.clone(),
        [one] => format!("in step {one}"),
        more => format!("in steps {}", words::list(more)),
    }
}

/// Steps that were not played, by reason.
pub(super) fn unplayed(pass: &PassResult, which: impl Fn(&StepResult) -> bool) -> Vec<(&str, Vec<String>)> {
    let mut reasons: Vec<(&str, Vec<String>)> = Vec::new();
    for step in pass.steps.iter().filter(|step| which(step)) {
        let Some(reason) = step.outcome.reason() else { continue };
        // The place at the end differs from step to step; the step is named anyway.
        let reason = match reason.rfind(" (") {
            Some(at) if reason.ends_with(')') => &reason[..at],
            _ => reason,
        };
        let name = format!("step {} ({})", step.number, step.label);
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, steps)) => steps.push(name),
            None => reasons.push((reason, vec![name])),
        }
    }
    reasons
}
