//! The line of a pass, and the blocks of a failed one.

use console::measure_text_width;

use super::super::layout::Tone;
use super::super::page::Page;
use super::super::{clean, words};
use super::chapter::{self, Chapter};
use super::tally::Tally;
use super::view::{View, is_snapshot};
use super::{evidence, place, position, snapshot, traffic};
use crate::judge::{Finding, Level};
use crate::outcome::{Location, Outcome, PassResult, SnapshotState, StepResult};

/// Writes what there is to say about a pass when it ends.
pub(super) fn write(view: &View<'_>, pass: &PassResult, tally: &Tally, out: &mut String) {
    let mut page = Page::new(view.layout, out);
    match &pass.outcome {
        Outcome::Passed => {
            passed(view, pass, &mut page);
            if view.layout.verbose {
                verbose_steps(view, pass, &mut page);
            }
        }
        Outcome::Skipped(reason) => unplayed(view, "SKIP", pass, reason, &mut page),
        Outcome::NotRun(reason) => unplayed(view, "NOT RUN", pass, reason, &mut page),
        Outcome::Failed => failed(view, pass, tally, &mut page),
    }
}

/// `PASS  okta/users/create  okta-oin`, in columns.
fn names(view: &View<'_>, word: &str, tone: Tone, pass: &PassResult) -> String {
    let (scenario_width, client_width) = view.columns;
    // A long word takes its columns from the name's padding, so that the clients stay in line.
    let extra = word.len().saturating_sub(4);
    let scenario = clean::line(&pass.scenario);
    let client = clean::line(&pass.client);
    let width = scenario_width.saturating_sub(extra);
    format!("{}  {scenario:<width$}  {client:<client_width$}", view.layout.paint(tone, word))
}

fn passed(view: &View<'_>, pass: &PassResult, page: &mut Page<'_>) {
    let steps = words::count(pass.steps.len(), "step", "steps");
    let measures = format!("{steps:<9}{:>7}", words::duration(pass.duration));
    let measures = view.layout.paint(Tone::Faint, &measures);
    let mut line = format!("{}   {measures}", names(view, "PASS", Tone::Good, pass));
    let mut remarks = Vec::new();
    for (level, one, many) in [
        (Level::Error, "error", "errors"),
        (Level::Violation, "violation", "violations"),
        (Level::Warning, "warning", "warnings"),
    ] {
        // Notes are told at the end; here they would only make every line look bad.
        let number =
            pass.all_findings().filter(|finding| finding.level == level && !is_snapshot(finding)).count();
        if number > 0 {
            remarks.push(words::count(number, one, many));
        }
    }
    match pass.snapshot {
        SnapshotState::Missing { .. } => remarks.push("no snapshot".to_owned()),
        SnapshotState::Written => remarks.push("snapshot written".to_owned()),
        _ => {}
    }
    let remarks = remarks.join(", ");
    let fits = measure_text_width(&line) + 3 + remarks.len() <= view.layout.columns();
    if fits && !remarks.is_empty() {
        line.push_str(&format!("   {}", view.layout.paint(Tone::Caution, &remarks)));
    }
    page.ready(&line);
    if !fits && !remarks.is_empty() {
        page.ready(&format!("      {}", view.layout.paint(Tone::Caution, &remarks)));
    }
}

fn unplayed(view: &View<'_>, word: &str, pass: &PassResult, reason: &str, page: &mut Page<'_>) {
    let head = names(view, word, Tone::Caution, pass);
    let known = pass.cause.filter(|_| !view.layout.verbose).map(|cause| format!("because of cause {cause}"));
    let reason = known.as_deref().unwrap_or(reason);
    let width = measure_text_width(&head);
    if width + 3 + reason.len() <= view.layout.columns() || width < view.layout.columns() / 2 {
        page.paragraph(0, &format!("{head}   "), reason);
    } else {
        page.ready(&head);
        page.paragraph(6, "", reason);
    }
}

