//! What deactivating somebody does: to the account, and to the memberships.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::answer::{ANSWER, Answer};
use super::sent;
use super::{Knob, Shape, read};
use crate::exchange::Method;
use crate::provider::deviation::{Deviation, edit};
use crate::provider::handle::{Provider, State};
use crate::provider::message::{Request, Response};
use crate::provider::settings::Settings;
use crate::provider::store::Kind;

pub(super) const KNOBS: &[Knob] = &[
    Knob {
        name: "deactivate",
        about: "Deactivating a user keeps it as an inactive one (the default), or deletes it.",
        shape: Shape::Word(&["keep", "delete"]),
        example: r#""delete""#,
        make: |value, settings| {
            if read::<Deactivate>(value)? == Deactivate::Delete {
                settings.deviations.push(Arc::new(Delete));
            }
            Ok(())
        },
    },
    Knob {
        name: "deactivated-members",
        about: "Whether somebody who is deactivated stays in the groups (the default), loses the memberships, or gets \
                them back when reactivated.",
        shape: Shape::Word(&["keep", "remove", "restore"]),
        example: r#""restore""#,
        make: |value, settings| {
            let members: Members = read(value)?;
            if members != Members::Keep {
                let left = Mutex::default();
                settings.deviations.push(Arc::new(Leaving { restores: members == Members::Restore, left }));
            }
            Ok(())
        },
    },
    Knob {
        name: "deactivated-read-only",
        about: "A deactivated user cannot be written, but to activate it again. Without more: 403.",
        shape: Shape::Map(ANSWER),
        example: r#"{"status": 409}"#,
        make: |value, settings| {
            settings.deviations.push(Arc::new(ReadOnly(read(value)?)));
            Ok(())
        },
    },
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Deactivate {
    Keep,
    Delete,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Members {
    Keep,
    Remove,
    Restore,
}

/// The user that a request has written, and whether it is active now.
fn written(provider: &Provider, request: &Request, response: &Response) -> Option<(String, bool)> {
    if response.status >= 300 || !matches!(request.method, Method::Put | Method::Patch) {
        return None;
    }
    let (_, id) = edit::resource(request).filter(|(kind, _)| *kind == Kind::User)?;
    let active = is_active(provider, &id)?;
    Some((id, active))
}

fn is_active(provider: &Provider, id: &str) -> Option<bool> {
    provider.view(|state| {
        let user = state.store.get(Kind::User, id)?;
        Some(user.value.get("active") != Some(&Value::Bool(false)))
    })
}

#[derive(Debug)]
struct Delete;

impl Deviation for Delete {
    fn response(&self, provider: &Provider, request: &Request, response: &mut Response) {
        if let Some((id, false)) = written(provider, request, response) {
            let now = provider.settings().clock.now();
            provider.change(|state| state.store.remove(Kind::User, &id, now));
        }
    }
}

#[derive(Debug)]
struct Leaving {
    restores: bool,
    /// The groups that people were in when they were deactivated.
    left: Mutex<HashMap<String, Vec<String>>>,
}

impl Deviation for Leaving {
    fn response(&self, provider: &Provider, request: &Request, response: &mut Response) {
        let Some((id, active)) = written(provider, request, response) else { return };
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        provider.change(|state| {
            if !active {
                let groups: Vec<String> =
                    state.store.groups_of(&id).map(|(group, _)| group.id().to_owned()).collect();
                for group in &groups {
                    change_members(state, provider.settings(), group, |members| {
                        members.retain(|member| member["value"] != json!(id));
                    });
                }
                if !groups.is_empty() {
                    left.insert(id, groups);
                }
            } else if let Some(groups) = left.remove(&id).filter(|_| self.restores) {
                for group in groups {
                    change_members(state, provider.settings(), &group, |members| {
                        members.push(json!({"value": id}))
                    });
                }
            }
        });
    }
}

/// Changes the members of a stored group.
pub(super) fn change_members(
    state: &mut State,
    settings: &Settings,
    id: &str,
    change: impl FnOnce(&mut Vec<Value>),
) {
    let Some(group) = state.store.get(Kind::Group, id) else { return };
    let mut attributes: Map<String, Value> = group.value.as_object().cloned().unwrap_or_default();
    let mut members = match attributes.shift_remove("members") {
        Some(Value::Array(members)) => members,
        _ => Vec::new(),
    };
    change(&mut members);
    if !members.is_empty() {
        attributes.insert("members".to_owned(), members.into());
    }
    // Only members that the store holds come in here, so it refuses none; a refusal would leave the group as it is.
    let _ = state.store.change(Kind::Group, id, attributes, settings.clock.now());
}

#[derive(Debug)]
struct ReadOnly(Answer);

impl Deviation for ReadOnly {
    fn instead(&self, provider: &Provider, request: &Request) -> Option<Response> {
        let (kind, id) = edit::resource(request)?;
        if kind != Kind::User || !sent::writes(request, Kind::User) || is_active(provider, &id)? {
            return None;
        }
        let activates = sent::attribute(request, "active") == sent::Sent::Value(Value::Bool(true));
        (!activates).then(|| self.0.respond(403, "the user is deactivated", &[("id", &id)]))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::trial::{Trial, user};

    #[test]
    fn deactivating_deletes_where_the_profile_says_so() {
        let trial = Trial::with(json!({"deactivate": "delete"}));
        let id = trial.user("ada@example.com");
        let path = format!("/Users/{id}");
        assert_eq!(trial.patch(&path, json!({"title": "x"})).0, 200);
        assert_eq!(trial.patch(&path, json!({"active": false})).0, 200);
        assert_eq!((trial.get(&path).0, trial.found("ada@example.com")), (404, 0));
        assert_ne!(trial.user("ada@example.com"), id);
    }

    #[test]
    fn memberships_go_with_the_deactivation_and_come_back_with_the_person() {
        for (word, back) in [("keep", true), ("remove", false), ("restore", true)] {
            let trial = Trial::with(json!({"deactivated-members": word}));
            let (ada, bob) = (trial.user("ada@example.com"), trial.user("bob@example.com"));
            let team = trial.group("Team", &[&ada, &bob]);
            let path = format!("/Users/{ada}");
            assert_eq!(trial.patch(&path, json!({"active": false})).0, 200);
            assert_eq!(trial.members(&team).contains(&ada), word == "keep", "{word}");
            assert_eq!(trial.patch(&path, json!({"active": true})).0, 200);
            assert_eq!(trial.members(&team).contains(&ada), back, "{word}");
            assert!(trial.members(&team).contains(&bob));
        }
    }

    #[test]
    fn a_deactivated_user_can_only_be_activated() {
        let trial = Trial::with(json!({"deactivated-read-only": {}}));
        let path = format!("/Users/{}", trial.user("ada@example.com"));
        let mut body = user("ada@example.com");
        body["active"] = json!(false);
        assert_eq!(trial.put(&path, body.clone()).0, 200);
        assert_eq!(trial.put(&path, body).0, 403);
        assert_eq!(trial.put(&path, user("ada@example.com")).0, 200);
    }
}
