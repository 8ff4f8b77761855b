//! Profiles: push is a GET and then a PUT of the answer with the mapped attributes overwritten (okta.md §1.6); import
//! is the GET alone.

use serde_json::{Map, Value};

use crate::exchange::{Evidence, Method, Wire};
use crate::idp::Verdict;
use crate::idp::okta::body::{self, attribute};
use crate::idp::okta::message::{self, Action, Task, consequence, refusal, task};
use crate::idp::okta::session::{Okta, Step, not_run};
use crate::idp::okta::{call, read};
use crate::idp::org::{FailedPush, UserStatus};

/// On which occasion a profile is pushed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::idp::okta) enum Occasion {
    /// The lookup found the account.
    Linking,
    /// The lookup found the account, and Okta has just switched it on.
    Reactivating,
    /// The account is linked already.
    Later,
}

/// Pushes the profile to a user that is linked already: an edit after the assignment. For somebody who does not have
/// the app the edit stays in the directory; that is no failure, there is just nothing to send.
pub(in crate::idp::okta) async fn push_later<W: Wire>(okta: &mut Okta<'_, W>, name: &str) -> Step {
    let user = okta.user(name)?;
    if user.status != UserStatus::Active {
        return Err(not_run(format!("{name} is not active in Okta, so Okta pushes nothing")));
    }
    if !user.has_app() {
        return Ok(());
    }
    okta.needs(|features| features.update_users, "Update User Attributes")?;
    let id = okta.remote_user_id(name)?;
    okta.touch_user(name);
    let result = push(okta, name, &id, Occasion::Later).await;
    let Err(verdict @ Verdict::Failure(_)) = result else { return result };
    let is_stale = okta.last_status() == Some(404) && okta.is_last_read();
    let user = okta.user_mut(name)?;
    user.failed_push.get_or_insert(FailedPush::Profile);
    let user_name = user.user_name.clone();
    okta.follows(if is_stale { consequence::stale_id(&user_name) } else { consequence::manual_retry() });
    okta.follows(consequence::deactivation_at_risk(&user_name));
    Err(task::frame(verdict, Task::ProfilePush, okta.user(name)?, &okta.integration.app_label))
}

/// Pushes the profile of somebody whose account works already, if the values on the assignments have changed it.
pub(in crate::idp::okta) async fn push_moved<W: Wire>(okta: &mut Okta<'_, W>, name: &str) -> Step {
    if okta.org.settle_values(name) { push_later(okta, name).await } else { Ok(()) }
}

/// GET, then PUT of the whole resource. A 404 on the GET ends it: no second lookup, no POST (captured). An account
/// that is still shown as inactive after Okta switched it on makes Okta put the job off (reported).
pub(in crate::idp::okta) async fn push<W: Wire>(
    okta: &mut Okta<'_, W>,
    name: &str,
    id: &str,
    occasion: Occasion,
) -> Step {
    let user = okta.user(name)?;
    let user_name = user.user_name.clone();
    if let Some((property, namespace)) = attribute::bad_namespace(user, okta.integration) {
        return Err(refusal::invalid_namespace(&user_name, namespace, property));
    }
    let reading = match occasion {
        Occasion::Later => Action::ReadingUser(&user_name, id),
        Occasion::Linking | Occasion::Reactivating => Action::ReadingLinkedUser(&user_name),
    };
    let answered = read_user(okta, id, Evidence::Documented, reading).await?;
    if occasion == Occasion::Reactivating && !read::active(&answered) {
        okta.follows(consequence::reactivation_repeated(&user_name));
        return Err(refusal::reactivation_delayed(&user_name));
    }
    let body = body::user::profile_push(answered, okta.user(name)?, okta.integration);
    let put = call::write(Method::Put, call::user_path(id), body.json, body.evidence);
    let exchange = okta.send(put).await?;
    if !exchange.is_success() {
        return Err(message::failed(Action::PushingProfile(&user_name), &exchange));
    }
    let user = okta.user_mut(name)?;
    user.acknowledge(id, body.attributes, true);
    user.failed_push = None;
    Ok(())
}

/// GET alone: with "Update User Attributes" off Okta takes the target's profile over (documented for the on-premises
/// agent). The account is linked; nothing was pushed, so nothing is acknowledged but what was read.
pub(in crate::idp::okta) async fn import<W: Wire>(okta: &mut Okta<'_, W>, name: &str, id: &str) -> Step {
    let user_name = okta.user(name)?.user_name.clone();
    let action = Action::ImportingProfile(&user_name);
    let answered = read_user(okta, id, Evidence::Documented, action).await?;
    if let Some(property) = attribute::of_wrong_type(&answered, okta.user(name)?, okta.integration) {
        return Err(refusal::wrong_type(&user_name, property));
    }
    let user = okta.user_mut(name)?;
    user.acknowledge(id, [], read::active(&answered));
    user.failed_push = None;
    Ok(())
}

/// `GET /Users/{id}`: the resource, for the write that follows.
pub(in crate::idp::okta) async fn read_user<W: Wire>(
    okta: &mut Okta<'_, W>,
    id: &str,
    evidence: Evidence,
    action: Action<'_>,
) -> Step<Map<String, Value>> {
    let exchange = okta.send(call::get(call::user_path(id), None, evidence)).await?;
    match read::resource(&exchange) {
        Some(resource) => Ok(resource.clone()),
        None => Err(message::failed(action, &exchange)),
    }
}
