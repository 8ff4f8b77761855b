//! Keeps the journal of a run that lives: each line is on its way to the disk before what it announces is done.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde::Serialize;

use super::Error;
use super::line::{Borrowed, Entry, Header, Intent};

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
