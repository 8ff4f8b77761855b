//! Credentials: what a token looks like, whose it is, when it begins to work, and what a second one does.

use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;

use super::answer::{ANSWER, Answer};
use super::control::{Event, event};
use super::{Knob, Shape, covers, optional, read};
use crate::exchange::{Method, Secret};
use crate::provider::deviation::{Deviation, edit};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};
use crate::provider::settings::Access;
use crate::provider::store::Kind;

pub(super) const KNOBS: &[Knob] = &[Knob {
    name: "token",
    about: "Credentials that come with conditions. What they refuse is refused with 401 unless `answer` says otherwise.",
    shape: Shape::Map(&[
        optional(
            "prefix",
            Shape::Text,
            "What a token begins with, `acme:` where a key is written `site:secret`; anything else is refused.",
        ),
        optional(
            "owner",
            Shape::Text,
            "The userName of the person whose token it is (`*` at the end stands for the rest). When that person is \
             deactivated or deleted, or gets another userType, every request is refused.",
        ),
        optional(
            "refused-tests",
            Shape::Number,
            "So many connection tests (lists of users without a filter) are refused before the token begins to work.",
        ),
        optional(
            "second",
            Shape::Word(&["replaces", "refused"]),
            "What a token made later does (`POST /.control/new-token`): it replaces the first, or it is refused while \
             the first one stays.",
        ),
        optional("answer", Shape::Map(ANSWER), "The refusal."),
    ]),
    example: r#"{"prefix": "acme:", "owner": "admin@example.com", "refused-tests": 1, "second": "replaces"}"#,
    make: |value, settings| {
        let conditions: Conditions = read(value)?;
        // The conditions decide alone who may enter: the first token is not always the right one.
        let original = match std::mem::take(&mut settings.access) {
            Access::Bearer(token) => Some(token),
            Access::Open => None,
        };
        let state = Mutex::new(State { refused: 0, second: None, owner_type: None, owner_gone: false });
        settings.deviations.push(Arc::new(Token { conditions, original, state }));
        Ok(())
    },
}];

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Conditions {
    prefix: Option<String>,
    owner: Option<String>,
    #[serde(default)]
    refused_tests: u32,
    second: Option<Second>,
    #[serde(default)]
    answer: Answer,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Second {
    Replaces,
    Refused,
}

/// What a profile's token begins with.
pub(in crate::provider) fn prefix(value: &serde_json::Value) -> &str {
    value.get("prefix").and_then(serde_json::Value::as_str).unwrap_or_default()
}

#[derive(Debug)]
struct Token {
    conditions: Conditions,
    /// The token that callers were told, if they were told one.
    original: Option<Secret>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    refused: u32,
    second: Option<String>,
    owner_type: Option<Option<String>>,
    owner_gone: bool,
}

impl Token {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Why the credentials are refused.
    fn objection(&self, request: &Request) -> Option<&'static str> {
        let given = request.headers.authorization.as_deref().and_then(|value| value.split_once(' '));
        let given =
            given.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token.trim());
        let mut state = self.state();
        let Some(given) = given else {
            return Some("an Authorization header with a bearer token is required");
        };
        let prefix = self.conditions.prefix.as_deref().unwrap_or_default();
        if given.len() <= prefix.len() || !given.starts_with(prefix) {
            return Some("the token is incomplete");
        }
        let is_second = state.second.as_deref() == Some(given);
        let right = match (&state.second, self.conditions.second) {
            (Some(_), Some(Second::Replaces)) => is_second,
            (Some(_), Some(Second::Refused)) if is_second => false,
            _ => is_second || self.original.as_ref().is_none_or(|original| original.expose() == given),
        };
        if !right {
            return Some("the token is not valid");
        }
        if state.owner_gone {
            return Some("the administrator who set up provisioning cannot be used any more");
        }
        if state.refused < self.conditions.refused_tests {
            let is_test = request.method == Method::Get
                && edit::collection(request) == Some(Kind::User)
                && !request.query.as_deref().unwrap_or_default().contains("filter=");
            state.refused += u32::from(is_test);
            return Some("the token is not active yet");
        }
        None
    }

    /// Looks whether the owner is still who he was.
    fn watch_owner(&self, provider: &Provider) {
        let Some(owner) = &self.conditions.owner else { return };
        let now = provider.view(|state| {
            let mut users = state.store.all(Kind::User);
            let user = users.find(|user| user.text("userName").is_some_and(|name| covers(owner, name)))?;
            let active = user.value.get("active") != Some(&false.into());
            Some((active, user.text("userType").map(str::to_owned)))
        });
        let mut state = self.state();
        match (now, state.owner_type.clone()) {
            (Some((active, user_type)), None) => {
                state.owner_gone = !active;
                state.owner_type = Some(user_type);
            }
            (Some((active, user_type)), Some(before)) => state.owner_gone |= !active || user_type != before,
            (None, Some(_)) => state.owner_gone = true,
            (None, None) => {}
        }
    }
}

