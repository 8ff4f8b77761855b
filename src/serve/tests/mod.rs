//! The provider over a real socket, spoken to as Okta speaks.

#![expect(clippy::needless_pass_by_value, reason = "bodies read best where they are sent")]

mod client;
mod oin;
mod okta;
mod socket;

use std::net::TcpListener;
use std::sync::Arc;

use self::client::Client;
use super::{Running, Site, start};
use crate::exchange::Secret;
use crate::provider::{Access, Provider, Settings};

const TOKEN: &str = "h480djs93hd8";

fn serve(site: Site) -> Running {
    start(TcpListener::bind("127.0.0.1:0").unwrap(), site).unwrap()
}

/// A server with one store, and a client that knows its token.
fn single() -> (Running, Client) {
    let settings = Settings { access: Access::Bearer(Secret::new(TOKEN)), ..Settings::default() };
    let running = serve(Site::Single(Arc::new(Provider::new(settings))));
    let client = Client::new(&running, "/scim/v2");
    (running, client)
}
