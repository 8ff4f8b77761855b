//! What is approved stays approved: no variable and no file of the snapshot library turns a change into a pass.

use crate::program::Program;

/// A scenario of our own, so that nothing shipped takes part.
const SCENARIO: &str =
    "title: Mine\nclients: [okta-oin]\ncast: { users: { ada: {} } }\nsteps:\n  - assign: ada\n";
const APPROVED: &str = "snapshots/provider/mine/okta-oin.snap";
const PENDING: &str = "snapshots/provider/mine/okta-oin.snap.new";

/// A program whose conversation was approved and has changed since.
fn changed(program: Program) -> (Program, String) {
    program.write("scenarios/mine.yaml", SCENARIO);
    program.run(&["run", "mine", "--snapshots", "all"]).ends_with(0);
    let approved = program.read(APPROVED).replace("POST /Users", "POST /People");
    assert!(approved.contains("POST /People"), "{approved}");
    program.write(APPROVED, &approved);
    (program, approved)
}

#[track_caller]
fn assert_still_changed(program: Program) {
    let (program, approved) = changed(program);
    for mode in ["new", "require"] {
        let ended = program.run(&["run", "mine", "--snapshots", mode]).ends_with(1);
        ended.says("POST /People").says("1 changed snapshot");
        assert_eq!(program.read(APPROVED), approved, "the approved file was rewritten");
    }
}

#[test]
fn a_changed_conversation_fails_and_waits_for_review() {
    let (program, approved) = changed(Program::new());
    program.run(&["run", "mine"]).ends_with(1).says("scimulate review");
    assert_eq!(program.read(APPROVED), approved);
    assert!(program.read(PENDING).contains("POST /Users"));
    program.run::<&str>(&["pending"]).ends_with(0).says("mine");
    program.run(&["accept", "mine"]).ends_with(0);
    program.run(&["run", "mine"]).ends_with(0);
}

#[test]
fn the_commands_that_a_run_prints_decide_about_what_it_wrote() {
    let program = Program::new().file("scenarios/mine.yaml", SCENARIO);
    let kept = ["run", "mine", "--snapshots-dir", "my snapshots"];
    program.run(&[&kept[..], &["--snapshots", "all"]].concat()).ends_with(0);
    let approved = "my snapshots/provider/mine/okta-oin.snap";
    let pending = format!("{approved}.new");
    let spoil = || program.write(approved, &program.read(approved).replace("POST /Users", "POST /People"));
    spoil();
    let ended = program.run(&kept).ends_with(1);
    let printed = |label: &str| {
        let line = ended.stdout.lines().find(|line| line.contains(label)).unwrap();
        let line = &line[line.find("scimulate ").unwrap() + "scimulate ".len()..];
        // What a shell makes of it.
        let words: Vec<&str> = line
            .split('\'')
            .enumerate()
            .flat_map(
                |(index, part)| {
                    if index % 2 == 1 { vec![part] } else { part.split_whitespace().collect() }
                },
            )
            .collect();
        words.into_iter().map(str::to_owned).collect::<Vec<String>>()
    };
    let review = [printed("scimulate review"), vec!["--list".to_owned()]].concat();
    program.run(&review).ends_with(0).says("changed provider/mine/okta-oin");
    // The same scenario of another target waits too, and nobody has looked at it.
    let other = "my snapshots/staging/mine/okta-oin.snap.new";
    program.write(other, &program.read(&pending));
    program.run(&printed("  reject ")).ends_with(0);
    assert!(!program.path(&pending).exists() && program.read(approved).contains("POST /People"));
    program.run(&kept).ends_with(1);
    program.run(&printed("  accept ")).ends_with(0);
    assert!(!program.path(&pending).exists() && program.read(approved).contains("POST /Users"));
    assert!(program.path(other).exists());
}

#[test]
fn a_rejected_change_stays_a_change() {
    let (program, approved) = changed(Program::new());
    program.run(&["run", "mine"]).ends_with(1);
    program.run(&["reject", "--all"]).ends_with(0);
    assert!(!program.path(PENDING).exists());
    program.run(&["run", "mine"]).ends_with(1);
    assert_eq!(program.read(APPROVED), approved);
}

#[test]
fn no_variable_of_the_snapshot_library_makes_a_change_pass() {
    for (name, value) in [
        ("INSTA_FORCE_PASS", "1"),
        ("INSTA_UPDATE", "always"),
        ("INSTA_UPDATE", "unseen"),
        ("INSTA_UPDATE", "no"),
        ("INSTA_OUTPUT", "none"),
        ("INSTA_WORKSPACE_ROOT", "/nowhere"),
        ("INSTA_SNAPSHOT_UPDATE", "1"),
    ] {
        assert_still_changed(Program::new().with(name, value));
    }
}

#[test]
fn no_file_of_the_snapshot_library_makes_a_change_pass() {
    for place in ["insta.yaml", ".insta.yaml", ".config/insta.yaml", "snapshots/insta.yaml"] {
        let text = "behavior:\n  force_pass: true\n  force_update: true\ntest:\n  runner: nextest\n";
        assert_still_changed(Program::new().file(place, text));
    }
    assert_still_changed(Program::new().file("insta.yaml", "{ this is: not: yaml"));
}

#[test]
fn in_ci_nothing_is_written() {
    let program = Program::new().with("CI", "1").file("scenarios/mine.yaml", SCENARIO);
    let before = program.files();
    for mode in ["new", "all", "none"] {
        program.run(&["run", "mine", "--snapshots", mode]).ends_with(0);
        assert_eq!(program.files(), before, "--snapshots {mode}");
    }
    program.run(&["run", "mine", "--snapshots", "require"]).ends_with(1).says("snapshot.missing");
    assert_eq!(program.files(), before);
}

#[test]
fn in_ci_a_changed_conversation_fails_and_nothing_is_written() {
    let (program, _) = changed(Program::new());
    let program = program.with("CI", "true");
    let before = program.files();
    program.run(&["run", "mine"]).ends_with(1).says("POST /People");
    program.run(&["run", "mine", "--snapshots", "all"]).ends_with(1);
    assert_eq!(program.files(), before);
    program.run(&["run", "mine", "--snapshots", "none"]).ends_with(0);
}

#[test]
fn a_required_snapshot_that_is_missing_fails() {
    let program = Program::new().file("scenarios/mine.yaml", SCENARIO);
    program.run(&["run", "mine", "--snapshots", "require"]).ends_with(1).says("snapshot.missing");
    program.run(&["run", "mine"]).ends_with(0);
    program.run(&["run", "mine", "--snapshots", "all"]).ends_with(0);
    program.run(&["run", "mine", "--snapshots", "require"]).ends_with(0);
}

#[test]
fn a_damaged_snapshot_is_told_and_not_overwritten() {
    let (program, _) = changed(Program::new());
    program.write(APPROVED, "no snapshot at all");
    program.run(&["run", "mine"]).ends_with(1).says(APPROVED);
    assert_eq!(program.read(APPROVED), "no snapshot at all");
}

#[test]
fn where_nothing_can_be_written_a_run_still_passes_and_says_so() {
    let program = Program::new().file("scenarios/mine.yaml", SCENARIO).file("snapshots", "this is a file");
    program.run(&["run", "mine"]).ends_with(0).says_once("warning: new and changed snapshots are not kept");
    program.run(&["run", "mine", "--snapshots", "all"]).ends_with(2).says_once("error: ").says("snapshots");
    program.run(&["run", "mine", "--snapshots", "none"]).ends_with(0).hides("not kept");
    program.run(&["run", "mine", "--snapshots", "require"]).ends_with(1).says("snapshot.missing");
}
