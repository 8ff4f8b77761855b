//! Assignment: match, then create or link (okta.md §1.4, §1.5).

use super::profile::{self, Occasion};
use super::{active, lookup, membership};
use crate::exchange::{Method, Wire};
use crate::idp::Verdict;
use crate::idp::okta::body::{self, attribute};
use crate::idp::okta::message::{self, Action, Task, consequence, refusal, task};
use crate::idp::okta::random::random_password;
use crate::idp::okta::session::{Okta, Step};
use crate::idp::okta::{call, read};
use crate::idp::org::FailedPush;

/// Gives the user the app on the target, and then the pushed groups that it belongs to.
pub(in crate::idp::okta) async fn user<W: Wire>(okta: &mut Okta<'_, W>, name: &str) -> Step {
    account(okta, name).await?;
    membership::follow(okta, &[name]).await
}

/// Gives the user the app on the target: looks for the account, then makes it or links to it.
pub(in crate::idp::okta) async fn account<W: Wire>(okta: &mut Okta<'_, W>, name: &str) -> Step {
    okta.org.settle_values(name);
    okta.touch_user(name);
    let result = match_then_write(okta, name).await;
    if result.is_ok() {
        okta.user_mut(name)?.needs_deprovisioning = false;
    }
    let Err(verdict @ Verdict::Failure(_)) = result else { return result };
    let will_retry = okta.will_retry();
    let is_conflict = okta.last_status() == Some(409);
    let user = okta.user_mut(name)?;
    let user_name = user.user_name.clone();
    if !will_retry {
        user.failed_push = Some(FailedPush::Assignment);
        okta.follows(match is_conflict {
            true => consequence::conflict_stops_the_job(&user_name),
            false => consequence::manual_retry(),
        });
        okta.follows(consequence::not_linked(&user_name));
    }
    Err(task::frame(verdict, Task::Provisioning, okta.user(name)?, &okta.integration.app_label))
}

async fn match_then_write<W: Wire>(okta: &mut Okta<'_, W>, name: &str) -> Step {
    let features = okta.integration.features;
    let Some(hit) = lookup::user(okta, name).await? else {
        if !features.create_users {
            let user_name = &okta.user(name)?.user_name;
            return Err(refusal::matching_user_not_found(user_name));
        }
        return create(okta, name).await;
    };
    if !hit.active {
        if !features.deactivate_users {
            return Err(refusal::user_account_is_inactive(&okta.user(name)?.user_name));
        }
        active::set(okta, name, &hit.id, true).await?;
    }
    if features.update_users {
        let occasion = if hit.active { Occasion::Linking } else { Occasion::Reactivating };
        profile::push(okta, name, &hit.id, occasion).await
    } else {
        profile::import(okta, name, &hit.id).await
    }
}

/// `POST /Users`. Okta keeps the `id` of the answer and reads nothing more; no GET follows. A 409 ends the job: there
/// is no second lookup and no PUT (documented).
async fn create<W: Wire>(okta: &mut Okta<'_, W>, name: &str) -> Step {
    let password = random_password(okta.random);
    let user = okta.user(name)?;
    let user_name = user.user_name.clone();
    if let Some((property, namespace)) = attribute::bad_namespace(user, okta.integration) {
        return Err(refusal::invalid_namespace(&user_name, namespace, property));
    }
    let body = body::user::create(user, okta.integration, &password);
    let post = call::write(Method::Post, "/Users", body.json, body.evidence);
    let exchange = okta.send(post).await?;

    let Some(answer) = exchange.answer().filter(|answer| answer.is_success()) else {
        return Err(message::failed(Action::CreatingUser(&user_name), &exchange));
    };
    if answer.content.json == Err(crate::exchange::NotJson::Empty) {
        return Err(refusal::empty_user(&user_name));
    }
    let action = Action::CreatingUser(&user_name);
    let created = read::resource(&exchange).ok_or_else(|| message::failed(action, &exchange))?;
    if !created.contains_key("schemas") {
        return Err(refusal::no_schemas(&user_name));
    }
    let id = read::id(created).ok_or_else(|| refusal::unknown(action))?;
    let user = okta.user_mut(name)?;
    user.acknowledge(&id, body.attributes, true);
    user.failed_push = None;
    Ok(())
}
