//! The screen: what somebody reads who did not write the server and has never read the RFC.
//!
//! - `pass`: the line of a pass, and the blocks of a failed one
//! - `evidence`: the rows of a block: what was shown, sent, answered, read back, and how to repeat it
//! - `chapter`: what a failed pass has to say, by cause
//! - `place`: the line of the scenario file with a caret
//! - `traffic`: whole exchanges, for `--verbose`
//! - `snapshot`: the difference to the approved conversation, and how to approve the new one
//! - `view`: what the text of a pass depends on beside the pass
//! - `unplayed`: passes that were not run for one reason, told once
//! - `tally`: how much was found, and which causes were shown already
//! - `causes`: what is broken, by cause, the gravest first
//! - `ending`: table, left-behind resources, totals, and why the run ended as it did
//!
//! A pass is printed when it ends and forgotten, but for what the end needs. A cause is shown in full once, in the
//! first pass that it breaks; later passes name its number.

mod causes;
mod chapter;
mod ending;
mod evidence;
mod pass;
mod place;
mod snapshot;
mod tally;
mod traffic;
mod unplayed;
mod view;

pub(in crate::report) use traffic::exchange_as_sent;

pub(super) use traffic::is_credential;
pub(super) use view::is_snapshot;

use std::sync::Arc;

use super::layout::{Layout, Tone};
use super::page::Page;
use super::{Report, words};
use crate::judge::{Finding, Level};
use crate::outcome::{Event, Location, Notice, PassResult, RunInfo, StepResult};

/// The report for people.
#[derive(Debug)]
pub struct Human {
    layout: Layout,
    info: Option<Arc<RunInfo>>,
    tally: tally::Tally,
    table: ending::Table,
    unplayed: unplayed::Unplayed,
    /// Whether the text so far ends with an empty line (or is empty).
    spaced: bool,
}

impl Human {
    /// A screen with this layout.
    pub fn new(layout: Layout) -> Self {
        Human {
            layout,
            info: None,
            tally: tally::Tally::default(),
            table: ending::Table::default(),
            unplayed: unplayed::Unplayed::default(),
            spaced: true,
        }
    }

    fn heading(&mut self, info: &Arc<RunInfo>, out: &mut String) {
        let mut page = Page::new(self.layout, out);
        let target = match &info.url {
            Some(url) if *url != info.target => format!("{}  {url}", info.target),
            _ => info.target.clone(),
        };
        let head = self.layout.paint(Tone::Strong, &format!("scimulate {}", info.version));
        page.paragraph(0, &format!("{head}  {} ", self.layout.arrow()), &target);
        let passes = words::count(info.passes.len(), "pass", "passes");
        let text = format!("run {}, {passes}, fails from level {} on", info.run_id, info.fail_on.as_str());
        page.paragraph(0, "", &text);
        page.gap();
        self.table.plan(&info.passes);
        self.info = Some(Arc::clone(info));
        self.spaced = true;
    }

    fn pass(&mut self, pass: &PassResult, out: &mut String) {
        let fail_on = self.fail_on();
        self.table.add(pass);
        let view = view::View {
            layout: self.layout,
            fail_on,
            authorization: self.info.as_ref().and_then(|info| info.curl_authorization.as_deref()),
            columns: self.table.columns(&self.layout),
        };
        if self.unplayed.repeats(pass) && !self.layout.verbose {
            let mut line = String::new();
            pass::write(&view, pass, &self.tally, &mut line);
            self.unplayed.keep(line);
            self.tally.add(pass, fail_on);
            return;
        }
        self.unplayed.tell(self.layout, out);
        self.unplayed.begin(pass);
        let block = pass::is_block(&view, pass, &self.tally);
        if block && !self.spaced {
            out.push('\n');
        }
        pass::write(&view, pass, &self.tally, out);
        if block {
            out.push('\n');
        }
        self.spaced = block;
        self.tally.add(pass, fail_on);
    }

    fn fail_on(&self) -> Level {
        self.info.as_ref().map_or(Level::Violation, |info| info.fail_on)
    }

    fn notice(&mut self, notice: &Notice, out: &mut String) {
        let head = match notice.warning {
            true => self.layout.paint(Tone::Caution, "warning:"),
            false => self.layout.paint(Tone::Faint, "note:"),
        };
        Page::new(self.layout, out).paragraph(0, &format!("{head} "), &notice.text);
        self.spaced = false;
    }
}

impl Report for Human {
    fn event(&mut self, event: &Event, out: &mut String) {
        if matches!(event, Event::Notice(_) | Event::RunFinished(_)) {
            self.unplayed.tell(self.layout, out);
        }
        match event {
            Event::RunStarted(info) => self.heading(info, out),
            // Progress displays read these.
            Event::PassStarted { .. } | Event::StepFinished { .. } => {}
            Event::PassFinished(pass) => self.pass(pass, out),
            Event::Notice(notice) => self.notice(notice, out),
            Event::RunFinished(summary) => {
                if !self.spaced {
                    out.push('\n');
                }
                let fail_on = self.fail_on();
                let mut page = Page::new(self.layout, out);
                causes::write(&mut page, &summary.causes, fail_on);
                self.table.write(&mut page);
                ending::write(&mut page, self.info.as_deref(), summary, &self.tally);
            }
        }
    }
}

/// One failed step of a pass as a text of its own, for formats that carry prose (JUnit).
pub(super) fn step_text(
    info: Option<&RunInfo>,
    pass: &PassResult,
    step: &StepResult,
    layout: Layout,
) -> String {
    let mut out = String::new();
    let view = text_view(info, layout);
    let mut page = Page::new(layout, &mut out);
    page.paragraph(0, "", &position(view.location(step)));
    pass::step(&view, pass, step, &mut page);
    out
}

/// One finding that belongs to no step as a text of its own.
pub(super) fn finding_text(
    info: Option<&RunInfo>,
    pass: &PassResult,
    finding: &Finding,
    layout: Layout,
) -> String {
    let mut out = String::new();
    let mut page = Page::new(layout, &mut out);
    page.paragraph(0, "", &position(&pass.location));
    pass::own(&text_view(info, layout), pass, finding, &mut page);
    out
}

/// The difference to the approved conversation as a text of its own.
pub(super) fn snapshot_text(pass: &PassResult, layout: Layout) -> String {
    let mut out = String::new();
    snapshot::write(&mut Page::new(layout, &mut out), pass);
    out
}

fn text_view(info: Option<&RunInfo>, layout: Layout) -> view::View<'_> {
    view::View {
        layout,
        fail_on: info.map_or(Level::Violation, |info| info.fail_on),
        authorization: info.and_then(|info| info.curl_authorization.as_deref()),
        columns: (0, 0),
    }
}

/// `path:line:column`.
pub(super) fn position(location: &Location) -> String {
    format!("{}:{}:{}", location.path, location.line, location.column)
}
