//! A user's emails: the values, and which of them is primary.

use serde_json::Value;

use super::attribute::clears;
use super::rules;
use super::subject::{Subject, opening};
use super::user::explain;
use crate::judge::{Finding, Level, json};

/// Every pushed address must be there; the primary one must not have become another. Okta reads the primary address
/// and ignores types. An address that was not pushed and is still there is a warning: a server may keep its own.
pub(super) fn compare(subject: &Subject<'_>, pushed: &Value, body: &Value) -> Option<Finding> {
    let found = json::attribute(body, "emails");
    let (wanted, read) = (addresses(Some(pushed)), addresses(found));
    let write = subject.write_of("emails");
    let report = |level: Level, what: String| {
        let mut finding = subject.finding(&rules::EMAILS, level, format!("{}{what}", opening(write)), write);
        explain(&mut finding, write, "emails");
        finding.expected = Some(json::short(Some(pushed)));
        finding.found = Some(json::short(found));
        finding.pointer = Some("/emails".to_owned());
        finding
    };
    if clears(pushed) {
        return match (read.first(), write.and_then(|write| subject.body_before(write))) {
            (Some(kept), Some(before))
                if addresses(json::attribute(before, "emails")).iter().any(|was| was.is(kept)) =>
            {
                Some(report(Level::Error, format!("{} still has the email {}", subject.name, kept.value)))
            }
            _ => None,
        };
    }
    if let Some(lost) = wanted.iter().find(|address| !read.iter().any(|other| other.is(address))) {
        let what = if read.is_empty() {
            format!("{} has no email", subject.name)
        } else {
            format!("the email {} of {} is not there", lost.value, subject.name)
        };
        return Some(report(Level::Error, what));
    }
    if let Some(primary) = wanted.iter().find(|address| address.primary) {
        match read.iter().find(|address| address.primary) {
            Some(other) if !other.is(primary) => {
                let what = format!("the primary email of {} is {}", subject.name, other.value);
                return Some(report(Level::Error, what));
            }
            None => {
                let what = format!("no email of {} is primary any more", subject.name);
                return Some(report(Level::Warning, what));
            }
            Some(_) => {}
        }
    }
    let extra = read.iter().find(|address| !wanted.iter().any(|other| other.is(address)))?;
    let mut finding = report(
        Level::Warning,
        format!("{} also has the email {}, which was not pushed", subject.name, extra.value),
    );
    finding.likely_cause = Some("emails are merged instead of replaced".to_owned());
    finding.fix = Some("a PUT replaces a multi-valued attribute as a whole (RFC 7644 §3.5.1)".to_owned());
    Some(finding)
}

struct Address<'v> {
    value: &'v str,
    primary: bool,
}

impl Address<'_> {
    fn is(&self, other: &Address<'_>) -> bool {
        self.value.to_lowercase() == other.value.to_lowercase()
    }
}

/// Addresses in whatever shape the server shows them: objects, bare strings, or one string.
fn addresses(value: Option<&Value>) -> Vec<Address<'_>> {
    let items = match value {
        Some(Value::Array(items)) => items.as_slice(),
        Some(single @ (Value::String(_) | Value::Object(_))) => std::slice::from_ref(single),
        _ => &[],
    };
    items.iter().filter_map(address).collect()
}

fn address(item: &Value) -> Option<Address<'_>> {
    if let Value::String(value) = item {
        return Some(Address { value, primary: false });
    }
    let primary = json::attribute(item, "primary") == Some(&Value::Bool(true));
    json::text(item, "value").map(|value| Address { value, primary })
}
