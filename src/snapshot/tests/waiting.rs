//! Picking, accepting and rejecting what waits for approval.

use std::path::Path;

use crate::snapshot::{Mode, Store, Subject, pending};

/// A snapshot directory with four conversations that wait.
fn waiting() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::new(directory.path().join("snapshots"), false, Mode::New, false);
    for (target, scenario, client) in [
        ("provider", "team/users/create", "okta-aiw"),
        ("provider", "team/users/create", "okta-oin"),
        ("provider", "okta/groups/push-now@size=3", "okta-oin"),
        ("staging", "team/users/create", "okta-oin"),
    ] {
        let subject = Subject { target, scenario, client, source: "s.yaml", description: "d" };
        store.compare(&subject, scenario).unwrap();
    }
    directory
}

fn picked(directory: &Path, names: &[&str]) -> Result<Vec<String>, pending::Unknown> {
    let all = pending::all(&directory.join("snapshots")).unwrap();
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    Ok(pending::pick(&all, &names, directory)?.into_iter().map(|pending| pending.name.clone()).collect())
}

#[test]
fn everything_that_waits_is_listed_by_name() {
    let directory = waiting();
    let names: Vec<_> = pending::all(&directory.path().join("snapshots"))
        .unwrap()
        .into_iter()
        .map(|pending| pending.name)
        .collect();
    assert_eq!(
        names,
        [
            "provider/okta/groups/push-now@size=3/okta-oin",
            "provider/team/users/create/okta-aiw",
            "provider/team/users/create/okta-oin",
            "staging/team/users/create/okta-oin",
        ]
    );
    assert!(pending::all(&directory.path().join("nowhere")).unwrap().is_empty());
}

#[test]
fn names_pick_by_target_scenario_client_path_and_glob() {
    let directory = waiting();
    let aiw = "provider/team/users/create/okta-aiw";
    let (oin, staging) = ("provider/team/users/create/okta-oin", "staging/team/users/create/okta-oin");
    let group = "provider/okta/groups/push-now@size=3/okta-oin";
    for (name, expected) in [
        (aiw, vec![aiw]),
        ("team/users/create/okta-oin", vec![oin, staging]),
        ("team/users/create", vec![aiw, oin, staging]),
        ("provider/team/users/create", vec![aiw, oin]),
        ("provider/team/users/create/", vec![aiw, oin]),
        ("snapshots/provider/team/users/create/okta-aiw.snap", vec![aiw]),
        ("snapshots/provider/team/users/create/okta-aiw.snap.new", vec![aiw]),
        ("snapshots/staging/**", vec![staging]),
        ("team/users/*", vec![aiw, oin, staging]),
        ("**/okta-aiw", vec![aiw]),
        ("okta/groups/push-now@size=3", vec![group]),
        ("*/okta/groups/**", vec![group]),
    ] {
        assert_eq!(picked(directory.path(), &[name]).unwrap(), expected, "{name}");
    }
    let absolute = directory.path().join("snapshots/provider/team/users/create/okta-aiw.snap.new");
    assert_eq!(picked(directory.path(), &[absolute.to_str().unwrap()]).unwrap(), [aiw]);
    assert_eq!(picked(directory.path(), &["staging/**", aiw, aiw]).unwrap(), [aiw, staging], "each one once");
}

#[test]
fn a_name_that_picks_nothing_is_refused_with_a_suggestion() {
    let directory = waiting();
    let error = picked(directory.path(), &["team/users/creat"]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no pending snapshot is called `team/users/creat`; did you mean `team/users/create`?"
    );
    let error = picked(directory.path(), &["team/users/create", "zzz"]).unwrap_err();
    assert_eq!(error.to_string(), "no pending snapshot is called `zzz`");
    assert!(
        picked(directory.path(), &["[", "okta/users"]).is_err(),
        "a broken glob is a name like any other"
    );
}

#[test]
fn accepting_approves_and_rejecting_forgets() {
    let directory = waiting();
    let root = directory.path().join("snapshots");
    let all = pending::all(&root).unwrap();
    all[1].accept().unwrap();
    all[2].reject().unwrap();
    assert!(all[1].approved.exists() && !all[1].path.exists());
    assert!(!all[2].approved.exists() && !all[2].path.exists());
    assert_eq!(pending::all(&root).unwrap(), [all[0].clone(), all[3].clone()]);
}

#[test]
fn a_pending_file_of_insta_s_own_is_accepted_as_insta_would() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.snap.new");
    let pending_file = "---\nsource: src/a.rs\nassertion_line: 7\nexpression: x\ninfo:\n  k: v\n---\nhello\n";
    std::fs::write(&path, pending_file).unwrap();
    let all = pending::all(directory.path()).unwrap();
    assert_eq!(all[0].name, "a");
    assert_eq!(all[0].read().unwrap().new, "hello");
    let by_insta = directory.path().join("b.snap");
    insta::Snapshot::from_file(&path).unwrap().save(&by_insta).unwrap();
    all[0].accept().unwrap();
    let read = |path: &Path| std::fs::read_to_string(path).unwrap();
    assert_eq!(read(&all[0].approved), read(&by_insta));
}

#[test]
fn a_damaged_pending_file_does_not_become_the_approved_one() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.snap.new");
    std::fs::write(&path, "not a snapshot").unwrap();
    let all = pending::all(directory.path()).unwrap();
    assert!(all[0].accept().is_err());
    assert!(path.exists() && !all[0].approved.exists());
}

#[test]
fn both_sides_are_there_to_compare() {
    let directory = waiting();
    let all = pending::all(&directory.path().join("snapshots")).unwrap();
    all[1].accept().unwrap();
    let store = Store::new(directory.path().join("snapshots"), false, Mode::New, false);
    let subject = Subject {
        target: "provider",
        scenario: "team/users/create",
        client: "okta-aiw",
        source: "s.yaml",
        description: "d",
    };
    store.compare(&subject, "another").unwrap();
    let side = all[1].read().unwrap();
    assert_eq!((side.approved.as_deref(), side.new.as_str()), (Some("team/users/create"), "another"));
    assert_eq!((side.source.as_deref(), side.description.as_deref()), (Some("s.yaml"), Some("d")));
    assert_eq!(side.diff(), "--- approved\n+++ new\n@@ -1 +1 @@\n-team/users/create\n+another\n");
    let new = all[2].read().unwrap();
    assert_eq!((new.approved.as_deref(), new.diff().contains("+team/users/create")), (None, true));
}
