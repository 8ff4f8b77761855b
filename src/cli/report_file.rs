//! Report files: what `--report` names, and how a file comes to its end whole or not at all.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use tempfile::NamedTempFile;

/// `--report FORMAT=FILE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ReportFile {
    pub(super) format: Format,
    path: PathBuf,
}

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// `scimulate-report/1`.
    Json,
    /// JUnit XML.
    Junit,
}

impl FromStr for ReportFile {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not FORMAT=FILE; formats are json and junit");
        let (format, path) = text.split_once('=').ok_or_else(wrong)?;
        let format = match format {
            "json" => Format::Json,
            "junit" => Format::Junit,
            _ => return Err(wrong()),
        };
        match path {
            "" => Err(wrong()),
            "-" => Err("standard output shows the run; a report needs a file of its own".to_owned()),
            _ => Ok(ReportFile { format, path: path.into() }),
        }
    }
}

/// A report file that is being written.
pub(super) struct Sink {
    /// As the user named it.
    shown: String,
    path: PathBuf,
    writer: Writer,
}

enum Writer {
    /// Beside the file, which it replaces at the end: the file appears whole or not at all.
    Beside(BufWriter<NamedTempFile>),
    /// Into what is no regular file (a pipe, a device), and must never be replaced by one.
    Into(BufWriter<File>),
}

impl Sink {
    /// Opens the file, so that a bad path is known before the run. Two reports never share a file.
    pub(super) fn open(report: &ReportFile, directory: &Path, earlier: &[Sink]) -> Result<Self, String> {
        let shown = report.path.display().to_string();
        let fail = |why: &str| format!("the report {shown} cannot be written: {why}");
        // A link leads to the file that is meant. What is not there yet is where it is named.
        let named = directory.join(&report.path);
        let path = std::fs::canonicalize(&named).unwrap_or_else(|_| named.clone());
        if path.is_dir() {
            return Err(fail("it is a directory"));
        }
        let is_regular = !path.exists() || path.is_file();
        if is_regular && earlier.iter().any(|other| other.path == path) {
            return Err(fail("another report goes to the same file"));
        }
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(directory);
        if !parent.is_dir() {
            return Err(fail(&format!("there is no directory {}; make it first", parent.display())));
        }
        let writer = if is_regular {
            let file = beside(parent).map_err(|error| fail(&reason(&error)))?;
            Writer::Beside(BufWriter::new(file))
        } else {
            let file = File::options().write(true).open(&path).map_err(|error| fail(&reason(&error)))?;
            Writer::Into(BufWriter::new(file))
        };
        Ok(Sink { shown, path, writer })
    }

    /// As the user named it.
    pub(super) fn shown(&self) -> &str {
        &self.shown
    }

    /// Writes more of the report.
    pub(super) fn write(&mut self, text: &str) -> Result<(), String> {
        let writer: &mut dyn Write = match &mut self.writer {
            Writer::Beside(writer) => writer,
            Writer::Into(writer) => writer,
        };
        writer.write_all(text.as_bytes()).map_err(|error| reason(&error))
    }

    /// Ends the report.
    pub(super) fn finish(self) -> Result<(), String> {
        match self.writer {
            Writer::Beside(writer) => {
                let file = writer.into_inner().map_err(|error| reason(error.error()))?;
                file.persist(&self.path).map(drop).map_err(|error| reason(&error.error))
            }
            Writer::Into(mut writer) => writer.flush().map_err(|error| reason(&error)),
        }
    }
}

/// A file beside the one that is meant, readable for whom the user's umask lets read: reports are made for others.
fn beside(directory: &Path) -> std::io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".scimulate-report-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(directory)
}

/// What went wrong, without the name of the file beside, which says nothing to anybody.
fn reason(error: &std::io::Error) -> String {
    match error.raw_os_error() {
        Some(code) => std::io::Error::from_raw_os_error(code).to_string(),
        None => error.kind().to_string(),
    }
}
