//! Where to send, with what credentials and within what limits.

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use url::{Host, Url};

use crate::exchange::{Credentials, Secret};

/// Okta gives up when no byte came for this long (documented).
const READ: Duration = Duration::from_secs(60);

/// The SCIM server under test, as the sender needs to know it.
#[derive(Debug, Clone)]
pub struct Target {
    /// The base URL; calls' paths are put behind it. Without credentials, query and fragment.
    pub url: Url,
    /// What every request is authorised with.
    pub auth: Auth,
    /// Tokens of others, sent in the same form by requests that ask for them.
    pub others: Vec<(Credentials, Secret)>,
    /// How long to wait for what.
    pub timeouts: Timeouts,
    /// The most bytes that a body may have, after decoding its content encoding.
    pub max_body: usize,
    /// What stands between; `None` connects directly, whatever the environment says.
    pub proxy: Option<Proxy>,
    /// Authorities that are trusted besides the system's.
    pub ca_certificates: Vec<Pem>,
    /// The certificate chain and private key that the client shows, in one PEM text.
    pub client_certificate: Option<Pem>,
    /// Whether the server's certificate goes unchecked.
    pub insecure: bool,
}

impl Target {
    /// Bodies beyond this are not read by default: 16 MiB, well above a page of 100 users or a group of 10 000.
    pub const MAX_BODY: usize = 16 << 20;

    /// A target without credentials and with every default.
    pub fn new(url: Url) -> Self {
        Target {
            url,
            auth: Auth::None,
            others: Vec::new(),
            timeouts: Timeouts::default(),
            max_body: Self::MAX_BODY,
            proxy: None,
            ca_certificates: Vec::new(),
            client_certificate: None,
            insecure: false,
        }
    }

    /// A server on this machine.
    pub fn loopback(address: SocketAddr) -> Self {
        let mut url =
            Url::parse("http://localhost").unwrap_or_else(|_| unreachable!("a constant that parses"));
        // Neither fails for an http URL.
        let _ = url.set_ip_host(address.ip());
        let _ = url.set_port(Some(address.port()));
        Target::new(url)
    }

    /// Whether the target is on this machine: `localhost`, a name below it, or a loopback address.
    pub fn is_loopback(&self) -> bool {
        match self.url.host() {
            Some(Host::Domain(name)) => {
                let name = name.trim_end_matches('.');
                name == "localhost" || name.ends_with(".localhost")
            }
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => {
                address.is_loopback() || address.to_ipv4_mapped().is_some_and(|address| address.is_loopback())
            }
            None => false,
        }
    }

    /// Everything in it that must not be printed, in the forms that a [`Redactor`](crate::exchange::Redactor) wants.
    pub fn secrets(&self) -> Vec<Secret> {
        let mut secrets = match &self.auth {
            Auth::None => Vec::new(),
            Auth::Bearer(token) => vec![token.clone()],
            Auth::Basic { user, password } => {
                vec![Secret::new(format!("{user}:{}", password.expose())), password.clone()]
            }
            Auth::Header { value, .. } => header_secrets(value),
        };
        secrets.extend(self.others.iter().map(|(_, token)| token.clone()));
        if let Some(proxy) = &self.proxy {
            secrets.extend(proxy.secrets());
        }
        secrets
    }
}

/// An admin pastes `Bearer abc` into the header field as often as `abc`; both the field and the token are secret.
fn header_secrets(value: &Secret) -> Vec<Secret> {
    let token = value.expose().split_once(' ').map(|(_, token)| Secret::new(token.trim()));
    std::iter::once(value.clone()).chain(token).collect()
}

/// How requests are authorised.
#[derive(Debug, Clone)]
pub enum Auth {
    /// Not at all.
    None,
    /// `Authorization: Bearer …` (RFC 6750).
    Bearer(Secret),
    /// `Authorization: Basic …` (RFC 7617).
    Basic {
        /// The user name, without a colon.
        user: String,
        /// The password.
        password: Secret,
    },
    /// A header with a fixed value, sent as it is.
    Header {
        /// The header's name.
        name: String,
        /// Its value.
        value: Secret,
    },
}

impl Auth {
    /// The same form with another credential in it.
    fn with(&self, credential: Secret) -> Auth {
        match self {
            Auth::None | Auth::Bearer(_) => Auth::Bearer(credential),
            Auth::Basic { user, .. } => Auth::Basic { user: user.clone(), password: credential },
            Auth::Header { name, value } => {
                let value = match value.expose().split_once(' ') {
                    Some((scheme, _)) => Secret::new(format!("{scheme} {}", credential.expose())),
                    None => credential,
                };
                Auth::Header { name: name.clone(), value }
            }
        }
    }
}

impl Target {
    /// What a request with these credentials is authorised with.
    pub fn auth_of(&self, credentials: Credentials) -> Auth {
        match credentials {
            Credentials::Own => self.auth.clone(),
            Credentials::None => Auth::None,
            Credentials::Wrong => self.auth.with(Secret::new(Credentials::MADE_UP)),
            other => {
                let lent = self.others.iter().find(|(whose, _)| *whose == other);
                lent.map_or(Auth::None, |(_, token)| self.auth.with(token.clone()))
            }
        }
    }

