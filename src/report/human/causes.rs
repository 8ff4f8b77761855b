//! The end of the screen: what is broken, by cause, the gravest first.

use super::super::layout::Tone;
use super::super::page::Page;
use super::super::{clean, rules, words};
use super::{evidence, position};
use crate::judge::Level;
use crate::outcome::{Cause, Hits};

/// Rules that are named among what follows; there may be more.
const CONSEQUENCES: usize = 5;

/// Forms of requests that are named; there may be more.
const FORMS: usize = 4;

/// Writes the list; nothing if nothing was found.
pub(super) fn write(page: &mut Page<'_>, causes: &[Cause], fail_on: Level) {
    if causes.is_empty() {
        return;
    }
    let is_broken = causes.iter().any(|cause| cause.level >= fail_on);
    let title = if is_broken { "What is broken, the gravest first" } else { "Worth knowing" };
    page.ready(&page.layout.paint(Tone::Strong, title));
    for cause in causes {
        page.gap();
        let failing = cause.level >= fail_on;
        head(page, cause);
        seen_for(page, cause);
        if failing {
            damage(page, cause);
        }
        also(page, cause);
        places(page, cause, failing);
        if let Some(likely) = &cause.likely_cause {
            page.row("likely cause", likely);
        }
        page.row("fix", &cause.fix);
        related(page, cause);
        let source = cause.source.as_deref().map(|source| format!("   {source}")).unwrap_or_default();
        page.row("read", &format!("scimulate explain {}{source}", cause.rule));
    }
    page.gap();
}

fn head(page: &mut Page<'_>, cause: &Cause) {
    let mut numbers: Vec<usize> = cause.parts.clone();
    numbers.push(cause.number);
    numbers.sort_unstable();
    let numbers: Vec<String> = numbers.iter().map(usize::to_string).collect();
    let number = page.layout.paint(Tone::Strong, &format!("{:>2}", numbers.join(", ")));
    let level = page.layout.paint(evidence::tone(cause.level), cause.level.as_str());
    let pad = " ".repeat(10 - cause.level.as_str().len());
    page.paragraph(0, &format!("{number}  {level}{pad}  "), &cause.headline);
}

fn seen_for(page: &mut Page<'_>, cause: &Cause) {
    let levels = [Level::Error, Level::Violation, Level::Warning, Level::Note];
    let mut label = "seen for";
    for level in levels {
        let hits: Vec<_> = cause.clients.iter().filter(|(_, hits)| hits.level == level).collect();
        if hits.is_empty() {
            continue;
        }
        let clients: Vec<String> = hits.iter().map(|(client, _)| (*client).clone()).collect();
        let total = |number: fn(&Hits) -> usize| hits.iter().map(|(_, hits)| number(hits)).sum::<usize>();
        let findings = words::count(total(|hits| hits.findings), "finding", "findings");
        let passes = words::count(total(Hits::passes), "pass", "passes");
        let text = format!("{}: {}, {findings} in {passes}", words::list(&clients), level.as_str());
        page.row(std::mem::take(&mut label), &text);
    }
    if let Some(view) = standard(cause) {
        page.row("", &view);
    }
}

/// What the standard says where nobody asked it and the clients that were run take it more lightly.
fn standard(cause: &Cause) -> Option<String> {
    let tolerant = cause.clients.keys().all(|client| rules::is_tolerated(cause.rule, client));
    tolerant.then(|| rules::difference(cause.rule)).flatten()
}

fn damage(page: &mut Page<'_>, cause: &Cause) {
    page.row("damage", cause.damage.as_str());
    let mut rules: Vec<(&str, usize)> =
        cause.consequences.iter().map(|(rule, times)| (*rule, *times)).collect();
    rules.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    let (named, others) = rules.split_at(rules.len().min(CONSEQUENCES));
    let mut consequences: Vec<String> =
        named.iter().map(|(rule, times)| format!("{rule} ({times}{})", page.layout.times())).collect();
    if !others.is_empty() {
        let more: usize = others.iter().map(|(_, times)| times).sum();
        consequences.push(words::count(more, "other finding", "other findings"));
    }
    if cause.steps_not_run > 0 {
        consequences.push(words::count(cause.steps_not_run, "step not run", "steps not run"));
    }
    if cause.passes_not_run > 0 {
        consequences.push(words::count(cause.passes_not_run, "pass not run", "passes not run"));
    }
    if !consequences.is_empty() {
        page.row("leads to", &words::list(&consequences));
    }
}

fn also(page: &mut Page<'_>, cause: &Cause) {
    if !cause.rule.also_affects.is_empty() {
        page.row("also affects", &rules::also_affects(cause.rule));
    }
}

/// Causes that may be one with this.
fn related(page: &mut Page<'_>, cause: &Cause) {
    let Some(method) = cause.silent.filter(|_| !cause.related.is_empty()) else { return };
    let numbers: Vec<String> = cause.related.iter().map(usize::to_string).collect();
    let (word, are) = if numbers.len() == 1 { ("cause", "is") } else { ("causes", "are") };
    let numbers = words::list(&numbers);
    page.row(
        "see also",
        &format!("{word} {numbers} {are} of the same kind, a {method} that was not stored as sent; one change may repair them together"),
    );
}

fn places(page: &mut Page<'_>, cause: &Cause, failing: bool) {
    if failing && cause.forms.len() > 1 {
        let mut forms: Vec<String> = cause
            .forms
            .iter()
            .take(FORMS)
            .map(|(form, times)| format!("{form} ({times}{})", page.layout.times()))
            .collect();
        if cause.forms.len() > FORMS {
            forms.push("others".to_owned());
        }
        page.row("requests", &words::list(&forms));
    }
    let Some(first) = cause.places.first() else { return };
    let first = format!("{}, {}, {}", clean::line(&first.scenario), first.client, position(&first.location));
    page.row("first in", &first);
}
