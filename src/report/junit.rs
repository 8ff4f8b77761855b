//! JUnit XML, as CI servers read it: a suite per pass, a case per step.
//!
//! ```xml
//! <testsuite name="okta/users/deactivate [okta-oin]" tests="3" failures="1" …>
//!   <testcase name="2 deactivate ada" classname="okta/users/deactivate.okta-oin" time="0.004">
//!     <failure message="the server answered 200, and the user is still active" type="user.deactivation-…">…</failure>
//! ```
//! What was not played is skipped, with the reason. Findings that do not fail stand in `system-out`. Findings that
//! belong to no step, and a changed snapshot, are a case of their own.

use std::sync::Arc;

use quick_junit::{NonSuccessKind, Property, TestCase, TestCaseStatus, TestSuite};

use super::{Layout, Report, clean, human};
use crate::judge::own::SNAPSHOT_CHANGED;
use crate::judge::{Finding, Level};
use crate::outcome::{Event, Outcome, PassResult, RunInfo, RunSummary, SnapshotState, StepResult};

/// The JUnit report. The whole document comes with [`Event::RunFinished`], because its head holds the totals; what is
/// kept until then are names, times and the texts of failures.
#[derive(Debug)]
pub struct Junit {
    info: Option<Arc<RunInfo>>,
    report: quick_junit::Report,
}

/// Nothing that is read in a browser needs a terminal's symbols.
const LAYOUT: Layout = Layout { width: 100, colour: false, unicode: true, verbose: false };

/// Level and rule of every finding must be found in every report, so a failed step's text names all of them.
const ALL: Layout = Layout { verbose: true, ..LAYOUT };

impl Default for Junit {
    fn default() -> Self {
        Junit { info: None, report: quick_junit::Report::new("scimulate") }
    }
}

impl Junit {
    /// A report that has seen nothing yet.
    pub fn new() -> Self {
        Junit::default()
    }

    fn pass(&mut self, pass: &PassResult) {
        let mut suite = TestSuite::new(safe(&format!("{} [{}]", pass.scenario, pass.client)));
        suite.set_time(pass.duration);
        // RFC 3339 by contract. When the run began: suites of one run belong together.
        suite.timestamp = self.info.as_ref().and_then(|info| info.started.parse().ok());
        self.properties(&mut suite, pass);
        for step in &pass.steps {
            suite.add_test_case(self.step(pass, step));
        }
        for finding in pass.findings.iter().filter(|finding| !human::is_snapshot(finding)) {
            suite.add_test_case(self.own(pass, finding));
        }
        suite.add_test_cases(self.snapshot(pass));
        if suite.test_cases.is_empty() {
            let status = match &pass.outcome {
                Outcome::Skipped(reason) => skipped("skipped", reason),
                Outcome::NotRun(reason) => skipped("not run", reason),
                Outcome::Passed => TestCaseStatus::success(),
                Outcome::Failed => failure("failed", "outcome", "the pass failed"),
            };
            suite.add_test_case(case(pass, &pass.title, status));
        }
        self.report.add_test_suite(suite);
    }

    fn properties(&self, suite: &mut TestSuite, pass: &PassResult) {
        let mut properties = vec![
            ("scenario", pass.scenario.clone()),
            ("client", pass.client.clone()),
            ("title", pass.title.clone()),
            ("location", human::position(&pass.location)),
            ("outcome", pass.outcome.as_str().to_owned()),
            ("requests", pass.requests.to_string()),
        ];
        if let Some(info) = &self.info {
            properties.push(("target", info.target.clone()));
            properties.push(("run", info.run_id.clone()));
        }
        for (name, value) in properties {
            suite.add_property(Property::new(name, safe(&value)));
        }
    }

    fn step(&self, pass: &PassResult, step: &StepResult) -> TestCase {
        let status = match &step.outcome {
            Outcome::Passed => TestCaseStatus::success(),
            Outcome::Skipped(reason) => skipped("skipped", reason),
            Outcome::NotRun(reason) => match step.cause {
                Some(cause) => skipped("not run", &format!("{reason} (cause {cause})")),
                None => skipped("not run", reason),
            },
            Outcome::Failed => {
                let text = human::step_text(self.info.as_deref(), pass, step, ALL);
                match self.lead(&step.findings) {
                    Some(lead) => caused(pass, lead, &text),
                    None => failure("outcome", "the step failed", &text),
                }
            }
        };
        let mut case = case(pass, &format!("{} {}", step.number, step.label), status);
        case.set_time(step.duration);
        let failed = step.outcome == Outcome::Failed;
        if !failed && !step.findings.is_empty() {
            let lines: Vec<String> = step.findings.iter().map(line).collect();
            case.set_system_out(lines.join("\n"));
        }
        case
    }

