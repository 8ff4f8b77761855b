//! The scenarios and snapshots inside the binary.

use std::path::Path;

use include_dir::{Dir, include_dir};

static SCENARIOS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/scenarios");
static SNAPSHOTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/snapshots");

/// What stands before the path of a shipped file when it is shown.
pub const PREFIX: &str = "<shipped>";

/// Every shipped YAML file with its path below `scenarios/`, sorted.
pub(crate) fn scenarios() -> Vec<(&'static Path, &'static str)> {
    let mut files: Vec<_> = files(&SCENARIOS)
        .into_iter()
        .filter(|(path, _)| !is_profile(path))
        .filter(|(path, _)| {
            path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml")
        })
        .filter_map(|(path, contents)| Some((path, std::str::from_utf8(contents).ok()?)))
        .collect();
    files.sort_unstable_by_key(|(path, _)| *path);
    files
}

/// Every shipped vendor profile: the vendor, and the path below `scenarios/`; sorted.
pub fn profiles() -> Vec<(String, &'static Path)> {
    let mut profiles: Vec<_> = files(&SCENARIOS)
        .into_iter()
        .filter(|(path, _)| is_profile(path))
        .filter_map(|(path, _)| Some((path.parent()?.file_name()?.to_str()?.to_owned(), path)))
        .collect();
    profiles.sort_unstable();
    profiles
}

/// Whether a path below a directory of scenarios is that of a vendor's profile: `vendors/<vendor>/profile.yaml`.
pub(crate) fn is_profile(path: &Path) -> bool {
    let mut parts = path.iter();
    parts.next().is_some_and(|first| first == "vendors")
        && parts.next().is_some()
        && parts.next().is_some_and(|file| file == "profile.yaml")
        && parts.next().is_none()
}

/// The text of a shipped file by its path below `scenarios/`.
pub fn text(path: &Path) -> Option<&'static str> {
    SCENARIOS.get_file(path)?.contents_utf8()
}

/// Everything that `scimulate export` writes: paths below the target directory, and bytes.
pub fn export() -> Vec<(std::path::PathBuf, &'static [u8])> {
    let mut all = Vec::new();
    for (name, directory) in [("scenarios", &SCENARIOS), ("snapshots", &SNAPSHOTS)] {
        for (path, contents) in files(directory) {
            if path.file_name().is_some_and(|file| file != ".gitkeep") {
                all.push((Path::new(name).join(path), contents));
            }
        }
    }
    all.sort_unstable();
    all
}

fn files(directory: &'static Dir<'static>) -> Vec<(&'static Path, &'static [u8])> {
    let mut all: Vec<_> = directory.files().map(|file| (file.path(), file.contents())).collect();
    for inner in directory.dirs() {
        all.extend(files(inner));
    }
    all
}
