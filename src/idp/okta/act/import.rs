//! Import Now (okta.md §1.12).

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::exchange::{Exchange, Wire};
use crate::idp::okta::flow::list;
use crate::idp::okta::read;
use crate::idp::okta::session::{Okta, Step};
use crate::idp::org::{Acknowledged, Org};

/// Reads users, then groups, page by page, and says what it found. Nothing is written, and what is new is not taken
/// into the org: confirming a match sends nothing either (captured).
pub(in crate::idp::okta) async fn play<W: Wire>(okta: &mut Okta<'_, W>, users: bool, groups: bool) -> Step {
    let mut counts = Counts::default();
    let features = okta.integration.features;
    if !(users && features.import_users || groups && features.import_groups) {
        okta.needs(|_| false, if users { "Import Users" } else { "Import Groups" })?;
    }
    if users && features.import_users {
        let pages = list::pages(okta, "/Users").await?;
        counts.users(okta.org, &pages);
    }
    if groups && features.import_groups {
        let pages = list::pages(okta, "/Groups").await?;
        okta.org.app_groups = Some(list::names(&pages));
        counts.groups(okta.org, &pages);
    }
    okta.remark(counts.summary());
    Ok(())
}

/// The numbers of the import dialog.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    scanned: usize,
    new: usize,
    updated: usize,
    unchanged: usize,
    removed: usize,
    groups: usize,
}

impl Counts {
    /// Inactive users are not imported; a linked one that is inactive or gone counts as removed (captured).
    fn users(&mut self, org: &Org, pages: &[Arc<Exchange>]) {
        let links: HashMap<&str, &Acknowledged> = org
            .users
            .values()
            .filter_map(|user| user.link.as_ref())
            .map(|link| (link.id.as_str(), &link.acknowledged))
            .collect();
        let mut present = HashSet::new();
        for user in resources(pages).filter(|user| read::active(user)) {
            let Some(id) = read::id(user) else { continue };
            self.scanned += 1;
            match links.get(id.as_str()) {
                None => self.new += 1,
                Some(acknowledged) if differs(user, acknowledged) => self.updated += 1,
                Some(_) => self.unchanged += 1,
            }
            present.insert(id);
        }
        let linked = org.users.values().filter(|user| user.has_app()).filter_map(|user| user.remote_id());
        self.removed = linked.filter(|id| !present.contains(*id)).count();
    }

    /// Groups that Okta pushed are not counted (captured).
    fn groups(&mut self, org: &Org, pages: &[Arc<Exchange>]) {
        self.groups =
            resources(pages).filter_map(read::id).filter(|id| org.group_by_remote_id(id).is_none()).count();
    }

    /// The dialog's line, in the form that Okta's test plan prints it (C9304).
    fn summary(&self) -> String {
        let Counts { scanned, new, updated, unchanged, removed, groups } = self;
        let users = if *new == 1 { "user" } else { "users" };
        format!(
            "{scanned} users scanned! {new} new {users} imported {updated} existing users updated \
             {unchanged} existing users unchanged {removed} users removed {groups} groups scanned!"
        )
    }
}

fn resources(pages: &[Arc<Exchange>]) -> impl Iterator<Item = &Map<String, Value>> {
    pages
        .iter()
        .filter_map(|exchange| read::page(exchange))
        .flat_map(|page| page.resources)
        .filter_map(Value::as_object)
}

/// Whether a plain attribute that Okta knows of has another value on the target. Lists are left out: a server may
/// add to their elements what Okta did not send.
fn differs(user: &Map<String, Value>, acknowledged: &Acknowledged) -> bool {
    acknowledged.attributes.iter().filter(|(path, value)| !path.contains(':') && value.is_string()).any(
        |(path, value)| {
            let found = match path.split_once('.') {
                Some((top, sub)) => user.get(top).and_then(|top| top.get(sub)),
                None => user.get(path),
            };
            found.is_some_and(|found| found != value)
        },
    )
}
