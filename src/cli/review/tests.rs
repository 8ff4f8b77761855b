//! The commands about pending snapshots, without a terminal and with a scripted one.

use std::collections::BTreeMap;
use std::path::Path;

use clap::Parser;
use console::Key;

use super::interactive::{Screen, review};
use super::{coloured, prepare};
use crate::cli::snapshots::{Decision, Reply, decide};
use crate::cli::{Context, Exit};
use crate::snapshot::pending::{self, Pending};
use crate::snapshot::{Mode, Store, Subject};

#[derive(Parser)]
struct Review {
    #[command(flatten)]
    arguments: super::Arguments,
}

#[derive(Parser)]
struct Decide {
    #[command(flatten)]
    decision: Decision,
}

const AIW: &str = "provider/team/users/create/okta-aiw";
const OIN: &str = "provider/team/users/create/okta-oin";
const PUSH: &str = "staging/okta/groups/push-now/okta-aiw";

/// A project in which one snapshot changed and two are new.
struct Project(tempfile::TempDir);

impl Project {
    fn new() -> Self {
        let project = Project(tempfile::tempdir().unwrap());
        project.play(Mode::All, "provider", "team/users/create", "okta-aiw", "one\ntwo");
        project.play(Mode::New, "provider", "team/users/create", "okta-aiw", "one\nthree");
        project.play(Mode::New, "provider", "team/users/create", "okta-oin", "one");
        project.play(Mode::New, "staging", "okta/groups/push-now", "okta-aiw", "push");
        project
    }

    fn play(&self, mode: Mode, target: &str, scenario: &str, client: &str, text: &str) {
        let subject = Subject { target, scenario, client, source: "s.yaml", description: "What it shows" };
        Store::new(self.root(), false, mode, false).compare(&subject, text).unwrap();
    }

    fn root(&self) -> std::path::PathBuf {
        self.0.path().join("snapshots")
    }

    fn context(&self, terminal: bool) -> Context {
        Context {
            arguments: Vec::new(),
            environment: BTreeMap::from([("NO_COLOR".to_owned(), "1".to_owned())]),
            directory: self.0.path().to_owned(),
            stdout_is_terminal: terminal,
            stderr_is_terminal: terminal,
            stdin_is_terminal: terminal,
        }
    }

    fn review(&self, arguments: &[&str]) -> Result<Vec<Pending>, Reply> {
        let parsed = Review::try_parse_from(["review"].iter().chain(arguments)).unwrap();
        prepare(&parsed.arguments, &self.context(false))
    }

    fn said(&self, arguments: &[&str]) -> Reply {
        self.review(arguments).unwrap_err()
    }

    fn decide(&self, done: &str, arguments: &[&str]) -> Reply {
        let parsed = Decide::try_parse_from([done].iter().chain(arguments)).unwrap();
        let act = if done == "accepted" { Pending::accept } else { Pending::reject };
        decide(&parsed.decision, &self.context(false), done, act)
    }

    fn pending(&self) -> Vec<String> {
        pending::all(&self.root()).unwrap().into_iter().map(|pending| pending.name).collect()
    }

    /// Plays the dialogue with these keys; running out of them is an error.
    fn press(&self, keys: &str) -> (Exit, String) {
        let all = pending::all(&self.root()).unwrap();
        let mut screen = Screen { output: Vec::new(), colour: false, clear: false };
        let mut keys = keys.chars().map(|key| match key {
            '\u{1b}' => Key::Escape,
            key => Key::Char(key),
        });
        let exit = review(
            &all,
            &mut screen,
            || keys.next().ok_or_else(|| std::io::Error::other("nobody presses a key")),
            |path| path.strip_prefix(self.0.path()).unwrap().display().to_string(),
        );
        (exit.unwrap(), String::from_utf8(screen.output).unwrap())
    }
}

fn says(reply: &Reply, text: &str) {
    assert_eq!((reply.text.as_str(), reply.complaint.as_str(), reply.exit), (text, "", Exit::Passed));
}

#[test]
fn nothing_pending_is_said_and_is_no_failure() {
    let project = Project(tempfile::tempdir().unwrap());
    for arguments in [&[][..], &["--list"], &["--diff"], &["team/users/create"]] {
        says(&project.said(arguments), "No snapshot is pending.\n");
    }
    says(&project.decide("accepted", &["--all"]), "No snapshot is pending.\n");
    says(&project.decide("rejected", &["team/users/create"]), "No snapshot is pending.\n");
}

