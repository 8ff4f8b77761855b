//! Which credential, in which header.

use std::io::Read;

use super::Resolution;
use crate::cli::config::{AuthKind, Entry, Error};
use crate::cli::target::credential;
use crate::exchange::Secret;
use crate::sender::Auth;

impl Resolution<'_> {
    /// The kind that the highest level names, with the credential that the highest level gives.
    pub(super) fn auth(
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

/// The authorising header with the credential as a shell variable.
pub(super) fn curl_authorization(auth: &Auth) -> Option<String> {
    match auth {
        Auth::None => None,
        Auth::Bearer(_) => Some(String::from("Authorization: Bearer $SCIM_TOKEN")),
        Auth::Basic { user, .. } => Some(format!("Authorization: Basic {user}:$SCIM_TOKEN")),
        Auth::Header { name, .. } => Some(format!("{name}: $SCIM_TOKEN")),
    }
}
