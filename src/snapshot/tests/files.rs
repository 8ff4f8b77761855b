//! The file format: ours to write, insta's to read.

use proptest::prelude::{ProptestConfig, prop_assert_eq, proptest};

use crate::snapshot::file;

#[test]
fn a_file_says_where_it_comes_from_and_what_it_shows() {
    assert_eq!(
        file::format(
            "scenarios/okta/users/create.yaml",
            "Create a user, okta-aiw",
            "## assign ada\n\n> GET /\n"
        ),
        "---\nsource: scenarios/okta/users/create.yaml\ndescription: \"Create a user, okta-aiw\"\n---\n## assign ada\n\n> GET /\n"
    );
}

#[test]
fn only_the_line_that_a_pending_file_has_is_dropped() {
    let pending = "---\nsource: a.rs\nassertion_line: 12\n---\nassertion_line: 12\n---\n";
    assert_eq!(file::without_assertion_line(pending), "---\nsource: a.rs\n---\nassertion_line: 12\n---\n");
}

#[test]
fn what_is_not_a_text_snapshot_is_refused_with_advice() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.snap");
    for (contents, reason) in [
        ("<<<<<<< HEAD\n---\n", "its first line is not `---`"),
        ("", "its first line is not `---`"),
        ("---\nextension: bin\nsnapshot_kind: binary\n---\n", "it holds a binary value"),
    ] {
        std::fs::write(&path, contents).unwrap();
        let error = file::read(&path).unwrap_err().to_string();
        assert!(error.contains(reason) && error.contains("restore it"), "{error}");
        assert!(error.contains("a.snap"), "{error}");
    }
    std::fs::write(&path, [0xff, 0xfe, 0x00]).unwrap();
    assert!(file::read(&path).is_err());
    std::fs::write(&path, "---\n[: {\n---\nx\n").unwrap();
    assert!(file::read(&path).is_err());
}

#[test]
fn line_ends_that_a_checkout_changed_make_no_difference() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.snap");
    let file = file::format("a.yaml", "b", "## x\n\ny").replace('\n', "\r\n");
    std::fs::write(&path, &file).unwrap();
    assert_eq!(file::read(&path).unwrap().text, "## x\n\ny");
    assert_eq!(file::text_of(&file).unwrap(), "## x\n\ny");
}

#[cfg(unix)]
#[test]
fn a_written_file_can_be_read_by_whom_the_umask_allows() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    let (ours, plain) = (directory.path().join("deep/a.snap"), directory.path().join("b"));
    file::write(&ours, "x").unwrap();
    std::fs::write(&plain, "x").unwrap();
    let mode = |path| std::fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&ours), mode(&plain));
    assert_eq!(std::fs::read_dir(ours.parent().unwrap()).unwrap().count(), 1, "no temporary file is left");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 96, ..ProptestConfig::default() })]

    /// insta reads back what we write, writes the same bytes itself, and so does cargo-insta, which calls the same
    /// function to accept a file.
    #[test]
    fn insta_reads_and_writes_the_same_bytes(
        source in "[a-z/ @=:.é-]{1,20}",
        description in "\\PC{1,30}|yes|null|12|1e5|0x1f|~|[\t\n\r\u{1}a: ]{1,6}",
        text in "(## [a-z ]{1,8}\n(\n> [A-Z]{3} /[ -~]{0,10}|---|\\{|  \"\\PC{0,8}\"|\\}){0,5}\n)?[a-z]",
    ) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.snap");
        let written = file::format(&source, &description, &text);
        std::fs::write(&path, &written).unwrap();
        let read = file::read(&path).unwrap();
        prop_assert_eq!(read.source.as_deref(), Some(source.as_str()));
        prop_assert_eq!(read.description.as_deref(), Some(description.as_str()));
        prop_assert_eq!(&read.text, &text);
        prop_assert_eq!(file::text_of(&written), Some(text));
        let by_insta = directory.path().join("b.snap");
        insta::Snapshot::from_file(&path).unwrap().save(&by_insta).unwrap();
        prop_assert_eq!(std::fs::read_to_string(by_insta).unwrap(), written);
    }
}
