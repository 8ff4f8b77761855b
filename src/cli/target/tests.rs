//! Precedence of flags, environment and file; every mistake; what each flag comes to.

use std::path::Path;
use std::time::Duration;

use clap::Parser;

use super::{Arguments, ResolvedTarget};
use crate::cli::Context;
use crate::exchange::Secret;
use crate::idp::okta::Features;
use crate::sender::Auth;

#[derive(Debug, Parser)]
struct Program {
    #[command(flatten)]
    target: Arguments,
}

/// A working directory with files, an environment, and something on standard input.
struct World {
    directory: tempfile::TempDir,
    environment: Vec<(&'static str, &'static str)>,
    stdin: &'static str,
}

fn world() -> World {
    World { directory: tempfile::tempdir().unwrap(), environment: Vec::new(), stdin: "" }
}

impl World {
    fn file(self, name: &str, text: impl AsRef<[u8]>) -> Self {
        std::fs::write(self.directory.path().join(name), text).unwrap();
        self
    }

    fn config(self, text: &str) -> Self {
        self.file("scimulate.yaml", text)
    }

    fn set(mut self, name: &'static str, value: &'static str) -> Self {
        self.environment.push((name, value));
        self
    }

    fn stdin(mut self, text: &'static str) -> Self {
        self.stdin = text;
        self
    }

    fn resolve(&self, flags: &[&str]) -> Result<Option<ResolvedTarget>, String> {
        let program = Program::try_parse_from(std::iter::once(&"scimulate").chain(flags))
            .map_err(|error| error.to_string())?;
        let context = Context {
            arguments: Vec::new(),
            environment: self.environment.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
            directory: self.directory.path().to_owned(),
            stdout_is_terminal: false,
            stderr_is_terminal: false,
            stdin_is_terminal: false,
        };
        program.target.resolve_with(&context, &mut self.stdin.as_bytes()).map_err(|error| error.text(false))
    }

    fn target(&self, flags: &[&str]) -> ResolvedTarget {
        self.resolve(flags).unwrap().expect("a target")
    }

    fn refused(&self, flags: &[&str]) -> String {
        self.resolve(flags).expect_err("this cannot be a target")
    }

    /// Every source for the same URL.
    fn token(&self, flags: &[&str]) -> String {
        let flags = [&["--target", "http://localhost:1"], flags].concat();
        match self.target(&flags).target.auth {
            Auth::None => String::from("none"),
            Auth::Bearer(token) => format!("bearer {}", token.expose()),
            Auth::Basic { user, password } => format!("basic {user} {}", password.expose()),
            Auth::Header { name, value } => format!("header {name} {}", value.expose()),
        }
    }
}

const STAGING: &str = r#"targets:
  staging:
    url: https://staging.example.com/scim/v2/
    auth: { bearer: "${env:SCIM_TOKEN}" }
    confirmed: true
    clients: [okta-oin]
    supports: [create-users]
    user-domain: "${env:DOMAIN}"
    always-set: { userType: lite, note: "${env:DOMAIN}" }
    rate-limit: 10/s
    fixtures: { pre: { userName: "pre@${env:DOMAIN}" } }
    timeout: 30s
"#;

#[test]
fn without_a_target_there_is_none() {
    assert!(world().resolve(&[]).unwrap().is_none());
    assert!(world().config(STAGING).resolve(&[]).unwrap().is_none());
    assert!(world().set("SCIMULATE_TOKEN", "t0ken").resolve(&[]).unwrap().is_none());
    assert!(world().refused(&["--token-env", "X"]).contains("--token-env is of no use without a target"));
    assert!(world().refused(&["--insecure"]).contains("--insecure is of no use without a target"));
}

