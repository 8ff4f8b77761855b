//! One target as the file has it: checked, but `${env:NAME}` still unresolved.

use std::time::Duration;

use indexmap::IndexMap;

use crate::exchange::Credentials;
use crate::idp::okta::{Attribute, Features, UniqueIdentifier};
use crate::source::{Node, Spanned};

/// Text that may hold `${env:NAME}`.
pub(in crate::cli) type Template = Spanned<String>;

/// One entry of `targets:`.
#[derive(Debug, Clone, Default)]
pub(in crate::cli) struct Entry {
    /// The base URL.
    pub(in crate::cli) url: Option<Template>,
    /// How requests are authorised.
    pub(in crate::cli) auth: Option<AuthKind>,
    /// Tokens of others, to see that they are refused.
    pub(in crate::cli) other_tokens: Vec<(Credentials, Template)>,
    /// Whether the target's owner said that it may be written to.
    pub(in crate::cli) confirmed: bool,
    /// The clients to play, if not all of a scenario.
    pub(in crate::cli) clients: Option<Vec<String>>,
    /// The boxes ticked in the app, if not all.
    pub(in crate::cli) supports: Option<Features>,
    /// "Unique identifier field for users".
    pub(in crate::cli) unique_identifier: Option<UniqueIdentifier>,
    /// The domain of made-up user names.
    pub(in crate::cli) user_domain: Option<Template>,
    /// Attributes mapped beyond the default mapping, by Okta attribute.
    pub(in crate::cli) mapping: IndexMap<String, Attribute>,
    /// Attributes that every cast member must have here.
    pub(in crate::cli) always_set: Vec<(String, Node)>,
    /// Requests per second.
    pub(in crate::cli) rate_limit: Option<f64>,
    /// Resources that the owner lends.
    pub(in crate::cli) fixtures: IndexMap<String, FixtureEntry>,
    /// Without any byte on the socket.
    pub(in crate::cli) timeout: Option<Duration>,
    /// For a connection.
    pub(in crate::cli) connect_timeout: Option<Duration>,
    /// Authorities to trust besides the system's, as PEM files.
    pub(in crate::cli) ca_files: Vec<Template>,
    /// The client's certificate and key, as a PEM file.
    pub(in crate::cli) client_certificate: Option<Template>,
    /// An HTTP proxy.
    pub(in crate::cli) proxy: Option<Template>,
    /// Whether the server's certificate goes unchecked.
    pub(in crate::cli) insecure: bool,
}

/// `auth:`. The credential may come from elsewhere.
#[derive(Debug, Clone)]
pub(in crate::cli) enum AuthKind {
    /// `bearer: TOKEN`.
    Bearer(Template),
    /// `basic: { user, password }`.
    Basic {
        /// The user.
        user: Template,
        /// The password.
        password: Option<Template>,
    },
    /// `header: { name, value }`.
    Header {
        /// The header's name.
        name: Template,
        /// Its value.
        value: Option<Template>,
    },
}

impl AuthKind {
    /// The credential, if the file has it.
    pub(in crate::cli) const fn credential(&self) -> Option<&Template> {
        match self {
            AuthKind::Bearer(credential) => Some(credential),
            AuthKind::Basic { password, .. } => password.as_ref(),
            AuthKind::Header { value, .. } => value.as_ref(),
        }
    }
}

/// A fixture before its name is resolved.
#[derive(Debug, Clone)]
pub(in crate::cli) struct FixtureEntry {
    /// Its userName on the target.
    pub(in crate::cli) user_name: Template,
    /// Whether it may be written.
    pub(in crate::cli) writable: bool,
}

/// A resource that the target's owner names. Never created, never deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct Fixture {
    /// Its userName on the target.
    pub(in crate::cli) user_name: String,
    /// Whether it may be written (and is then put back as it was found).
    pub(in crate::cli) writable: bool,
}