fn failed(view: &View<'_>, pass: &PassResult, tally: &Tally, page: &mut Page<'_>) {
    let chapters = chapter::of(view, pass);
    let (known, fresh): (Vec<Chapter<'_>>, Vec<Chapter<'_>>) =
        chapters.into_iter().partition(|chapter| tally.has_shown(chapter.lead.1.cause));
    if !is_block(view, pass, tally) {
        return failed_as_before(view, pass, &known, page);
    }
    let is_snapshot = view.is_snapshot_failure(pass);
    let mut blocks = Blocks { view, pass, written: 0 };
    if view.layout.verbose {
        for step in &pass.steps {
            if step.outcome == Outcome::Failed {
                blocks.open(page, view.location(step), &format!("step {}, {}", step.number, step.label));
                self::step(view, pass, step, page);
            } else {
                // The head comes first whatever the first step did.
                blocks.begin(page);
                verbose_step(view, &pass.client, step, page);
            }
        }
    }
    for chapter in &fresh {
        match chapter.step {
            // Everything was shown step by step.
            Some(_) if view.layout.verbose => {}
            Some(step) => {
                blocks.open(page, chapter.location, &format!("step {}, {}", step.number, step.label));
                told(view, pass, chapter, page);
            }
            None => {
                blocks.open(page, chapter.location, "after the steps");
                own(view, pass, chapter.lead.1, page);
            }
        }
    }
    if is_snapshot {
        blocks.open(page, &pass.location, "the conversation as a whole");
        snapshot::write(page, pass);
    }
    blocks.begin(page);
    if !known.is_empty() && !view.layout.verbose {
        page.gap();
        page.paragraph(2, "", &as_before(&known));
    }
    let explained = |step: &StepResult| step.cause.is_some() && !view.layout.verbose;
    for (reason, steps) in chapter::unplayed(pass, |step| !explained(step)) {
        page.row("not run", &format!("{}: {reason}", words::list(&steps)));
    }
}

/// Whether a pass takes several lines.
pub(super) fn is_block(view: &View<'_>, pass: &PassResult, tally: &Tally) -> bool {
    match pass.outcome {
        Outcome::Failed => {
            let chapters = chapter::of(view, pass);
            let is_new = |chapter: &Chapter<'_>| !tally.has_shown(chapter.lead.1.cause);
            view.layout.verbose
                || chapters.is_empty()
                || chapters.iter().any(is_new)
                || view.is_snapshot_failure(pass)
        }
        Outcome::Passed => view.layout.verbose,
        Outcome::Skipped(_) | Outcome::NotRun(_) => false,
    }
}

/// A pass that failed for nothing new.
fn failed_as_before(view: &View<'_>, pass: &PassResult, known: &[Chapter<'_>], page: &mut Page<'_>) {
    let head = names(view, "FAIL", Tone::Bad, pass);
    page.paragraph(0, &format!("{head}   "), &as_before(known));
}

/// `same cause as 1`, `causes 1 and 3 again`.
fn as_before(known: &[Chapter<'_>]) -> String {
    let numbers: Vec<String> =
        known.iter().filter_map(|chapter| chapter.lead.1.cause).map(|cause| cause.to_string()).collect();
    match numbers.as_slice() {
        [one] => format!("cause {one} again"),
        more => format!("causes {} again", words::list(more)),
    }
}

/// The blocks of one failed pass under their heads.
struct Blocks<'a> {
    view: &'a View<'a>,
    pass: &'a PassResult,
    written: usize,
}

impl Blocks<'_> {
    /// The head of the pass, unless it is there.
    fn begin(&mut self, page: &mut Page<'_>) {
        if self.written == 0 {
            self.open(page, &self.pass.location, "");
        }
    }

    /// The head of a block; the first one is the head of the pass.
    fn open(&mut self, page: &mut Page<'_>, location: &Location, what: &str) {
        let layout = self.view.layout;
        let at = layout.paint(Tone::Faint, &clean::line(&position(location)));
        if self.written == 0 {
            let head = format!(
                "{}  {}  {}",
                layout.paint(Tone::Bad, "FAIL"),
                layout.paint(Tone::Strong, &clean::line(&self.pass.scenario)),
                clean::line(&self.pass.client)
            );
            page.ends(&head, &at);
        } else {
            page.gap();
            page.ends(&format!("      {}", clean::line(what)), &at);
        }
        self.written += 1;
    }
}

/// A cause where it shows first: what was found, everything that proves it, and what follows from it.
fn told(view: &View<'_>, pass: &PassResult, chapter: &Chapter<'_>, page: &mut Page<'_>) {
    let finding = chapter.lead.1;
    place::write(page, chapter.location, &finding.message, evidence::tone(finding.level));
    page.gap();
    if let Some(step) = chapter.step {
        which_step(pass, step, page);
        let is_shown = step.verdict.as_ref().is_some_and(|verdict| !verdict.is_success());
        if finding.level == Level::Error || is_shown {
            evidence::verdict(page, &pass.client, step);
        }
    }
    finding_rows(view, pass, chapter.step, finding, page);
    chapter.consequences(pass, page);
}

