//! Test API Credentials / Test Connector Configuration (okta.md §1.3).

use crate::exchange::{Purpose, Wire};
use crate::idp::okta::message::connector;
use crate::idp::okta::session::{Okta, Step};
use crate::idp::okta::{connection_test, read};

/// One page of two users; the ticked operations are not tried (captured).
pub(in crate::idp::okta) async fn play<W: Wire>(okta: &mut Okta<'_, W>) -> Step {
    let exchange = okta.send(connection_test(Purpose::Act)).await?;
    match read::page(&exchange) {
        Some(_) => Ok(()),
        None => Err(connector::failed(&exchange, &okta.integration.app_label)),
    }
}
