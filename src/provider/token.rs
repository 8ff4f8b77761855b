//! The tokens of a provider that the harness starts for itself: the valid one, and some that a right server refuses.
//! Nothing about them is secret.

use crate::exchange::{Credentials, Secret};

/// The token that is valid.
pub const VALID: &str = "valid-token";

/// One that was valid before.
pub const OLD: &str = "old-token";

/// An ordinary user's.
pub const ORDINARY_USER: &str = "ordinary-user-token";

/// Another tenant's.
pub const OTHER_TENANT: &str = "other-tenant-token";

/// The token that stands for these credentials; `None` for none at all, and for wrong ones, which anybody can make up.
pub fn of(credentials: Credentials) -> Option<Secret> {
    let token = match credentials {
        Credentials::Own => VALID,
        Credentials::OldToken => OLD,
        Credentials::OrdinaryUser => ORDINARY_USER,
        Credentials::OtherTenant => OTHER_TENANT,
        Credentials::None | Credentials::Wrong => return None,
    };
    Some(Secret::new(token))
}
