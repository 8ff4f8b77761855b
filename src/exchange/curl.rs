//! The curl command line that repeats a call.

use super::Exchange;

/// A command line that a developer can paste into a shell to repeat the exchange. `authorization` is the header as
/// it should be printed, with the credential as a shell variable (`Authorization: Bearer $SCIM_TOKEN`).
pub fn curl_line(exchange: &Exchange, authorization: Option<&str>) -> String {
    let mut line = format!("curl -X {} '{}'", exchange.call.method, exchange.url);
    if let Some(authorization) = authorization {
        line.push_str(&format!(" -H \"{authorization}\""));
    }
    line
}
