//! `userType`: what somebody gets who has none, and which words are known.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use super::answer::{ANSWER, Answer};
use super::sent;
use super::{Knob, Shape, optional, read, required};
use crate::provider::deviation::{Deviation, edit};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};
use crate::provider::store::Kind;

const ATTRIBUTE: &str = "userType";

pub(super) const KNOBS: &[Knob] = &[
    Knob {
        name: "default-user-type",
        about: "A user created without a userType gets this one.",
        shape: Shape::Text,
        example: r#""lite""#,
        make: |value, settings| {
            settings.deviations.push(Arc::new(Default(read(value)?)));
            Ok(())
        },
    },
    Knob {
        name: "user-types",
        about: "Only these userTypes are known; any other is refused. Without more: 400.",
        shape: Shape::Map(&[
            required("known", Shape::Texts, "The words, as they must be written."),
            optional("custom", Shape::Texts, "Further words that an administrator has added."),
            optional(
                "aliases",
                Shape::MapOf(&Shape::Text),
                "Other words for known ones: `author: creator`. Stored as the known one.",
            ),
            optional("ignoring-case", Shape::Flag, "Whether `Admin` is taken for `admin`. Without it: no."),
            optional("answer", Shape::Map(ANSWER), "The refusal; `{value}` is the word."),
        ]),
        example: r#"{"known": ["admin", "lite"], "custom": ["NoExport"], "aliases": {"author": "admin"}}"#,
        make: |value, settings| {
            settings.deviations.push(Arc::new(read::<Types>(value)?));
            Ok(())
        },
    },
];

#[derive(Debug)]
struct Default(String);

impl Deviation for Default {
    fn request(&self, _: &Provider, request: &mut Request) {
        if sent::creates(request, Kind::User) && sent::attribute(request, ATTRIBUTE) == sent::Sent::Absent {
            edit::change_sent(request, |body| {
                if let Some(body) = body.as_object_mut() {
                    body.insert(ATTRIBUTE.to_owned(), self.0.as_str().into());
                }
            });
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Types {
    known: Vec<String>,
    #[serde(default)]
    custom: Vec<String>,
    #[serde(default)]
    aliases: BTreeMap<String, String>,
    #[serde(default)]
    ignoring_case: bool,
    #[serde(default)]
    answer: Answer,
}

impl Types {
    fn same(&self, one: &str, other: &str) -> bool {
        if self.ignoring_case { one.eq_ignore_ascii_case(other) } else { one == other }
    }

    /// The word as it is stored, if it is known.
    fn settled(&self, word: &str) -> Option<&str> {
        let alias =
            self.aliases.iter().find(|(alias, _)| self.same(alias, word)).map(|(_, known)| known.as_str());
        let mut known = self.known.iter().chain(&self.custom);
        alias.or_else(|| known.find(|known| self.same(known, word)).map(String::as_str))
    }
}

impl Deviation for Types {
    fn request(&self, _: &Provider, request: &mut Request) {
        let word = sent::attribute(request, ATTRIBUTE);
        let Some(settled) = word.text().and_then(|word| self.settled(word)) else { return };
        if sent::writes(request, Kind::User) && word.text() != Some(settled) {
            edit::change_sent(request, |body| replace(body, settled));
        }
    }

    fn instead(&self, _: &Provider, request: &Request) -> Option<Response> {
        if !sent::writes(request, Kind::User) {
            return None;
        }
        let word = sent::attribute(request, ATTRIBUTE);
        let unknown = word.text().filter(|word| self.settled(word).is_none())?;
        Some(self.answer.respond(
            400,
            "userType \"{value}\" is not known",
            &[("value", unknown), ("attribute", ATTRIBUTE)],
        ))
    }
}

/// Puts the stored word wherever the body gives one.
fn replace(body: &mut serde_json::Value, settled: &str) {
    if let Some(operations) = edit::operations(body) {
        for operation in operations {
            if edit::path(operation).eq_ignore_ascii_case(ATTRIBUTE) {
                operation["value"] = settled.into();
            } else if let Some(value) =
                edit::pathless_value(operation).and_then(|value| value.get_mut(ATTRIBUTE))
            {
                *value = settled.into();
            }
        }
    } else if let Some(value) = body.get_mut(ATTRIBUTE) {
        *value = settled.into();
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::trial::{Trial, user};

    fn with_type(user_type: &Value) -> Value {
        let mut body = user("ada@example.com");
        body["userType"] = user_type.clone();
        body
    }

    #[test]
    fn who_comes_without_a_type_gets_the_default_and_nobody_else() {
        let trial = Trial::with(json!({"default-user-type": "lite"}));
        assert_eq!(trial.post("/Users", user("bob@example.com")).1["userType"], "lite");
        assert_eq!(trial.post("/Users", with_type(&json!("pro"))).1["userType"], "pro");
    }

    #[test]
    fn unknown_words_are_refused_in_every_kind_of_write() {
        let trial = Trial::with(json!({"user-types": {"known": ["admin"], "custom": ["NoExport"]}}));
        assert_eq!(trial.post("/Users", with_type(&json!("Admin"))).0, 400);
        let (status, body) = trial.post("/Users", with_type(&json!("NoExport")));
        assert_eq!(status, 201);
        let path = format!("/Users/{}", body["id"].as_str().unwrap());
        assert_eq!(trial.put(&path, with_type(&json!("boss"))).1["detail"], "userType \"boss\" is not known");
        assert_eq!(trial.patch(&path, json!({"userType": "boss"})).0, 400);
        assert_eq!(trial.patch(&path, json!({"userType": "admin"})).1["userType"], "admin");
    }

    #[test]
    fn aliases_and_case_are_settled_where_the_profile_says_so() {
        let types = json!({"known": ["creator"], "aliases": {"author": "creator"}, "ignoring-case": true});
        let trial = Trial::with(json!({"user-types": types}));
        let (_, body) = trial.post("/Users", with_type(&json!("Author")));
        assert_eq!(body["userType"], "creator");
        let path = format!("/Users/{}", body["id"].as_str().unwrap());
        assert_eq!(trial.patch(&path, json!({"userType": "CREATOR"})).1["userType"], "creator");
    }
}
