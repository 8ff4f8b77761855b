//! Reads back what an act touched: a write is not believed until it has been read.
//!
//! The reads are the harness's own: never between the exchanges of one act, never in a snapshot.

use std::sync::Arc;
use std::time::Duration;

use indexmap::{IndexMap, IndexSet};
use serde_json::Value;

use super::guard::{attribute, read_call};
use super::pass::Playing;
use crate::exchange::{Exchange, Trace, encode_component};
use crate::idp::org::Name;
use crate::judge::Finding;
use crate::judge::drift::{self, Attributes, Settings, Settling};

/// How often a difference is read again while it may still settle.
const SETTLE_PAUSE: Duration = Duration::from_millis(100);

/// Groups with more members than this do not have their members read one by one.
const FEW: usize = 5;

/// Which resources of the org to read.
#[derive(Debug, Clone, Default)]
pub(super) struct Subjects {
    /// Users whose own state is compared.
    pub(super) users: IndexSet<Name>,
    /// Groups whose own state is compared.
    pub(super) groups: IndexSet<Name>,
}

/// The reads of one look, by path.
pub(super) type Reads = IndexMap<String, Arc<Exchange>>;

/// Reads what the act touched and compares it with the org. Differences are read again until they settle or the
/// window is over.
pub(super) async fn drift(
    playing: &mut Playing<'_>,
    subjects: &Subjects,
    trace: &Trace,
    watched: &Attributes,
) -> (Vec<Finding>, Reads) {
    let clock = playing.guard.line().clock().clone();
    let began = clock.elapsed();
    let mut reads = look(playing, subjects).await;
    let mut settling = Settling::new(compare(playing, subjects, trace, &reads, watched));
    while settling.is_worthwhile() && clock.elapsed().saturating_sub(began) < playing.settle {
        clock.wait(SETTLE_PAUSE).await;
        reads = look(playing, subjects).await;
        let findings = compare(playing, subjects, trace, &reads, watched);
        settling.look(findings, clock.elapsed().saturating_sub(began));
    }
    (settling.finish(), reads)
}

/// One GET for each resource that has an id.
pub(super) async fn look(playing: &mut Playing<'_>, subjects: &Subjects) -> Reads {
    let mut paths: IndexSet<String> = IndexSet::new();
    for name in users_to_read(playing, subjects) {
        paths.extend(playing.org.remote_user_id(&name).map(user_path));
    }
    for name in &subjects.groups {
        paths.extend(playing.org.remote_group_id(name).map(group_path));
    }
    let mut reads = Reads::new();
    for path in paths {
        let exchange = playing.guard.line().send(read_call(path.clone())).await;
        playing.guard.witness(&exchange);
        playing.shows_groups |= shows_groups(&exchange);
        reads.insert(path, Arc::new(exchange));
    }
    ask_for_members(playing, subjects, &mut reads).await;
    reads
}

/// A server may show members to those only who ask for them (`returned: request`, RFC 7643 §7). Okta does not look, so
/// that a plain read lacks them says nothing about what is stored.
async fn ask_for_members(playing: &Playing<'_>, subjects: &Subjects, reads: &mut Reads) {
    for name in &subjects.groups {
        let push = playing.org.groups.get(name).and_then(|group| group.push.as_ref());
        if push.is_none_or(|push| push.acknowledged.members.is_empty()) {
            continue;
        }
        let Some(path) = playing.org.remote_group_id(name).map(group_path) else { continue };
        if reads.get(&path).is_none_or(|read| shows_members(read) != Some(false)) {
            continue;
        }
        let mut call = read_call(path.clone());
        call.query = Some("attributes=displayName,externalId,members".to_owned());
        let asked = playing.guard.line().send(call).await;
        if shows_members(&asked) == Some(true) {
            reads.insert(path, Arc::new(asked));
        }
    }
}

/// Whether a resource that was read has `members` at all; `None` if there is no resource.
fn shows_members(exchange: &Exchange) -> Option<bool> {
    let body = exchange.answer().filter(|answer| answer.is_success())?.json()?;
    Some(attribute(body, "members").is_some())
}

/// The users that the act touched, and the members of small groups that it touched, those who have left among them:
/// their `groups` must agree.
fn users_to_read(playing: &Playing<'_>, subjects: &Subjects) -> IndexSet<Name> {
    let mut users = subjects.users.clone();
    for name in &subjects.groups {
        let Some(group) = playing.org.groups.get(name) else { continue };
        let Some(push) = &group.push else { continue };
        if push.acknowledged.members.len() <= FEW {
            users.extend(group.members.iter().cloned());
            let left = push.acknowledged.removed.iter().take(FEW);
            users.extend(left.filter_map(|id| playing.org.user_by_remote_id(id)).cloned());
        }
    }
    users
}

fn compare(
    playing: &Playing<'_>,
    subjects: &Subjects,
    trace: &Trace,
    reads: &Reads,
    watched: &Attributes,
) -> Vec<Finding> {
    let settings = Settings {
        client: &playing.play.client,
        declared: playing.declared.as_deref(),
        watched,
        shows_groups: playing.shows_groups,
    };
    let org = &playing.org;
    let mut findings = Vec::new();
    for name in &subjects.users {
        let Some(user) = org.users.get(name) else { continue };
        if let Some(read) = user.remote_id().and_then(|id| reads.get(&user_path(id))) {
            findings.extend(drift::user(name, user, trace, read, &settings));
        }
    }
    for name in &subjects.groups {
        if let Some(read) = org.remote_group_id(name).and_then(|id| reads.get(&group_path(id))) {
            findings.extend(drift::group(name, org, trace, read));
        }
    }
    for name in users_to_read(playing, subjects) {
        if let Some(read) = org.remote_user_id(&name).and_then(|id| reads.get(&user_path(id))) {
            findings.extend(drift::user_groups(&name, org, trace, read, &settings));
        }
    }
    findings
}

fn shows_groups(exchange: &Exchange) -> bool {
    let body = exchange.answer().and_then(|answer| answer.json());
    let groups = body.and_then(|body| attribute(body, "groups"));
    groups.and_then(Value::as_array).is_some_and(|groups| !groups.is_empty())
}

/// `/Users/{id}`
pub(super) fn user_path(id: &str) -> String {
    format!("/Users/{}", encode_component(id))
}

/// `/Groups/{id}`
pub(super) fn group_path(id: &str) -> String {
    format!("/Groups/{}", encode_component(id))
}
