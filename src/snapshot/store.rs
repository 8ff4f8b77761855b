//! The snapshot directory: where a conversation's file is, and how it compares with the approved one.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::file::Error;
use super::{approved, difference, file};

/// The target directory of the embedded provider.
pub const PROVIDER: &str = "provider";

/// The target directory of conversations over canned answers, whatever the run's target.
pub const ANSWERS: &str = "answers";

/// The snapshot directory of a project, unless another one is named.
pub const USUAL: &str = "snapshots";

/// The directory as a command has to be told of it; `None` for the usual one, which every command finds.
pub fn directory_as_named(directory: &Path) -> Option<String> {
    (directory != Path::new(USUAL)).then(|| directory.display().to_string())
}

/// Whether a snapshot at that place (with forward slashes) depends on no server but ours, so that the shipped one is
/// the approved one.
pub(super) fn is_ours(place: &str) -> bool {
    let target = place.split('/').next().unwrap_or_default();
    [PROVIDER, ANSWERS].contains(&target)
}

/// What is done with conversations (`--snapshots`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mode {
    /// Compare; what is new or changed is written as pending, for review.
    #[default]
    New,
    /// Approve everything as it is now.
    All,
    /// Compare nothing.
    None,
    /// As `new`, and a missing snapshot fails the run.
    Require,
}

impl Mode {
    /// All modes, in the order in which they are documented.
    pub const EVERY: [Mode; 4] = [Mode::New, Mode::All, Mode::None, Mode::Require];

    /// The word on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Mode::New => "new",
            Mode::All => "all",
            Mode::None => "none",
            Mode::Require => "require",
        }
    }
}

/// Which conversation it is.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The target's name, or [`PROVIDER`].
    pub target: &'a str,
    /// The scenario with its row: `okta/users/update-user-type@userType=Admin`.
    pub scenario: &'a str,
    /// The client: `okta-aiw`.
    pub client: &'a str,
    /// The scenario file as shown to people, for the file's header.
    pub source: &'a str,
    /// What a reviewer reads above the conversation.
    pub description: &'a str,
}

/// How a conversation compares with the approved one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Comparison {
    /// Equal.
    Matched,
    /// Different.
    Changed {
        /// Unified diff, approved → new.
        diff: String,
        /// The pending file, if one was written.
        pending: Option<PathBuf>,
    },
    /// There is no approved one.
    Missing {
        /// The pending file, if one was written.
        pending: Option<PathBuf>,
    },
    /// It was written as approved.
    Written,
    /// Snapshots are switched off.
    NotCompared,
}

/// A snapshot directory and how it is used in one run.
#[derive(Debug, Clone)]
pub struct Store {
    root: PathBuf,
    embedded: bool,
    mode: Mode,
    ci: bool,
}

impl Store {
    /// A store in the directory `root`, which need not exist. With `embedded`, the shipped snapshots are the approved
    /// ones wherever the directory has none of its own. With `ci`, nothing is ever written or removed.
    pub fn new(root: PathBuf, embedded: bool, mode: Mode, ci: bool) -> Self {
        Store { root, embedded, mode, ci }
    }

    /// Compares a conversation with the approved one, and keeps it as the mode says. The comparison is ours: no
    /// setting of insta's takes part in it.
    ///
    /// # Errors
    /// When the approved file cannot be read or is not a snapshot, or a file cannot be written.
    pub fn compare(&self, subject: &Subject<'_>, text: &str) -> Result<Comparison, Error> {
        if self.mode == Mode::None {
            return Ok(Comparison::NotCompared);
        }
        let place = place(subject.target, subject.scenario, subject.client);
        let path = self.root.join(&place);
        let text = text.trim_end().replace("\r\n", "\n");
        let approved = self.approved(&path, &place)?;
        if approved.as_ref() == Some(&text) {
            if !self.ci {
                file::remove(&pending_path(&path))?;
            }
            return Ok(Comparison::Matched);
        }
        let contents = || file::format(subject.source, subject.description, &text);
        if self.mode == Mode::All && !self.ci {
            file::write(&path, &contents())?;
            file::remove(&pending_path(&path))?;
            return Ok(Comparison::Written);
        }
        let pending = if self.ci {
            None
        } else {
            let pending = pending_path(&path);
            file::write(&pending, &contents())?;
            Some(pending)
        };
        Ok(match approved {
            Some(approved) => Comparison::Changed { diff: difference::unified(&approved, &text), pending },
            None => Comparison::Missing { pending },
        })
    }