/// A failed step: where, what, and everything that proves it.
pub(super) fn step(view: &View<'_>, pass: &PassResult, step: &StepResult, page: &mut Page<'_>) {
    let lead = view.lead(&step.findings);
    match lead {
        Some((index, finding)) => {
            place::write(page, step.finding_location(index), &finding.message, evidence::tone(finding.level));
        }
        None => place::write(page, &step.location, "the step failed", Tone::Bad),
    }
    page.gap();
    which_step(pass, step, page);
    evidence::verdict(page, &pass.client, step);
    if let Some((index, finding)) = lead {
        finding_rows(view, pass, Some(step), finding, page);
        if view.layout.verbose {
            rest(pass, step, index, page);
        }
    }
    if view.layout.verbose {
        page.gap();
        traffic::write(page, &step.trace, &step.read_backs);
    }
}

/// A finding that belongs to no step.
pub(super) fn own(view: &View<'_>, pass: &PassResult, finding: &Finding, page: &mut Page<'_>) {
    place::write(page, &pass.location, &finding.message, evidence::tone(finding.level));
    page.gap();
    finding_rows(view, pass, None, finding, page);
}

fn finding_rows(
    view: &View<'_>,
    pass: &PassResult,
    step: Option<&StepResult>,
    finding: &Finding,
    page: &mut Page<'_>,
) {
    let exchange = evidence::exchange_of(finding, step);
    if let Some(exchange) = exchange {
        evidence::exchange(page, exchange, finding.pointer.as_deref());
    }
    evidence::comparison(page, finding);
    evidence::rule(page, &pass.client, finding);
    evidence::origin(page, finding);
    evidence::advice(page, finding);
    if let Some(exchange) = exchange {
        evidence::again(page, exchange, view.authorization);
    }
}

/// Which act it was, where the excerpt alone does not tell: a step with several members, or one out of a fragment.
fn which_step(pass: &PassResult, step: &StepResult, page: &mut Page<'_>) {
    let shared = pass.steps.iter().filter(|other| other.location == step.location).count() > 1;
    if shared || !step.used_from.is_empty() {
        page.row("step", &format!("{} of {}, {}", step.number, pass.steps.len(), step.label));
    }
    for used_from in step.used_from.iter().rev() {
        page.row("used from", &position(used_from));
    }
}

/// What else was found in the step, in full.
fn rest(pass: &PassResult, step: &StepResult, lead: usize, page: &mut Page<'_>) {
    for (index, finding) in step.findings.iter().enumerate().filter(|(index, _)| *index != lead) {
        page.gap();
        place::write(page, step.finding_location(index), &finding.message, evidence::tone(finding.level));
        evidence::comparison(page, finding);
        evidence::rule(page, &pass.client, finding);
        evidence::origin(page, finding);
        evidence::advice(page, finding);
    }
}

fn verbose_steps(view: &View<'_>, pass: &PassResult, page: &mut Page<'_>) {
    for step in &pass.steps {
        verbose_step(view, &pass.client, step, page);
    }
    for finding in &pass.findings {
        one_line(finding, page);
    }
}

fn verbose_step(view: &View<'_>, client: &str, step: &StepResult, page: &mut Page<'_>) {
    let left = format!("    step {}  {}", step.number, clean::line(&step.label));
    let right = match step.outcome.reason() {
        Some(_) => step.outcome.as_str().replace('-', " "),
        None => {
            let requests = words::count(step.requests, "request", "requests");
            format!("{}   {requests}   {}", step.outcome.as_str(), words::duration(step.duration))
        }
    };
    page.ends(&left, &view.layout.paint(Tone::Faint, &right));
    if let Some(reason) = step.outcome.reason() {
        page.paragraph(6, "", reason);
    }
    for finding in &step.findings {
        one_line(finding, page);
    }
    traffic::write(page, &step.trace, &step.read_backs);
    // A success needs no words; what Okta shows otherwise is what a scenario with canned answers is played for.
    if step.verdict.as_ref().is_some_and(|verdict| !verdict.is_success()) && step.outcome != Outcome::Failed {
        evidence::verdict(page, client, step);
        page.gap();
    }
}

fn one_line(finding: &Finding, page: &mut Page<'_>) {
    let level = page.layout.paint(evidence::tone(finding.level), finding.level.as_str());
    page.paragraph(6, &format!("{level} "), &format!("{}: {}", finding.rule, finding.message));
}
