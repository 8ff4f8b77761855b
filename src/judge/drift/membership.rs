//! A user's own view of its groups, where the server shows one.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::Value;

use super::rules;
use super::settings::Settings;
use super::subject::{Read, Subject};
use crate::exchange::Exchange;
use crate::idp::org::Org;
use crate::judge::{Finding, Level, json};

/// Groups with more members than this are not asked about: reading every member costs more than it tells.
const MANY: usize = 5;

/// Compares `groups` of a user (RFC 7643 §4.1.2) with the pushed groups that the user must be in.
///
/// Only groups of up to five members count, and only a server that shows `groups` at all (`Settings::shows_groups`,
/// or this very answer): the attribute is the server's to show or not. Okta never reads it, so this is a warning.
pub fn user_groups(
    name: &str,
    org: &Org,
    trace: &[Arc<Exchange>],
    read: &Arc<Exchange>,
    settings: &Settings<'_>,
) -> Vec<Finding> {
    let Some(link) = org.users.get(name).and_then(|user| user.link.as_ref()) else { return Vec::new() };
    let subject = Subject::user(name, &link.id, trace, read);
    let Read::Found(body) = subject.state() else { return Vec::new() };
    let groups = json::attribute(body, "groups").and_then(Value::as_array);
    let shown: HashSet<&str> =
        groups.into_iter().flatten().filter_map(|group| json::text(group, "value")).collect();
    if shown.is_empty() && !settings.shows_groups {
        return Vec::new();
    }
    let small = org.groups.iter().filter_map(|(name, group)| {
        let mapping = group.push.as_ref()?;
        let members = &mapping.acknowledged.members;
        (members.len() <= MANY).then_some((name, mapping.id.as_deref()?, mapping))
    });
    let mut findings = Vec::new();
    for (group, id, mapping) in small {
        let wanted = mapping.acknowledged.members.contains(&link.id);
        let gone = mapping.acknowledged.removed.contains(&link.id) && !wanted;
        let message = match (wanted, gone, shown.contains(id)) {
            (true, _, false) => format!("{group} has the member {name}, and {name} does not show the group"),
            (_, true, true) => format!("{name} left {group}, and still shows the group"),
            _ => continue,
        };
        let write = trace.iter().rev().find(|exchange| {
            exchange.call.endpoint().eq_ignore_ascii_case("Groups") && exchange.call.method.is_write()
        });
        let mut finding = subject.finding(&rules::USER_GROUPS, Level::Warning, message, write);
        finding.about.push(group.clone());
        finding.expected =
            Some(if wanted { format!("a group with value {id}") } else { format!("no group {id}") });
        finding.found = Some(json::short(json::attribute(body, "groups")));
        finding.pointer = Some("/groups".to_owned());
        finding.source = Some("RFC 7643 §4.1.2".into());
        findings.push(finding.weighed_by_evidence());
    }
    findings
}
