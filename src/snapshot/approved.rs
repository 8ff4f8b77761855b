//! The approved snapshots that are shipped inside the program.

use include_dir::{Dir, include_dir};

use super::file;

static SHIPPED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/snapshots");

/// The shipped conversation at that place below the snapshot directory, with forward slashes.
pub(super) fn shipped(place: &str) -> Option<String> {
    file::text_of(SHIPPED.get_file(place)?.contents_utf8()?)
}
