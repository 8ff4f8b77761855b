//! Pushing a password (okta.md §1.11).

use crate::exchange::{Evidence, Method, Wire};
use crate::idp::Verdict;
use crate::idp::okta::flow::profile;
use crate::idp::okta::message::{self, Action, task};
use crate::idp::okta::random::random_password;
use crate::idp::okta::session::{Okta, Step, not_run};
use crate::idp::okta::{Client, body, call};

/// One PATCH from a catalogue app (its body is inferred); GET and PUT from the wizard's client. Any answer that is no
/// error is success, and nothing is remembered: a password is never read back.
pub(in crate::idp::okta) async fn play<W: Wire>(
    okta: &mut Okta<'_, W>,
    name: &str,
    password: Option<&str>,
) -> Step {
    okta.needs(|features| features.sync_password, "Sync Password")?;
    if !okta.user(name)?.has_app() {
        return Err(not_run(format!("{name} does not have the app, so Okta pushes nothing")));
    }
    let id = okta.remote_user_id(name)?;
    okta.touch_user(name);
    let password = password.map_or_else(|| random_password(okta.random), str::to_owned);
    let path = call::user_path(&id);
    let write = match okta.integration.client {
        Client::Oin => {
            let body = body::patch::password(&password, okta.integration.options.password_patch);
            call::write(Method::Patch, path, body, Evidence::Inferred)
        }
        Client::Aiw => {
            let answered = profile::read_user(okta, &id, Evidence::Documented, Action::PushingPassword).await;
            let answered = answered.map_err(|verdict| framed(okta, name, verdict))?;
            let body = body::user::with_password(answered, &password);
            call::write(Method::Put, path, body, Evidence::Documented)
        }
    };
    let exchange = okta.send(write).await?;
    if exchange.is_success() {
        return Ok(());
    }
    Err(framed(okta, name, message::failed(Action::PushingPassword, &exchange)))
}

fn framed<W: Wire>(okta: &Okta<'_, W>, name: &str, verdict: Verdict) -> Verdict {
    match okta.org.users.get(name) {
        Some(user) => task::without_line(verdict, user, &okta.integration.app_label),
        None => verdict,
    }
}
