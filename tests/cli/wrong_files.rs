//! Files that are wrong: every mistake is told with its place, the program ends with 2, and nothing is sent.

use crate::program::{Ended, Program};
use crate::server::Server;

/// A scenario that is right.
const RIGHT: &str =
    "title: Right\nclients: [okta-oin]\ncast: { users: { ada: {} } }\nsteps:\n  - assign: ada\n";

/// Runs one scenario file against a server, and makes sure that the server never heard of it.
#[track_caller]
fn refused(program: &Program, file: &str) -> Ended {
    let server = Server::correct();
    let ended = program.run(&["run", file, "--target", &server.url()]).ends_with(2);
    assert_eq!(server.seen().len(), 0, "something was sent");
    assert!(ended.stdout.is_empty(), "a mistake belongs on standard error:\n{}", ended.stdout);
    ended.says("nothing was sent")
}

fn with_scenario(text: &str) -> Program {
    Program::new().file("scenarios/mine.yaml", text)
}

#[test]
fn a_file_that_is_no_yaml_is_shown_with_the_place_where_it_breaks() {
    refused(&with_scenario("title: [Broken\nsteps:\n"), "mine")
        .says("scenarios/mine.yaml:2")
        .says_once("error: this is not valid YAML");
    refused(&with_scenario("title: \"never closed\nsteps: []\n"), "mine").says("scenarios/mine.yaml:");
    refused(&with_scenario("\ttitle: tabs\n"), "mine").says("scenarios/mine.yaml:1");
}

#[test]
fn a_file_of_bytes_is_told_as_such() {
    let program = Program::new();
    std::fs::create_dir(program.path("scenarios")).unwrap();
    std::fs::write(program.path("scenarios/mine.yaml"), b"title: \xff\xfe\n").unwrap();
    let server = Server::correct();
    program
        .run(&["run", "mine", "--target", &server.url()])
        .ends_with(2)
        .says("scenarios/mine.yaml:1:8")
        .says("^ this does not fit")
        .says("UTF-8");
    assert_eq!(server.seen().len(), 0);
}

#[test]
fn an_unknown_act_is_shown_with_a_suggestion() {
    let text = RIGHT.replace("assign", "asign");
    refused(&with_scenario(&text), "mine")
        .says("scenarios/mine.yaml:5:5")
        .says("- asign: ada")
        .says("^^^^^")
        .says("assign")
        .says("help: ");
}

#[test]
fn an_unknown_cast_name_is_shown_with_those_that_exist() {
    let text = RIGHT.replace("assign: ada", "assign: adda");
    refused(&with_scenario(&text), "mine").says("scenarios/mine.yaml:5:13").says("^^^^").says("ada");
}

#[test]
fn fragments_that_use_each_other_are_shown_in_a_circle() {
    let program = Program::new()
        .file("scenarios/mine.yaml", "title: Circle\nsteps:\n  - uses: fragments/one.yaml\n")
        .file("scenarios/fragments/one.yaml", "steps:\n  - uses: two.yaml\n")
        .file("scenarios/fragments/two.yaml", "steps:\n  - uses: one.yaml\n");
    refused(&program, "mine")
        .says("uses itself")
        .says("scenarios/fragments/two.yaml:2")
        .says("scenarios/mine.yaml:3");
}

#[test]
fn a_missing_fragment_is_named() {
    let text = "title: Gone\nsteps:\n  - uses: fragments/gone.yaml\n";
    refused(&with_scenario(text), "mine").says("scenarios/mine.yaml:3").says("fragments/gone.yaml");
}

#[test]
fn a_missing_variable_of_the_environment_is_told_before_anything_is_sent() {
    let text = RIGHT.replace("ada: {}", "ada: { title: \"${env:NOBODY_SET_THIS}\" }");
    let ended = refused(&with_scenario(&text), "mine");
    ended.says("scenarios/mine.yaml:3").says_once("error: the environment has no variable `NOBODY_SET_THIS`");
}

#[test]
fn a_missing_variable_of_the_run_is_told_before_anything_is_sent() {
    let text = RIGHT.replace("ada: {}", "ada: { title: \"${var:colour}\" }");
    refused(&with_scenario(&text), "mine").says("scenarios/mine.yaml:3").says("colour").says("--set");
    let server = Server::correct();
    with_scenario(&text).run(&["run", "mine", "--target", &server.url(), "--set", "colour=red"]).ends_with(0);
}

