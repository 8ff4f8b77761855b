//! Which passes a selection leaves.

use std::path::PathBuf;

use super::{Selection, SelectionError, left_out, select};
use crate::scenario::{Catalogue, Places};

fn catalogue() -> Catalogue {
    let directory = tempfile::tempdir().unwrap();
    for (path, text) in [
        ("b/push.yaml", "title: t\ntags: [push]\nclients: [okta-oin, okta-aiw]\nsteps: [test-connection]\n"),
        ("a/edit.yaml", "title: t\ntags: [users]\neach: [{ k: 1 }, { k: 2 }]\nsteps: [test-connection]\n"),
        ("a/big.yaml", "title: t\ntags: [push, heavy]\nclients: okta-oin\nsteps: [test-connection]\n"),
        ("r.yaml", "title: t\nclients: rfc\nsteps: [{ request: GET /Users }]\n"),
    ] {
        let path = directory.path().join("scenarios").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let places = Places {
        directory: directory.path().to_path_buf(),
        shipped: false,
        roots: vec![PathBuf::from("scenarios")],
    };
    Catalogue::load(&places, &[]).unwrap()
}

fn plays(selection: &Selection) -> Vec<String> {
    let catalogue = catalogue();
    let plays = select(&catalogue, selection).unwrap_or_else(|error| panic!("{error}"));
    plays.iter().map(|play| format!("{} {}", play.name(), play.client)).collect()
}

fn named(names: &[&str]) -> Selection {
    Selection { names: names.iter().map(|name| (*name).to_owned()).collect(), ..Selection::default() }
}

#[test]
fn plays_come_by_name_then_row_then_client_of_the_file() {
    assert_eq!(
        plays(&Selection::default()),
        [
            "a/edit@k=1 okta-aiw",
            "a/edit@k=1 okta-oin",
            "a/edit@k=2 okta-aiw",
            "a/edit@k=2 okta-oin",
            "b/push okta-oin",
            "b/push okta-aiw",
            "r rfc",
        ]
    );
}

#[test]
fn heavy_scenarios_must_be_meant() {
    let big = ["a/big okta-oin"];
    assert_eq!(plays(&named(&["a/big"])), big);
    assert_eq!(plays(&named(&["scenarios/a/big.yaml"])), big);
    assert_eq!(plays(&Selection { tag: Some("heavy".parse().unwrap()), ..Selection::default() }), big);
    assert!(plays(&Selection { heavy: true, ..Selection::default() }).contains(&big[0].to_owned()));
    assert!(plays(&named(&["a"])).iter().all(|play| !play.contains("big")));
    assert_eq!(left_out(&catalogue(), &named(&["a"])).unwrap(), ["a/big"]);
}

#[test]
fn wishes_narrow_each_other() {
    let tagged = |tag: &str| Selection { tag: Some(tag.parse().unwrap()), ..Selection::default() };
    assert_eq!(plays(&tagged("push and not heavy")), ["b/push okta-oin", "b/push okta-aiw"]);
    let client = |name: &str| Some(vec![name.to_owned()]);
    assert_eq!(
        plays(&Selection {
            clients: client("okta-aiw"),
            filter: Some("^b/".to_owned()),
            ..Selection::default()
        }),
        ["b/push okta-aiw"]
    );
    assert_eq!(
        plays(&Selection { filter: Some("us(".to_owned()), ..Selection::default() }),
        Vec::<String>::new()
    );
    assert_eq!(
        plays(&Selection { clients: client("okta-oin"), ..named(&["a/edit@k=2"]) }),
        ["a/edit@k=2 okta-oin"]
    );
    assert_eq!(plays(&named(&["scenarios/b"])), ["b/push okta-oin", "b/push okta-aiw"]);
    assert_eq!(plays(&named(&["scenarios"])).len(), 7);
}

#[test]
fn what_does_not_exist_gets_a_suggestion() {
    let error = select(&catalogue(), &named(&["push"])).unwrap_err();
    let help = "did you mean `b/push`?".to_owned();
    assert_eq!(error, SelectionError::UnknownName { name: "push".to_owned(), help });
    let selection = Selection { clients: Some(vec!["okta-ion".to_owned()]), ..Selection::default() };
    let error = select(&catalogue(), &selection).unwrap_err();
    assert!(error.to_string().contains("did you mean `okta-oin`?"), "{error}");
}
