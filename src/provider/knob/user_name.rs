//! `userName`: what it must be, what changing it does, and by what users are looked up.

use std::collections::BTreeMap;
use std::sync::Arc;

use percent_encoding::percent_decode_str;
use serde::Deserialize;

use super::answer::{ANSWER, Answer};
use super::sent;
use super::{Knob, Shape, optional, read};
use crate::exchange::{Method, encode_component};
use crate::provider::create;
use crate::provider::deviation::{Deviation, edit};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};
use crate::provider::problem;
use crate::provider::store::Kind;

pub(super) const KNOBS: &[Knob] = &[
    Knob {
        name: "user-name",
        about: "What a userName must be, and what a changed one does.",
        shape: Shape::Map(&[
            optional("must-be-email", Shape::Flag, "Whether a userName without `@` is refused."),
            optional(
                "change",
                Shape::Word(&["keep-id", "fork", "refuse"]),
                "A changed userName keeps the account (the default), makes a second account while the first one stays \
                 as it is, or is refused.",
            ),
            optional(
                "answer",
                Shape::Map(ANSWER),
                "The refusal. Without more: 400; `{value}` is the userName.",
            ),
        ]),
        example: r#"{"must-be-email": true, "change": "fork"}"#,
        make: |value, settings| {
            settings.deviations.push(Arc::new(read::<UserName>(value)?));
            Ok(())
        },
    },
    Knob {
        name: "lookup-attributes",
        about: "A filter may name an attribute by another word: `email: emails.value` answers `email eq \"…\"`.",
        shape: Shape::MapOf(&Shape::Text),
        example: r#"{"email": "emails.value"}"#,
        make: |value, settings| {
            settings.deviations.push(Arc::new(Lookup(read(value)?)));
            Ok(())
        },
    },
];

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct UserName {
    #[serde(default)]
    must_be_email: bool,
    #[serde(default)]
    change: Change,
    #[serde(default)]
    answer: Answer,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Change {
    #[default]
    KeepId,
    Fork,
    Refuse,
}

impl Deviation for UserName {
    fn instead(&self, provider: &Provider, request: &Request) -> Option<Response> {
        if !sent::writes(request, Kind::User) {
            return None;
        }
        let name = sent::attribute(request, "userName");
        let name = name.text()?;
        if self.must_be_email && !name.contains('@') {
            return Some(self.answer.respond(400, "userName must be an email address", &[("value", name)]));
        }
        let (_, id) = edit::resource(request)?;
        let before = provider.view(|state| {
            state.store.get(Kind::User, &id).and_then(|user| user.text("userName").map(str::to_owned))
        })?;
        if before.to_lowercase() == name.to_lowercase() {
            return None;
        }
        match self.change {
            Change::KeepId => None,
            Change::Refuse => {
                Some(self.answer.respond(400, "userName cannot be changed", &[("value", name)]))
            }
            Change::Fork => fork(provider, request),
        }
    }
}

/// Makes the second account out of a PUT and answers 200 with it. A PATCH carries no whole user to make one from.
fn fork(provider: &Provider, request: &Request) -> Option<Response> {
    if request.method != Method::Put {
        return None;
    }
    let mut body = edit::sent(request)?;
    if let Some(body) = body.as_object_mut() {
        body.shift_remove("id");
        body.shift_remove("meta");
    }
    let made = provider.change(|state| create::add(state, provider.settings(), Kind::User, &body));
    Some(match made {
        Ok(id) => {
            let read = Request {
                method: Method::Get,
                path: format!("{}/{}", Kind::User.endpoint(), encode_component(&id)),
                query: None,
                body: bytes::Bytes::new(),
                ..request.clone()
            };
            provider.correct(&read)
        }
        Err(error) => problem::response(&error),
    })
}

#[derive(Debug)]
struct Lookup(BTreeMap<String, String>);

impl Deviation for Lookup {
    fn request(&self, _: &Provider, request: &mut Request) {
        let Some(query) = request.query.as_deref().filter(|_| request.method == Method::Get) else { return };
        let pairs = query.split('&').map(|pair| match pair.strip_prefix("filter=") {
            Some(filter) => format!("filter={}", self.renamed(filter)),
            None => pair.to_owned(),
        });
        request.query = Some(pairs.collect::<Vec<_>>().join("&"));
    }
}

impl Lookup {
    /// The filter with the other word at its beginning put right; the rest stays as it was sent.
    fn renamed(&self, filter: &str) -> String {
        let plain = percent_decode_str(&filter.replace('+', " ")).decode_utf8_lossy().into_owned();
        let Some((attribute, rest)) = plain.split_once(' ') else { return filter.to_owned() };
        let known = self.0.iter().find(|(word, _)| word.eq_ignore_ascii_case(attribute));
        known.map_or_else(|| filter.to_owned(), |(_, path)| encode_component(&format!("{path} {rest}")))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::trial::{Trial, user};
    use crate::exchange::encode_component;

    #[test]
    fn a_changed_name_makes_a_second_account_and_leaves_the_first() {
        let trial = Trial::with(json!({"user-name": {"change": "fork"}}));
        let id = trial.user("ada@example.com");
        let (status, body) = trial.put(&format!("/Users/{id}"), user("countess@example.com"));
        assert_eq!(status, 200);
        assert_ne!(body["id"], json!(id));
        assert_eq!((trial.found("ada@example.com"), trial.found("countess@example.com")), (1, 1));
        // The same name in another case is no other name.
        assert_eq!(trial.put(&format!("/Users/{id}"), user("ADA@example.com")).1["id"], json!(id));
    }

    #[test]
    fn a_changed_name_can_be_refused_and_a_name_may_have_to_be_an_address() {
        let trial = Trial::with(json!({"user-name": {"change": "refuse", "must-be-email": true}}));
        let id = trial.user("ada@example.com");
        assert_eq!(trial.put(&format!("/Users/{id}"), user("countess@example.com")).0, 400);
        assert_eq!(trial.post("/Users", user("ada")).1["detail"], "userName must be an email address");
    }

    #[test]
    fn users_are_found_by_another_word() {
        let trial = Trial::with(json!({"lookup-attributes": {"email": "emails.value"}}));
        trial.user("ada@example.com");
        for (filter, total) in
            [("email eq \"ada@example.com\"", 1), ("email eq \"x\"", 0), ("userName pr", 1)]
        {
            let (status, body) = trial.get(&format!("/Users?filter={}&count=5", encode_component(filter)));
            assert_eq!((status, body["totalResults"].as_u64()), (200, Some(total)), "{filter}");
        }
    }
}
