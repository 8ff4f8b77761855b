//! What the run created, on disk, so that nothing is lost when the process dies.
//!
//! One file per run: a header line and one line per event, JSON. The intent is written before a creating call goes
//! out and the id after it, so a killed run leaves at worst an intent that an exact lookup resolves. The living
//! process holds an exclusive lock on its file; `clean` skips a journal that is locked. No credential is ever in it.

//!
//! `line` is what stands in the file, `keep` writes it while a run lives, `read` finds what a dead one left open.

mod keep;
mod line;
mod read;

use std::path::PathBuf;

pub use keep::{Journal, New};
pub use line::{Borrowed, Entry, Header, Intent, VERSION};
pub use read::{Found, Remnant, find, read};

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
