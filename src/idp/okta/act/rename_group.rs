//! Renaming a group in Okta (okta.md §1.13).

use crate::exchange::Wire;
use crate::idp::okta::flow::membership;
use crate::idp::okta::session::{Okta, Step};

/// Pushes the new name if the group is pushed and groups are renamed at all; else the directory alone changes.
pub(in crate::idp::okta) async fn play<W: Wire>(okta: &mut Okta<'_, W>, group: &str, to: &str) -> Step {
    let renames = okta.integration.options.rename_groups && okta.integration.features.push_groups;
    let renamed = okta.group_mut(group)?;
    let from = std::mem::replace(&mut renamed.display_name, to.to_owned());
    if !renames || !membership::takes_changes(okta, group)? {
        return Ok(());
    }
    membership::rename(okta, group).await?;
    if let Some(names) = &mut okta.org.app_groups
        && let Some(id) = names.shift_remove(&from)
    {
        names.insert(to.to_owned(), id);
    }
    Ok(())
}
