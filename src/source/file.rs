//! Reading files and directories, with errors that say which path and what to do.

use std::path::{Path, PathBuf};

use super::{Diagnostic, Sources, Span};

/// A file that cannot be read as text.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is nothing at that path.
    #[error("there is no file {0}")]
    NotFound(String),
    /// The path is a directory.
    #[error("{0} is a directory, not a file")]
    Directory(String),
    /// The bytes are not UTF-8.
    #[error("{path} is not UTF-8 text (byte {offset} does not fit); save it as UTF-8")]
    NotUtf8 {
        /// The file.
        path: String,
        /// The first byte that does not fit, from 0.
        offset: usize,
        /// The text, with `\u{fffd}` in place of what does not fit.
        text: String,
    },
    /// Anything else that the system says.
    #[error("cannot read {path}: {source}")]
    Other {
        /// The file.
        path: String,
        /// The system's reason.
        source: std::io::Error,
    },
}

impl ReadError {
    /// The mistake at its place in the file, which joins the sources with as much of its text as can be read.
    pub fn into_mistake(self, sources: &mut Sources, shown: &Path) -> Diagnostic {
        let reason = match self {
            ReadError::NotUtf8 { offset, text, .. } => {
                let source = sources.add(shown, text);
                let span =
                    Span { source, start: offset, end: offset + char::REPLACEMENT_CHARACTER.len_utf8() };
                return Diagnostic::error("the file is not UTF-8 text", span)
                    .label("this does not fit")
                    .help("save the file as UTF-8");
            }
            ReadError::NotFound(_) => "it is not there, or a link that leads nowhere".to_owned(),
            ReadError::Directory(_) => "it is a directory".to_owned(),
            ReadError::Other { source, .. } => source.to_string(),
        };
        let span = Span { source: sources.add(shown, String::new()), start: 0, end: 0 };
        Diagnostic::error(format!("the file cannot be read: {reason}"), span)
            .help("make it readable, or take it away")
    }
}

/// Reads a whole text file; a byte-order mark at its start is dropped. `shown` is the path that people know.
///
/// # Errors
/// The file is missing, a directory, not UTF-8, or the system refuses.
pub fn read(path: &Path, shown: &Path) -> Result<String, ReadError> {
    let shown = || shown.display().to_string();
    let bytes = std::fs::read(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => ReadError::NotFound(shown()),
        std::io::ErrorKind::IsADirectory => ReadError::Directory(shown()),
        _ => ReadError::Other { path: shown(), source },
    })?;
    let text = String::from_utf8(bytes).map_err(|error| ReadError::NotUtf8 {
        path: shown(),
        offset: error.utf8_error().valid_up_to(),
        text: String::from_utf8_lossy(error.as_bytes()).into_owned(),
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// All `.yaml` and `.yml` files below a directory, sorted, hidden directories left out.
///
/// # Errors
/// The directory or something in it cannot be listed.
pub fn yaml_files(directory: &Path) -> Result<Vec<PathBuf>, ReadError> {
    let hidden = |entry: &walkdir::DirEntry| {
        entry.depth() > 0 && entry.file_name().to_str().is_some_and(|name| name.starts_with('.'))
    };
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(directory).sort_by_file_name().into_iter().filter_entry(|e| !hidden(e))
    {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(directory).display().to_string();
            match error.into_io_error() {
                Some(source) if source.kind() == std::io::ErrorKind::NotFound => ReadError::NotFound(path),
                Some(source) => ReadError::Other { path, source },
                None => ReadError::Other { path, source: std::io::Error::other("links run in a circle") },
            }
        })?;
        let yaml =
            entry.path().extension().is_some_and(|extension| extension == "yaml" || extension == "yml");
        if yaml && !entry.file_type().is_dir() {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::{ReadError, read, yaml_files};

    #[test]
    fn each_way_to_be_unreadable_has_its_own_words() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("a.yaml");
        assert!(matches!(read(&file, &file), Err(ReadError::NotFound(_))));
        assert!(matches!(read(directory.path(), directory.path()), Err(ReadError::Directory(_))));
        std::fs::write(&file, b"ab\xff").unwrap();
        assert!(matches!(read(&file, &file), Err(ReadError::NotUtf8 { offset: 2, .. })));
        std::fs::write(&file, "\u{feff}a: 1").unwrap();
        assert_eq!(read(&file, &file).unwrap(), "a: 1");
    }

    #[test]
    fn files_come_sorted_and_without_hidden_directories() {
        let directory = tempfile::tempdir().unwrap();
        for path in ["b/x.yaml", "a.yml", ".git/c.yaml", "b/readme.md"] {
            let path = directory.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        let found: Vec<String> = yaml_files(directory.path())
            .unwrap()
            .iter()
            .map(|path| path.strip_prefix(directory.path()).unwrap().display().to_string())
            .collect();
        assert_eq!(found, ["a.yml", "b/x.yaml"]);
        assert!(yaml_files(&directory.path().join("none")).is_err());
    }
}
