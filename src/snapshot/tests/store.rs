//! Comparing with the approved file, and what is kept in each mode.

use std::fs;
use std::path::{Path, PathBuf};

use crate::snapshot::{Comparison, Mode, Store, Subject, pending};

const CREATE: Subject<'_> = Subject {
    target: "staging",
    scenario: "okta/users/create",
    client: "okta-aiw",
    source: "scenarios/okta/users/create.yaml",
    description: "Create a user",
};

struct Directory(tempfile::TempDir);

impl Directory {
    fn new() -> Self {
        Directory(tempfile::tempdir().unwrap())
    }

    fn root(&self) -> PathBuf {
        self.0.path().join("snapshots")
    }

    fn store(&self, mode: Mode) -> Store {
        Store::new(self.root(), false, mode, false)
    }

    fn in_ci(&self, mode: Mode) -> Store {
        Store::new(self.root(), false, mode, true)
    }

    fn approve(&self, text: &str) {
        assert_eq!(self.store(Mode::All).compare(&CREATE, text).unwrap(), Comparison::Written);
    }

    /// Every file below the directory, with its contents.
    fn files(&self) -> Vec<(String, String)> {
        let mut files: Vec<_> = walkdir::WalkDir::new(self.0.path())
            .into_iter()
            .map(Result::unwrap)
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| {
                let name =
                    entry.path().strip_prefix(self.root()).unwrap().to_string_lossy().replace('\\', "/");
                (name, fs::read_to_string(entry.path()).unwrap())
            })
            .collect();
        files.sort();
        files
    }

    fn names(&self) -> Vec<String> {
        self.files().into_iter().map(|(name, _)| name).collect()
    }
}

const SNAP: &str = "staging/okta/users/create/okta-aiw.snap";
const NEW: &str = "staging/okta/users/create/okta-aiw.snap.new";

#[test]
fn a_conversation_without_an_approved_one_is_missing_and_waits_for_approval() {
    let directory = Directory::new();
    let pending = directory.root().join(NEW);
    for mode in [Mode::New, Mode::Require] {
        let found = directory.store(mode).compare(&CREATE, "hello\n").unwrap();
        assert_eq!(found, Comparison::Missing { pending: Some(pending.clone()) });
    }
    assert_eq!(
        directory.files(),
        [(
            NEW.to_owned(),
            "---\nsource: scenarios/okta/users/create.yaml\ndescription: Create a user\n---\nhello\n"
                .to_owned()
        )]
    );
}

#[test]
fn an_accepted_conversation_matches_from_then_on() {
    let directory = Directory::new();
    directory.store(Mode::New).compare(&CREATE, "hello\n").unwrap();
    let written = directory.files()[0].1.clone();
    pending::all(&directory.root()).unwrap()[0].accept().unwrap();
    assert_eq!(directory.files(), [(SNAP.to_owned(), written)], "accepting changes no byte");
    for text in ["hello", "hello\n", "hello\n\n"] {
        assert_eq!(directory.store(Mode::New).compare(&CREATE, text).unwrap(), Comparison::Matched);
    }
}

#[test]
fn a_change_comes_with_its_diff_and_waits_for_approval() {
    let directory = Directory::new();
    directory.approve("a\nb\nc\nd\ne\nactive: false\nf\ng\nh\ni");
    let found =
        directory.store(Mode::New).compare(&CREATE, "a\nb\nc\nd\ne\nactive: true\nf\ng\nh\ni").unwrap();
    let diff =
        "--- approved\n+++ new\n@@ -3,7 +3,7 @@\n c\n d\n e\n-active: false\n+active: true\n f\n g\n h\n";
    assert_eq!(
        found,
        Comparison::Changed { diff: diff.to_owned(), pending: Some(directory.root().join(NEW)) }
    );
    assert_eq!(directory.names(), [SNAP, NEW]);
    assert!(directory.files()[0].1.contains("active: false"), "the approved one is untouched");
}