impl Deviation for Token {
    fn instead(&self, _: &Provider, request: &Request) -> Option<Response> {
        self.objection(request).map(|objection| self.conditions.answer.respond(401, objection, &[]))
    }

    fn response(&self, provider: &Provider, request: &Request, _: &mut Response) {
        if let Some(Event::NewToken(token)) = event(request) {
            self.state().second = Some(token);
        }
        if request.method != Method::Get {
            self.watch_owner(provider);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::trial::{Trial, request, user};
    use crate::exchange::Method;

    fn status(trial: &Trial, method: Method, target: &str, token: Option<&str>, body: Option<Value>) -> u16 {
        let mut request = request(method, target, body);
        request.headers.authorization = token.map(|token| format!("Bearer {token}"));
        trial.0.handle(&request).status
    }

    fn get(trial: &Trial, token: Option<&str>) -> u16 {
        status(trial, Method::Get, "/Users?startIndex=1&count=2", token, None)
    }

    #[test]
    fn a_token_needs_its_prefix_and_something_behind_it() {
        let trial = Trial::with(json!({"token": {"prefix": "acme:"}}));
        for (token, wanted) in [(Some("acme:s"), 200), (Some("s"), 401), (Some("acme:"), 401), (None, 401)] {
            assert_eq!(get(&trial, token), wanted, "{token:?}");
        }
    }

    #[test]
    fn a_second_token_replaces_the_first_or_is_refused() {
        for (second, old, new) in [("replaces", 401, 200), ("refused", 200, 401)] {
            let trial = Trial::with(json!({"token": {"second": second}}));
            let made = status(
                &trial,
                Method::Post,
                "/.control/new-token",
                Some("old"),
                Some(json!({"token": "new"})),
            );
            assert_eq!(
                (made, get(&trial, Some("old")), get(&trial, Some("new"))),
                (204, old, new),
                "{second}"
            );
        }
    }

    #[test]
    fn tests_are_refused_until_the_token_works() {
        let trial = Trial::with(json!({"token": {"refused-tests": 2}}));
        let seen: Vec<u16> = (0..4).map(|_| get(&trial, Some("t"))).collect();
        assert_eq!(seen, [401, 401, 200, 200]);
    }

    #[test]
    fn nothing_works_once_the_owner_has_changed() {
        for change in [json!({"active": false}), json!({"userType": "lite"})] {
            let trial = Trial::with(json!({"token": {"owner": "boss*"}}));
            let post = |body| status(&trial, Method::Post, "/Users", Some("t"), Some(body));
            assert_eq!((post(user("boss@example.com")), post(user("ada@example.com"))), (201, 201));
            let id = trial.0.view(|state| {
                state.store.named(crate::provider::store::Kind::User, "boss@example.com")[0].id().to_owned()
            });
            let patch = json!({"schemas": [crate::scim::urn::PATCH_OP], "Operations": [{"op": "replace", "value": change}]});
            assert_eq!(status(&trial, Method::Patch, &format!("/Users/{id}"), Some("t"), Some(patch)), 200);
            assert_eq!(get(&trial, Some("t")), 401);
        }
    }
}
