//! What went wrong, named after its cause.
//!
//! The client's own messages hold the URL and name a layer rather than a cause; so the chain of causes is searched
//! for the one that a person can do something about.

use std::error::Error as StdError;
use std::io::{self, ErrorKind};
use std::iter::successors;
use std::time::Duration;

use super::receive::seconds;
use crate::exchange::{Failure, FailureKind};

type Cause<'e> = &'e (dyn StdError + 'static);

/// The error and everything below it. `io::Error` hides what it carries from `source`.
fn causes<'e>(error: Cause<'e>) -> impl Iterator<Item = Cause<'e>> {
    successors(Some(error), |&error| {
        let carried = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        match carried {
            Some(inner) => Some(inner as Cause<'_>),
            None => error.source(),
        }
    })
}

fn find<'e, T: StdError + 'static>(error: Cause<'e>) -> Option<&'e T> {
    causes(error).find_map(|cause| cause.downcast_ref::<T>())
}

/// The words of the last cause.
fn last_words(error: Cause<'_>) -> String {
    causes(error).last().map(ToString::to_string).unwrap_or_default()
}

fn failure(kind: FailureKind, message: impl Into<String>) -> Failure {
    Failure { kind, message: message.into() }
}

/// Why no head of an answer came. `tls` says whether the connection was to be encrypted, `connect` how long it could
/// take.
pub(super) fn of_request(error: &reqwest::Error, tls: bool, connect: Duration) -> Failure {
    let io = find::<io::Error>(error).map(io::Error::kind);
    if error.is_connect() {
        return of_connection(error, io, tls, connect);
    }
    if let Some(error) = find::<rustls::Error>(error) {
        return of_handshake(error);
    }
    if let Some(http) = find::<hyper::Error>(error) {
        if http.is_parse() || http.is_parse_status() || http.is_parse_too_large() {
            return failure(FailureKind::Malformed, format!("the answer is not HTTP: {}", last_words(http)));
        }
        if matches!(
            io,
            Some(ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe)
        ) {
            return failure(
                FailureKind::ClosedWithoutAnswer,
                "the server reset the connection instead of answering",
            );
        }
        if http.is_incomplete_message() || http.is_canceled() || http.is_closed() {
            return failure(
                FailureKind::ClosedWithoutAnswer,
                "the server closed the connection instead of answering",
            );
        }
    }
    failure(FailureKind::Other, format!("the request could not be sent: {}", last_words(error)))
}

fn of_connection(error: &reqwest::Error, io: Option<ErrorKind>, tls: bool, connect: Duration) -> Failure {
    if error.is_dns() {
        return failure(FailureKind::NameNotResolved, "the host name does not resolve");
    }
    if error.is_timeout() {
        return failure(FailureKind::ConnectTimeout, format!("no connection within {}", seconds(connect)));
    }
    if let Some(error) = find::<rustls::Error>(error) {
        return of_handshake(error);
    }
    match io {
        Some(ErrorKind::ConnectionRefused) => {
            failure(FailureKind::ConnectionRefused, "the connection was refused: nothing listens there")
        }
        Some(ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown) => {
            failure(FailureKind::ConnectionRefused, "there is no route to the host")
        }
        Some(ErrorKind::ConnectionReset | ErrorKind::UnexpectedEof | ErrorKind::ConnectionAborted) if tls => {
            failure(FailureKind::Tls, "the server closed the connection during the TLS handshake")
        }
        Some(ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted) => {
            failure(FailureKind::ConnectionRefused, "the connection was reset while it was made")
        }
        // A proxy that does not open the tunnel has no io error below it.
        None if tls => {
            failure(FailureKind::ConnectionRefused, format!("no way to the server: {}", last_words(error)))
        }
        _ => failure(FailureKind::Other, format!("no connection could be made: {}", last_words(error))),
    }
}

fn of_handshake(error: &rustls::Error) -> Failure {
    use rustls::CertificateError as Certificate;
    let message = match error {
        rustls::Error::InvalidCertificate(Certificate::UnknownIssuer) => String::from(
            "the server's certificate is signed by an authority that is not trusted here (give the authority's certificate with --ca-file)",
        ),
        rustls::Error::InvalidCertificate(Certificate::Expired | Certificate::ExpiredContext { .. }) => {
            String::from("the server's certificate has expired")
        }
        rustls::Error::InvalidCertificate(
            Certificate::NotValidYet | Certificate::NotValidYetContext { .. },
        ) => String::from("the server's certificate is not valid yet"),
        rustls::Error::InvalidCertificate(
            Certificate::NotValidForName | Certificate::NotValidForNameContext { .. },
        ) => String::from("the server's certificate is for another host name"),
        rustls::Error::InvalidMessage(_) => {
            String::from("the TLS handshake failed: the server does not speak TLS there (is it http://?)")
        }
        rustls::Error::AlertReceived(alert) => {
            format!("the server refused the TLS handshake: {alert:?}")
        }
        other => format!("the TLS handshake failed: {other}"),
    };
    failure(FailureKind::Tls, message)
}

/// Why a body did not come to its end, after `received` bytes of it.
pub(super) fn of_body(error: &reqwest::Error, received: usize) -> Failure {
    let io = find::<io::Error>(error).map(io::Error::kind);
    let after = format!("after {received} byte{}", if received == 1 { "" } else { "s" });
    let Some(http) = find::<hyper::Error>(error) else {
        // Not the transport but the decoder.
        return failure(
            FailureKind::Malformed,
            format!("the body is not encoded as its Content-Encoding says ({}, {after})", last_words(error)),
        );
    };
    if http.is_timeout() {
        return failure(FailureKind::ReadTimeout, format!("the answer stopped {after} of its body"));
    }
    match io {
        Some(ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe) => failure(
            FailureKind::Truncated,
            format!("the server reset the connection in the middle of the body, {after}"),
        ),
        Some(ErrorKind::UnexpectedEof) => failure(
            FailureKind::Truncated,
            format!("the server closed the connection in the middle of the body, {after}"),
        ),
        _ if http.is_incomplete_message() => failure(
            FailureKind::Truncated,
            format!("the server closed the connection in the middle of the body, {after}"),
        ),
        _ => failure(
            FailureKind::Malformed,
            format!("the body is not framed as HTTP says: {} ({after})", last_words(error)),
        ),
    }
}
