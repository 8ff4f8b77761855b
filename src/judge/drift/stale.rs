//! Answers to a write that show another state than the one that a read finds: the write has worked, and says that it
//! has not.

use std::sync::Arc;

use serde_json::Value;

use super::attribute::{Likeness, compare};
use super::subject::Subject;
use crate::exchange::Exchange;
use crate::idp::org::UserLink;
use crate::judge::rule::ANSWER_IS_CURRENT;
use crate::judge::{Finding, json, operations};

/// One finding for each write whose answer denies what it has done: the write sent what a read now finds, and the
/// answer shows something else.
pub(super) fn answers(subject: &Subject<'_>, link: &UserLink, body: &Value, client: &str) -> Vec<Finding> {
    let active = Value::Bool(link.acknowledged.active);
    let attributes = link.acknowledged.attributes.iter().map(|(path, pushed)| (path.as_str(), pushed));
    let stored: Vec<(&str, &Value)> = attributes
        .chain([("active", &active)])
        .filter(|(path, pushed)| is_same(pushed, json::at_path(body, path)))
        .collect();
    let denied = |write: &Arc<Exchange>| {
        let (path, pushed) = stored.iter().find(|(path, pushed)| {
            let differs = |shown| compare(pushed, Some(shown)) == Likeness::Different;
            operations::sends(&write.call, path).is_some_and(|sent| is_same(pushed, Some(sent)))
                && shown(write, path).is_some_and(differs)
        })?;
        Some(finding(subject, write, path, pushed, client))
    };
    subject.writes().filter_map(denied).collect()
}

fn is_same(pushed: &Value, found: Option<&Value>) -> bool {
    compare(pushed, found) == Likeness::Same
}

fn finding(
    subject: &Subject<'_>,
    write: &Arc<Exchange>,
    path: &str,
    pushed: &Value,
    client: &str,
) -> Finding {
    let short = path.rsplit(':').next().unwrap_or(path);
    let answered = json::short(shown(write, path));
    let (method, name) = (write.call.method, subject.name);
    let message = format!(
        "the answer to {method} shows {short} of {name} as {answered}; a read right after it shows what was sent"
    );
    let mut finding =
        subject.finding(&ANSWER_IS_CURRENT, (ANSWER_IS_CURRENT.level)(client), message, Some(write));
    finding.expected = Some(json::short(Some(pushed)));
    finding.found = Some(answered);
    finding.likely_cause = Some("the answer is made from what was loaded before the write".to_owned());
    finding.fix = Some(ANSWER_IS_CURRENT.fix.to_owned());
    finding.source = Some(ANSWER_IS_CURRENT.source.into());
    finding
}

/// What the answer to a write says of an attribute, if it shows it at all.
fn shown<'a>(write: &'a Arc<Exchange>, path: &str) -> Option<&'a Value> {
    let answer = write.answer().filter(|answer| answer.is_success() && answer.status != 204)?;
    json::at_path(answer.json()?, path).filter(|value| !value.is_null())
}