#[test]
fn the_list_tells_new_from_changed() {
    let project = Project::new();
    says(&project.said(&["--list"]), &format!("changed  {AIW}\nnew      {OIN}\nnew      {PUSH}\n"));
    says(&project.said(&["--list", "**/okta-oin"]), &format!("new      {OIN}\n"));
}

#[test]
fn differences_are_printed_by_name() {
    let project = Project::new();
    says(
        &project.said(&["--diff", "team/users/create"]),
        &format!(
            "{AIW}\n--- approved\n+++ new\n@@ -1,2 +1,2 @@\n one\n-two\n+three\n\n{OIN}\n--- approved\n+++ new\n@@ -0,0 +1 @@\n+one\n"
        ),
    );
}

#[test]
fn without_a_terminal_review_explains_what_to_use_instead() {
    let reply = Project::new().said(&[]);
    assert_eq!(reply.exit, Exit::Usage);
    assert!(
        reply.complaint.contains("no terminal") && reply.complaint.contains("scimulate accept NAME"),
        "{reply:?}"
    );
    let project = Project::new();
    let parsed = Review::try_parse_from(["review", "staging/**"]).unwrap();
    let asked = prepare(&parsed.arguments, &project.context(true)).unwrap();
    assert_eq!(asked.len(), 1, "with a terminal, it asks about what was named");
}

#[test]
fn accepting_and_rejecting_by_name() {
    let project = Project::new();
    says(&project.decide("accepted", &["team/users/create/okta-aiw"]), &format!("accepted {AIW}\n"));
    says(&project.decide("rejected", &["staging/**"]), &format!("rejected {PUSH}\n"));
    assert_eq!(project.pending(), [OIN]);
    says(&project.decide("accepted", &["--all"]), &format!("accepted {OIN}\n"));
    assert!(project.pending().is_empty());
}

#[test]
fn an_unknown_name_changes_nothing_and_comes_with_a_suggestion() {
    let project = Project::new();
    let reply = project.decide("accepted", &["team/users/create", "okta/groups/push"]);
    assert_eq!((reply.exit, reply.text.as_str()), (Exit::Usage, ""));
    assert!(
        reply.complaint.contains("`okta/groups/push`; did you mean `okta/groups/push-now`?"),
        "{reply:?}"
    );
    assert_eq!(project.pending().len(), 3);
    assert_eq!(project.said(&["--list", "nonsense"]).exit, Exit::Usage);
}

#[test]
fn deciding_needs_a_name_or_all_and_not_both() {
    assert!(Decide::try_parse_from(["accept"]).is_err());
    assert!(Decide::try_parse_from(["accept", "--all", "x"]).is_err());
}

#[test]
fn another_directory_can_be_named_and_must_be_there() {
    let project = Project::new();
    std::fs::rename(project.root(), project.0.path().join("approved")).unwrap();
    says(&project.said(&["--list"]), "No snapshot is pending.\n");
    let reply = project.said(&["--list", "--snapshots-dir", "approved"]);
    assert!(reply.text.contains(AIW), "{reply:?}");
    let reply = project.said(&["--list", "--snapshots-dir", "aproved"]);
    assert_eq!(reply.exit, Exit::Usage);
    assert!(reply.complaint.starts_with("error: aproved is not a directory"), "{reply:?}");
    for (arguments, advice) in [
        (&["--snapshots-dir", "approved"][..], "`scimulate review --diff --snapshots-dir approved`"),
        (
            &["--snapshots-dir", "approved", "--list", "x"],
            "`scimulate review --list --snapshots-dir approved`",
        ),
    ] {
        let reply = project.said(arguments);
        assert!(reply.complaint.contains(advice), "{reply:?}");
    }
}

#[test]
fn a_damaged_file_is_named_and_the_others_are_decided() {
    let project = Project::new();
    std::fs::write(project.root().join("staging/okta/groups/push-now/okta-aiw.snap.new"), "?").unwrap();
    let reply = project.decide("accepted", &["--all"]);
    assert_eq!(
        (reply.exit, reply.text.as_str()),
        (Exit::Usage, format!("accepted {AIW}\naccepted {OIN}\n").as_str())
    );
    assert!(reply.complaint.contains("is not a snapshot file"), "{reply:?}");
    let (exit, shown) = project.press("");
    assert_eq!(exit, Exit::Usage);
    assert!(shown.contains("is not a snapshot file") && shown.contains("1 still pending"), "{shown}");
}

