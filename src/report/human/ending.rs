//! The end of the screen: the table scenario × client, what was left behind, totals, and why the run ended so.

use console::measure_text_width;
use indexmap::{IndexMap, IndexSet};

use super::super::layout::{Layout, Tone};
use super::super::page::Page;
use super::super::{clean, words};
use super::snapshot;
use super::tally::Tally;
use crate::judge::Level;
use crate::outcome::{Conclusion, LeftBehind, Outcome, PassResult, RunInfo, RunSummary};

/// Beyond so many rows, those that passed for every client are one; each has a line of its own above.
const LONG: usize = 12;

/// What is kept of every pass.
#[derive(Debug, Default)]
pub(super) struct Table {
    clients: IndexSet<String>,
    rows: IndexMap<String, Vec<Cell>>,
    widest: (usize, usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cell {
    /// Not part of the run.
    Empty,
    Passed,
    Failed,
    Skipped,
    NotRun,
}

impl Table {
    /// Takes in the planned passes, which count as not run until they end.
    pub(super) fn plan(&mut self, passes: &[(String, String)]) {
        let mut clients: Vec<&String> = passes.iter().map(|(_, client)| client).collect();
        // Okta's clients first, whichever scenario came first.
        clients.sort_by_key(|client| (*client == "rfc", *client));
        self.clients.extend(clients.into_iter().cloned());
        for (scenario, client) in passes {
            *self.cell(scenario, client) = Cell::NotRun;
        }
    }

    /// Takes in a pass that ended.
    pub(super) fn add(&mut self, pass: &PassResult) {
        *self.cell(&pass.scenario, &pass.client) = match pass.outcome {
            Outcome::Passed => Cell::Passed,
            Outcome::Failed => Cell::Failed,
            Outcome::Skipped(_) => Cell::Skipped,
            Outcome::NotRun(_) => Cell::NotRun,
        };
    }

    fn cell(&mut self, scenario: &str, client: &str) -> &mut Cell {
        self.widest.0 = self.widest.0.max(measure_text_width(scenario));
        self.widest.1 = self.widest.1.max(measure_text_width(client));
        let column = match self.clients.get_index_of(client) {
            Some(column) => column,
            None => self.clients.insert_full(client.to_owned()).0,
        };
        if !self.rows.contains_key(scenario) {
            self.rows.insert(scenario.to_owned(), Vec::new());
        }
        let row = &mut self.rows[scenario];
        if row.len() <= column {
            row.resize(column + 1, Cell::Empty);
        }
        &mut row[column]
    }

    /// The columns that names take in the lines of passes; very long names may stick out.
    pub(super) fn columns(&self, layout: &Layout) -> (usize, usize) {
        // Beside them there must be room for the word, the measures and a remark or two.
        let room = layout.columns().saturating_sub(self.widest.1 + 40);
        (self.widest.0.min(room), self.widest.1)
    }

    /// Writes the table.
    pub(super) fn write(&self, page: &mut Page<'_>) {
        // A list of everything that was not played says nothing that the last line does not.
        if self.rows.values().flatten().all(|cell| matches!(cell, Cell::Empty | Cell::NotRun)) {
            return;
        }
        let layout = page.layout;
        let widths: Vec<usize> =
            self.clients.iter().map(|client| measure_text_width(client).max(9) + 2).collect();
        let room = layout.columns().saturating_sub(widths.iter().sum::<usize>() + 2).max(8);
        // Room for `the other 1234 scenarios` too.
        let least = if self.rows.len() > LONG { 24 } else { 7 };
        let name_width = self.widest.0.max(least).min(room);
        let mut head = layout.paint(Tone::Strong, &format!("{:<1$}", "Summary", name_width + 2));
        for (client, width) in self.clients.iter().zip(&widths) {
            head.push_str(&layout.paint(Tone::Strong, &format!("  {:<1$}", clean::line(client), width - 2)));
        }
        page.ready(&head);
        let row = |name: &str, cells: &[Cell]| {
            let name = clean::line(name);
            let name = console::truncate_str(&name, name_width, layout.ellipsis());
            let pad = name_width - measure_text_width(&name);
            let mut line = format!("  {name}{:pad$}", "");
            for (cell, width) in cells.iter().zip(&widths) {
                let (tone, text) = cell.text(&layout);
                let pad = width - 2 - measure_text_width(text);
                line.push_str(&format!("  {}{:pad$}", layout.paint(tone, text), ""));
            }
            line
        };
        let mut alike = [Cell::Passed, Cell::NotRun].map(|cell| Alike::new(cell, self.clients.len()));
        for (scenario, cells) in &self.rows {
            let fold = alike.iter_mut().find(|alike| alike.holds(cells));
            match fold.filter(|_| !layout.verbose && self.rows.len() > LONG) {
                Some(alike) => alike.add(scenario, cells),
                None => page.ready(&row(scenario, cells)),
            }
        }
        for alike in &alike {
            match (alike.count, alike.cell) {
                (0, _) => {}
                (1, _) => page.ready(&row(&alike.first, &alike.together)),
                (count, _) if count == self.rows.len() => {
                    page.ready(&row(&format!("all {count} scenarios"), &alike.together));
                }
                (count, Cell::Passed) => {
                    page.ready(&row(&format!("the other {count} scenarios"), &alike.together));
                }
                (count, _) => page.ready(&row(&format!("{count} scenarios"), &alike.together)),
            }
        }
        page.gap();
    }
}

/// Rows that say the same for every client, as one row.
struct Alike {
    cell: Cell,
    count: usize,
    first: String,
    together: Vec<Cell>,
}

impl Alike {
    fn new(cell: Cell, clients: usize) -> Self {
        Alike { cell, count: 0, first: String::new(), together: vec![Cell::Empty; clients] }
    }

    fn holds(&self, cells: &[Cell]) -> bool {
        cells.iter().all(|cell| *cell == self.cell || *cell == Cell::Empty)
    }

    fn add(&mut self, scenario: &str, cells: &[Cell]) {
        if self.count == 0 {
            scenario.clone_into(&mut self.first);
        }
        self.count += 1;
        for (cell, all) in cells.iter().zip(&mut self.together) {
            if *cell == self.cell {
                *all = *cell;
            }
        }
    }
}

impl Cell {
    const fn text(self, layout: &Layout) -> (Tone, &'static str) {
        match (self, layout.unicode) {
            (Cell::Empty, _) => (Tone::Faint, ""),
            (Cell::Passed, true) => (Tone::Good, "✓ pass"),
            (Cell::Passed, false) => (Tone::Good, "+ pass"),
            (Cell::Failed, true) => (Tone::Bad, "✗ FAIL"),
            (Cell::Failed, false) => (Tone::Bad, "x FAIL"),
            (Cell::Skipped, true) => (Tone::Caution, "– skip"),
            (Cell::Skipped, false) => (Tone::Caution, "- skip"),
            (Cell::NotRun, true) => (Tone::Caution, "· not run"),
            (Cell::NotRun, false) => (Tone::Caution, ". not run"),
        }
    }
}

/// Writes left-behind resources, totals and the conclusion.
pub(super) fn write(page: &mut Page<'_>, info: Option<&RunInfo>, summary: &RunSummary, tally: &Tally) {
    left_behind(page, info, summary);
    totals(page, summary, tally);
    conclusion(page, info, summary, tally);
}

fn left_behind(page: &mut Page<'_>, info: Option<&RunInfo>, summary: &RunSummary) {
    if summary.left_behind.is_empty() {
        return;
    }
    let head = "Left behind on the target";
    page.ready(&page.layout.paint(Tone::Caution, head));
    // Thirty users are mostly there for one reason, which would bury their paths if each repeated it.
    for (reason, resources) in LeftBehind::by_reason(&summary.left_behind) {
        page.paragraph(2, "", &format!("{reason}:"));
        for left in resources {
            page.paragraph(6, "", &format!("{}  {}", left.path, left.name));
        }
    }
    match info {
        Some(info) => {
            page.paragraph(2, "", &format!("remove them with: scimulate clean --run-id {}", info.run_id))
        }
        None => page.paragraph(2, "", "remove them with: scimulate clean"),
    }
    page.gap();
}

fn totals(page: &mut Page<'_>, summary: &RunSummary, tally: &Tally) {
    let mut passes = vec![format!("{} passed", summary.passed)];
    for (number, word) in
        [(summary.failed, "failed"), (summary.skipped, "skipped"), (summary.not_run, "not run")]
    {
        if number > 0 {
            passes.push(format!("{number} {word}"));
        }
    }
    page.row("passes", &passes.join(", "));
    let findings: Vec<String> = [
        (Level::Error, "error", "errors"),
        (Level::Violation, "violation", "violations"),
        (Level::Warning, "warning", "warnings"),
        (Level::Note, "note", "notes"),
    ]
    .into_iter()
    .filter_map(|(level, one, many)| {
        Some(tally.count(level)).filter(|n| *n > 0).map(|n| words::count(n, one, many))
    })
    .collect();
    let findings = if findings.is_empty() { "none".to_owned() } else { findings.join(", ") };
    let findings = match summary.causes.len() {
        0 => findings,
        causes => format!("{findings}, from {}", words::count(causes, "cause", "causes")),
    };
    page.row("findings", &findings);
    let snapshots: Vec<String> =
        [(summary.snapshots_changed, "changed"), (summary.snapshots_missing, "missing")]
            .into_iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, word)| format!("{number} {word}"))
            .collect();
    if !snapshots.is_empty() {
        // Where nothing was written (in CI), there is nothing to review.
        let counts = snapshots.join(", ");
        match tally.pending().map(|pending| pending.directory.as_deref()) {
            None => page.row("snapshots", &counts),
            Some(None) => page.row("snapshots", &format!("{counts}    see them with: scimulate review")),
            Some(directory) => {
                page.row("snapshots", &format!("{counts}    see them with:"));
                page.command("", &format!("scimulate review{}", snapshot::option(directory)));
            }
        }
    }
    let requests = words::count(summary.requests, "request", "requests");
    let own = match summary.own_requests {
        0 => String::new(),
        own => format!(" and {own} of scimulate's own"),
    };
    page.row("traffic", &format!("{requests}{own} in {}", words::duration(summary.duration)));
    page.gap();
}

