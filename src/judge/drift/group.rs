//! One pushed group, as acknowledged and as read back.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::Value;

use super::attribute::{Likeness, compare};
use super::rules;
use super::subject::{Read, Subject, opening};
use super::user::{explain, other_id};
use crate::exchange::Exchange;
use crate::idp::org::{AcknowledgedGroup, Org, PushMapping};
use crate::judge::membership::{self, Difference};
use crate::judge::{Finding, Level, json, operations};

/// Compares what the target acknowledged for a pushed group with a GET of its resource.
///
/// `name` is the cast name; the org tells who the members are. A group that is not pushed, or whose id no answer
/// has given, has nothing to compare. After a link only Okta's own members must be there; after a full push exactly
/// they.
pub fn group(name: &str, org: &Org, trace: &[Arc<Exchange>], read: &Arc<Exchange>) -> Vec<Finding> {
    let mapping = org.groups.get(name).and_then(|group| group.push.as_ref());
    let Some((mapping, id)) = mapping.and_then(|mapping| Some((mapping, mapping.id.as_deref()?))) else {
        return Vec::new();
    };
    let subject = Subject::group(name, id, trace, read);
    let body = match subject.state() {
        Read::Found(body) => body,
        Read::Gone => return vec![gone(&subject).weighed_by_evidence()],
        Read::Unreadable(finding) => {
            return finding.map(|finding| finding.weighed_by_evidence()).into_iter().collect();
        }
    };
    let mut findings = Vec::new();
    findings.extend(other_id(&subject, body));
    findings.extend(display_name(&subject, mapping, body));
    members(&subject, org, &mapping.acknowledged, body, &mut findings);
    findings.into_iter().map(Finding::weighed_by_evidence).collect()
}

fn gone(subject: &Subject<'_>) -> Finding {
    let write = subject.last_write();
    let message = format!("{}the group {} is gone", opening(write), subject.name);
    let mut finding = subject.finding(&rules::GONE, Level::Error, message, write);
    finding.expected = Some("200 with the group".to_owned());
    finding.found = subject.read.status().map(|status| status.to_string());
    finding.fix = Some("keep the group readable under the id that was given out".to_owned());
    finding.source = Some("RFC 7644 §3.4.1".into());
    finding
}

fn display_name(subject: &Subject<'_>, mapping: &PushMapping, body: &Value) -> Option<Finding> {
    let wanted = &mapping.acknowledged.display_name;
    if wanted.is_empty() {
        return None;
    }
    let found = json::attribute(body, "displayName");
    let likeness = compare(&Value::String(wanted.clone()), found);
    let level = match likeness {
        Likeness::Same => return None,
        Likeness::CaseLost => Level::Warning,
        Likeness::Different => Level::Error,
    };
    let write = subject.write_of("displayName");
    let kept = write
        .and_then(|write| subject.body_before(write))
        .and_then(|was| json::attribute(was, "displayName"));
    // A name that lost its case on the way in was never another one.
    let still = if kept.is_some() && kept == found && likeness != Likeness::CaseLost {
        "is still called"
    } else {
        "is called"
    };
    let message = format!("{}the group {} {still} {}", opening(write), subject.name, json::short(found));
    let mut finding = subject.finding(&rules::GROUP_NAME, level, message, write);
    explain(&mut finding, write, "displayName");
    if likeness == Likeness::CaseLost {
        finding.likely_cause = Some("the name is normalised".to_owned());
    }
    finding.expected = Some(format!("{wanted:?}"));
    finding.found = Some(json::short(found));
    finding.pointer = Some("/displayName".to_owned());
    Some(finding)
}

/// Who is in the group, by the id on the target.
struct Members<'v> {
    listed: Vec<&'v str>,
    set: HashSet<&'v str>,
}

impl<'v> Members<'v> {
    fn read(body: &'v Value) -> Self {
        let members = json::attribute(body, "members").and_then(Value::as_array);
        let listed: Vec<&str> =
            members.into_iter().flatten().filter_map(|member| json::text(member, "value")).collect();
        Members { set: listed.iter().copied().collect(), listed }
    }
}

