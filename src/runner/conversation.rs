//! The pass's conversation, compared with the approved one.

use serde_json::Value;

use super::pass::Playing;
use crate::exchange::Method;
use crate::judge::{self, Finding, Level};
use crate::outcome::{SnapshotState, Waiting};
use crate::snapshot::{self, ActTrace, Comparison, NameTable, Subject};

/// Compares, when snapshots are on. The finding is there only for a missing snapshot that is required: a changed one
/// has a switch and a state of its own.
pub(super) fn compare(playing: &Playing<'_>, per_pass_store: bool) -> (SnapshotState, Vec<Finding>) {
    let Some(snapshots) = &playing.config.snapshots else {
        return (SnapshotState::NotCompared("snapshots are off".to_owned()), Vec::new());
    };
    let acts: Vec<ActTrace<'_>> =
        playing.conversation.iter().map(|(label, trace)| ActTrace { label, trace }).collect();
    if acts.is_empty() {
        return (SnapshotState::NotCompared("nothing was said".to_owned()), Vec::new());
    }
    let text = snapshot::conversation(&acts, &names(playing, per_pass_store));
    let scenario = playing.play.name();
    let sources = &playing.config.sources;
    let path = sources.get(playing.play.scenario.source).path.display().to_string();
    let subject = Subject {
        // What is said over canned answers depends on no target.
        target: if playing.book.is_some() { snapshot::ANSWERS } else { &snapshots.target },
        scenario: &scenario,
        client: &playing.play.client,
        source: &path,
        description: &playing.play.scenario.title,
    };
    let waiting = |path: std::path::PathBuf| Waiting {
        path: path.display().to_string(),
        name: format!("{}/{}/{}", subject.target, subject.scenario, subject.client),
        directory: snapshots.directory.clone(),
    };
    match snapshots.store.compare(&subject, &text) {
        Ok(Comparison::Matched) => (SnapshotState::Matched, Vec::new()),
        Ok(Comparison::Written) => (SnapshotState::Written, Vec::new()),
        Ok(Comparison::NotCompared) => {
            (SnapshotState::NotCompared("snapshots are off".to_owned()), Vec::new())
        }
        Ok(Comparison::Changed { diff, pending }) => {
            (SnapshotState::Changed { diff, pending: pending.map(waiting) }, Vec::new())
        }
        Ok(Comparison::Missing { pending }) => {
            let findings = snapshots.required.then(|| {
                let message = "there is no approved snapshot, and the run requires one";
                Finding::new(&judge::own::SNAPSHOT_MISSING, Level::Error, message)
            });
            (SnapshotState::Missing { pending: pending.map(waiting) }, findings.into_iter().collect())
        }
        Err(error) => {
            let finding = Finding::new(&judge::own::SNAPSHOT_UNREADABLE, Level::Error, error.to_string());
            (SnapshotState::NotCompared(error.to_string()), vec![finding])
        }
    }
}

/// Which value plays which role in this pass.
fn names(playing: &Playing<'_>, per_pass_store: bool) -> NameTable {
    let mut names = NameTable::new(&playing.pass_id, playing.guard.line().base_url());
    names.redact(playing.config.redactor.clone());
    if per_pass_store {
        names.own_store();
    }
    if let Some(book) = &playing.book {
        for role in playing.org.users.keys().chain(playing.org.groups.keys()) {
            if let Some(id) = book.id(role) {
                names.id(role, &id);
            }
        }
    }
    for (role, user) in &playing.org.users {
        names.okta_id(role, &user.okta_id);
        names.name(role, &user.user_name);
        if let Some(link) = &user.link {
            names.id(role, &link.id);
        }
    }
    for (role, group) in &playing.org.groups {
        names.okta_id(role, &group.okta_id);
        names.name(role, &group.display_name);
        if let Some(id) = group.push.as_ref().and_then(|push| push.id.as_deref()) {
            names.id(role, id);
        }
    }
    for (role, resource) in &playing.placed {
        names.name(role, &resource.name);
        names.id(role, &resource.id);
    }
    for password in passwords(playing) {
        names.password(&password);
    }
    names
}

/// Passwords that acts sent, wherever they stand in a body.
fn passwords(playing: &Playing<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for exchange in playing.conversation.iter().flat_map(|(_, trace)| trace) {
        if exchange.call.method == Method::Get {
            continue;
        }
        if let Some(body) = exchange.call.body.as_ref().and_then(|body| body.json()) {
            collect(body, &mut found);
        }
    }
    found
}

fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(password)) = map.get("password") {
                found.push(password.clone());
            }
            let is_password_path = map
                .get("path")
                .and_then(Value::as_str)
                .is_some_and(|path| path.eq_ignore_ascii_case("password"));
            if let (true, Some(Value::String(password))) = (is_password_path, map.get("value")) {
                found.push(password.clone());
            }
            map.values().for_each(|value| collect(value, found));
        }
        Value::Array(list) => list.iter().for_each(|value| collect(value, found)),
        _ => {}
    }
}
