//! The difference between the conversation and the approved one, and what to do about it.

use super::super::clean;
use super::super::layout::Tone;
use super::super::page::Page;
use super::super::words::{is_plain, shell_word};
use crate::outcome::{PassResult, SnapshotState, Waiting};

/// Lines of a difference that are shown unless everything is.
const SHORT: usize = 24;

/// Writes what there is to say about the snapshot of a pass; nothing if it matched or was not compared.
pub(super) fn write(page: &mut Page<'_>, pass: &PassResult) {
    match &pass.snapshot {
        SnapshotState::Matched | SnapshotState::Written | SnapshotState::NotCompared(_) => {}
        SnapshotState::Changed { diff: changes, pending } => {
            let head = page.layout.paint(Tone::Bad, "snapshot changed: ");
            page.paragraph(2, &head, "the conversation is not the approved one");
            diff(page, changes, pending.as_ref());
            page.gap();
            decide(page, pending.as_ref());
        }
        SnapshotState::Missing { pending } => {
            let head = page.layout.paint(Tone::Caution, "snapshot missing: ");
            page.paragraph(2, &head, "no conversation has been approved yet");
            decide(page, pending.as_ref());
        }
    }
}

fn decide(page: &mut Page<'_>, pending: Option<&Waiting>) {
    match pending {
        Some(pending) => {
            page.command("accept", &format!("scimulate accept {}", arguments(pending)));
            page.command("reject", &format!("scimulate reject {}", arguments(pending)));
            page.command("pending", &pending.path);
        }
        None => page.row("accept", "run again with --snapshots new, not in CI, then: scimulate review"),
    }
}

/// The option without which `review`, `accept` and `reject` would look elsewhere, with a blank before it.
pub(super) fn option(directory: Option<&str>) -> String {
    directory.map_or_else(String::new, |directory| format!(" --snapshots-dir {}", shell_word(directory)))
}

/// The name and the directory, as a shell takes them.
fn arguments(pending: &Waiting) -> String {
    // Names with unusual characters are spelt differently as files; the path is always right.
    let name = if is_plain(&pending.name) { &pending.name } else { &pending.path };
    format!("{}{}", shell_word(name), option(pending.directory.as_deref()))
}

fn diff(page: &mut Page<'_>, diff: &str, pending: Option<&Waiting>) {
    let layout = page.layout;
    let lines: Vec<&str> = diff.lines().collect();
    let shown = if layout.verbose { lines.len() } else { lines.len().min(SHORT) };
    page.gap();
    for line in &lines[..shown] {
        let tone = match line.as_bytes().first() {
            Some(b'+') => Some(Tone::Good),
            Some(b'-') => Some(Tone::Bad),
            Some(b'@') => Some(Tone::Faint),
            _ => None,
        };
        let line = clean::line(line);
        let line = console::truncate_str(&line, layout.columns() - 4, layout.ellipsis());
        page.ready(&format!("    {}", tone.map_or(line.to_string(), |tone| layout.paint(tone, &line))));
    }
    if shown < lines.len() {
        let rest = lines.len() - shown;
        let place = match pending {
            Some(pending) => format!("scimulate review --diff {}", arguments(pending)),
            // Nothing was written, so there is nothing to review.
            None => "--verbose".to_owned(),
        };
        page.paragraph(4, layout.ellipsis(), &format!(" {rest} more lines; {place} shows them"));
    }
}
