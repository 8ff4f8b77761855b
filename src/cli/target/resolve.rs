//! Flags over environment over file.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{Arguments, ResolvedTarget, address, credential, positive};
use crate::cli::Context;
use crate::cli::config::{AuthKind, Config, Entry, Error, Fixture};
use crate::exchange::Secret;
use crate::idp::okta::UniqueIdentifier;
use crate::scenario::suggest;
use crate::scenario::template::{self, Lookup, Reference};
use crate::sender::{Auth, Pem, Proxy, Sender, Target, Timeouts};
use crate::source::{Diagnostic, Spanned};

impl Arguments {
    /// The target that flags, environment and file together say; `None` when nobody names one.
    ///
    /// # Errors
    /// Everything that makes the target unusable, before anything is sent.
    pub(in crate::cli) fn resolve(&self, context: &Context) -> Result<Option<ResolvedTarget>, Error> {
        self.resolve_with(context, &mut std::io::stdin())
    }

    pub(super) fn resolve_with(
        &self,
        context: &Context,
        stdin: &mut dyn Read,
    ) -> Result<Option<ResolvedTarget>, Error> {
        let named = self.config.clone().or_else(|| context.variable("SCIMULATE_CONFIG").map(PathBuf::from));
        let config = Config::load(named.as_deref(), context)?;
        let Some(wanted) = self.target.as_deref().or_else(|| context.variable("SCIMULATE_TARGET")) else {
            return match self.in_vain() {
                Some(flag) => Err(Error::plain(format!(
                    "{flag} is of no use without a target; give --target URL, or --target NAME for one of scimulate.yaml"
                ))),
                None => Ok(None),
            };
        };
        let resolution = Resolution { arguments: self, context, config: &config };
        match config.target(wanted) {
            Some((name, entry)) => resolution.named(&name.value, entry, stdin),
            None if wanted.contains("://") => resolution.of_url(wanted, stdin),
            None => Err(Error::plain(unknown(wanted, &config))),
        }
        .map(Some)
    }

    /// A flag that only makes sense with a target. Nobody should believe that a server was tested when it was not.
    fn in_vain(&self) -> Option<&'static str> {
        let flags = [
            ("--token", self.token.is_some()),
            ("--token-env", self.token_env.is_some()),
            ("--token-file", self.token_file.is_some()),
            ("--basic", self.basic.is_some()),
            ("--header", self.header.is_some()),
            ("--ca-file", !self.ca_files.is_empty()),
            ("--client-cert", self.client_cert.is_some()),
            ("--proxy", self.proxy.is_some()),
            ("--insecure", self.insecure),
            ("--i-own-this-target", self.i_own_this_target),
        ];
        flags.into_iter().find_map(|(name, given)| given.then_some(name))
    }
}

fn unknown(wanted: &str, config: &Config) -> String {
    // `example.com/scim` and `localhost:8080` are URLs that lack something, not names.
    if wanted.contains(['/', ':']) || (wanted.contains('.') && config.targets.is_empty()) {
        return address::base(wanted).map_or_else(|message| message, |url| url.to_string());
    }
    if config.targets.is_empty() {
        return format!("there is no target `{wanted}`: no scimulate.yaml names any; give a URL, https://…");
    }
    let names = config.targets.iter().map(|(name, _)| name.value.as_str());
    let help = suggest::help(wanted, "its targets", names);
    format!("there is no target `{wanted}` in {}; {help}", config.path.display())
}

/// What the parts of one resolution need.
struct Resolution<'r> {
    arguments: &'r Arguments,
    context: &'r Context,
    config: &'r Config,
}

/// `${env:NAME}`; a configuration file knows nothing else.
struct Environment<'c>(&'c Context);

impl Lookup for Environment<'_> {
    fn get(&self, path: &Reference) -> Option<serde_json::Value> {
        match path {
            Reference::Env(name) => self.0.variable(name).map(serde_json::Value::from),
            _ => None,
        }
    }

    fn names(&self) -> Vec<String> {
        vec![String::from("env:NAME")]
    }
}

