//! `scimulate export`: writes the shipped scenarios and their snapshots to the disk.

use std::path::PathBuf;

use super::{Context, Exit};
use crate::scenario;

/// Arguments.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Where to: `scenarios/` and `snapshots/` are made below it.
    #[arg(value_name = "DIR", default_value = ".")]
    directory: PathBuf,
    /// Overwrite files that are there already.
    #[arg(long)]
    force: bool,
}

/// Runs it. Nothing is written when a file with other contents stands in the way.
pub(super) fn run(arguments: &Arguments, context: &Context) -> Exit {
    let directory = context.directory.join(&arguments.directory);
    let files = scenario::export();
    let mut in_the_way = Vec::new();
    let mut to_write = Vec::new();
    for (path, contents) in &files {
        let target = directory.join(path);
        match std::fs::read(&target) {
            Ok(present) if present == *contents => {}
            Ok(_) if !arguments.force => in_the_way.push(arguments.directory.join(path)),
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                eprintln!("error: cannot look at {}: {error}", arguments.directory.join(path).display());
                return Exit::Usage;
            }
            _ => to_write.push((target, contents)),
        }
    }
    if !in_the_way.is_empty() {
        for path in &in_the_way {
            eprintln!("error: {} is there already and differs", path.display());
        }
        eprintln!("  help: nothing was written; choose another directory, or overwrite with --force");
        return Exit::Usage;
    }
    for (target, contents) in &to_write {
        let made = target.parent().map_or(Ok(()), std::fs::create_dir_all);
        if let Err(error) = made.and_then(|()| std::fs::write(target, contents)) {
            eprintln!("error: cannot write {}: {error}", target.display());
            return Exit::Usage;
        }
    }
    println!(
        "{} files written below {}, {} up to date",
        to_write.len(),
        arguments.directory.display(),
        files.len() - to_write.len()
    );
    Exit::Passed
}

#[cfg(test)]
mod tests {
    use crate::cli::{Exit, selection::tests::play};

    #[test]
    fn what_was_written_is_a_set_that_checks_and_is_never_overwritten_unasked() {
        let directory = tempfile::tempdir().unwrap();
        assert_eq!(play(directory.path(), &["export", "out"]), Exit::Passed);
        let written = directory.path().join("out/scenarios/okta/users/create.yaml");
        assert!(written.is_file());
        assert_eq!(play(&directory.path().join("out"), &["check"]), Exit::Passed);
        // The same again is no conflict; something of the user's own is.
        assert_eq!(play(directory.path(), &["export", "out"]), Exit::Passed);
        std::fs::write(&written, "mine").unwrap();
        assert_eq!(play(directory.path(), &["export", "out"]), Exit::Usage);
        assert_eq!(std::fs::read_to_string(&written).unwrap(), "mine");
        assert_eq!(play(directory.path(), &["export", "out", "--force"]), Exit::Passed);
        assert_ne!(std::fs::read_to_string(&written).unwrap(), "mine");
    }
}
