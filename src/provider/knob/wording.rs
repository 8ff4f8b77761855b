//! How a server words its errors, by situation.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::answer::{ANSWER, Answer};
use super::{Knob, Shape, optional, read};
use crate::provider::deviation::{Deviation, edit};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};

pub(super) const KNOBS: &[Knob] = &[Knob {
    name: "errors",
    about: "How errors are worded, by situation; what is not said here is worded as RFC 7644 has it.",
    shape: Shape::Map(&[
        optional("unknown-id", Shape::Map(ANSWER), "404: there is no such user or group; `{id}` is the id."),
        optional("conflict", Shape::Map(ANSWER), "409: the userName is taken."),
        optional("unauthorized", Shape::Map(ANSWER), "401: the credentials are refused."),
        optional("forbidden", Shape::Map(ANSWER), "403."),
        optional("invalid", Shape::Map(ANSWER), "400: the request is wrong."),
        optional("not-allowed", Shape::Map(ANSWER), "405 and 501: the server does not do that."),
    ]),
    example: r#"{"unknown-id": {"detail": "User not found"}, "conflict": {"status": 400, "as": "plain"}}"#,
    make: |value, settings| {
        let situations: BTreeMap<Situation, Answer> = read(value)?;
        settings.deviations.push(Arc::new(Errors(situations)));
        Ok(())
    },
}];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Situation {
    UnknownId,
    Conflict,
    Unauthorized,
    Forbidden,
    Invalid,
    NotAllowed,
}

#[derive(Debug)]
struct Errors(BTreeMap<Situation, Answer>);

impl Deviation for Errors {
    fn response(&self, _: &Provider, request: &Request, response: &mut Response) {
        let resource = edit::resource(request);
        let situation = match response.status {
            404 if resource.is_some() => Situation::UnknownId,
            409 => Situation::Conflict,
            401 => Situation::Unauthorized,
            403 => Situation::Forbidden,
            400 => Situation::Invalid,
            405 | 501 => Situation::NotAllowed,
            _ => return,
        };
        if let Some(answer) = self.0.get(&situation) {
            let id = resource.map(|(_, id)| id).unwrap_or_default();
            let was = edit::answered(response);
            let was = was.as_ref().and_then(|body| body.get("detail")).and_then(serde_json::Value::as_str);
            *response = answer.respond(response.status, was.unwrap_or_default(), &[("id", &id)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::trial::{Trial, user};

    #[test]
    fn each_situation_has_its_own_words() {
        let errors = json!({"unknown-id": {"detail": "{id}: User not found"}, "conflict": {"status": 400}});
        let trial = Trial::with(json!({"errors": errors}));
        let (status, body) = trial.get("/Users/7");
        assert_eq!((status, &body["detail"]), (404, &json!("7: User not found")));
        trial.user("ada@example.com");
        let (status, body) = trial.post("/Users", user("ada@example.com"));
        assert!(status == 400 && body["detail"].as_str().unwrap().contains("already"), "{body}");
        assert!(trial.get("/Nothing").1["detail"].as_str().unwrap().contains("/Nothing"));
    }
}
