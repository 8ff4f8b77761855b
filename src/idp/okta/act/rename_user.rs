//! Changing a username (okta.md §1.6).

use crate::exchange::Wire;
use crate::idp::okta::flow::profile;
use crate::idp::okta::session::{Okta, Step};

/// A profile push to the same id with the new `userName`; nothing is looked up (documented).
pub(in crate::idp::okta) async fn play<W: Wire>(okta: &mut Okta<'_, W>, name: &str, to: &str) -> Step {
    okta.user_mut(name)?.user_name = to.to_owned();
    profile::push_later(okta, name).await
}
