//! What the run created, on disk, so that nothing is lost when the process dies.
//!
//! One file per run: a header line and one line per event, JSON. The intent is written before a creating call goes
//! out and the id after it, so a killed run leaves at worst an intent that an exact lookup resolves. The living
//! process holds an exclusive lock on its file; `clean` skips a journal that is locked. No credential is ever in it.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde::{Deserialize, Serialize};

/// The journal could not be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file or its directory cannot be made or written.
    #[error("cannot write the journal {path}: {source}")]
    Write {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file cannot be read.
    #[error("cannot read the journal {path}: {source}")]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not a journal.
    #[error("{path} is not a journal: {reason}")]
    Format {
        /// Which file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}

/// The first line of a journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Format version.
    pub journal: u32,
    /// The run id.
    pub run: String,
    /// The target's base URL, without credentials.
    pub url: String,
    /// The target's name in the configuration, if it has one.
    pub target: Option<String>,
    /// When the run began.
    pub started: String,
}

/// Every further line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Entry {
    /// A creating call is about to go out.
    Intent(Intent),
    /// A writable fixture is about to be written to; this is how it was found.
    Borrowed(Borrowed),
    /// Its answer gave the resource an id.
    Created {
        /// The intent's number.
        number: u64,
        /// The id on the target.
        id: String,
    },
    /// The resource is gone, was deactivated for good, or was never made.
    Settled {
        /// The intent's number.
        number: u64,
    },
}

/// A resource that the run is about to create.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    /// Number within the journal, from 1.
    pub number: u64,
    /// The endpoint: `/Users`, `/Groups`.
    pub endpoint: String,
    /// The attribute that holds the unique name: `userName` or `displayName`.
    pub attribute: String,
    /// The unique name, which carries the run id unless a scenario wrote out another.
    pub name: String,
    /// For a name without the run id: the ids of those who had it before. Without them nothing is known to be the
    /// run's by such a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken: Option<Vec<String>>,
}

/// What a resource that is about to be created is known by.
#[derive(Debug, Clone, Copy)]
pub struct New<'a> {
    /// `/Users`, `/Groups`.
    pub endpoint: &'a str,
    /// `userName` or `displayName`.
    pub attribute: &'a str,
    /// Its unique name.
    pub name: &'a str,
    /// The ids of those who had the name before, if that was asked.
    pub taken: Option<&'a [String]>,
}

/// A resource of the target's owner that the run may change, and has to put back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Borrowed {
    /// Number within the journal, from 1.
    pub number: u64,
    /// The endpoint: `/Users`.
    pub endpoint: String,
    /// The id on the target.
    pub id: String,
    /// Its name, for people.
    pub name: String,
    /// The resource as it was found.
    pub found: serde_json::Value,
}

/// The journal of the running process.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    file: File,
    last: u64,
    open: usize,
    /// Whether the last line may have been written in part (a full disk); then the next one must not be its end.
    torn: bool,
    /// Why something could not be noted that had to be, so that it was not done.
    failed: Option<String>,
}

impl Journal {
    /// Starts the journal of a run and locks it.
    ///
    /// # Errors
    /// The directory or the file cannot be made.
    pub fn create(directory: &Path, header: &Header) -> Result<Self, Error> {
        let path = directory.join(format!("{}.jsonl", header.run));
        let fail = |source| Error::Write { path: path.clone(), source };
        std::fs::create_dir_all(directory).map_err(fail)?;
        // Under another name until it is locked and has its header: a `clean` at the same time must neither take it
        // for a dead run's nor find it empty.
        let begun = path.with_extension("new");
        let made = begin(&begun, header).and_then(|file| {
            // A hard link never replaces a file that is there, as a rename would.
            std::fs::hard_link(&begun, &path).or_else(|_| {
                if path.exists() {
                    Err(std::io::ErrorKind::AlreadyExists.into())
                } else {
                    std::fs::rename(&begun, &path)
                }
            })?;
            Ok(file)
        });
        // Nothing is in it that the journal does not hold.
        let _ = std::fs::remove_file(&begun);
        let file = made.map_err(fail)?;
        Ok(Journal { path, inner: Mutex::new(Inner { file, last: 0, open: 0, torn: false, failed: None }) })
    }

