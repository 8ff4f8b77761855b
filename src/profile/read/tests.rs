//! Profiles, right and wrong.

use std::path::Path;

use super::read;
use crate::profile::{Evidence, Proof};
use crate::source::render;

fn mistakes(text: &str) -> String {
    let problems = read(Path::new("mine.yaml"), text.to_owned()).unwrap_err();
    render(&problems.sources, &problems.diagnostics, false)
}

const RIGHT: &str = r#"
name: mine
title: Our own server
sources: { guide: The guide }
provider:
  default-user-type: { value: lite, documented: "guide:21" }
  user-name: { value: { change: fork }, inferred: it was seen }
  page-size: 50
faults: [no-patch-users]
integration:
  clients: [okta-aiw]
  unique-identifier: { value: email, documented: [guide:3] }
  mapping: { roles: { name: roles, namespace: "urn:mine:User" } }
  always-set: { userType: lite }
  auth: HTTP Header
accepts: { "drift.*": it is known }
rows:
  - { id: M1, says: A thing, source: guide:1, scenario: vendors/mine/thing }
  - { id: M2, says: Another, not-over-http: it is a mail }
"#;

#[test]
fn a_right_profile_is_read_whole() {
    let profile = read(Path::new("mine.yaml"), RIGHT.to_owned())
        .unwrap_or_else(|problems| panic!("{}", render(&problems.sources, &problems.diagnostics, false)));
    let evidence: Vec<_> = profile.provider.iter().map(|turned| turned.evidence.clone()).collect();
    assert_eq!(evidence[0], Some(Evidence::Documented(vec!["guide:21".to_owned()])));
    assert_eq!(evidence[1], Some(Evidence::Inferred("it was seen".to_owned())));
    assert_eq!((evidence[2].clone(), profile.faults.len()), (None, 1));
    let names: Vec<&str> = profile.integration.settings.iter().map(|(name, _)| name.value.as_str()).collect();
    assert_eq!(names, ["unique-identifier", "mapping"]);
    assert_eq!(profile.integration.always_set["userType"], "lite");
    assert!(matches!(&profile.rows[0].proof, Proof::Scenarios(names) if names[0] == "vendors/mine/thing"));
    assert_eq!(profile.behaviour().knobs.len(), 3);
}

#[test]
fn unknown_words_are_said_with_their_place_and_the_nearest_right_one() {
    let text = "name: mine\ntitle: t\nprovider: { defualt-user-type: lite }\n";
    let said = mistakes(text);
    assert!(said.contains("mine.yaml:3:13") && said.contains("did you mean `default-user-type`?"), "{said}");
    for (line, help) in [
        ("provider: { user-name: { chnge: fork } }", "did you mean `change`?"),
        ("provider: { user-types: { known: [a], answer: { as: htlm } } }", "did you mean `html`?"),
        ("integration: { unique-identifer: email }", "did you mean `unique-identifier`?"),
        ("integration: { clients: okta }", "possible"),
        ("accepts: { drift.activ: why }", "did you mean `drift.active`?"),
        ("faults: [no-patch-user]", "did you mean `no-patch-users`?"),
        ("titel: t", "did you mean `title`?"),
    ] {
        let said = mistakes(&format!("name: mine\ntitle: t\n{line}\n"));
        assert!(said.contains(help) && said.contains("^"), "{line}\n{said}");
    }
}

#[test]
fn wrong_types_and_missing_keys_are_said() {
    for (text, said) in [
        ("name: mine\n", "has no `title`"),
        ("name: Mine\ntitle: t\n", "cannot be the name of a profile"),
        ("name: mine\ntitle: t\nprovider: [x]\n", "must be a map, and this is a list"),
        (
            "name: mine\ntitle: t\nprovider: { page-size: fifty }\n",
            "must be a whole number, and this is a text",
        ),
        ("name: mine\ntitle: t\nprovider: { page-size: 0 }\n", "makes nothing of this"),
        ("name: mine\ntitle: t\nprovider: { no-groups: off }\n", "is off anyway"),
        ("name: mine\ntitle: t\nprovider: { user-types: {} }\n", "has no `known`"),
        (
            "name: mine\ntitle: t\nprovider: { page-size: { value: 5, documented: guide:1 } }\n",
            "no document `guide`",
        ),
        (
            "name: mine\ntitle: t\nprovider: { page-size: { value: 5, inferred: a, documented: [] } }\n",
            "either documented or inferred",
        ),
        ("name: mine\ntitle: t\nrows: [{ id: M1, says: s }]\n", "or the reason why there is none"),
        ("name: mine\ntitle: t\naccepts: { expect.okta: why }\n", "cannot be accepted"),
        (
            "name: mine\ntitle: t\nrows: [{ id: M1, says: s, client-side: c }, { id: M1, says: s, client-side: c }]\n",
            "stands twice",
        ),
    ] {
        assert!(mistakes(text).contains(said), "{text}\n{}", mistakes(text));
    }
}
