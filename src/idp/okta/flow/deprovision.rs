//! What follows when a user has lost the app: the account is switched off. Okta does not delete it (okta.md §1.10).

use super::active;
use crate::exchange::{Evidence, Wire};
use crate::idp::Verdict;
use crate::idp::okta::Client;
use crate::idp::okta::message::{consequence, deprovision};
use crate::idp::okta::session::{Okta, Step};
use crate::idp::org::FailedPush;

/// Switches the account off unless the user still has the app, or the target has acknowledged before that it is off.
/// No group push follows: the inactive user stays in the remote group until the next membership event (captured).
///
/// When the last push of the user failed, nothing is sent. An Okta engineer calls that intended: after a failed
/// assignment no id is kept to send it to.
pub(in crate::idp::okta) async fn user<W: Wire>(okta: &mut Okta<'_, W>, name: &str) -> Step {
    let user = okta.user(name)?;
    if user.has_app() || user.link.as_ref().is_some_and(|link| !link.acknowledged.active) {
        return Ok(());
    }
    okta.needs(|features| features.deactivate_users, "Deactivate Users")?;
    let user = okta.user(name)?;
    let user_name = user.user_name.clone();
    let evidence = match user.failed_push {
        Some(FailedPush::Assignment) => Some(Evidence::Reported),
        Some(FailedPush::Profile) => Some(Evidence::Inferred),
        None => None,
    };
    if let Some(evidence) = evidence.filter(|_| user.link.is_some()) {
        okta.holds_back(consequence::leaver_keeps_access(&user_name, evidence));
        return Ok(());
    }
    let id = okta.remote_user_id(name)?;
    okta.touch_user(name);
    let result = active::set(okta, name, &id, false).await;
    okta.user_mut(name)?.needs_deprovisioning = matches!(result, Err(Verdict::Failure(_)));
    result.map_err(|verdict| {
        if matches!(verdict, Verdict::Failure(_)) {
            if okta.integration.client == Client::Oin && okta.last_status() == Some(501) {
                okta.follows(consequence::no_fallback());
            }
            okta.follows(consequence::deprovisioning_task(&user_name));
        }
        match okta.org.users.get(name) {
            Some(user) => deprovision::frame(verdict, user, &okta.integration.app_label),
            None => verdict,
        }
    })
}
