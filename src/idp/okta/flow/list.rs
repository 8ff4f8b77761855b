//! Reads a list page by page (okta.md §1.12): `startIndex=1&count=100`, then on while `totalResults` says that there
//! is more.

use std::collections::HashSet;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::exchange::{Exchange, Wire};
use crate::idp::Verdict;
use crate::idp::okta::message::{self, Action};
use crate::idp::okta::session::{Okta, Step};
use crate::idp::okta::{call, read};

/// All pages of a list, in order.
///
/// The next page starts after the resources received, which is 101, 201 … with a server that fills its pages, and
/// right for one that caps them lower; what Okta does there is not documented. A page without anything new ends the
/// walk, or a server that ignores `startIndex` would keep it going for ever.
pub(in crate::idp::okta) async fn pages<W: Wire>(
    okta: &mut Okta<'_, W>,
    endpoint: &'static str,
) -> Step<Vec<Arc<Exchange>>> {
    let limit = okta.integration.options.page_limit.unwrap_or(u32::MAX);
    let mut pages = Vec::new();
    let mut seen = HashSet::new();
    let mut received = 0;
    loop {
        let exchange = okta.send(call::page(endpoint, received + 1)).await?;
        let Some(page) = read::page(&exchange) else {
            return Err(unreadable(okta, endpoint, &exchange));
        };
        received += page.resources.len();
        let before = seen.len();
        seen.extend(page.resources.iter().filter_map(|found| read::id(found.as_object()?)));
        let news = seen.len() > before;
        let more = page.total.is_some_and(|total| total > received as u64);
        pages.push(exchange);
        if !more || !news {
            return Ok(pages);
        }
        if pages.len() >= limit as usize {
            okta.remark(format!(
                "stopped reading {endpoint} after {limit} pages; there is more on the target"
            ));
            return Ok(pages);
        }
    }
}

/// What Okta shows when a page cannot be read.
pub(in crate::idp::okta) fn unreadable<W: Wire>(
    okta: &Okta<'_, W>,
    endpoint: &str,
    exchange: &Exchange,
) -> Verdict {
    let action = if endpoint == "/Users" { Action::DownloadingUsers } else { Action::DownloadingGroups };
    message::about_app(message::failed(action, exchange), &okta.integration.app_label)
}

/// Reads the target's groups and remembers their names: "Refresh App Groups" (captured).
pub(in crate::idp::okta) async fn refresh_app_groups<W: Wire>(okta: &mut Okta<'_, W>) -> Step {
    let pages = pages(okta, "/Groups").await?;
    okta.org.app_groups = Some(names(&pages));
    Ok(())
}

/// displayName → id; of two groups with one name Okta can only tell one, here the first.
pub(in crate::idp::okta) fn names(pages: &[Arc<Exchange>]) -> IndexMap<String, String> {
    let mut names = IndexMap::new();
    for page in pages.iter().filter_map(|exchange| read::page(exchange)) {
        for group in page.resources.iter().filter_map(|found| found.as_object()) {
            if let (Some(name), Some(id)) =
                (group.get("displayName").and_then(|name| name.as_str()), read::id(group))
            {
                names.entry(name.to_owned()).or_insert(id);
            }
        }
    }
    names
}
