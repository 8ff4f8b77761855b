//! What holds for every act, whatever the target answers.

use indexmap::IndexMap;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::stage::{ADA, BOB, GROUP, error, list, remote};
use crate::exchange::{Answer, Call, Content, Exchange, Failure, FailureKind, Method, Timing, Trace, Wire};
use crate::idp::okta::{self, Act, Client, Integration};
use crate::idp::org::{Group, Org, User};

/// A target that answers one of a handful of things at random, lawful and not.
struct Chance {
    random: fastrand::Rng,
}

impl Wire for Chance {
    async fn exchange(&mut self, call: Call) -> Exchange {
        let is_user = call.endpoint() == "Users";
        let id = if is_user { self.random.choice([ADA, BOB]).unwrap_or(ADA) } else { GROUP };
        let resource = if is_user {
            remote(id, "somebody@example.com", self.random.bool())
        } else {
            json!({ "id": id, "displayName": "Analysts", "members": [{ "value": ADA }, { "value": "other" }] })
        };
        let found = if call.resource_id().is_some() || call.method == Method::Post {
            resource
        } else {
            list(&[resource])
        };
        let result = match self.random.u8(0..12) {
            0 => answer(404, error(404, "not here").to_string()),
            1 => answer(409, error(409, "taken").to_string()),
            2 => answer(500, "<html>".to_owned()),
            3 => answer(429, String::new()),
            4 => answer(200, String::new()),
            5 => answer(200, list(&[]).to_string()),
            6 => answer(204, String::new()),
            7 => Err(Failure { kind: FailureKind::ReadTimeout, message: "late".to_owned() }),
            _ => answer(if call.method == Method::Post { 201 } else { 200 }, found.to_string()),
        };
        let url = String::new();
        Exchange { call, url, result, timing: Timing::default(), repeats: Vec::new() }
    }
}

#[expect(clippy::unnecessary_wraps, reason = "it stands among the arms of a Result")]
fn answer(status: u16, body: String) -> Result<Answer, Failure> {
    Ok(Answer { status, headers: Vec::new(), content: Content::new(body.into()) })
}

fn org() -> Org {
    let mut org = Org::default();
    for (name, user_name) in [("ada", "ada@example.com"), ("bob", "bob@example.com")] {
        let profile = IndexMap::from([("department".to_owned(), json!("Maths"))]);
        org.users.insert(name.to_owned(), User::new(format!("00u{name}"), user_name, profile));
    }
    org.groups.insert("analysts".to_owned(), Group::new("00g", "Analysts", ["ada".to_owned()]));
    org
}

fn acts() -> impl Strategy<Value = Act> {
    let user = || prop_oneof![Just("ada".to_owned()), Just("bob".to_owned())];
    let group = || "analysts".to_owned();
    prop_oneof![
        Just(Act::EnableProvisioning),
        user().prop_map(Act::AssignUser),
        Just(Act::AssignGroup(group())),
        user().prop_map(Act::UnassignUser),
        Just(Act::UnassignGroup(group())),
        (user(), prop_oneof![Just(Value::Null), Just(json!("x"))]).prop_map(|(user, value)| Act::Update {
            user,
            set: IndexMap::from([("userType".to_owned(), value)])
        }),
        user().prop_map(|user| Act::RenameUser { user, to: "new@example.com".into() }),
        user().prop_map(Act::Deactivate),
        user().prop_map(Act::Reactivate),
        user().prop_map(Act::Suspend),
        user().prop_map(Act::Unsuspend),
        user().prop_map(|user| Act::SyncPassword { user, password: None }),
        Just(Act::PushGroup(group())),
        Just(Act::LinkGroup { group: group(), to: "Analysts".into() }),
        Just(Act::PushNow(group())),
        Just(Act::RenameGroup { group: group(), to: "Other".into() }),
        user().prop_map(move |user| Act::AddMembers { group: "analysts".into(), members: vec![user] }),
        user().prop_map(move |user| Act::RemoveMembers { group: "analysts".into(), members: vec![user] }),
        Just(Act::DeactivatePush(group())),
        Just(Act::ActivatePush(group())),
        any::<bool>().prop_map(move |delete| Act::UnlinkGroup { group: "analysts".into(), delete }),
        Just(Act::Import { users: true, groups: true }),
    ]
}

/// Whether a write of the act was acknowledged.
fn wrote(trace: &Trace) -> bool {
    trace.iter().any(|exchange| exchange.call.method.is_write() && exchange.is_success())
}

fn acknowledged(org: &Org) -> Value {
    let users: Vec<_> = org.users.values().map(|user| &user.link).collect();
    let groups: Vec<_> =
        org.groups.values().map(|group| group.push.as_ref().map(|push| &push.acknowledged)).collect();
    json!([users, groups])
}

fn check_call(call: &Call) {
    assert!(!(call.method == Method::Delete && call.endpoint() == "Users"), "Okta deletes no users");
    let Some(body) = call.body.as_ref().and_then(|body| body.json()) else { return };
    let body = body.as_object().expect("a body is an object");
    assert!(body.contains_key("schemas"), "{body:?}");
    for key in body.keys().filter(|key| key.starts_with("urn:")) {
        assert!(body["schemas"].as_array().is_some_and(|schemas| schemas.contains(&json!(key))), "{body:?}");
    }
    let members = body.get("members").and_then(Value::as_array).into_iter().flatten();
    for member in members {
        let keys: Vec<_> = member.as_object().expect("a member is an object").keys().collect();
        assert_eq!(keys, ["value", "display"]);
    }
    if call.endpoint() == "Groups" {
        assert!(!body.contains_key("externalId"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nothing_is_acknowledged_without_a_successful_write(
        acts in prop::collection::vec(acts(), 1..12),
        seed in any::<u64>(),
        oin in any::<bool>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let mut org = org();
        let mut random = fastrand::Rng::with_seed(seed);
        let mut wire = Chance { random: fastrand::Rng::with_seed(seed) };
        let integration = Integration::new(if oin { Client::Oin } else { Client::Aiw });
        for act in acts {
            let before = acknowledged(&org);
            let played = runtime.block_on(okta::play(&act, &mut org, &integration, &mut wire, &mut random));
            for exchange in &played.trace {
                check_call(&exchange.call);
            }
            // Unlinking drops a mapping; linking makes an empty one before the first write.
            let is_about_mapping =
                matches!(act, Act::UnlinkGroup { .. } | Act::LinkGroup { .. } | Act::PushGroup(_));
            if !wrote(&played.trace) && !is_about_mapping {
                prop_assert_eq!(before, acknowledged(&org), "{:?}", act);
            }
            for user in org.users.values() {
                if let Some(link) = &user.link {
                    prop_assert!(!link.id.is_empty());
                }
            }
        }
    }
}
