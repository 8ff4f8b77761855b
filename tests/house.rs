//! The house rules that a compiler does not hold: who may import whom, who names which crate, who touches the world.

#![expect(clippy::unwrap_used, reason = "a test program fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms in the order in which data flows; a room imports nothing below it, `cli` aside.
const ROOMS: [&str; 18] = [
    "duration", "source", "scenario", "scim", "exchange", "sender", "idp", "judge", "provider", "profile",
    "answers", "serve", "snapshot", "outcome", "runner", "report", "trials", "proof",
];

/// Crates that one room hides from all others.
const CRATES: [(&str, &str); 8] = [
    ("reqwest", "sender"),
    ("rustls", "sender"),
    ("insta", "snapshot"),
    ("clap", "cli"),
    ("serde_saphyr", "source"),
    ("axum", "serve"),
    ("wiremock", "answers"),
    ("libtest_mimic", "trials"),
];

/// What a room may use beyond what stands above it in the list: nothing. What it must not use although it stands
/// above: the pure rooms know nothing of sockets and runs.
const NEVER: [(&str, &[&str]); 11] = [
    ("scim", &["scenario", "source"]),
    ("exchange", &["scenario", "source", "scim"]),
    ("sender", &["scenario", "source", "scim"]),
    ("idp", &["scenario", "source", "sender"]),
    ("judge", &["sender"]),
    ("provider", &["scenario", "source", "sender", "idp", "judge"]),
    ("profile", &["sender", "idp"]),
    ("answers", &["scenario", "source", "sender", "idp", "judge", "provider", "profile"]),
    ("serve", &["answers", "profile", "scenario", "source", "sender", "idp", "judge", "scim"]),
    ("snapshot", &["scenario", "source", "sender", "idp", "judge", "provider", "answers", "serve"]),
    ("report", &["sender", "provider", "answers", "serve", "runner", "scenario"]),
];

fn files(directory: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Every source file with its room and its code: comments gone, and everything from the test module on.
fn sources() -> Vec<(String, String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    files(&root, &mut paths);
    paths
        .into_iter()
        .filter(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            name != "tests" && !path.components().any(|part| part.as_os_str() == "tests")
        })
        .map(|path| {
            let relative = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
            let room = relative.split('/').next().unwrap().trim_end_matches(".rs").to_owned();
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod ").next().unwrap();
            let code: String = code
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .map(|line| format!("{line}\n"))
                .collect();
            (relative, room, code)
        })
        .collect()
}

/// The rooms that a piece of code names: `crate::judge::…`, `use crate::{judge, …}`.
fn named_rooms(code: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let end = group.find("};").unwrap_or(group.len());
            rooms.extend(group[..end].split(',').map(|part| word(part.trim())));
        } else {
            rooms.push(word(rest));
        }
    }
    rooms
}

fn word(text: &str) -> String {
    text.chars().take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '_').collect()
}

#[test]
fn a_room_imports_nothing_below_it() {
    let place = |room: &str| ROOMS.iter().position(|known| *known == room);
    let mut breaches = Vec::new();
    for (file, room, code) in sources() {
        let Some(own) = place(&room) else { continue };
        for named in named_rooms(&code) {
            if place(&named).is_some_and(|other| other > own) || named == "cli" {
                breaches.push(format!("{file} imports `{named}`, which is below `{room}`"));
            }
            let forbidden = NEVER.iter().any(|(who, whom)| *who == room && whom.contains(&named.as_str()));
            if forbidden {
                breaches.push(format!("{file} imports `{named}`, which `{room}` must not know"));
            }
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn each_guarded_crate_is_named_in_one_room_only() {
    let mut breaches = Vec::new();
    for (file, room, code) in sources() {
        for (name, home) in CRATES {
            let named = [format!("{name}::"), format!("use {name};")].iter().any(|form| {
                code.match_indices(form.as_str()).any(|(at, _)| {
                    !code[..at].ends_with(|before: char| {
                        before.is_ascii_alphanumeric() || before == '_' || before == ':'
                    })
                })
            });
            if named && room != home {
                breaches.push(format!("{file} names `{name}`, which belongs to `{home}`"));
            }
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn only_the_rooms_that_may_touch_the_world_do() {
    /// A word, and the rooms that may use it.
    const WORLD: [(&str, &[&str]); 7] = [
        ("std::net::", &["sender", "serve", "provider", "answers", "runner", "cli"]),
        ("tokio::net::", &["sender", "serve", "answers"]),
        ("std::env::", &["cli", "trials"]),
        ("Timestamp::now", &["runner", "serve", "cli"]),
        ("SystemTime", &["runner"]),
        ("println!", &["cli", "build"]),
        ("std::process::exit", &[]),
    ];
    let mut breaches = Vec::new();
    for (file, room, code) in sources() {
        for (word, rooms) in WORLD {
            if code.contains(word) && !rooms.contains(&room.as_str()) {
                breaches.push(format!("{file} uses `{word}`"));
            }
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn every_module_says_what_it_owns() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    files(&root, &mut paths);
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("//! "), "{} does not begin with a `//!` comment", path.display());
    }
}

#[test]
fn the_top_level_holds_nothing_unexpected() {
    const VISIBLE: [&str; 10] = [
        "CHANGELOG.md",
        "Cargo.lock",
        "Cargo.toml",
        "LICENSE",
        "README.md",
        "scenarios",
        "snapshots",
        "src",
        "target",
        "tests",
    ];
    for entry in fs::read_dir(env!("CARGO_MANIFEST_DIR")).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(
            name.starts_with('.') || VISIBLE.contains(&name.as_str()),
            "`{name}` does not belong to the top level"
        );
    }
}
