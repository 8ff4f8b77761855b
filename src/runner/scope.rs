//! What `${…}` stands for while a pass is played.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use super::config::Config;
use super::stage::Placed;
use crate::exchange::Exchange;
use crate::idp::org::Org;
use crate::scenario::model::Scenario;
use crate::scenario::template::{Lookup, Reference};
use crate::source::Sources;

/// The names of one pass, as far as they exist at the moment.
pub(super) struct Scope<'a> {
    pub(super) config: &'a Config,
    pub(super) scenario: &'a Scenario,
    /// Index into the scenario's `each:`.
    pub(super) row: Option<usize>,
    pub(super) pass_id: &'a str,
    pub(super) org: &'a Org,
    pub(super) placed: &'a Placed,
    /// The last exchange of each step that has an `id:`.
    pub(super) answers: &'a HashMap<String, Arc<Exchange>>,
}

impl Scope<'_> {
    /// What `${run}` stands for.
    pub(super) fn pass_id(&self) -> &str {
        self.pass_id
    }

    /// The files, for places in messages.
    pub(super) fn sources(&self) -> &Sources {
        &self.config.sources
    }

    /// A group name as it must stand on the target: with the pass id in it. Canned answers are nobody else's, so there
    /// it stays as written.
    pub(super) fn unique(&self, written: &str) -> String {
        if self.scenario.answers.is_some() {
            return written.to_owned();
        }
        let placed = self.placed.values().any(|resource| resource.name == written);
        if placed || written.contains(self.pass_id) {
            written.to_owned()
        } else {
            super::name::display_name(written, self.pass_id)
        }
    }

    fn user(&self, name: &str, attribute: &str) -> Option<Value> {
        let user = self.org.users.get(name)?;
        match attribute {
            "userName" => Some(user.user_name.clone().into()),
            "id" => user.link.as_ref().map(|link| link.id.clone().into()),
            "oktaId" => Some(user.okta_id.clone().into()),
            "email" => Some(user.email().into()),
            other => user.profile.get(other).cloned(),
        }
    }

    fn group(&self, name: &str, attribute: &str) -> Option<Value> {
        let group = self.org.groups.get(name)?;
        match attribute {
            "displayName" => Some(group.display_name.clone().into()),
            "oktaId" => Some(group.okta_id.clone().into()),
            "id" => group.push.as_ref().and_then(|push| push.id.clone()).map(Value::from),
            _ => None,
        }
    }

    fn already(&self, name: &str, attribute: &str) -> Option<Value> {
        let resource = self.placed.get(name)?;
        match attribute {
            "id" => Some(resource.id.clone().into()),
            "userName" | "displayName" => Some(resource.name.clone().into()),
            _ => None,
        }
    }

    fn fixture(&self, name: &str, attribute: &str) -> Option<Value> {
        let fixture = self.config.app_of(self.scenario).fixtures.get(name)?;
        (attribute == "userName").then(|| fixture.user_name.as_str().into())
    }

    fn each(&self, name: &str) -> Option<Value> {
        let row = &self.scenario.each[self.row?];
        let (_, node) = row.values.iter().find(|(key, _)| key.value == name)?;
        // Rows hold plain values: they are there before anything else is.
        Some(node.to_value())
    }

    /// `${step.status}`, `${step.headers.location}`, `${step.body.meta.location}`.
    fn answer(&self, step: &str, path: &[&str]) -> Option<Value> {
        let answer = self.answers.get(step)?.answer()?;
        match path.split_first()? {
            (&"status", []) => Some(answer.status.into()),
            (&"headers", [name]) => answer.header(&name.to_ascii_lowercase()).map(Value::from),
            (&"body", rest) => {
                let value = rest.iter().try_fold(answer.json()?, |value, key| match value {
                    Value::Array(list) => list.get(key.parse::<usize>().ok()?),
                    other => other.get(*key),
                })?;
                match value {
                    // An id is a text; that a server sends a number has a rule of its own.
                    Value::Number(id) if rest.last() == Some(&"id") => Some(id.to_string().into()),
                    other => Some(other.clone()),
                }
            }
            _ => None,
        }
    }
}

impl Lookup for Scope<'_> {
    fn get(&self, reference: &Reference) -> Option<Value> {
        let path = match reference {
            Reference::Env(name) => {
                return self.config.environment.get(name).map(|value| value.as_str().into());
            }
            Reference::Var { name, .. } => {
                return self.config.variables.get(name).map(|value| value.as_str().into());
            }
            Reference::Path(path) => path,
        };
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        match path.as_slice() {
            ["run"] => Some(self.pass_id.into()),
            ["each", name] => self.each(name),
            ["already", name, attribute] => self.already(name, attribute),
            [name, rest @ ..] => {
                let one = if let [attribute] = rest {
                    self.user(name, attribute)
                        .or_else(|| self.group(name, attribute))
                        .or_else(|| self.fixture(name, attribute))
                } else {
                    None
                };
                one.or_else(|| self.answer(name, rest))
            }
            [] => None,
        }
    }

    fn names(&self) -> Vec<String> {
        let users = self.org.users.iter().flat_map(|(name, user)| {
            let linked = user.link.as_ref().map(|_| format!("{name}.id"));
            [format!("{name}.userName"), format!("{name}.email")].into_iter().chain(linked)
        });
        let groups = self.org.groups.keys().map(|name| format!("{name}.displayName"));
        let placed = self.placed.keys().map(|name| format!("already.{name}.id"));
        let answers = self.answers.keys().map(|step| format!("{step}.body"));
        users.chain(groups).chain(placed).chain(answers).chain(["run".to_owned()]).collect()
    }
}
