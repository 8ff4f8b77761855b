//! Where the program keeps what must outlive a run: the journals.

use std::path::PathBuf;

use super::Context;

/// The directory of the journals: `$SCIMULATE_STATE_DIR`, else the user's state directory (XDG base directories; on
/// Windows the local application data), else `.scimulate` in the working directory.
pub(super) fn journals(context: &Context) -> PathBuf {
    directory(context).join("journals")
}

fn directory(context: &Context) -> PathBuf {
    let variable = |name| context.variable(name).map(|path| context.directory.join(path));
    variable("SCIMULATE_STATE_DIR")
        .or_else(|| variable("XDG_STATE_HOME").map(|path| path.join("scimulate")))
        .or_else(|| variable("LOCALAPPDATA").map(|path| path.join("scimulate")))
        .or_else(|| variable("HOME").map(|path| path.join(".local/state/scimulate")))
        .unwrap_or_else(|| context.directory.join(".scimulate"))
}
