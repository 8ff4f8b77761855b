//! Flags over environment over file.

use std::io::Read;
use std::path::PathBuf;

use super::{Arguments, ResolvedTarget, address, credential};
use crate::cli::Context;
use crate::cli::config::{Config, Entry, Error, Fixture};
use crate::exchange::Secret;
use crate::idp::okta::UniqueIdentifier;
use crate::scenario::suggest;
use crate::scenario::template::{self, Lookup, Reference, Unresolved};
use crate::sender::{Auth, Sender, Target};
use crate::source::{Diagnostic, Spanned};

mod auth;
mod transport;

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
        for (whose, template) in &entry.other_tokens {
            let what = format!("`other-tokens: {{ {}: … }}`", whose.as_str());
            target.others.push((*whose, credential::checked(&self.text(template)?, &what)?));
        }
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
            curl_authorization: auth::curl_authorization(&target.auth),
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
        let message = || format!("{what}: `{domain}` is not a domain");
        match &entry.user_domain {
            _ if fits => Ok(domain),
            Some(written) if what == "`user-domain`" => {
                Err(self.wrong(Diagnostic::error(message(), written.span).help("write example.com")))
            }
            _ => Err(Error::plain(format!("{}; write example.com", message()))),
        }
    }

    fn environment(&self) -> Environment<'_> {
        Environment(self.context)
    }

    fn text(&self, template: &Spanned<String>) -> Result<String, Error> {
        self.at_place(template::interpolate(template, &self.environment()))
    }

    fn at_place<T>(&self, result: Result<T, Unresolved>) -> Result<T, Error> {
        result.map_err(|missing| self.wrong(*missing.mistake))
    }

    fn wrong(&self, diagnostic: Diagnostic) -> Error {
        Error::Wrong { sources: self.config.sources.clone(), diagnostics: vec![diagnostic] }
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