#[test]
fn a_target_of_the_file_brings_everything_that_it_says() {
    let world = world().config(STAGING).set("SCIM_TOKEN", "t0ken-of-env").set("DOMAIN", "example.org");
    let resolved = world.target(&["--target", "staging"]);
    assert_eq!(resolved.name.as_deref(), Some("staging"));
    assert_eq!(resolved.snapshot_name(), "staging");
    assert_eq!(resolved.target.url.as_str(), "https://staging.example.com/scim/v2");
    assert!(matches!(&resolved.target.auth, Auth::Bearer(token) if token.expose() == "t0ken-of-env"));
    assert!(resolved.confirmed && !resolved.target.is_loopback());
    assert_eq!(resolved.clients.as_deref(), Some(&["okta-oin".to_owned()][..]));
    assert!(resolved.supports.create_users && !resolved.supports.push_groups);
    assert_eq!(resolved.user_domain, "example.org");
    assert_eq!(resolved.always_set["note"], "example.org");
    assert_eq!(resolved.fixtures["pre"].user_name, "pre@example.org");
    assert_eq!(resolved.rate_limit, Some(10.0));
    assert_eq!(resolved.target.timeouts.read, Duration::from_secs(30));
    assert_eq!(resolved.curl_authorization.as_deref(), Some("Authorization: Bearer $SCIM_TOKEN"));
    assert!(resolved.warnings.is_empty(), "{:?}", resolved.warnings);
}

#[test]
fn a_url_alone_has_every_default() {
    let resolved = world().target(&["--target", "http://127.0.0.1:8080/scim/v2//"]);
    assert_eq!(resolved.target.url.as_str(), "http://127.0.0.1:8080/scim/v2");
    assert_eq!((resolved.name.as_deref(), resolved.snapshot_name().as_str()), (None, "127.0.0.1"));
    assert_eq!(resolved.supports, Features::default());
    assert_eq!(resolved.user_domain, "example.com");
    assert_eq!(resolved.target.timeouts.read, Duration::from_secs(60));
    assert!(!resolved.confirmed && resolved.curl_authorization.is_none() && resolved.warnings.is_empty());
    assert_eq!(world().target(&["--target", "http://[::1]:1"]).snapshot_name(), "--1");
}

#[test]
fn flags_win_over_the_environment_and_the_environment_over_the_file() {
    let file = || world().config(STAGING).set("SCIM_TOKEN", "t0ken-of-file").set("DOMAIN", "file.example");
    let environment = || {
        file()
            .set("SCIMULATE_TARGET", "staging")
            .set("SCIMULATE_TOKEN", "t0ken-of-env")
            .set("SCIMULATE_TIMEOUT", "20s")
            .set("SCIMULATE_USER_DOMAIN", "env.example")
    };
    let facts = |resolved: ResolvedTarget| {
        let Auth::Bearer(token) = resolved.target.auth else { panic!("a bearer token") };
        (token.expose().to_owned(), resolved.target.timeouts.read.as_secs(), resolved.user_domain)
    };
    assert_eq!(
        facts(file().target(&["--target", "staging"])),
        ("t0ken-of-file".into(), 30, "file.example".into())
    );
    assert_eq!(facts(environment().target(&[])), ("t0ken-of-env".into(), 20, "env.example".into()));
    let flags = ["--token", "t0ken-of-flag", "--timeout", "10s", "--user-domain", "flag.example"];
    assert_eq!(facts(environment().target(&flags)), ("t0ken-of-flag".into(), 10, "flag.example".into()));
    let elsewhere = environment().target(&["--target", "http://localhost:9"]);
    assert_eq!((elsewhere.name.as_deref(), elsewhere.target.url.port()), (None, Some(9)));
}

#[test]
fn a_token_comes_from_a_flag_a_variable_a_file_or_standard_input() {
    assert_eq!(world().token(&[]), "none");
    assert_eq!(world().token(&["--token", "abcd"]), "bearer abcd");
    assert_eq!(world().set("NAME", "abcd").token(&["--token-env", "NAME"]), "bearer abcd");
    assert_eq!(world().set("SCIMULATE_TOKEN", "abcd").token(&[]), "bearer abcd");
    assert_eq!(world().file("t", "abcd\r\n").token(&["--token-file", "t"]), "bearer abcd");
    assert_eq!(world().file("t", "\u{feff}abcd\r\n").token(&["--token-file", "t"]), "bearer abcd");
    assert_eq!(world().stdin("abcd\n").token(&["--token-file", "-"]), "bearer abcd");
    assert_eq!(world().token(&["--token", "Bearer abcd"]), "bearer abcd");
}

