//! The difference between the conversation and the approved one, and what to do about it.

use super::super::clean;
use super::super::layout::Tone;
use super::super::page::Page;
use crate::outcome::{PassResult, SnapshotState};

/// Lines of a difference that are shown unless everything is.
const SHORT: usize = 24;

/// Writes what there is to say about the snapshot of a pass; nothing if it matched or was not compared.
pub(super) fn write(page: &mut Page<'_>, pass: &PassResult) {
    let name = format!("{}/{}", pass.scenario, pass.client);
    match &pass.snapshot {
        SnapshotState::Matched | SnapshotState::Written | SnapshotState::NotCompared(_) => {}
        SnapshotState::Changed { diff: changes, pending } => {
            let head = page.layout.paint(Tone::Bad, "snapshot changed: ");
            page.paragraph(2, &head, "the conversation is not the approved one");
            diff(page, changes, &name);
            page.gap();
            decide(page, pending.as_deref(), &name);
        }
        SnapshotState::Missing { pending } => {
            let head = page.layout.paint(Tone::Caution, "snapshot missing: ");
            page.paragraph(2, &head, "no conversation has been approved yet");
            decide(page, pending.as_deref(), &name);
        }
    }
}

fn decide(page: &mut Page<'_>, pending: Option<&str>, name: &str) {
    match pending {
        Some(pending) => {
            // Names with unusual characters are spelt differently as files; the path is always right.
            let name = if is_plain(name) { name } else { pending };
            page.command("accept", &format!("scimulate accept {}", quoted(name)));
            page.command("reject", &format!("scimulate reject {}", quoted(name)));
            page.command("pending", pending);
        }
        None => page.row("accept", "run again with --snapshots new, not in CI, then: scimulate review"),
    }
}

/// Whether a name means the same to a shell and to a file system.
fn is_plain(name: &str) -> bool {
    name.chars().all(|character| character.is_ascii_alphanumeric() || "/-_.@=+,".contains(character))
}

/// The name as a shell takes it.
fn quoted(name: &str) -> String {
    if is_plain(name) { name.to_owned() } else { format!("'{}'", name.replace('\'', r"'\''")) }
}

fn diff(page: &mut Page<'_>, diff: &str, name: &str) {
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
        let name = if is_plain(name) { format!(" {name}") } else { String::new() };
        let text = format!("{rest} more lines; scimulate review --diff{name} shows them");
        page.paragraph(4, layout.ellipsis(), &format!(" {text}"));
    }
}
