//! A stage for one act: an org with Ada and Bob, an app, a target that answers by script, and a reader that turns what
//! was sent into lines.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;
use indexmap::IndexMap;
use serde_json::{Value, json};

use crate::exchange::{
    Answer, Call, Content, Exchange, Failure, FailureKind, Method, Purpose, Repeat, Timing, Wire,
};
use crate::idp::ConsequenceKind;
use crate::idp::okta::{self, Act, Client, Integration, Played};
use crate::idp::org::{AcknowledgedGroup, Group, Org, PushMapping, PushStatus, User};

/// The ids that the target gave.
pub(super) const ADA: &str = "23a35c27";
pub(super) const BOB: &str = "89bb1940";
pub(super) const GROUP: &str = "abf4dd94";

/// A target that answers by the longest fitting beginning of `METHOD /path?query`. Several answers to one beginning are
/// given in turn, the last one again and again. A call that nothing fits fails the test.
#[derive(Default)]
pub(super) struct Script {
    rules: Vec<(String, VecDeque<Result<Answer, Failure>>)>,
    /// How often each call was put off before it was answered.
    put_off: usize,
}

impl Script {
    fn put(&mut self, to: &str, answer: Result<Answer, Failure>) {
        match self.rules.iter_mut().find(|(known, _)| known == to) {
            Some((_, answers)) => answers.push_back(answer),
            None => self.rules.push((to.to_owned(), VecDeque::from([answer]))),
        }
    }
}

impl Wire for Script {
    async fn exchange(&mut self, call: Call) -> Exchange {
        let line = format!("{} {}", call.method, call.target());
        let (_, answers) = self
            .rules
            .iter_mut()
            .filter(|(to, _)| line.starts_with(to.as_str()))
            .max_by_key(|(to, _)| to.len())
            .unwrap_or_else(|| panic!("nothing answers {line}"));
        let result = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
        Exchange {
            url: format!("https://scim.example.com/scim/v2{}", call.target()),
            call,
            result: result.expect("a rule has at least one answer"),
            timing: Timing::default(),
            repeats: vec![Repeat { status: 429, waited: Duration::from_secs(1) }; self.put_off],
        }
    }
}

/// One act's surroundings.
pub(super) struct Stage {
    pub(super) org: Org,
    pub(super) integration: Integration,
    pub(super) script: Script,
    random: fastrand::Rng,
}

impl Stage {
    /// Ada and Bob, and the group of analysts with both of them. Nobody has the app.
    pub(super) fn new(client: Client) -> Self {
        let mut org = Org::default();
        let person = |okta_id: &str, user_name: &str, given: &str, family: &str| {
            let profile = IndexMap::from([
                ("givenName".to_owned(), json!(given)),
                ("familyName".to_owned(), json!(family)),
            ]);
            User::new(okta_id, user_name, profile)
        };
        org.users.insert("ada".into(), person("00uADA", "ada@example.com", "Ada", "Lovelace"));
        org.users.insert("bob".into(), person("00uBOB", "bob@example.com", "Bob", "Byron"));
        let members = ["ada".to_owned(), "bob".to_owned()];
        org.groups.insert("analysts".into(), Group::new("00gANA", "Analysts", members));
        let mut integration = Integration::new(client);
        integration.app_label = "Acme".to_owned();
        Stage { org, integration, script: Script::default(), random: fastrand::Rng::with_seed(1) }
    }

    /// Sets an attribute of Ada's profile without any push.
    pub(super) fn ada(mut self, attribute: &str, value: Value) -> Self {
        self.org.users["ada"].profile.insert(attribute.to_owned(), value);
        self
    }

    /// This person has the app and an account.
    pub(super) fn linked(mut self, name: &str, id: &str) -> Self {
        let user = &mut self.org.users[name];
        user.assignment.individual = true;
        let attributes = [
            ("userName".to_owned(), json!(user.user_name)),
            ("name.givenName".to_owned(), user.profile["givenName"].clone()),
        ];
        user.acknowledge(id, attributes, true);
        self
    }

    pub(super) fn both_linked(self) -> Self {
        self.linked("ada", ADA).linked("bob", BOB)
    }

    /// The analysts are pushed, with these acknowledged members.
    pub(super) fn pushed(mut self, members: &[&str]) -> Self {
        self.org.groups["analysts"].push = Some(PushMapping {
            id: Some(GROUP.to_owned()),
            status: PushStatus::Active,
            acknowledged: AcknowledgedGroup {
                display_name: "Analysts".to_owned(),
                members: members.iter().map(|id| (*id).to_owned()).collect(),
                exact: true,
                ..AcknowledgedGroup::default()
            },
            linked: false,
            retried: false,
        });
        self
    }

    /// Changes anything else.
    pub(super) fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    /// The target answers this to calls that begin so.
    #[expect(clippy::needless_pass_by_value, reason = "a script reads better without ampersands")]
    pub(super) fn answers(mut self, to: &str, status: u16, body: Value) -> Self {
        self.script.put(to, Ok(answer(status, body.to_string())));
        self
    }

    /// The target answers this text, whatever it is.
    pub(super) fn answers_text(mut self, to: &str, status: u16, body: &str) -> Self {
        self.script.put(to, Ok(answer(status, body.to_owned())));
        self
    }