#[test]
fn a_passing_comparison_removes_what_waits_in_vain() {
    let directory = Directory::new();
    directory.approve("hello");
    directory.store(Mode::New).compare(&CREATE, "changed").unwrap();
    assert_eq!(directory.names(), [SNAP, NEW]);
    assert_eq!(directory.in_ci(Mode::New).compare(&CREATE, "hello").unwrap(), Comparison::Matched);
    assert_eq!(directory.names(), [SNAP, NEW], "nothing is removed in CI");
    assert_eq!(directory.store(Mode::New).compare(&CREATE, "hello").unwrap(), Comparison::Matched);
    assert_eq!(directory.names(), [SNAP]);
}

#[test]
fn nothing_is_ever_written_in_ci() {
    let directory = Directory::new();
    for mode in Mode::EVERY {
        let found = directory.in_ci(mode).compare(&CREATE, "hello").unwrap();
        let expected =
            if mode == Mode::None { Comparison::NotCompared } else { Comparison::Missing { pending: None } };
        assert_eq!(found, expected);
    }
    assert!(!directory.root().exists());
    directory.approve("hello");
    let before = directory.files();
    for mode in [Mode::New, Mode::All, Mode::Require] {
        let found = directory.in_ci(mode).compare(&CREATE, "changed").unwrap();
        assert!(matches!(found, Comparison::Changed { pending: None, .. }), "{found:?}");
    }
    assert_eq!(directory.files(), before);
}

#[test]
fn all_approves_what_changed_and_leaves_alone_what_did_not() {
    let directory = Directory::new();
    directory.approve("hello");
    let store = directory.store(Mode::All);
    let renamed = Subject { description: "Another title", ..CREATE };
    assert_eq!(store.compare(&renamed, "hello").unwrap(), Comparison::Matched);
    assert!(directory.files()[0].1.contains("Create a user"), "a new title alone is no reason to rewrite");
    directory.store(Mode::New).compare(&CREATE, "changed").unwrap();
    assert_eq!(store.compare(&CREATE, "changed").unwrap(), Comparison::Written);
    assert_eq!(directory.names(), [SNAP]);
}

#[test]
fn none_compares_and_writes_nothing() {
    let directory = Directory::new();
    directory.approve("hello");
    let before = directory.files();
    assert_eq!(directory.store(Mode::None).compare(&CREATE, "changed").unwrap(), Comparison::NotCompared);
    assert_eq!(directory.files(), before);
}

#[test]
fn no_setting_of_insta_s_takes_part_in_the_comparison() {
    let directory = Directory::new();
    directory.approve("hello");
    for file in ["insta.yaml", ".insta.yaml", ".config/insta.yaml"] {
        let path = directory.root().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "behavior:\n  force_pass: true\n  update: always\n").unwrap();
    }
    let found = directory.store(Mode::New).compare(&CREATE, "changed").unwrap();
    assert!(matches!(found, Comparison::Changed { .. }), "{found:?}");
}

/// Runs the test above once more, in a process where insta's own assertions would pass whatever they see.
#[test]
fn no_variable_of_insta_s_takes_part_in_the_comparison() {
    let name = "snapshot::tests::store::no_setting_of_insta_s_takes_part_in_the_comparison";
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name])
        .envs([("INSTA_FORCE_PASS", "1"), ("INSTA_UPDATE", "always"), ("INSTA_WORKSPACE_ROOT", "/")])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

#[test]
fn a_damaged_approved_file_is_an_error_and_not_a_difference() {
    let directory = Directory::new();
    directory.approve("hello");
    fs::write(directory.root().join(SNAP), "<<<<<<< HEAD\n---\n").unwrap();
    let error = directory.store(Mode::New).compare(&CREATE, "hello").unwrap_err().to_string();
    assert!(error.contains("okta-aiw.snap is not a snapshot file"), "{error}");
}

