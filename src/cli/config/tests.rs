//! Every key of the configuration, and every mistake in it.

use std::path::Path;
use std::time::Duration;

use super::{AuthKind, Config, Error};
use crate::cli::Context;
use crate::exchange::Credentials;
use crate::idp::okta::UniqueIdentifier;

fn parse(text: &str) -> Result<Config, String> {
    Config::parse(Path::new("scimulate.yaml"), text).map_err(|error| error.text(false))
}

/// The complaint about a file, which must be about that place.
fn refused(text: &str, place: &str) -> String {
    let message = parse(text).expect_err("the file is wrong");
    assert!(message.contains(&format!("scimulate.yaml:{place}")), "{message}");
    message
}

const FULL: &str = r#"
targets:
  staging:
    url: https://staging.example.com/scim/v2
    auth: { bearer: "${env:SCIM_TOKEN}" }
    other-tokens: { old-token: "${env:OLD}", other-tenant: x }
    confirmed: true
    clients: [okta-oin]
    supports: [create-users, groups]
    unique-identifier: email
    user-domain: example.org
    mapping: { userType: userType, badge: { name: badge, namespace: "urn:x:1.0:User" } }
    always-set: { userType: lite, level: 3 }
    rate-limit: 600/m
    fixtures: { existing-user: { userName: pre@example.com, writable: true } }
    timeout: 30s
    connect-timeout: 2s
    ca-file: [a.pem, b.pem]
    client-cert: c.pem
    proxy: http://proxy:3128
    insecure: true
  local:
    url: http://localhost:8080
    auth: { header: { name: X-Api-Key } }
    clients: rfc
"#;

#[test]
fn everything_that_the_format_names_is_read() {
    let config = parse(FULL).unwrap();
    let (_, staging) = config.target("staging").unwrap();
    assert_eq!(staging.url.as_ref().unwrap().value, "https://staging.example.com/scim/v2");
    assert!(matches!(&staging.auth, Some(AuthKind::Bearer(token)) if token.value == "${env:SCIM_TOKEN}"));
    let [(whose, old), (Credentials::OtherTenant, _)] = &staging.other_tokens[..] else { panic!() };
    assert_eq!((*whose, old.value.as_str()), (Credentials::OldToken, "${env:OLD}"));
    assert!(staging.confirmed && staging.insecure);
    assert_eq!(staging.clients.as_deref(), Some(&["okta-oin".to_owned()][..]));
    let boxes = staging.supports.unwrap();
    assert!(boxes.create_users && boxes.push_groups && !boxes.update_users && !boxes.import_users);
    assert_eq!(staging.unique_identifier, Some(UniqueIdentifier::Email));
    let badge = &staging.mapping["badge"];
    assert_eq!(
        (badge.external_name.as_str(), badge.external_namespace.as_str()),
        ("badge", "urn:x:1.0:User")
    );
    assert_eq!(staging.mapping["userType"].external_namespace, "urn:ietf:params:scim:schemas:core:2.0:User");
    assert_eq!(staging.always_set.len(), 2);
    assert_eq!(staging.rate_limit, Some(10.0));
    let fixture = &staging.fixtures["existing-user"];
    assert_eq!((fixture.user_name.value.as_str(), fixture.writable), ("pre@example.com", true));
    assert_eq!(staging.timeout, Some(Duration::from_secs(30)));
    assert_eq!(staging.connect_timeout, Some(Duration::from_secs(2)));
    assert_eq!(staging.ca_files.len(), 2);
    let (_, local) = config.target("local").unwrap();
    assert!(local.auth.as_ref().unwrap().credential().is_none());
    assert!(local.supports.is_none() && !local.confirmed);
    assert!(config.target("elsewhere").is_none());
}

#[test]
fn an_empty_file_has_no_targets() {
    assert!(parse("").unwrap().targets.is_empty());
    assert!(parse("targets: {}").unwrap().targets.is_empty());
}

#[test]
fn all_mistakes_are_found_in_one_go() {
    let text = "targets:\n  a:\n    ulr: x\n    confirmed: yes\n    rate-limit: 10\n";
    let Err(Error::Wrong { diagnostics, .. }) = Config::parse(Path::new("c.yaml"), text) else {
        panic!("the file is wrong");
    };
    let messages: Vec<_> = diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "a target has no key `ulr`",
            "`confirmed` must be true or false, and this is a text",
            "`rate-limit` must be requests per time, more than 0",
            "the target has no `url`",
        ]
    );
    assert_eq!(diagnostics[0].help.as_deref(), Some("did you mean `url`?"));
}

