//! The time that an act may take.

use std::time::Duration;

use super::{missed, rules};
use crate::judge::Finding;
use crate::source::Span;

/// The act must not have taken longer than the limit. Read-backs are not part of an act.
pub fn within(limit: Duration, took: Duration, span: Span) -> Option<Finding> {
    if took <= limit {
        return None;
    }
    let (limit, took) = (shown(limit), shown(took));
    let mut finding = missed(&rules::WITHIN, format!("the act took {took}, and {limit} are allowed"), span);
    finding.expected = Some(format!("at most {limit}"));
    finding.found = Some(took);
    Some(finding)
}

fn shown(duration: Duration) -> String {
    if duration < Duration::from_secs(1) {
        format!("{} ms", duration.as_millis())
    } else {
        format!("{:.1} s", duration.as_secs_f64())
    }
}
