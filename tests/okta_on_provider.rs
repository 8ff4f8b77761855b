//! A whole life with Okta on the embedded provider, for both clients: every act succeeds, and after each one the
//! provider holds what the org takes for acknowledged.

use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};
use scimulate::exchange::{Call, Evidence, Method, Purpose};
use scimulate::idp::okta::{self, Act, Client, Integration};
use scimulate::idp::org::{Group, Org, User};
use scimulate::provider::{Loopback, Provider, Settings};
use serde_json::{Value, json};

struct Life {
    org: Org,
    integration: Integration,
    wire: Loopback,
    random: fastrand::Rng,
}

impl Life {
    fn new(client: Client) -> Self {
        let mut random = fastrand::Rng::with_seed(3);
        let mut org = Org::default();
        for (name, given, family) in [("ada", "Ada", "Lovelace"), ("bob", "Bob", "Byron")] {
            let profile = IndexMap::from([
                ("givenName".to_owned(), json!(given)),
                ("familyName".to_owned(), json!(family)),
                ("title".to_owned(), json!("Poet")),
                ("department".to_owned(), json!("Letters")),
                ("primaryPhone".to_owned(), json!("+44 1")),
            ]);
            let id = okta::random_okta_id(&mut random, "00u");
            org.users.insert(name.to_owned(), User::new(id, format!("{name}@example.com"), profile));
        }
        for (name, members) in [("analysts", vec!["ada", "bob"]), ("empty", vec![]), ("team", vec!["ada"])] {
            let id = okta::random_okta_id(&mut random, "00g");
            org.groups.insert(name.to_owned(), Group::new(id, name, members.into_iter().map(str::to_owned)));
        }
        let provider = Arc::new(Provider::new(Settings::default()));
        let wire = Loopback::new(provider, "http://127.0.0.1/scim/v2");
        Life { org, integration: Integration::new(client), wire, random }
    }

    fn call(&self, method: Method, path: &str, body: Option<Value>) -> Option<Value> {
        let mut call = Call::new(method, path, Evidence::Scenario, Purpose::ReadBack);
        call.body = body.map(scimulate::exchange::Payload::Json);
        let exchange = self.wire.call(call);
        exchange.is_success().then(|| exchange.answer()?.json().cloned()).flatten()
    }

    async fn succeeds(&mut self, act: Act) {
        let played =
            okta::play(&act, &mut self.org, &self.integration, &mut self.wire, &mut self.random).await;
        let calls: Vec<_> = played.trace.iter().map(|e| (e.call.target(), e.status())).collect();
        assert!(played.verdict.is_success(), "{act:?}: {:?} {calls:?}", played.verdict);
        self.agrees(&act);
    }

    /// The provider holds what the org takes for acknowledged.
    fn agrees(&self, act: &Act) {
        for (name, user) in &self.org.users {
            let Some(link) = &user.link else { continue };
            let found = self
                .call(Method::Get, &format!("/Users/{}", link.id), None)
                .unwrap_or_else(|| panic!("{name} is gone after {act:?}"));
            assert_eq!(found["active"], link.acknowledged.active, "{name} after {act:?}");
            for (path, value) in &link.acknowledged.attributes {
                let found = attribute(&found, path);
                let is_list = value.is_array();
                let same = if is_list { found[0]["value"] == value[0]["value"] } else { found == *value };
                assert!(same, "{name} {path} after {act:?}: {found} is not {value}");
            }
        }
        for (name, group) in &self.org.groups {
            let Some(push) = &group.push else { continue };
            let id = push.id.as_deref().expect("a pushed group has an id");
            let found = self
                .call(Method::Get, &format!("/Groups/{id}"), None)
                .unwrap_or_else(|| panic!("{name} is gone after {act:?}"));
            assert_eq!(found["displayName"], push.acknowledged.display_name, "{name} after {act:?}");
            let members: IndexSet<String> = found["members"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|member| member["value"].as_str().map(str::to_owned))
                .collect();
            assert!(push.acknowledged.members.is_subset(&members), "{name} after {act:?}");
            assert!(push.acknowledged.removed.is_disjoint(&members), "{name} after {act:?}");
            if push.acknowledged.exact {
                assert_eq!(members.len(), push.acknowledged.members.len(), "{name} after {act:?}");
            }
        }
    }
}

