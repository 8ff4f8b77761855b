//! What `review`, `accept`, `reject` and `pending` share: the directory, picking by name, and deciding.

use std::path::{Path, PathBuf};

use super::{Context, Exit};
use crate::report::shell_word;
use crate::snapshot;
use crate::snapshot::pending::{self, Pending};

/// Where the snapshots are.
#[derive(Debug, clap::Args)]
pub(super) struct Directory {
    /// The snapshot directory [default: snapshots]
    #[arg(long, value_name = "DIR")]
    snapshots_dir: Option<PathBuf>,
}

impl Directory {
    /// The option as another command needs it, with a blank before it; nothing for the usual directory.
    pub(super) fn option(&self) -> String {
        self.snapshots_dir
            .as_deref()
            .and_then(snapshot::directory_as_named)
            .map_or_else(String::new, |directory| format!(" --snapshots-dir {}", shell_word(&directory)))
    }
}

/// Which pending snapshots a decision is about.
#[derive(Debug, clap::Args)]
pub(super) struct Decision {
    /// Scenario, scenario/client, target/scenario/client, or a path; may be a glob
    #[arg(value_name = "NAME", required_unless_present = "all")]
    names: Vec<String>,
    /// Everything that is pending
    #[arg(long, conflicts_with = "names")]
    all: bool,
    #[command(flatten)]
    directory: Directory,
}

/// What a command prints, and how it ends.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reply {
    /// For standard output.
    pub(super) text: String,
    /// For standard error.
    pub(super) complaint: String,
    /// The exit code.
    pub(super) exit: Exit,
}

impl Reply {
    pub(super) fn says(text: impl Into<String>) -> Self {
        Reply { text: text.into(), complaint: String::new(), exit: Exit::Passed }
    }

    pub(super) fn refuses(complaint: impl std::fmt::Display) -> Self {
        Reply { text: String::new(), complaint: format!("error: {complaint}\n"), exit: Exit::Usage }
    }

    /// Prints it. A reader that has gone away (`| head`) is no reason to fail.
    pub(super) fn print(self) -> Exit {
        use std::io::Write;
        let _ = std::io::stdout().lock().write_all(self.text.as_bytes());
        let _ = std::io::stderr().lock().write_all(self.complaint.as_bytes());
        self.exit
    }
}

/// `--snapshots-dir`, or the usual place, in the working directory.
pub(super) fn root(directory: &Directory, context: &Context) -> PathBuf {
    context.directory.join(directory.snapshots_dir.as_deref().unwrap_or(Path::new(snapshot::USUAL)))
}

/// Everything pending; the error is ready to print.
pub(super) fn all(directory: &Directory, context: &Context) -> Result<Vec<Pending>, Reply> {
    let root = root(directory, context);
    // The usual directory need not exist; one that was named must.
    if directory.snapshots_dir.is_some() && !root.is_dir() {
        let shown = shown(&root, context);
        return Err(Reply::refuses(format_args!(
            "{shown} is not a directory; name the one that `scimulate run` wrote to"
        )));
    }
    pending::all(&root).map_err(Reply::refuses)
}

/// Those that the names pick, or all when there are no names; the error is ready to print.
pub(super) fn pick<'p>(
    all: &'p [Pending],
    names: &[String],
    directory: &Directory,
    context: &Context,
) -> Result<Vec<&'p Pending>, Reply> {
    if names.is_empty() {
        return Ok(all.iter().collect());
    }
    pending::pick(all, names, &context.directory).map_err(|unknown| {
        let mut reply = Reply::refuses(&unknown);
        let option = directory.option();
        reply.complaint.push_str(&format!("help: `scimulate review --list{option}` shows what is pending\n"));
        reply
    })
}

/// Decides about every pending snapshot that was named; `done` is the word for it.
pub(super) fn decide(
    decision: &Decision,
    context: &Context,
    done: &str,
    act: impl Fn(&Pending) -> Result<(), crate::snapshot::Error>,
) -> Reply {
    let pending = match all(&decision.directory, context) {
        Ok(pending) if pending.is_empty() => return nothing_pending(),
        Ok(pending) => pending,
        Err(reply) => return reply,
    };
    let picked = match pick(&pending, &decision.names, &decision.directory, context) {
        Ok(picked) => picked,
        Err(reply) => return reply,
    };
    let mut reply = Reply::says("");
    for pending in picked {
        match act(pending) {
            Ok(()) => reply.text.push_str(&format!("{done} {}\n", pending.name)),
            Err(error) => {
                reply.complaint.push_str(&format!("error: {error}\n"));
                reply.exit = Exit::Usage;
            }
        }
    }
    reply
}

pub(super) fn nothing_pending() -> Reply {
    Reply::says("No snapshot is pending.\n")
}

/// A path as people write it: relative to the working directory when it is below.
pub(super) fn shown(path: &Path, context: &Context) -> String {
    path.strip_prefix(&context.directory).unwrap_or(path).display().to_string()
}
