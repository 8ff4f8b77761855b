//! What came of playing a text that Okta showed: the exchange, what Okta shows for it, and whether that is the same.

use std::sync::Arc;

use super::human::exchange_as_sent;
use super::layout::{Layout, Tone};
use super::page::Page;
use super::words;
use crate::exchange::Evidence;
use crate::idp::okta::explain::Explanation;
use crate::idp::okta::reproduce::{Sameness, Unplayable, compare};
use crate::idp::{Alert, Verdict};
use crate::outcome::{PassResult, StepResult};

/// Passes with what each of them showed.
#[derive(Debug)]
pub struct Judged {
    passes: Vec<(Arc<PassResult>, Option<Shown>)>,
}

/// The step whose error counts, and how it compares.
#[derive(Debug, Clone, Copy)]
struct Shown {
    step: usize,
    sameness: Sameness,
}

impl Judged {
    /// Whether the same text came out anywhere.
    pub fn holds(&self) -> bool {
        self.passes.iter().any(|(_, shown)| shown.is_some_and(|shown| shown.sameness.holds()))
    }
}

/// Finds, in each pass, the error that is the pasted one, or else the last error.
pub fn judge(pasted: &Explanation, passes: &[Arc<PassResult>]) -> Judged {
    let shown = |pass: &PassResult| {
        let compared = pass
            .steps
            .iter()
            .enumerate()
            .filter_map(|(step, result)| Some(Shown { step, sameness: compare(pasted, alert(result)?) }));
        let all: Vec<Shown> = compared.collect();
        all.iter().find(|shown| shown.sameness.holds()).or_else(|| all.last()).copied()
    };
    Judged { passes: passes.iter().map(|pass| (Arc::clone(pass), shown(pass))).collect() }
}

fn alert(step: &StepResult) -> Option<&Alert> {
    step.verdict.as_ref()?.alert()
}

/// The whole page.
pub fn page(layout: Layout, pasted: &Explanation, canned: bool, judged: &Judged) -> String {
    let mut out = String::new();
    let mut page = Page::new(layout, &mut out);
    head(&mut page, pasted);
    if canned {
        page.row("played", "without a server: the answer below was made for this text");
    }
    page.gap();
    for (at, (pass, shown)) in judged.passes.iter().enumerate() {
        // The other client mostly meets the same.
        let before = judged.passes[..at].iter().find(|(other, compared)| {
            let alike = compared.map(|compared| compared.sameness) == shown.map(|shown| shown.sameness);
            alike
                && other.scenario == pass.scenario
                && deciding_act(other, *compared) == deciding_act(pass, *shown)
        });
        match before {
            Some((other, _)) if !layout.verbose => {
                page.row(&pass.client, &format!("as with {}; --verbose shows it", other.client));
                page.gap();
            }
            _ => one(&mut page, pass, *shown, canned),
        }
    }
    let verdict = match (judged.holds(), canned) {
        (true, true) => "The same text came out: an answer like this causes it.",
        (true, false) => "The same text came out: the target answers in the way that causes it.",
        (false, true) => {
            "Another text came out: the answer that causes it differs in something that the text does not show."
        }
        (false, false) => "The text did not come out: what this target answers now does not cause it.",
    };
    let tone = if judged.holds() { Tone::Good } else { Tone::Caution };
    page.ready(&layout.paint(tone, verdict));
    page.paragraph(0, "", "Why it happens and what helps: scimulate explain \"…\"");
    out
}

/// The page about a text that is not played.
pub fn unplayable(layout: Layout, pasted: &Explanation, reason: Unplayable) -> String {
    let mut out = String::new();
    let mut page = Page::new(layout, &mut out);
    head(&mut page, pasted);
    page.row("not played", &reason.to_string());
    page.row("instead", "scimulate explain \"…\" says what is known about it");
    out
}

fn head(page: &mut Page<'_>, pasted: &Explanation) {
    let title = page.layout.paint(Tone::Strong, "Reproduce");
    page.paragraph(0, &format!("{title}  "), &pasted.text);
    page.gap();
    if let Some(operation) = pasted.parts.operation {
        page.row("Okta was", operation.doing());
    }
}

fn one(page: &mut Page<'_>, pass: &PassResult, shown: Option<Shown>, canned: bool) {
    let layout = page.layout;
    let name = if canned { String::new() } else { format!("{}  ", pass.scenario) };
    let acts: Vec<String> = pass.steps.iter().map(|step| step.label.clone()).collect();
    let head = layout.paint(Tone::Strong, &format!("{name}{}", pass.client));
    page.paragraph(2, &format!("{head}  "), &words::list(&acts));
    page.gap();
    let deciding = shown.map_or(pass.steps.len().saturating_sub(1), |shown| shown.step);
    for (index, step) in pass.steps.iter().enumerate() {
        if index > deciding || (index < deciding && !layout.verbose) {
            continue;
        }
        page.ready(&format!("    {}", layout.paint(Tone::Label, &step.label)));
        let all = layout.verbose || index < deciding;
        let skipped = if all { 0 } else { step.trace.len().saturating_sub(1) };
        if skipped > 0 {
            let before = words::count(skipped, "request before it", "requests before it");
            let note = format!("      ({before}; --verbose shows all)");
            page.ready(&layout.paint(Tone::Faint, &note));
        }
        for exchange in step.trace.iter().skip(skipped) {
            exchange_as_sent(page, exchange, "");
        }
    }
    match pass.steps.get(deciding) {
        Some(step) => outcome(page, pass, step),
        None => page.row("not played", pass.outcome.reason().unwrap_or("nothing was played")),
    }
    if let Some(shown) = shown {
        page.row("the same", shown.sameness.as_str());
    }
    page.gap();
}

/// The act whose error counts, and how the last request of it was answered.
fn deciding_act(pass: &PassResult, shown: Option<Shown>) -> Option<(&str, Option<u16>)> {
    let step = pass.steps.get(shown?.step)?;
    Some((&step.label, step.trace.last()?.status()))
}

fn outcome(page: &mut Page<'_>, pass: &PassResult, step: &StepResult) {
    match &step.verdict {
        Some(Verdict::Failure(alert)) => {
            let inferred =
                if alert.evidence == Evidence::Inferred { " (this wording is inferred)" } else { "" };
            match alert.line() {
                Some(line) => page.row("Okta shows", &format!("{line}{inferred}")),
                None => page.row("Okta shows", "an error whose text is not known"),
            }
            if let Some(heading) = &alert.heading {
                page.row("under", heading);
            }
        }
        Some(Verdict::Success) => page.row("Okta shows", "success"),
        Some(Verdict::Rescheduled { reason } | Verdict::NotRun { reason }) => {
            page.row("Okta shows", &format!("nothing: {reason}"));
        }
        None => page.row("not played", pass.outcome.reason().unwrap_or("nothing was played")),
    }
    for consequence in &step.consequences {
        page.row("and then", &consequence.text);
    }
}