fn members(
    subject: &Subject<'_>,
    org: &Org,
    wanted: &AcknowledgedGroup,
    body: &Value,
    findings: &mut Vec<Finding>,
) {
    let found = Members::read(body);
    // Some servers list members by userName instead of id.
    let by_name = |id: &str| {
        let user = org.user_by_remote_id(id).and_then(|name| org.users.get(name))?;
        found.listed.iter().copied().find(|value| value.eq_ignore_ascii_case(&user.user_name))
    };
    let (mut missing, mut inactive, mut named) = (Vec::new(), Vec::new(), HashSet::new());
    for id in &wanted.members {
        if found.set.contains(id.as_str()) {
            continue;
        }
        if let Some(value) = by_name(id) {
            named.insert(value);
        } else if is_inactive(org, id) {
            inactive.push(id.as_str());
        } else {
            missing.push(id.as_str());
        }
    }
    let is_wanted = |value: &str| wanted.members.contains(value) || named.contains(value);
    let kept: Vec<&str> =
        wanted.removed.iter().map(String::as_str).filter(|id| found.set.contains(id)).collect();
    let extra: Vec<&str> = if wanted.exact {
        let mut extra: Vec<&str> = found.set.iter().copied().filter(|value| !is_wanted(value)).collect();
        extra.sort_unstable();
        extra
    } else {
        kept.iter().copied().filter(|value| !is_wanted(value)).collect()
    };
    if !missing.is_empty() || !extra.is_empty() {
        let wrong = Wrong { found: &found, missing: &missing, extra: &extra };
        findings.push(membership(subject, org, wanted, &wrong));
    }
    let write = subject.write_of("members");
    if !named.is_empty() {
        let message = "members are listed by userName instead of id".to_owned();
        let mut finding = subject.finding(&rules::MEMBER_VALUE, Level::Warning, message, write);
        finding.expected = Some("the member's id in `value`".to_owned());
        finding.source = Some("RFC 7643 §4.2".into());
        findings.push(finding);
    }
    if !inactive.is_empty() {
        let message = format!("{} left the group when deactivated", names(org, &inactive));
        let mut finding = subject.finding(&rules::INACTIVE_MEMBERS, Level::Note, message, write);
        finding.source = Some("products differ here; no standard says either".into());
        findings.push(finding);
    }
    if found.listed.len() > found.set.len() {
        findings.push(repeated(subject, &found, write));
    }
}

fn is_inactive(org: &Org, id: &str) -> bool {
    let link =
        org.user_by_remote_id(id).and_then(|name| org.users.get(name)).and_then(|user| user.link.as_ref());
    link.is_some_and(|link| !link.acknowledged.active)
}

fn repeated(subject: &Subject<'_>, found: &Members<'_>, write: Option<&Arc<Exchange>>) -> Finding {
    let mut seen = HashSet::new();
    let twice = found.listed.iter().find(|id| !seen.insert(**id)).copied().unwrap_or_default();
    let message = format!("the group {} lists the member {twice} twice", subject.name);
    let mut finding = subject.finding(&rules::MEMBER_REPEATED, Level::Warning, message, write);
    finding.likely_cause =
        Some("adding a member who is in the group already duplicates the entry".to_owned());
    finding.fix = Some("adding an existing value changes nothing and succeeds".to_owned());
    finding.source = Some("RFC 7644 §3.5.2.1; RFC 7643 §2.4".into());
    finding.pointer = Some("/members".to_owned());
    finding
}

/// Who is missing and who should not be there.
struct Wrong<'a> {
    found: &'a Members<'a>,
    missing: &'a [&'a str],
    extra: &'a [&'a str],
}

fn membership(subject: &Subject<'_>, org: &Org, wanted: &AcknowledgedGroup, wrong: &Wrong<'_>) -> Finding {
    let name = |id: &str| org.user_by_remote_id(id).map_or(id, String::as_str).to_owned();
    let named = |ids: &[&str]| ids.iter().copied().map(name).collect::<Vec<_>>();
    let difference = Difference {
        group: subject.name,
        missing: named(wrong.missing),
        extra: named(wrong.extra),
        found: named(&wrong.found.listed),
        name: &name,
    };
    let write = subject
        .write_of("members")
        .map(|write| membership::culprit(write, subject.writes_before(write), &difference.missing, &name));
    let what = difference.in_words(write.map(|write| &write.call));
    let mut finding =
        subject.finding(&rules::GROUP_MEMBERS, Level::Error, format!("{}{what}", opening(write)), write);
    let wanted_ids: Vec<&str> = wanted.members.iter().map(String::as_str).collect();
    let least = if wanted.exact { "" } else { "at least " };
    finding.expected = Some(format!("{least}{}", names(org, &wanted_ids)));
    finding.found = Some(names(org, &wrong.found.listed));
    let touched = wrong.missing.iter().chain(wrong.extra);
    finding.about.extend(touched.filter_map(|id| org.user_by_remote_id(id)).cloned());
    finding.pointer = Some("/members".to_owned());
    finding.source = Some("RFC 7644 §3.5.1, §3.5.2; RFC 7643 §4.2".into());
    if let Some(write) = write.filter(|write| write.is_success()) {
        let before = subject.body_before(write).and_then(|before| membership::shown(before, &name));
        // An earlier write whose answer shows no members may have lost them just as well.
        let unsure = before.is_none()
            && subject.writes_before(write).any(|other| !operations::mentions(&other.call, "members"));
        let mistake = difference.mistake(&write.call, before.as_ref(), unsure);
        finding.likely_cause = mistake.map(|mistake| mistake.cause.to_owned());
        finding.fix = mistake.map(|mistake| mistake.fix.to_owned());
    } else if write.is_none() && !difference.missing.is_empty() && subject.somebody_was_activated() {
        finding.likely_cause = Some("activating a user does not bring the memberships back".to_owned());
        finding.fix = Some(
            "keep the memberships of inactive users, or restore them on activation; Okta does not send them again"
                .to_owned(),
        );
    }
    finding
}

/// Members by cast name where they have one, by id where not; no more than a line holds.
fn names(org: &Org, ids: &[&str]) -> String {
    let names: Vec<&str> =
        ids.iter().map(|id| org.user_by_remote_id(id).map_or(*id, String::as_str)).collect();
    membership::listed(&names)
}
