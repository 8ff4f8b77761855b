//! One pushed group, as acknowledged and as read back.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::Value;

use super::attribute::{Likeness, compare};
use super::rules;
use super::subject::{Read, Subject, opening};
use super::user::{explain, other_id};
use crate::exchange::{Exchange, Method};
use crate::idp::org::{AcknowledgedGroup, Org, PushMapping};
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
    let still = if kept.is_some() && kept == found { "is still called" } else { "is called" };
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
        let difference = Difference { wanted, found: &found, missing: &missing, extra: &extra };
        findings.push(membership(subject, org, &difference));
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

/// How the members that were read differ from those that must be there.
struct Difference<'a> {
    wanted: &'a AcknowledgedGroup,
    found: &'a Members<'a>,
    missing: &'a [&'a str],
    extra: &'a [&'a str],
}

fn membership(subject: &Subject<'_>, org: &Org, difference: &Difference<'_>) -> Finding {
    let write = subject.write_of("members");
    let empty = difference.found.listed.is_empty();
    let what = match (difference.missing, difference.extra) {
        (_, _) if empty => format!("the group {} shows no members", subject.name),
        (missing, []) => {
            format!("{} {} not in the group {}", names(org, missing), are(missing), subject.name)
        }
        ([], extra) => format!("{} {} still in the group {}", names(org, extra), are(extra), subject.name),
        (missing, extra) => format!(
            "{} {} not in the group {}, and {} {}",
            names(org, missing),
            are(missing),
            subject.name,
            names(org, extra),
            are(extra)
        ),
    };
    let mut finding =
        subject.finding(&rules::GROUP_MEMBERS, Level::Error, format!("{}{what}", opening(write)), write);
    let wanted: Vec<&str> = difference.wanted.members.iter().map(String::as_str).collect();
    let least = if difference.wanted.exact { "" } else { "at least " };
    finding.expected = Some(format!("{least}{}", names(org, &wanted)));
    finding.found = Some(names(org, &difference.found.listed));
    let touched = difference.missing.iter().chain(difference.extra);
    finding.about.extend(touched.filter_map(|id| org.user_by_remote_id(id)).cloned());
    finding.pointer = Some("/members".to_owned());
    finding.source = Some("RFC 7644 §3.5.1, §3.5.2; RFC 7643 §4.2".into());
    if let Some(write) = write.filter(|write| write.is_success())
        && let Some((cause, fix)) = cause(subject, write, difference)
    {
        finding.likely_cause = Some(cause.to_owned());
        finding.fix = Some(fix.to_owned());
    }
    finding
}

/// The mistakes that real servers make with members, told apart by request and result.
fn cause(
    subject: &Subject<'_>,
    write: &Arc<Exchange>,
    difference: &Difference<'_>,
) -> Option<(&'static str, &'static str)> {
    let body = operations::body(&write.call)?;
    let (empty, extra) = (difference.found.listed.is_empty(), !difference.extra.is_empty());
    let unchanged = subject.body_before(write).is_some_and(|before| {
        json::attribute(before, "members").is_some() && Members::read(before).set == difference.found.set
    });
    match write.call.method {
        Method::Post => Some(("members of a create are not stored", "store `members` on create")),
        Method::Put if unchanged || empty => {
            Some(("members of a PUT are not stored", "replace the member list by the one in the PUT"))
        }
        Method::Put if extra => {
            Some(("a PUT only adds members", "a PUT replaces the member list as a whole (RFC 7644 §3.5.1)"))
        }
        Method::Put => None,
        Method::Patch => {
            let operations = operations::of_patch(body);
            let on_members =
                |operation: &&Value| target(operation).is_some_and(|target| target.starts_with("members"));
            let of = |op: &'static str| {
                operations.iter().filter(on_members).find(move |it| operations::is(it, op))
            };
            let pathless = operations.iter().any(|it| target(it).is_none());
            if let (true, Some(remove)) = (empty, of("remove")) {
                let filtered = target(remove).is_some_and(|target| target.contains('['));
                return filtered.then_some((
                    "removing one member removed all: the filter in the path was ignored",
                    "remove only the members that match the filter in the path",
                ));
            }
            if empty && pathless && of("add").is_none() && of("replace").is_none() {
                return Some((
                    "a change of the name replaced the whole group",
                    "change only the attributes of the value object when a replace has no path",
                ));
            }
            if extra && of("replace").is_some() {
                return Some(("a replace of members only adds", "replace the whole list of members"));
            }
            if let (Some(add), false) = (of("add"), empty) {
                let added: HashSet<&str> = values(add).collect();
                if difference.found.set == added {
                    return Some(("an add replaced the list of members", "append to the list of members"));
                }
            }
            if extra && of("remove").is_some() {
                return Some((
                    "the path members[value eq \"…\"] of the remove was not understood",
                    "remove the members that match the filter in the path",
                ));
            }
            if of("replace").is_some() || of("add").is_some() {
                return Some((
                    "the operation on members was not applied",
                    "apply add and replace to members",
                ));
            }
            pathless.then_some((
                "the operation has no \"path\"; its value object was ignored",
                "apply every attribute of the value object when a replace has no path",
            ))
        }
        _ => None,
    }
}

fn target(operation: &Value) -> Option<String> {
    json::text(operation, "path").map(str::to_ascii_lowercase)
}

fn values(operation: &Value) -> impl Iterator<Item = &str> {
    let items = json::attribute(operation, "value").and_then(Value::as_array);
    items.into_iter().flatten().filter_map(|member| json::text(member, "value"))
}

const fn are(members: &[&str]) -> &'static str {
    if members.len() == 1 { "is" } else { "are" }
}

/// Members by cast name where they have one, by id where not; no more than a line holds.
fn names(org: &Org, ids: &[&str]) -> String {
    const SHOWN: usize = 5;
    if ids.is_empty() {
        return "nobody".to_owned();
    }
    let name = |id: &&str| org.user_by_remote_id(id).map_or(*id, String::as_str).to_owned();
    let mut shown: Vec<String> = ids.iter().take(SHOWN).map(name).collect();
    if ids.len() > SHOWN {
        shown.push(format!("{} more", ids.len() - SHOWN));
    }
    match shown.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}
