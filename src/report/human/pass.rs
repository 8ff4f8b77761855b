//! The line of a pass, and the blocks of a failed one.

use console::measure_text_width;

use super::super::layout::Tone;
use super::super::page::Page;
use super::super::{clean, words};
use super::repeated::Repeated;
use super::seen::Seen;
use super::view::{View, is_snapshot};
use super::{evidence, place, position, snapshot, traffic};
use crate::judge::{Finding, Level};
use crate::outcome::{Location, Outcome, PassResult, SnapshotState, StepResult};

/// Writes what there is to say about a pass when it ends.
pub(super) fn write(view: &View<'_>, pass: &PassResult, seen: &Seen, out: &mut String) {
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
        Outcome::Failed => failed(view, pass, seen, &mut page),
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
    let width = measure_text_width(&head);
    if width + 3 + reason.len() <= view.layout.columns() || width < view.layout.columns() / 2 {
        page.paragraph(0, &format!("{head}   "), reason);
    } else {
        page.ready(&head);
        page.paragraph(6, "", reason);
    }
}

fn failed(view: &View<'_>, pass: &PassResult, seen: &Seen, page: &mut Page<'_>) {
    let head = format!(
        "{}  {}  {}",
        view.layout.paint(Tone::Bad, "FAIL"),
        view.layout.paint(Tone::Strong, &clean::line(&pass.scenario)),
        clean::line(&pass.client)
    );
    let mut blocks = 0;
    let mut repeated = Repeated::default();
    let open = |page: &mut Page<'_>, blocks: &mut usize, location: &Location, what: &str| {
        let at = view.layout.paint(Tone::Faint, &clean::line(&position(location)));
        if *blocks == 0 {
            page.ends(&head, &at);
        } else {
            page.gap();
            page.ends(&format!("      {}", clean::line(what)), &at);
        }
        *blocks += 1;
    };
    for step in &pass.steps {
        match &step.outcome {
            Outcome::Failed => {
                let lead = view.lead(&step.findings);
                let rule = lead.map(|(_, finding)| finding).filter(|finding| finding.level < Level::Error);
                // A broken MUST that the client survives tends to be broken everywhere: within a pass it is shown once.
                if rule.is_some_and(|finding| repeated.take(finding, step)) && !view.layout.verbose {
                    continue;
                }
                let location = lead.map_or(&step.location, |(index, _)| step.finding_location(index));
                open(page, &mut blocks, location, &format!("step {}, {}", step.number, step.label));
                match rule.filter(|finding| !view.layout.verbose && seen.is_explained(finding)) {
                    Some(finding) => known_again(view, pass, step, finding, page),
                    None => self::step(view, pass, step, page),
                }
            }
            _ if view.layout.verbose => {
                // The head comes first whatever the first step did.
                if blocks == 0 {
                    open(page, &mut blocks, &pass.location, "");
                }
                verbose_step(view, step, page);
            }
            _ => {}
        }
    }
    for finding in pass.findings.iter().filter(|finding| view.fails(finding) && !is_snapshot(finding)) {
        open(page, &mut blocks, &pass.location, "after the steps");
        own(view, pass, finding, page);
    }
    if view.is_snapshot_failure(pass) {
        open(page, &mut blocks, &pass.location, "the conversation as a whole");
        snapshot::write(page, pass);
    }
    if blocks == 0 {
        open(page, &mut blocks, &pass.location, "");
    }
    repeated.write(page);
    not_run(pass, page);
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
        rest(view, pass, step, index, page);
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

/// What else was found in the step: named, or in full when everything is shown.
fn rest(view: &View<'_>, pass: &PassResult, step: &StepResult, lead: usize, page: &mut Page<'_>) {
    let others = step.findings.iter().enumerate().filter(|(index, _)| *index != lead);
    if view.layout.verbose {
        for (index, finding) in others {
            page.gap();
            place::write(page, step.finding_location(index), &finding.message, evidence::tone(finding.level));
            evidence::comparison(page, finding);
            evidence::rule(page, &pass.client, finding);
            evidence::advice(page, finding);
        }
        return;
    }
    let mut rules: Vec<&str> = Vec::new();
    let mut number = 0;
    for (_, finding) in others.filter(|(_, finding)| view.fails(finding)) {
        number += 1;
        if !rules.contains(&finding.rule.id) {
            rules.push(finding.rule.id);
        }
    }
    if number > 0 {
        let more = words::count(number, "more finding that follows", "more findings that follow");
        page.paragraph(
            2,
            "",
            &format!(
                "+ {more} ({}); --verbose shows {}",
                rules.join(", "),
                if number == 1 { "it" } else { "them" }
            ),
        );
    }
}

/// A step that breaks a rule which was explained in full before.
fn known_again(
    view: &View<'_>,
    pass: &PassResult,
    step: &StepResult,
    finding: &Finding,
    page: &mut Page<'_>,
) {
    page.row("step", &format!("{} of {}, {}", step.number, pass.steps.len(), step.label));
    page.row(finding.level.as_str(), &finding.message);
    page.row("rule", &format!("{}   cause and fix as above", finding.rule));
    evidence::verdict(page, &pass.client, step);
    if let Some(exchange) = evidence::exchange_of(finding, Some(step)) {
        evidence::exchange(page, exchange, finding.pointer.as_deref());
        evidence::again(page, exchange, view.authorization);
    }
    let lead = view.lead(&step.findings).map_or(0, |(index, _)| index);
    rest(view, pass, step, lead, page);
}

/// Steps that were not played, by reason.
fn not_run(pass: &PassResult, page: &mut Page<'_>) {
    let mut reasons: Vec<(&str, Vec<String>)> = Vec::new();
    for step in &pass.steps {
        let Some(reason) = step.outcome.reason() else { continue };
        let name = format!("step {} ({})", step.number, step.label);
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, steps)) => steps.push(name),
            None => reasons.push((reason, vec![name])),
        }
    }
    for (reason, steps) in reasons {
        page.row("not run", &format!("{}: {reason}", words::list(&steps)));
    }
}

fn verbose_steps(view: &View<'_>, pass: &PassResult, page: &mut Page<'_>) {
    for step in &pass.steps {
        verbose_step(view, step, page);
    }
    for finding in &pass.findings {
        one_line(finding, page);
    }
}

fn verbose_step(view: &View<'_>, step: &StepResult, page: &mut Page<'_>) {
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
}

fn one_line(finding: &Finding, page: &mut Page<'_>) {
    let level = page.layout.paint(evidence::tone(finding.level), finding.level.as_str());
    page.paragraph(6, &format!("{level} "), &format!("{}: {}", finding.rule, finding.message));
}