fn conclusion(page: &mut Page<'_>, info: Option<&RunInfo>, summary: &RunSummary, tally: &Tally) {
    let fail_on = info.map_or(Level::Violation, |info| info.fail_on);
    let from =
        if fail_on == Level::Error { "error".to_owned() } else { format!("{} or above", fail_on.as_str()) };
    let (word, tone, text) = match summary.conclusion() {
        Conclusion::Passed => ("PASSED", Tone::Good, format!("no finding of level {from}")),
        Conclusion::Failed => ("FAILED", Tone::Bad, reasons(summary, tally, fail_on, &from)),
        Conclusion::NothingRan => {
            let text = "no pass was played; the reasons stand above".to_owned();
            ("NOTHING RAN", Tone::Caution, text)
        }
        Conclusion::Unreachable => {
            let text = summary.target_died.clone().unwrap_or_default();
            // Refused credentials are no loss: nothing had been won.
            let word = if summary.passed + summary.failed > 0 { "TARGET LOST" } else { "NOT TESTED" };
            (word, Tone::Bad, text + &failures_before(summary))
        }
        Conclusion::JournalFailed => {
            let reason = summary.journal_failed.as_deref().unwrap_or_default();
            let text = format!(
                "{reason}; what cannot be noted there is not created, and {} played to the end. Make room, or name another \
                 directory in SCIMULATE_STATE_DIR, and run again",
                words::count(summary.not_run, "pass was not", "passes were not"),
            );
            ("STOPPED", Tone::Bad, text + &failures_before(summary))
        }
        Conclusion::Interrupted => {
            let text = format!("{} not played", words::count(summary.not_run, "pass was", "passes were"));
            ("INTERRUPTED", Tone::Bad, text + &failures_before(summary))
        }
    };
    page.paragraph(0, &format!("{} ", page.layout.paint(tone, &format!("{word}:"))), &text);
}

/// What had failed already when the run ended early.
fn failures_before(summary: &RunSummary) -> String {
    match summary.failed {
        0 => String::new(),
        failed => format!("; before that, {} failed", words::count(failed, "pass", "passes")),
    }
}

fn reasons(summary: &RunSummary, tally: &Tally, fail_on: Level, from: &str) -> String {
    let failing = [Level::Error, Level::Violation, Level::Warning, Level::Note]
        .into_iter()
        .filter(|level| *level >= fail_on)
        .map(|level| tally.count(level))
        .sum::<usize>();
    let mut reasons = Vec::new();
    if failing > 0 {
        reasons.push(format!("{} of level {from}", words::count(failing, "finding", "findings")));
    }
    if summary.snapshots_changed > 0 {
        reasons.push(words::count(summary.snapshots_changed, "changed snapshot", "changed snapshots"));
    }
    let passes = words::count(summary.failed, "pass", "passes");
    if reasons.is_empty() { passes } else { format!("{passes}, with {}", words::list(&reasons)) }
}
