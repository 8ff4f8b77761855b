//! Switches a user on or off: GET and PUT from the wizard's client, one PATCH from a catalogue app (okta.md §1.8).

use super::profile;
use crate::exchange::{Evidence, Method, Wire};
use crate::idp::okta::message::{self, Action};
use crate::idp::okta::session::{Okta, Step};
use crate::idp::okta::{Client, body, call};

/// Sets `active`. It is pushed once; a failure is not tried again (captured). A PATCH that is answered 501 has no PUT
/// after it (reported by an Okta engineer).
pub(in crate::idp::okta) async fn set<W: Wire>(
    okta: &mut Okta<'_, W>,
    name: &str,
    id: &str,
    active: bool,
) -> Step {
    let action = if active { Action::Reactivating } else { Action::Deactivating };
    let write = match okta.integration.client {
        Client::Aiw => {
            // Deactivation is captured; the same pair for activation is reported.
            let evidence = if active { Evidence::Reported } else { Evidence::Captured };
            let answered = profile::read_user(okta, id, evidence, action).await?;
            let body = body::user::with_active(answered, active);
            call::write(Method::Put, call::user_path(id), body, evidence)
        }
        Client::Oin => {
            let body = body::patch::active(active);
            call::write(Method::Patch, call::user_path(id), body, Evidence::Documented)
        }
    };
    let exchange = okta.send(write).await?;
    if !exchange.is_success() {
        return Err(message::failed(action, &exchange));
    }
    okta.user_mut(name)?.acknowledge(id, [], active);
    Ok(())
}
