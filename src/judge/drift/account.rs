//! Whether somebody still has the account that they had.

use std::sync::Arc;

use serde_json::Value;

use super::rules;
use crate::exchange::{Exchange, Method};
use crate::idp::org;
use crate::judge::{Finding, Level, json};

/// An account that somebody has on the target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    id: String,
    user_name: Option<String>,
}

impl Account {
    /// The account that the user has now.
    pub fn of(user: &org::User) -> Option<Account> {
        let link = user.link.as_ref()?;
        let user_name = link.acknowledged.attributes.get("userName").and_then(Value::as_str);
        Some(Account { id: link.id.clone(), user_name: user_name.map(str::to_owned) })
    }
}

/// Compares the account that the act left the user with, with the one that the user had before it.
///
/// `trace` holds the act's exchanges. A user who had no account, or who has the same one, has nothing to compare; one
/// who goes by another name now cannot be known again.
pub fn account(
    name: &str,
    before: Option<&Account>,
    user: &org::User,
    trace: &[Arc<Exchange>],
) -> Option<Finding> {
    let (before, after) = (before?, user.remote_id()?);
    let is_renamed = before
        .user_name
        .as_ref()
        .is_some_and(|user_name| user_name.to_lowercase() != user.user_name.to_lowercase());
    if before.id == after || is_renamed {
        return None;
    }
    let created = trace.iter().find(|exchange| {
        let call = &exchange.call;
        call.method == Method::Post && call.endpoint().eq_ignore_ascii_case("Users") && exchange.is_success()
    });
    let message = match created {
        Some(_) => format!("{name} had an account, and the server made a second one"),
        None => format!("the account of {name} has another id than before"),
    };
    let mut finding = Finding::new(&rules::ACCOUNT, Level::Error, message);
    finding.expected = Some(before.id.clone());
    finding.found = Some(after.to_owned());
    finding.pointer = Some("/id".to_owned());
    finding.about.push(name.to_owned());
    finding.source = Some(rules::ACCOUNT.source.into());
    finding.fix = Some(rules::ACCOUNT.fix.to_owned());
    if let Some(created) = created {
        finding.evidence = created.call.evidence;
        finding.exchange = Some(Arc::clone(created));
        if trace.iter().any(found_nobody) {
            finding.likely_cause = Some(
                "the lookup by userName did not find the account, most likely because it is inactive"
                    .to_owned(),
            );
        }
    } else if let Some(last) = trace.iter().rev().find(|exchange| exchange.call.method.is_write()) {
        finding.evidence = last.call.evidence;
        finding.exchange = Some(Arc::clone(last));
    }
    Some(finding.weighed_by_evidence())
}

/// A lookup without a match.
fn found_nobody(exchange: &Arc<Exchange>) -> bool {
    let call = &exchange.call;
    let is_lookup = call.method == Method::Get
        && call.endpoint().eq_ignore_ascii_case("Users")
        && call.query.as_deref().is_some_and(|query| query.contains("filter="));
    let body = exchange.answer().filter(|answer| answer.is_success()).and_then(|answer| answer.json());
    is_lookup
        && body.is_some_and(|body| {
            let listed = json::attribute(body, "Resources").and_then(Value::as_array);
            listed.is_none_or(Vec::is_empty)
        })
}

#[cfg(test)]
mod tests {
    use indexmap::IndexMap;
    use serde_json::json;

    use super::{Account, account};
    use crate::exchange::{Exchange, Method};
    use crate::idp::org::{Assignment, User, UserStatus};
    use crate::judge::fixture::Told;

    fn ada(id: &str, user_name: &str) -> User {
        let mut user = User {
            okta_id: "00u1".into(),
            user_name: user_name.into(),
            profile: IndexMap::new(),
            status: UserStatus::Active,
            assignment: Assignment::default(),
            link: None,
            failed_push: None,
            needs_deprovisioning: false,
        };
        user.acknowledge(id, [("userName".to_owned(), json!(user_name))], true);
        user
    }

    fn comeback() -> [std::sync::Arc<Exchange>; 2] {
        let nobody = json!({ "totalResults": 0 });
        [
            Told::new(Method::Get, "/Users?filter=userName%20eq%20%22ada%22").json(&nobody).answer(200),
            Told::new(Method::Post, "/Users").json(&json!({ "id": "2" })).answer(201),
        ]
    }

    #[test]
    fn a_second_account_is_told_with_the_lookup_that_led_to_it() {
        let before = Account::of(&ada("1", "ada@example.com"));
        let finding = account("ada", before.as_ref(), &ada("2", "Ada@example.com"), &comeback()).unwrap();
        assert_eq!(finding.message, "ada had an account, and the server made a second one");
        assert_eq!((finding.expected.as_deref(), finding.found.as_deref()), (Some("1"), Some("2")));
        assert!(finding.likely_cause.unwrap().starts_with("the lookup by userName did not find"));
    }

    #[test]
    fn the_same_account_a_first_one_and_another_name_are_in_order() {
        let before = Account::of(&ada("1", "ada@example.com"));
        assert!(account("ada", before.as_ref(), &ada("1", "ada@example.com"), &[]).is_none());
        assert!(account("ada", None, &ada("2", "ada@example.com"), &comeback()).is_none());
        assert!(account("ada", before.as_ref(), &ada("2", "countess@example.com"), &comeback()).is_none());
    }
}
