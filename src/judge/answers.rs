//! What becomes of canned answers: requests that none was for, and answers that nobody asked for.
//!
//! Whether an answer is right is not judged: its author wants it as it is.

use std::sync::Arc;

use super::catalogue::{Damage, NOBODY_ELSE, Rule};
use super::{Finding, Level, level};
use crate::exchange::Exchange;
use crate::source::Span;

/// Every rule of this file.
pub(super) const RULES: &[&Rule] = &[&UNMATCHED, &UNUSED];

const UNMATCHED: Rule = Rule {
    id: "answers.unmatched",
    title: "a scenario with canned answers has one for every request",
    explanation: "A scenario with `answers:` is answered from them and never by a server. A request that none of them \
        is for is answered 501; the first step in which that happens says so. What else is found in the pass mostly \
        follows from it.",
    source: "the scenario's `answers:`",
    why: "the rest of the pass answers another question than its author asked",
    fix: "add an answer for the request that the message names",
    level: level::error,
    damage: Damage::Tidiness,
    also_affects: NOBODY_ELSE,
};

const UNUSED: Rule = Rule {
    id: "answers.unused",
    title: "every canned answer is asked for",
    explanation: "Told at the end of a pass for each of its `answers:` that no request asked for: the client went \
        another way than the author thought, or an answer before it fits the same requests and is not repeated.",
    source: "the scenario's `answers:`",
    why: "the scenario does not show what it seems to show",
    fix: "take the answer out, or mend what it is for (`to`)",
    level: level::warning,
    damage: Damage::Tidiness,
    also_affects: NOBODY_ELSE,
};

/// Requests (`GET /Users/1`) for which there was no answer: one finding for all of them. `exchange` is the first of
/// them, `span` the scenario's answers.
pub fn unmatched(requests: &[String], exchange: Option<&Arc<Exchange>>, span: Span) -> Option<Finding> {
    let (first, rest) = requests.split_first()?;
    let more = match rest.len() {
        0 => String::new(),
        1 => ", nor for one more request".to_owned(),
        more => format!(", nor for {more} more requests"),
    };
    let message = format!("there is no canned answer for {first}{more}; 501 was answered");
    let mut finding = Finding::new(&UNMATCHED, Level::Error, message);
    finding.expected = Some("an answer to every request".to_owned());
    finding.found = Some(requests.join(", "));
    finding.fix = Some(format!("add an answer: {{ to: \"{}\", with: … }}", pattern(first)));
    finding.exchange = exchange.map(Arc::clone);
    finding.span = Some(span);
    Some(finding)
}

/// An answer that no request asked for; `place` says where it stands.
pub fn unused(to: &str, place: &str, span: Span) -> Finding {
    let message = format!("nothing asked for the answer to {to} ({place})");
    let mut finding = Finding::new(&UNUSED, Level::Warning, message);
    finding.likely_cause =
        Some("an earlier answer ended the act, or one before it fits all of its requests".to_owned());
    finding.fix = Some("take it out, or mend what it is for (`to`)".to_owned());
    finding.span = Some(span);
    finding
}

/// The request as an author would name it: the path's last part as `*`, the query by its first parameter.
fn pattern(request: &str) -> String {
    let (line, query) = request.split_once('?').map_or((request, None), |(line, query)| (line, Some(query)));
    let line = match line.rsplit_once('/') {
        Some((collection, _)) if collection.contains('/') => format!("{collection}/*"),
        _ => line.to_owned(),
    };
    match query.and_then(|query| query.split(['=', '&']).next()) {
        Some(parameter) => format!("{line}?{parameter}"),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::{pattern, unmatched};
    use crate::source::{SourceId, Span};

    #[test]
    fn many_requests_are_one_finding_that_says_what_to_write() {
        let span = Span { source: SourceId(0), start: 0, end: 0 };
        assert!(unmatched(&[], None, span).is_none());
        let requests = ["GET /Users/1".to_owned(), "PUT /Users/1".to_owned()];
        let finding = unmatched(&requests, None, span).unwrap();
        assert!(finding.message.contains("GET /Users/1, nor for one more request"), "{}", finding.message);
        assert_eq!(finding.fix.as_deref(), Some("add an answer: { to: \"GET /Users/*\", with: … }"));
    }

    #[test]
    fn a_request_is_named_as_its_author_would() {
        assert_eq!(pattern("GET /Users?filter=a&count=1"), "GET /Users?filter");
        assert_eq!(pattern("POST /Groups"), "POST /Groups");
        assert_eq!(pattern("PATCH /Groups/a%20b"), "PATCH /Groups/*");
    }
}