    /// Notes that a creating call is about to go out, and returns the intent's number. Must be called, and have
    /// returned, before the call is sent.
    ///
    /// # Errors
    /// The file cannot be written: the call must not be sent then.
    pub fn intend(&self, new: &New<'_>) -> Result<u64, Error> {
        let mut inner = self.lock();
        let number = inner.last + 1;
        let intent = Intent {
            number,
            endpoint: new.endpoint.to_owned(),
            attribute: new.attribute.to_owned(),
            name: new.name.to_owned(),
            taken: new.taken.map(<[String]>::to_vec),
        };
        self.write_first(&mut inner, &Entry::Intent(intent))?;
        inner.last = number;
        inner.open += 1;
        Ok(number)
    }

    /// Notes how a writable fixture was found, before anything is written to it. Returns the number of the entry.
    ///
    /// # Errors
    /// The file cannot be written: the fixture must not be changed then.
    pub fn borrow(
        &self,
        endpoint: &str,
        id: &str,
        name: &str,
        found: &serde_json::Value,
    ) -> Result<u64, Error> {
        let mut inner = self.lock();
        let number = inner.last + 1;
        let borrowed = Borrowed {
            number,
            endpoint: endpoint.to_owned(),
            id: id.to_owned(),
            name: name.to_owned(),
            found: found.clone(),
        };
        self.write_first(&mut inner, &Entry::Borrowed(borrowed))?;
        inner.last = number;
        inner.open += 1;
        Ok(number)
    }

    /// Notes the id that the answer gave.
    ///
    /// # Errors
    /// The file cannot be written; the intent is still in it.
    pub fn created(&self, number: u64, id: &str) -> Result<(), Error> {
        self.write(&mut self.lock(), &Entry::Created { number, id: id.to_owned() })
    }