#[test]
fn rows_and_odd_names_have_files_of_their_own() {
    let directory = Directory::new();
    let store = directory.store(Mode::All);
    let long = format!("s@{}", "x".repeat(500));
    let longer = format!("s@{}y", "x".repeat(500));
    let scenarios = [
        "s",
        "s@1",
        "s@a b",
        "s@a/b",
        "s@a%20b",
        "s@../..",
        "../s",
        "s/..",
        "s//t",
        "s/t",
        "con/s",
        ".hidden",
        "s@é",
        "s@<*?\">|",
        &long,
        &longer,
    ];
    for scenario in scenarios {
        let subject = Subject { scenario, target: "localhost:8080", ..CREATE };
        assert_eq!(store.compare(&subject, scenario).unwrap(), Comparison::Written, "{scenario}");
    }
    for scenario in scenarios {
        let subject = Subject { scenario, target: "localhost:8080", ..CREATE };
        assert_eq!(store.compare(&subject, scenario).unwrap(), Comparison::Matched, "{scenario}");
    }
    let names = directory.names();
    assert_eq!(names.len(), scenarios.len());
    assert!(names.iter().all(|name| name.starts_with("localhost%3A8080/")), "{names:?}");
    assert!(names.contains(&"localhost%3A8080/s@a%2Fb/okta-aiw.snap".to_owned()), "{names:?}");
}

#[test]
fn orphans_are_files_that_no_scenario_uses() {
    let directory = Directory::new();
    let store = directory.store(Mode::All);
    for (scenario, client) in [
        ("okta/users/create", "okta-aiw"),
        ("okta/users/create", "okta-oin"),
        ("okta/users/gone", "okta-aiw"),
        ("okta/users/rows@userType=Admin", "okta-aiw"),
    ] {
        store.compare(&Subject { scenario, client, ..CREATE }, "x").unwrap();
    }
    let known = [("okta/users/create", "okta-aiw"), ("okta/users/rows@userType=Admin", "okta-aiw")];
    let orphans = store.orphans(&known).unwrap();
    let below =
        |path: &Path| path.strip_prefix(directory.root().join("staging/okta/users")).unwrap().to_owned();
    assert_eq!(
        orphans.iter().map(|path| below(path)).collect::<Vec<_>>(),
        [Path::new("create").join("okta-oin.snap"), Path::new("gone").join("okta-aiw.snap")]
    );
    let nowhere = Store::new(directory.0.path().join("nowhere"), false, Mode::New, false);
    assert!(nowhere.orphans(&known).unwrap().is_empty());
}

#[test]
fn shipped_snapshots_are_approved_where_the_directory_has_none() {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots");
    let directory = Directory::new();
    let embedded = Store::new(directory.root(), true, Mode::New, false);
    for path in crate::snapshot::store::files(&shipped, "snap").unwrap() {
        let below = path.strip_prefix(&shipped).unwrap().to_string_lossy().replace('\\', "/");
        let text = crate::snapshot::file::read(&path).unwrap().text;
        assert_eq!(crate::snapshot::approved::shipped(&below), Some(text.clone()), "{below}");
        let mut parts = below.trim_end_matches(".snap").splitn(2, '/');
        let target = parts.next().unwrap();
        let (scenario, client) = parts.next().unwrap().rsplit_once('/').unwrap();
        let subject = Subject { target, scenario, client, ..CREATE };
        assert_eq!(embedded.compare(&subject, &text).unwrap(), Comparison::Matched, "{below}");
        let changed = embedded.compare(&subject, "changed").unwrap();
        assert!(matches!(changed, Comparison::Changed { .. }), "{below}");
        let plain = directory.store(Mode::Require).compare(&subject, &text).unwrap();
        let approved = plain == Comparison::Matched;
        assert_eq!(
            approved,
            below.starts_with("answers/"),
            "{below}: only our own servers have shipped ones"
        );
    }
}

#[test]
fn two_writers_of_one_file_leave_one_whole_file() {
    let directory = Directory::new();
    let texts: Vec<String> = (0..8).map(|writer| format!("{writer}\n").repeat(5_000)).collect();
    std::thread::scope(|scope| {
        for text in &texts {
            let store = directory.store(Mode::All);
            scope.spawn(move || store.compare(&CREATE, text).unwrap());
        }
    });
    assert_eq!(directory.names(), [SNAP]);
    let text = crate::snapshot::file::read(&directory.root().join(SNAP)).unwrap().text;
    assert!(texts.iter().any(|written| written.trim_end() == text));
}
