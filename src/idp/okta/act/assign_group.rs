//! Assigning the app to a group: to each of its members (OIN case C9307).

use indexmap::IndexMap;
use serde_json::Value;

use crate::exchange::Wire;
use crate::idp::okta::flow::each::Jobs;
use crate::idp::okta::flow::{membership, profile, provision};
use crate::idp::okta::session::{Okta, Step};
use crate::idp::org::UserStatus;

/// As [`play`], with values on the assignment and a place among the assigned groups. Whoever has an account already
/// and now gets another value has the profile pushed (the precedence is documented, that it is pushed at once
/// inferred).
pub(in crate::idp::okta) async fn with<W: Wire>(
    okta: &mut Okta<'_, W>,
    group: &str,
    values: &IndexMap<String, Value>,
    priority: Option<u32>,
) -> Step {
    okta.group_mut(group)?.values.extend(values.clone());
    okta.org.place_group(group, priority);
    play(okta, group).await
}

/// Every member without a working account gets one; the pushed groups follow once, after all of them.
pub(in crate::idp::okta) async fn play<W: Wire>(okta: &mut Okta<'_, W>, group: &str) -> Step {
    let assigned = okta.group_mut(group)?;
    assigned.assigned = true;
    let members: Vec<String> = assigned.members.iter().cloned().collect();

    let mut jobs = Jobs::default();
    let mut provisioned = Vec::new();
    for name in &members {
        let user = okta.user_mut(name)?;
        if user.status == UserStatus::Deprovisioned {
            continue;
        }
        let had_account = user.has_app() && user.link.as_ref().is_some_and(|link| link.acknowledged.active);
        user.assignment.groups.insert(group.to_owned());
        if had_account {
            jobs.note(profile::push_moved(okta, name).await)?;
            continue;
        }
        let job = provision::account(okta, name).await;
        if job.is_ok() {
            provisioned.push(name.as_str());
        }
        jobs.note(job)?;
    }
    jobs.note(membership::follow(okta, &provisioned).await)?;
    jobs.finish()
}
