//! Who was there before SCIM was switched on, and whether SCIM may touch them.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::{ANSWER, Answer};
use super::sent;
use super::{Knob, Shape, covers, optional, read, required};
use crate::exchange::Method;
use crate::provider::create;
use crate::provider::deviation::{Deviation, edit};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};
use crate::provider::store::Kind;
use crate::scim::urn;

pub(super) const KNOBS: &[Knob] = &[
    Knob {
        name: "existing-users",
        about: "Users that are there from the beginning: made by hand before SCIM, or by the system itself.",
        shape: Shape::ListOf(&Shape::Map(&[
            required("userName", Shape::Text, "Its userName."),
            optional("givenName", Shape::Text, "Its given name."),
            optional("familyName", Shape::Text, "Its family name."),
            optional("userType", Shape::Text, "Its userType."),
            optional("active", Shape::Flag, "Whether it is active. Without it: true."),
        ])),
        example: r#"[{"userName": "robot@example.com", "givenName": "Robot", "familyName": "System"}]"#,
        make: |value, settings| {
            let users: Vec<ExistingUser> = read(value)?;
            settings.residents.0.extend(users.into_iter().map(|user| Resident(Kind::User, user.body())));
            Ok(())
        },
    },
    Knob {
        name: "existing-groups",
        about: "Groups that are there from the beginning, with `existing-users` as members by their userName.",
        shape: Shape::ListOf(&Shape::Map(&[
            required("displayName", Shape::Text, "Its name."),
            optional("members", Shape::Texts, "userNames of `existing-users`."),
        ])),
        example: r#"[{"displayName": "Everybody", "members": []}]"#,
        make: |value, settings| {
            let groups: Vec<ExistingGroup> = read(value)?;
            settings.residents.0.extend(groups.into_iter().map(|group| {
                let members = group.members.into_iter().map(|name| json!({"value": name}));
                let body = json!({"schemas": [urn::GROUP], "displayName": group.display_name,
                    "members": members.collect::<Vec<_>>()});
                Resident(Kind::Group, body)
            }));
            Ok(())
        },
    },
    Knob {
        name: "unmanaged-users",
        about: "Users that SCIM may see but not manage: those whose userName is one of `names`.",
        shape: Shape::Map(&[
            required("names", Shape::Texts, "userNames; `*` at the end stands for the rest."),
            optional(
                "writes",
                Shape::Word(&["refused", "allowed"]),
                "What happens to PUT, PATCH and DELETE of such a user. Without it: refused.",
            ),
            optional(
                "memberships",
                Shape::Word(&["kept", "managed"]),
                "Whether such a user stays in a group that a write takes him out of. Without it: managed.",
            ),
            optional("answer", Shape::Map(ANSWER), "The refusal. Without more: 403."),
        ]),
        example: r#"{"names": ["legacy.*"], "memberships": "kept", "answer": {"status": 404}}"#,
        make: |value, settings| {
            settings.deviations.push(Arc::new(read::<Unmanaged>(value)?));
            Ok(())
        },
    },
];

/// Resources that a provider starts with.
#[derive(Debug, Clone, Default)]
pub struct Residents(Vec<Resident>);

#[derive(Debug, Clone)]
struct Resident(Kind, Value);