#[test]
fn the_token_is_the_password_or_the_header_where_one_is_wanted() {
    let world = world().set("SCIMULATE_TOKEN", "abcd");
    assert_eq!(world.token(&["--basic", "ada"]), "basic ada abcd");
    assert_eq!(world.token(&["--header", "X-Api-Key"]), "header X-Api-Key abcd");
    assert_eq!(world.token(&["--header", "X-Api-Key: Bearer x y"]), "header X-Api-Key Bearer x y");
    let curl = |flags: &[&str]| {
        let flags = [&["--target", "http://localhost:1"], flags].concat();
        world.target(&flags).curl_authorization.unwrap()
    };
    assert_eq!(curl(&["--basic", "ada"]), "Authorization: Basic ada:$SCIM_TOKEN");
    assert_eq!(curl(&["--header", "X-Api-Key"]), "X-Api-Key: $SCIM_TOKEN");
}

#[test]
fn a_kind_in_the_file_takes_its_credential_from_above() {
    let auth = |auth: &str| {
        let config = format!("targets:\n  local:\n    url: http://localhost:1\n    auth: {auth}\n");
        world().config(&config).set("SCIMULATE_TOKEN", "from-env").target(&["--target", "local"]).target.auth
    };
    assert!(
        matches!(auth("{ header: { name: X-Key } }"), Auth::Header { name, value } if name == "X-Key" && value.expose() == "from-env")
    );
    assert!(
        matches!(auth("{ basic: { user: ada, password: from-file } }"), Auth::Basic { user, password } if user == "ada" && password.expose() == "from-env")
    );
    let config = "targets:\n  local:\n    url: http://localhost:1\n    auth: { basic: { user: ada } }\n";
    assert!(world().config(config).refused(&["--target", "local"]).contains("needs a credential"));
}

#[test]
fn two_tokens_are_one_too_many() {
    for (first, second) in
        [("--token", "--token-env"), ("--token", "--token-file"), ("--token-env", "--token-file")]
    {
        let message = world().refused(&["--target", "http://h", first, "a", second, "b"]);
        assert!(message.contains("cannot be used with"), "{message}");
    }
    let message = world().refused(&["--target", "http://h", "--basic", "a", "--header", "b"]);
    assert!(message.contains("cannot be used with"), "{message}");
}

#[test]
fn a_token_that_is_not_there_is_missed_in_one_sentence() {
    let refused =
        |world: World, flags: &[&str]| world.refused(&[&["--target", "http://localhost:1"], flags].concat());
    let message = refused(world(), &["--token-env", "NOPE"]);
    assert!(message.contains("the environment has no variable NOPE, or it is empty"), "{message}");
    let message = refused(world().set("EMPTY", " "), &["--token-env", "EMPTY"]);
    assert!(message.contains("the variable EMPTY holds no token: it is empty"), "{message}");
    let message = refused(world(), &["--token-file", "none"]);
    assert!(message.contains("cannot read none: "), "{message}");
    let message = refused(world().file("t", "\n"), &["--token-file", "t"]);
    assert!(message.contains("the file t holds no token: it is empty"), "{message}");
    let message = refused(world().file("t", "a\nb"), &["--token-file", "t"]);
    assert!(message.contains("there is a line break"), "{message}");
    let message = refused(world().file("t", [0xff, 0xfe]), &["--token-file", "t"]);
    assert!(message.contains("is not text"), "{message}");
    let message = refused(world().file("t", vec![b'a'; 70_000]), &["--token-file", "t"]);
    assert!(message.contains("too large to be a token"), "{message}");
    let message = refused(world(), &["--token-file", "-"]);
    assert!(message.contains("standard input holds no token"), "{message}");
    assert!(refused(world(), &["--basic", "ada"]).contains("--basic needs a credential"));
    assert!(refused(world(), &["--header", "X-Key"]).contains("--header needs a credential"));
    assert!(refused(world(), &["--basic", "ada:pw", "--token", "abcd"]).contains("holds a colon"));
    assert!(
        refused(world(), &["--header", "X Key", "--token", "abcd"]).contains("`X Key` is not a header name")
    );
    let message = refused(world(), &["--token", "tök\u{7f}en"]);
    assert!(message.contains("--token holds no token") && !message.contains("tök"), "{message}");
}

