//! A text that somebody pasted: from the command line, or from standard input.

use std::io::{self, Read as _};

use super::Context;

/// The most that is read from standard input.
const LONGEST: u64 = 100_000;

/// The words as one text; `-` or nothing reads it from standard input. `None` when there is nothing, and a terminal
/// that nobody should be kept waiting at.
///
/// # Errors
/// Standard input cannot be read.
pub(super) fn read(words: &[String], context: &Context) -> io::Result<Option<String>> {
    match words {
        [] if context.stdin_is_terminal => Ok(None),
        [] => from_stdin().map(Some),
        [word] if word == "-" => from_stdin().map(Some),
        words => Ok(Some(words.join(" "))),
    }
}

/// The text on standard input. Nobody pastes more than a page, so the rest of an endless one is left alone.
fn from_stdin() -> io::Result<String> {
    let mut bytes = Vec::new();
    io::stdin().lock().take(LONGEST).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
