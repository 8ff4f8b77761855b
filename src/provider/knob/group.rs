//! Groups: deletion, lists, members that do not exist, and how many there may be.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::{ANSWER, Answer};
use super::sent;
use super::{Knob, Shape, optional, read, required};
use crate::exchange::Method;
use crate::provider::deviation::{Deviation, edit};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};
use crate::provider::store::Kind;

pub(super) const KNOBS: &[Knob] = &[
    Knob {
        name: "group-delete",
        about: "DELETE of a group removes it (the default), or archives it: it is answered 204, no list shows the \
                group any more, and by its id it can still be read.",
        shape: Shape::Word(&["delete", "archive"]),
        example: r#""archive""#,
        make: |value, settings| {
            if read::<Deletion>(value)? == Deletion::Archive {
                settings.deviations.push(Arc::new(Archive::default()));
            }
            Ok(())
        },
    },
    Knob {
        name: "group-lists-without-members",
        about: "A list of groups never shows their members; a group read by its id does.",
        shape: Shape::Flag,
        example: "true",
        make: |value, settings| {
            if read(value)? {
                settings.deviations.push(Arc::new(BareLists));
            }
            Ok(())
        },
    },
    Knob {
        name: "unknown-member",
        about: "What happens to a write that names a member who does not exist: it is refused (the default, 400), the \
                known members are taken and the others dropped, or nothing is changed and the answer is a success.",
        shape: Shape::Map(&[
            required("what", Shape::Word(&["refuse", "apply-known", "ignore"]), "What happens."),
            optional("answer", Shape::Map(ANSWER), "The refusal; `{value}` is the unknown id."),
        ]),
        example: r#"{"what": "refuse", "answer": {"status": 404}}"#,
        make: |value, settings| {
            settings.deviations.push(Arc::new(read::<UnknownMember>(value)?));
            Ok(())
        },
    },
    Knob {
        name: "max-members",
        about: "The most members that one write of a group may name. Without more: 400.",
        shape: Shape::Map(&[
            required("count", Shape::Number, "How many."),
            optional("answer", Shape::Map(ANSWER), "The refusal."),
        ]),
        example: r#"{"count": 100}"#,
        make: |value, settings| {
            settings.deviations.push(Arc::new(read::<MaxMembers>(value)?));
            Ok(())
        },
    },
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Deletion {
    Delete,
    Archive,
}

#[derive(Debug, Default)]
struct Archive(Mutex<HashSet<String>>);

impl Deviation for Archive {
    fn instead(&self, provider: &Provider, request: &Request) -> Option<Response> {
        let (_, id) = edit::resource(request).filter(|(kind, _)| *kind == Kind::Group)?;
        if request.method != Method::Delete
            || provider.view(|state| state.store.get(Kind::Group, &id).is_none())
        {
            return None;
        }
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
        Some(Response::empty(204))
    }

    fn response(&self, _: &Provider, request: &Request, response: &mut Response) {
        if request.method != Method::Get || edit::collection(request) != Some(Kind::Group) {
            return;
        }
        let archived = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        edit::change_answered(response, |body| {
            let Some(Value::Array(list)) = body.get_mut("Resources") else { return };
            let before = list.len();
            list.retain(|group| {
                group.get("id").and_then(Value::as_str).is_none_or(|id| !archived.contains(id))
            });
            let hidden = (before - list.len()) as u64;
            for count in ["totalResults", "itemsPerPage"] {
                if let Some(number) = body.get(count).and_then(Value::as_u64) {
                    body[count] = number.saturating_sub(hidden).into();
                }
            }
        });
    }
}

#[derive(Debug)]
struct BareLists;

impl Deviation for BareLists {
    fn response(&self, _: &Provider, request: &Request, response: &mut Response) {
        if request.method == Method::Get && edit::collection(request) == Some(Kind::Group) {
            edit::change_resources(response, |group| _ = group.shift_remove("members"));
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct UnknownMember {
    what: What,
    #[serde(default)]
    answer: Answer,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum What {
    Refuse,
    ApplyKnown,
    Ignore,
}

/// Every list of members that a write of a group gives, to be looked at or changed.
fn members(body: &mut Value) -> Vec<&mut Vec<Value>> {
    let mut found = Vec::new();
    let is_patch = edit::operations(body).is_some();
    if is_patch {
        for operation in edit::operations(body).into_iter().flatten() {
            if edit::does(operation, "remove") {
                continue;
            }
            let list = if edit::path(operation).is_empty() {
                operation.get_mut("value").and_then(|value| value.get_mut("members"))
            } else if edit::path(operation).eq_ignore_ascii_case("members") {
                operation.get_mut("value")
            } else {
                None
            };
            found.extend(list.and_then(Value::as_array_mut));
        }
    } else {
        found.extend(body.get_mut("members").and_then(Value::as_array_mut));
    }
    found
}

fn is_known(provider: &Provider, member: &Value) -> bool {
    let id = member.get("value").and_then(Value::as_str).unwrap_or_default();
    provider.view(|state| state.store.find(id).is_some())
}

fn unknown(provider: &Provider, request: &Request) -> Option<String> {
    let mut body = edit::sent(request)?;
    let lists = members(&mut body);
    let member = lists.into_iter().flatten().find(|member| !is_known(provider, member))?;
    Some(member.get("value").and_then(Value::as_str).unwrap_or_default().to_owned())
}

impl Deviation for UnknownMember {
    fn request(&self, provider: &Provider, request: &mut Request) {
        if self.what == What::ApplyKnown && sent::writes(request, Kind::Group) {
            edit::change_sent(request, |body| {
                for list in members(body) {
                    list.retain(|member| is_known(provider, member));
                }
            });
        }
    }

    fn instead(&self, provider: &Provider, request: &Request) -> Option<Response> {
        if self.what == What::ApplyKnown || !sent::writes(request, Kind::Group) {
            return None;
        }
        let id = unknown(provider, request)?;
        if self.what == What::Refuse {
            let detail = "members: there is no User or Group with the id \"{value}\"";
            return Some(self.answer.respond(400, detail, &[("value", &id)]));
        }
        // A group that is only about to be created cannot be left as it is; it comes without members.
        let Some((_, group)) = edit::resource(request) else {
            let mut bare = request.clone();
            edit::change_sent(&mut bare, |body| body["members"] = json!([]));
            return Some(provider.correct(&bare));
        };
        let path = format!("{}/{}", Kind::Group.endpoint(), crate::exchange::encode_component(&group));
        let body = bytes::Bytes::new();
        Some(provider.correct(&Request { method: Method::Get, path, query: None, body, ..request.clone() }))
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct MaxMembers {
    count: usize,
    #[serde(default)]
    answer: Answer,
}

impl Deviation for MaxMembers {
    fn instead(&self, _: &Provider, request: &Request) -> Option<Response> {
        if !sent::writes(request, Kind::Group) {
            return None;
        }
        let mut body = edit::sent(request)?;
        let named: usize = members(&mut body).iter().map(|list| list.len()).sum();
        let detail = format!("a request may name at most {} members", self.count);
        (named > self.count).then(|| self.answer.respond(400, &detail, &[]))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::trial::{Trial, group};
    use crate::exchange::Method;

    #[test]
    fn an_archived_group_is_in_no_list_and_can_be_read() {
        let trial = Trial::with(json!({"group-delete": "archive"}));
        let team = trial.group("Team", &[]);
        let path = format!("/Groups/{team}");
        assert_eq!(trial.send(Method::Delete, &path, None).0, 204);
        assert_eq!((trial.get(&path).0, &trial.get("/Groups").1["totalResults"]), (200, &json!(0)));
        assert_eq!(trial.send(Method::Delete, "/Groups/none", None).0, 404);
    }

    #[test]
    fn lists_without_members_hide_what_a_read_shows() {
        let trial = Trial::with(json!({"group-lists-without-members": true}));
        let ada = trial.user("ada@example.com");
        let team = trial.group("Team", &[&ada]);
        assert!(trial.get("/Groups").1["Resources"][0].get("members").is_none());
        assert_eq!(trial.members(&team), [ada]);
    }

    #[test]
    fn unknown_members_are_refused_dropped_or_passed_over() {
        for (what, status, kept) in [("refuse", 404, 0), ("apply-known", 200, 1), ("ignore", 200, 0)] {
            let knob = json!({"what": what, "answer": {"status": 404}});
            let trial = Trial::with(json!({"unknown-member": knob}));
            let ada = trial.user("ada@example.com");
            let team = trial.group("Team", &[]);
            let (answered, _) = trial.put(&format!("/Groups/{team}"), group("Team", &[&ada, "nobody"]));
            assert_eq!((answered, trial.members(&team).len()), (status, kept), "{what}");
            assert_eq!(trial.patch(&format!("/Groups/{team}"), json!({"members": [{"value": ada}]})).0, 200);
            assert_eq!(trial.members(&team).len(), 1, "{what}");
        }
    }

    #[test]
    fn a_write_may_name_only_so_many_members() {
        let trial = Trial::with(json!({"max-members": {"count": 1}}));
        let (ada, bob) = (trial.user("ada@example.com"), trial.user("bob@example.com"));
        let team = trial.group("Team", &[&ada]);
        assert_eq!(trial.put(&format!("/Groups/{team}"), group("Team", &[&ada, &bob])).0, 400);
        assert_eq!(trial.members(&team), [ada]);
    }
}