#[test]
fn a_url_that_is_none_is_refused_with_the_right_one() {
    let refused = |url: &str| world().refused(&["--target", url]);
    assert!(refused("example.com/scim/v2").contains("has no scheme; write https://example.com/scim/v2"));
    assert!(refused("localhost:8080").contains("has no scheme; write https://localhost:8080"));
    let message = refused("https://ada:s3cr3t@h.example/v2");
    assert!(message.contains("holds credentials") && message.contains("https://h.example/v2"), "{message}");
    assert!(!message.contains("s3cr3t"), "{message}");
    assert!(!refused("https://ada:s3cr3t@h:bad/").contains("s3cr3t"));
    assert!(
        refused("https://h.example/v2?a=b").contains("no query and no fragment; give https://h.example/v2\n")
    );
    assert!(refused("https://h.example/v2#x").contains("no query and no fragment"));
    assert!(refused("ftp://h.example").contains("neither http:// nor https://"));
    assert!(refused("https://").contains("is not a URL"));
    assert!(refused("staging").contains("no scimulate.yaml names any"));
    let message = world().config(STAGING).refused(&["--target", "stagin"]);
    assert!(
        message.contains("there is no target `stagin` in scimulate.yaml; did you mean `staging`?"),
        "{message}"
    );
}

#[test]
fn a_mistake_in_a_target_of_the_file_is_shown_at_its_place() {
    let message = world().config(STAGING).set("SCIM_TOKEN", "abcd").refused(&["--target", "staging"]);
    assert!(message.contains("scimulate.yaml:8:") && message.contains("no variable `DOMAIN`"), "{message}");
    let config = "targets:\n  a:\n    url: example.com\n  b:\n    url: http://localhost:1\n    auth: { bearer: '${env:NOPE}' }\n";
    let message = world().config(config).refused(&["--target", "a"]);
    assert!(message.contains("scimulate.yaml:3:10") && message.contains("has no scheme"), "{message}");
    let message = world().config(config).refused(&["--target", "b"]);
    assert!(message.contains("scimulate.yaml:6:21") && message.contains("no variable `NOPE`"), "{message}");
    // The same file is no obstacle for somebody who gives a URL.
    assert!(world().config(config).resolve(&["--target", "http://localhost:2"]).unwrap().is_some());
}

#[test]
fn the_configuration_can_be_named() {
    let world = world().file("other.yaml", "targets: { x: { url: 'http://localhost:1' } }");
    assert_eq!(world.target(&["--target", "x", "--config", "other.yaml"]).name.as_deref(), Some("x"));
    assert!(world.refused(&["--target", "x", "--config", "none.yaml"]).contains("there is no file"));
    let world = world.set("SCIMULATE_CONFIG", "other.yaml");
    assert_eq!(world.target(&["--target", "x"]).name.as_deref(), Some("x"));
}

#[test]
fn what_is_risky_is_said() {
    let warnings = |flags: &[&str]| world().target(flags).warnings.join("\n");
    assert!(warnings(&["--target", "http://localhost:1", "--token", "abcd"]).contains("process list"));
    assert!(warnings(&["--target", "http://localhost:1", "--header", "X: abcd"]).contains("process list"));
    assert!(warnings(&["--target", "https://h", "--insecure"]).contains("NOT checked"));
    assert!(warnings(&["--target", "http://localhost:1", "--token", "abc"]).contains("shorter than 4"));
    assert!(
        warnings(&["--target", "http://localhost:1", "--token", "Bearer abcd"])
            .contains("sent once, not twice")
    );
    let plain = world().set("SCIMULATE_TOKEN", "abcd");
    assert!(plain.target(&["--target", "http://h"]).warnings.join("").contains("travels unencrypted"));
    assert!(plain.target(&["--target", "http://localhost"]).warnings.is_empty());
    let config = "targets:\n  a:\n    url: http://localhost:1\n    auth: { bearer: written-down }\n";
    let written = world().config(config).target(&["--target", "a"]).warnings.join("");
    assert!(written.contains("stands in scimulate.yaml") && !written.contains("written-down"), "{written}");
}