/// The value under `name.givenName` or `urn:…:User:department`.
fn attribute(resource: &Value, path: &str) -> Value {
    let (top, path) = match path.rsplit_once(':') {
        Some((urn, path)) => (&resource[urn], path),
        None => (resource, path),
    };
    path.split('.').fold(top, |value, key| &value[key]).clone()
}

#[tokio::test]
async fn every_act_succeeds_on_a_correct_server_and_the_org_is_right_about_it() {
    for client in [Client::Aiw, Client::Oin] {
        let mut life = Life::new(client);
        let stranger = json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "old@example.com",
        });
        let stranger = life.call(Method::Post, "/Users", Some(stranger)).expect("the stranger is made");
        let team = json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "Old Team",
            "members": [{ "value": stranger["id"] }],
        });
        let team = life.call(Method::Post, "/Groups", Some(team)).expect("the team is made");
        let ada = || "ada".to_owned();
        let analysts = || "analysts".to_owned();

        life.succeeds(Act::TestConnection).await;
        life.succeeds(Act::EnableProvisioning).await;
        life.succeeds(Act::AssignUser(ada())).await;
        life.succeeds(Act::PushGroup(analysts())).await;
        life.succeeds(Act::AssignUser("bob".to_owned())).await;
        assert_eq!(life.org.expected_members("analysts").len(), 2);
        let set = IndexMap::from([
            ("title".to_owned(), Value::Null),
            ("userType".to_owned(), json!("essential")),
            ("primaryPhone".to_owned(), json!("+44 2")),
        ]);
        life.succeeds(Act::Update { user: ada(), set }).await;
        life.succeeds(Act::RenameUser { user: ada(), to: "countess@example.com".to_owned() }).await;
        life.succeeds(Act::SyncPassword { user: ada(), password: None }).await;
        let (group, members) = (analysts(), vec!["bob".to_owned()]);
        life.succeeds(Act::RemoveMembers { group: group.clone(), members: members.clone() }).await;
        life.succeeds(Act::AddMembers { group, members }).await;
        life.succeeds(Act::RenameGroup { group: analysts(), to: "Thinkers".to_owned() }).await;
        life.succeeds(Act::Deactivate(ada())).await;
        life.succeeds(Act::PushNow(analysts())).await;
        life.succeeds(Act::Reactivate(ada())).await;
        life.succeeds(Act::Suspend(ada())).await;
        life.succeeds(Act::Unsuspend(ada())).await;
        life.succeeds(Act::DeactivatePush(analysts())).await;
        life.succeeds(Act::ActivatePush(analysts())).await;
        life.succeeds(Act::PushGroup("empty".to_owned())).await;
        life.succeeds(Act::PushNow("empty".to_owned())).await;
        life.succeeds(Act::UnlinkGroup { group: "empty".to_owned(), delete: true }).await;

        life.succeeds(Act::LinkGroup { group: "team".to_owned(), to: "Old Team".to_owned() }).await;
        let path = format!("/Groups/{}", team["id"].as_str().expect("an id is text"));
        let found = life.call(Method::Get, &path, None).expect("the team is there");
        assert_eq!(found["members"].as_array().map(Vec::len), Some(2), "the stranger stays: {found}");
        life.succeeds(Act::PushNow("team".to_owned())).await;
        let found = life.call(Method::Get, &path, None).expect("the team is there");
        assert_eq!(found["members"].as_array().map(Vec::len), Some(1), "the stranger goes: {found}");
        life.succeeds(Act::UnlinkGroup { group: "team".to_owned(), delete: false }).await;
        life.succeeds(Act::LinkGroup { group: "team".to_owned(), to: "team".to_owned() }).await;

        life.succeeds(Act::AssignGroup(analysts())).await;
        life.succeeds(Act::UnassignUser(ada())).await;
        life.succeeds(Act::UnassignGroup(analysts())).await;
        life.succeeds(Act::AssignUser(ada())).await;
        life.succeeds(Act::Import { users: true, groups: true }).await;
    }
}
