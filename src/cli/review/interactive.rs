//! The dialogue of `scimulate review`: one pending snapshot after the other, one key each.

use std::io::{self, Write};
use std::path::Path;

use console::{Key, style};

use super::coloured;
use crate::cli::Exit;
use crate::snapshot::pending::{Pending, Side};

/// Where the dialogue is shown.
pub(super) struct Screen<W> {
    /// The terminal.
    pub(super) output: W,
    /// Whether it shows colour.
    pub(super) colour: bool,
    /// Whether it is cleared before each question.
    pub(super) clear: bool,
}

/// What is to be done with one pending snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    Accept,
    Reject,
    Skip,
}

/// What the reviewer has asked to see.
#[derive(Debug, Clone, Copy)]
struct View {
    info: bool,
    diff: bool,
}

enum Answer {
    One(Choice),
    /// This one and all that remain.
    Rest(Choice),
    Quit,
}

/// Asks about each one. Every answer takes effect at once, so leaving early loses nothing.
///
/// # Errors
/// When the terminal cannot be read or written.
pub(super) fn review<W: Write>(
    pending: &[Pending],
    screen: &mut Screen<W>,
    mut read_key: impl FnMut() -> io::Result<Key>,
    shown: impl Fn(&Path) -> String,
) -> io::Result<Exit> {
    let mut view = View { info: true, diff: true };
    let mut report = Report::default();
    let mut rest = None;
    for (index, candidate) in pending.iter().enumerate() {
        let choice = match (rest, candidate.read()) {
            (Some(choice), _) => choice,
            (None, Err(error)) => {
                report.errors.push(error.to_string());
                continue;
            }
            (None, Ok(side)) => {
                let title = format!("Review {}/{}:", index + 1, pending.len());
                let sheet = Sheet { title, candidate, side: &side, file: shown(&candidate.approved) };
                match ask(screen, &sheet, &mut view, &mut read_key)? {
                    Answer::One(choice) => choice,
                    Answer::Rest(choice) => *rest.insert(choice),
                    Answer::Quit => break,
                }
            }
        };
        let result = match choice {
            Choice::Accept => candidate.accept(),
            Choice::Reject => candidate.reject(),
            Choice::Skip => continue,
        };
        match result {
            Ok(()) => report.decided.push((choice, &candidate.name)),
            Err(error) => report.errors.push(error.to_string()),
        }
    }
    report.print(screen, pending.len())?;
    Ok(if report.errors.is_empty() { Exit::Passed } else { Exit::Usage })
}

/// What one question is about.
struct Sheet<'a> {
    title: String,
    candidate: &'a Pending,
    side: &'a Side,
    file: String,
}

fn ask<W: Write>(
    screen: &mut Screen<W>,
    sheet: &Sheet<'_>,
    view: &mut View,
    read_key: &mut impl FnMut() -> io::Result<Key>,
) -> io::Result<Answer> {
    loop {
        show(screen, sheet, *view)?;
        // Keys that mean nothing are passed over without drawing everything again.
        loop {
            return Ok(match read_key()? {
                Key::Char('a') => Answer::One(Choice::Accept),
                Key::Char('r') => Answer::One(Choice::Reject),
                Key::Char('s') => Answer::One(Choice::Skip),
                Key::Char('A') => Answer::Rest(Choice::Accept),
                Key::Char('R') => Answer::Rest(Choice::Reject),
                Key::Char('S') => Answer::Rest(Choice::Skip),
                Key::Char('q') | Key::Escape | Key::CtrlC => Answer::Quit,
                Key::Char('i') => {
                    view.info = !view.info;
                    break;
                }
                Key::Char('d') => {
                    view.diff = !view.diff;
                    break;
                }
                _ => continue,
            });
        }
    }
}

fn show<W: Write>(screen: &mut Screen<W>, sheet: &Sheet<'_>, view: View) -> io::Result<()> {
    let side = sheet.side;
    let colour = screen.colour;
    let strong = |text: &str| style(text.to_owned()).bold().force_styling(colour);
    let faint = |text: &str| style(text.to_owned()).dim().force_styling(colour);
    let output = &mut screen.output;
    if screen.clear {
        // Home, then clear: the scrollback keeps what was shown before.
        write!(output, "\u{1b}[H\u{1b}[2J")?;
    }
    let state = if side.approved.is_some() { "changed" } else { "new" };
    writeln!(output, "{} {} ({state})", strong(&sheet.title), sheet.candidate.name)?;
    if view.info {
        for (label, value) in [
            ("shows", side.description.clone()),
            ("scenario", side.source.clone()),
            ("file", Some(sheet.file.clone())),
        ] {
            if let Some(value) = value {
                writeln!(output, "  {} {value}", faint(&format!("{label:<9}")))?;
            }
        }
    }
    writeln!(output)?;
    if view.diff {
        write!(output, "{}", coloured(&side.diff(), colour))?;
    } else {
        writeln!(output, "{}", side.new)?;
    }
    writeln!(output)?;
    for (key, does) in [
        ("a", "accept     the new conversation becomes the approved one"),
        (
            "r",
            if side.approved.is_some() {
                "reject     the approved one stays"
            } else {
                "reject     none is approved; the next run asks again"
            },
        ),
        ("s", "skip       decide later"),
        (
            "i",
            if view.info {
                "info       hide where it comes from"
            } else {
                "info       show where it comes from"
            },
        ),
        (
            "d",
            if view.diff {
                "diff       show the new conversation whole"
            } else {
                "diff       show the difference"
            },
        ),
        ("A, R, S", "the same choice for all that remain"),
        ("q", "quit       what was decided stays decided"),
    ] {
        writeln!(output, "  {} {does}", strong(key))?;
    }
    output.flush()
}

/// What was decided, for the end.
#[derive(Default)]
struct Report<'a> {
    decided: Vec<(Choice, &'a str)>,
    errors: Vec<String>,
}

impl Report<'_> {
    fn print<W: Write>(&self, screen: &mut Screen<W>, asked: usize) -> io::Result<()> {
        let output = &mut screen.output;
        if screen.clear {
            write!(output, "\u{1b}[H\u{1b}[2J")?;
        }
        for (choice, word) in [(Choice::Accept, "accepted"), (Choice::Reject, "rejected")] {
            for (_, name) in self.decided.iter().filter(|(made, _)| *made == choice) {
                writeln!(output, "{word} {name}")?;
            }
        }
        for error in &self.errors {
            writeln!(output, "error: {error}")?;
        }
        let left = asked - self.decided.len();
        if left > 0 {
            writeln!(output, "{left} still pending")?;
        }
        output.flush()
    }
}
