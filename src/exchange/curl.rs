//! The curl command line that repeats a call.

use std::fmt::Write as _;

use serde_json::Value;

use super::{Credentials, Exchange, Method, Payload};

#[cfg(test)]
mod tests;

/// A command line for a POSIX shell that repeats the exchange's request.
///
/// `authorization` is the header as it should be printed, with the credential as a shell variable:
/// `Authorization: Bearer $SCIM_TOKEN`, `X-Api-Key: $SCIM_TOKEN`. `Authorization: Basic ada:$SCIM_TOKEN` becomes
/// curl's own `-u`, since a shell cannot encode the pair in passing. Only that variable is left for the shell to
/// expand (for a request with the credentials of others: theirs, or none); everything else arrives as it stands here.
pub fn curl_line(exchange: &Exchange, authorization: Option<&str>) -> String {
    let call = &exchange.call;
    let mut line = String::from("curl");
    if call.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("accept-encoding")) {
        // A server that takes the offer up would fill the terminal with what is compressed.
        line.push_str(" --compressed");
    }
    if exchange.url.contains(['[', ']', '{', '}']) {
        line.push_str(" --globoff");
    }
    match call.method {
        // `-X HEAD` would wait for a body that never comes.
        Method::Head => line.push_str(" --head"),
        method => line.push_str(&format!(" -X {method}")),
    }
    line.push(' ');
    line.push_str(&word(&exchange.url));
    for (name, value) in &call.headers {
        line.push_str(" -H ");
        // curl drops a header without a value unless it ends in a semicolon.
        line.push_str(&word(&if value.is_empty() { format!("{name};") } else { format!("{name}: {value}") }));
    }
    if let (Some(authorization), Some(credential)) = (authorization, call.credentials.printed()) {
        match authorization.strip_prefix("Authorization: Basic ").filter(|pair| pair.contains(':')) {
            Some(pair) => line.push_str(&format!(" -u {}", expandable(pair, credential))),
            None => line.push_str(&format!(" -H {}", expandable(authorization, credential))),
        }
    }
    if let Some(body) = &call.body {
        if !call.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            // Otherwise curl would claim that the body is a form.
            line.push_str(" -H 'Content-Type:'");
        }
        line.push_str(" --data-raw ");
        line.push_str(&match body {
            Payload::Json(value) => word(&json(value)),
            Payload::Raw(text) => word(text),
        });
    }
    line
}

/// One word of a shell command, nothing in it expanded.
fn word(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// The body with everything as a JSON escape that a terminal does not show, or would act on: what is printed is what
/// can be pasted.
fn json(body: &Value) -> String {
    let text = body.to_string();
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if !is_invisible(character) {
            escaped.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            // Writing into a String cannot fail.
            let _ = write!(escaped, "\\u{unit:04x}");
        }
    }
    escaped
}

fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// One word of a shell command in which only the credential is put in, and only its variable is expanded.
fn expandable(text: &str, credential: &str) -> String {
    let literal = |part: &str| {
        part.chars().fold(String::new(), |mut quoted, character| {
            if matches!(character, '"' | '\\' | '`' | '$') {
                quoted.push('\\');
            }
            quoted.push(character);
            quoted
        })
    };
    // Every header is handed down with the variable of the client's own credential.
    let own = Credentials::Own.printed().unwrap_or_default();
    format!("\"{}\"", text.split(own).map(literal).collect::<Vec<_>>().join(credential))
}
