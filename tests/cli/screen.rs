//! What people and pipes see: widths, colours, broken pipes, and working directories with nothing in them.

use std::io::{BufRead, BufReader};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::program::{Ended, Program, wait};
use crate::server::{Reply, Server};
use scimulate::exchange::Method;

/// It says yes to every change and makes none.
fn yes_sayer() -> Server {
    Server::behaving(|seen, correct| match seen.method {
        Method::Put | Method::Patch => {
            let mut read = seen.clone();
            read.method = Method::Get;
            Reply::Answer(correct.answer(&read))
        }
        _ => Reply::Answer(correct.answer(seen)),
    })
}

/// A run with failures of many kinds.
fn failing(program: &Program, flags: &[&str]) -> Ended {
    let server = yes_sayer();
    let url = server.url();
    let common = ["run", "--tag", "brief", "--target", &url, "--settle", "0s"];
    program.run(&[&common[..], flags].concat()).ends_with(1)
}

/// What people copy as a whole is not broken: a URL, a path, a text of a body, a request line, the data of curl.
fn is_in_one_piece(line: &str) -> bool {
    let line = line.trim_start().trim_end_matches(" \\");
    ["--data-raw '", "\"", "> ", "< "].iter().any(|start| line.starts_with(start)) || !line.contains(' ')
}

fn widest(text: &str) -> (usize, &str) {
    text.lines()
        .filter(|line| !is_in_one_piece(line))
        .map(|line| (line.chars().count(), line))
        .max()
        .unwrap_or_default()
}

#[test]
fn eighty_columns_are_enough() {
    for flags in [&[][..], &["--verbose"]] {
        let ended = failing(&Program::new(), flags);
        let (columns, line) = widest(&ended.stdout);
        assert!(columns <= 80, "{columns} columns: {line}");
    }
}

#[test]
fn a_wider_screen_is_used() {
    let ended = failing(&Program::new().with("COLUMNS", "140"), &[]);
    let (columns, line) = widest(&ended.stdout);
    assert!((81..=140).contains(&columns), "{columns} columns: {line}");
}

#[test]
fn a_senseless_width_does_no_harm() {
    for columns in ["0", "1", "20", "wide", "-5", "99999"] {
        failing(&Program::new().with("COLUMNS", columns), &["okta/users"]).says("FAILED:");
    }
}

#[test]
fn a_pipe_gets_no_control_codes() {
    let ended = failing(&Program::new(), &["--verbose"]);
    assert!(!ended.text().contains('\u{1b}'));
    let ended = failing(&Program::new().with("TERM", "xterm-256color").with("CLICOLOR_FORCE", "1"), &[]);
    assert!(!ended.text().contains('\u{1b}'));
}

#[test]
fn colours_come_when_asked_for_and_the_words_stay_the_same() {
    let program = Program::new();
    let coloured = failing(&program, &["--color", "always"]);
    assert!(coloured.stdout.contains('\u{1b}'));
    let plain = console::strip_ansi_codes(&coloured.stdout).into_owned();
    assert!(plain.contains("FAILED:") && plain.contains("user.") || plain.contains("drift."), "{plain}");
    let ended = failing(&program.with("NO_COLOR", "1"), &["--color", "never"]);
    assert!(!ended.text().contains('\u{1b}'));
}

#[test]
fn a_server_s_control_codes_do_not_reach_the_screen() {
    let server = Server::behaving(|seen, correct| {
        let mut answer = correct.answer(seen);
        if seen.method == Method::Put || seen.method == Method::Patch {
            answer = crate::server::refusal(400, "\u{1b}[2J\u{1b}]0;owned\u{7} \r\n fake line \u{202e}");
        }
        Reply::Answer(answer)
    });
    let url = server.url();
    let ended = Program::new()
        .run(&["run", "--tag", "brief", "--target", &url, "--settle", "0s", "--verbose"])
        .ends_with(1);
    for code in ['\u{1b}', '\u{7}', '\r', '\u{202e}'] {
        assert!(!ended.text().contains(code), "{code:?}:\n{}", ended.text());
    }
}

#[test]
fn a_reader_that_stops_early_is_no_failure() {
    for arguments in [
        &["run", "okta/users"][..],
        &["list"],
        &["schema"],
        &["run", "--help"],
        &["run", "--dry-run", "okta/users"],
        &["provider", "--port", "nonsense"],
        &["check"],
    ] {
        let program = Program::new();
        let mut child = program.command(arguments).spawn().unwrap();
        let mut line = String::new();
        let mut reader = BufReader::new(child.stdout.take().unwrap());
        reader.read_line(&mut line).unwrap();
        drop(reader);
        let status = wait(&mut child).expect("it hangs");
        let mut stderr = String::new();
        std::io::Read::read_to_string(&mut child.stderr.take().unwrap(), &mut stderr).unwrap();
        let expected = if arguments[0] == "provider" { 2 } else { 0 };
        assert_eq!(status.code(), Some(expected), "{arguments:?}\n{stderr}");
        assert!(!stderr.contains("panicked"), "{stderr}");
    }
}

