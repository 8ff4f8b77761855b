//! The surfaces of a run: the screen, standard error, report files. Everything passes the redactor on its way.

use std::path::PathBuf;

use super::output::{complain, print};
use super::plan::{Mistake, Plan};
use super::report_file::{Format, ReportFile, Sink};
use super::run::Listener;
use super::{Context, Exit};
use crate::exchange::Redactor;
use crate::outcome::Event;
use crate::report::{Human, Json, Junit, Layout, Progress, Report, plan as plan_text};
use crate::runner::dry_run;

/// When output is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Colour {
    /// When standard output is a terminal and NO_COLOR is not set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The surfaces of one invocation.
#[derive(Debug, Clone)]
pub(super) struct Surface {
    layout: Layout,
    error_layout: Layout,
    stderr_is_terminal: bool,
    stdout_is_terminal: bool,
    directory: PathBuf,
}

impl Surface {
    /// Decides once how text is laid out.
    pub(super) fn new(context: &Context, colour: Colour, verbose: bool) -> Self {
        let wanted = |is_terminal: bool| match colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                is_terminal
                    && context.variable("NO_COLOR").is_none()
                    && context.variable("TERM") != Some("dumb")
            }
        };
        let layout = Layout {
            width: width(context),
            colour: wanted(context.stdout_is_terminal),
            unicode: is_unicode(context),
            verbose,
        };
        Surface {
            layout,
            error_layout: Layout { colour: wanted(context.stderr_is_terminal), ..layout },
            stderr_is_terminal: context.stderr_is_terminal,
            stdout_is_terminal: context.stdout_is_terminal,
            directory: context.directory.clone(),
        }
    }

    /// How text on standard output is laid out.
    pub(super) fn layout(&self) -> Layout {
        self.layout
    }

    /// Tells a mistake on standard error.
    pub(super) fn mistake(&self, mistake: &Mistake) -> Exit {
        complain(&mistake.text(self.error_layout.colour));
        mistake.exit()
    }

    /// Tells what the user should know before anything happens.
    pub(super) fn warnings(&self, warnings: &[String]) {
        for warning in warnings {
            complain(&format!("warning: {warning}\n"));
        }
    }

    /// Says why no pass is left.
    pub(super) fn say_nothing_ran(&self, left_out: &[String]) {
        let mut text = "nothing to run: no scenario matches the selection\n".to_owned();
        if !left_out.is_empty() {
            let (count, names) = (left_out.len(), left_out.join(", "));
            text.push_str(&format!("  {count} left out because they are tagged `heavy`: {names}\n"));
            text.push_str("  help: name them, or select them with --tag heavy\n");
        }
        complain(&text);
    }

    /// Says what a run against somebody's server is about to do.
    pub(super) fn announce(&self, plan: &Plan) {
        if let Some(estimate) = &plan.estimate {
            complain(&format!("{estimate}\n"));
        }
    }

    /// Opens every report file before the run, so that a bad path fails early.
    pub(super) fn open_reports(&self, wanted: &[ReportFile]) -> Result<Reports, String> {
        let mut sinks = Vec::new();
        for report in wanted {
            sinks.push(Sink::open(report, &self.directory, &sinks)?);
        }
        let open = |(report, file): (&ReportFile, Sink)| {
            let report: Box<dyn Report> = match report.format {
                Format::Json => Box::new(Json::new()),
                Format::Junit => Box::new(Junit::new()),
            };
            OpenReport { report, file, failed: None }
        };
        let files = wanted.iter().zip(sinks).map(open).collect();
        // A bar among the lines of the report would be in the way when both go to the same screen without a cursor.
        let progress =
            if self.stderr_is_terminal { Progress::stderr(self.error_layout) } else { Progress::hidden() };
        Ok(Reports {
            human: Human::new(self.layout),
            progress,
            same_screen: self.stderr_is_terminal && self.stdout_is_terminal,
            files,
            redactor: Redactor::default(),
        })
    }

    /// The listener of a dry run.
    pub(super) fn dry_run(&self, plan: &Plan) -> DryRun {
        DryRun { layout: self.layout, target: plan.target_name.clone(), redactor: plan.redactor.clone() }
    }
}

/// The run's reports: the screen, the progress bar, and files.
pub(super) struct Reports {
    human: Human,
    progress: Progress,
    same_screen: bool,
    files: Vec<OpenReport>,
    redactor: Redactor,
}

struct OpenReport {
    report: Box<dyn Report>,
    file: Sink,
    failed: Option<String>,
}

impl Reports {
    /// From here on nothing is written without the redactor.
    pub(super) fn start(&mut self, redactor: &Redactor) {
        self.redactor = redactor.clone();
    }
}

impl Listener for Reports {
    fn event(&mut self, event: &Event) {
        let mut text = String::new();
        self.human.event(event, &mut text);
        let text = self.redactor.redact(&text);
        if self.same_screen && !text.is_empty() {
            self.progress.suspend(|| print(&text));
        } else {
            print(&text);
        }
        self.progress.event(event);
        for open in &mut self.files {
            let mut text = String::new();
            open.report.event(event, &mut text);
            let text = self.redactor.redact(&text);
            if open.failed.is_none() {
                open.failed = open.file.write(&text).err();
            }
        }
    }

    fn finish(&mut self) -> Result<(), String> {
        self.progress.finish();
        let mut mistakes = Vec::new();
        for open in self.files.drain(..) {
            let shown = open.file.shown().to_owned();
            let kept = match open.failed {
                Some(error) => Err(error),
                None => open.file.finish(),
            };
            if let Err(error) = kept {
                mistakes.push(format!("the report {shown} cannot be written: {error}"));
            }
        }
        if mistakes.is_empty() { Ok(()) } else { Err(mistakes.join("\n")) }
    }

    fn stop(&mut self, message: &str) {
        self.progress.finish();
        // Without a complete document no file must look like one.
        self.files.clear();
        complain(&format!("error: {}\n", self.redactor.redact(message)));
    }
}

/// Prints what each pass would send.
pub(super) struct DryRun {
    layout: Layout,
    target: String,
    redactor: Redactor,
}

impl Listener for DryRun {
    fn event(&mut self, event: &Event) {
        match event {
            Event::RunStarted(info) => {
                print(&plan_text::heading(self.layout, &self.target, info.passes.len()));
            }
            Event::PassFinished(pass) => {
                let mut pass = (**pass).clone();
                dry_run::hide_server_values(&mut pass);
                let text = plan_text::pass(self.layout, &plan_text::Pass::of(&pass));
                print(&self.redactor.redact(&text));
            }
            Event::Notice(notice) => complain(&format!("{}\n", self.redactor.redact(&notice.text))),
            _ => {}
        }
    }

    fn finish(&mut self) -> Result<(), String> {
        Ok(())
    }

    fn stop(&mut self, message: &str) {
        complain(&format!("error: {}\n", self.redactor.redact(message)));
    }
}

/// The terminal's width, or 80 where there is none.
pub(super) fn width(context: &Context) -> usize {
    if let Some(columns) = context.variable("COLUMNS").and_then(|columns| columns.parse().ok()) {
        return columns;
    }
    if context.stdout_is_terminal { console::Term::stdout().size().1.into() } else { 80 }
}

/// Whether symbols outside ASCII can be shown.
fn is_unicode(context: &Context) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| context.variable(name));
    let says_utf8 = locale.is_some_and(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    });
    // A file or a pipe is read by programs that know UTF-8; a bare terminal (`LANG=C`) may not.
    says_utf8 || !context.stdout_is_terminal || locale.is_none()
}