#[test]
fn each_key_decides_about_one() {
    let project = Project::new();
    let (exit, shown) = project.press("ars");
    assert_eq!(exit, Exit::Passed);
    assert!(shown.ends_with(&format!("accepted {AIW}\nrejected {OIN}\n1 still pending\n")), "{shown}");
    assert_eq!(project.pending(), [PUSH]);
    assert!(project.root().join("provider/team/users/create/okta-aiw.snap").exists());
    assert!(!project.root().join("provider/team/users/create/okta-oin.snap").exists());
}

#[test]
fn a_capital_key_decides_about_all_that_remain() {
    for (keys, left) in [("A", 0), ("R", 0), ("S", 3), ("sA", 1), ("aS", 2), ("xyzR", 0)] {
        let project = Project::new();
        assert_eq!(project.press(keys).0, Exit::Passed);
        assert_eq!(project.pending().len(), left, "{keys}");
    }
}

#[test]
fn quitting_keeps_what_was_decided() {
    for keys in ["aq", "a\u{1b}"] {
        let project = Project::new();
        let (_, shown) = project.press(keys);
        assert!(shown.ends_with(&format!("accepted {AIW}\n2 still pending\n")), "{shown}");
        assert_eq!(project.pending(), [OIN, PUSH]);
    }
}

#[test]
fn a_question_shows_what_changed_and_where_it_comes_from() {
    let project = Project::new();
    let (_, shown) = project.press("q");
    for piece in [
        &format!("Review 1/3: {AIW} (changed)\n"),
        "  shows     What it shows\n  scenario  s.yaml\n",
        &format!(
            "  file      {}\n",
            Path::new("snapshots/provider/team/users/create/okta-aiw.snap").display()
        ),
        "-two\n+three\n",
        "  a accept ",
    ] {
        assert!(shown.contains(piece), "{piece}\nin\n{shown}");
    }
    assert!(shown.contains("  r reject     the approved one stays\n"), "{shown}");
    let (_, shown) = project.press("sq");
    assert!(shown.contains("  r reject     none is approved; the next run asks again\n"), "{shown}");
    let (_, shown) = project.press("idq");
    assert_eq!(shown.matches("  scenario  s.yaml").count(), 1, "info is hidden from then on");
    assert_eq!(
        shown.matches("\none\nthree\n").count(),
        1,
        "the whole conversation instead of the difference"
    );
}

#[test]
fn orphans_are_listed_and_kept() {
    let project = Project(tempfile::tempdir().unwrap());
    let none = "Every approved snapshot belongs to a scenario.\n";
    says(&project.said(&["--orphans"]), none);
    let file = project.0.path().join("scenarios/mine/login.yaml");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    let scenario = "title: Mine\nclients: [okta-aiw]\ncast: { users: { ada: { givenName: Ada, familyName: L } } }\nsteps:\n  - assign: ada\n";
    std::fs::write(&file, scenario).unwrap();
    project.play(Mode::All, "provider", "mine/login", "okta-aiw", "x");
    says(&project.said(&["--orphans"]), none);
    project.play(Mode::All, "provider", "mine/login", "okta-oin", "x");
    project.play(Mode::All, "staging", "mine/gone", "okta-aiw", "x");
    let listed = "snapshots/provider/mine/login/okta-oin.snap\nsnapshots/staging/mine/gone/okta-aiw.snap\n";
    says(&project.said(&["--orphans"]), listed);
    says(&project.said(&["--orphans", "--scenarios", "scenarios"]), listed);
    std::fs::write(&file, "title: [").unwrap();
    let reply = project.said(&["--orphans"]);
    assert_eq!(reply.exit, Exit::Usage);
    assert!(reply.complaint.contains("scimulate check"), "{reply:?}");
}

#[test]
fn a_coloured_difference_says_the_same() {
    let diff = "--- approved\n+++ new\n@@ -1 +1 @@\n-a\n+b\n c\n";
    assert_eq!(coloured(diff, false), diff);
    let painted = coloured(diff, true);
    assert!(
        painted.contains("\u{1b}[31m-a\u{1b}[0m") && painted.contains("\u{1b}[32m+b\u{1b}[0m"),
        "{painted:?}"
    );
    assert_eq!(console::strip_ansi_codes(&painted), diff);
}
