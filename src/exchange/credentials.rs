//! Whose credentials a call carries. The credentials themselves are the target's; a call only says which.

use serde::{Deserialize, Serialize};

/// Whose credentials a call carries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Credentials {
    /// The client's own, as the admin entered them.
    #[default]
    Own,
    /// None at all.
    None,
    /// Some that nobody was ever given.
    Wrong,
    /// The token that the client's own has replaced.
    OldToken,
    /// The token of an ordinary user, who may sign in and provision nobody.
    OrdinaryUser,
    /// The token of another tenant of the same service.
    OtherTenant,
}

impl Credentials {
    /// All but the client's own.
    pub const OTHERS: [Credentials; 5] = [
        Credentials::None,
        Credentials::Wrong,
        Credentials::OldToken,
        Credentials::OrdinaryUser,
        Credentials::OtherTenant,
    ];

    /// The wrong ones. Made up, and no secret.
    pub const MADE_UP: &str = "scimulate-wrong-credentials";

    /// Those that only the target's owner can give.
    pub const LENT: [Credentials; 3] =
        [Credentials::OldToken, Credentials::OrdinaryUser, Credentials::OtherTenant];

    /// The word for it in scenarios and configurations.
    pub const fn as_str(self) -> &'static str {
        match self {
            Credentials::Own => "own",
            Credentials::None => "none",
            Credentials::Wrong => "wrong",
            Credentials::OldToken => "old-token",
            Credentials::OrdinaryUser => "ordinary-user",
            Credentials::OtherTenant => "other-tenant",
        }
    }

    /// The credentials of that name, the client's own excepted.
    pub fn parse(name: &str) -> Option<Credentials> {
        Credentials::OTHERS.into_iter().find(|credentials| credentials.as_str() == name)
    }

    /// What stands for them in a command line that is printed: a variable of the shell, or the made-up token itself.
    /// `None` where a request carries none.
    pub const fn printed(self) -> Option<&'static str> {
        match self {
            Credentials::Own => Some("$SCIM_TOKEN"),
            Credentials::None => None,
            Credentials::Wrong => Some(Credentials::MADE_UP),
            Credentials::OldToken => Some("$OLD_TOKEN"),
            Credentials::OrdinaryUser => Some("$ORDINARY_USER_TOKEN"),
            Credentials::OtherTenant => Some("$OTHER_TENANT_TOKEN"),
        }
    }

    /// Whether they are the client's own.
    pub fn are_own(&self) -> bool {
        *self == Credentials::Own
    }
}