    /// The target refuses with a SCIM Error.
    pub(super) fn refuses(self, to: &str, status: u16, detail: &str) -> Self {
        self.answers(to, status, error(status, detail))
    }

    /// The target answers with a header.
    pub(super) fn answers_with_header(mut self, to: &str, status: u16, header: (&str, &str)) -> Self {
        let mut answer = answer(status, error(status, "slow down").to_string());
        answer.headers.push((header.0.to_owned(), header.1.to_owned()));
        self.script.put(to, Ok(answer));
        self
    }

    /// Each call was put off as often as this before.
    pub(super) fn repeated(mut self, times: usize) -> Self {
        self.script.put_off = times;
        self
    }

    /// No answer comes.
    pub(super) fn fails(mut self, to: &str, kind: FailureKind) -> Self {
        self.script.put(to, Err(Failure { kind, message: "it did not work".to_owned() }));
        self
    }

    pub(super) async fn play(&mut self, act: Act) -> Played {
        let played =
            okta::play(&act, &mut self.org, &self.integration, &mut self.script, &mut self.random).await;
        for exchange in &played.trace {
            check_frame(&exchange.call);
        }
        played
    }

    pub(super) fn push(&self) -> &PushMapping {
        self.org.groups["analysts"].push.as_ref().expect("the analysts are pushed")
    }
}

fn answer(status: u16, body: String) -> Answer {
    let headers = vec![("content-type".to_owned(), "application/scim+json".to_owned())];
    Answer { status, headers, content: Content::new(Bytes::from(body)) }
}

pub(super) fn error(status: u16, detail: &str) -> Value {
    json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "detail": detail, "status": status.to_string() })
}

pub(super) fn list(resources: &[Value]) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": resources.len(), "startIndex": 1, "itemsPerPage": resources.len(), "Resources": resources,
    })
}

/// A user as a target shows it, with a field of its own and key order of its own.
pub(super) fn remote(id: &str, user_name: &str, active: bool) -> Value {
    json!({
        "id": id,
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": user_name,
        "name": { "formatted": "Old Name", "givenName": "Old" },
        "emails": [{ "value": "old@example.com", "primary": true }, { "value": "second@example.com" }],
        "seat": 7,
        "active": active,
        "meta": { "resourceType": "User" },
    })
}

/// Every call is sent on Okta's behalf with exactly Okta's headers (Okta's 2018 guide, request logs): reads without a
/// content type, writes with one.
fn check_frame(call: &Call) {
    assert_eq!(call.purpose, Purpose::Act);
    let mut expected = vec![("Accept", "application/scim+json"), ("Accept-Charset", "utf-8")];
    if call.method != Method::Get {
        expected.push(("Content-Type", "application/scim+json; charset=utf-8"));
    }
    expected.extend([
        ("User-Agent", "Okta SCIM Client 1.0.0"),
        ("Connection", "Keep-Alive"),
        ("Accept-Encoding", "gzip,deflate"),
    ]);
    let sent: Vec<(&str, &str)> = call.headers.iter().map(|(name, value)| (&**name, &**value)).collect();
    assert_eq!(sent, expected, "headers of {} {}", call.method, call.target());
}

/// Whether this follows from the act.
pub(super) fn follows(played: &Played, kind: ConsequenceKind) -> bool {
    played.consequences.iter().any(|consequence| consequence.kind == kind)
}

/// What was sent, one line per call, the body as it goes over the wire. A random password reads `<password>`, once it
/// was found to be one.
pub(super) fn lines(played: &Played) -> Vec<String> {
    played.trace.iter().map(|exchange| line(&exchange.call)).collect()
}

fn line(call: &Call) -> String {
    let mut line = format!("{} {}", call.method, call.target());
    if let Some(body) = call.body.as_ref().and_then(|body| body.json()) {
        let mut body = body.clone();
        if call.method == Method::Post
            && let Some(password) = body.get_mut("password")
        {
            let text = password.as_str().expect("a password is text");
            assert!(text.len() == 8 && text.chars().all(|c| c.is_ascii_alphanumeric()), "{text}");
            *password = json!("<password>");
        }
        line.push(' ');
        line.push_str(&body.to_string());
    }
    line
}

/// Only the request lines.
pub(super) fn requests(played: &Played) -> Vec<String> {
    played.trace.iter().map(|e| format!("{} {}", e.call.method, e.call.target())).collect()
}

/// Compares line by line, so that a difference is readable.
#[track_caller]
pub(super) fn assert_sent(played: &Played, expected: &[&str]) {
    let sent = lines(played);
    for (number, (sent, expected)) in sent.iter().zip(expected).enumerate() {
        assert_eq!(sent, expected, "call {}", number + 1);
    }
    assert_eq!(sent.len(), expected.len(), "{sent:#?}");
}

pub(super) fn user(name: &str) -> Act {
    Act::AssignUser(name.to_owned())
}

/// `GET /Users?filter=…` for Ada, as it stands in the request line.
pub(super) const LOOK_UP_ADA: &str =
    "GET /Users?filter=userName%20eq%20%22ada%40example.com%22&startIndex=1&count=100";