#[test]
fn secrets_hold_every_credential_and_no_text_shows_one() {
    let world = world().set("SCIMULATE_TOKEN", "s3cr3t").set("https_proxy", "http://p:pr0xypw@proxy:1");
    let resolved = world.target(&["--target", "https://h.example", "--insecure", "--basic", "ada"]);
    let exposed: Vec<_> = resolved.secrets.iter().map(Secret::expose).collect();
    assert_eq!(exposed, ["ada:s3cr3t", "s3cr3t", "p:pr0xypw", "pr0xypw"]);
    let debug = format!("{resolved:?}");
    assert!(!debug.contains("s3cr3t") && !debug.contains("pr0xypw"), "{debug}");
}

#[test]
fn conventional_proxies_are_for_the_world_outside() {
    let proxy = |world: &World, flags: &[&str]| {
        let flags = [&["--insecure"], flags].concat();
        world.target(&flags).target.proxy.map(|proxy| (proxy.url.expose().to_owned(), proxy.except))
    };
    let world = world()
        .set("HTTPS_PROXY", "proxy:3128")
        .set("NO_PROXY", "internal")
        .set("HTTP_PROXY", "http://cgi:1");
    assert_eq!(
        proxy(&world, &["--target", "https://h"]),
        Some(("http://proxy:3128".into(), Some("internal".into())))
    );
    assert_eq!(proxy(&world, &["--target", "https://localhost"]), None);
    assert_eq!(proxy(&world, &["--target", "http://h"]), None, "HTTP_PROXY in capitals is not trusted");
    assert_eq!(
        proxy(&world, &["--target", "http://localhost", "--proxy", "http://mine:1"]),
        Some(("http://mine:1".into(), None))
    );
    let message = world.refused(&["--target", "http://h", "--proxy", "socks5://u:pw@h"]);
    assert!(message.contains("the proxy's URL cannot be used") && !message.contains("pw@"), "{message}");
}

#[test]
fn files_with_certificates_are_read_and_checked() {
    let key = rcgen::generate_simple_self_signed(vec!["h".to_owned()]).unwrap();
    let world = world().file("ca.pem", key.cert.pem()).file("bad.pem", "nothing");
    let resolved = world.target(&["--target", "https://h", "--ca-file", "ca.pem"]);
    assert_eq!(resolved.target.ca_certificates.len(), 1);
    let message = world.refused(&["--target", "https://h", "--ca-file", "bad.pem"]);
    assert!(message.contains("holds no usable certificate"), "{message}");
    let message = world.refused(&["--target", "https://h", "--ca-file", "none.pem"]);
    assert!(message.contains("--ca-file: cannot read none.pem"), "{message}");
    let message = world.refused(&["--target", "https://h", "--insecure", "--client-cert", "ca.pem"]);
    assert!(message.contains("there is no private key in it"), "{message}");
}

#[test]
fn paths_in_a_configuration_are_beside_it() {
    let key = rcgen::generate_simple_self_signed(vec!["h".to_owned()]).unwrap();
    let world = world();
    let place = world.directory.path().join("ci");
    std::fs::create_dir(&place).unwrap();
    std::fs::write(place.join("ca.pem"), key.cert.pem()).unwrap();
    std::fs::write(place.join("c.yaml"), "targets: { x: { url: 'https://h', ca-file: ca.pem } }").unwrap();
    let config = Path::new("ci").join("c.yaml").display().to_string();
    assert_eq!(world.target(&["--target", "x", "--config", &config]).target.ca_certificates.len(), 1);
}

#[test]
fn values_that_make_no_sense_are_refused() {
    let refused = |flags: &[&str]| world().refused(&[&["--target", "http://localhost:1"], flags].concat());
    assert!(refused(&["--timeout", "60"]).contains("is not a duration"));
    assert!(refused(&["--timeout", "0s"]).contains("longer than nothing"));
    assert!(refused(&["--user-domain", "a b"]).contains("--user-domain: `a b` is not a domain"));
    let message = world().set("SCIMULATE_TIMEOUT", "soon").refused(&["--target", "http://localhost:1"]);
    assert!(message.contains("SCIMULATE_TIMEOUT: `soon` is not a duration"), "{message}");
}
