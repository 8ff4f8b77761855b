//! The curl command line that repeats a call.

use super::{Exchange, Method, Payload};

#[cfg(test)]
mod tests;

/// The variable that stands for the credential in a printed command line.
const VARIABLE: &str = "$SCIM_TOKEN";

/// A command line for a POSIX shell that repeats the exchange's request.
///
/// `authorization` is the header as it should be printed, with the credential as a shell variable:
/// `Authorization: Bearer $SCIM_TOKEN`, `X-Api-Key: $SCIM_TOKEN`. `Authorization: Basic ada:$SCIM_TOKEN` becomes
/// curl's own `-u`, since a shell cannot encode the pair in passing. Only `$SCIM_TOKEN` is left for the shell to
/// expand; everything else arrives as it stands here.
pub fn curl_line(exchange: &Exchange, authorization: Option<&str>) -> String {
    let call = &exchange.call;
    let mut line = match call.method {
        // `-X HEAD` would wait for a body that never comes.
        Method::Head => String::from("curl --head"),
        method => format!("curl -X {method}"),
    };
    if exchange.url.contains(['[', ']', '{', '}']) {
        line.push_str(" --globoff");
    }
    line.push(' ');
    line.push_str(&word(&exchange.url));
    for (name, value) in &call.headers {
        line.push_str(" -H ");
        // curl drops a header without a value unless it ends in a semicolon.
        line.push_str(&word(&if value.is_empty() { format!("{name};") } else { format!("{name}: {value}") }));
    }
    if let Some(authorization) = authorization {
        match authorization.strip_prefix("Authorization: Basic ").filter(|pair| pair.contains(':')) {
            Some(pair) => line.push_str(&format!(" -u {}", expandable(pair))),
            None => line.push_str(&format!(" -H {}", expandable(authorization))),
        }
    }
    if let Some(body) = &call.body {
        if !call.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            // Otherwise curl would claim that the body is a form.
            line.push_str(" -H 'Content-Type:'");
        }
        line.push_str(" --data-raw ");
        line.push_str(&match body {
            Payload::Json(value) => word(&value.to_string()),
            Payload::Raw(text) => word(text),
        });
    }
    line
}

/// One word of a shell command, nothing in it expanded.
fn word(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// One word of a shell command in which only the credential's variable is expanded.
fn expandable(text: &str) -> String {
    let literal = |part: &str| {
        part.chars().fold(String::new(), |mut quoted, character| {
            if matches!(character, '"' | '\\' | '`' | '$') {
                quoted.push('\\');
            }
            quoted.push(character);
            quoted
        })
    };
    format!("\"{}\"", text.split(VARIABLE).map(literal).collect::<Vec<_>>().join(VARIABLE))
}
