//! Profiles: push is a GET and then a PUT of the answer with the mapped attributes overwritten (okta.md §1.6); import
//! is the GET alone.

use serde_json::{Map, Value};

use crate::exchange::{Evidence, Method, Wire};
use crate::idp::okta::body::{self, attribute};
use crate::idp::okta::message::{self, Doing, Task};
use crate::idp::okta::session::{Okta, Step, not_run};
use crate::idp::okta::{call, read};
use crate::idp::org::UserStatus;

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
    let result = push(okta, name, &id).await;
    if let Err(verdict) = &result {
        okta.remark_failure(Task::ProfilePush, name, verdict);
    }
    result
}

/// GET, then PUT of the whole resource. A 404 on the GET ends it: no second lookup, no POST (captured).
pub(in crate::idp::okta) async fn push<W: Wire>(okta: &mut Okta<'_, W>, name: &str, id: &str) -> Step {
    let user = okta.user(name)?;
    let user_name = user.user_name.clone();
    if let Some((property, namespace)) = attribute::bad_namespace(user, okta.integration) {
        return Err(message::invalid_namespace(&user_name, namespace, property));
    }
    let answered = read_user(okta, id, Evidence::Documented, Doing::ReadingUser(&user_name)).await?;
    let body = body::user::profile_push(answered, okta.user(name)?, okta.integration);
    let put = call::write(Method::Put, call::user_path(id), body.json, body.evidence);
    let exchange = okta.send(put).await?;
    if !exchange.is_success() {
        return Err(message::failed(Doing::PushingProfile(&user_name), &exchange));
    }
    okta.user_mut(name)?.acknowledge(id, body.attributes, true);
    Ok(())
}

/// GET alone: with "Update User Attributes" off Okta takes the target's profile over (documented for the on-premises
/// agent). The account is linked; nothing was pushed, so nothing is acknowledged but what was read.
pub(in crate::idp::okta) async fn import<W: Wire>(okta: &mut Okta<'_, W>, name: &str, id: &str) -> Step {
    let user_name = okta.user(name)?.user_name.clone();
    let answered = read_user(okta, id, Evidence::Documented, Doing::ImportingProfile(&user_name)).await?;
    okta.user_mut(name)?.acknowledge(id, [], read::active(&answered));
    Ok(())
}

/// `GET /Users/{id}`: the resource, for the write that follows.
pub(in crate::idp::okta) async fn read_user<W: Wire>(
    okta: &mut Okta<'_, W>,
    id: &str,
    evidence: Evidence,
    doing: Doing<'_>,
) -> Step<Map<String, Value>> {
    let exchange = okta.send(call::get(call::user_path(id), None, evidence)).await?;
    match read::resource(&exchange) {
        Some(resource) => Ok(resource.clone()),
        None => Err(message::failed(doing, &exchange)),
    }
}
