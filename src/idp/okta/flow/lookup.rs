//! Lookups by name. Okta takes the first resource of the answer, whatever it is (okta.md §1.4, §1.13).

use crate::exchange::Wire;
use crate::idp::okta::message::{self, Action, refusal};
use crate::idp::okta::session::{Okta, Step};
use crate::idp::okta::{UniqueIdentifier, call, read};

/// A resource that a lookup found.
pub(in crate::idp::okta) struct Hit {
    pub(in crate::idp::okta) id: String,
    pub(in crate::idp::okta) active: bool,
}

/// `GET /Users?filter=userName eq "…"`. The attribute is `userName` whatever the unique identifier is; the value is
/// what changes (documented).
pub(in crate::idp::okta) async fn user<W: Wire>(okta: &mut Okta<'_, W>, name: &str) -> Step<Option<Hit>> {
    let user = okta.user(name)?;
    let (user_name, value) = (
        user.user_name.clone(),
        match okta.integration.unique_identifier {
            UniqueIdentifier::UserName => user.user_name.as_str(),
            UniqueIdentifier::Email => user.email(),
        },
    );
    let lookup = call::lookup("/Users", "userName", value, &okta.integration.options);
    first(okta, lookup, Action::VerifyingUser(&user_name)).await
}

/// `GET /Groups?filter=displayName eq "…"`, sent when no listing was read before (documented).
pub(in crate::idp::okta) async fn group<W: Wire>(okta: &mut Okta<'_, W>, name: &str) -> Step<Option<Hit>> {
    let lookup = call::lookup("/Groups", "displayName", name, &okta.integration.options);
    first(okta, lookup, Action::FindingGroup(name)).await
}

async fn first<W: Wire>(
    okta: &mut Okta<'_, W>,
    lookup: crate::exchange::Call,
    action: Action<'_>,
) -> Step<Option<Hit>> {
    let exchange = okta.send(lookup).await?;
    if read::is_not_found(&exchange) {
        return Ok(None);
    }
    let Some(page) = read::page(&exchange) else {
        return Err(match action {
            Action::VerifyingUser(_) if exchange.is_success() => refusal::unreadable_list(),
            _ => message::failed(action, &exchange),
        });
    };
    let Some(found) = page.resources.first() else { return Ok(None) };
    let found = found.as_object().ok_or_else(|| refusal::unknown(action))?;
    let id = read::id(found).ok_or_else(|| refusal::unknown(action))?;
    Ok(Some(Hit { id, active: read::active(found) }))
}
