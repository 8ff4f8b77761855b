//! What the IdP's admin must see.

use std::sync::Arc;

use super::{missed, rules};
use crate::exchange::{Evidence, Exchange};
use crate::idp::okta::explain::explain;
use crate::idp::{Alert, Verdict};
use crate::judge::{Finding, Level};
use crate::source::Span;

/// What the author expects the admin to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown<'a> {
    /// No error.
    Success,
    /// Exactly this text: the error alone, or the whole line of the task.
    Error(&'a str),
    /// Some error, whatever its text.
    Failure,
    /// No error yet: the job is put off.
    Rescheduled,
    /// Nothing: the act sends nothing.
    Nothing,
}

/// Compares what the admin sees with what the author expects. `member` is the cast name, when a step has several.
///
/// A text that the IdP's documentation does not settle can be compared, but not held against anybody: such a finding
/// is a warning.
pub fn okta(wanted: Shown<'_>, verdict: &Verdict, member: Option<&str>, span: Span) -> Option<Finding> {
    let whom = member.map_or_else(String::new, |member| format!(" for {member}"));
    let finding = match (wanted, verdict) {
        (Shown::Success, Verdict::Success)
        | (Shown::Failure, Verdict::Failure(_))
        | (Shown::Rescheduled, Verdict::Rescheduled { .. })
        | (Shown::Nothing, Verdict::NotRun { .. }) => return None,
        (Shown::Error(text), Verdict::Failure(alert)) if alert.shows(text) => return None,
        (Shown::Error(text), Verdict::Failure(alert)) if alert.text.is_some() => {
            let (at, expected, found) = mark(text, closest(text, alert));
            let message = format!("Okta shows another error{whom}: the texts part at character {at}");
            let mut finding = missed(&rules::OKTA, message, span);
            finding.expected = Some(expected);
            finding.found = Some(found);
            unless_known(finding, alert.evidence)
        }
        (Shown::Error(text), Verdict::Failure(_)) => {
            let message =
                format!("Okta shows an error{whom} whose text is not known, so it cannot be compared");
            let mut finding = missed(&rules::OKTA, message, span);
            finding.level = Level::Warning;
            finding.expected = Some(text.to_owned());
            finding.found = Some(describe(verdict));
            finding
        }
        (wanted, verdict) => {
            let expects = match wanted {
                Shown::Success => "success",
                Shown::Error(_) | Shown::Failure => "an error",
                Shown::Rescheduled => "a job that is put off",
                Shown::Nothing => "an act that sends nothing",
            };
            let message = match verdict {
                Verdict::Success => format!("Okta shows success{whom}, and {expects} is expected"),
                Verdict::Failure(_) => format!("Okta shows an error{whom}, and {expects} is expected"),
                Verdict::Rescheduled { reason } => format!("Okta puts the job off{whom}: {reason}"),
                Verdict::NotRun { .. } => format!("Okta does nothing{whom}"),
            };
            let mut finding = missed(&rules::OKTA, message, span);
            finding.expected = Some(match wanted {
                Shown::Error(text) => text.to_owned(),
                Shown::Success | Shown::Failure | Shown::Rescheduled | Shown::Nothing => expects.to_owned(),
            });
            finding.found = Some(describe(verdict));
            if matches!(verdict, Verdict::Rescheduled { .. }) {
                // Okta tries again by itself: what is put off is late, and not lost.
                finding.level = Level::Warning;
            }
            finding
        }
    };
    Some(finding)
}

/// An error without a request that was refused: Okta did not find in a success what it needs. The rule's advice leads
/// to the request that was refused, and there is none, so what helps comes from what is known of the error.
pub fn with_what_helps(mut finding: Finding, verdict: &Verdict, trace: &[Arc<Exchange>]) -> Finding {
    let Verdict::Failure(alert) = verdict else { return finding };
    if finding.fix.is_some() || trace.iter().any(|exchange| !exchange.is_success()) {
        return finding;
    }
    let known = alert.text.as_deref().map(explain).and_then(|known| known.situations.first().copied());
    let what_helps = match known {
        Some(situation) => situation.fixes.iter().map(|fix| lowercase(fix)).collect::<Vec<_>>().join("; or "),
        None => "see the last answer: it was no refusal, and Okta missed something in it".to_owned(),
    };
    finding.fix = Some(format!("{what_helps}; where the error is right, say so in the scenario"));
    finding
}

/// The sentence as part of another one; `GET …` and the like stay as they are.
fn lowercase(sentence: &str) -> String {
    let mut rest = sentence.chars();
    match rest.next() {
        Some(first) if rest.clone().next().is_some_and(char::is_lowercase) => {
            first.to_lowercase().chain(rest).collect()
        }
        _ => sentence.to_owned(),
    }
}

fn unless_known(mut finding: Finding, evidence: Evidence) -> Finding {
    finding.evidence = evidence;
    if evidence == Evidence::Inferred {
        finding.level = Level::Warning;
        finding.message.push_str(" (this wording of Okta's is inferred, so this is only a warning)");
    }
    finding
}

fn describe(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Success => "success".to_owned(),
        Verdict::Failure(alert) => match &alert.text {
            Some(text) => text.clone(),
            None => "an error (text not known)".to_owned(),
        },
        Verdict::Rescheduled { reason } => format!("rescheduled: {reason}"),
        Verdict::NotRun { reason } => format!("nothing: {reason}"),
    }
}

/// Of the forms in which the error is shown, the one that the expected text shares most with.
fn closest<'n>(expected: &str, alert: &'n Alert) -> &'n str {
    let same =
        |text: &str| expected.chars().zip(text.chars()).take_while(|(one, other)| one == other).count();
    let forms = [&alert.text, &alert.task].into_iter().flatten();
    forms.rev().max_by_key(|text| same(text)).map_or("", String::as_str)
}

/// The place of the first difference (in characters, from 1), and both texts with a mark there.
fn mark(expected: &str, found: &str) -> (usize, String, String) {
    let same = expected.chars().zip(found.chars()).take_while(|(one, other)| one == other).count();
    let cut = |text: &str| {
        let at = text.char_indices().nth(same).map_or(text.len(), |(at, _)| at);
        format!("{}>>>{}", &text[..at], &text[at..])
    };
    (same + 1, cut(expected), cut(found))
}
