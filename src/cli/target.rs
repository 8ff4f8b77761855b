//! The target: flags, environment and configuration file, in that order of precedence.
//!
//! [`Arguments`] is what `run` and `clean` share; [`Arguments::resolve`] makes a validated [`ResolvedTarget`] of it.
//! `resolve` puts the sources together, `address` checks URLs, `credential` finds the token. A credential given on
//! one level keeps the kind that a lower level names: `auth: { header: { name: X-Api-Key } }` in the file goes with
//! `--token-env KEY`.

use std::path::PathBuf;
use std::time::Duration;

use indexmap::IndexMap;

use super::config::Fixture;
use crate::duration;
use crate::exchange::Secret;
use crate::idp::okta::{Attribute, Features, UniqueIdentifier};
use crate::sender;

mod address;
mod credential;
mod resolve;
#[cfg(test)]
mod tests;

/// Flags that say what is tested and how to get in.
#[derive(Debug, Default, clap::Args)]
#[command(next_help_heading = "Target")]
#[group(skip)]
pub(super) struct Arguments {
    /// The SCIM server: a base URL, or a name in scimulate.yaml [env: SCIMULATE_TARGET]
    #[arg(long, value_name = "URL|NAME")]
    target: Option<String>,

    /// The token itself; others on this machine can read it in the process list
    #[arg(long, value_name = "TOKEN", conflicts_with_all = ["token_env", "token_file"])]
    token: Option<String>,

    /// The environment variable that holds the token (without it: SCIMULATE_TOKEN, if set)
    #[arg(long, value_name = "NAME", conflicts_with = "token_file")]
    token_env: Option<String>,

    /// The file that holds the token; `-` reads it from standard input
    #[arg(long, value_name = "FILE|-")]
    token_file: Option<PathBuf>,

    /// Basic authentication as this user; the token is the password
    #[arg(long, value_name = "USER", conflicts_with = "header")]
    basic: Option<String>,

    /// Send the token as the value of this header; `NAME: VALUE` gives both
    #[arg(long, value_name = "NAME")]
    header: Option<String>,

    /// How long to wait without any byte from the server; Okta waits 60s [env: SCIMULATE_TIMEOUT]
    #[arg(long, value_name = "DURATION", value_parser = positive)]
    timeout: Option<Duration>,

    /// How long a connection may take, 10s without it [env: SCIMULATE_CONNECT_TIMEOUT]
    #[arg(long, value_name = "DURATION", value_parser = positive)]
    connect_timeout: Option<Duration>,

    /// Trust the authorities in this PEM file too; may be given more than once [env: SCIMULATE_CA_FILE]
    #[arg(long = "ca-file", value_name = "FILE")]
    ca_files: Vec<PathBuf>,

    /// The client's certificate and private key, in one PEM file [env: SCIMULATE_CLIENT_CERT]
    #[arg(long, value_name = "FILE")]
    client_cert: Option<PathBuf>,

    /// An HTTP proxy [env: SCIMULATE_PROXY, or HTTPS_PROXY and its kin]
    #[arg(long, value_name = "URL")]
    proxy: Option<String>,

    /// Do not check the server's certificate
    #[arg(long)]
    insecure: bool,

    /// Consent: users and groups may be created on this target and removed from it
    #[arg(long)]
    i_own_this_target: bool,

    /// The domain of made-up user names, example.com without it [env: SCIMULATE_USER_DOMAIN]
    #[arg(long, value_name = "DOMAIN")]
    user_domain: Option<String>,

    /// The configuration file, without it scimulate.yaml here or above [env: SCIMULATE_CONFIG]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

fn positive(text: &str) -> Result<Duration, String> {
    match duration::parse(text) {
        Ok(duration) if duration.is_zero() => Err(String::from("it must be longer than nothing")),
        Ok(duration) => Ok(duration),
        Err(wrong) => Err(format!("{wrong}; {}", duration::HELP)),
    }
}

/// A target, validated, with everything that was said about it.
#[derive(Debug, Clone)]
pub(super) struct ResolvedTarget {
    /// Its name in the configuration file.
    pub(super) name: Option<String>,
    /// URL, credentials and transport.
    pub(super) target: sender::Target,
    /// Whether its owner said that it may be written to.
    pub(super) confirmed: bool,
    /// The clients that the file names for it.
    pub(super) clients: Option<Vec<String>>,
    /// The boxes ticked in the app.
    pub(super) supports: Features,
    /// "Unique identifier field for users".
    pub(super) unique_identifier: UniqueIdentifier,
    /// The domain of made-up user names.
    pub(super) user_domain: String,
    /// Attributes mapped beyond the default mapping, by Okta attribute.
    pub(super) mapping: IndexMap<String, Attribute>,
    /// Attributes that every cast member must have here.
    pub(super) always_set: IndexMap<String, serde_json::Value>,
    /// Requests per second that the owner allows.
    pub(super) rate_limit: Option<f64>,
    /// Resources that the owner lends.
    pub(super) fixtures: IndexMap<String, Fixture>,
    /// The authorising header for [`curl_line`](crate::exchange::curl_line), the credential as a shell variable.
    pub(super) curl_authorization: Option<String>,
    /// Everything that must not be printed.
    pub(super) secrets: Vec<Secret>,
    /// What the user should know before the run.
    pub(super) warnings: Vec<String>,
}

impl ResolvedTarget {
    /// The directory of its snapshots: its name, else its host.
    pub(super) fn snapshot_name(&self) -> String {
        match &self.name {
            Some(name) => name.clone(),
            None => {
                let host = self.target.url.host_str().unwrap_or_default();
                host.trim_matches(['[', ']']).replace(':', "-")
            }
        }
    }
}
