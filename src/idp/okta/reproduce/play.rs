//! A play in the making: for each thing that Okta can have been doing, what is answered before the refusal, where the
//! refusal stands, and what the admin does.

use serde_json::{Map, Value, json};

use super::refusal::{Refusal, literal};
use super::stage::Stage;
use super::unplayable::Unplayable;
use crate::idp::okta::Client;
use crate::idp::okta::explain::{Body, Operation, Parts, Remote, Reply, Sentence};
use crate::scim::urn;

/// Who is in the play.
pub(super) const USER: &str = "ada";
pub(super) const GROUP: &str = "analysts";

const LOOK_UP: &str = "GET /Users?filter";
const CREATE: &str = "POST /Users";
const READ: &str = "GET /Users/*";
const PUT: &str = "PUT /Users/*";
const LOOK_UP_GROUP: &str = "GET /Groups?filter";
const CREATE_GROUP: &str = "POST /Groups";
const READ_GROUP: &str = "GET /Groups/*";

/// A play in the making.
pub(super) struct Play {
    client: Client,
    user: Map<String, Value>,
    group: Map<String, Value>,
    integration: Map<String, Value>,
    answers: Vec<Value>,
    steps: Vec<Value>,
    late: bool,
}

impl Play {
    pub(super) fn new(parts: &Parts, client: Client) -> Self {
        let text = |value: &Option<String>, default: &str| -> Value {
            value.as_deref().map_or_else(|| default.to_owned(), literal).into()
        };
        let mut user = Map::new();
        user.insert("userName".to_owned(), text(&parts.user_name, "ada@example.com"));
        user.insert("givenName".to_owned(), "Ada".into());
        user.insert("familyName".to_owned(), "Lovelace".into());
        if parts.user.is_some() {
            user.insert("displayName".to_owned(), text(&parts.user, ""));
        }
        let mut group = Map::new();
        group.insert("displayName".to_owned(), text(&parts.group, "Analysts"));
        let mut integration = Map::new();
        if parts.app.is_some() {
            integration.insert("app-label".to_owned(), text(&parts.app, ""));
        }
        Play { client, user, group, integration, answers: Vec::new(), steps: Vec::new(), late: false }
    }

    fn answer(&mut self, to: &str, with: Value) {
        let mut answer = Map::new();
        answer.insert("to".to_owned(), to.into());
        answer.insert("with".to_owned(), with);
        self.answers.push(Value::Object(answer));
    }

    fn fail(&mut self, to: &str, refusal: Refusal) {
        self.late |= refusal.late;
        self.answer(to, Value::Object(refusal.with));
    }

    fn act(&mut self, step: Value) {
        self.steps.push(step);
    }

    fn switch(&mut self, setting: &str, on: bool) {
        self.integration.insert(setting.to_owned(), on.into());
    }

    /// The user gets the app, and a right server takes the account.
    fn assigned(&mut self) {
        self.answer(LOOK_UP, json!({ "users": [] }));
        self.answer(CREATE, json!({ "created": USER }));
        self.act(json!({ "assign": USER }));
    }

