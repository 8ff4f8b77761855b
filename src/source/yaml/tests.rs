//! Which values YAML texts become, where they stand, and what is refused.

use serde_json::json;

use super::{Node, SourceId, parse};

fn tree(text: &str) -> Node {
    parse(SourceId(0), text).unwrap_or_else(|error| panic!("{error:?}"))
}

fn slice<'t>(text: &'t str, node: &Node) -> &'t str {
    &text[node.span.start..node.span.end]
}

#[test]
fn values_follow_yaml_1_2() {
    let text = "a: no\nb: on\nc: true\nd: 00123\ne: 1_000\nf: 1.10\ng: ~\nh:\ni: 18446744073709551615\nj: .nan\nk: '1'\n";
    assert_eq!(
        tree(text).to_value(),
        json!({"a": "no", "b": "on", "c": true, "d": "00123", "e": "1_000", "f": 1.1, "g": null, "h": null,
               "i": 18446744073709551615_u64, "j": ".nan", "k": "1"})
    );
}

#[test]
fn every_value_knows_its_place() {
    let text = "é: x\nlist: [one, 'two', \"three\"]\nmap:\n  key: value # why\n  other: { a: 1, b: [2] , }\nlast: |\n  one\n  two\n\nend: 1\n";
    let node = tree(text);
    let at = |pointer: &str| {
        let span = node.at_pointer(pointer).unwrap();
        &text[span.start..span.end]
    };
    assert_eq!(at("/é"), "x");
    assert_eq!(at("/list"), "[one, 'two', \"three\"]");
    assert_eq!(at("/list/1"), "'two'");
    assert_eq!(at("/list/2"), "\"three\"");
    assert_eq!(at("/map"), "key: value # why\n  other: { a: 1, b: [2] , }");
    assert_eq!(at("/map/key"), "value");
    assert_eq!(at("/map/other"), "{ a: 1, b: [2] , }");
    assert_eq!(at("/map/other/b"), "[2]");
    assert!(at("/last").ends_with("two"), "{:?}", at("/last"));
    assert_eq!(slice(text, node.get("end").unwrap()), "1");
    let keys: Vec<&str> =
        node.as_mapping().unwrap().iter().map(|(key, _)| &text[key.span.start..key.span.end]).collect();
    assert_eq!(keys, ["é", "list", "map", "last", "end"]);
    assert_eq!(node.at_pointer("/map/none"), None);
}

#[test]
fn an_alias_is_found_where_its_anchor_stands() {
    let text = "one: &a { x: 1 }\ntwo: *a\nthree: 3\n";
    let node = tree(text);
    assert_eq!(node.to_value(), json!({"one": {"x": 1}, "two": {"x": 1}, "three": 3}));
    assert_eq!(slice(text, node.get("two").unwrap()), "{ x: 1 }");
}

#[test]
fn a_file_of_comments_is_null() {
    assert_eq!(tree("# nothing\n\n").to_value(), json!(null));
    assert_eq!(tree("").to_value(), json!(null));
}

fn refused(text: &str) -> (String, usize) {
    let errors = parse(SourceId(0), text).expect_err(text);
    let [error] = errors.as_slice() else { panic!("{text:?}: {errors:?}") };
    assert!(error.help.is_some(), "{text:?}: {}", error.message);
    (error.message.clone(), error.span.start)
}

#[test]
fn what_is_not_yaml_is_one_diagnostic_at_its_place() {
    for (text, place, words) in [
        ("a: 1\nb: 2\na: 3\n", 10, "the key `a` stands twice"),
        ("a: [1, 2\nb: 3\n", 10, "not valid YAML"),
        ("a: 1\n b: 2\n", 7, "mapping values are not allowed"),
        ("a: {{ x }}\n", 4, "a key must be a plain text"),
        ("a: 1\n---\nb: 2\n", 5, "a second YAML document"),
        ("x: &a {b: 1}\ny:\n  <<: *a\n", 18, "merge keys"),
        ("y: *a\n", 3, "no anchor before it"),
        ("? [a, b]\n: c\n", 2, "a key must be a plain text"),
        ("a:\n\t- b\n", 4, "not valid YAML"),
        ("a: &x [*x]\n", 7, "inside of its own anchor"),
        ("a: \u{7}\n", 3, "not valid YAML"),
        ("a: \"\\q\"\n", 3, "not valid YAML"),
        ("a: - b\n", 3, "not valid YAML"),
        ("a: @b\n", 3, "not valid YAML"),
    ] {
        let (message, start) = refused(text);
        assert!(message.contains(words), "{text:?}: {message}");
        assert_eq!(start, place, "{text:?}: {message}");
    }
}

#[test]
fn every_key_that_stands_twice_is_shown_with_the_first() {
    let text = "a: 1\nb: { c: 1, 'c': 2, c: 3 }\n\"a\": 2\n";
    let mistakes = parse(SourceId(0), text).unwrap_err();
    let places: Vec<(usize, usize)> =
        mistakes.iter().map(|mistake| (mistake.span.start, mistake.related[0].0.start)).collect();
    assert_eq!(places, [(16, 10), (24, 10), (31, 0)]);
}

#[test]
fn hostile_files_end_in_one_diagnostic() {
    let (message, _) = refused(&"[".repeat(100_000));
    assert!(message.contains("nested deeper"), "{message}");
    let mut deep = String::new();
    for level in 0..100 {
        deep.push_str(&" ".repeat(level));
        deep.push_str("a:\n");
    }
    let (message, _) = refused(&deep);
    assert!(message.contains("nested deeper"), "{message}");
    let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..10 {
        let items = vec![format!("*a{}", level - 1); 10].join(", ");
        laughs.push_str(&format!("a{level}: &a{level} [{items}]\n"));
    }
    let (message, _) = refused(&laughs);
    assert!(message.contains("aliases"), "{message}");
    let (message, _) = refused(&"x".repeat(2_000_000));
    assert!(message.contains("larger than"), "{message}");
}
