//! Attributes in general: what must be there, what must not be null, what must be a text, which entries of a list in
//! one text are known; what answers leave out or add.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::answer::{ANSWER, Answer};
use super::sent::{self, Sent};
use super::{Knob, Shape, optional, read, required};
use crate::provider::deviation::{Deviation, edit};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};
use crate::provider::store::Kind;

const NAMES: &str = "By SCIM path: `userType`, `name.givenName`, `urn:…:User:department`.";

pub(super) const KNOBS: &[Knob] = &[
    Knob {
        name: "reject-null",
        about: "A write that sets one of these attributes of a user to null is refused. Without more: 400.",
        shape: Shape::Map(&[
            required("attributes", Shape::Texts, NAMES),
            optional("answer", Shape::Map(ANSWER), "The refusal; `{attribute}` is the attribute."),
        ]),
        example: r#"{"attributes": ["userType"], "answer": {"detail": "{attribute} must not be null"}}"#,
        make: |value, settings| {
            settings.deviations.push(Arc::new(Demand { demand: Kindness::NotNull, ..read(value)? }));
            Ok(())
        },
    },
    Knob {
        name: "require",
        about: "A user without one of these attributes cannot be created. Without more: 400.",
        shape: Shape::Map(&[
            required("attributes", Shape::Texts, NAMES),
            optional("answer", Shape::Map(ANSWER), "The refusal; `{attribute}` is the attribute."),
        ]),
        example: r#"{"attributes": ["name.givenName", "name.familyName"]}"#,
        make: |value, settings| {
            settings.deviations.push(Arc::new(Demand { demand: Kindness::There, ..read(value)? }));
            Ok(())
        },
    },
    Knob {
        name: "must-be-text",
        about: "These attributes of a user are a single text; a list or an object is refused. Without more: 400.",
        shape: Shape::Map(&[
            required("attributes", Shape::Texts, NAMES),
            optional("answer", Shape::Map(ANSWER), "The refusal; `{attribute}` is the attribute."),
        ]),
        example: r#"{"attributes": ["urn:example:User:roles"]}"#,
        make: |value, settings| {
            settings.deviations.push(Arc::new(Demand { demand: Kindness::Text, ..read(value)? }));
            Ok(())
        },
    },
    Knob {
        name: "listed-values",
        about: "An attribute holds several values in one text, and only known ones count, in exactly their own case. \
                Unknown ones are left out when the user is shown, or refused.",
        shape: Shape::Map(&[
            required("attribute", Shape::Text, "By SCIM path: `roles`, `urn:…:User:roles`."),
            required("known", Shape::Texts, "The values that count."),
            optional("separator", Shape::Text, "What stands between two values. Without it: a comma."),
            optional("unknown", Shape::Word(&["drop", "refuse"]), "Without it: drop."),
            optional("answer", Shape::Map(ANSWER), "The refusal; `{value}` is the unknown value."),
        ]),
        example: r#"{"attribute": "urn:example:User:roles", "known": ["acme:Admin"], "unknown": "refuse"}"#,
        make: |value, settings| {
            settings.deviations.push(Arc::new(read::<Listed>(value)?));
            Ok(())
        },
    },
    Knob {
        name: "omit",
        about: "Answers leave these attributes of users and groups out.",
        shape: Shape::Texts,
        example: r#"["displayName", "meta"]"#,
        make: |value, settings| {
            settings.deviations.push(Arc::new(Shown { omit: read(value)?, add: Map::new() }));
            Ok(())
        },
    },
    Knob {
        name: "extra",
        about: "Answers hold these attributes of users as well, whatever was stored.",
        shape: Shape::MapOf(&Shape::Any),
        example: r#"{"tenant": "acme"}"#,
        make: |value, settings| {
            let add: Map<String, Value> = read(value)?;
            if let Some(name) = add.keys().find(|name| name.contains(char::is_whitespace)) {
                return Err(format!("`{name}` cannot be the name of an attribute"));
            }
            settings.deviations.push(Arc::new(Shown { omit: Vec::new(), add }));
            Ok(())
        },
    },
];