    fn own(&self, pass: &PassResult, finding: &Finding) -> TestCase {
        let name = format!("after the steps: {}", finding.rule);
        if !self.fails(finding) {
            let mut case = case(pass, &name, TestCaseStatus::success());
            case.set_system_out(line(finding));
            return case;
        }
        let text = human::finding_text(self.info.as_deref(), pass, finding, LAYOUT);
        case(pass, &name, caused(pass, finding, &text))
    }

    fn snapshot(&self, pass: &PassResult) -> Option<TestCase> {
        let findings: Vec<&Finding> =
            pass.findings.iter().filter(|finding| human::is_snapshot(finding)).collect();
        let changed = matches!(pass.snapshot, SnapshotState::Changed { .. });
        let missing = matches!(pass.snapshot, SnapshotState::Missing { .. });
        if !changed && !missing && findings.is_empty() {
            return None;
        }
        let failing = findings.iter().copied().find(|finding| self.fails(finding));
        let text = human::snapshot_text(pass, LAYOUT);
        let status = match failing {
            Some(finding) => failure(finding.rule.id, &finding.message, &text),
            None if changed => {
                failure(SNAPSHOT_CHANGED.id, "the conversation is not the approved one", &text)
            }
            None => TestCaseStatus::success(),
        };
        let mut case = case(pass, "snapshot", status);
        let mut lines: Vec<String> = findings.into_iter().map(line).collect();
        if !changed && missing {
            lines.push(text);
        }
        if !lines.is_empty() {
            case.set_system_out(lines.join("\n"));
        }
        Some(case)
    }

    fn fails(&self, finding: &Finding) -> bool {
        finding.level >= self.info.as_ref().map_or(Level::Violation, |info| info.fail_on)
    }

    fn lead<'a>(&self, findings: &'a [Finding]) -> Option<&'a Finding> {
        findings.iter().find(|finding| self.fails(finding)).or(findings.first())
    }

    fn finish(&mut self, summary: &RunSummary, out: &mut String) {
        self.report.set_time(summary.duration);
        let report = std::mem::replace(&mut self.report, quick_junit::Report::new("scimulate"));
        // Writing into memory cannot fail, and names were made of valid XML characters.
        out.push_str(&without_skipped(report.to_string().unwrap_or_default()));
    }
}

/// Without the one attribute of the root element that the schema of Jenkins's xUnit plugin (junit-10.xsd) refuses: it
/// knows `skipped` of suites only.
fn without_skipped(mut xml: String) -> String {
    let root = xml.find("<testsuites").and_then(|at| Some(at..at + xml[at..].find('>')?));
    if let Some(root) = root
        && let Some(at) = xml[root.clone()].find(" skipped=\"").map(|at| root.start + at)
        && let Some(length) = xml[at + 10..root.end].find('"')
    {
        xml.replace_range(at..at + 10 + length + 1, "");
    }
    xml
}

impl Report for Junit {
    fn event(&mut self, event: &Event, out: &mut String) {
        match event {
            Event::RunStarted(info) => self.info = Some(Arc::clone(info)),
            Event::PassFinished(pass) => self.pass(pass),
            Event::RunFinished(summary) => self.finish(summary, out),
            Event::PassStarted { .. } | Event::StepFinished { .. } | Event::Notice(_) => {}
        }
    }
}

fn case(pass: &PassResult, name: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(safe(name), status);
    case.set_classname(safe(&format!("{}.{}", pass.scenario, pass.client)));
    case
}

/// A failure that leads with its cause: the finding's own, or the one in an earlier step that explains it.
fn caused(pass: &PassResult, finding: &Finding, text: &str) -> TestCaseStatus {
    let origin = finding.follows_from.and_then(|origin| {
        pass.all_findings().find(|other| {
            other.cause == finding.cause && other.follows_from.is_none() && *other.rule == *origin.rule
        })
    });
    let (rule, message) = match origin {
        Some(origin) => (origin.rule.id, format!("{}; hence {}", origin.message, finding.message)),
        None => (finding.rule.id, finding.message.clone()),
    };
    match finding.cause {
        Some(cause) => failure(
            rule,
            &message,
            &format!("cause {cause} of this run: {}\n\n{text}", clean::line(&message)),
        ),
        None => failure(rule, &message, text),
    }
}

fn failure(rule: &str, message: &str, text: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status.set_type(safe(rule)).set_message(safe(message)).set_description(text);
    status
}

fn skipped(word: &str, reason: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(safe(&format!("{word}: {reason}")));
    status
}

fn line(finding: &Finding) -> String {
    clean::line(&format!("{} {}: {}", finding.level.as_str(), finding.rule, finding.message)).into_owned()
}

/// XML has no way to write most control characters, so they are escaped before they get there.
fn safe(text: &str) -> String {
    clean::line(text).into_owned()
}