impl Residents {
    /// Puts them into a provider. A group's members are userNames until here.
    pub(in crate::provider) fn move_in(&self, provider: &Provider) {
        provider.change(|state| {
            for Resident(kind, body) in &self.0 {
                let mut body = body.clone();
                if let Some(Value::Array(members)) = body.get_mut("members") {
                    members.retain_mut(|member| {
                        let name = member["value"].as_str().unwrap_or_default();
                        let id = state.store.named(Kind::User, name).first().map(|user| user.id().to_owned());
                        id.map(|id| member["value"] = id.into()).is_some()
                    });
                }
                // One whose name is taken by another is there already, which is what the profile wants.
                let _ = create::add(state, provider.settings(), *kind, &body);
            }
        });
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ExistingUser {
    user_name: String,
    given_name: Option<String>,
    family_name: Option<String>,
    user_type: Option<String>,
    active: Option<bool>,
}

impl ExistingUser {
    fn body(self) -> Value {
        let mut body = json!({"schemas": [urn::USER], "userName": self.user_name});
        if self.given_name.is_some() || self.family_name.is_some() {
            body["name"] = json!({"givenName": self.given_name, "familyName": self.family_name});
        }
        body["emails"] = json!([{"value": self.user_name, "type": "work", "primary": true}]);
        if let Some(user_type) = self.user_type {
            body["userType"] = user_type.into();
        }
        body["active"] = self.active.unwrap_or(true).into();
        body
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ExistingGroup {
    display_name: String,
    #[serde(default)]
    members: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Unmanaged {
    names: Vec<String>,
    #[serde(default)]
    writes: Writes,
    #[serde(default)]
    memberships: Memberships,
    #[serde(default)]
    answer: Answer,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Writes {
    #[default]
    Refused,
    Allowed,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Memberships {
    #[default]
    Managed,
    Kept,
}

impl Unmanaged {
    fn covers(&self, provider: &Provider, id: &str) -> bool {
        provider.view(|state| {
            let name = state.store.get(Kind::User, id).and_then(|user| user.text("userName"));
            name.is_some_and(|name| self.names.iter().any(|pattern| covers(pattern, name)))
        })
    }

    /// The members of a group that no write may take out.
    fn kept(&self, provider: &Provider, group: &str) -> Vec<String> {
        let members: Vec<String> = provider.view(|state| {
            let group = state.store.get(Kind::Group, group);
            group.into_iter().flat_map(|group| group.members().map(str::to_owned)).collect()
        });
        members.into_iter().filter(|id| self.covers(provider, id)).collect()
    }
}

impl Deviation for Unmanaged {
    fn request(&self, provider: &Provider, request: &mut Request) {
        let Some((Kind::Group, id)) = edit::resource(request) else { return };
        if self.memberships != Memberships::Kept || !sent::writes(request, Kind::Group) {
            return;
        }
        let kept = self.kept(provider, &id);
        if !kept.is_empty() {
            let is_put = request.method == Method::Put;
            edit::change_sent(request, |body| if is_put { keep(body, &kept) } else { add_back(body, &kept) });
        }
    }

    fn instead(&self, provider: &Provider, request: &Request) -> Option<Response> {
        let (kind, id) = edit::resource(request)?;
        let writes = matches!(request.method, Method::Put | Method::Patch | Method::Delete);
        let refused =
            kind == Kind::User && writes && self.writes == Writes::Refused && self.covers(provider, &id);
        refused.then(|| self.answer.respond(403, "this user is not managed by provisioning", &[("id", &id)]))
    }
}

/// Puts members into a whole group.
fn keep(body: &mut Value, kept: &[String]) {
    let Some(body) = body.as_object_mut() else { return };
    let members = body.entry("members").or_insert_with(|| json!([]));
    if members.is_null() {
        *members = json!([]);
    }
    if let Some(members) = members.as_array_mut() {
        members.extend(kept.iter().map(|id| json!({"value": id})));
    }
}

/// Adds members again after whatever a PATCH does.
fn add_back(body: &mut Value, kept: &[String]) {
    if let Some(operations) = edit::operations(body) {
        let members: Vec<Value> = kept.iter().map(|id| json!({"value": id})).collect();
        operations.push(json!({"op": "add", "path": "members", "value": members}));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::trial::{Trial, group, user};

    #[test]
    fn who_was_there_before_is_found_and_is_in_his_groups() {
        let trial = Trial::with(json!({
            "existing-users": [{"userName": "robot@example.com", "active": false, "userType": "pro"}],
            "existing-groups": [{"displayName": "All", "members": ["robot@example.com", "nobody"]}],
        }));
        assert_eq!(trial.found("robot@example.com"), 1);
        let (_, groups) = trial.get("/Groups");
        let robots = groups["Resources"][0]["members"].as_array().unwrap();
        assert_eq!(robots.len(), 1);
        let (_, robot) = trial.get(&format!("/Users/{}", robots[0]["value"].as_str().unwrap()));
        assert_eq!((&robot["active"], &robot["userType"]), (&json!(false), &json!("pro")));
    }

    #[test]
    fn unmanaged_users_are_seen_and_not_written() {
        let trial = Trial::with(json!({"unmanaged-users": {"names": ["legacy*"]}}));
        let (legacy, ada) = (trial.user("legacy@example.com"), trial.user("ada@example.com"));
        let active = json!({"active": false});
        assert_eq!(trial.patch(&format!("/Users/{legacy}"), active.clone()).0, 403);
        assert_eq!(trial.put(&format!("/Users/{legacy}"), user("legacy@example.com")).0, 403);
        assert_eq!(trial.patch(&format!("/Users/{ada}"), active).0, 200);
        assert_eq!(trial.found("legacy@example.com"), 1);
    }

    #[test]
    fn kept_members_survive_a_whole_group_and_a_patch() {
        let unmanaged = json!({"names": ["legacy*"], "writes": "allowed", "memberships": "kept"});
        let trial = Trial::with(json!({"unmanaged-users": unmanaged}));
        let (legacy, ada) = (trial.user("legacy@example.com"), trial.user("ada@example.com"));
        let team = trial.group("Team", &[&legacy]);
        let path = format!("/Groups/{team}");
        assert_eq!(trial.put(&path, group("Team", &[&ada])).0, 200);
        assert_eq!(trial.members(&team), [ada, legacy.clone()]);
        assert_eq!(trial.patch(&path, json!({"members": []})).0, 200);
        assert_eq!(trial.members(&team), [legacy]);
    }
}