/// What is asked of an attribute.
#[derive(Debug, Clone, Copy, Default)]
enum Kindness {
    #[default]
    NotNull,
    There,
    Text,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Demand {
    attributes: Vec<String>,
    #[serde(default)]
    answer: Answer,
    #[serde(skip)]
    demand: Kindness,
}

impl Deviation for Demand {
    fn instead(&self, _: &Provider, request: &Request) -> Option<Response> {
        let concerned = match self.demand {
            Kindness::There => sent::creates(request, Kind::User),
            _ => sent::writes(request, Kind::User),
        };
        let breaks = |name: &&String| match (self.demand, sent::attribute(request, name)) {
            (Kindness::NotNull, Sent::Null) => true,
            (Kindness::There, sent) => sent.is_nothing(),
            (Kindness::Text, Sent::Value(value)) => !value.is_string(),
            _ => false,
        };
        let name = self.attributes.iter().filter(|_| concerned).find(breaks)?;
        let detail = match self.demand {
            Kindness::NotNull => "{attribute} must not be null",
            Kindness::There => "{attribute} is required",
            Kindness::Text => "{attribute} must be a string",
        };
        Some(self.answer.respond(400, detail, &[("attribute", name)]))
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Listed {
    attribute: String,
    known: Vec<String>,
    #[serde(default = "comma")]
    separator: String,
    #[serde(default)]
    unknown: Unknown,
    #[serde(default)]
    answer: Answer,
}

fn comma() -> String {
    ",".to_owned()
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Unknown {
    #[default]
    Drop,
    Refuse,
}

impl Listed {
    fn is_known(&self, value: &str) -> bool {
        self.known.iter().any(|known| known == value.trim())
    }
}

impl Deviation for Listed {
    fn instead(&self, _: &Provider, request: &Request) -> Option<Response> {
        if self.unknown != Unknown::Refuse || !sent::writes(request, Kind::User) {
            return None;
        }
        let sent = sent::attribute(request, &self.attribute);
        let mut values = sent.text()?.split(&self.separator).filter(|value| !value.trim().is_empty());
        let unknown = values.find(|value| !self.is_known(value))?.trim();
        let filled = [("value", unknown), ("attribute", self.attribute.as_str())];
        Some(self.answer.respond(400, "{attribute}: \"{value}\" is not known", &filled))
    }

    fn response(&self, _: &Provider, request: &Request, response: &mut Response) {
        if self.unknown != Unknown::Drop || edit::kind(request) != Some(Kind::User) {
            return;
        }
        edit::change_resources(response, |resource| {
            let Some(Value::String(text)) = place(resource, &self.attribute) else { return };
            let kept: Vec<&str> = text.split(&self.separator).filter(|value| self.is_known(value)).collect();
            *text = kept.join(&self.separator);
        });
    }
}

#[derive(Debug)]
struct Shown {
    omit: Vec<String>,
    add: Map<String, Value>,
}

impl Deviation for Shown {
    fn response(&self, _: &Provider, request: &Request, response: &mut Response) {
        let Some(kind) = edit::kind(request) else { return };
        edit::change_resources(response, |resource| {
            for name in &self.omit {
                match name.rsplit_once(if name.starts_with("urn:") { ':' } else { '.' }) {
                    Some((outer, inner)) => {
                        if let Some(Value::Object(outer)) = resource.get_mut(outer) {
                            outer.shift_remove(inner);
                        }
                    }
                    None => _ = resource.shift_remove(name),
                }
            }
            if kind == Kind::User {
                resource.extend(self.add.iter().map(|(name, value)| (name.clone(), value.clone())));
            }
        });
    }
}

/// Where an attribute stands in a shown resource.
fn place<'r>(resource: &'r mut Map<String, Value>, name: &str) -> Option<&'r mut Value> {
    match name.rsplit_once(if name.starts_with("urn:") { ':' } else { '.' }) {
        Some((outer, inner)) => resource.get_mut(outer)?.get_mut(inner),
        None => resource.get_mut(name),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::trial::{Trial, user};

    #[test]
    fn null_is_refused_in_the_profiles_own_words() {
        let answer = json!({"detail": "Expecting string at {attribute} but instead got: null."});
        let trial = Trial::with(json!({"reject-null": {"attributes": ["userType"], "answer": answer}}));
        let id = trial.user("ada@example.com");
        let mut body = user("ada@example.com");
        body["userType"] = json!(null);
        let (status, body) = trial.put(&format!("/Users/{id}"), body);
        assert_eq!(
            (status, &body["detail"]),
            (400, &json!("Expecting string at userType but instead got: null."))
        );
        assert_eq!(trial.put(&format!("/Users/{id}"), user("ada@example.com")).0, 200);
    }

    #[test]
    fn what_is_required_is_required_of_new_users_only() {
        let trial = Trial::with(json!({"require": {"attributes": ["name.givenName", "name.familyName"]}}));
        let id = trial.user("ada@example.com");
        let nameless = |name: &str| {
            json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "userName": name, "name": {"givenName": "Ada", "familyName": ""}})
        };
        let (status, body) = trial.post("/Users", nameless("bob@example.com"));
        assert_eq!((status, &body["detail"]), (400, &json!("name.familyName is required")));
        assert_eq!(trial.found("bob@example.com"), 0);
        assert_eq!(trial.put(&format!("/Users/{id}"), nameless("ada@example.com")).0, 200);
    }

    #[test]
    fn a_list_in_one_text_is_neither_an_array_nor_open_to_any_word() {
        let roles = "urn:example:User:roles";
        let listed = json!({"attribute": roles, "known": ["acme:Admin", "acme:Analyst"]});
        let trial = Trial::with(json!({"must-be-text": {"attributes": [roles]}, "listed-values": listed}));
        let mut body = user("ada@example.com");
        body["urn:example:User"] = json!({"roles": ["acme:Admin"]});
        assert_eq!(trial.post("/Users", body.clone()).0, 400);
        body["urn:example:User"] = json!({"roles": "acme:admin,acme:Analyst, acme:Admin"});
        let (status, shown) = trial.post("/Users", body.clone());
        assert_eq!((status, &shown["urn:example:User"]["roles"]), (201, &json!("acme:Analyst, acme:Admin")));
        let strict = json!({"attribute": roles, "known": ["acme:Admin"], "unknown": "refuse"});
        let trial = Trial::with(json!({"listed-values": strict}));
        assert_eq!(trial.post("/Users", body).0, 400);
    }

    #[test]
    fn answers_leave_out_and_add_what_the_profile_says() {
        let trial = Trial::with(json!({"omit": ["meta", "name.givenName"], "extra": {"tenant": "acme"}}));
        let id = trial.user("ada@example.com");
        let (_, body) = trial.get(&format!("/Users/{id}"));
        assert!(body.get("meta").is_none() && body["name"].get("givenName").is_none());
        assert_eq!((&body["tenant"], &body["name"]["familyName"]), (&json!("acme"), &json!("Lovelace")));
    }
}
