//! What waits for approval: listing it, picking from it by name, accepting and rejecting it.

use std::path::{Path, PathBuf};

use globset::GlobBuilder;
use percent_encoding::percent_decode_str;

use super::file::{self, Error};
use super::{approved, difference, store};

/// A conversation that waits for approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// `provider/okta/users/create/okta-aiw`: target, scenario, client.
    pub name: String,
    /// The pending file (`….snap.new`).
    pub path: PathBuf,
    /// The approved file (`….snap`), which need not exist yet.
    pub approved: PathBuf,
    /// The approved file below the snapshot directory, with forward slashes.
    place: String,
}

/// A pending conversation beside the approved one.
#[derive(Debug, Clone)]
pub struct Side {
    /// The scenario file that it came from.
    pub source: Option<String>,
    /// What it shows.
    pub description: Option<String>,
    /// The approved text; `None` when there is none yet.
    pub approved: Option<String>,
    /// The new text.
    pub new: String,
}

/// A name that picks nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no pending snapshot is called `{name}`{}", suggestion.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())]
pub struct Unknown {
    /// What was asked for.
    pub name: String,
    /// The nearest name that there is.
    pub suggestion: Option<String>,
}

/// Everything pending below a snapshot directory, sorted by path.
///
/// # Errors
/// When the directory cannot be read.
pub fn all(root: &Path) -> Result<Vec<Pending>, Error> {
    let pending = store::files(root, "snap.new")?.into_iter().map(|path| {
        let approved = path.with_extension("");
        let below = approved.strip_prefix(root).unwrap_or(&approved);
        let place = store::slashed(below);
        let name = percent_decode_str(place.trim_end_matches(".snap")).decode_utf8_lossy().into_owned();
        Pending { name, path, approved, place }
    });
    Ok(pending.collect())
}

/// Those that the names pick, in the order of `pending`. A name is a path, `target/scenario/client`,
/// `scenario/client` or `scenario`, and may be a glob.
///
/// # Errors
/// When one of the names picks nothing.
pub fn pick<'p>(
    pending: &'p [Pending],
    names: &[String],
    directory: &Path,
) -> Result<Vec<&'p Pending>, Unknown> {
    let mut picked = vec![false; pending.len()];
    for name in names {
        let mut any = false;
        for (index, candidate) in pending.iter().enumerate() {
            if candidate.answers_to(name, directory) {
                picked[index] = true;
                any = true;
            }
        }
        if !any {
            return Err(Unknown { name: name.clone(), suggestion: nearest(pending, name) });
        }
    }
    Ok(pending.iter().zip(picked).filter(|(_, picked)| *picked).map(|(candidate, _)| candidate).collect())
}

impl Pending {
    /// Reads both sides.
    ///
    /// # Errors
    /// When a file cannot be read or is not a snapshot.
    pub fn read(&self) -> Result<Side, Error> {
        let new = file::read(&self.path)?;
        let approved = match file::read(&self.approved) {
            Ok(contents) => Some(contents.text),
            Err(error) if error.is_not_found() => {
                store::is_ours(&self.place).then(|| approved::shipped(&self.place)).flatten()
            }
            Err(error) => return Err(error),
        };
        Ok(Side { source: new.source, description: new.description, approved, new: new.text })
    }

    /// Makes it the approved one.
    ///
    /// # Errors
    /// When a file cannot be read or written. The pending file is removed last, so nothing is lost.
    pub fn accept(&self) -> Result<(), Error> {
        // What insta cannot read must not become the approved one.
        file::read(&self.path)?;
        let contents = std::fs::read_to_string(&self.path)
            .map_err(|source| Error::Read { path: self.path.clone(), source })?;
        file::write(&self.approved, &file::without_assertion_line(&contents))?;
        file::remove(&self.path)
    }

    /// Removes it; the approved one stays.
    ///
    /// # Errors
    /// When the file cannot be removed.
    pub fn reject(&self) -> Result<(), Error> {
        file::remove(&self.path)
    }

    /// The names without the target and without the client, by which a shorter name may call it.
    fn names(&self) -> [&str; 4] {
        let without_client = |name: &'_ str| name.rfind('/').unwrap_or(name.len());
        let below = self.name.split_once('/').map_or(self.name.as_str(), |(_, below)| below);
        [&self.name, below, &self.name[..without_client(&self.name)], &below[..without_client(below)]]
    }

    fn answers_to(&self, name: &str, directory: &Path) -> bool {
        let path = directory.join(name);
        if path == self.path || path == self.approved {
            return true;
        }
        let name = name.trim_end_matches('/');
        if self.names().contains(&name) {
            return true;
        }
        // `*` stays within one part, as in a shell.
        let glob = GlobBuilder::new(name).literal_separator(true).build();
        glob.is_ok_and(|glob| {
            let matcher = glob.compile_matcher();
            self.names().iter().any(|candidate| matcher.is_match(candidate))
                || [&self.path, &self.approved]
                    .iter()
                    .any(|path| path.strip_prefix(directory).is_ok_and(|relative| matcher.is_match(relative)))
        })
    }
}

impl Side {
    /// The unified diff, approved → new.
    pub fn diff(&self) -> String {
        difference::unified(self.approved.as_deref().unwrap_or_default(), &self.new)
    }
}

fn nearest(pending: &[Pending], name: &str) -> Option<String> {
    let names: Vec<&str> = pending.iter().flat_map(|candidate| candidate.names()).collect();
    similar::get_close_matches(name, &names, 1, 0.6).first().map(|near| (*near).to_owned())
}