    /// Approved files that belong to none of these scenarios (with their rows) and clients, sorted.
    ///
    /// # Errors
    /// When the directory cannot be read.
    pub fn orphans<S: AsRef<str>>(&self, known: &[(S, S)]) -> Result<Vec<PathBuf>, Error> {
        let known: HashSet<PathBuf> =
            known.iter().map(|(scenario, client)| below_target(scenario.as_ref(), client.as_ref())).collect();
        let mut orphans = Vec::new();
        for path in files(&self.root, "snap")? {
            let place = path.strip_prefix(&self.root).unwrap_or(&path);
            let below: PathBuf = place.components().skip(1).collect();
            if !known.contains(&below) {
                orphans.push(path);
            }
        }
        Ok(orphans)
    }

    fn approved(&self, path: &Path, place: &Path) -> Result<Option<String>, Error> {
        match file::read(path) {
            Ok(contents) => Ok(Some(contents.text)),
            Err(error) if error.is_not_found() => {
                let place = slashed(place);
                let ours = self.embedded || place.split('/').next() == Some(ANSWERS);
                Ok(if ours { approved::shipped(&place) } else { None })
            }
            Err(error) => Err(error),
        }
    }
}

/// `<target>/<scenario>/<client>.snap`.
pub(super) fn place(target: &str, scenario: &str, client: &str) -> PathBuf {
    Path::new(&component(target)).join(below_target(scenario, client))
}

fn below_target(scenario: &str, client: &str) -> PathBuf {
    let (name, row) = match scenario.split_once('@') {
        Some((name, row)) => (name, Some(row)),
        None => (scenario, None),
    };
    let mut path = PathBuf::new();
    let mut parts = name.split('/').peekable();
    while let Some(part) = parts.next() {
        match row {
            Some(row) if parts.peek().is_none() => path.push(component(&format!("{part}@{row}"))),
            _ => path.push(component(part)),
        }
    }
    path.push(format!("{}.snap", component(client)));
    path
}

/// One part of a path that every file system takes: what is not a letter, a digit or plain punctuation is
/// percent-encoded, so different names stay different.
fn component(name: &str) -> String {
    const RESERVED: [&str; 8] = ["con", "prn", "aux", "nul", "com1", "com2", "lpt1", "lpt2"];
    const LONGEST: usize = 120;
    let stem = name.split('.').next().unwrap_or(name);
    let reserved = RESERVED.iter().any(|word| word.eq_ignore_ascii_case(stem));
    let mut out = String::new();
    for (index, byte) in name.bytes().enumerate() {
        let plain = byte.is_ascii_alphanumeric() || b"-_@=+,.".contains(&byte);
        // `.`, `..` and hidden files begin with a dot; Windows drops one at the end.
        let dot = byte == b'.' && (index == 0 || index + 1 == name.len());
        if plain && !dot && !(reserved && index == 0) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    if out.is_empty() {
        // An empty name must not make two levels one.
        out.push('%');
    }
    if out.len() > LONGEST {
        // Most file systems end at 255 bytes. The hash keeps long rows apart that begin alike.
        let hash = fnv(name);
        out.truncate(LONGEST);
        out.push_str(&format!("%{hash:016x}"));
    }
    out
}

/// FNV-1a: stable over releases and machines, unlike the standard library's hasher.
fn fnv(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// A relative path with forward slashes, on every system.
pub(super) fn slashed(path: &Path) -> String {
    path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// `x.snap` → `x.snap.new`, where cargo-insta looks for it.
pub(super) fn pending_path(approved: &Path) -> PathBuf {
    let mut path = approved.as_os_str().to_owned();
    path.push(".new");
    path.into()
}

/// All files below a directory whose name ends in `.extension`, sorted. A directory that is not there holds none.
pub(super) fn files(root: &Path, extension: &str) -> Result<Vec<PathBuf>, Error> {
    let mut found = Vec::new();
    let suffix = format!(".{extension}");
    if !root.exists() {
        return Ok(found);
    }
    for entry in walkdir::WalkDir::new(root).sort_by_file_name() {
        let entry = entry.map_err(|error| Error::Read {
            path: error.path().unwrap_or(root).to_owned(),
            source: error
                .into_io_error()
                .unwrap_or_else(|| std::io::Error::other("the directory contains itself")),
        })?;
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if entry.file_type().is_file() && !hidden && entry.file_name().to_string_lossy().ends_with(&suffix) {
            found.push(entry.into_path());
        }
    }
    Ok(found)
}
