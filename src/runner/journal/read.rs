//! Reads what a run left open that is no more.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use super::Error;
use super::line::{Borrowed, Entry, Header, Intent, VERSION};

/// What a dead run may have left on its target.
#[derive(Debug, Clone, PartialEq)]
pub enum Remnant {
    /// A resource to remove.
    Made {
        /// What was intended.
        intent: Intent,
        /// The id, when the answer was still noted.
        id: Option<String>,
    },
    /// A resource to put back.
    Borrowed(Borrowed),
}

impl Remnant {
    const fn number(&self) -> u64 {
        match self {
            Remnant::Made { intent, .. } => intent.number,
            Remnant::Borrowed(borrowed) => borrowed.number,
        }
    }
}

/// A journal found on disk.
#[derive(Debug)]
pub struct Found {
    /// Where.
    pub path: PathBuf,
    /// Its first line.
    pub header: Header,
    /// What it leaves open, newest first (members and groups go before what they refer to).
    pub remnants: Vec<Remnant>,
    /// Whether the process that writes it still lives.
    pub alive: bool,
    /// Keeps the lock while the remnants are being removed, so that two cleans do not meet.
    _lock: Option<File>,
}

/// Reads one journal.
///
/// # Errors
/// It cannot be read or is not a journal. A torn line is no error: what a line was to announce is not done when it
/// cannot be written, and what it was to report is looked up again.
pub fn read(path: &Path) -> Result<Found, Error> {
    let fail = |source| Error::Read { path: path.to_owned(), source };
    let file = OpenOptions::new().read(true).append(true).open(path).map_err(fail)?;
    let alive = matches!(file.try_lock(), Err(std::fs::TryLockError::WouldBlock));
    let mut lines = BufReader::new(&file).split(b'\n');
    let format = |reason: String| Error::Format { path: path.to_owned(), reason };
    let first = lines.next().ok_or_else(|| format("it is empty".to_owned()))?.map_err(fail)?;
    let header: Header = serde_json::from_slice(&first).map_err(|error| format(error.to_string()))?;
    if header.journal != VERSION {
        return Err(format(format!("version {} is not {VERSION}", header.journal)));
    }
    let mut remnants: Vec<Remnant> = Vec::new();
    for line in lines {
        let line = line.map_err(fail)?;
        match serde_json::from_slice(&line) {
            Ok(Entry::Intent(intent)) => remnants.push(Remnant::Made { intent, id: None }),
            Ok(Entry::Borrowed(borrowed)) => remnants.push(Remnant::Borrowed(borrowed)),
            Ok(Entry::Created { number, id: given }) => {
                let of_number = remnants.iter_mut().find(|remnant| remnant.number() == number);
                if let Some(Remnant::Made { id, .. }) = of_number {
                    *id = Some(given);
                }
            }
            Ok(Entry::Settled { number }) => remnants.retain(|remnant| remnant.number() != number),
            Err(_) => {}
        }
    }
    remnants.reverse();
    let lock = if alive { None } else { Some(file) };
    Ok(Found { path: path.to_owned(), header, remnants, alive, _lock: lock })
}

/// The journals in a directory; none if it does not exist.
///
/// # Errors
/// The directory cannot be listed.
pub fn find(directory: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = match std::fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(Error::Read { path: directory.to_owned(), source }),
    };
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "jsonl"))
        .collect();
    paths.sort();
    Ok(paths)
}