#[test]
fn the_provider_survives_a_reader_that_stops_early() {
    let program = Program::new();
    let mut child = program.command(&["provider", "--port", "0"]).spawn().unwrap();
    drop(child.stdout.take());
    std::thread::sleep(std::time::Duration::from_millis(300));
    let early = child.try_wait().unwrap();
    let _ = child.kill();
    child.wait().unwrap();
    let mut stderr = String::new();
    std::io::Read::read_to_string(&mut child.stderr.take().unwrap(), &mut stderr).unwrap();
    assert!(!stderr.contains("panicked"), "{stderr}");
    assert_eq!(early, None, "it ended by itself");
}

#[test]
fn an_empty_directory_is_enough() {
    let program = Program::new();
    program.run(&["run", "--tag", "brief"]).ends_with(0).says("PASSED:").says("okta/users/create");
    program.run::<&str>(&["list"]).ends_with(0).says("okta/users/create");
    program.run::<&str>(&["check"]).ends_with(0);
}

#[test]
fn a_directory_that_cannot_be_written_is_enough() {
    use std::os::unix::fs::PermissionsExt;
    let program = Program::new();
    let directory = program.path("");
    let set = |mode| std::fs::set_permissions(&directory, std::fs::Permissions::from_mode(mode)).unwrap();
    set(0o555);
    let ended = program.run(&["run", "--tag", "brief"]);
    let report = program.run(&["run", "--tag", "brief", "--report", "json=report.json"]);
    // Permissions mean nothing to the superuser.
    let is_superuser = std::fs::write(program.path("try"), "").is_ok();
    set(0o755);
    ended.ends_with(0).says("PASSED:");
    report.ends_with(if is_superuser { 0 } else { 2 });
}

#[test]
fn a_report_has_a_file_of_its_own_that_is_there_to_be_read() {
    use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
    let program = Program::new();
    let run = |reports: &[&str]| {
        let mut arguments = vec!["run", "okta/users/create"];
        arguments.extend(reports.iter().flat_map(|report| ["--report", *report]));
        program.run(&arguments)
    };
    run(&["json=-"]).ends_with(2).says("a report needs a file of its own");
    run(&["json=a.out", "junit=./a.out"]).ends_with(2).says("another report goes to the same file");
    run(&["json=none/a.json"]).ends_with(2).says("there is no directory").says("make it first");
    run(&["json=."]).ends_with(2).says("it is a directory");
    // A link stays one, and others may read what it leads to.
    std::fs::write(program.path("real.json"), "").unwrap();
    symlink("real.json", program.path("link.json")).unwrap();
    run(&["json=link.json"]).ends_with(0);
    assert!(std::fs::symlink_metadata(program.path("link.json")).unwrap().is_symlink());
    assert!(program.read("real.json").starts_with('{'));
    let mode = std::fs::metadata(program.path("real.json")).unwrap().permissions().mode();
    assert_eq!(mode & 0o044, 0o044, "{mode:o}");
    // What is no file is written into, and never replaced by one.
    let pipe = program.path("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || std::fs::read_to_string(pipe).unwrap()
    });
    run(&["junit=pipe"]).ends_with(0);
    assert!(reader.join().unwrap().trim_end().ends_with("</testsuites>"));
    assert!(std::fs::metadata(&pipe).unwrap().file_type().is_fifo());
}

#[test]
fn reports_are_whole_and_agree_with_the_screen() {
    let program = Program::new();
    let ended = failing(&program, &["--report", "json=out.json", "--report", "junit=out.xml"]);
    let report: serde_json::Value = serde_json::from_str(&program.read("out.json")).unwrap();
    let failed =
        report["passes"].as_array().unwrap().iter().filter(|pass| pass["outcome"] == "failed").count();
    assert!(failed > 0);
    ended.says(&format!("{failed} failed"));
    assert!(program.read("out.xml").trim_end().ends_with("</testsuites>"));
    let left: Vec<_> =
        program.files().into_keys().filter(|path| path.starts_with(".scimulate-report-")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn where_nothing_was_refused_nobody_is_sent_to_look_for_a_refusal() {
    // The first read after the reactivation comes from a copy that is behind.
    let is_behind = AtomicBool::new(false);
    let server = Server::behaving(move |seen, correct| {
        let mut answer = correct.answer(seen);
        let body = String::from_utf8_lossy(&seen.body).replace(' ', "");
        if seen.is(Method::Patch, "/Users/") && body.contains("\"active\":true") {
            is_behind.store(true, Ordering::SeqCst);
        } else if seen.is(Method::Get, "/Users/") && is_behind.swap(false, Ordering::SeqCst) {
            let shown = String::from_utf8_lossy(&answer.body).replace("\"active\":true", "\"active\":false");
            answer.body = shown.into_bytes().into();
        }
        Reply::Answer(answer)
    });
    let reactivate = ["run", "okta/users/reactivate", "--client", "okta-oin", "--target", &server.url()];
    Program::new()
        .run(&reactivate)
        .ends_with(1)
        .says("due to delay in reactivating remote User")
        .says("show active: true for a user whom Okta has assigned")
        .hides("see the request that was refused");
}
