//! The findings of all passes, folded: one entry per rule and level, however many exchanges broke it.

use indexmap::IndexMap;

use super::super::layout::Tone;
use super::super::page::Page;
use super::super::words;
use super::{evidence, position};
use crate::judge::{Finding, Level};
use crate::outcome::{Location, PassResult};

/// Different messages that are kept of one rule. Servers put ids into their messages, and memory is to stay flat.
const MESSAGES: usize = 3;

/// Columns before what is said of an entry.
const INDENT: usize = 13;

/// What was found so far.
#[derive(Debug, Default)]
pub(super) struct Seen {
    groups: IndexMap<(Level, String), Group>,
}

#[derive(Debug)]
struct Group {
    count: usize,
    passes: usize,
    last_pass: usize,
    /// Whether it failed passes, and so was shown in full there.
    failing: bool,
    fix: Option<String>,
    source: Option<String>,
    messages: IndexMap<String, Message>,
    /// Findings whose messages were not kept.
    further: usize,
}

#[derive(Debug)]
struct Message {
    count: usize,
    first: String,
}

impl Seen {
    /// Takes in the findings of a pass.
    pub(super) fn add(&mut self, pass: &PassResult, fail_on: Level) {
        for step in &pass.steps {
            for (index, finding) in step.findings.iter().enumerate() {
                self.one(pass, finding, step.finding_location(index), fail_on);
            }
        }
        for finding in &pass.findings {
            self.one(pass, finding, &pass.location, fail_on);
        }
    }

    fn one(&mut self, pass: &PassResult, finding: &Finding, location: &Location, fail_on: Level) {
        let group = self.groups.entry((finding.level, finding.rule.to_string())).or_insert_with(|| Group {
            count: 0,
            passes: 0,
            last_pass: usize::MAX,
            failing: finding.level >= fail_on,
            fix: finding.fix.clone(),
            source: finding.source.as_deref().map(str::to_owned),
            messages: IndexMap::new(),
            further: 0,
        });
        group.count += 1;
        if group.last_pass != pass.index {
            group.last_pass = pass.index;
            group.passes += 1;
        }
        if let Some(message) = group.messages.get_mut(&finding.message) {
            message.count += 1;
        } else if group.messages.len() < MESSAGES {
            let first = format!("{}, {}, {}", pass.scenario, pass.client, position(location));
            group.messages.insert(finding.message.clone(), Message { count: 1, first });
        } else {
            group.further += 1;
        }
    }

    /// Whether this rule failed an earlier pass and was explained there.
    pub(super) fn is_explained(&self, finding: &Finding) -> bool {
        self.groups.get(&(finding.level, finding.rule.to_string())).is_some_and(|group| group.failing)
    }

    /// How many findings of a level there were.
    pub(super) fn count(&self, level: Level) -> usize {
        self.groups.iter().filter(|((of, _), _)| *of == level).map(|(_, group)| group.count).sum()
    }

    /// Writes the list; nothing if nothing was found.
    pub(super) fn write(&self, page: &mut Page<'_>) {
        if self.groups.is_empty() {
            return;
        }
        page.ready(&page.layout.paint(Tone::Strong, "Findings"));
        let mut groups: Vec<_> = self.groups.iter().collect();
        groups.sort_by_key(|((level, _), group)| (std::cmp::Reverse(*level), std::cmp::Reverse(group.count)));
        let widest = groups.iter().map(|((_, rule), _)| rule.len()).max().unwrap_or(0).min(44);
        for ((level, rule), group) in groups {
            let word = page.layout.paint(evidence::tone(*level), level.as_str());
            let pad = " ".repeat(11 - level.as_str().len());
            let times = page.layout.times();
            let passes = words::count(group.passes, "pass", "passes");
            let source = group.source.as_deref().map(|source| format!("   {source}")).unwrap_or_default();
            let text = format!("{rule:<widest$}  {}{times} in {passes}{source}", group.count);
            page.paragraph(2, &format!("{word}{pad}"), &text);
            group.write(page);
        }
        page.gap();
    }
}

impl Group {
    fn write(&self, page: &mut Page<'_>) {
        let several = self.messages.len() > 1 || self.further > 0;
        for (text, message) in &self.messages {
            let times =
                if several { format!(" ({}{})", message.count, page.layout.times()) } else { String::new() };
            page.paragraph(INDENT, "", &format!("{text}{times}"));
            // What failed was shown where it happened.
            if !self.failing {
                page.paragraph(INDENT, &page.layout.paint(Tone::Faint, "first: "), &message.first);
            }
        }
        if self.further > 0 {
            let more = words::count(self.further, "more with another wording", "more with other wordings");
            page.paragraph(INDENT, "", &format!("+ {more}; the JSON report has them all"));
        }
        if let Some(fix) = &self.fix {
            page.paragraph(INDENT, &page.layout.paint(Tone::Faint, "fix: "), fix);
        }
    }
}