#[test]
fn mistakes_of_all_files_come_in_one_go() {
    let program = Program::new()
        .file("scenarios/one.yaml", &RIGHT.replace("assign", "asign"))
        .file("scenarios/two.yaml", &RIGHT.replace("title", "titel"))
        .file("scenarios/three.yaml", &RIGHT.replace("assign: ada", "assign: bob"))
        .file(
            "scenarios/four.yaml",
            &format!("{RIGHT}    rule: user.nonsense\n    expect: {{ okta: success }}\n"),
        )
        .file("scenarios/right.yaml", RIGHT);
    // Neither a file that is no text nor a name that only another part of the program knows keeps the others back.
    std::fs::write(program.path("scenarios/bytes.yaml"), b"title: \xff\n").unwrap();
    let ended = program.run::<&str>(&["check"]).ends_with(2);
    let ended = ended
        .says("scenarios/one.yaml:5")
        .says("scenarios/two.yaml:1")
        .says("scenarios/three.yaml:5")
        .says("scenarios/four.yaml:6")
        .says("scenarios/bytes.yaml:1:8")
        .says("5 mistakes");
    assert!(!ended.text().contains("right.yaml"), "{}", ended.text());
    let server = Server::correct();
    program.run(&["run", "right", "one", "two", "--target", &server.url()]).ends_with(2);
    assert_eq!(server.seen().len(), 0, "one selected file is wrong, so nothing may be sent");
    program.run(&["run", "right", "--target", &server.url()]).ends_with(0);
}

#[test]
fn an_empty_file_and_an_empty_folder_are_told() {
    refused(&with_scenario(""), "mine").says("scenarios/mine.yaml");
    Program::new().run(&["check", "nowhere.yaml"]).ends_with(2).says("nowhere.yaml");
    let program = Program::new();
    std::fs::create_dir(program.path("scenarios")).unwrap();
    program.run(&["run", "okta/users/create"]).ends_with(0);
}

#[test]
fn an_unknown_scenario_is_told_with_names_that_are_near() {
    Program::new()
        .run(&["run", "okta/users/deactivat"])
        .ends_with(2)
        .says_once("error: ")
        .says("okta/users/deactivate");
}

#[test]
fn an_unknown_target_is_told_with_those_that_exist() {
    let file = "targets:\n  staging:\n    url: http://127.0.0.1:9/scim/v2\n";
    Program::new()
        .file("scimulate.yaml", file)
        .run(&["run", "--target", "stagging"])
        .ends_with(2)
        .says_once("error: ")
        .says("staging");
    Program::new().run(&["run", "--target", "staging"]).ends_with(2).says_once("error: ").says("staging");
}

#[test]
fn a_wrong_configuration_is_shown_with_its_place() {
    let file = "targets:\n  staging:\n    ulr: http://127.0.0.1:9/scim/v2\n";
    Program::new()
        .file("scimulate.yaml", file)
        .run(&["run", "--target", "staging"])
        .ends_with(2)
        .says("scimulate.yaml:3:5")
        .says("url");
    let file = "targets:\n  staging:\n    url: http://127.0.0.1:9/\n    auth: { bearer: \"${env:NOBODY_SET_THIS}\" }\n";
    Program::new()
        .file("scimulate.yaml", file)
        .run(&["run", "--target", "staging"])
        .ends_with(2)
        .says("NOBODY_SET_THIS");
    Program::new().run(&["run", "--config", "gone.yaml"]).ends_with(2).says("gone.yaml");
}

#[test]
fn an_attribute_that_is_never_pushed_is_told_with_its_place_and_fails_nothing() {
    let cast = "{ ada: { userName: 'a.${run}@x.org', nicknme: Countess, shoe: 38, title: Dr } }";
    let text = RIGHT.replace("{ ada: {} }", cast);
    let mapped = text.clone() + "integration: { mapping: { nicknme: nickName, shoe: shoeSize } }\n";
    let program = with_scenario(&text).file("scenarios/mapped.yaml", &mapped);
    let ended = program.run(&["run", "mine", "--snapshots", "none"]).ends_with(0);
    let ended = ended.says("scenarios/mine.yaml:3:").says("`nicknme` of ada is not mapped to the app");
    ended.says("did you mean `nickName`?").says("`shoe` of ada").hides("`title`").hides("`userName`");
    program.run(&["run", "mapped", "--snapshots", "none"]).ends_with(0).hides("not mapped");
}