#[test]
fn each_mistake_is_said_at_its_place() {
    let target = |line: &str| format!("targets:\n  a:\n    url: https://h\n    {line}\n");
    let cases = [
        ("clients: [okta-oin, okta]", "4:25", "`clients` knows no `okta`"),
        ("supports: [update-user]", "4:16", "did you mean `update-users`?"),
        ("auth: { bearer: 12345 }", "4:21", "put it in quotes"),
        ("auth: { bearer: '' }", "4:21", "`bearer` is empty"),
        ("auth: { bearer: a, header: { name: b } }", "4:11", "exactly one kind of credential"),
        ("auth: { basic: { password: x } }", "4:20", "`basic` has no `user`"),
        ("auth: { oauth2: x }", "4:13", "`auth` has no key `oauth2`"),
        ("auth: token", "4:11", "`auth` must be a map, and this is a text"),
        ("unique-identifier: name", "4:24", "must be `userName` or `email`"),
        ("rate-limit: 0/s", "4:17", "10/s, 600/m or 5000/h"),
        ("rate-limit: 10/day", "4:17", "must be requests per time"),
        ("timeout: 60", "4:14", "must be a duration, and this is a number"),
        ("timeout: '60'", "4:14", "is not a duration"),
        ("timeout: 0s", "4:14", "`timeout` is zero"),
        ("mapping: [a]", "4:14", "`mapping` must be a map"),
        ("mapping: { a: { nam: b } }", "4:21", "did you mean `name`?"),
        ("other-tokens: { older-token: x }", "4:21", "did you mean `old-token`?"),
        ("fixtures: { a: {} }", "4:20", "the fixture `a` has no `userName`"),
        ("fixtures: { a: { userName: b, writeable: true } }", "4:35", "did you mean `writable`?"),
    ];
    for (line, place, words) in cases {
        let message = refused(&target(line), place);
        assert!(message.contains(words), "{line}:\n{message}");
    }
}

#[test]
fn names_that_cannot_be_directories_are_refused() {
    assert!(
        refused("targets:\n  a/b: { url: https://h }\n", "2:3").contains("cannot be the name of a target")
    );
    assert!(
        refused("targets:\n  ..: { url: https://h }\n", "2:3").contains("cannot be the name of a target")
    );
    let own = format!("targets:\n  {}: {{ url: https://h }}\n", crate::snapshot::PROVIDER);
    assert!(refused(&own, "2:3").contains("the embedded provider"));
}

#[test]
fn what_is_not_yaml_is_refused_at_its_place() {
    assert!(refused("targets:\n  a: { url: x\n", "").contains("error"));
    assert!(refused("target: {}\n", "1:1").contains("did you mean `targets`?"));
    assert!(refused("- a\n", "1:1").contains("the configuration must be a map"));
}

fn context(directory: &Path) -> Context {
    Context {
        arguments: Vec::new(),
        environment: std::collections::BTreeMap::default(),
        directory: directory.to_owned(),
        stdout_is_terminal: false,
        stderr_is_terminal: false,
        stdin_is_terminal: false,
    }
}

#[test]
fn the_file_is_found_up_to_the_root_of_the_project() {
    let place = tempfile::tempdir().unwrap();
    let project = place.path().join("project");
    let below = project.join("a/b");
    std::fs::create_dir_all(&below).unwrap();
    std::fs::create_dir(project.join(".git")).unwrap();
    std::fs::write(place.path().join("scimulate.yaml"), "targets: { outside: { url: https://h } }").unwrap();
    assert!(
        Config::load(None, &context(&below)).unwrap().targets.is_empty(),
        "that file is not of this project"
    );
    std::fs::write(project.join("scimulate.yaml"), "targets: { above: { url: https://h } }").unwrap();
    assert!(Config::load(None, &context(&below)).unwrap().target("above").is_some());
    std::fs::write(below.join("scimulate.yaml"), "targets: { here: { url: https://h } }").unwrap();
    let here = Config::load(None, &context(&below)).unwrap();
    assert_eq!((here.target("here").is_some(), here.path.as_path()), (true, Path::new("scimulate.yaml")));
}

#[test]
fn a_named_file_must_be_there_and_readable() {
    let place = tempfile::tempdir().unwrap();
    let load =
        |name: &str| Config::load(Some(Path::new(name)), &context(place.path())).unwrap_err().text(false);
    assert!(load("none.yaml").contains("there is no file"), "{}", load("none.yaml"));
    std::fs::write(place.path().join("bad.yaml"), b"\xff").unwrap();
    assert!(load("bad.yaml").contains("bad.yaml:1:1"), "{}", load("bad.yaml"));
    assert!(load("bad.yaml").contains("not UTF-8"), "{}", load("bad.yaml"));
    assert!(load(".").contains("is a directory"), "{}", load("."));
}

#[test]
fn a_mistake_shows_its_line_without_the_credential_in_it() {
    for text in [
        "targets: { a: { url: https://h, auth: s3cret-token } }\n",
        "targets: { a: { url: https://h, auth: { bearer: s3cret-token, header: { name: X } } } }\n",
        "targets: { a: { url: https://h, auth: { basic: { usr: jd, password: s3cret-token } } } }\n",
        "targets: { a: { url: https://h, other-tokens: { older: x, old-token: s3cret-token } } }\n",
        "targets: { a: { ulr: https://jd:s3cret-token@h/scim } }\n",
        "targets: { a: { auth: { bearer: s3cret-token\n",
    ] {
        let shown = Config::parse(Path::new("c.yaml"), text).unwrap_err().text(false);
        assert!(shown.contains("c.yaml:1:") && shown.contains("***"), "{shown}");
        assert!(!shown.contains("s3cret"), "{shown}");
    }
}
