//! The text of a dry run: each act of each pass with the requests that it would send.

use super::layout::{Layout, Tone};
use super::page::Page;
use super::{clean, words};
use crate::exchange::{Call, Payload};
use crate::outcome::{Outcome, PassResult};

/// What a pass would send. Values that the server would make already read `<from server>`.
#[derive(Debug, Clone, PartialEq)]
pub struct Pass {
    /// Scenario name.
    pub scenario: String,
    /// Its title.
    pub title: String,
    /// Client name.
    pub client: String,
    /// Why the pass would not be played, if so.
    pub reason: Option<String>,
    /// Its acts in order.
    pub acts: Vec<Act>,
}

/// What an act would send.
#[derive(Debug, Clone, PartialEq)]
pub struct Act {
    /// `deactivate ada`.
    pub label: String,
    /// The requests in order.
    pub calls: Vec<Call>,
    /// Why the act would not be played, if so.
    pub reason: Option<String>,
}

impl Pass {
    /// The plan in a pass that was played with all its traces kept.
    pub fn of(pass: &PassResult) -> Self {
        let reason = |outcome: &Outcome| outcome.reason().map(str::to_owned);
        let acts = pass.steps.iter().map(|step| Act {
            label: step.label.clone(),
            calls: step.trace.iter().map(|exchange| exchange.call.clone()).collect(),
            reason: reason(&step.outcome),
        });
        Pass {
            scenario: pass.scenario.clone(),
            title: pass.title.clone(),
            client: pass.client.clone(),
            reason: reason(&pass.outcome),
            acts: acts.collect(),
        }
    }
}

/// The heading of a dry run: what it is, and what it takes for granted.
pub fn heading(layout: Layout, target: &str, passes: usize) -> String {
    let mut out = String::new();
    let mut page = Page::new(layout, &mut out);
    let head = layout.paint(Tone::Strong, "Dry run");
    let passes = words::count(passes, "pass", "passes");
    page.paragraph(
        0,
        &format!("{head}  {} ", layout.arrow()),
        &format!("{target}, {passes}; nothing is sent there"),
    );
    let assumption = "The plan assumes right answers, taken from the embedded provider: where a client's next request \
                      depends on an answer, a wrong one would change what follows. <from server> stands for what only \
                      the target can know.";
    page.paragraph(0, "", assumption);
    page.gap();
    out
}

/// The plan of one pass.
pub fn pass(layout: Layout, pass: &Pass) -> String {
    let mut out = String::new();
    let mut page = Page::new(layout, &mut out);
    let name = layout.paint(Tone::Strong, &clean::line(&pass.scenario));
    page.ready(&format!("{name}  {}", clean::line(&pass.client)));
    page.paragraph(2, "", &pass.title);
    if let Some(reason) = &pass.reason {
        page.paragraph(2, &layout.paint(Tone::Caution, "would not run: "), reason);
    }
    for (number, act) in pass.acts.iter().enumerate() {
        page.gap();
        page.paragraph(2, &format!("{}. ", number + 1), &act.label);
        if let Some(reason) = &act.reason {
            page.paragraph(5, &layout.paint(Tone::Caution, "would not run: "), reason);
        } else if act.calls.is_empty() {
            page.paragraph(5, "", "sends nothing");
        }
        for (index, call) in act.calls.iter().enumerate() {
            if index > 0 {
                page.gap();
            }
            request(&mut page, call);
        }
    }
    page.gap();
    out
}

fn request(page: &mut Page<'_>, call: &Call) {
    let line = format!("{} {}", call.method, call.target());
    let line = page.layout.paint(Tone::Good, &clean::line(&line));
    let evidence = page.layout.paint(Tone::Faint, &format!("   {}", call.evidence.as_str()));
    page.ready(&format!("     {line}{evidence}"));
    for (name, value) in &call.headers {
        let value = if super::human::is_credential(name) { "(redacted)" } else { value };
        let header = clean::line(&format!("{name}: {value}")).into_owned();
        page.ready(&format!("     {}", page.layout.paint(Tone::Faint, &header)));
    }
    let text = match &call.body {
        None => return,
        Some(Payload::Json(value)) => format!("{value:#}"),
        Some(Payload::Raw(text)) => text.clone(),
    };
    for line in text.lines() {
        page.ready(&format!("       {}", clean::line(line)));
    }
}
