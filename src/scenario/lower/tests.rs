//! The folder of bad files: each is refused with exactly the words beside it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::scenario::{Catalogue, LoadError, Places, schema};
use crate::source;

const FOLDER: &str = "tests/bad-scenarios";

/// Bad in ways that a schema cannot see: names, references, order, files.
const BEYOND_A_SCHEMA: &[&str] =
    &["circle", "each-names", "impossible", "rfc-acts", "rfc-boxes", "templates", "timeout"];

fn here() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn bad_files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(here().join(FOLDER))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .collect();
    files.sort();
    files
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

fn check(path: &Path) -> Result<Catalogue, LoadError> {
    let places = Places { directory: here(), shipped: false, roots: Vec::new() };
    Catalogue::load(&places, &[format!("{FOLDER}/{}", path.file_name().unwrap().to_string_lossy())])
}

/// The file as JSON, if it is YAML at all.
fn as_json(text: &str) -> Option<Value> {
    Some(source::parse(source::SourceId(0), text).ok()?.to_value())
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the switch that writes the expected texts anew is for developers"
)]
fn every_bad_file_is_refused_with_the_words_beside_it() {
    let update = std::env::var("UPDATE_GOLDEN").is_ok();
    let mut differing = String::new();
    for path in bad_files() {
        let Err(LoadError::Wrong(problems)) = check(&path) else {
            panic!("{} is not refused", path.display())
        };
        for mistake in &problems.diagnostics {
            assert!(mistake.help.is_some(), "{}: no help for: {}", path.display(), mistake.message);
        }
        let rendered = source::render(&problems.sources, &problems.diagnostics, false);
        let golden = path.with_extension("stderr");
        if update {
            std::fs::write(&golden, &rendered).unwrap();
        }
        let expected = std::fs::read_to_string(&golden).unwrap_or_default();
        if rendered != expected {
            let _ = writeln!(differing, "== {}\n{rendered}", path.display());
        }
    }
    assert!(differing.is_empty(), "these differ (UPDATE_GOLDEN=1 writes them anew):\n{differing}");
}

#[test]
fn the_schema_refuses_what_a_schema_can_see() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let mut wrong = Vec::new();
    for path in bad_files() {
        let text = std::fs::read_to_string(&path).unwrap();
        let Some(value) = as_json(&text) else { continue };
        let beyond = BEYOND_A_SCHEMA.contains(&stem(&path).as_str());
        if validator.is_valid(&value) != beyond {
            wrong.push(stem(&path));
        }
    }
    assert!(wrong.is_empty(), "the schema judges these differently: {wrong:?}");
}

#[test]
fn the_schema_accepts_every_shipped_file() {
    let schema = schema();
    let scenarios = jsonschema::validator_for(&schema).unwrap();
    let fragments = jsonschema::validator_for(
        &serde_json::json!({ "$ref": "#/$defs/fragment", "$defs": schema["$defs"] }),
    )
    .unwrap();
    let files = crate::scenario::shipped::scenarios();
    assert!(!files.is_empty());
    for (path, text) in files {
        let value = as_json(text).unwrap();
        let is_fragment = path.iter().any(|component| component == "fragments");
        let validator = if is_fragment { &fragments } else { &scenarios };
        let mistakes: Vec<String> = validator
            .iter_errors(&value)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(mistakes.is_empty(), "{}: {mistakes:#?}", path.display());
    }
}

#[test]
fn every_shipped_scenario_is_right() {
    let places = Places { directory: here(), shipped: true, roots: Vec::new() };
    match Catalogue::load(&places, &[]) {
        Ok(catalogue) => {
            for scenario in &catalogue.scenarios {
                assert!(!scenario.sources.is_empty(), "{} names no source", scenario.name);
                assert!(scenario.shipped);
            }
        }
        Err(LoadError::Wrong(problems)) => {
            panic!("{}", source::render(&problems.sources, &problems.diagnostics, false))
        }
        Err(error) => panic!("{error}"),
    }
}

/// Every place in a tree, as JSON pointers.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| places(item, &format!("{at}/{index}"), found));
        }
        Value::Object(entries) => entries.iter().for_each(|(key, value)| {
            places(value, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), found);
        }),
        _ => {}
    }
}

proptest::proptest! {
    /// What an editor underlines after the schema, the program does not take either.
    #[test]
    fn what_the_schema_refuses_is_refused(
        which in 0_usize..1000,
        at in 0_usize..1000,
        other in 0_usize..10,
    ) {
        use crate::scenario::files::{Files, Place};
        static VALIDATOR: std::sync::LazyLock<jsonschema::Validator> =
            std::sync::LazyLock::new(|| jsonschema::validator_for(&schema()).unwrap());
        let others = serde_json::json!(
            [null, true, 3, -1.5, "xyz", [1], { "a": "b" }, [], {}, [["x"]]]
        );
        let shipped: Vec<(&Path, &str)> = crate::scenario::shipped::scenarios()
            .into_iter()
            .filter(|(path, _)| !path.iter().any(|part| part == "fragments"))
            .collect();
        let (path, text) = shipped[which % shipped.len()];
        let mut tree = as_json(text).unwrap();
        let mut all = Vec::new();
        places(&tree, "", &mut all);
        let place = all[at % all.len()].clone();
        *tree.pointer_mut(&place).unwrap() = others[other].clone();
        let mut files = Files::default();
        let parsed = files.add(Place::Shipped(path.to_path_buf()), tree.to_string());
        let identity = super::Identity { name: "x".to_owned(), source: parsed.source, shipped: false };
        let (_, mistakes) = super::lower(&mut files, identity, parsed.root);
        proptest::prop_assert!(
            VALIDATOR.is_valid(&tree) || !mistakes.is_empty(),
            "{}: only the schema refuses {} at {place}", path.display(), others[other]
        );
    }

    /// Whatever a file holds, it is read to its end, and every mistake has a place in a text.
    #[test]
    fn no_file_breaks_the_reader(
        which in 0_usize..1000,
        at in 0_usize..2000,
        length in 0_usize..30,
        insert in "[\\[\\]{}:,&*#|>'\"$ \n\ta-z0-9é-]{0,6}",
    ) {
        use crate::scenario::files::{Files, Place};
        let shipped: Vec<String> = crate::scenario::shipped::scenarios().iter().map(|(_, text)| (*text).to_owned()).collect();
        let bad = bad_files();
        let which = which % (shipped.len() + bad.len());
        let text = shipped.get(which).cloned().unwrap_or_else(|| std::fs::read_to_string(&bad[which - shipped.len()]).unwrap());
        let mut characters: Vec<char> = text.chars().collect();
        let start = at % (characters.len() + 1);
        let end = (start + length).min(characters.len());
        characters.splice(start..end, insert.chars());
        let mut files = Files::default();
        let parsed = files.add(Place::Shipped("okta/x.yaml".into()), characters.into_iter().collect());
        let identity = super::Identity { name: "x".to_owned(), source: parsed.source, shipped: false };
        let (_, mistakes) = super::lower(&mut files, identity, parsed.root);
        for mistake in &mistakes {
            for span in std::iter::once(mistake.span).chain(mistake.related.iter().map(|(span, _)| *span)) {
                proptest::prop_assert!(files.sources.get(span.source).text.get(span.start..span.end).is_some());
            }
        }
        source::render(&files.sources, &mistakes, false);
    }
}
