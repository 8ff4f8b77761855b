//! Where the token comes from.

use std::io::Read;
use std::path::Path;

use super::Arguments;
use crate::cli::Context;
use crate::cli::config::Error;
use crate::exchange::Secret;

/// The variable that is used without being named.
pub(super) const VARIABLE: &str = "SCIMULATE_TOKEN";

/// Nothing longer than this is a token.
const LONGEST: u64 = 64 << 10;

/// The token that flags or environment give, and a warning that goes with it.
///
/// # Errors
/// A variable that is not set, a file that cannot be read or holds no token.
pub(super) fn given(
    arguments: &Arguments,
    context: &Context,
    stdin: &mut dyn Read,
) -> Result<(Option<Secret>, Option<String>), Error> {
    if let Some(token) = &arguments.token {
        let warning = "others on this machine can read --token in the process list; --token-env NAME or \
                       --token-file FILE hides it";
        return Ok((Some(checked(token, "--token")?), Some(warning.to_owned())));
    }
    if let Some(name) = &arguments.token_env {
        let Some(token) = context.variable(name) else {
            return Err(Error::plain(format!(
                "--token-env {name}: the environment has no variable {name}, or it is empty; `export {name}=…` first"
            )));
        };
        return Ok((Some(checked(token, &format!("the variable {name}"))?), None));
    }
    if let Some(path) = &arguments.token_file {
        return Ok((Some(from_file(path, context, stdin)?), None));
    }
    match context.variable(VARIABLE) {
        Some(token) => Ok((Some(checked(token, &format!("the variable {VARIABLE}"))?), None)),
        None => Ok((None, None)),
    }
}

fn from_file(path: &Path, context: &Context, stdin: &mut dyn Read) -> Result<Secret, Error> {
    let mut bytes = Vec::new();
    let what = if path == Path::new("-") {
        stdin
            .take(LONGEST + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| Error::plain(format!("--token-file -: cannot read standard input: {error}")))?;
        String::from("standard input")
    } else {
        let read = std::fs::File::open(context.directory.join(path))
            .and_then(|file| file.take(LONGEST + 1).read_to_end(&mut bytes));
        read.map_err(|error| Error::plain(format!("--token-file: cannot read {}: {error}", path.display())))?;
        format!("the file {}", path.display())
    };
    if bytes.len() as u64 > LONGEST {
        return Err(Error::plain(format!("{what} is too large to be a token")));
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| Error::plain(format!("{what} is not text, so it holds no token")))?;
    checked(&text, &what)
}

/// A token out of a text: blanks, line breaks and the byte order mark around it are the editor's.
pub(super) fn checked(text: &str, what: &str) -> Result<Secret, Error> {
    let token = text.trim_start_matches('\u{feff}').trim();
    if token.is_empty() {
        return Err(Error::plain(format!("{what} holds no token: it is empty")));
    }
    if token.contains(char::is_control) {
        return Err(Error::plain(format!(
            "{what} holds no token: there is a line break or another control character in it"
        )));
    }
    Ok(Secret::new(token))
}
