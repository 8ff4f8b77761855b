//! Saving the To App settings (okta.md §1.3).

use super::test_connection;
use crate::exchange::Wire;
use crate::idp::okta::flow::list;
use crate::idp::okta::session::{Okta, Step};
use crate::idp::okta::{call, read};

/// The connection test again; then, if groups are imported, one page of groups. Their names decide from now on between
/// creating a group and linking it (captured).
pub(in crate::idp::okta) async fn play<W: Wire>(okta: &mut Okta<'_, W>) -> Step {
    test_connection::play(okta).await?;
    if okta.integration.features.import_groups {
        let exchange = okta.send(call::page("/Groups", 1)).await?;
        if read::page(&exchange).is_none() {
            return Err(list::unreadable(okta, "/Groups", &exchange));
        }
        okta.org.app_groups = Some(list::names(&[exchange]));
    }
    Ok(())
}
