//! A progress bar, fed by the same events as the reports.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{Layout, clean};
use crate::outcome::Event;

/// A line at the bottom of the terminal that shows how far the run is. It is gone when the run is over.
///
/// ```text
/// [=========>              ] 12/48 passes  2 failed  okta/users/deactivate (okta-oin)
/// ```
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    layout: Layout,
    running: Vec<(usize, String)>,
    failed: usize,
}

impl Progress {
    /// A bar on standard error.
    pub fn stderr(layout: Layout) -> Self {
        Self::on(ProgressDrawTarget::stderr(), layout)
    }

    /// A bar that draws nothing, for when standard error is not a terminal.
    pub fn hidden() -> Self {
        Self::on(ProgressDrawTarget::hidden(), Layout::default())
    }

    /// A bar on the caller's target.
    pub fn on(target: ProgressDrawTarget, layout: Layout) -> Self {
        let bar = ProgressBar::with_draw_target(Some(0), target);
        let (template, characters) = match (layout.colour, layout.unicode) {
            (true, true) => ("{bar:24.green} {pos}/{len} passes  {wide_msg}", "━╸ "),
            (false, true) => ("{bar:24} {pos}/{len} passes  {wide_msg}", "━╸ "),
            (true, false) => ("[{bar:24.green}] {pos}/{len} passes  {wide_msg}", "=> "),
            (false, false) => ("[{bar:24}] {pos}/{len} passes  {wide_msg}", "=> "),
        };
        // The templates are constants that a test draws; were one wrong, the bar would keep its default look.
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars(characters));
        }
        Progress { bar, layout, running: Vec::new(), failed: 0 }
    }

    /// Takes an event in.
    pub fn event(&mut self, event: &Event) {
        match event {
            Event::RunStarted(info) => self.bar.set_length(info.passes.len() as u64),
            Event::PassStarted { index, scenario, client } => {
                self.running.push((*index, format!("{scenario} ({client})")));
                self.message();
            }
            Event::StepFinished { .. } => self.bar.tick(),
            Event::PassFinished(pass) => {
                self.running.retain(|(index, _)| *index != pass.index);
                self.failed += usize::from(pass.outcome == crate::outcome::Outcome::Failed);
                self.message();
                self.bar.inc(1);
            }
            Event::Notice(_) => {}
            Event::RunFinished(_) => self.bar.finish_and_clear(),
        }
    }

    /// Takes the bar away, whether or not the run came to its end.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }

    /// Takes the bar off the screen while `print` writes to the terminal.
    pub fn suspend<T>(&self, print: impl FnOnce() -> T) -> T {
        self.bar.suspend(print)
    }

    #[cfg(test)]
    pub(super) fn position(&self) -> u64 {
        self.bar.position()
    }

    #[cfg(test)]
    pub(super) fn is_finished(&self) -> bool {
        self.bar.is_finished()
    }

    fn message(&self) {
        let mut text = String::new();
        if self.failed > 0 {
            text.push_str(&format!("{} failed  ", self.failed));
        }
        if let Some((_, name)) = self.running.first() {
            text.push_str(&clean::line(name));
        }
        if self.running.len() > 1 {
            let sign = if self.layout.unicode { "…" } else { "..." };
            text.push_str(&format!(" {sign} and {} more", self.running.len() - 1));
        }
        self.bar.set_message(text);
    }
}
