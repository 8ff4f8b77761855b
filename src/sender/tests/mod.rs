//! The sender against servers that say every wrong thing, byte for byte.

mod encrypted;
mod hostile;
mod redirected;
mod server;
mod wire;

use std::time::Duration;

use super::{Sender, Target, Timeouts};
use crate::exchange::{Call, Evidence, Exchange, Failure, FailureKind, Method, Purpose};

/// A target with limits that end a test soon.
fn target(url: &str) -> Target {
    let mut target = Target::new(url.parse().unwrap());
    target.timeouts = Timeouts {
        connect: Duration::from_secs(2),
        read: Duration::from_millis(300),
        total: Duration::from_millis(900),
    };
    target.max_body = 64 << 10;
    target
}

fn call(method: Method, path: &str) -> Call {
    Call::new(method, path, Evidence::Scenario, Purpose::Act)
}

async fn get(url: &str) -> Exchange {
    Sender::new(&target(url)).unwrap().send(call(Method::Get, "/Users")).await
}

/// The failure of an exchange; a test that gets an answer instead shows it.
fn failed(exchange: Exchange) -> (FailureKind, String) {
    let Failure { kind, message } = exchange.result.expect_err("an answer came");
    (kind, message)
}
