//! The snapshot file: insta's text format, read by insta, written by us.

use std::io::Write;
use std::path::{Path, PathBuf};

/// Why a snapshot file could not be read or written. Each message says what to do next.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file system refused a read.
    #[error("cannot read {}: {source}; check that the file is there and may be read", path.display())]
    Read {
        /// Which file or directory.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is not a text snapshot.
    #[error(
        "{} is not a snapshot file: {reason}; restore it from version control, or delete it and accept a new one",
        path.display()
    )]
    NotASnapshot {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The file system refused a write.
    #[error("cannot write {}: {source}; check that the directory is writable, or name another one", path.display())]
    Write {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

impl Error {
    /// Whether the file simply is not there.
    pub(super) fn is_not_found(&self) -> bool {
        matches!(self, Error::Read { source, .. } if is_absence(source))
    }
}

/// What a snapshot file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Contents {
    /// The scenario file that it came from.
    pub(super) source: Option<String>,
    /// What it shows, for a reviewer.
    pub(super) description: Option<String>,
    /// The conversation, without line end at its end.
    pub(super) text: String,
}

/// The whole file as text. cargo-insta writes the same bytes when it accepts a pending one.
pub(super) fn format(source: &str, description: &str, text: &str) -> String {
    let mut file = String::with_capacity(text.len() + 200);
    file.push_str("---\n");
    for (key, value) in [("source", source), ("description", description)] {
        if !value.is_empty() {
            file.push_str(&format!("{key}: {}\n", scalar(value)));
        }
    }
    file.push_str("---\n");
    file.push_str(text.trim_end());
    file.push('\n');
    file
}

/// Reads a file with insta.
pub(super) fn read(path: &Path) -> Result<Contents, Error> {
    // insta prints a warning of its own about its oldest format; this library must not print.
    let beginning = beginning(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    let not_a_snapshot = |reason: String| Error::NotASnapshot { path: path.to_owned(), reason };
    if beginning.trim_end() != "---" {
        return Err(not_a_snapshot("its first line is not `---`".to_owned()));
    }
    let snapshot = insta::Snapshot::from_file(path).map_err(|error| not_a_snapshot(error.to_string()))?;
    let text = snapshot.as_text().ok_or_else(|| not_a_snapshot("it holds a binary value".to_owned()))?;
    let metadata = snapshot.metadata();
    Ok(Contents {
        source: metadata.source().map(str::to_owned),
        description: metadata.description().map(str::to_owned),
        text: text.to_string(),
    })
}

/// The text of a file that [`format`] wrote (the shipped ones are not files any more, so insta cannot read them).
pub(super) fn text_of(file: &str) -> Option<String> {
    let file = file.replace("\r\n", "\n");
    let (_, text) = file.strip_prefix("---\n")?.split_once("\n---\n")?;
    Some(text.trim_end().to_owned())
}

/// Accepts a pending file's bytes as they are, without the line that only a pending file has.
pub(super) fn without_assertion_line(file: &str) -> String {
    let mut header = 0;
    file.split_inclusive('\n')
        .filter(|line| {
            header += usize::from(line.trim_end() == "---");
            header != 1 || !line.starts_with("assertion_line:")
        })
        .collect()
}

/// Writes a file in one step: a reader sees the old one or the new one, also when two runs write at once.
pub(super) fn write(path: &Path, contents: &str) -> Result<(), Error> {
    let failed = |source: std::io::Error| Error::Write { path: path.to_owned(), source };
    let directory = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(directory).map_err(failed)?;
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    let builder = {
        use std::os::unix::fs::PermissionsExt;
        // A temporary file is private by default; an approved snapshot is shared, as the umask allows.
        builder.permissions(std::fs::Permissions::from_mode(0o666))
    };
    let mut file = builder.prefix(".snap").tempfile_in(directory).map_err(failed)?;
    file.write_all(contents.as_bytes()).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Removes a file that may not be there.
pub(super) fn remove(path: &Path) -> Result<(), Error> {
    match std::fs::remove_file(path) {
        Err(source) if !is_absence(&source) => Err(Error::Write { path: path.to_owned(), source }),
        _ => Ok(()),
    }
}

/// Below a file there is nothing either.
fn is_absence(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory)
}

fn beginning(path: &Path) -> std::io::Result<String> {
    use std::io::{BufRead, BufReader, Read};
    let mut line = String::new();
    BufReader::new(std::fs::File::open(path)?.take(8)).read_line(&mut line).or_else(|error| {
        // Bytes that are not text are for the caller to name.
        if error.kind() == std::io::ErrorKind::InvalidData { Ok(0) } else { Err(error) }
    })?;
    Ok(line)
}

/// A YAML scalar in the spelling that insta itself would choose.
fn scalar(text: &str) -> String {
    if needs_quotes(text) { quoted(text) } else { text.to_owned() }
}

fn needs_quotes(text: &str) -> bool {
    const WORDS: [&str; 22] = [
        "yes", "Yes", "YES", "no", "No", "NO", "True", "TRUE", "true", "False", "FALSE", "false", "on", "On",
        "ON", "off", "Off", "OFF", "null", "Null", "NULL", "~",
    ];
    text.is_empty()
        || text.starts_with(|first| " &*?|-<>=!%@.".contains(first))
        || text.ends_with(' ')
        || text
            .contains(|character: char| ":{}[],#`\"'\\".contains(character) || character.is_ascii_control())
        || text.starts_with("0x")
        || text.parse::<f64>().is_ok()
        || WORDS.contains(&text)
}

fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            character if character.is_ascii_control() => {
                out.push_str(&format!("\\u{:04x}", u32::from(character)))
            }
            character => out.push(character),
        }
    }
    out.push('"');
    out
}
