//! What a server does not offer at all: groups, PATCH, imports, or SCIM as a whole.

use std::sync::Arc;

use serde::Deserialize;

use super::answer::{ANSWER, Answer};
use super::{Knob, Shape, optional, read};
use crate::exchange::Method;
use crate::provider::deviation::{Deviation, edit};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};
use crate::provider::store::Kind;

pub(super) const KNOBS: &[Knob] = &[
    Knob {
        name: "no-scim",
        about: "The feature is not switched on (a plan, a setting): every request is refused. Without more: 403.",
        shape: Shape::Map(ANSWER),
        example: r#"{"status": 403, "detail": "SCIM is not enabled"}"#,
        make: |value, settings| add(settings, What::Everything, read(value)?),
    },
    Knob {
        name: "no-groups",
        about: "There are no groups: every request for /Groups is refused. Without more: 404.",
        shape: Shape::Map(ANSWER),
        example: r#"{"status": 501}"#,
        make: |value, settings| add(settings, What::Groups, read(value)?),
    },
    Knob {
        name: "no-patch",
        about: "PATCH is refused, for users, groups or both. Without more: both, 405.",
        shape: Shape::Map(&[
            optional("of", Shape::Word(&["users", "groups"]), "Only for these. Without it: for both."),
            optional("answer", Shape::Map(ANSWER), "The refusal."),
        ]),
        example: r#"{"of": "users", "answer": {"status": 501}}"#,
        make: |value, settings| {
            let NoPatch { of, answer } = read(value)?;
            add(settings, What::Patch(of), answer)
        },
    },
    Knob {
        name: "no-import",
        about: "Lists without a filter are refused, so nothing can be imported. Okta's connection test asks for one \
                too: with `but-connection-test: true` a request for at most two resources is answered.",
        shape: Shape::Map(&[
            optional("but-connection-test", Shape::Flag, "Whether `count=2` or less is answered."),
            optional("answer", Shape::Map(ANSWER), "The refusal."),
        ]),
        example: r#"{"but-connection-test": true, "answer": {"status": 403}}"#,
        make: |value, settings| {
            let NoImport { but_connection_test, answer } = read(value)?;
            add(settings, What::Import { but_connection_test }, answer)
        },
    },
];

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct NoPatch {
    of: Option<Of>,
    #[serde(default)]
    answer: Answer,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct NoImport {
    #[serde(default)]
    but_connection_test: bool,
    #[serde(default)]
    answer: Answer,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Of {
    Users,
    Groups,
}

/// What is not offered.
#[derive(Debug)]
enum What {
    Everything,
    Groups,
    Patch(Option<Of>),
    Import { but_connection_test: bool },
}

#[derive(Debug)]
struct NotOffered {
    what: What,
    answer: Answer,
}

fn add(settings: &mut super::Settings, what: What, answer: Answer) -> Result<(), String> {
    settings.deviations.push(Arc::new(NotOffered { what, answer }));
    Ok(())
}

impl Deviation for NotOffered {
    fn instead(&self, _: &Provider, request: &Request) -> Option<Response> {
        let kind = edit::kind(request);
        match &self.what {
            What::Everything => Some(self.answer.respond(403, "SCIM is not enabled for this account", &[])),
            What::Groups => (kind == Some(Kind::Group))
                .then(|| self.answer.respond(404, "there is no endpoint /Groups", &[])),
            What::Patch(of) => {
                let meant = match of {
                    None => kind.is_some(),
                    Some(Of::Users) => kind == Some(Kind::User),
                    Some(Of::Groups) => kind == Some(Kind::Group),
                };
                (meant && request.method == Method::Patch)
                    .then(|| self.answer.respond(405, "PATCH is not supported", &[]))
            }
            What::Import { but_connection_test } => {
                let lists = request.method == Method::Get && edit::collection(request).is_some();
                let query = request.query.as_deref().unwrap_or_default();
                let value = |name: &str| {
                    query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name)
                };
                let small =
                    value("count").and_then(|(_, count)| count.parse::<u32>().ok()).is_some_and(|n| n <= 2);
                (lists && value("filter").is_none() && !(*but_connection_test && small))
                    .then(|| self.answer.respond(403, "users and groups cannot be listed", &[]))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::trial::Trial;

    #[test]
    fn what_is_not_offered_is_refused_and_the_rest_works() {
        let trial = Trial::with(json!({"no-groups": {"status": 501}, "no-patch": {"of": "users"}}));
        let id = trial.user("ada@example.com");
        assert_eq!(trial.get("/Groups").0, 501);
        assert_eq!(trial.patch(&format!("/Users/{id}"), json!({"active": false})).0, 405);
        assert_eq!(trial.get("/Users").0, 200);
        let off = Trial::with(json!({"no-scim": {}}));
        assert_eq!(off.get("/Users").0, 403);
    }

    #[test]
    fn a_lookup_is_no_import_and_the_connection_test_may_pass() {
        let trial = Trial::with(json!({"no-import": {"but-connection-test": true}}));
        assert_eq!(trial.get("/Users?startIndex=1&count=100").0, 403);
        assert_eq!(trial.get("/Users?startIndex=1&count=2").0, 200);
        assert_eq!(trial.found("nobody@example.com"), 0);
        let strict = Trial::with(json!({"no-import": {}}));
        assert_eq!(strict.get("/Users?startIndex=1&count=2").0, 403);
    }
}
