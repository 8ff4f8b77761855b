//! What comes back: a head and a body, within the limits of time and size.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::{AUTHORIZATION, HeaderMap, HeaderName, PROXY_AUTHORIZATION, SET_COOKIE};
use tokio::time::{Instant, timeout_at};

use super::{Timeouts, fail};
use crate::exchange::{Answer, Content, Failure, FailureKind, Redactor};

/// Headers whose whole value is a credential.
const CREDENTIALS: [HeaderName; 3] = [SET_COOKIE, AUTHORIZATION, PROXY_AUTHORIZATION];

/// Reads the rest of an answer.
pub(super) async fn answer(
    response: reqwest::Response,
    timeouts: Timeouts,
    max_body: usize,
    redactor: &Redactor,
) -> Result<Answer, Failure> {
    let status = response.status().as_u16();
    let headers = headers(response.headers(), redactor);
    let bytes = body(response, timeouts, max_body).await?;
    Ok(Answer { status, headers, content: Content::new(bytes) })
}

fn headers(headers: &HeaderMap, redactor: &Redactor) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| {
            let value = if CREDENTIALS.contains(name) {
                String::from("(redacted)")
            } else {
                redactor.redact(&String::from_utf8_lossy(value.as_bytes())).into_owned()
            };
            (name.as_str().to_owned(), value)
        })
        .collect()
}

/// Reads the body chunk by chunk. The cap counts decoded bytes, so a small body that unpacks to a huge one stops
/// just as early as a huge one.
async fn body(
    mut response: reqwest::Response,
    timeouts: Timeouts,
    max_body: usize,
) -> Result<Bytes, Failure> {
    let deadline = Instant::now() + timeouts.total;
    let announced = response.content_length();
    if announced.is_some_and(|length| length > max_body as u64) {
        return Err(too_large(max_body));
    }
    let mut first = Bytes::new();
    let mut more = BytesMut::new();
    loop {
        let patience = (Instant::now() + timeouts.read).min(deadline);
        let chunk = match timeout_at(patience, response.chunk()).await {
            Ok(Ok(Some(chunk))) => chunk,
            Ok(Ok(None)) => break,
            Ok(Err(error)) => return Err(fail::of_body(&error, first.len() + more.len())),
            Err(_) if Instant::now() >= deadline => return Err(too_slow(timeouts.total)),
            Err(_) => return Err(silent_in_body(timeouts.read, first.len() + more.len())),
        };
        if first.len() + more.len() + chunk.len() > max_body {
            return Err(too_large(max_body));
        }
        // Most bodies are one chunk, which then is not copied.
        if first.is_empty() && more.is_empty() {
            first = chunk;
        } else {
            if more.is_empty() {
                more.reserve((first.len() + chunk.len()) * 2);
                more.extend_from_slice(&first);
                first = Bytes::new();
            }
            more.extend_from_slice(&chunk);
        }
    }
    Ok(if more.is_empty() { first } else { more.freeze() })
}

fn too_large(limit: usize) -> Failure {
    let message = format!("the body is larger than {} and was not read to its end", size(limit));
    Failure { kind: FailureKind::TooLarge, message }
}

fn too_slow(total: Duration) -> Failure {
    Failure {
        kind: FailureKind::ReadTimeout,
        message: format!("the body was not complete after {}", seconds(total)),
    }
}

fn silent_in_body(read: Duration, received: usize) -> Failure {
    Failure {
        kind: FailureKind::ReadTimeout,
        message: format!(
            "the answer stopped in the middle of its body: nothing came for {} after {}",
            seconds(read),
            size(received)
        ),
    }
}

/// `16 MiB`, `12 bytes`.
fn size(bytes: usize) -> String {
    match bytes {
        1 => String::from("1 byte"),
        _ if bytes >= 1 << 20 && bytes.is_multiple_of(1 << 20) => format!("{} MiB", bytes >> 20),
        _ => format!("{bytes} bytes"),
    }
}

/// `60 s`, `250 ms`.
pub(super) fn seconds(duration: Duration) -> String {
    if duration.subsec_millis() == 0 {
        format!("{} s", duration.as_secs())
    } else {
        format!("{} ms", duration.as_millis())
    }
}