    /// How this client writes a user's state or a password.
    const fn write_user(&self) -> &'static str {
        match self.client {
            Client::Oin => "PATCH /Users/*",
            Client::Aiw => PUT,
        }
    }

    const fn write_group(&self) -> &'static str {
        match self.client {
            Client::Oin => "PATCH /Groups/*",
            Client::Aiw => "PUT /Groups/*",
        }
    }

    /// The group is pushed, and a right server takes it.
    fn pushed(&mut self) {
        self.answer(LOOK_UP_GROUP, json!({ "groups": [] }));
        self.answer(CREATE_GROUP, json!({ "created": GROUP }));
        self.answer(READ_GROUP, json!({ "group": GROUP }));
        self.answer(self.write_group(), json!({ "group": GROUP }));
        self.act(json!({ "push-group": GROUP }));
    }

    /// Sets answers and steps for what Okta was doing.
    pub(super) fn set(
        &mut self,
        operation: Operation,
        sentence: Option<Sentence>,
        reply: &Reply,
        refusal: Refusal,
        parts: &Parts,
    ) -> Result<(), Unplayable> {
        let at_assignment = parts.job.as_deref() == Some("provisioning");
        match (operation, sentence) {
            (_, Some(Sentence::MatchingUserNotFound)) => {
                self.switch("create-users", false);
                self.answer(LOOK_UP, json!({ "users": [] }));
                self.act(json!({ "assign": USER }))
            }
            (_, Some(Sentence::UserInactive)) => {
                self.switch("deactivate-users", false);
                self.answer(LOOK_UP, list(&inactive()));
                self.act(json!({ "assign": USER }))
            }
            (_, Some(Sentence::ReactivationDelayed)) => {
                self.client = Client::Oin;
                self.answer(LOOK_UP, list(&inactive()));
                self.answer("PATCH /Users/*", json!({ "status": 204 }));
                self.answer(READ, json!({ "body": inactive() }));
                self.act(json!({ "assign": USER }))
            }
            (_, Some(Sentence::WrongType)) => {
                self.switch("update-users", false);
                self.answer(LOOK_UP, json!({ "users": [USER] }));
                let body = self.with_wrong_type(parts);
                self.answer(READ, json!({ "body": body }));
                self.act(json!({ "assign": USER }))
            }
            (_, Some(Sentence::LinkedGroupMissing)) => {
                // Only this client reads a group before it writes to it.
                self.client = Client::Aiw;
                self.answer(LOOK_UP_GROUP, json!({ "groups": [GROUP] }));
                self.answer(READ_GROUP, json!({ "group": GROUP }));
                self.answer(self.write_group(), json!({ "group": GROUP }));
                self.fail(READ_GROUP, refusal);
                self.act(json!({ "link-group": GROUP }));
                self.act(json!({ "push-now": GROUP }))
            }
            (Operation::Authenticate, _) => {
                self.fail("GET /Users?startIndex=1&count=2", refusal);
                self.act(json!({ "test-connection": null }))
            }
            (Operation::VerifyUser, _) => {
                let unreadable = matches!(reply, Reply::Answer { body: Body::UnreadableList, .. });
                if unreadable {
                    let list =
                        json!({ "schemas": [urn::LIST_RESPONSE], "totalResults": "0", "Resources": [] });
                    self.answer(LOOK_UP, json!({ "body": list }));
                } else {
                    self.fail(LOOK_UP, refusal);
                }
                self.act(json!({ "assign": USER }))
            }
            (Operation::CreateUser, _) => {
                self.answer(LOOK_UP, json!({ "users": [] }));
                self.fail(CREATE, refusal);
                self.act(json!({ "assign": USER }))
            }
            (Operation::PushProfile, gone) => {
                let gone = gone == Some(Sentence::UserGone);
                let linking = at_assignment || (gone && !says_id(parts));
                if linking {
                    self.answer(LOOK_UP, json!({ "users": [USER] }));
                } else {
                    self.assigned();
                }
                if gone {
                    self.fail(READ, refusal);
                } else {
                    self.answer(READ, json!({ "user": USER }));
                    self.fail(PUT, refusal);
                }
                if linking {
                    self.act(json!({ "assign": USER }))
                } else {
                    let (attribute, value) = self.edited(reply);
                    self.act(json!({ "update": { "user": USER, "set": { attribute: value } } }))
                }
            }
            (Operation::ImportProfile, _) => {
                self.switch("update-users", false);
                self.answer(LOOK_UP, json!({ "users": [USER] }));
                self.fail(READ, refusal);
                self.act(json!({ "assign": USER }))
            }
            (Operation::Deactivate, _) => {
                self.assigned();
                self.answer(READ, json!({ "user": USER }));
                self.fail(self.write_user(), refusal);
                self.act(json!({ "unassign": USER }))
            }
            (Operation::Reactivate, _) => {
                self.answer(LOOK_UP, list(&inactive()));
                self.answer(READ, json!({ "user": USER }));
                self.fail(self.write_user(), refusal);
                self.act(json!({ "assign": USER }))
            }
            (Operation::PushPassword, _) => {
                self.switch("sync-password", true);
                self.assigned();
                self.answer(READ, json!({ "user": USER }));
                self.fail(self.write_user(), refusal);
                self.act(json!({ "sync-password": USER }))
            }
            (Operation::PushGroup, _) => {
                self.answer(LOOK_UP_GROUP, json!({ "groups": [] }));
                self.fail(CREATE_GROUP, refusal);
                self.act(json!({ "push-group": GROUP }))
            }
            (Operation::ReadGroup, _) => {
                self.client = Client::Aiw;
                self.answer(LOOK_UP_GROUP, json!({ "groups": [] }));
                self.answer(CREATE_GROUP, json!({ "created": GROUP }));
                self.fail(READ_GROUP, refusal);
                self.act(json!({ "push-group": GROUP }))
            }
            (Operation::UpdateMembership, _) => {
                self.group.insert("members".to_owned(), json!([USER]));
                self.assigned();
                self.pushed();
                if self.client == Client::Oin {
                    // The name has a request of its own, before the members.
                    self.fail(self.write_group(), refusal);
                } else {
                    self.answer(self.write_group(), json!({ "group": GROUP }));
                    self.fail(self.write_group(), refusal);
                    self.act(json!({ "push-now": GROUP }))
                }
            }
            (Operation::DeleteGroup, _) => {
                self.pushed();
                self.fail("DELETE /Groups/*", refusal);
                self.act(json!({ "unlink-group": { "group": GROUP, "remote": "delete" } }))
            }
            (Operation::DownloadUsers, _) => {
                self.fail("GET /Users?startIndex", refusal);
                self.act(json!({ "import": "users" }))
            }
            (Operation::DownloadGroups, _) => {
                self.fail("GET /Groups?startIndex", refusal);
                self.act(json!({ "import": "groups" }))
            }
            (
                other @ (Operation::GetToken | Operation::DownloadMemberships | Operation::DownloadSchemas),
                _,
            ) => return Err(Unplayable::NotModelled(other)),
        }
        Ok(())
    }

    /// What the admin edited: the attribute that the target's words name, cleared if they speak of null.
    fn edited(&mut self, reply: &Reply) -> (&'static str, Value) {
        const KNOWN: [&str; 11] = [
            "userType",
            "title",
            "department",
            "division",
            "organization",
            "costCenter",
            "employeeNumber",
            "nickName",
            "displayName",
            "locale",
            "timezone",
        ];
        let detail = match reply {
            Reply::Answer { body: Body::Error { detail }, .. } => detail.as_str(),
            _ => "",
        };
        let named = KNOWN.into_iter().find(|name| detail.contains(name));
        match named {
            Some(name) if detail.contains("null") => {
                self.user.insert(name.to_owned(), "lite".into());
                (name, Value::Null)
            }
            Some(name) => (name, "another".into()),
            None => ("title", "Countess".into()),
        }
    }

    /// `Invalid externalNamespace: {namespace} for property: {property}`: the app's mapping is wrong, and nothing is
    /// sent for it but the lookup.
    pub(super) fn invalid_namespace(&mut self, parts: &Parts) {
        let text = match &parts.remote {
            Some(Remote::Okta { text, .. }) => text.as_str(),
            _ => "",
        };
        let rest = text.split_once("externalNamespace").map_or("", |(_, rest)| rest);
        let (namespace, property) = rest.split_once("for property").unwrap_or((rest, ""));
        let clean = |text: &str, default: &str| {
            let text = text.trim_matches([' ', ':', '.', '\'', '"']);
            if text.is_empty() { default.to_owned() } else { text.to_owned() }
        };
        let (namespace, property) = (clean(namespace, "no-urn"), clean(property, "badge"));
        self.integration.insert(
            "mapping".to_owned(),
            json!({ property.clone(): { "name": property, "namespace": namespace } }),
        );
        self.user.insert(property, "1".into());
        self.answer(LOOK_UP, json!({ "users": [] }));
        self.act(json!({ "assign": USER }));
    }

    /// The linked user, with a list where the app's profile has a text.
    fn with_wrong_type(&mut self, parts: &Parts) -> Value {
        let text = match &parts.remote {
            Some(Remote::Okta { text, .. }) => text.as_str(),
            _ => "",
        };
        let property: String = text
            .split_once("property=")
            .map(|(_, rest)| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect())
            .filter(|property: &String| !property.is_empty())
            .unwrap_or_else(|| "title".to_owned());
        self.integration.insert("mapping".to_owned(), json!({ &property: &property }));
        self.user.insert(property.clone(), "admin".into());
        let mut user = inactive();
        user["active"] = true.into();
        user[property] = json!({ "value": "admin" });
        user
    }

    pub(super) fn finish(self) -> Stage {
        let about_group = self.steps.iter().any(|step| step.to_string().contains(GROUP));
        let mut cast = Map::new();
        let about_user = self.steps.iter().any(|step| step.to_string().contains(USER));
        if about_user {
            cast.insert("users".to_owned(), json!({ USER: self.user }));
        }
        if about_group {
            cast.insert("groups".to_owned(), json!({ GROUP: self.group }));
        }
        let mut scenario = Map::new();
        scenario.insert("title".to_owned(), "What caused a text of Okta's".into());
        scenario.insert("clients".to_owned(), json!([self.client]));
        if !self.integration.is_empty() {
            scenario.insert("integration".to_owned(), Value::Object(self.integration));
        }
        if !cast.is_empty() {
            scenario.insert("cast".to_owned(), Value::Object(cast));
        }
        if self.late {
            scenario.insert("timeout".to_owned(), "300ms".into());
        }
        scenario.insert("answers".to_owned(), self.answers.into());
        scenario.insert("steps".to_owned(), self.steps.into());
        Stage { scenario: Value::Object(scenario), client: self.client }
    }
}

/// Whether the text names the id of the user who is gone, as it does for a later push.
fn says_id(parts: &Parts) -> bool {
    matches!(&parts.remote, Some(Remote::Okta { text, .. }) if text.contains("returned"))
}

fn inactive() -> Value {
    json!({ "schemas": [urn::USER], "id": "${ada.id}", "userName": "${ada.userName}", "active": false })
}

fn list(resource: &Value) -> Value {
    json!({ "body": {
        "schemas": [urn::LIST_RESPONSE],
        "totalResults": 1,
        "startIndex": 1,
        "itemsPerPage": 1,
        "Resources": [resource],
    } })
}
