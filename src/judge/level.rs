//! How bad a breach is, by client. Clients are an open set: one that is not named here gets the standard's view.

use super::Level;

/// Whether the client is one of Okta's.
pub(super) fn is_okta(client: &str) -> bool {
    client.starts_with("okta")
}

/// An RFC MUST that no known client needs.
pub(super) const fn violation(_client: &str) -> Level {
    Level::Violation
}

/// An RFC SHOULD, or something that trips other clients.
pub(super) const fn warning(_client: &str) -> Level {
    Level::Warning
}

/// Nothing works without it.
pub(super) const fn error(_client: &str) -> Level {
    Level::Error
}

/// An RFC MUST without which Okta's flow breaks.
pub(super) fn breaks_okta(client: &str) -> Level {
    if is_okta(client) { Level::Error } else { Level::Violation }
}

/// An RFC SHOULD without which Okta's flow breaks.
pub(super) fn should_but_breaks_okta(client: &str) -> Level {
    if is_okta(client) { Level::Error } else { Level::Warning }
}

/// An RFC MUST that Okta is documented not to care about.
pub(super) fn okta_is_lax(client: &str) -> Level {
    if is_okta(client) { Level::Warning } else { Level::Violation }
}

/// Legal or nearly so; Okta is documented to accept it, other clients may not.
pub(super) fn okta_accepts(client: &str) -> Level {
    if is_okta(client) { Level::Note } else { Level::Warning }
}

/// Worth knowing, for everybody.
pub(super) const fn note(_client: &str) -> Level {
    Level::Note
}
