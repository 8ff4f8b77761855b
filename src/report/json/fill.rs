//! From a pass to its member of the document.

use std::sync::Arc;

use super::document::{Found, Pass, Place, Snapshot, Step, milliseconds};
use super::traffic::{Short, Traffic};
use crate::exchange::{Exchange, curl_line};
use crate::judge::{Finding, Level};
use crate::outcome::{Location, Outcome, PassResult, SnapshotState, StepResult};

/// A pass, and what of the run its findings need.
pub(super) struct Fill<'a> {
    pub(super) pass: &'a PassResult,
    pub(super) authorization: Option<&'a str>,
    pub(super) fail_on: Option<Level>,
}

impl<'a> Fill<'a> {
    pub(super) fn pass(&self) -> Pass<'a> {
        let pass = self.pass;
        Pass {
            index: pass.index,
            scenario: &pass.scenario,
            title: &pass.title,
            client: &pass.client,
            location: (&pass.location).into(),
            outcome: pass.outcome.as_str(),
            reason: pass.outcome.reason(),
            cause: pass.cause,
            duration_ms: milliseconds(pass.duration),
            requests: pass.requests,
            own_requests: pass.own_requests,
            steps: pass.steps.iter().map(|step| self.step(step)).collect(),
            findings: pass
                .findings
                .iter()
                .map(|finding| self.finding(finding, None, &pass.location))
                .collect(),
            snapshot: match &pass.snapshot {
                SnapshotState::Matched => Snapshot::Matched,
                SnapshotState::Changed { diff, pending } => {
                    Snapshot::Changed { diff, pending: pending.as_ref().map(|pending| pending.path.as_str()) }
                }
                SnapshotState::Missing { pending } => {
                    Snapshot::Missing { pending: pending.as_ref().map(|pending| pending.path.as_str()) }
                }
                SnapshotState::Written => Snapshot::Written,
                SnapshotState::NotCompared(reason) => Snapshot::NotCompared { reason },
            },
        }
    }

    fn step(&self, step: &'a StepResult) -> Step<'a> {
        // The trace of a passed step may be there for the screen; machines get it for failed steps only.
        let failed = step.outcome == Outcome::Failed;
        let traffic = |trace: &'a [Arc<Exchange>]| -> Vec<Traffic<'a>> {
            if failed { trace.iter().map(|exchange| Traffic::of(exchange)).collect() } else { Vec::new() }
        };
        Step {
            number: step.number,
            label: &step.label,
            location: (&step.location).into(),
            used_from: step.used_from.iter().map(Place::from).collect(),
            outcome: step.outcome.as_str(),
            reason: step.outcome.reason(),
            cause: step.cause,
            verdict: step.verdict.as_ref(),
            consequences: &step.consequences,
            remarks: &step.remarks,
            duration_ms: milliseconds(step.duration),
            requests: step.requests,
            findings: step
                .findings
                .iter()
                .enumerate()
                .map(|(index, finding)| self.finding(finding, Some(step), step.finding_location(index)))
                .collect(),
            exchanges: traffic(&step.trace),
            read_backs: traffic(&step.read_backs),
        }
    }

    fn finding(
        &self,
        finding: &'a Finding,
        step: Option<&'a StepResult>,
        location: &'a Location,
    ) -> Found<'a> {
        let exchange = match step {
            Some(step) if step.outcome == Outcome::Failed => step.exchange_behind(finding),
            // The traces of other steps are there or not as the screen wants; this document must not depend on it.
            _ => finding.exchange.as_deref(),
        };
        let fails = self.fail_on.is_none_or(|fail_on| finding.level >= fail_on);
        Found {
            level: finding.level,
            rule: finding.rule.id,
            client: &self.pass.client,
            scenario: &self.pass.scenario,
            step: step.map(|step| step.number),
            message: &finding.message,
            location: location.into(),
            expected: finding.expected.as_deref(),
            found: finding.found.as_deref(),
            pointer: finding.pointer.as_deref(),
            likely_cause: finding.likely_cause.as_deref(),
            fix: finding.fix.as_deref(),
            source: finding.source.as_deref(),
            evidence: finding.evidence.as_str(),
            cause: finding.cause,
            follows_from: finding.follows_from.as_ref().map(Into::into),
            request: exchange.map(Short::of),
            read_back: finding.read_back.as_deref().map(Short::of),
            curl: exchange
                .filter(|exchange| fails && exchange.is_repeatable())
                .map(|exchange| curl_line(exchange, self.authorization)),
        }
    }
}
