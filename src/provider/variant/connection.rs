//! How answers travel: framing, encoding, pace.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::{Standing, Variant};
use crate::provider::deviation::{Deviation, Hook, Make, edit};
use crate::provider::handle::Provider;
use crate::provider::message::{Framing, Request, Response};

pub(super) const VARIANTS: &[Variant] = &[
    Variant {
        name: "gzip",
        title: "bodies are compressed with gzip",
        standing: Standing::Legal,
        source: "RFC 9110 §8.4; the client offers it",
        make: Make::Hook(Hook::Response(gzip)),
    },
    Variant {
        name: "chunked",
        title: "bodies come in chunks, without a Content-Length",
        standing: Standing::Legal,
        source: "RFC 9112 §7.1",
        make: Make::Hook(Hook::Response(|_, _, response| response.framing = Framing::Chunks)),
    },
    Variant {
        name: "close-after-answer",
        title: "the connection is closed after each answer",
        standing: Standing::Legal,
        source: "RFC 9112 §9.6",
        make: Make::Hook(Hook::Response(|_, _, response| {
            response.headers.push(("connection", "close".to_owned()));
        })),
    },
    Variant {
        name: "slow-answers",
        title: "each answer takes some milliseconds",
        standing: Standing::Legal,
        source: "Okta waits 60 s",
        make: Make::Hook(Hook::Response(|_, _, response| response.delay = Duration::from_millis(2))),
    },
    Variant {
        name: "occasional-429",
        title: "now and then a request is answered 429 with Retry-After",
        standing: Standing::Legal,
        source: "RFC 6585 §4; Okta's rate-limit documentation",
        make: Make::Fresh(|| Arc::new(Busy::default())),
    },
    Variant {
        name: "further-headers",
        title: "answers carry headers of a proxy and of a browser's security",
        standing: Standing::Legal,
        source: "RFC 9110 §5.1",
        make: Make::Hook(Hook::Response(|_, _, response| {
            for (name, value) in [
                ("x-request-id", "5f1c"),
                ("cache-control", "no-store"),
                ("strict-transport-security", "max-age=31536000"),
                ("vary", "Accept, Accept-Encoding"),
                ("set-cookie", "lb=1; Path=/; HttpOnly"),
            ] {
                response.headers.push((name, value.to_owned()));
            }
        })),
    },
];

fn gzip(_: &Provider, request: &Request, response: &mut Response) {
    if response.body.is_empty() || !request.headers.accepts_gzip() {
        return;
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    // Writing to memory does not fail; if it did, the plain body would be right as well.
    if let Ok(body) = encoder.write_all(&response.body).and_then(|()| encoder.finish()) {
        response.body = body.into();
        response.headers.push(("content-encoding", "gzip".to_owned()));
    }
}

/// Counts requests, to refuse some.
#[derive(Debug, Default)]
struct Busy {
    requests: AtomicUsize,
}

impl Deviation for Busy {
    fn instead(&self, _: &Provider, _: &Request) -> Option<Response> {
        // Not the first, which is somebody's connection test, and never two in a row.
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        (number % 7 == 3).then(|| edit::refuse(429, "too many requests").with("retry-after", "0"))
    }
}