    /// Notes that nothing is left of that intent.
    ///
    /// # Errors
    /// The file cannot be written; a later `clean` will look for the resource once more.
    pub fn settled(&self, number: u64) -> Result<(), Error> {
        let mut inner = self.lock();
        self.write(&mut inner, &Entry::Settled { number })?;
        inner.open = inner.open.saturating_sub(1);
        Ok(())
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Ends the journal: the file goes when nothing is left, and stays for `clean` otherwise. Returns whether it
    /// stays.
    pub fn close(self) -> bool {
        let open = self.lock().open > 0;
        if !open {
            // An empty journal that cannot be deleted does no harm: `clean` finds nothing in it.
            let _ = std::fs::remove_file(&self.path);
        }
        open
    }

    /// Why something was not done because it could not be noted first, if that happened.
    pub fn failed(&self) -> Option<String> {
        self.lock().failed.clone()
    }

    /// Writes what has to stand there before something is done.
    fn write_first(&self, inner: &mut Inner, entry: &Entry) -> Result<(), Error> {
        let written = self.write(inner, entry);
        if let (Err(error), None) = (&written, &inner.failed) {
            inner.failed = Some(error.to_string());
        }
        written
    }

    fn write(&self, inner: &mut Inner, entry: &Entry) -> Result<(), Error> {
        let written = write_line(&mut inner.file, inner.torn, entry);
        inner.torn = written.is_err();
        written.map_err(|source| Error::Write { path: self.path.clone(), source })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        // A panic while the lock was held cannot have left half a line: lines are written whole.
        self.inner.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// A file with a header in it, locked.
fn begin(path: &Path, header: &Header) -> std::io::Result<File> {
    let mut file = OpenOptions::new().create_new(true).append(true).open(path)?;
    // A file system without locks only loses the protection against cleaning a living run.
    let _ = file.try_lock();
    write_line(&mut file, false, header)?;
    Ok(file)
}

/// One write call per line, so that a killed process leaves whole lines. After a torn line an empty one ends it.
fn write_line(file: &mut File, torn: bool, line: &impl Serialize) -> std::io::Result<()> {
    let mut bytes = if torn { b"\n".to_vec() } else { Vec::new() };
    serde_json::to_writer(&mut bytes, line)?;
    bytes.push(b'\n');
    file.write_all(&bytes)
}

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

/// The version of the format that this program writes.
pub const VERSION: u32 = 1;

#[cfg(test)]
mod tests {
    use super::{Header, Journal, New, Remnant, VERSION, find, read};

    fn header(run: &str) -> Header {
        Header {
            journal: VERSION,
            run: run.to_owned(),
            url: "http://127.0.0.1:1/scim/v2".to_owned(),
            target: None,
            started: "2026-01-01T00:00:00Z".to_owned(),
        }
    }

    const fn new(endpoint: &'static str, attribute: &'static str, name: &'static str) -> New<'static> {
        New { endpoint, attribute, name, taken: None }
    }

    fn made(remnant: &Remnant) -> (&str, Option<&str>) {
        match remnant {
            Remnant::Made { intent, id } => (&intent.endpoint, id.as_deref()),
            Remnant::Borrowed(borrowed) => (&borrowed.endpoint, Some(&borrowed.id)),
        }
    }

    #[test]
    fn what_was_borrowed_is_found_with_how_it_was() {
        let directory = tempfile::tempdir().unwrap();
        let journal = Journal::create(directory.path(), &header("abcdefgh")).unwrap();
        let found = serde_json::json!({"id": "7", "userName": "pre@example.com", "active": true});
        let kept = journal.borrow("/Users", "7", "pre@example.com", &found).unwrap();
        let other = journal.borrow("/Users", "8", "other@example.com", &found).unwrap();
        journal.settled(other).unwrap();
        let path = journal.path().to_owned();
        assert!(journal.close());
        match read(&path).unwrap().remnants.as_slice() {
            [Remnant::Borrowed(borrowed)] => {
                assert_eq!((borrowed.number, &*borrowed.id, &borrowed.found), (kept, "7", &found));
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_was_not_settled_is_found_newest_first() {
        let directory = tempfile::tempdir().unwrap();
        let journal = Journal::create(directory.path(), &header("abcdefgh")).unwrap();
        let ada = journal.intend(&new("/Users", "userName", "ada.abcdefgh-0@example.com")).unwrap();
        journal.created(ada, "1").unwrap();
        let bob = journal.intend(&new("/Users", "userName", "bob.abcdefgh-0@example.com")).unwrap();
        journal.created(bob, "2").unwrap();
        journal.settled(bob).unwrap();
        journal.intend(&new("/Groups", "displayName", "Analysts abcdefgh-0")).unwrap();

        assert!(read(journal.path()).unwrap().alive, "the living process holds its journal");
        let path = journal.path().to_owned();
        assert!(journal.close(), "two intents are open, so the file stays");

        assert_eq!(find(directory.path()).unwrap(), vec![path.clone()]);
        let found = read(&path).unwrap();
        assert!(!found.alive);
        let names: Vec<_> = found.remnants.iter().map(made).collect();
        assert_eq!(names, [("/Groups", None), ("/Users", Some("1"))]);
    }

    #[test]
    fn a_torn_line_hides_no_other() {
        let directory = tempfile::tempdir().unwrap();
        let journal = Journal::create(directory.path(), &header("abcdefgh")).unwrap();
        journal.intend(&new("/Users", "userName", "ada")).unwrap();
        let path = journal.path().to_owned();
        journal.close();
        let mut bytes = std::fs::read(&path).unwrap();
        bytes.extend_from_slice(b"{\"created\":{\"num\xC3\n\0\0\0\n");
        bytes.extend_from_slice(
            b"{\"intent\":{\"number\":2,\"endpoint\":\"/Groups\",\"attribute\":\"x\",\"name\":\"y\"}}\n",
        );
        bytes.extend_from_slice(b"{\"settled\":{\"number\":2");
        std::fs::write(&path, bytes).unwrap();
        let found = read(&path).unwrap();
        let names: Vec<_> = found.remnants.iter().map(made).collect();
        assert_eq!(names, [("/Groups", None), ("/Users", None)]);
    }

    #[test]
    fn a_run_never_takes_the_journal_of_another_for_its_own() {
        let directory = tempfile::tempdir().unwrap();
        let journal = Journal::create(directory.path(), &header("abcdefgh")).unwrap();
        let before = std::fs::read(journal.path()).unwrap();
        assert!(Journal::create(directory.path(), &header("abcdefgh")).is_err());
        assert_eq!(std::fs::read(journal.path()).unwrap(), before);
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1, "nothing else is left");
    }

    #[test]
    fn a_journal_with_nothing_open_goes_away() {
        let directory = tempfile::tempdir().unwrap();
        let journal = Journal::create(directory.path(), &header("abcdefgh")).unwrap();
        let number = journal.intend(&new("/Users", "userName", "ada")).unwrap();
        journal.settled(number).unwrap();
        assert!(!journal.close());
        assert!(find(directory.path()).unwrap().is_empty());
    }
}
