//! `scimulate review --orphans`: approved snapshots that no scenario uses any more.

use std::path::PathBuf;

use crate::cli::Context;
use crate::cli::snapshots::{Directory, Reply, root, shown};
use crate::scenario::{Catalogue, LoadError, Places, Selection, select};
use crate::snapshot::{Mode, Store};

/// Lists them. Nothing is removed: a scenario may only be missing here.
pub(super) fn report(directory: &Directory, scenarios: &[PathBuf], context: &Context) -> Reply {
    let known = match known(scenarios, context) {
        Ok(known) => known,
        Err(reply) => return reply,
    };
    // A store that compares nothing is only a directory.
    let store = Store::new(root(directory, context), false, Mode::None, true);
    match store.orphans(&known) {
        Ok(orphans) if orphans.is_empty() => Reply::says("Every approved snapshot belongs to a scenario.\n"),
        Ok(orphans) => {
            Reply::says(orphans.iter().map(|path| format!("{}\n", shown(path, context))).collect::<String>())
        }
        Err(error) => Reply::refuses(error),
    }
}

/// Every scenario with its rows, and every client of it.
fn known(scenarios: &[PathBuf], context: &Context) -> Result<Vec<(String, String)>, Reply> {
    let usual = PathBuf::from("scenarios");
    let roots = if scenarios.is_empty() && context.directory.join(&usual).is_dir() {
        vec![usual]
    } else {
        scenarios.to_vec()
    };
    let places = Places { directory: context.directory.clone(), shipped: true, roots };
    let catalogue = Catalogue::load(&places, &[]).map_err(|error| {
        let advice = matches!(error, LoadError::Wrong(_))
            .then_some("; `scimulate check` shows them, and until they are right nobody knows what they use");
        Reply::refuses(format_args!("{error}{}", advice.unwrap_or_default()))
    })?;
    let everything = Selection { heavy: true, ..Selection::default() };
    let plays = select(&catalogue, &everything).map_err(Reply::refuses)?;
    Ok(plays.iter().map(|play| (play.name(), play.client.clone())).collect())
}
