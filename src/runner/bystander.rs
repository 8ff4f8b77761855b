//! One user and one group that no act names, looked at before and after each pass.
//!
//! A server that empties the wrong group or deactivates the wrong user answers 200 all the same; only somebody who
//! stands by can tell.

use std::sync::Arc;

use serde_json::json;

use super::destination::tidy_ledger;
use super::guard::{Guard, id_of, read_call};
use super::name::{self, RunId};
use super::remains::Remains;
use crate::exchange::{Call, Evidence, Exchange, Method, Payload, Purpose, Wire, encode_component};
use crate::judge::{self, Finding};
use crate::scenario::default_user_name;
use crate::scim::urn;

/// The bystanders of one parallel slot.
#[derive(Debug)]
pub(super) struct Bystanders {
    guard: Guard,
    user: String,
    group: String,
    before: Option<[Arc<Exchange>; 2]>,
}

impl Bystanders {
    /// Makes them; the guard's ledger and journal answer for their removal.
    ///
    /// # Errors
    /// Why they cannot be made; said once per run.
    pub(super) async fn make(mut guard: Guard, slot_id: &str, domain: &str) -> Result<Self, String> {
        let user_name = default_user_name("bystander", slot_id, domain);
        let user = json!({
            "schemas": [urn::USER],
            "userName": user_name,
            "name": {"givenName": "Bystander", "familyName": "Example"},
            "emails": [{"primary": true, "value": user_name, "type": "work"}],
            "active": true,
        });
        let user = create(&mut guard, "/Users", user).await?;
        let group = json!({
            "schemas": [urn::GROUP],
            "displayName": name::display_name("Bystanders", slot_id),
            "members": [{"value": user}],
        });
        let group = create(&mut guard, "/Groups", group).await?;
        Ok(Bystanders { guard, user, group, before: None })
    }

    /// Looks at them before a pass. What was seen after the previous pass is good enough: whatever changed since
    /// then was not this pass, and the next look would show it.
    pub(super) async fn before(&mut self) {
        if self.before.is_none() {
            self.before = Some(self.look().await);
        }
    }

    /// Looks at them after a pass, and says what changed.
    pub(super) async fn after(&mut self) -> Vec<Finding> {
        let after = self.look().await;
        let findings = self.before.as_ref().map_or_else(Vec::new, |[user, group]| {
            let mut findings = judge::bystander::user(user, &after[0]);
            findings.extend(judge::bystander::group(group, &after[1]));
            findings
        });
        self.before = Some(after);
        findings
    }

    /// Removes them.
    pub(super) async fn remove(self, keep: bool, run: &RunId) -> Remains {
        let guard = self.guard;
        tidy_ledger(guard.line(), guard.journal(), guard.ledger(), run, keep).await
    }

    async fn look(&self) -> [Arc<Exchange>; 2] {
        let line = self.guard.line();
        let user = line.send(bystander_call(&format!("/Users/{}", encode_component(&self.user)))).await;
        let group = line.send(bystander_call(&format!("/Groups/{}", encode_component(&self.group)))).await;
        [Arc::new(user), Arc::new(group)]
    }
}

fn bystander_call(path: &str) -> Call {
    let mut call = read_call(path.to_owned());
    call.purpose = Purpose::Bystander;
    call
}

async fn create(guard: &mut Guard, endpoint: &str, body: serde_json::Value) -> Result<String, String> {
    let mut call = Call::new(Method::Post, endpoint, Evidence::Scenario, Purpose::Bystander);
    call.headers = vec![
        ("Accept".to_owned(), "application/scim+json".to_owned()),
        ("Content-Type".to_owned(), "application/scim+json".to_owned()),
    ];
    call.body = Some(Payload::Json(body));
    let exchange = guard.exchange(call).await;
    let created = exchange.answer().filter(|answer| answer.is_success()).and_then(|answer| answer.json());
    created.and_then(id_of).ok_or_else(|| match &exchange.result {
        Ok(answer) => format!("POST {endpoint} was answered {} {}", answer.status, answer.reason()),
        Err(failure) => format!("POST {endpoint}: {failure}"),
    })
}
