//! Timeouts, certificates and proxies.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Resolution;
use crate::cli::config::{Entry, Error};
use crate::cli::target::positive;
use crate::exchange::Secret;
use crate::sender::{Pem, Proxy, Target, Timeouts};
use crate::source::Spanned;

impl Resolution<'_> {
    pub(super) fn timeouts(&self, entry: &Entry) -> Result<Timeouts, Error> {
        let pick = |flag: Option<Duration>, variable: &str, file: Option<Duration>| match flag {
            Some(duration) => Ok(Some(duration)),
            None => match self.context.variable(variable) {
                Some(text) => {
                    positive(text).map(Some).map_err(|message| Error::plain(format!("{variable}: {message}")))
                }
                None => Ok(file),
            },
        };
        let mut timeouts = match pick(self.arguments.timeout, "SCIMULATE_TIMEOUT", entry.timeout)? {
            Some(read) => Timeouts::with_read(read),
            None => Timeouts::default(),
        };
        if let Some(connect) =
            pick(self.arguments.connect_timeout, "SCIMULATE_CONNECT_TIMEOUT", entry.connect_timeout)?
        {
            timeouts.connect = connect;
        }
        Ok(timeouts)
    }

    pub(super) fn ca_certificates(&self, entry: &Entry) -> Result<Vec<Pem>, Error> {
        if !self.arguments.ca_files.is_empty() {
            return self.arguments.ca_files.iter().map(|path| self.pem("--ca-file", path)).collect();
        }
        if let Some(path) = self.context.variable("SCIMULATE_CA_FILE") {
            return Ok(vec![self.pem("SCIMULATE_CA_FILE", Path::new(path))?]);
        }
        entry.ca_files.iter().map(|path| self.pem("`ca-file`", &self.beside_config(path)?)).collect()
    }

    pub(super) fn client_certificate(&self, entry: &Entry) -> Result<Option<Pem>, Error> {
        if let Some(path) = &self.arguments.client_cert {
            return self.pem("--client-cert", path).map(Some);
        }
        if let Some(path) = self.context.variable("SCIMULATE_CLIENT_CERT") {
            return self.pem("SCIMULATE_CLIENT_CERT", Path::new(path)).map(Some);
        }
        match &entry.client_certificate {
            Some(path) => self.pem("`client-cert`", &self.beside_config(path)?).map(Some),
            None => Ok(None),
        }
    }

    /// Files are named relative to the configuration that names them.
    fn beside_config(&self, template: &Spanned<String>) -> Result<PathBuf, Error> {
        let path = self.text(template)?;
        Ok(self.config.path.parent().unwrap_or(Path::new("")).join(path))
    }

    fn pem(&self, what: &str, path: &Path) -> Result<Pem, Error> {
        std::fs::read(self.context.directory.join(path))
            .map(Pem::new)
            .map_err(|error| Error::plain(format!("{what}: cannot read {}: {error}", path.display())))
    }

    /// The conventional variables are for the world outside: a server on this machine is reached directly, unless
    /// somebody names a proxy for this program.
    pub(super) fn proxy(&self, target: &Target, entry: &Entry) -> Result<Option<Proxy>, Error> {
        let direct = |url: &str| Some(Proxy { url: Secret::new(url), except: None });
        if let Some(url) =
            self.arguments.proxy.as_deref().or_else(|| self.context.variable("SCIMULATE_PROXY"))
        {
            return Ok(direct(url));
        }
        if let Some(url) = &entry.proxy {
            return Ok(direct(&self.text(url)?));
        }
        if target.is_loopback() {
            return Ok(None);
        }
        let names: &[&str] = match target.url.scheme() {
            "https" => &["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"],
            // `HTTP_PROXY` can be set by a request in a CGI environment; no careful client reads it.
            _ => &["http_proxy", "all_proxy", "ALL_PROXY"],
        };
        let variable = |names: &[&str]| names.iter().find_map(|name| self.context.variable(name));
        Ok(variable(names).map(|url| Proxy {
            url: Secret::new(if url.contains("://") { url.to_owned() } else { format!("http://{url}") }),
            except: variable(&["no_proxy", "NO_PROXY"]).map(str::to_owned),
        }))
    }
}
