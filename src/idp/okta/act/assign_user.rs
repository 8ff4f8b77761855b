//! Assigning the app to a person (okta.md §1.4, §1.5).

use indexmap::IndexMap;
use serde_json::Value;

use crate::exchange::Wire;
use crate::idp::okta::flow::{profile, provision};
use crate::idp::okta::session::{Okta, Step, not_run};
use crate::idp::org::UserStatus;

/// As [`play`], with values on the assignment: they beat those of groups.
pub(in crate::idp::okta) async fn with<W: Wire>(
    okta: &mut Okta<'_, W>,
    name: &str,
    values: &IndexMap<String, Value>,
) -> Step {
    okta.user_mut(name)?.assignment.values.extend(values.clone());
    play(okta, name).await
}

/// Looks for the account, then makes it or links to it; the pushed groups of the person follow. Somebody who already
/// has a working account through a group only gets the profile of the individual assignment (inferred).
pub(in crate::idp::okta) async fn play<W: Wire>(okta: &mut Okta<'_, W>, name: &str) -> Step {
    let user = okta.user_mut(name)?;
    if user.status == UserStatus::Deprovisioned {
        return Err(not_run(format!("{name} is deactivated in Okta and cannot be assigned")));
    }
    let had_account = user.has_app() && user.link.as_ref().is_some_and(|link| link.acknowledged.active);
    user.assignment.individual = true;
    if had_account {
        okta.org.settle_values(name);
        return profile::push_later(okta, name).await;
    }
    provision::user(okta, name).await
}
