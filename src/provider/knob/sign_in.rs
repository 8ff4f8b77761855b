//! Users who are not quite there until they have signed in for the first time.
//!
//! A first sign-in is `POST /.control/sign-in {"userName": …}` at the emulation.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Deserialize;
use serde_json::{Map, Value};

use super::answer::{ANSWER, Answer};
use super::control::{Event, event};
use super::sent;
use super::{Knob, Shape, optional, read};
use crate::exchange::Method;
use crate::provider::deviation::{Deviation, edit};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};
use crate::provider::store::Kind;

pub(super) const KNOBS: &[Knob] = &[
    Knob {
        name: "absent-until-sign-in",
        about: "A user who was created does not exist until the first sign-in: the POST is answered 201, but reads \
                and writes of the user are refused (without more: 404), and no list shows it.",
        shape: Shape::Map(ANSWER),
        example: r#"{"status": 404}"#,
        make: |value, settings| {
            let effect = Effect::Absent(read(value)?);
            settings.deviations.push(Arc::new(SignIn { effect, waiting: Mutex::default() }));
            Ok(())
        },
    },
    Knob {
        name: "invited-until-sign-in",
        about: "A new user is only invited until the first sign-in.",
        shape: Shape::Map(&[
            optional("hidden-from-groups", Shape::Flag, "Whether groups do not show invited members."),
            optional(
                "attributes",
                Shape::MapOf(&Shape::Any),
                "Attributes that an invited user shows: `status: Invited`.",
            ),
        ]),
        example: r#"{"hidden-from-groups": true, "attributes": {"status": "Invited"}}"#,
        make: |value, settings| {
            let effect = Effect::Invited(read(value)?);
            settings.deviations.push(Arc::new(SignIn { effect, waiting: Mutex::default() }));
            Ok(())
        },
    },
];

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Invited {
    #[serde(default)]
    hidden_from_groups: bool,
    #[serde(default)]
    attributes: Map<String, Value>,
}

#[derive(Debug)]
enum Effect {
    Absent(Answer),
    Invited(Invited),
}

#[derive(Debug)]
struct SignIn {
    effect: Effect,
    /// Ids of users who have not signed in yet.
    waiting: Mutex<HashSet<String>>,
}

impl SignIn {
    fn waiting(&self) -> MutexGuard<'_, HashSet<String>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes who comes and who signs in.
    fn notice(&self, provider: &Provider, request: &Request, response: &Response) {
        if sent::creates(request, Kind::User) && response.status == 201 {
            let body = edit::answered(response);
            let id = body.as_ref().and_then(|body| body.get("id")).and_then(Value::as_str);
            self.waiting().extend(id.map(str::to_owned));
        }
        if let Some(Event::SignIn(name)) = event(request) {
            let ids: Vec<String> = provider.view(|state| {
                state.store.named(Kind::User, &name).iter().map(|user| user.id().to_owned()).collect()
            });
            let mut waiting = self.waiting();
            ids.iter().for_each(|id| _ = waiting.remove(id));
        }
    }
}

impl Deviation for SignIn {
    fn instead(&self, _: &Provider, request: &Request) -> Option<Response> {
        let Effect::Absent(answer) = &self.effect else { return None };
        let (_, id) = edit::resource(request).filter(|(kind, _)| *kind == Kind::User)?;
        self.waiting().contains(&id).then(|| answer.respond(404, "Resource {id} not found", &[("id", &id)]))
    }

    fn response(&self, provider: &Provider, request: &Request, response: &mut Response) {
        self.notice(provider, request, response);
        let waiting = self.waiting();
        match &self.effect {
            Effect::Absent(_) => {
                if request.method == Method::Get && edit::collection(request) == Some(Kind::User) {
                    edit::change_answered(response, |body| hide(body, &waiting));
                }
            }
            Effect::Invited(invited) => match edit::kind(request) {
                Some(Kind::Group) if invited.hidden_from_groups => {
                    edit::change_resources(response, |group| hide_members(group, &waiting));
                }
                Some(Kind::User) => edit::change_resources(response, |user| {
                    if user.get("id").and_then(Value::as_str).is_some_and(|id| waiting.contains(id)) {
                        let shown = invited.attributes.iter();
                        user.extend(shown.map(|(name, value)| (name.clone(), value.clone())));
                    }
                }),
                _ => {}
            },
        }
    }
}

/// Takes resources out of a list, and out of its counts.
fn hide(body: &mut Value, waiting: &HashSet<String>) {
    let Some(Value::Array(list)) = body.get_mut("Resources") else { return };
    let before = list.len();
    list.retain(|user| user.get("id").and_then(Value::as_str).is_none_or(|id| !waiting.contains(id)));
    let hidden = before - list.len();
    for count in ["totalResults", "itemsPerPage"] {
        if let Some(number) = body.get(count).and_then(Value::as_u64) {
            body[count] = number.saturating_sub(hidden as u64).into();
        }
    }
}

fn hide_members(group: &mut Map<String, Value>, waiting: &HashSet<String>) {
    let Some(Value::Array(members)) = group.get_mut("members") else { return };
    members
        .retain(|member| member.get("value").and_then(Value::as_str).is_none_or(|id| !waiting.contains(id)));
    if members.is_empty() {
        group.shift_remove("members");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::trial::Trial;

    fn sign_in(trial: &Trial, name: &str) {
        assert_eq!(trial.post("/.control/sign-in", json!({"userName": name})).0, 204);
    }

    #[test]
    fn nobody_is_there_before_the_first_sign_in() {
        let trial = Trial::with(json!({"absent-until-sign-in": {}}));
        let id = trial.user("ada@example.com");
        let path = format!("/Users/{id}");
        assert_eq!((trial.get(&path).0, trial.found("ada@example.com")), (404, 0));
        assert_eq!(trial.get("/Users").1["Resources"], json!([]));
        sign_in(&trial, "ada@example.com");
        assert_eq!((trial.get(&path).0, trial.found("ada@example.com")), (200, 1));
    }

    #[test]
    fn the_invited_are_there_but_in_no_group() {
        let invited = json!({"hidden-from-groups": true, "attributes": {"status": "Invited"}});
        let trial = Trial::with(json!({"invited-until-sign-in": invited}));
        let (ada, bob) = (trial.user("ada@example.com"), trial.user("bob@example.com"));
        sign_in(&trial, "bob@example.com");
        let team = trial.group("Team", &[&ada, &bob]);
        assert_eq!(trial.members(&team), [bob]);
        assert_eq!(trial.get(&format!("/Users/{ada}")).1["status"], "Invited");
        sign_in(&trial, "ada@example.com");
        assert!(trial.members(&team).contains(&ada));
        assert!(trial.get(&format!("/Users/{ada}")).1.get("status").is_none());
    }
}