    /// Whether requests with these credentials can be sent, and mean something: where nobody needs credentials, wrong
    /// ones prove nothing.
    pub fn has(&self, credentials: Credentials) -> bool {
        match credentials {
            Credentials::Own => true,
            Credentials::None | Credentials::Wrong => !matches!(self.auth, Auth::None),
            other => self.others.iter().any(|(whose, _)| *whose == other),
        }
    }
}

/// How long to wait for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For the connection, TLS included.
    pub connect: Duration,
    /// Without any byte on the socket. Okta's is 60 s (documented).
    pub read: Duration,
    /// For the whole body. Not Okta's: it only ends a body that drips for ever.
    pub total: Duration,
}

impl Timeouts {
    /// The limits that go with a read timeout: a dripping body may take five times as long.
    pub fn with_read(read: Duration) -> Self {
        Timeouts { connect: Duration::from_secs(10), read, total: read.saturating_mul(5) }
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        Timeouts::with_read(READ)
    }
}

/// An HTTP proxy.
#[derive(Debug, Clone)]
pub struct Proxy {
    /// Its URL, which may hold a user and a password.
    pub url: Secret,
    /// Hosts that are reached directly, in the notation of `NO_PROXY`.
    pub except: Option<String>,
}

impl Proxy {
    fn secrets(&self) -> Vec<Secret> {
        let Ok(url) = Url::parse(self.url.expose()) else { return Vec::new() };
        let Some(password) = url.password() else { return Vec::new() };
        let decode = |text| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
        let (user, password) = (decode(url.username()), decode(password));
        vec![Secret::new(format!("{user}:{password}")), Secret::new(password)]
    }
}

/// A PEM text. It may hold a private key, so it is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Pem(Vec<u8>);

impl Pem {
    /// Wraps a text; what is in it is checked when the sender is made.
    pub fn new(text: impl Into<Vec<u8>>) -> Self {
        Pem(text.into())
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Pem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pem({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::{Auth, Proxy, Target};
    use crate::exchange::{Credentials, Secret};

    fn target(url: &str) -> Target {
        Target::new(url.parse().unwrap())
    }

    #[test]
    fn loopback_is_told_from_everything_else() {
        for url in [
            "http://localhost:1/x",
            "http://LOCALHOST",
            "http://a.localhost.",
            "http://127.9.9.9",
            "http://[::1]:9",
        ] {
            assert!(target(url).is_loopback(), "{url}");
        }
        for url in ["http://localhost.example.com", "http://10.0.0.1", "http://[::2]", "https://notlocalhost"]
        {
            assert!(!target(url).is_loopback(), "{url}");
        }
        assert!(target("http://[::ffff:127.0.0.1]").is_loopback());
    }

    #[test]
    fn an_address_of_this_machine_makes_a_target() {
        let target = Target::loopback("127.0.0.1:8080".parse().unwrap());
        assert_eq!(target.url.as_str(), "http://127.0.0.1:8080/");
        assert_eq!(Target::loopback("[::1]:9".parse().unwrap()).url.as_str(), "http://[::1]:9/");
    }

    #[test]
    fn nothing_secret_is_in_the_debug_text() {
        let mut target = target("http://h");
        target.auth = Auth::Basic { user: "ada".into(), password: Secret::new("s3cr3t") };
        target.proxy = Some(Proxy { url: Secret::new("http://p:pr0xypw@h:1"), except: None });
        let debug = format!("{target:?}");
        assert!(!debug.contains("s3cr3t") && !debug.contains("pr0xypw"), "{debug}");
    }

    #[test]
    fn the_pair_of_basic_authentication_and_the_token_in_a_header_are_secrets() {
        let mut target = target("http://h");
        target.proxy = Some(Proxy { url: Secret::new("http://p:a%40b@h:1"), except: None });
        target.auth = Auth::Header { name: "X".into(), value: Secret::new("Bearer t0ken") };
        let secrets = target.secrets();
        let exposed: Vec<_> = secrets.iter().map(Secret::expose).collect();
        assert_eq!(exposed, ["Bearer t0ken", "t0ken", "p:a@b", "a@b"]);
    }

    #[test]
    fn other_credentials_are_sent_in_the_form_of_the_own_ones() {
        let mut target = target("http://h");
        let value = |auth: Auth| match auth {
            Auth::Header { value, .. } => value.expose().to_owned(),
            other => panic!("{other:?}"),
        };
        assert!(!target.has(Credentials::Wrong), "where nobody needs credentials, wrong ones prove nothing");
        target.auth = Auth::Header { name: "X".into(), value: Secret::new("Bearer t0ken") };
        target.others.push((Credentials::OldToken, Secret::new("0ld")));
        assert_eq!(value(target.auth_of(Credentials::OldToken)), "Bearer 0ld");
        assert!(value(target.auth_of(Credentials::Wrong)).starts_with("Bearer scimulate-wrong"));
        assert!(matches!(target.auth_of(Credentials::None), Auth::None));
        assert!(target.has(Credentials::None) && !target.has(Credentials::OtherTenant));
        assert!(target.secrets().iter().any(|secret| secret.expose() == "0ld"));
    }
}