impl Resolution<'_> {
    fn named(&self, name: &str, entry: &Entry, stdin: &mut dyn Read) -> Result<ResolvedTarget, Error> {
        let Some(template) = &entry.url else {
            return Err(Error::plain(format!("the target `{name}` has no url")));
        };
        let url = self.text(template)?;
        let url =
            address::base(&url).map_err(|message| self.wrong(Diagnostic::error(message, template.span)))?;
        self.finish(Some(name), Target::new(url), entry, stdin)
    }

    fn of_url(&self, url: &str, stdin: &mut dyn Read) -> Result<ResolvedTarget, Error> {
        let url = address::base(url).map_err(Error::plain)?;
        self.finish(None, Target::new(url), &Entry::default(), stdin)
    }

    fn finish(
        &self,
        name: Option<&str>,
        mut target: Target,
        entry: &Entry,
        stdin: &mut dyn Read,
    ) -> Result<ResolvedTarget, Error> {
        let mut warnings = Vec::new();
        target.auth = self.auth(name, entry, stdin, &mut warnings)?;
        target.timeouts = self.timeouts(entry)?;
        target.insecure = self.arguments.insecure || entry.insecure;
        target.ca_certificates = self.ca_certificates(entry)?;
        target.client_certificate = self.client_certificate(entry)?;
        target.proxy = self.proxy(&target, entry)?;
        // What the sender would refuse is a mistake of the configuration, not of a run.
        Sender::check(&target).map_err(|error| Error::plain(error.to_string()))?;
        warn(&target, &mut warnings);
        let secrets = target.secrets();
        if secrets.iter().any(Secret::is_too_short_to_hide) {
            warnings.push(String::from(
                "the credential is shorter than 4 characters; it cannot be taken out of everything that is printed",
            ));
        }
        Ok(ResolvedTarget {
            name: name.map(str::to_owned),
            curl_authorization: curl_authorization(&target.auth),
            secrets,
            target,
            confirmed: self.arguments.i_own_this_target || entry.confirmed,
            clients: entry.clients.clone(),
            supports: entry.supports.unwrap_or_default(),
            unique_identifier: entry.unique_identifier.unwrap_or(UniqueIdentifier::UserName),
            user_domain: self.user_domain(entry)?,
            mapping: entry.mapping.clone(),
            always_set: entry
                .always_set
                .iter()
                .map(|(name, node)| {
                    Ok((name.clone(), self.at_place(template::resolve(node, &self.environment()))?))
                })
                .collect::<Result<_, Error>>()?,
            rate_limit: entry.rate_limit,
            fixtures: entry
                .fixtures
                .iter()
                .map(|(name, fixture)| {
                    let user_name = self.text(&fixture.user_name)?;
                    Ok((name.clone(), Fixture { user_name, writable: fixture.writable }))
                })
                .collect::<Result<_, Error>>()?,
            warnings,
        })
    }

    fn auth(
        &self,
        name: Option<&str>,
        entry: &Entry,
        stdin: &mut dyn Read,
        warnings: &mut Vec<String>,
    ) -> Result<Auth, Error> {
        if let Some((header, value)) =
            self.arguments.header.as_deref().and_then(|header| header.split_once(':'))
        {
            warnings.push(String::from(
                "others on this machine can read the value of --header in the process list; `--header NAME` with \
                 --token-env or --token-file hides it",
            ));
            let value = credential::checked(value, "--header")?;
            return Ok(Auth::Header { name: header.trim().to_owned(), value });
        }
        let (given, warning) = credential::given(self.arguments, self.context, stdin)?;
        warnings.extend(warning);
        let written = match entry.auth.as_ref().and_then(AuthKind::credential) {
            Some(template) if given.is_none() => {
                if !template.value.contains("${") {
                    warnings.push(format!(
                        "the credential of `{}` stands in {} for everybody to read; write ${{env:NAME}} there instead",
                        name.unwrap_or_default(),
                        self.config.path.display()
                    ));
                }
                Some(credential::checked(&self.text(template)?, "`auth`")?)
            }
            _ => None,
        };
        let secret = given.or(written);
        let needs = |what: &str| {
            Error::plain(format!(
                "{what} needs a credential; give --token-env NAME, or --token-file FILE (`-` reads standard input)"
            ))
        };
        if let Some(user) = &self.arguments.basic {
            return basic(user.clone(), secret.ok_or_else(|| needs("--basic"))?);
        }
        if let Some(header) = &self.arguments.header {
            return Ok(Auth::Header {
                name: header.trim().to_owned(),
                value: secret.ok_or_else(|| needs("--header"))?,
            });
        }
        match (&entry.auth, secret) {
            (Some(AuthKind::Basic { user, .. }), secret) => {
                basic(self.text(user)?, secret.ok_or_else(|| needs("`auth: { basic: … }`"))?)
            }
            (Some(AuthKind::Header { name, .. }), secret) => Ok(Auth::Header {
                name: self.text(name)?,
                value: secret.ok_or_else(|| needs("`auth: { header: … }`"))?,
            }),
            (_, Some(secret)) => Ok(bearer(secret, warnings)),
            (_, None) => Ok(Auth::None),
        }
    }

    fn timeouts(&self, entry: &Entry) -> Result<Timeouts, Error> {
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

    fn ca_certificates(&self, entry: &Entry) -> Result<Vec<Pem>, Error> {
        if !self.arguments.ca_files.is_empty() {
            return self.arguments.ca_files.iter().map(|path| self.pem("--ca-file", path)).collect();
        }
        if let Some(path) = self.context.variable("SCIMULATE_CA_FILE") {
            return Ok(vec![self.pem("SCIMULATE_CA_FILE", Path::new(path))?]);
        }
        entry.ca_files.iter().map(|path| self.pem("`ca-file`", &self.beside_config(path)?)).collect()
    }

    fn client_certificate(&self, entry: &Entry) -> Result<Option<Pem>, Error> {
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
    fn proxy(&self, target: &Target, entry: &Entry) -> Result<Option<Proxy>, Error> {
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

    fn user_domain(&self, entry: &Entry) -> Result<String, Error> {
        let (domain, what) =
            match (&self.arguments.user_domain, self.context.variable("SCIMULATE_USER_DOMAIN")) {
                (Some(domain), _) => (domain.clone(), "--user-domain"),
                (None, Some(domain)) => (domain.to_owned(), "SCIMULATE_USER_DOMAIN"),
                (None, None) => match &entry.user_domain {
                    Some(template) => (self.text(template)?, "`user-domain`"),
                    None => return Ok(String::from("example.com")),
                },
            };
        let fits = !domain.is_empty()
            && domain.split('.').all(|label| !label.is_empty())
            && domain.chars().all(|character| character.is_alphanumeric() || "-.".contains(character));
        if fits {
            Ok(domain)
        } else {
            Err(Error::plain(format!("{what}: `{domain}` is not a domain; write example.com")))
        }
    }

    fn environment(&self) -> Environment<'_> {
        Environment(self.context)
    }

    fn text(&self, template: &Spanned<String>) -> Result<String, Error> {
        self.at_place(template::interpolate(template, &self.environment()))
    }

    fn at_place<T>(&self, result: Result<T, Diagnostic>) -> Result<T, Error> {
        result.map_err(|diagnostic| self.wrong(diagnostic))
    }

    fn wrong(&self, diagnostic: Diagnostic) -> Error {
        Error::Wrong { sources: self.config.sources.clone(), diagnostics: vec![diagnostic] }
    }
}

fn basic(user: String, password: Secret) -> Result<Auth, Error> {
    if user.contains(':') || user.contains(char::is_control) {
        return Err(Error::plain(
            "the user of basic authentication holds a colon or a control character (RFC 7617 has no way to send it); \
             the password is given as the token",
        ));
    }
    Ok(Auth::Basic { user, password })
}

/// A token that somebody pasted with its scheme would be sent as `Bearer Bearer …`.
fn bearer(token: Secret, warnings: &mut Vec<String>) -> Auth {
    match token.expose().split_once(' ') {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("bearer") => {
            warnings.push(String::from("the token begins with `Bearer`; that word is sent once, not twice"));
            Auth::Bearer(Secret::new(rest.trim()))
        }
        _ => Auth::Bearer(token),
    }
}

fn warn(target: &Target, warnings: &mut Vec<String>) {
    if target.insecure {
        warnings.push(String::from(
            "--insecure: the server's certificate is NOT checked; anybody in between can read and change everything, \
             the credential included",
        ));
    }
    let encrypted = target.url.scheme() == "https";
    if !encrypted && !target.is_loopback() && !matches!(target.auth, Auth::None) {
        warnings.push(String::from("the credential travels unencrypted: the target's URL is http://"));
    }
}

/// The authorising header with the credential as a shell variable.
fn curl_authorization(auth: &Auth) -> Option<String> {
    match auth {
        Auth::None => None,
        Auth::Bearer(_) => Some(String::from("Authorization: Bearer $SCIM_TOKEN")),
        Auth::Basic { user, .. } => Some(format!("Authorization: Basic {user}:$SCIM_TOKEN")),
        Auth::Header { name, .. } => Some(format!("{name}: $SCIM_TOKEN")),
    }
}
